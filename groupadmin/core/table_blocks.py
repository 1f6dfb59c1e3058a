"""The lists on a sheet: side by side, one below the other, sheet after sheet, brought under one row of headings.

Every row that becomes no line of the list is noted with the reason, so that nothing of a file is lost in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from groupadmin.core import file_errors
from groupadmin.core.file_reader import ERROR_VALUES, Limits
from groupadmin.core.headings import Headers, folded
from groupadmin.core.reading_notes import Note
from groupadmin.core.reading_report import SkippedRow
from groupadmin.core.sheet_formats import SheetFormats, letters_of

# A row is one of headings where so many of its cells are known ones, and they are at least half of what it holds.
HEADINGS_OF_A_ROW = 3
# Lists side by side have so many known headings in common.
HEADINGS_SHARED = 2
# Columns below such a heading are about somebody else: 紧急联系人 (姓名, 电话), 直接上级 (姓名, 工号).
OTHERS = re.compile("联系人|家属|亲属|配偶|子女|监护|上级|汇报|导师|师傅|介绍人|推荐人|担保人")
SHOWN_TEXT = 60


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that holds no value: ``formula_error`` (value: #N/A), ``not_calculated``; and ``too_many_cells`` (column
    -1) for a line of text with more cells than there are headings."""

    row: int
    column: int
    code: str
    value: str = ""


@dataclass
class SheetRows:
    """A sheet with its row of headings found: what stands above it, and the rows below."""

    sheet: str
    header: tuple[str, ...]
    at: int
    above: list[list[str]]
    below: Iterator[list[str]]
    first_column: int = 0
    is_text: bool = False


@dataclass
class _Layout:
    """One list of a sheet: its columns there, and which columns of the whole list they are (-1 for none)."""

    start: int
    stop: int
    targets: list[int]
    columns: dict[str, int]

    def is_plain(self, width: int) -> bool:
        return self.start == 0 and self.targets == list(range(width))

    def put(self, cells: Sequence[str], width: int) -> list[str]:
        """Return the cells of this list in a row, as a row of the whole list."""
        row = [""] * width
        for cell, target in zip(cells[self.start : self.stop], self.targets, strict=False):
            if target >= 0:
                row[target] = cell
        return row


def side_by_side(
    header: Sequence[str], known: Headers, mapping: Mapping[str, str] | None, groups: Sequence[str]
) -> list[tuple[int, int]]:
    """Return the column ranges of the lists that stand beside each other, one range where there is one list.

    A list begins where a heading comes again, if each part then has all that a list must have, and more than one
    heading of the first: a second 姓名 alone is a second column.
    """
    fields = sorted((at, name) for name, places in known.places(header, mapping).items() for at in places)
    for starts in (_where_any_comes_again(fields), _where_the_first_comes_again(fields)):
        parts = [
            {name for at, name in fields if begin <= at < end}
            for begin, end in zip(starts, [*starts[1:], len(header)], strict=True)
        ]
        if len(parts) < 2 or any(
            known.missing(dict.fromkeys(part)) or len(part & parts[0]) < HEADINGS_SHARED for part in parts
        ):
            continue
        if any(OTHERS.search(groups[start]) for start in starts[1:] if start < len(groups)):
            continue
        return _ranges(header, starts, fields)
    return [(0, len(header))]


def _where_any_comes_again(fields: Sequence[tuple[int, str]]) -> list[int]:
    starts, seen = [at for at, _name in fields[:1]], set[str]()
    for at, name in fields:
        if name in seen:
            starts.append(at)
            seen = set()
        seen.add(name)
    return starts


def _where_the_first_comes_again(fields: Sequence[tuple[int, str]]) -> list[int]:
    return [at for at, name in fields if name == fields[0][1]]


def _ranges(header: Sequence[str], starts: Sequence[int], fields: Sequence[tuple[int, str]]) -> list[tuple[int, int]]:
    """Return the ranges; the columns before the first known heading (序号) belong to each list that repeats them."""
    known_places = {at for at, _name in fields}
    begins = [0]
    for start in starts[1:]:
        begin, back = start, starts[0]
        while back > 0 and begin - 1 not in known_places and folded(header[begin - 1]) == folded(header[back - 1]):
            begin, back = begin - 1, back - 1
        begins.append(begin)
    return list(zip(begins, [*begins[1:], len(header)], strict=True))


