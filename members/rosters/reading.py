"""Member lists as they come, by content and never by name: workbook, CSV, JSON, paste, 接龙 (practice §1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any, ClassVar

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupadmin.core import cells, mappings, unreadable
from groupadmin.core.errors import Refusal
from groupadmin.core.isolation import Answers, stream_isolated
from groupadmin.core.models import ImportBatch
from groupadmin.core.nursery import ask
from groupadmin.core.office import error_sheet
from groupadmin.core.problems import RowProblem
from groupadmin.core.tables import ROWS_AT_ONCE, Headers, Table, read_table
from members.identity.from_json import NotAMemberList
from members.identity.from_table import assumed_header, rows_from_table
from members.identity.headers import ALIASES, fields_of_columns
from members.identity.match import names_somebody
from members.identity.pasted import BETWEEN_NAMES, is_chat, is_itchat_text, rows_from_paste
from members.identity.solitaire import NamesSomebody, is_solitaire
from members.identity.values import RosterPlan, RosterRow, Verdict
from members.rosters import directory_index, sentences

KIND = ImportBatch.Kind.ROSTER
# A list says who a member is by at least one of these.
WHO = ("nickname", "platform_name", "real_name", "remark", "account_key", "staff_no")
HEADERS = Headers(ALIASES, must=[WHO])
LINES_LOOKED_AT = 50
# A list without a heading that has no more columns than these (number, nickname, own name) is read as it stands.
EXPORTED_COLUMNS = 3
ACCOUNT_LEAD = "wxid_"
# More of a text is never the name of somebody.
LONGEST_NAME = 200


class NoMembersInIt(unreadable.Unreadable):
    code = "no_members_in_it"
    wording = gettext_lazy(
        "Nothing in “%(file)s” is a member: no line holds a nickname, a name or an account. Copy the member list anew."
    )


class ChatNotAList(unreadable.Unreadable):
    code = "chat_not_a_list"
    wording = gettext_lazy(
        "“%(file)s” is a conversation, not a member list: its lines bear days and times. Open the group's members, "
        "copy their names, and bring those."
    )


class JsonCutShort(unreadable.Unreadable):
    code = "json_cut_short"
    wording = gettext_lazy("“%(file)s” breaks off or is damaged: its JSON cannot be read. Export the list once more.")


class NobodyNamed(Refusal):
    code = "nobody_named"
    wording = gettext_lazy(
        "No column says who a member is. Choose the column of the nickname in the group, of the name or of the account."
    )


class LineProblem(RowProblem):
    """Why a line of a member list was not taken."""

    wordings: ClassVar[Mapping[str, str | Promise]] = {**RowProblem.wordings, **sentences.REASONS}


@dataclass(frozen=True)
class Reading:
    """A list that was read. ``table``: its cells without what must not be kept, where it came as a table; ``signup``: a
    接龙, which never holds everybody; ``wants_columns``: nobody knows what its columns are."""

    rows: list[RosterRow]
    table: Table | None = None
    dropped: tuple[str, ...] = ()
    signup: bool = False
    wants_columns: bool = False


def read(content: bytes | str, file_name: str = "") -> Reading:
    """Return the members of a file's bytes or of a pasted text, read in a process of its own (``core.isolation``).

    Raises an ``Unreadable`` that says what the file is instead, and what to do.
    """
    name = file_name or _("the pasted list")
    pieces = stream_isolated(_read_in_pieces, content, name, file=name, answers=_answers())
    reading: Reading = next(pieces)
    for rows, cells_of_rows in pieces:
        reading.rows.extend(rows)
        if reading.table is not None:
            reading.table.rows.extend(cells_of_rows)
    return reading


def _answers() -> Answers:
    """Return what a reader may ask of the directory and of what was remembered."""
    names = cache(lambda: names_somebody(directory_index.index()))
    return {"recall": mappings.recall, "names_somebody": lambda text: names()(text[:LONGEST_NAME])}


def _read_in_pieces(content: bytes | str, name: str) -> Iterator[Any]:
    """Yield a list without its rows, then the rows and the table's rows, many at a time."""
    found = _read(content, name)
    table = found.table and replace(found.table, rows=[])
    yield replace(found, rows=[], table=table)
    cells_of_rows = found.table.rows if found.table else []
    for start in range(0, max(len(found.rows), len(cells_of_rows)), ROWS_AT_ONCE):
        until = start + ROWS_AT_ONCE
        yield found.rows[start:until], cells_of_rows[start:until]


