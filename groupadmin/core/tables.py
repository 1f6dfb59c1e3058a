"""A list out of an office file: which row is the header, which columns are which, and what must not be kept.

The rules come from files as offices really send them (practice §1.3, §6): titles above the header, headings in many
spellings, personal columns that nobody asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from django.conf import settings

from groupadmin.core import unreadable
from groupadmin.core.cells import Limits, Sheet, hidden_rows, sheets_of
from groupadmin.core.headings import heading_key
from groupadmin.core.isolation import stream_isolated
from groupadmin.core.personal import are_personal, is_personal

HEADER_WITHIN = 20
# Rows that one process hands to another at a time.
ROWS_AT_ONCE = 2000
# The hidden sheet of our own exports: kind and version of the template, then row number and key of each line.
TEMPLATE_SHEET = "_groupadmin"
# What parts the cells of a packed row: a control character that no cleaned cell holds.
BETWEEN = "\x7f"
BLANK_WORDS = frozenset(
    ("空", "暂无备注", "暂无", "未设置", "无", "-", "—", "——", "--", "/", "none", "null", "nan", "n/a", "#n/a")
)
# What headings are compared by.
folded = heading_key
EITHER = re.compile(r"[/|、]")
DIGITS_LOST = re.compile(r"\d(\.\d+)?[eE]\+?\d+")


def said(text: str) -> str:
    """Return a cell's text, or nothing for the words by which people and programs say "nothing" (practice §1.3)."""
    text = text.strip()
    return "" if text.lower() in BLANK_WORDS else text


def digits_lost(text: str) -> bool:
    """Say whether a number was saved as 1.38E+10, so that digits are gone."""
    return bool(DIGITS_LOST.fullmatch(text))


class Headers:
    """The headings a kind of list may have: field to the spellings people use. The first spelling is the one we name.

    ``must`` holds groups of fields; of each group the list needs at least one.
    """

    def __init__(self, fields: Mapping[str, Sequence[str]], must: Sequence[Sequence[str]] = ()) -> None:
        self.fields = {name: tuple(aliases) for name, aliases in fields.items()}
        self.must = tuple(tuple(group) for group in must)
        self._field_of = {folded(alias): name for name, aliases in self.fields.items() for alias in aliases}

    def field(self, heading: str) -> str | None:
        """Return the field a heading stands for."""
        return self._look_up(folded(heading))

    def _look_up(self, key: str) -> str | None:
        """Return the field of a folded heading; one that names the same field in several ways (岗位/职位) is it too."""
        if key in self._field_of:
            return self._field_of[key]
        ways = EITHER.split(key)
        found = {self._field_of.get(way) for way in ways}
        return found.pop() if len(ways) > 1 and len(found) == 1 else None

    def label(self, name: str) -> str:
        """Return the heading we call a field by."""
        return self.fields[name][0]

    def columns(self, header: Sequence[str], mapping: Mapping[str, str] | None = None) -> dict[str, int]:
        """Return where each field stands; a person's mapping (heading to field, "" for none) beats the spellings.

        Of several headings for one field the best spelling (first in the list) wins.
        """
        given = {folded(heading): name for heading, name in (mapping or {}).items()}
        found: dict[str, tuple[int, int]] = {}
        for index, heading in enumerate(header):
            key = folded(heading)
            name = given[key] if key in given else self._look_up(key)
            if not name or name not in self.fields:
                continue
            rank = -1 if key in given else self._rank(name, key)
            if name not in found or rank < found[name][0]:
                found[name] = (rank, index)
        return {name: index for name, (_rank, index) in found.items()}

    def missing(self, columns: Mapping[str, int]) -> list[str]:
        """Return the labels of what a list must have and has not."""
        return [
            " / ".join(self.label(name) for name in group)
            for group in self.must
            if not set(group).intersection(columns)
        ]

    def _rank(self, name: str, key: str) -> int:
        return next((n for n, alias in enumerate(self.fields[name]) if folded(alias) == key), 99)


