"""The process that readers of files are forked from; ``isolation`` starts it, and it runs ``main``.

It has one thread, no connection to the database and nothing of anybody's data, so a fork of it is clean and cheap
where a fork of a web process with eight threads is neither (docs/decisions/0025). For each piece of work it is handed a
socket, over which the reader gets its work and gives its answer. The kernel ends a reader that goes beyond its limits:
nothing in it needs to be willing.

A reader may have been taken over by the file it reads, so what it says is JSON: data, of which nothing can be run.
What it is given is pickled, because that comes from us.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import resource
import signal
import socket
import struct
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

HEAD = struct.Struct("!Q")
AT_ONCE = 1 << 20
# Far above an upload, and above the rows that are handed over at a time.
LONGEST = 1 << 28
# A reader must not take the processor from those who wait for a page.
NICENESS = 5
# Seconds within which the work must be handed over once its socket has come.
HAND_OVER = 5


# In a reader: the way back to whoever gave it the work.
_parent: list[socket.socket] = []


def is_reader() -> bool:
    """Say whether this process is a reader itself."""
    return bool(_parent)


def ask(question: str, *arguments: object) -> Any:
    """Ask, from inside a reader, whoever gave it the work: ``question`` names one of their ``answers``."""
    (connection,) = _parent
    send(connection, as_json(["ask", [question, arguments]]))
    return json.loads(receive(connection))


class Bounds(NamedTuple):
    """What a reader may use: bytes of memory beyond its start and its work, seconds of processor and of the clock."""

    memory: int
    processor: int
    clock: int


class Work(NamedTuple):
    """A function of a module with its arguments, and what it must know besides: language and settings."""

    function: Callable[..., Iterator[Any]]
    arguments: tuple[Any, ...]
    language: str | None
    settings: dict[str, Any]


def as_json(value: object) -> bytes:
    """Return plain values as JSON; a word may hold half a character, as broken files do."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="surrogatepass")


def send(connection: socket.socket, content: bytes) -> None:
    """Send one message, led by its length. Raises OSError."""
    connection.sendall(HEAD.pack(len(content)))
    connection.sendall(content)


def receive(connection: socket.socket) -> bytearray:
    """Return one message. Raises EOFError when the other end is gone, OSError when it is too slow or says too much."""
    (length,) = HEAD.unpack(_exactly(connection, HEAD.size))
    if length > LONGEST:
        raise OSError("a message too long")
    return _exactly(connection, length)


def _exactly(connection: socket.socket, length: int) -> bytearray:
    content = bytearray()
    while len(content) < length:
        piece = connection.recv(min(AT_ONCE, length - len(content)))
        if not piece:
            raise EOFError
        content += piece
    return content


def main() -> None:
    """Fork a reader for each socket that comes over standard input, until that is closed."""
    import django
    from django.conf import settings
    from django.utils import translation

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's: its end is ours
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the readers
    django.setup()
    _forbid_the_database()
    for language, _name in settings.LANGUAGES:
        translation.activate(language)  # loads its words, which every reader then has
    gc.freeze()
    control = socket.socket(fileno=0)
    while True:
        message, handed, _flags, _address = socket.recv_fds(control, 1, 1)
        if not message:
            return
        for number in handed:
            with socket.socket(fileno=number) as connection:
                _serve(connection)


def _forbid_the_database() -> None:
    from django.db import connections

    def refuse() -> NoReturn:
        raise RuntimeError("a reader of files has no database")

    for connection in connections.all():
        connection.connect = refuse  # type: ignore[method-assign]


def _serve(connection: socket.socket) -> None:
    """Fork a reader. The module of its function is loaded here, once, and so is there for all that come after."""
    connection.settimeout(HAND_OVER)
    try:
        module, bounds = pickle.loads(receive(connection))  # noqa: S301  from our own parent
        import_module(module)
    except (EOFError, OSError):
        return
    if os.fork() == 0:
        _read(connection, Bounds(*bounds))


def _read(connection: socket.socket, bounds: Bounds) -> NoReturn:
    """Be the reader: limits, work, answer, end. Whatever is raised here ends with this process."""
    try:
        _limit(bounds)
        gc.disable()  # there is no time for garbage to gather
        connection.settimeout(None)
        work = Work(*pickle.loads(receive(connection)))  # noqa: S301  from our own parent
        _limit_memory(bounds.memory)
        _parent.append(connection)
        for answer in _answers(work):
            send(connection, as_json(answer))
    finally:
        os._exit(0)


def _limit(bounds: Bounds) -> None:
    """Set the limits that the kernel keeps. SIGALRM and SIGXCPU end the process, whatever language it is busy in."""
    os.nice(NICENESS)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in range(3):  # the library's last words belong to nobody; and nobody's control socket stays open here
        os.dup2(nothing, number)
    for number in (signal.SIGALRM, signal.SIGXCPU, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.processor, bounds.processor + 1))
    signal.setitimer(signal.ITIMER_REAL, bounds.clock)


def _limit_memory(most: int) -> None:
    """Set how much more memory this process may take, beyond what it and its work take already."""
    memory = _memory() + most
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _memory() -> int:
    """Return how many bytes of addresses this process has already; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def _answers(work: Work) -> Iterator[tuple[str, Any]]:
    """Yield ("piece", value) for each value of the function, then ("done", None); or how it ended instead."""
    from django.conf import settings
    from django.utils import translation

    from groupadmin.core.errors import DomainError

    for name, value in work.settings.items():
        setattr(settings, name, value)
    translation.activate(work.language or settings.LANGUAGE_CODE)
    try:
        for value in work.function(*work.arguments):
            yield "piece", value
        yield "done", None
    except DomainError as refusal:
        kind, facts = type(refusal), {**vars(refusal), **refusal.facts}
        yield "refused", (kind.__module__, kind.__qualname__, {k: v for k, v in facts.items() if k != "facts"})
    except MemoryError:
        yield "memory", None
    except BaseException as problem:  # noqa: BLE001  a library's panic is no Exception; the process ends here anyway
        yield "broke", f"{type(problem).__name__}: {problem}"[:500]
