"""Work on what a stranger may have made, in a short-lived process of its own with limits that the kernel keeps.

Files and pasted texts are read by libraries that can be made to hang, to ask for 500 GB or to end the whole process.
There they may: whoever brought the file reads a sentence, and nobody else notices (docs/decisions/0025).
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import pickle
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from groupadmin.core import file_errors
from groupadmin.core.audit import Actor
from groupadmin.core.errors import DomainError
from groupadmin.core.fork_server import Bounds, as_json, is_reader, receive, send

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


log = logging.getLogger(__name__)

# What readers ask of the settings. They run under the settings of whoever sends them work, not of their own start.
SETTINGS_ASKED = ("UPLOAD_MAX_BYTES", "UPLOAD_MAX_ROWS", "KEEP_COLUMNS")
Answers = Mapping[str, Callable[..., Any]]
NO_ANSWERS: Answers = {}
MEGABYTE = 1024 * 1024
NURSERY = "from groupadmin.core.fork_server import main; main()"
# Seconds beyond a reader's own time after which we no longer wait; its first start of all takes some.
GRACE = 4


def stream_isolated(
    function: Callable[..., Iterator[Any]], *arguments: object, file: str, answers: Answers = NO_ANSWERS
) -> Iterator[Any]:
    """Yield what a generator function yields, run in a process of its own: a long answer comes in pieces, so that
    taking it holds up nobody else in our process. ``file`` names it in sentences.

    Arguments and answers are copied; answers are plain values, whose tuples come as lists. The function sees no
    database; it may ``fork_server.ask`` what ``answers`` tell, each of which runs in our process and must bear whatever
    a file makes it be asked. Raises the DomainError that the function raises; TookTooLong, CannotBeRead where it went
    beyond its limits or broke; ManyReaders where too many are at work.
    """
    if is_reader():  # what a reader reads for itself is isolated already
        yield from function(*arguments)
        return
    bounds = Bounds(settings.READER_MEMORY_MB * MEGABYTE, settings.READER_CPU_SECONDS, settings.READER_SECONDS)
    carried = {name: getattr(settings, name) for name in SETTINGS_ASKED}
    with read_slot(), _nursery.reader() as connection:
        began = time.monotonic()
        try:
            send(connection, pickle.dumps((function.__module__, tuple(bounds))))
            send(connection, pickle.dumps((function, arguments, translation.get_language(), carried)))
            yield from _pieces(connection, file, answers, until=began + bounds.clock + GRACE)
        except (EOFError, OSError) as problem:
            spent = time.monotonic() - began
            log.warning("reading “%s” ended without an answer after %.1f s", file, spent)
            late = spent >= min(bounds.clock, bounds.processor) * 0.95
            raise (file_errors.TookTooLong if late else file_errors.CannotBeRead)(file=file) from problem


def _pieces(connection: socket.socket, file: str, answers: Answers, *, until: float) -> Iterator[Any]:
    while True:
        connection.settimeout(max(until - time.monotonic(), 0.01))
        kind, value = _said(receive(connection))
        if kind == "piece":
            yield value
        elif kind == "ask":
            question, asked = value
            send(connection, as_json(answers[question](*asked)))
        elif kind == "done":
            return
        elif kind == "refused":
            raise _refusal(*value)
        else:
            log.warning("reading “%s” broke: %s", file, value or kind)
            raise file_errors.CannotBeRead(file=file)


def _said(message: bytearray) -> tuple[str, Any]:
    """Return what a reader says. Raises EOFError where that is no message."""
    try:
        kind, value = json.loads(message)
    except (ValueError, TypeError, RecursionError) as problem:
        raise EOFError from problem
    return kind, value


def _refusal(module: str, name: str, facts: dict[str, Any]) -> DomainError:
    """Return a refusal by the name of its kind, which must be one of ours; another one says that nothing was read."""
    waiting: list[type[DomainError]] = [DomainError]
    for kind in waiting:
        if (kind.__module__, kind.__qualname__) == (module, name):
            return kind(**facts)
        waiting += kind.__subclasses__()
    return file_errors.CannotBeRead(file=facts.get("file", ""))


class _Nursery:
    """Our end of the process that readers are forked from. Started with the first reader, started anew if it dies."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.control: socket.socket | None = None
        self.process: subprocess.Popen[bytes] | None = None

    def reader(self) -> socket.socket:
        """Return the socket to a reader that waits for work."""
        ours, theirs = socket.socketpair()
        with theirs, self.lock:
            if self.process is None or self.control is None or self.process.poll() is not None:
                self._start()
            try:
                self._hand_over(theirs)
            except OSError:
                self._start()
                self._hand_over(theirs)
        return ours

    def _hand_over(self, connection: socket.socket) -> None:
        if self.control is not None:
            socket.send_fds(self.control, [b"w"], [connection.fileno()])

    def _start(self) -> None:
        if self.control is not None:
            self.control.close()
        self.control, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-c", NURSERY], stdin=theirs.fileno(), cwd=settings.BASE_DIR
            )


_nursery = _Nursery()


def _begin_anew() -> None:
    """Leave the nursery to the process we were forked from."""
    global _nursery
    _nursery = _Nursery()


os.register_at_fork(after_in_child=_begin_anew)
