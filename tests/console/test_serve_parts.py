"""What ``make run`` starts and says, part by part: programs for each engine, the port, the lock, the address."""

import socket
import sys
import tempfile
from io import StringIO
from pathlib import Path
from unittest import TestCase, mock

from django.core.management.base import CommandError
from django.db import OperationalError
from django.test import override_settings

from groupadmin.console.management.commands import serve
from groupadmin.console.supervisor import Program

EVERYWHERE = "0.0.0.0"  # noqa: S104  an address to be told, never bound


class Programs(TestCase):
    def programs(self, host="127.0.0.1") -> dict[str, str]:
        found = {program.name: program for program in serve._programs(host, 8000)}
        self.assertEqual({program.command[0] for program in found.values()}, {sys.executable})
        return {name: " ".join(program.command[1:]) for name, program in found.items()}

    def command(self, name: str, host="127.0.0.1") -> str:
        return self.programs(host)[name]

    def test_web_has_one_process_a_core_and_two_at_least(self):
        for cores, processes in ((6, 6), (1, 2), (None, 2)):
            with mock.patch.object(serve.os, "cpu_count", return_value=cores):
                found = self.programs()
            self.assertEqual(list(found), [*(f"web {n}" for n in range(1, processes + 1)), "worker", "schedule"])
            self.assertTrue(all(found[name].endswith("--shared") for name in list(found)[:-2]))

    def test_the_worker_is_threads_on_the_file_queue_and_processes_with_a_broker(self):
        with override_settings(REDIS_URL=""):
            self.assertIn("--pool threads", self.command("worker"))
        with override_settings(REDIS_URL="redis://127.0.0.1:6379/1"):
            self.assertIn("--pool prefork", self.command("worker"))

    def test_web_is_told_where_to_listen(self):
        self.assertTrue(self.command("web 1", "::").endswith("manage.py web --host :: --port 8000 --shared"))

    def test_the_schedule_leaves_no_file_of_its_number_behind(self):
        self.assertTrue(self.command("schedule").endswith("--pidfile="))


class TheCommand(TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.enterContext(override_settings(VAR_DIR=Path(folder.name)))
        self.out = StringIO()
        self.command = serve.Command(stdout=self.out)

    def test_holds_its_folder_until_it_stops(self):
        held = self.command._be_the_only_one()
        with self.assertRaisesRegex(CommandError, "VAR_DIR=/another/folder make run"):
            serve.Command()._be_the_only_one()
        held.close()
        serve.Command()._be_the_only_one().close()

    def test_a_taken_port_is_named_with_the_way_out(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            with self.assertRaises(CommandError) as refused:
                self.command._find_the_port_free("127.0.0.1", port)
        self.assertIn(f"Port {port} on 127.0.0.1 cannot be had", str(refused.exception))
        self.assertIn("PORT=8080 make run", str(refused.exception))
        self.assertIsNone(self.command._find_the_port_free("127.0.0.1", port))

    def test_says_an_address_that_a_browser_can_open(self):
        for host, shown in ((EVERYWHERE, "127.0.0.1"), ("::", "127.0.0.1"), ("::1", "[::1]"), ("10.0.0.7", "10.0.0.7")):
            self.out.seek(0)
            self.out.truncate()
            with override_settings(LOG_IN_HINT="tests.console.test_serve_parts.hint"):
                self.command._say_where(host, 8123)
            with self.subTest(host):
                self.assertIn(f"http://{shown}:8123/\n  hr: the office", self.out.getvalue())
                self.assertIn("Stop with Ctrl-C.", self.out.getvalue())

    def prepared(self, **options):
        with mock.patch.object(serve, "call_command") as call:
            self.command._prepare(**options)
        return [one.args for one in call.call_args_list]

    @override_settings(FIRST_START=["load_regulations", "demo --if-empty"])
    def test_prepares_the_tables_the_files_the_regulations_and_the_demo_in_this_order(self):
        wanted = [("migrate",), ("collectstatic",), ("load_regulations",), ("demo", "--if-empty")]
        self.assertEqual(self.prepared(with_demo=True), wanted)
        self.assertEqual(self.prepared(with_demo=False), wanted[:-1])

    def test_a_database_that_is_away_is_named_and_nothing_goes_on(self):
        with (
            mock.patch.object(serve, "call_command", side_effect=OperationalError("connection refused")) as call,
            self.assertRaisesRegex(CommandError, "cannot be used: connection refused"),
        ):
            self.command._prepare(with_demo=True)
        self.assertEqual(call.call_count, 1)

    def test_refuses_before_it_touches_the_database(self):
        with (
            mock.patch.object(serve.Command, "_find_the_port_free", side_effect=CommandError("taken")),
            mock.patch.object(serve.Command, "_prepare") as prepare,
            self.assertRaises(CommandError),
        ):
            self.command.handle(port=1, host="127.0.0.1", no_demo=False)
        prepare.assert_not_called()

    def started(self, **options):
        with (
            mock.patch.object(serve.Command, "_find_the_port_free"),
            mock.patch.object(serve.Command, "_prepare") as prepare,
            mock.patch.object(serve, "connection"),
            mock.patch.object(serve, "Supervisor") as supervisor,
        ):
            self.command.handle(**({"port": 8123, "host": "127.0.0.1", "no_demo": False} | options))
        supervisor.return_value.run.assert_called_once()
        return prepare.call_args.kwargs

    def test_makes_a_demo_unless_told_not_to_by_option_or_by_setting(self):
        for no_demo, setting, wanted in ((False, True, True), (True, True, False), (False, False, False)):
            with self.subTest(no_demo=no_demo, setting=setting), override_settings(DEMO=setting):
                self.assertEqual(self.started(no_demo=no_demo), {"with_demo": wanted})

    def test_says_at_the_end_that_the_data_is_kept_and_frees_the_folder(self):
        self.started()
        self.assertIn("Your data is kept; start again with the same command.", self.out.getvalue())
        self.command._be_the_only_one().close()

    def test_takes_port_and_host_from_the_environment_and_the_line_before_it(self):
        with mock.patch.dict("os.environ", {"PORT": "8555", "HOST": EVERYWHERE}):
            parser = serve.Command().create_parser("manage.py", "serve")
        self.assertEqual((parser.parse_args([]).port, parser.parse_args([]).host), (8555, EVERYWHERE))
        self.assertEqual(parser.parse_args(["--port", "9000"]).port, 9000)


class Answering(TestCase):
    def test_is_known_by_taking_a_connection_on_any_kind_of_address(self):
        with socket.socket() as web:
            web.bind(("127.0.0.1", 0))
            web.listen()
            port = web.getsockname()[1]
            self.assertTrue(serve._answers("127.0.0.1", port))
            self.assertTrue(serve._answers(EVERYWHERE, port))
        self.assertFalse(serve._answers("127.0.0.1", port))


class AProgram(TestCase):
    def test_begins_with_a_short_wait_and_an_environment_of_its_own(self):
        one, other = Program("a", ["x"]), Program("b", ["y"])
        self.assertEqual((one.wait, one.start_at, one.process), (1.0, 0.0, None))
        self.assertIsNot(one.environment, other.environment)


def hint() -> list[str]:
    return ["  hr: the office"]
