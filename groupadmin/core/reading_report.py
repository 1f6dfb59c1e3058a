"""How a file was read: which sheet, which heading row, which column for what, and everything that was not read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row of the file that became no record: the file's own row number, and a code that says why."""

    row: int
    why: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class NewDepartment:
    """A department that the file names and we do not have: its path, and the nearest that we have ("" for none)."""

    path: str
    nearest: str = ""


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """What a preview says of the reading of a file, and ``--json`` prints as ``reading``.

    ``columns`` maps each field to the heading it was read from. Row numbers are the file's own. ``hidden_rows`` are
    rows that the file hides and that were read all the same. A text that came without headings has ``heading_row`` 0.
    ``sums`` are the totals of the lines of a member list, which agree; in ``cut_rows`` a telephone or identity number
    was left out of what was taken.
    """

    sheet: str = ""
    heading_row: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    unread_columns: tuple[str, ...] = ()
    unread_sheets: tuple[str, ...] = ()
    unread_blocks: tuple[str, ...] = ()
    skipped_rows: tuple[SkippedRow, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    new_departments: tuple[NewDepartment, ...] = ()
    sums: Mapping[str, int] = field(default_factory=dict)
    cut_rows: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return the report as plain lists and dicts, for ``--json`` and for packing."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> ReadingReport:
        """Return the report that ``as_dict`` made plain."""
        return cls(
            sheet=values["sheet"],
            heading_row=values["heading_row"],
            columns=dict(values["columns"]),
            unread_columns=tuple(values["unread_columns"]),
            unread_sheets=tuple(values["unread_sheets"]),
            unread_blocks=tuple(values["unread_blocks"]),
            skipped_rows=tuple(SkippedRow(**one) for one in values["skipped_rows"]),
            hidden_rows=tuple(values["hidden_rows"]),
            new_departments=tuple(NewDepartment(**one) for one in values["new_departments"]),
            sums=dict(values.get("sums", {})),
            cut_rows=tuple(values.get("cut_rows", ())),
        )
