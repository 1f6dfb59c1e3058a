"""One parent keeps its programs running, and leaves none behind."""

import os
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from unittest import TestCase, mock

from groupadmin.console import supervisor
from groupadmin.console.supervisor import Program, Supervisor

# Writes its own number and that of a child it starts, then waits.
PARENT = """
import os, pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
with pathlib.Path(sys.argv[1]).open("a") as page:
    page.write(f"{os.getpid()} {child.pid}\\n")
time.sleep(60)
"""


def alive(number: int) -> bool:
    """Say whether a process runs; one that has ended and waits to be seen out does not."""
    try:
        state = Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


class ASupervisor(TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.diary = Path(folder.name, "diary")
        self.said: list[str] = []
        self.enterContext(mock.patch.object(supervisor, "FIRST_WAIT", 0.1))
        self.enterContext(mock.patch.object(signal, "signal"))  # the suite keeps its own handlers

    def supervisor(self, code: str = PARENT) -> Supervisor:
        program = Program("one", [sys.executable, "-c", code, str(self.diary)], {"MARK": "here"}, wait=0.1)
        return Supervisor([program], self.said.append)

    def started(self) -> list[list[int]]:
        text = self.diary.read_text() if self.diary.exists() else ""
        return [[int(number) for number in line.split()] for line in text.splitlines()]

    def wait_for(self, condition, what="it"):
        until = time.monotonic() + 20
        while not condition():
            self.assertLess(time.monotonic(), until, what)
            time.sleep(0.05)

    def run_until(self, watched: Supervisor, condition) -> None:
        def then_stop():
            try:
                self.wait_for(condition)
            finally:
                watched.stopping = True

        helper = threading.Thread(target=then_stop)
        helper.start()
        watched.run(lambda: bool(self.started()), lambda: self.said.append("ready"))
        helper.join()

    def test_says_once_that_all_is_ready_and_ends_children_of_children_too(self):
        self.run_until(self.supervisor(), lambda: "ready" in self.said)
        self.assertEqual(self.said.count("ready"), 1)
        for number in self.started()[0]:
            self.wait_for(lambda number=number: not alive(number), "the end")

    def test_starts_again_what_dies_and_says_so(self):
        killed: list[int] = []

        def killed_once_and_back() -> bool:
            if self.started() and not killed:
                killed.append(self.started()[0][0])
                os.kill(killed[0], signal.SIGKILL)
            return len(self.started()) > 1

        self.run_until(self.supervisor(), killed_once_and_back)
        self.assertTrue(any("one stopped (exit -9); starting it again" in line for line in self.said), self.said)
        for number in [number for pair in self.started() for number in pair]:
            self.wait_for(lambda number=number: not alive(number), "the end")

    def test_waits_longer_each_time_for_one_that_dies_at_once(self):
        watched = self.supervisor("raise SystemExit(3)")
        self.run_until(watched, lambda: len(self.said) >= 3)
        self.assertGreater(watched.programs[0].wait, 0.4)
        self.assertTrue(all("exit 3" in line for line in self.said))

    def test_kills_what_will_not_stop(self):
        stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + PARENT
        with mock.patch.object(supervisor, "GRACE", 0.3):
            self.run_until(self.supervisor(stubborn), lambda: bool(self.started()))
        self.wait_for(lambda: not alive(self.started()[0][0]), "the end")

    def test_a_second_signal_waits_for_nobody(self):
        watched = self.supervisor()
        watched._told_to_stop(signal.SIGINT, None)
        self.assertFalse(watched.in_a_hurry)
        watched._told_to_stop(signal.SIGINT, None)
        self.assertTrue(watched.in_a_hurry)
