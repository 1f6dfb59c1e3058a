"""Files are read in processes of their own: whatever happens there, ours lives on and says a sentence."""

import os
import pickle
import signal
import socket
import tempfile
import threading
import time
from pathlib import Path
from unittest import mock

from django.test import SimpleTestCase, override_settings
from django.utils import translation

from groupadmin.core import file_errors, isolation
from groupadmin.core.fork_server import HEAD, as_json, receive, send
from groupadmin.core.isolation import stream_isolated
from tests.core import misbehaving

HASTY = override_settings(READER_CPU_SECONDS=1, READER_SECONDS=2)


def run(function, *arguments, **facts):
    (answer,) = stream_isolated(misbehaving.once, function, *arguments, **{"file": "名单.xlsx", **facts})
    return answer


class AnAnswerComesBack(SimpleTestCase):
    def test_as_it_was_given(self):
        value = {"行": [[1, "张三\ud800"]], "content": "x" * 3_000_000}
        self.assertEqual(run(misbehaving.works, value), value)

    def test_in_pieces(self):
        self.assertEqual(list(stream_isolated(misbehaving.in_pieces, 5000, file="")), list(range(5000)))

    def test_from_another_process_each_time(self):
        numbers = {run(misbehaving.own_number) for _time in range(3)}
        self.assertEqual(len(numbers | {os.getpid()}), 4)

    def test_a_refusal_with_all_it_knows(self):
        with self.assertRaises(file_errors.ColumnsMissing) as caught:
            run(misbehaving.lacks_columns)
        self.assertEqual(caught.exception.header, ("工号",))
        self.assertIn("名单.csv", str(caught.exception))
        self.assertEqual(caught.exception.as_dict()["facts"]["expected"], "姓名")

    def test_a_refusal_after_some_pieces(self):
        pieces = stream_isolated(misbehaving.breaks_off, 3, file="")
        self.assertEqual([next(pieces), next(pieces), next(pieces)], [0, 1, 2])
        with self.assertRaises(file_errors.CutShort):
            next(pieces)

    def test_in_the_reader_s_language_and_under_our_settings(self):
        with translation.override("en"):
            self.assertEqual(run(misbehaving.says_pdf), "a PDF")
        with translation.override("zh-hans"):
            self.assertNotEqual(run(misbehaving.says_pdf), "a PDF")
        with self.settings(UPLOAD_MAX_ROWS=7):
            self.assertEqual(run(misbehaving.most_rows), 7)

    def test_with_what_only_we_can_tell(self):
        ours = {"张三", "李四"}.__contains__
        found = run(misbehaving.asks, ["张三", "王五", "李四"], file="", answers={"is_ours": ours})
        self.assertEqual(found, ["张三", "李四"])
        with self.assertRaises(KeyError):
            run(misbehaving.asks_what_nobody_answers)

    def test_a_new_nursery_where_the_old_one_is_gone(self):
        run(misbehaving.own_number)
        os.kill(isolation._nursery.process.pid, signal.SIGKILL)
        isolation._nursery.process.wait()
        self.assertEqual(run(misbehaving.works, 1), 1)


class WhateverItDoes(SimpleTestCase):
    """Each is told as a sentence that names the file and says what to do."""

    def refused(self, refusal, function):
        with self.assertRaises(refusal) as caught, self.assertLogs("groupadmin.core.isolation", "WARNING"):
            run(function)
        self.assertIn("名单.xlsx", str(caught.exception))
        self.assertEqual(run(misbehaving.works, 1), 1)

    def test_a_reader_that_panics_leaves_or_aborts(self):
        for function in (misbehaving.panics, misbehaving.leaves, misbehaving.aborts):
            with self.subTest(function.__name__):
                self.refused(file_errors.CannotBeRead, function)

    def test_a_reader_that_asks_for_more_memory_than_it_may(self):
        self.refused(file_errors.CannotBeRead, misbehaving.wants_the_whole_machine)
        self.refused(file_errors.CannotBeRead, misbehaving.swells)

    @HASTY
    def test_a_reader_that_never_ends(self):
        self.refused(file_errors.TookTooLong, misbehaving.never_ends)

    @HASTY
    def test_a_reader_that_waits_for_ever_and_hears_no_signal(self):
        self.refused(file_errors.TookTooLong, misbehaving.sleeps_in_c)

    def test_a_reader_that_wants_the_database(self):
        self.refused(file_errors.CannotBeRead, misbehaving.asks_the_database)


