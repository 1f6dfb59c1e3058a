"""The form every command has: JSON and nothing else, or lines for people; exit 0 done, 1 refused, 2 bad usage."""

import json
import subprocess
import sys
from datetime import date
from io import StringIO
from unittest import mock

from django.conf import settings
from django.core.management import CommandError, call_command, get_commands, load_command_class
from django.test import SimpleTestCase
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from groupadmin.core.commands import ConsoleCommand
from groupadmin.core.errors import DomainError

OURS = ("import_directory", "import_register", "import_roster", "undo_import", "regulations", "adopt", "sweep", "flags")


class NothingToUndo(DomainError):
    code = "nothing"
    wording = _("Somebody was first: this import is now “%(state)s”. Reload the page to see it.")


class Told(ConsoleCommand):
    def answer(self, **options):
        return {"群": "华东销售群", "on": date(2026, 3, 12), "rows": 3}


class Refused(ConsoleCommand):
    def answer(self, **options):
        raise NothingToUndo(state="applied")


class Broken(ConsoleCommand):
    def answer(self, **options):
        raise ZeroDivisionError


class TheForm(SimpleTestCase):
    def call(self, command, *args, **options):
        out, err = StringIO(), StringIO()
        code = 0
        try:
            call_command(command(stdout=out, stderr=err), *args, **options)
        except SystemExit as stopped:
            code = stopped.code
        return code, out.getvalue(), err.getvalue()

    def test_done_as_json_is_one_object_on_one_line_in_its_own_script(self):
        code, out, err = self.call(Told, "--json")
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(out.count("\n"), 1)
        self.assertEqual(json.loads(out), {"群": "华东销售群", "on": "2026-03-12", "rows": 3})
        self.assertIn("华东销售群", out, "nothing is escaped that people can read")

    def test_done_for_people_is_a_line_a_fact(self):
        self.assertEqual(self.call(Told), (0, "群: 华东销售群\non: 2026-03-12\nrows: 3\n", ""))

    def test_refused_as_json_stays_on_stdout_with_code_sentence_and_facts(self):
        with translation.override("en"):
            code, out, err = self.call(Refused, "--json")
        self.assertEqual((code, err), (1, ""))
        error = json.loads(out)["error"]
        self.assertEqual((error["code"], error["facts"]), ("nothing", {"state": "applied"}))
        self.assertIn("is now “applied”", error["message"])

    def test_refused_for_people_is_the_sentence_on_stderr(self):
        with translation.override("en"):
            code, out, err = self.call(Refused)
        self.assertEqual((code, out), (1, ""))
        self.assertIn("Reload the page to see it.", err)

    def test_a_mistake_of_ours_is_not_dressed_up_as_a_refusal(self):
        with self.assertRaises(ZeroDivisionError):
            self.call(Broken, "--json")

    def test_bad_usage_is_neither_done_nor_refused(self):
        with self.assertRaises(CommandError):
            self.call(Told, "--no-such-option")


class EveryCommand(SimpleTestCase):
    def test_of_the_stable_interface_is_there_and_takes_json(self):
        known = get_commands()
        for name in (*OURS, "demo"):
            with self.subTest(name):
                self.assertIn(name, known)
                module = __import__(f"{known[name]}.management.commands.{name}", fromlist=["Command"])
                parser = module.Command().create_parser("manage.py", name)
                self.assertIn("--json", parser.format_help())
                self.assertTrue(issubclass(module.Command, ConsoleCommand))
                self.assertGreater(len(module.Command.help), 20)

    def test_called_wrongly_from_a_shell_exits_with_two(self):
        wrong = [sys.executable, "manage.py", "sweep", "--on", "yesterday", "--json"]
        with mock.patch.dict("os.environ", {"DJANGO_SETTINGS_MODULE": "tests.settings"}):
            done = subprocess.run(wrong, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=120)
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("--on", done.stderr)

    def test_a_moment_that_is_none_is_called_wrongly_too(self):
        command = load_command_class("members", "import_roster")
        command._called_from_command_line = True
        reader = command.create_parser("manage.py", "import_roster")
        for moment in ("昨天", "2026-02-30", "2026-03-12T25:00", "2026-13-01"):
            with self.subTest(moment=moment), mock.patch("sys.stderr", StringIO()) as told:
                with self.assertRaises(SystemExit) as stopped:
                    reader.parse_args(["G1", "list.csv", "--taken-at", moment])
                self.assertEqual(stopped.exception.code, 2)
                self.assertIn(f"{moment} is no ISO date and time", told.getvalue())


class ARefusal(SimpleTestCase):
    def test_is_said_in_the_language_of_who_reads_it_not_of_who_raised_it(self):
        with translation.override("zh-hans"):
            refusal = NothingToUndo(state="applied")
        with translation.override("en"):
            self.assertIn("Somebody was first", str(refusal))
        with translation.override("zh-hans"):
            self.assertNotIn("Somebody", str(refusal))

    def test_gives_scripts_text_for_every_fact(self):
        given = NothingToUndo(state="applied", on=date(2026, 3, 12), rows=3).as_dict()
        self.assertEqual(given["facts"], {"state": "applied", "on": "2026-03-12", "rows": "3"})

    def test_without_words_of_its_own_tells_the_detail(self):
        self.assertEqual(str(DomainError(detail="because")), "because")
        self.assertEqual(DomainError(detail="because").code, "refused")