def _read(content: bytes | str, name: str) -> Reading:
    if isinstance(content, str):
        return _from_text(content, name)
    if not content:
        raise unreadable.EmptyFile(file=name)
    if len(content) > settings.UPLOAD_MAX_BYTES:
        megabyte = 1024 * 1024
        raise unreadable.TooBig(file=name, size=len(content) // megabyte, limit=settings.UPLOAD_MAX_BYTES // megabyte)
    text = _plain_text(content, name)
    if text is not None and _is_no_table(text):
        return _from_text(text, name)
    try:
        table, used = mappings.read_remembering(KIND, content, name, known=HEADERS)
    except unreadable.HeaderNotFound as unknown:
        names = _names_somebody()
        if text is not None and (_is_one_column(text) or _is_names_in_lines(text, names)):
            return _from_text(text, name)
        return _without_columns(content, name, unknown.header, names)
    return _from_table(table, used, name)


def _plain_text(content: bytes, name: str) -> str | None:
    """Return the text of what is no workbook, or None; the table reader says what is wrong with other things."""
    if content.startswith((*cells.ZIP, cells.OLE)):
        return None
    try:
        return cells.decode(content, name)
    except unreadable.Unreadable:
        return None


def _is_no_table(text: str) -> bool:
    """Say whether a text is a 接龙, JSON or itchat's lines, whatever commas stand in it."""
    return is_solitaire(text) or text.lstrip("\ufeff \r\n\t")[:1] in ("[", "{") or is_itchat_text(text)


def _is_one_column(text: str) -> bool:
    return not any(mark in line for line in text.splitlines()[:LINES_LOOKED_AT] for mark in ("\t", ",", ";", "|"))


def _is_names_in_lines(text: str, names: NamesSomebody) -> bool:
    """Say whether the pieces of a text are people, several in a line, rather than the columns of a table."""
    if "\t" in text:
        return False
    further = [piece for line in text.splitlines()[:LINES_LOOKED_AT] for piece in BETWEEN_NAMES.split(line)[1:]]
    return bool(further) and sum(map(names, further)) * 2 >= len(further)


def _from_text(text: str, name: str) -> Reading:
    if len(text.splitlines()) > settings.UPLOAD_MAX_ROWS:
        raise unreadable.TooManyRows(file=name, limit=settings.UPLOAD_MAX_ROWS)
    try:
        found = rows_from_paste(text, _names_somebody()) if is_solitaire(text) else rows_from_paste(text)
    except NotAMemberList as problem:
        refusal = JsonCutShort if problem.code == "no_json" else NoMembersInIt
        raise refusal(file=name) from problem
    if found.kind == "lines" and is_chat(text):
        raise ChatNotAList(file=name)
    if not found.rows:
        raise NoMembersInIt(file=name)
    rows = [_without_nul(row) for row in found.rows]
    return Reading(rows, dropped=tuple(found.dropped), signup=found.only_partial)


def _without_nul(row: RosterRow) -> RosterRow:
    """Return a row without NUL characters, which PostgreSQL cannot keep (they come along in JSON as \\u0000)."""
    names = ("nickname", "platform_name", "remark", "account_key", "real_name", "department", "staff_no", "inviter")
    dirty = {name: value.replace("\0", "") for name in names if "\0" in (value := getattr(row, name))}
    return replace(row, **dirty) if dirty else row


def _names_somebody() -> NamesSomebody:
    """Return what tells where the nickname of a 接龙's entry ends and the remark begins."""
    return partial(ask, "names_somebody")


def _from_table(table: Table, mapping: Mapping[str, str], name: str) -> Reading:
    rows, dropped, unused = _rows(table, mapping)
    if not rows:
        raise NoMembersInIt(file=name)
    return Reading(rows, _without(table, [*dropped, *unused]), tuple(dict.fromkeys([*table.dropped, *dropped])))


def _rows(table: Table, mapping: Mapping[str, str]) -> tuple[list[RosterRow], list[str], list[str]]:
    """Return the people of a table under the file's own row numbers, and the headings of what must not be kept and of
    what nobody reads."""
    found = rows_from_table(table.header, [line for _number, line in table.rows], mapping or None, first_number=0)
    rows = [_without_nul(replace(row, number=table.rows[row.number][0])) for row in found.rows]
    return rows, found.dropped, found.unused


def _without(table: Table, headings: list[str]) -> Table:
    """Return a table with the cells of these columns emptied."""
    places = {place for place, heading in enumerate(table.header) if heading in headings}
    if not places:
        return table
    rows = [(n, tuple("" if at in places else cell for at, cell in enumerate(line))) for n, line in table.rows]
    return replace(table, rows=rows)


def _without_columns(content: bytes, name: str, header: tuple[str, ...], names: NamesSomebody) -> Reading:
    """Return the cells below a heading row that nobody understands; what must not be kept is left out all the same.

    A first row that names somebody is no heading but a member: cells as every exporter has them are then read as the
    nickname and the platform's name, and of wider ones all rows wait for their columns.
    """
    first = next((heading for heading in header if heading.strip()), "")
    table = read_table(content, name, known=Headers(ALIASES), mapping={first: "nickname"})
    if _is_a_member(table.header, names):
        table = _headless(table)
        if sum(any(cells[place] for _n, cells in table.rows) for place in range(len(table.header))) <= EXPORTED_COLUMNS:
            return _from_table(table, {}, name)
        table = replace(table, header=("",) * len(table.header))
    blank = tuple(heading or f"({place})" for place, heading in enumerate(table.header, 1))
    table = replace(table, header=blank)
    _people, dropped, _unused = _rows(table, {})
    return Reading([], _without(table, dropped), tuple(dict.fromkeys([*table.dropped, *dropped])), wants_columns=True)


def _is_a_member(cells: tuple[str, ...], names: NamesSomebody) -> bool:
    return any(cell.isdecimal() or cell.startswith(ACCOUNT_LEAD) or names(cell) for cell in cells if cell)


def _headless(table: Table) -> Table:
    """Return a table whose first row is a member too, under the headings that exporters would have given it."""
    first = tuple("" if heading in table.dropped else heading for heading in table.header)
    rows = [(table.header_row, first), *table.rows]
    header = assumed_header([cells for _number, cells in rows])[: len(first)]
    not_kept = tuple(f"({place})" for place, heading in enumerate(table.header, 1) if heading in table.dropped)
    return replace(table, header=tuple(header), rows=rows, header_row=0, dropped=not_kept)


def guess(table: Table) -> dict[int, str]:
    """Return what the headings of a table can be guessed to be: place → field."""
    fields, _unsure = fields_of_columns(table.header)
    return {place: field for place, field in enumerate(fields) if field}


def rows_by_columns(table: Table, chosen: Mapping[int, str]) -> list[RosterRow]:
    """Return the people of a table whose columns a person has named (place → field). Raises NobodyNamed."""
    if not set(chosen.values()).intersection(WHO):
        raise NobodyNamed
    rows, _dropped, _unused = _rows(table, as_mapping(table, chosen))
    if not rows:
        raise NoMembersInIt(file=table.sheet or _("the list"))
    return rows


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


def remember(table: Table, chosen: Mapping[int, str]) -> None:
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
