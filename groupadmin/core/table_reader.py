"""A list out of an office file: which row is the header, which columns are which, and what must not be kept.

The rules come from files as offices really send them (practice §1.3, §6): titles above the header, headings in many
spellings, several lists on a sheet and sheet after sheet, personal columns that nobody asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import islice, zip_longest
from operator import itemgetter
from typing import Any

from django.conf import settings

from groupadmin.core import file_errors
from groupadmin.core.file_reader import Limits, Sheet, hidden_rows, is_values_only, sheets_of
from groupadmin.core.folding import clean
from groupadmin.core.headings import BLANK_WORDS, OURS, Headers, are_personal, digits_lost, folded, is_personal, said
from groupadmin.core.isolation import stream_isolated
from groupadmin.core.question_forms import Question
from groupadmin.core.reading_notes import Note
from groupadmin.core.reading_report import ReadingReport
from groupadmin.core.sheet_formats import NOTHING, SheetFormats, formats_of, letters_of
from groupadmin.core.table_blocks import HEADINGS_OF_A_ROW, CellFault, Gatherer, SheetRows, rows_below
from groupadmin.core.table_choices import Chooser

__all__ = [
    "BLANK_WORDS", "TEMPLATE_SHEET", "CellFault", "Headers", "Table", "digits_lost", "dropped", "folded", "read_pasted",
    "read_table", "said",
]  # fmt: skip
HEADER_WITHIN = 20
# Rows that one process hands to another at a time.
ROWS_AT_ONCE = 2000
# The hidden sheet of our own exports: kind and version of the template, then row number and key of each line.
TEMPLATE_SHEET = "_groupadmin"
# What parts the cells of a packed row: a control character that no cleaned cell holds.
BETWEEN = "\x7f"
# The rows of a further sheet are counted on from the next full thousand, so that each row has a number of its own.
STEP = 10_000
SHEETS, ALL = "sheets", "all"
SHOWN = 30
MOSTLY = 0.6


@dataclass(frozen=True)
class Table:
    """A list with its header. ``rows`` carry the file's own row numbers; empty rows are left out; footers are not.

    ``dropped`` names the columns whose cells were emptied because we must not keep them. ``row_keys`` (row number to
    key) and ``template`` are there when the file is an export of our own. ``report`` and ``notes`` say how the file was
    read; ``questions`` are all that may be asked about it, answered or not; ``placed`` is where fields with several
    columns are read from (-1: nowhere); ``faults`` are cells that hold no value, emptied in ``rows``.
    """

    header: tuple[str, ...]
    rows: list[tuple[int, tuple[str, ...]]]
    header_row: int = 1
    sheet: str = ""
    title_rows: tuple[tuple[str, ...], ...] = ()
    dropped: tuple[str, ...] = ()
    template: str = ""
    row_keys: Mapping[int, str] = field(default_factory=dict)
    report: ReadingReport = field(default_factory=ReadingReport)
    notes: tuple[Note, ...] = ()
    questions: tuple[Question, ...] = ()
    placed: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[CellFault, ...] = ()
    first_rows: Mapping[str, int] = field(default_factory=dict)

    def columns(self, known: Headers, mapping: Mapping[str, str] | None = None) -> dict[str, int]:
        """Return where each known field stands."""
        places = {**known.columns(self.header, mapping), **self.placed}
        return {name: at for name, at in places.items() if at >= 0}

    def unread(self, known: Headers) -> list[str]:
        """Return the headings nobody knows, whose cells are therefore not read; what was dropped is told apart."""
        silent = {*self.dropped, ""}
        return [text for heading in self.header if (text := heading.strip()) not in silent and not known.field(heading)]

    def without_unread(
        self, known: Headers, mapping: Mapping[str, str] | None = None, *, keep: Collection[str] = ()
    ) -> Table:
        """Return the table with the cells emptied that nobody reads: what is not needed is not kept (practice §5.3).

        Their headings stay, to be told, and so do rows of a single cell, which are titles, and columns whose folded
        headings are in ``keep``. A heading that stands for a field which another column gives better is known,
        and its column may yet be chosen. The rows are exchanged one by one, so that a long list is never there twice.
        """
        read, kept = set(self.columns(known, mapping).values()), _kept_headings().union(keep)
        width = len(self.header)
        places = [
            at if at in read or known.field(heading) or folded(heading) in kept else width
            for at, heading in enumerate(self.header)
        ]
        if width not in places:
            return self
        pick = itemgetter(*places, width)
        for at, (number, cells) in enumerate(self.rows):
            if cells.count("") < width - 1:
                self.rows[at] = (number, pick((*cells, ""))[:-1])
        return self

    def as_list(self) -> list[object]:
        """Return the table as plain lists for packing, each row as one text."""
        read = [
            self.report.as_dict(), [note.packed() for note in self.notes], dict(self.placed),
            [list(asdict(fault).values()) for fault in self.faults], dict(self.first_rows),
        ]  # fmt: skip
        return [
            self.header,
            _packed(self.rows),
            self.header_row,
            self.sheet,
            self.title_rows,
            self.dropped,
            self.template,
            read,
        ]

    @classmethod
    def of_list(cls, values: Sequence[Any]) -> Table:
        """Return the table that ``as_list`` made lists of, after packing."""
        header, rows, header_row, sheet, titles, dropped, template, *read = values
        table = cls(
            tuple(header),
            list(_unpacked(rows, {})),
            header_row,
            sheet,
            tuple(tuple(row) for row in titles),
            tuple(dropped),
            template,
        )
        if not read:  # staged before tables told how they were read
            return table
        report, notes, placed, faults, first_rows = read[0]
        return replace(
            table,
            report=ReadingReport.from_dict(report),
            notes=tuple(map(Note.unpacked, notes)),
            placed=placed,
            faults=tuple(CellFault(*fault) for fault in faults),
            first_rows=first_rows,
        )


def dropped(header: Sequence[str]) -> list[int]:
    """Return the columns that must not be kept by what they are called; settings.KEEP_COLUMNS names exceptions."""
    kept = _kept_headings()
    return [n for n, heading in enumerate(header) if is_personal(key := folded(heading)) and key not in kept]


def _kept_headings() -> set[str]:
    return {folded(name) for name in settings.KEEP_COLUMNS}


def _personal(best: _Candidate) -> list[int]:
    """Return the columns whose cells must not be kept."""
    width = len(best.header)
    return sorted({*dropped(best.header), *(n for n in _dropped_by_cells(best) if n < width)})


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
    answers: Mapping[str, str] | None = None,
) -> Table:
    """Read the list out of a file: the first sheet, and in it the row among the first twenty, that holds the headings.

    The file is read in a process of its own (``isolation``). ``mapping`` is a person's word which heading is which
    field, ``answers`` their word on the table's ``questions``; without it the likeliest reading is made, and the
    question stays open. Raises an ``Unreadable``: what the file is instead, HeaderNotFound or ColumnsMissing with the
    headings that were found, and what ``stream_isolated`` raises.
    """
    limits, mapping = limits or Limits.of_settings(), None if mapping is None else dict(mapping)
    arguments = (content, file_name, known, limits, mapping, dict(answers or {}))
    pieces = stream_isolated(_read_in_pieces, *arguments, file=file_name)
    values, keys, questions = next(pieces)
    table = replace(
        Table.of_list(values),
        row_keys={int(row): key for row, key in keys.items()},
        questions=tuple(map(Question.from_dict, questions)),
    )
    words: dict[str, str] = {}
    for rows in pieces:
        table.rows.extend(_unpacked(rows, words))
    return table


def _read_in_pieces(*arguments: Any) -> Iterator[list[Any]]:
    """Yield the table of a file without its rows, then the rows, many at a time, all as plain values.

    Raises an ``Unreadable``.
    """
    table = _read(*arguments)
    yield [replace(table, rows=[]).as_list(), table.row_keys, [question.as_dict() for question in table.questions]]
    for start in range(0, len(table.rows), ROWS_AT_ONCE):
        yield _packed(table.rows[start : start + ROWS_AT_ONCE])


def _packed(rows: Sequence[tuple[int, tuple[str, ...]]]) -> list[str]:
    """Return each row as one text, which is packed many times quicker than its cells."""
    return [f"{number}{BETWEEN}{BETWEEN.join(cells)}" for number, cells in rows]


def _unpacked(rows: Sequence[str], words: dict[str, str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the rows; a word that comes again is the same object, which keeps long lists small."""
    same = words.setdefault
    for row in rows:
        number, *cells = row.split(BETWEEN)
        yield int(number), tuple(map(same, cells, cells))


