"""Roster rows from the cells of a table: any file or paste that has a heading row, or none. Pure.

``groupadmin.core.tables`` makes cells of bytes; here cells become rows, and what must not be kept is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import NamedTuple

from groupadmin.core.folding import clean
from groupadmin.core.personal import are_personal
from members.identity.headers import (
    ALIASES,
    NUMBERED_ROLES,
    field_of,
    fields_of_columns,
    find_header,
    header_key,
    is_blank,
    is_form_line,
    is_junk,
    is_sensitive,
    names_the_outside,
    repeats_heading,
    role_of,
    roles_are_numbers,
)
from members.identity.moments import CHINA, parse_moment
from members.identity.values import RosterRow

# So many rows tell whether a column without a heading only numbers the lines.
_ENOUGH = 50
_OUTSIDE = "2"


class TableReading(NamedTuple):
    """``dropped``: headings not kept by law; ``unused``: headings not understood; ``unsure``: taken, but please look.

    ``ignored``: numbers of rows that are no people. ``mapping``: heading → field, as used.
    """

    rows: list[RosterRow]
    dropped: list[str]
    unused: list[str]
    unsure: list[str]
    ignored: list[int]
    mapping: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where each field stands, the column whose heading says it best first, and what only some programs write."""

    columns: Mapping[str, Sequence[int]]
    keys: Sequence[str]
    zone: tzinfo
    roles_are_numbers: bool = False
    outside: int | None = None

    def cell(self, cells: Sequence[str], field: str) -> str:
        """Return the first value that a row has for a field."""
        for column in self.columns.get(field, ()):
            if column < len(cells) and _says_something(field, cells[column]):
                return clean(cells[column])
        return ""

    def path(self, cells: Sequence[str], field: str) -> str:
        """Return all that a row says of a field, in the order of its columns: 单位 中建三局 beside 部门 财务部."""
        columns = (column for column in sorted(self.columns.get(field, ())) if column < len(cells))
        said = (clean(cells[column]) for column in columns if _says_something(field, cells[column]))
        return "/".join(dict.fromkeys(said))


def rows_from_table(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    mapping: Mapping[str, str] | None = None,
    *,
    first_number: int = 2,
    zone: tzinfo = CHINA,
) -> TableReading:
    """Return the people of a table.

    ``mapping`` (heading → field, "" = leave out) is a person's word and goes before what the headings say; a sensitive
    column stays out all the same. ``first_number`` is the file's row number of the first of ``rows``.
    """
    fields, unsure = fields_of_columns(header)
    dropped = [heading for heading in header if is_sensitive(heading) and field_of(heading) is None]
    for column, heading in enumerate(header):
        if heading in dropped:
            fields[column] = None
        elif mapping is not None and heading in mapping:
            fields[column] = mapping[heading] or None
            unsure = [each for each in unsure if each != heading]
    layout = _layout(header, fields, zone)
    people: list[RosterRow] = []
    ignored: list[int] = []
    for number, cells in enumerate(rows, first_number):
        row = _row(number, cells, layout)
        if row is None:
            ignored.append(number)
        else:
            people.append(row)
    used = {heading: field for heading, field in zip(header, fields, strict=True) if field}
    unused = [each for each in header if each.strip() and each not in used and each not in dropped]
    return TableReading(people, dropped, unused, unsure, ignored, used)


def rows_from_cells(
    cells: Sequence[Sequence[str]], mapping: Mapping[str, str] | None = None, *, zone: tzinfo = CHINA
) -> TableReading:
    """Return the people of a sheet whose heading is somewhere in its first 20 rows, or nowhere."""
    at = find_header(cells)
    if at is not None:
        return rows_from_table(cells[at], cells[at + 1 :], mapping, first_number=at + 2, zone=zone)
    return rows_from_table(assumed_header(cells), cells, mapping, first_number=1, zone=zone)


def assumed_header(cells: Sequence[Sequence[str]]) -> list[str]:
    """Return the heading of cells that have none: the nickname first, then the platform's name, as every exporter has
    them; a column in front that only numbers the lines, or is empty, is neither, nor is one of telephone numbers."""
    width = max(map(len, cells), default=0)
    header = [""] * max(width, 2)
    first = next((column for column in range(width) if not _only_numbers(cells, column)), 0)
    first = first if first < 2 else 0
    header[first] = "群昵称"
    beside = first + 1
    if beside < len(header) and not are_personal(row[beside] for row in cells if beside < len(row)):
        header[beside] = "微信昵称"
    return header


def _only_numbers(cells: Sequence[Sequence[str]], column: int) -> bool:
    return all(
        not row[column].strip() or row[column].strip().isdecimal() for row in cells[:_ENOUGH] if column < len(row)
    )


def _layout(header: Sequence[str], fields: Sequence[str | None], zone: tzinfo) -> _Layout:
    keys = [header_key(heading) for heading in header]
    columns: dict[str, list[int]] = {}
    for column, field in enumerate(fields):
        if field:
            columns.setdefault(field, []).append(column)
    for field, found in columns.items():
        words = ALIASES[field]
        found.sort(key=lambda at: words.index(keys[at]) if keys[at] in words else -1)
    return _Layout(columns, keys, zone, roles_are_numbers(keys), names_the_outside(keys))


def _row(number: int, cells: Sequence[str], layout: _Layout) -> RosterRow | None:
    """Return one person, or None for a row that is empty or no person."""

    def cell(field: str) -> str:
        return layout.cell(cells, field)

    shown = cell("nickname") or cell("platform_name") or cell("real_name")
    if (
        is_junk(shown)
        or repeats_heading(cells, layout.keys)
        or not (shown or cell("account_key") or cell("staff_no") or cell("remark"))
    ):
        return None
    if is_form_line(next((each for each in cells if each.strip()), "")):
        return None
    spoke = parse_moment(cell("spoke_last_on"), layout.zone)
    role = cell("role")
    row = RosterRow(
        number=number,
        nickname=cell("nickname"),
        platform_name=cell("platform_name"),
        remark=cell("remark"),
        account_key=cell("account_key"),
        real_name=cell("real_name"),
        department=layout.path(cells, "department"),
        staff_no=cell("staff_no"),
        role=NUMBERED_ROLES.get(role, "") if layout.roles_are_numbers and role.isdecimal() else role_of(role),
        joined_at=parse_moment(cell("joined_at"), layout.zone),
        spoke_last_on=spoke.date() if spoke else None,
        inviter=cell("inviter"),
    )
    return row if layout.outside is None else _with_side(row, cells[layout.outside].strip())


def _with_side(row: RosterRow, kind: str) -> RosterRow:
    """Say of WeCom's member which side they are on; the name it gives of staff is the real one."""
    if kind == _OUTSIDE:
        return replace(row, outside=True)
    return replace(row, real_name=row.real_name or row.platform_name)


def _says_something(field: str, cell: str) -> bool:
    """Tell whether a cell has a value; itchat writes 0 for every Uin, which is nobody's account."""
    return not is_blank(cell) and not (field == "account_key" and cell.strip() in ("0", "0.0"))
