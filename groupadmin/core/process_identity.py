"""Which process holds a job, written so that others on the same machine can see whether it is still there.

A lease says that a worker was well some seconds ago. Beside it the operating system knows at once that a process has
ended, and also that one is merely slow: both are read where the machine is the same. Elsewhere only the lease counts.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

PROC = Path("/proc")


def this_process() -> str:
    """Return what this process is called: machine, number, and when it began; "" where the system does not tell."""
    number = os.getpid()
    return f"{machine()} {number} {_began(number)}" if machine() else ""


def is_gone(holder: str) -> bool:
    """Say whether a process of this very machine has ended; False where that cannot be known."""
    return _is_here(holder) and not _is_alive(holder)


def is_alive(holder: str) -> bool:
    """Say whether a process of this very machine is still there; False where that cannot be known."""
    return _is_here(holder) and _is_alive(holder)


@cache
def machine() -> str:
    """Return what tells this machine, since it was switched on, and this container from all others."""
    try:
        boot = Path(PROC, "sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{Path(PROC, 'self/ns/pid').readlink()}".replace(" ", "")
    except OSError:
        return ""


def _is_here(holder: str) -> bool:
    return bool(holder) and holder.partition(" ")[0] == machine()


def _is_alive(holder: str) -> bool:
    _machine, number, began = holder.split(" ")
    return _began(int(number)) == began


def _began(number: int) -> str:
    """Return when a process began, in the system's own ticks; "" where there is none, or only its remains."""
    try:
        # The name stands in brackets and may hold anything; state and start are the 1st and 20th word after it.
        facts = Path(PROC, str(number), "stat").read_text().rpartition(")")[2].split()
    except (OSError, UnicodeDecodeError):
        return ""
    return "" if facts[0] in "ZX" else facts[19]