def _read(
    content: bytes,
    file_name: str,
    known: Headers,
    limits: Limits,
    mapping: Mapping[str, str] | None,
    answers: Mapping[str, str],
) -> Table:
    found, hidden = _candidates(content, file_name, known, limits, mapping)
    if not found:
        raise file_errors.EmptyFile(file=file_name)
    complete = [one for one in found if one.complete and one.sheet and one.has_rows]
    best = complete[0] if complete else max(found, key=lambda one: one.rank)
    _require(best, known, file_name)
    sheets, questions = _sheets_to_read(best, complete, answers)
    gathered = Gatherer(known, mapping, limits, file_name)
    marks = {one.sheet: _marks_of(content, one) for one in sheets}
    added = 0
    for one in sheets:
        gathered.take(one.as_rows(), marks[one.sheet], _personal(one), added=added)
        added = ((gathered.rows[-1][0] if gathered.rows else 0) // STEP + 1) * STEP
    rows = gathered.padded()
    first = sheets[0]
    hidden_columns = [column - 1 - first.first_column for column in marks[first.sheet].hidden_columns]
    chosen = Chooser(gathered, rows, hidden_columns, first.first_column, answers).choose()
    template, keys = _template(content)
    table = Table(
        tuple(gathered.header), rows, first.at + 1, first.sheet, tuple(tuple(row) for row in first.above),
        tuple(gathered.header[index] for index in gathered.personal), template, keys,
        questions=(*questions, *chosen.questions), placed=chosen.placed, faults=tuple(gathered.faults),
        first_rows=gathered.first_rows,
    )  # fmt: skip
    unread = [one.sheet for one in found if one.sheet and one.sheet not in gathered.first_rows]
    report = _report(table, known, mapping, gathered, first, [*unread, *hidden])
    notes = [*_notes(gathered, sheets, unread, hidden), *([Note("values_only")] if is_values_only(content) else ())]
    return replace(table, report=report, notes=(*notes, *gathered.notes, *chosen.notes))


def _marks_of(content: bytes, one: _Candidate) -> SheetFormats:
    found = formats_of(content, one.sheet) if one.sheet else NOTHING
    return replace(found, hidden_rows=found.hidden_rows | one.hidden_rows) if one.hidden_rows else found


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
    first_column: int = 0
    hidden_rows: frozenset[int] = frozenset()

    @property
    def rank(self) -> tuple[bool, int, int]:
        """Known headings first; where none is known, the delimiter that makes most columns is the file's."""
        return self.complete, self.hits, 0 if self.hits else sum(map(bool, self.header))

    @property
    def has_rows(self) -> bool:
        """Whether anything stands below the header, as far as was looked."""
        return any(map(any, self.below))

    def as_rows(self) -> SheetRows:
        """Return the sheet for gathering."""
        rows = rows_below(self.below, self.rest)
        return SheetRows(self.sheet, self.header, self.at, self.above, rows, self.first_column, not self.sheet)


def _candidates(
    content: bytes, file_name: str, known: Headers, limits: Limits, mapping: Mapping[str, str] | None
) -> tuple[list[_Candidate], list[str]]:
    """Return the likeliest row of headings of each visible sheet with anything on it, and the hidden sheets' names."""
    found, hidden = [], []
    for sheet in sheets_of(content, file_name, limits):
        if sheet.is_hidden:
            hidden += [sheet.name] if sheet.name != TEMPLATE_SHEET else []
        elif candidate := _find_header(sheet, known, mapping):
            found.append(candidate)
    return found, hidden


def _sheets_to_read(
    best: _Candidate, complete: Sequence[_Candidate], answers: Mapping[str, str]
) -> tuple[list[_Candidate], list[Question]]:
    """Return the sheets to read, and the question which, where several have what a list must have."""
    if len(complete) < 2:
        return [best], []
    names = [one.sheet for one in complete]
    question = Question(SHEETS, SHEETS, (ALL, *names), ALL, {"sheets": names})
    answer = answers.get(SHEETS, "")
    if answer == ALL:
        return list(complete), [question]
    return [one for one in complete if one.sheet == answer] or [best], [question]


def _report(
    table: Table,
    known: Headers,
    mapping: Mapping[str, str] | None,
    gathered: Gatherer,
    first: _Candidate,
    unread_sheets: Sequence[str],
) -> ReadingReport:
    columns = table.columns(known, mapping)
    read = {table.header[at] for at in columns.values()}
    unread = [
        clean(heading) if heading not in read else f"{clean(heading)} ({letters_of(at + 1 + first.first_column)})"
        for at, heading in enumerate(table.header)
        if heading and at not in columns.values() and at not in gathered.personal and folded(heading) not in OURS
    ]
    return ReadingReport(
        sheet="、".join(gathered.first_rows),
        heading_row=table.header_row,
        columns={name: clean(table.header[at]) for name, at in columns.items()},
        unread_columns=(*unread, *(f"({letter})" for letter in gathered.stray)),
        unread_sheets=tuple(unread_sheets),
        unread_blocks=tuple(gathered.unread_blocks),
        skipped_rows=tuple(gathered.skipped),
        hidden_rows=tuple(gathered.hidden_rows),
    )


def _notes(
    gathered: Gatherer, sheets: Sequence[_Candidate], unread: Sequence[str], hidden: Sequence[str]
) -> Iterator[Note]:
    if len(sheets) > 1:
        yield Note("sheets_read", {"sheets": "、".join(one.sheet for one in sheets)})
        for name, added in gathered.first_rows.items():
            if added:
                yield Note("rows_of_sheet", {"sheet": name, "row": added + 2})
    if unread:
        yield Note("unread_sheets", {"sheets": "、".join(unread)})
    if hidden:
        yield Note("hidden_sheets", {"sheets": "、".join(hidden)})
    if gathered.hidden_rows:
        rows = "、".join(map(str, gathered.hidden_rows[:SHOWN]))
        yield Note("hidden_rows", {"number": len(gathered.hidden_rows), "rows": rows})
    if gathered.shown:
        yield Note("as_shown", {"number": len(gathered.shown), "example": gathered.shown[0]})


def _find_header(sheet: Sheet, known: Headers, mapping: Mapping[str, str] | None) -> _Candidate | None:
    rows = iter(sheet.rows)
    first = list(islice(rows, HEADER_WITHIN))
    scored = [(known.columns(row, mapping), sum(map(bool, row))) for row in first]
    if not any(filled for _columns, filled in scored):
        return None
    at = _row_of_headings(scored, known)
    upper, lower = _two_rows_of_headings(first, at, known, mapping)
    if lower > upper:  # one heading over two rows: what the lower row leaves open stands in the upper one
        both = zip_longest(first[upper], first[lower], fillvalue="")
        first[lower] = [below or above for above, below in both]
        at, scored[lower] = lower, (known.columns(first[lower], mapping), 0)
    columns = scored[at][0]
    missing = known.missing(columns)
    unread = [n for n, heading in enumerate(first[at]) if n not in columns.values() and known.field(heading) is None]
    return _Candidate(
        sheet.name, tuple(first[at]), at, len(columns), not missing and bool(columns), missing, unread,
        first[:at], first[at + 1 :], rows, sheet.first_column, sheet.hidden_rows,
    )  # fmt: skip


def _two_rows_of_headings(
    rows: Sequence[Sequence[str]], at: int, known: Headers, mapping: Mapping[str, str] | None
) -> tuple[int, int]:
    """Return the two rows over which the headings go, the same one twice where they stand in one.

    They are two where the lower holds nothing but headings, below empty places or names of groups of the upper one, and
    together they name more than either.
    """
    for upper in (at, at - 1):
        if upper < 0 or upper + 1 >= len(rows):
            continue
        pairs = list(zip_longest(rows[upper], rows[upper + 1], fillvalue=""))
        below = [cell for _above, cell in pairs if cell]
        hidden = [above for above, cell in pairs if cell and above and known.field(above)]
        alone = max(len(known.columns(rows[n], mapping)) for n in (upper, upper + 1))
        together = known.columns([cell or above for above, cell in pairs], mapping)
        if below and not hidden and len(together) > alone and all(map(known.field, below)):
            return upper, upper + 1
    return at, at


def _row_of_headings(scored: Sequence[tuple[Mapping[str, int], int]], known: Headers) -> int:
    """Return the row that looks most like headings; one that has all that is needed and rows of its own comes first.

    So where two lists stand one below the other, the upper one is not taken for the titles of the lower.
    """
    best = max(range(len(scored)), key=lambda n: (*_likeness(*scored[n]), -n))
    for at, (columns, filled) in enumerate(scored[:best]):
        if len(columns) >= HEADINGS_OF_A_ROW and len(columns) > MOSTLY * filled and not known.missing(columns):
            return at if any(filled for _columns, filled in scored[at + 1 : best]) else best
    return best


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
    refusal = file_errors.ColumnsMissing if best.hits else file_errors.HeaderNotFound
    raise refusal(header=best.header, file=file_name, found=found, expected=expected)


def _template(content: bytes) -> tuple[str, dict[int, str]]:
    """Return what our own hidden sheet says: the template's kind and version, and each line's key."""
    lines = hidden_rows(content, TEMPLATE_SHEET)
    if not lines or len(lines[0]) < 2:
        return "", {}
    keys = {int(line[0]): line[1] for line in lines[1:] if len(line) > 1 and line[0].isdigit() and line[1]}
    return f"{lines[0][0]} {lines[0][1]}".strip(), keys
