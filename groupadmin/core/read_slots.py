"""Turns at reading files: one at a time for each log-in, and so many at once on this machine.

A turn is a lock on a file below ``VAR_DIR``. The system takes it back when its process dies, however that dies.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from groupadmin.core.audit import Actor
from groupadmin.core.errors import DomainError

# Seconds between two looks at a turn that is taken.
LOOK_AGAIN = 0.05


class StillReading(DomainError):
    code = "still_reading"
    wording = _(
        "Another list that you brought is still being read. Wait until it has been shown, or half a minute, and bring "
        "this one again."
    )


class ManyReaders(DomainError):
    code = "many_readers"
    wording = _("Several lists are being read at this moment. Wait a minute and bring yours again.")


def one_read_per_user(actor: Actor) -> AbstractContextManager[None]:
    """Keep a log-in to one list at a time; who acts without one (a command, the night) has no such limit.

    Raises StillReading after a short wait.
    """
    if actor is None or actor.pk is None:
        return nullcontext()
    return _turn([f"log-in-{actor.pk}"], StillReading)


def read_slot() -> AbstractContextManager[None]:
    """Take one of the machine's places for readers. Raises ManyReaders after a short wait."""
    return _turn([f"place-{number}" for number in range(settings.READERS_AT_ONCE)], ManyReaders)


@contextmanager
def _turn(names: Sequence[str], refusal: type[DomainError]) -> Iterator[None]:
    until = time.monotonic() + settings.READER_WAIT_SECONDS
    while (held := _first_free(names)) is None:
        if time.monotonic() > until:
            raise refusal
        time.sleep(LOOK_AGAIN)
    with held:
        yield


def _first_free(names: Sequence[str]) -> IO[str] | None:
    """Return the open file of the first lock that could be had; closing it gives it back."""
    folder = Path(settings.VAR_DIR, "turns")
    folder.mkdir(mode=0o700, exist_ok=True)
    for name in names:
        held = (folder / name).open("w")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            held.close()
        else:
            return held
    return None
