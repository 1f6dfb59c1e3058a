"""Faults of the machine in words: a full disk, a database that is away or busy. What is wrong, where, what to do."""

from __future__ import annotations

import errno

from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NO_ROOM = _("The disk of the server is full, so nothing was written. Ask the operator to make room, then do it again.")
BUSY = _("The database is busy with other work, so nothing was written. Wait a minute, then do it again.")
AWAY = _("The database does not answer, so nothing was written. Wait a minute; if it stays so, tell the operator.")

# PostgreSQL's own codes: disk_full, and lock_not_available, deadlock_detected, serialization_failure.
NO_ROOM_CODES = {"53100"}
BUSY_CODES = {"55P03", "40P01", "40001"}


def sentence(problem: BaseException) -> str | None:
    """Return the sentence for a fault of the machine; None where the fault is our own."""
    said = _wording(problem)
    return None if said is None else str(said)


def passes(problem: BaseException) -> bool:
    """Say whether a fault goes by itself, so that doing the same again later may succeed: a busy or absent database."""
    return _wording(problem) in (BUSY, AWAY)


def _wording(problem: BaseException) -> str | Promise | None:
    if isinstance(problem, OSError):
        return NO_ROOM if problem.errno in (errno.ENOSPC, errno.EDQUOT) else None
    if isinstance(problem, InterfaceError):  # what is asked for after the connection was lost
        return AWAY
    if not isinstance(problem, DatabaseError):
        return None
    code = getattr(problem.__cause__, "sqlstate", None)
    words = str(problem)
    if code in NO_ROOM_CODES or "is full" in words:
        return NO_ROOM
    if code in BUSY_CODES or "is locked" in words:
        return BUSY
    connection_lost = code is None or code.startswith(("08", "57P"))
    return AWAY if isinstance(problem, OperationalError) and connection_lost else None
