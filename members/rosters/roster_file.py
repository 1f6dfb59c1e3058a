"""Member lists as they come, by content and never by name: workbook, CSV, JSON, paste, 接龙 (practice §1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import cache, partial
from typing import Any, ClassVar

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupadmin.core import file_errors, file_reader, mappings, markup_tables
from groupadmin.core.errors import DomainError, RowError
from groupadmin.core.fork_server import ask
from groupadmin.core.headings import cut_numbers
from groupadmin.core.isolation import Answers, stream_isolated
from groupadmin.core.models import ImportBatch
from groupadmin.core.reading_report import ReadingReport
from groupadmin.core.sheet_formats import formats_of
from groupadmin.core.spreadsheets import error_sheet
from groupadmin.core.table_reader import ROWS_AT_ONCE, TEMPLATE_SHEET, Table
from members.identity.from_json import NotAMemberList
from members.identity.from_table import read_grid, rows_from_table
from members.identity.headers import ALIASES, WHO, fields_of_columns, find_header
from members.identity.match import known_names
from members.identity.pasted import is_chat, rows_from_paste
from members.identity.row_review import repeated
from members.identity.values import (
    LONGEST_NAME,
    KnownAccounts,
    ListReading,
    NumberedCells,
    RosterPlan,
    RosterRow,
    Verdict,
)
from members.rosters import directory_index, row_messages

KIND = ImportBatch.Kind.ROSTER
FIELDS_OF_ROWS = tuple(each.name for each in fields(RosterRow))


class NoMembersInIt(file_errors.Unreadable):
    code = "no_members_in_it"
    wording = gettext_lazy(
        "Nothing in “%(file)s” is a member: no line holds a nickname, a name or an account. Copy the member list anew."
    )


class ChatNotAList(file_errors.Unreadable):
    code = "chat_not_a_list"
    wording = gettext_lazy(
        "“%(file)s” is a conversation, not a member list: its lines bear days and times. Open the group's members, "
        "copy their names, and bring those."
    )


class JsonCutShort(file_errors.Unreadable):
    code = "json_cut_short"
    wording = gettext_lazy("“%(file)s” breaks off or is damaged: its JSON cannot be read. Export the list once more.")


class NobodyNamed(DomainError):
    code = "nobody_named"
    wording = gettext_lazy(
        "No column says who a member is. Choose the column of the nickname in the group, of the name or of the account."
    )


class LineProblem(RowError):
    """Why a line of a member list was not taken."""

    wordings: ClassVar[Mapping[str, str | Promise]] = {**RowError.wordings, **row_messages.REASONS}


@dataclass(frozen=True)
class RosterReading:
    """A list that was read. ``rows`` are its members and the lines that were not taken, in the order of the list;
    ``table``: its cells, of the columns that are read, where it came as a table; ``report``: how it was read; ``cut``:
    rows in which a telephone or identity number was left out; ``signup``: a 接龙, which never holds everybody;
    ``wants_columns``: nobody knows what its columns are."""

    rows: list[RosterRow]
    table: Table | None = None
    dropped: tuple[str, ...] = ()
    report: ReadingReport = field(default_factory=ReadingReport)
    cut: tuple[int, ...] = ()
    signup: bool = False
    wants_columns: bool = False


def read_roster(content: bytes | str, file_name: str = "") -> RosterReading:
    """Return the members of a file's bytes or of a pasted text; the same text gives the same either way.

    It is read in a process of its own (``core.isolation``). Raises an ``Unreadable`` that says what the file is
    instead, and what to do.
    """
    name = file_name or _("the pasted list")
    pieces = stream_isolated(_read_in_pieces, content, name, file=name, answers=_answers())
    table, dropped, report, cut, signup, wants_columns = next(pieces)
    reading = RosterReading(
        [], table and Table.of_list(table), tuple(dropped), ReadingReport.from_dict(report), tuple(cut), signup,
        wants_columns,
    )  # fmt: skip
    for rows, cells_of_rows in pieces:
        reading.rows.extend(map(_row, rows))
        if reading.table is not None:
            reading.table.rows.extend((number, tuple(cells)) for number, cells in cells_of_rows)
    return reading


def _row(values: Sequence[Any]) -> RosterRow:
    """Return the row of a member list that ``_read_in_pieces`` made plain."""
    row = dict(zip(FIELDS_OF_ROWS, values, strict=True))
    for name, kind in (("joined_at", datetime), ("spoke_last_on", date)):
        row[name] = row[name] and kind.fromisoformat(row[name])
    return RosterRow(**row)


def _plain(row: RosterRow) -> list[Any]:
    values = (getattr(row, name) for name in FIELDS_OF_ROWS)
    return [value.isoformat() if isinstance(value, date) else value for value in values]


def _answers() -> Answers:
    """Return what a reader may ask of the directory and of what was remembered."""
    known = cache(lambda: known_names(directory_index.index()))
    return {
        "recall": mappings.recall,
        "names_somebody": lambda text: known().names_somebody(text[:LONGEST_NAME]),
        "is_somebody": lambda text: known().is_somebody(text[:LONGEST_NAME]),
    }


def _read_in_pieces(content: bytes | str, name: str) -> Iterator[Any]:
    """Yield a list without its rows, then the rows and the table's rows, many at a time, all as plain values."""
    found = _read(content, name)
    table = found.table and replace(found.table, rows=[]).as_list()
    yield [table, found.dropped, found.report.as_dict(), found.cut, found.signup, found.wants_columns]
    cells_of_rows = found.table.rows if found.table else []
    for start in range(0, max(len(found.rows), len(cells_of_rows)), ROWS_AT_ONCE):
        until = start + ROWS_AT_ONCE
        yield [*map(_plain, found.rows[start:until])], cells_of_rows[start:until]


