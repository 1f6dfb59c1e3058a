"""What is wrong with one row of a file: a code with facts, told in the reader's language when somebody looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groupadmin.core.labels import sentences


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