def groups_of(header: Sequence[str], above: Sequence[Sequence[str]]) -> list[str]:
    """Return what stands over each heading in the row above, where that row parts the headings into groups.

    调动前 over 部门 and 岗位, 紧急联系人 over 姓名 and 电话: one word over several columns. A title is a single cell.
    """
    top = list(above[-1]) if above else []
    if sum(map(bool, top)) < 2:
        return [""] * len(header)
    groups, word = [], ""
    for at, heading in enumerate(header):
        cell = top[at] if at < len(top) else ""
        word = cell or word
        groups.append("" if folded(word) == folded(heading) else word)
    return groups


@dataclass
class Gatherer:
    """Gathers the lines of all lists of a file under the headings of the first one."""

    known: Headers
    mapping: Mapping[str, str] | None
    limits: Limits
    file_name: str
    header: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    rows: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    faults: list[CellFault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    unread_blocks: list[str] = field(default_factory=list)
    blocks_to_confirm: list[tuple[int, str]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    stray: dict[str, None] = field(default_factory=dict)
    personal: list[int] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    # Rows of which sheet have how much added to their number: a number stands for one row of the file.
    first_rows: dict[str, int] = field(default_factory=dict)

    def take(self, sheet: SheetRows, marks: SheetFormats, personal: Sequence[int], *, added: int = 0) -> None:
        """Take in the rows below the headings of a sheet. Raises TooManyRows."""
        self.sheet, self.marks, self.added = sheet, marks, added
        self.first_rows[sheet.sheet] = added
        header = list(sheet.header)
        while header and not header[-1]:
            header.pop()
        self._begin(header, sheet.above)
        self.personal = sorted({*self.personal, *personal} if not added else self.personal)
        if len(self.layouts) > 1:
            self.notes.append(Note("side_by_side", {"number": len(self.layouts)}))
        number = sheet.at + 1
        for cells in sheet.below:
            number += 1
            if number in marks.shown:
                self._show(number, cells)
            if any(cells):
                self._take_row(number, cells)

    def padded(self) -> list[tuple[int, tuple[str, ...]]]:
        """Return the rows, all as wide as the headings have become."""
        width = len(self.header)
        if all(len(cells) == width for _number, cells in self.rows):
            return self.rows
        return [(number, (*cells, *[""] * (width - len(cells)))) for number, cells in self.rows]

    def _begin(self, header: Sequence[str], above: Sequence[Sequence[str]]) -> None:
        """Read the next rows by these headings."""
        groups = groups_of(header, above)
        ranges = side_by_side(header, self.known, self.mapping, groups)
        self.layouts = [self._layout(header[begin:end], begin, groups[begin:end]) for begin, end in ranges]
        self.width = len(header)
        self.plain = len(self.layouts) == 1 and self.layouts[0].is_plain(self.width)
        self.headings = self.known.spellings.union(
            cell for cell in header if cell and (self.known.field(cell) or (self.mapping or {}).get(cell))
        )

    def _layout(self, headings: Sequence[str], start: int, groups: Sequence[str]) -> _Layout:
        """Return which columns of the whole list these are; what it does not have yet is added to it on the right."""
        columns = self.known.columns(headings, self.mapping)
        if not self.header:
            self.header, self.groups = list(headings), list(groups)
            return _Layout(start, start + len(headings), list(range(len(headings))), columns)
        free = self._free_places()
        targets = []
        for at, heading in enumerate(headings):
            place = next(iter(free.get(self._name_of(heading), ())), -1)
            if place >= 0:
                free[self._name_of(heading)].remove(place)
            elif heading:
                self.header.append(heading)
                self.groups.append(groups[at])
                place = len(self.header) - 1
            targets.append(place)
        return _Layout(start, start + len(headings), targets, columns)

    def _free_places(self) -> dict[str, list[int]]:
        free: dict[str, list[int]] = {}
        for at, heading in enumerate(self.header):
            if heading:
                free.setdefault(self._name_of(heading), []).append(at)
        return free

    def _name_of(self, heading: str) -> str:
        return (self.mapping or {}).get(heading) or self.known.field(heading) or f"={folded(heading)}"

    def _take_row(self, number: int, cells: list[str]) -> None:
        if not self.headings.isdisjoint(cells) and self._is_heading(number, cells):
            return
        if not self.layouts:
            self._skip(number, "unread_block", cells)
            return
        if len(cells) > self.width and any(cells[self.width :]):
            self._note_stray(number, cells)
        if len(self.rows) >= self.limits.max_rows:
            raise file_errors.TooManyRows(file=self.file_name, limit=self.limits.max_rows)
        is_faulty = number in self.marks.failed or not ERROR_VALUES.isdisjoint(cells)
        for layout in self.layouts:
            row = self._as_row(layout, cells)
            if row is None:
                continue
            if is_faulty:
                self._note_faults(number, row, layout)
            for index in self.personal:
                row[index] = ""
            self.rows.append((number + self.added, tuple(row)))
        if number in self.marks.hidden_rows:
            self.hidden_rows.append(number + self.added)

    def _as_row(self, layout: _Layout, cells: list[str]) -> list[str] | None:
        """Return what stands in a row of one of its lists; None where nothing does."""
        if not self.plain:
            return layout.put(cells, len(self.header)) if any(cells[layout.start : layout.stop]) else None
        width = self.width
        if len(cells) == width:
            return cells
        return cells[:width] if len(cells) > width else cells + [""] * (width - len(cells))

    def _is_heading(self, number: int, cells: list[str]) -> bool:
        """Take a row of headings that comes again, in this order or another; False where the row is none."""
        columns = self.known.columns(cells, self.mapping)
        filled = sum(map(bool, cells))
        again = self.layouts and self.layouts[0].columns
        if len(columns) < HEADINGS_OF_A_ROW and not (len(columns) == filled > 1 and columns == again):
            return False
        if len(columns) * 2 < filled:
            return False
        self._skip(number, "headings", cells)
        if columns == again:
            return True
        header = cells
        while header and not header[-1]:
            header = header[:-1]
        if self.known.missing(columns):
            self._leave_block(number, header)
        else:
            self._begin(header, ())
            self.notes.append(Note("stacked", {"row": number + self.added}))
        return True

    def _leave_block(self, number: int, header: Sequence[str]) -> None:
        found = "、".join(filter(None, header))[:SHOWN_TEXT]
        self.layouts, self.plain = [], False
        self.unread_blocks.append(f"{number + self.added}: {found}")
        self.blocks_to_confirm.append((number + self.added, found))
        self.notes.append(Note("unread_block", {"row": number + self.added, "found": found}))

    def _skip(self, number: int, why: str, cells: Sequence[str]) -> None:
        text = " ".join(filter(None, cells))[:SHOWN_TEXT]
        self.skipped.append(SkippedRow(number + self.added, why, text))

    def _show(self, number: int, cells: list[str]) -> None:
        """Put what the file shows in the place of what it keeps: 000301 for 301."""
        for column, text in self.marks.shown[number].items():
            place = column - 1 - self.sheet.first_column
            if 0 <= place < len(cells) and cells[place]:
                cells[place] = text
                self.shown.append(text)

    def _note_stray(self, number: int, cells: Sequence[str]) -> None:
        """Note cells to the right of all headings: in a text they are a line gone wrong, on a sheet a remark."""
        extra = "、".join(filter(None, cells[self.width :]))[:SHOWN_TEXT]
        if self.sheet.is_text:
            self.faults.append(CellFault(number + self.added, -1, "too_many_cells", extra))
            return
        for at in range(self.width, len(cells)):
            if cells[at]:
                self.stray[letters_of(at + 1 + self.sheet.first_column)] = None

    def _note_faults(self, number: int, row: list[str], layout: _Layout) -> None:
        for place, cell in enumerate(row):
            if cell in ERROR_VALUES:
                self.faults.append(CellFault(number + self.added, place, "formula_error", cell))
                row[place] = ""
        for column, error in self.marks.failed.get(number, {}).items():
            at = column - 1 - self.sheet.first_column - layout.start
            if 0 <= at < len(layout.targets) and (place := layout.targets[at]) >= 0:
                code = "formula_error" if error else "not_calculated"
                self.faults.append(CellFault(number + self.added, place, code, error))
                row[place] = ""


def rows_below(first: Sequence[list[str]], rest: Iterator[list[str]]) -> Iterator[list[str]]:
    """Return the rows that were looked at already and then the others."""
    return chain(first, rest)
