"""The embedded queue: whoever looks into it finds whole messages, and no message stops the worker."""

import multiprocessing
import tempfile
from pathlib import Path
from queue import Empty
from unittest import mock

from django.conf import settings
from django.test import SimpleTestCase
from kombu import Connection, Exchange, Queue
from kombu.exceptions import ChannelError

from groupadmin.core import file_queue


def queue_in(folder: Path) -> Connection:
    return Connection(
        "filesystem://localhost",
        transport="groupadmin.core.file_queue:Transport",
        transport_options={
            "data_folder_in": str(folder),
            "data_folder_out": str(folder),
            "control_folder": str(folder / "control"),
        },
    )


def bind_again_and_again(folder: str, name: str) -> None:
    """Bind fifty queues to one exchange, as processes do that start at once."""
    with queue_in(Path(folder)) as connection:
        for number in range(50):
            connection.default_channel._queue_bind("shared", "", "", f"{name}-{number}")


class TheFileQueue(SimpleTestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.connection = queue_in(self.folder)
        self.addCleanup(self.connection.release)
        # Kombu remembers the bindings of a process, so each test has a queue of its own.
        self.name = self._testMethodName
        self.queue = self.connection.SimpleQueue(Queue(self.name, Exchange(self.name), routing_key=self.name))
        self.addCleanup(self.queue.close)

    def take(self):
        return self.queue.get(timeout=5).payload

    def test_gives_back_what_was_put_in(self):
        self.queue.put({"job": 7, "for": "群管理员"})
        self.assertEqual(self.take(), {"job": 7, "for": "群管理员"})

    def test_a_message_is_not_there_before_it_is_whole(self):
        seen = []

        def look(part, whole, move=Path.replace):
            seen.append((part.stat().st_size > 100, self.queue.qsize()))
            move(part, whole)

        with mock.patch.object(Path, "replace", look):
            self.queue.put({"job": 7})
        self.assertEqual((seen, self.queue.qsize()), ([(True, 0)], 1))

    def test_an_empty_message_is_dropped_and_the_next_one_read(self):
        (self.folder / f"0_half.{self.name}.msg").touch()
        self.queue.put({"job": 7})
        channel = self.connection.default_channel
        with self.assertLogs("groupadmin.core.file_queue", "WARNING"), self.assertRaises(Empty):
            channel._get(self.name)
        self.assertEqual(self.take(), {"job": 7})

    def test_a_message_that_finds_no_room_leaves_nothing_behind(self):
        with (
            mock.patch.object(Path, "replace", side_effect=OSError(28, "No space left on device")),
            self.assertRaisesMessage(ChannelError, "No space left on device"),
        ):
            self.connection.default_channel._put(self.name, {"job": 7})
        self.assertEqual(list(self.folder.glob("*.msg*")), [])

    def test_processes_that_start_at_once_all_find_their_queues(self):
        starting = [
            multiprocessing.get_context("spawn").Process(target=bind_again_and_again, args=(str(self.folder), name))
            for name in ("web", "worker", "schedule")
        ]
        for process in starting:
            process.start()
        for process in starting:
            process.join(60)
        self.assertEqual([process.exitcode for process in starting], [0, 0, 0])
        bound = {row[2] for row in self.connection.default_channel.get_table("shared")}
        self.assertEqual(len(bound), 150)

    def test_is_what_the_console_runs_on_where_there_is_no_redis(self):
        from groupadmin.celery import app

        transport = app.connection_for_write().transport
        self.assertEqual(isinstance(transport, file_queue.Transport), not settings.REDIS_URL)
