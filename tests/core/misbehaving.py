"""What hostile files make a reader do, as functions that a reader can be given."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils.translation import gettext

from groupadmin.core import file_errors, markup
from groupadmin.core.fork_server import ask


class Panic(BaseException):
    """As pyo3 raises it: no Exception."""


RAN: list[int] = []


class RunsWhenUnpickled:
    """As exploits are made: unpickling it calls a function."""

    def __reduce__(self):
        return runs, ()


def runs() -> None:
    RAN.append(1)


def once(function: Callable[..., object], *arguments: object) -> Iterator[object]:
    """Give one answer, as a generator function."""
    yield function(*arguments)


def works(value: object) -> object:
    return value


def in_pieces(count: int) -> Iterator[int]:
    yield from range(count)


def breaks_off(count: int) -> Iterator[int]:
    yield from range(count)
    raise file_errors.CutShort(file="名单.csv", line=count)


def never_ends() -> None:
    while True:
        pass


def never_ends_here(note: str) -> None:
    """Write the process's number to a file and go round and round."""
    Path(note).write_text(str(os.getpid()))
    never_ends()


def sleeps_here(note: str) -> None:
    """Write the process's number to a file and wait for ever, hearing nothing."""
    Path(note).write_text(str(os.getpid()))
    sleeps_in_c()


def counts_parts(text: str) -> int:
    return sum(1 for _part in markup.parts_of(text))


def takes(megabytes: int) -> int:
    return len(bytearray(megabytes << 20))


def sleeps_in_c() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGINT])
    signal.sigwait([signal.SIGTERM])


def wants_the_whole_machine() -> int:
    return len(bytearray(600 << 30))


def swells() -> int:
    held = []
    while True:
        held.append(bytes(10 << 20))


def aborts() -> None:
    os.abort()


def panics() -> None:
    raise Panic("index out of bounds")


def leaves() -> None:
    raise SystemExit(1)


def lacks_columns() -> None:
    raise file_errors.ColumnsMissing(header=("工号",), file="名单.csv", found="工号", expected="姓名")


def says_pdf() -> str:
    return gettext("a PDF")


def most_rows() -> int:
    return int(settings.UPLOAD_MAX_ROWS)


def asks_the_database() -> int:
    return int(Session.objects.count())


def own_number() -> int:
    return os.getpid()


def asks(names: list[str]) -> list[str]:
    return [name for name in names if ask("is_ours", name)]


def asks_what_nobody_answers() -> None:
    ask("salary", "张三")


def waits_for_a_file(content: bytes, name: str) -> Iterator[None]:
    """Read nothing until the file that ``content`` names is there, then refuse; its own file says that it waits."""
    folder = Path(content.decode())
    Path(folder, f"waits-{os.getpid()}").touch()
    while not Path(folder, "go").exists():
        time.sleep(0.01)
    raise file_errors.Damaged(file=name)
    yield