@dataclass(frozen=True)
class Table:
    """A list with its header. ``rows`` carry the file's own row numbers; empty rows are left out; footers are not.

    ``dropped`` names the columns whose cells were emptied because we must not keep them. ``row_keys`` (row number to
    key) and ``template`` are there when the file is an export of our own.
    """

    header: tuple[str, ...]
    rows: list[tuple[int, tuple[str, ...]]]
    header_row: int = 1
    sheet: str = ""
    title_rows: tuple[tuple[str, ...], ...] = ()
    dropped: tuple[str, ...] = ()
    template: str = ""
    row_keys: Mapping[int, str] = field(default_factory=dict)

    def columns(self, known: Headers, mapping: Mapping[str, str] | None = None) -> dict[str, int]:
        """Return where each known field stands."""
        return known.columns(self.header, mapping)

    def unread(self, known: Headers) -> list[str]:
        """Return the headings nobody knows, whose cells are therefore not read; what was dropped is told apart."""
        silent = {*self.dropped, ""}
        return [text for heading in self.header if (text := heading.strip()) not in silent and not known.field(heading)]

    def as_list(self) -> list[object]:
        """Return the table as plain lists for packing, each row as one text."""
        rows = [f"{number}{BETWEEN}{BETWEEN.join(cells)}" for number, cells in self.rows]
        return [self.header, rows, self.header_row, self.sheet, self.title_rows, self.dropped, self.template]

    @classmethod
    def of_list(cls, values: list[object]) -> Table:
        """Return the table that ``as_list`` made lists of, after packing."""
        header, rows, header_row, sheet, titles, dropped, template = values
        return cls(
            tuple(header),  # type: ignore[arg-type]
            [(int(cells[0]), tuple(cells[1:])) for cells in (row.split(BETWEEN) for row in rows)],  # type: ignore[attr-defined]
            header_row,  # type: ignore[arg-type]
            sheet,  # type: ignore[arg-type]
            tuple(tuple(row) for row in titles),  # type: ignore[attr-defined]
            tuple(dropped),  # type: ignore[arg-type]
            template,  # type: ignore[arg-type]
        )


def dropped(header: Sequence[str]) -> list[int]:
    """Return the columns that must not be kept by what they are called; settings.KEEP_COLUMNS names exceptions."""
    kept = _kept_headings()
    return [n for n, heading in enumerate(header) if is_personal(key := folded(heading)) and key not in kept]


def _kept_headings() -> set[str]:
    return {folded(name) for name in settings.KEEP_COLUMNS}


def _dropped_by_cells(best: _Candidate) -> list[int]:
    """Return the columns nobody reads and whose first cells are telephone or identity numbers."""
    kept = _kept_headings()
    return [
        n
        for n in best.unread
        if are_personal(row[n] for row in best.below if n < len(row)) and folded(best.header[n]) not in kept
    ]


