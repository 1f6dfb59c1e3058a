"""One parent, several programs: starts them, starts again whichever dies, and leaves none behind when it stops."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

# Seconds a program has to end by itself before it is killed, and the waits before it is started again.
GRACE = 8.0
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0
# A program that ran this long was well: its next wait is the first again.
WELL_AFTER = 60.0
PR_SET_PDEATHSIG = 1


@dataclass
class Program:
    """A program to keep running: its name for the log, its command line, and what its environment has besides ours."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    wait: float = FIRST_WAIT
    start_at: float = 0.0


class Supervisor:
    """Keeps programs running until a signal says stop."""

    def __init__(self, programs: Sequence[Program], say: Callable[[str], None]) -> None:
        self.programs = programs
        self.say = say
        self.stopping = False
        self.in_a_hurry = False

    def run(self, ready: Callable[[], bool], when_ready: Callable[[], None]) -> None:
        """Start all, call ``when_ready`` once ``ready`` says so, watch until SIGINT, SIGTERM or SIGHUP, stop all."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._told_to_stop)
        told = False
        try:
            while not self.stopping:
                self._look_after()
                if not told and ready():
                    told = True
                    when_ready()
                time.sleep(0.2)
        finally:
            self.stop()

    def stop(self) -> None:
        """End every program and whatever it started: politely, then by force."""
        running = [p.process for p in self.programs if p.process is not None and p.process.poll() is None]
        for process in running:
            _signal_group(process, signal.SIGTERM)
        until = time.monotonic() + GRACE
        while any(p.poll() is None for p in running) and time.monotonic() < until and not self.in_a_hurry:
            time.sleep(0.05)
        # The leader may be gone and a grandchild not: the group is killed either way.
        for process in running:
            _signal_group(process, signal.SIGKILL)
            process.wait()

    def _told_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.in_a_hurry, self.stopping = self.stopping, True  # a second Ctrl-C waits for nobody

    def _look_after(self) -> None:
        now = time.monotonic()
        for program in self.programs:
            if program.process is None:
                if now >= program.start_at:
                    _start(program, now)
            elif (code := program.process.poll()) is not None:
                _signal_group(program.process, signal.SIGKILL)
                if now - program.started_at > WELL_AFTER:
                    program.wait = FIRST_WAIT
                self.say(f"{program.name} stopped (exit {code}); starting it again in {program.wait:.0f} s")
                program.process, program.start_at = None, now + program.wait
                program.wait = min(program.wait * 2, LONGEST_WAIT)


def _start(program: Program, now: float) -> None:
    program.process = subprocess.Popen(
        program.command,
        env=os.environ | dict(program.environment),
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C reaches us alone, and the whole group can be ended
        preexec_fn=_end_with_parent if sys.platform == "linux" else None,
    )
    program.started_at = now


def _end_with_parent() -> None:
    """Have the kernel end this program when its parent is killed outright, so that nothing is left behind."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return