class WhatAReaderSays(SimpleTestCase):
    """A file that has taken its reader over speaks for it: what it says is read as data and never run."""

    def told(self, message: bytes):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            send(theirs, message)
            return list(isolation._pieces(ours, "名单.xlsx", {}, until=time.monotonic() + 5))

    def test_is_never_unpickled(self):
        pickle.loads(pickle.dumps(misbehaving.RunsWhenUnpickled()))  # noqa: S301  shows that it would run
        self.assertEqual(misbehaving.RAN.pop(), 1)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with self.subTest(protocol), self.assertRaises(EOFError):
                self.told(pickle.dumps(misbehaving.RunsWhenUnpickled(), protocol))
        self.assertEqual(misbehaving.RAN, [])

    def test_is_no_message_of_another_shape_or_without_end(self):
        for message in (b"", b"[", b"[1,2,3]", b"7", b"[" * 200_000, b"\xff\xfe\x00"):
            with self.subTest(message[:9]), self.assertRaises(EOFError):
                self.told(message)

    def test_names_no_exception_but_a_refusal_of_ours(self):
        for module, name in (("builtins", "SystemExit"), ("os", "system"), ("groupadmin.core.errors", "Any")):
            with self.subTest(name), self.assertRaises(file_errors.CannotBeRead):
                self.told(as_json(["refused", [module, name, {"file": "名单.xlsx"}]]))

    def test_that_is_too_long_is_not_waited_for(self):
        ours, theirs = socket.socketpair()
        with ours, theirs, self.assertRaises(OSError):
            theirs.sendall(HEAD.pack(1 << 62))
            receive(ours)


class EachLimitByItself(SimpleTestCase):
    """None of them rests on another: each is asked where the others are far away."""

    def ended_by(self, function):
        """Run what never ends; returns after how many seconds, and wait until its process is gone."""
        with tempfile.TemporaryDirectory() as folder:
            note, began = Path(folder, "number"), time.monotonic()
            with self.assertRaises(file_errors.TookTooLong), self.assertLogs("groupadmin.core.isolation", "WARNING"):
                run(function, str(note))
            took = time.monotonic() - began
            while is_running(int(note.read_text())):
                self.assertLess(time.monotonic() - began, 20, "the reader lives on")
                time.sleep(0.05)
        return took

    @override_settings(READER_CPU_SECONDS=1, READER_SECONDS=60)
    def test_the_processor(self):
        self.assertLess(self.ended_by(misbehaving.never_ends_here), 55)

    @override_settings(READER_CPU_SECONDS=60, READER_SECONDS=1)
    def test_the_clock(self):
        self.ended_by(misbehaving.sleeps_here)

    @override_settings(READER_SECONDS=1)
    def test_who_gave_the_work_does_not_wait_for_a_reader_that_no_limit_ends(self):
        ours, theirs = socket.socketpair()
        silent = mock.patch.object(isolation._nursery, "reader", return_value=ours)
        hasty = mock.patch.object(isolation, "GRACE", 0)
        with ours, theirs, silent, hasty, self.assertLogs("groupadmin.core", "WARNING"):
            self.assertRaises(file_errors.TookTooLong, run, misbehaving.works, 1)

    @override_settings(READER_MEMORY_MB=64)
    def test_the_memory(self):
        self.assertEqual(run(misbehaving.takes, 16), 16 << 20)
        with self.assertRaises(file_errors.CannotBeRead), self.assertLogs("groupadmin.core.isolation", "WARNING"):
            run(misbehaving.takes, 128)


def is_running(number: int) -> bool:
    """Say whether a process is there."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


class Turns(SimpleTestCase):
    def test_one_list_at_a_time_for_each_log_in(self):
        class LogIn:
            def __init__(self, pk):
                self.pk = pk

        with self.settings(READER_WAIT_SECONDS=0), isolation.one_read_per_user(LogIn(1)):
            with isolation.one_read_per_user(LogIn(2)), isolation.one_read_per_user(None):
                pass
            with self.assertRaises(isolation.StillReading), isolation.one_read_per_user(LogIn(1)):
                pass
        with isolation.one_read_per_user(LogIn(1)):
            pass

    def test_so_many_readers_at_once_on_a_machine(self):
        with self.settings(READERS_AT_ONCE=2, READER_WAIT_SECONDS=0):
            with isolation.read_slot(), isolation.read_slot(), self.assertRaises(isolation.ManyReaders):
                run(misbehaving.works, 1)
            self.assertEqual(run(misbehaving.works, 1), 1)

    def test_who_finds_all_places_taken_waits_a_little(self):
        with self.settings(READERS_AT_ONCE=1, READER_WAIT_SECONDS=60):
            taken, free = threading.Event(), threading.Event()

            def hold():
                with isolation.read_slot():
                    taken.set()
                    free.wait()

            holder = threading.Thread(target=hold)
            holder.start()
            taken.wait()
            threading.Timer(0.2, free.set).start()
            self.assertEqual(run(misbehaving.works, 1), 1)
            holder.join()
