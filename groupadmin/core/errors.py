"""Refusals: what the domain says no to, as a code with facts; the edge makes the sentence, in the reader's language."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, ClassVar, Self

from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """The base of every domain error.

    A subclass stands beside the function that raises it and gives ``code`` (stable, for scripts and tests) and
    ``wording`` (a lazy translation with ``%(fact)s`` places: what is wrong, where, and what to do).
    """

    code: ClassVar[str] = "refused"
    wording: ClassVar[str | Promise] = "%(detail)s"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        return str(self.wording) % self.facts

    def as_dict(self) -> dict[str, Any]:
        """Return the refusal for ``--json``: code, sentence in the active language, facts."""
        return {"code": self.code, "message": str(self), "facts": {k: str(v) for k, v in self.facts.items()}}


def sentences(*said: str) -> str:
    """Return sentences as one text, those that say nothing left out; Chinese has no space after a full stop."""
    told = [text for text in said if text]
    return (
        reduce(lambda first, then: gettext("%(first)s %(then)s") % {"first": first, "then": then}, told) if told else ""
    )


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


@dataclass(frozen=True, slots=True)
class RowError:
    """One reason why a row cannot be taken. ``row`` is the file's own row number, title rows counted.

    ``code`` picks the sentence, ``facts`` fill it beside ``column`` and ``value``. An app with sentences of its own
    makes a subclass whose ``wordings`` add to these.
    """

    row: int
    column: str
    value: str
    code: str
    facts: dict[str, Any] = field(default_factory=dict)

    wordings: ClassVar[Mapping[str, str | Promise]] = {
        "empty": _("“%(column)s” is empty."),
        "too_long": _("“%(column)s” is longer than %(limit)s characters."),
        "digits_lost": _(
            "“%(value)s” in “%(column)s” has lost digits in the spreadsheet. "
            "Format the column as text and type it again."
        ),
        "not_a_date": _("“%(value)s” in “%(column)s” is not a date. Write it like 2025-01-31."),
        "not_a_number": _("“%(value)s” in “%(column)s” is not a number."),
        "unknown_word": _("“%(value)s” in “%(column)s” is not known. Use one of: %(known)s."),
        "twice_in_file": _("“%(value)s” in “%(column)s” stands in row %(first)s already."),
        "formula_error": _("“%(column)s” holds a formula's error, %(value)s. Write the value itself."),
        "not_calculated": _(
            "“%(column)s” holds a formula that no program has worked out yet. Open the file in Excel, save it, and "
            "bring it again; or write the value itself."
        ),
        "too_many_cells": _(
            "This line has more cells than there are headings (%(value)s): is there a comma inside a cell? Correct it."
        ),
    }

    @property
    def reason(self) -> str:
        """Return the sentence in the language that is active now."""
        return str(self.wordings[self.code]) % {"column": self.column, "value": self.value, **self.facts}

    def as_dict(self) -> dict[str, Any]:
        """Return the problem as ``--json`` prints it: row, column, value, reason."""
        return {"row": self.row, "column": self.column, "value": self.value, "reason": self.reason}

    def packed(self) -> list[Any]:
        """Return the problem as a plain list for a packed preview."""
        return [self.row, self.column, self.value, self.code, self.facts]

    @classmethod
    def unpacked(cls, values: list[Any]) -> Self:
        """Return the problem that ``packed`` made a list of."""
        return cls(*values)


def reasons_by_row(problems: Iterable[RowError]) -> dict[int, str]:
    """Return all sentences of each row, joined in the order they were found."""
    found: dict[int, list[str]] = {}
    for problem in problems:
        found.setdefault(problem.row, []).append(problem.reason)
    return {row: sentences(*reasons) for row, reasons in found.items()}