def read_table(
    content: bytes,
    file_name: str,
    *,
    known: Headers,
    limits: Limits | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Table:
    """Read the list out of a file: the first sheet, and in it the row among the first twenty, that holds the headings.

    The file is read in a process of its own (``isolation``). ``mapping`` is a person's word which heading is which
    field. Raises an ``Unreadable``: what the file is instead, HeaderNotFound or ColumnsMissing with the headings that
    were found, and what ``run_isolated`` raises.
    """
    limits, mapping = limits or Limits.of_settings(), None if mapping is None else dict(mapping)
    pieces = stream_isolated(_read_in_pieces, content, file_name, known, limits, mapping, file=file_name)
    table: Table = next(pieces)
    for rows in pieces:
        table.rows.extend(rows)
    return table


def _read_in_pieces(
    content: bytes, file_name: str, known: Headers, limits: Limits, mapping: Mapping[str, str] | None
) -> Iterator[Table | list[tuple[int, tuple[str, ...]]]]:
    """Yield the table of a file without its rows, then the rows, many at a time. Raises an ``Unreadable``."""
    table = _read(content, file_name, known, limits, mapping)
    yield replace(table, rows=[])
    for start in range(0, len(table.rows), ROWS_AT_ONCE):
        yield table.rows[start : start + ROWS_AT_ONCE]


def _read(content: bytes, file_name: str, known: Headers, limits: Limits, mapping: Mapping[str, str] | None) -> Table:
    best: _Candidate | None = None
    for sheet in sheets_of(content, file_name, limits):
        found = _find_header(sheet, known, mapping)
        if found and (best is None or found.rank > best.rank):
            best = found
        if found and found.complete and sheet.name:
            break
    if best is None:
        raise unreadable.EmptyFile(file=file_name)
    _require(best, known, file_name)
    return _cut(best, content, file_name, limits)


def read_pasted(text: str, *, known: Headers, mapping: Mapping[str, str] | None = None) -> Table:
    """Read cells pasted out of a spreadsheet as if they were a file; same errors as ``read_table``."""
    return read_table(text.encode(), "", known=known, mapping=mapping)


@dataclass
class _Candidate:
    """The row of a sheet that looks most like a header."""

    sheet: str
    header: tuple[str, ...]
    at: int
    hits: int
    complete: bool
    missing: list[str]
    unread: list[int]
    above: list[list[str]]
    below: list[list[str]]
    rest: Iterator[list[str]]

    @property
    def rank(self) -> tuple[bool, int, int]:
        """Known headings first; where none is known, the delimiter that makes most columns is the file's."""
        return self.complete, self.hits, 0 if self.hits else sum(map(bool, self.header))


def _find_header(sheet: Sheet, known: Headers, mapping: Mapping[str, str] | None) -> _Candidate | None:
    rows = iter(sheet.rows)
    first = list(islice(rows, HEADER_WITHIN))
    scored = [(known.columns(row, mapping), sum(map(bool, row))) for row in first]
    if not any(filled for _columns, filled in scored):
        return None
    at = max(range(len(first)), key=lambda n: (*_likeness(*scored[n]), -n))
    columns = scored[at][0]
    missing = known.missing(columns)
    unread = [n for n, heading in enumerate(first[at]) if n not in columns.values() and known.field(heading) is None]
    return _Candidate(
        sheet.name, tuple(first[at]), at, len(columns), not missing and bool(columns), missing, unread,
        first[:at], first[at + 1 :], rows,
    )  # fmt: skip


def _likeness(columns: Mapping[str, int], filled: int) -> tuple[int, float]:
    """Return how much a row looks like a header: known headings, then their share of what is written in it.

    Programs write labels of the same words beside values above their list (WeFlow: 昵称, the group's name, 备注): such
    a row has as many, among others. Where none is known, the fullest row.
    """
    return (len(columns), len(columns) / filled) if columns else (0, filled)


def _require(best: _Candidate, known: Headers, file_name: str) -> None:
    """Raise unless the header names what a list of this kind needs."""
    if best.complete:
        return
    found = "、".join(heading for heading in best.header if heading)[:300]
    expected = "、".join(best.missing or [known.label(name) for name in known.fields])[:300]
    refusal = unreadable.ColumnsMissing if best.hits else unreadable.HeaderNotFound
    raise refusal(header=best.header, file=file_name, found=found, expected=expected)


def _cut(best: _Candidate, content: bytes, file_name: str, limits: Limits) -> Table:
    """Return the rows below the header as wide as the header, personal cells emptied."""
    header = best.header
    while header and not header[-1]:
        header = header[:-1]
    width = len(header)
    personal = sorted({*dropped(header), *(n for n in _dropped_by_cells(best) if n < width)})
    rows: list[tuple[int, tuple[str, ...]]] = []
    number = best.at + 1
    for cells in _chain(best.below, best.rest):
        number += 1
        if not any(cells):
            continue
        if len(rows) >= limits.max_rows:
            raise unreadable.TooManyRows(file=file_name, limit=limits.max_rows)
        if len(cells) != width:
            cells = cells[:width] if len(cells) > width else cells + [""] * (width - len(cells))
        for index in personal:
            cells[index] = ""
        rows.append((number, tuple(cells)))
    template, keys = _template(content)
    return Table(
        header, rows, best.at + 1, best.sheet, tuple(tuple(row) for row in best.above),
        tuple(header[index] for index in personal), template, keys,
    )  # fmt: skip


def _chain(first: list[list[str]], rest: Iterator[list[str]]) -> Iterator[list[str]]:
    yield from first
    yield from rest


def _template(content: bytes) -> tuple[str, dict[int, str]]:
    """Return what our own hidden sheet says: the template's kind and version, and each line's key."""
    lines = hidden_rows(content, TEMPLATE_SHEET)
    if not lines or len(lines[0]) < 2:
        return "", {}
    keys = {int(line[0]): line[1] for line in lines[1:] if len(line) > 1 and line[0].isdigit() and line[1]}
    return f"{lines[0][0]} {lines[0][1]}".strip(), keys