def _read(content: bytes | str, name: str) -> RosterReading:
    text = content if isinstance(content, str) else _plain_text(content, name)
    if text is not None:
        return _from_text(text, name)
    assert isinstance(content, bytes)  # noqa: S101  a text has been read by now
    return _from_workbook(content, name)


def _plain_text(content: bytes, name: str) -> str | None:
    """Return the text of what is no workbook; None for a workbook or a web page that was called one.

    Raises what says that a file is empty, too big, or no list at all.
    """
    if not content.strip():
        raise file_errors.EmptyFile(file=name)
    if len(content) > settings.UPLOAD_MAX_BYTES:
        megabyte = 1024 * 1024
        raise file_errors.TooBig(file=name, size=len(content) // megabyte, limit=settings.UPLOAD_MAX_BYTES // megabyte)
    if content.startswith((*file_reader.ZIP, file_reader.OLE)):
        return None
    file_reader.refuse_other_kinds(content, name)
    text = file_reader.decode(content, name)
    return None if markup_tables.is_markup(text) else text


def _from_text(text: str, name: str) -> RosterReading:
    if len(text.splitlines()) > settings.UPLOAD_MAX_ROWS:
        raise file_errors.TooManyRows(file=name, limit=settings.UPLOAD_MAX_ROWS)
    try:
        found = rows_from_paste(text, known(), recall=_recalled)
    except NotAMemberList as problem:
        refusal = JsonCutShort if problem.code == "no_json" else NoMembersInIt
        raise refusal(file=name) from problem
    if found.kind == "lines" and is_chat(text):
        raise ChatNotAList(file=name)
    return _reading(found, name)


def _from_workbook(content: bytes, name: str) -> RosterReading:
    """Read the first sheet that has a heading of a member list, else the first in which anything is written."""
    chosen: tuple[file_reader.Sheet, list[NumberedCells]] | None = None
    others: list[str] = []
    for sheet in file_reader.sheets_of(content, name, file_reader.Limits.of_settings()):
        if sheet.is_hidden and sheet.name != TEMPLATE_SHEET:
            others.append(sheet.name)
        grid = [] if sheet.is_hidden else _grid(sheet, name)
        if not grid:
            continue
        is_better = chosen is None or (not _has_heading(chosen[1]) and _has_heading(grid))
        if is_better and chosen is not None:
            others.append(chosen[0].name)
        if is_better:
            chosen = sheet, grid
        else:
            others.append(sheet.name)
    if chosen is None:
        raise file_errors.EmptyFile(file=name)
    found = read_grid(chosen[1], known(), _recalled, in_doubt=True)
    sheet = chosen[0]
    hidden = (formats_of(content, sheet.name).hidden_rows if sheet.name else frozenset()) | sheet.hidden_rows
    made = _reading(found, name, sheet=sheet.name, others=others)
    hidden_rows = tuple(sorted(hidden.intersection(number for number, _cells in chosen[1])))
    sums = {**made.report.sums, "values_only": 1} if file_reader.is_values_only(content) else made.report.sums
    return replace(made, report=replace(made.report, hidden_rows=hidden_rows, sums=sums))


def _grid(sheet: file_reader.Sheet, name: str) -> list[NumberedCells]:
    grid: list[NumberedCells] = [(number, row) for number, row in enumerate(sheet.rows, 1) if any(row)]
    if len(grid) > settings.UPLOAD_MAX_ROWS:
        raise file_errors.TooManyRows(file=name, limit=settings.UPLOAD_MAX_ROWS)
    return grid


def _has_heading(grid: Sequence[NumberedCells]) -> bool:
    return find_header([row for _number, row in grid[:20]]) is not None


def _recalled(header: Sequence[str]) -> Mapping[str, str] | None:
    return mappings.recall(KIND, header)


def known() -> KnownAccounts:
    """Return what a reader asks of the directory, which only our process has."""
    return KnownAccounts(partial(ask, "names_somebody"), partial(ask, "is_somebody"))


def _reading(found: ListReading, name: str, *, sheet: str = "", others: Sequence[str] = ()) -> RosterReading:
    """Return what was found with every line of it: the members, and in their places the lines that were not taken."""
    dropped = tuple(dict.fromkeys(found.dropped))
    if found.asks is not None:
        header, body = found.asks
        lines = [(number, tuple(line)) for number, line in body]
        table = Table(header, lines, found.heading_row, sheet, dropped=dropped)
        return RosterReading([], table, dropped, _report(found, sheet, others), wants_columns=True)
    again = repeated([_said(row) for row in found.rows])
    for place in sorted(again):
        found.skip(found.rows[place].number, "stands_twice", _said(found.rows[place])[0])
    found.rows = [row for place, row in enumerate(found.rows) if place not in again]
    if not found.rows:
        raise NoMembersInIt(file=name)
    listed = [RosterRow(each.row, nickname=each.text, not_taken=each.why) for each in found.skipped]
    rows = sorted((_without_nul(row) for row in (*found.rows, *listed)), key=lambda row: row.number)
    return RosterReading(
        rows,
        _staged(found, sheet, dropped),
        dropped,
        _report(found, sheet, others),
        cut=tuple(found.cut),
        signup=found.only_partial,
    )


def _said(row: RosterRow) -> tuple[str, ...]:
    """Return what a row says of who it is, the shown name first."""
    shown = row.nickname or row.platform_name or row.real_name or row.remark or row.account_key or row.staff_no
    return (shown, row.nickname, row.platform_name, row.real_name, row.account_key, row.staff_no, row.department)


def _report(found: ListReading, sheet: str, others: Sequence[str]) -> ReadingReport:
    return ReadingReport(
        sheet=sheet,
        heading_row=found.heading_row,
        columns=dict(found.columns) if found.heading_row else {},
        unread_columns=tuple(dict.fromkeys((*found.unused, *found.dropped))),
        unread_sheets=tuple(others),
        skipped_rows=tuple(sorted(found.skipped, key=lambda each: each.row)),
        sums={**found.sums, "numbers_cut": len(found.cut)},
        cut_rows=tuple(found.cut),
    )


def _staged(found: ListReading, sheet: str, dropped: tuple[str, ...]) -> Table | None:
    """Return the cells of a table, of the columns that are read; None for lines, and where no heading tells columns."""
    heading = next((tuple(row) for number, row in found.cells if number == found.heading_row), ())
    if not heading:
        return None
    read_from = set(found.columns.values())
    places = [place for place, each in enumerate(heading) if each in read_from]
    rows = [
        (number, tuple(cut_numbers(row[place]) if place < len(row) else "" for place in places))
        for number, row in found.cells
        if number > found.heading_row
    ]
    return Table(tuple(heading[place] for place in places), rows, found.heading_row, sheet, dropped=dropped)


def _without_nul(row: RosterRow) -> RosterRow:
    """Return a row without NUL characters, which PostgreSQL cannot keep (they come along in JSON as \\u0000)."""
    names = ("nickname", "platform_name", "remark", "account_key", "real_name", "department", "staff_no", "inviter")
    dirty = {name: value.replace("\0", "") for name in names if "\0" in (value := getattr(row, name))}
    return replace(row, **dirty) if dirty else row


def guess(table: Table) -> dict[int, str]:
    """Return what the headings of a table can be guessed to be: place → field."""
    fields, _unsure = fields_of_columns(table.header)
    return {place: field for place, field in enumerate(fields) if field}


def by_columns(table: Table, chosen: Mapping[int, str], *, first_is_member: bool = False) -> RosterReading:
    """Return the people of a table whose columns a person has named (place → field).

    ``first_is_member``: what was taken for the heading row is a member too. Raises NobodyNamed.
    """
    if not set(chosen.values()).intersection(WHO):
        raise NobodyNamed
    rows = table.rows
    if first_is_member:  # under its own cells as headings it would be the headings once more
        rows = [(table.header_row, table.header), *rows]
        table = replace(table, header=tuple(f"({place + 1})" for place in range(len(table.header))))
    mapping, numbers = as_mapping(table, chosen), [number for number, _line in rows]
    found = rows_from_table(table.header, [line for _number, line in rows], mapping, numbers=numbers)
    found.heading_row = 0 if first_is_member else table.header_row
    found.headings += bool(found.heading_row)
    found.lines = len(rows) + bool(found.heading_row)
    return _reading(found, table.sheet or _("the list"))


def as_mapping(table: Table, chosen: Mapping[int, str]) -> dict[str, str]:
    """Return a choice of columns as heading → field; a column nobody chose is none."""
    known = {place: field for place, field in chosen.items() if field in ALIASES}
    return {heading: known.get(place, "") for place, heading in enumerate(table.header)}


def as_chosen(table: Table, chosen: Mapping[int, str]) -> Table:
    """Return a table without the cells of the columns that nobody has named."""
    rows = [
        (n, tuple(cell if chosen.get(at) in ALIASES else "" for at, cell in enumerate(line))) for n, line in table.rows
    ]
    return replace(table, rows=rows)


def remember_columns(table: Table, chosen: Mapping[int, str]) -> None:
    """Keep a choice of columns for the next list of the same layout."""
    mappings.remember(KIND, table.header, as_mapping(table, chosen))


def error_file(packed: Mapping[str, Any], plan: RosterPlan) -> bytes | None:
    """Return the rows that were not taken, as they came, with number and reason; None when all were taken."""
    refused = [row for row in plan.rows if row.verdict is Verdict.REJECTED]
    if not refused:
        return None
    if packed["table"] is not None:
        table = Table.of_list(packed["table"])
    else:
        rows: list[tuple[int, tuple[str, ...]]] = [(row.number, (row.nickname,)) for row in refused]
        table = Table((_("nickname in the group"),), rows)
    return error_sheet(
        table, [LineProblem(row.number, "", row.nickname, row.reason, dict(row.reason_facts)) for row in refused]
    )
