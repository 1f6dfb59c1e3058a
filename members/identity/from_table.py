"""Roster rows from the cells of a table: any file or paste that has a heading row. Pure.

``groupadmin.core.tables`` makes cells of bytes; here cells become rows, and what must not be kept is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import NamedTuple

from groupadmin.core.folding import clean
from members.identity.headers import (
    ALIASES,
    field_of,
    fields_of_columns,
    find_header,
    header_key,
    is_blank,
    is_junk,
    is_sensitive,
    role_of,
)
from members.identity.moments import CHINA, parse_moment
from members.identity.values import RosterRow


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
    columns = _columns(header, fields)
    people: list[RosterRow] = []
    ignored: list[int] = []
    for number, cells in enumerate(rows, first_number):
        row = _row(number, cells, columns, zone)
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
    """Return the people of a sheet whose heading is somewhere in its first 20 rows, or nowhere.

    Cells without a heading are taken as every exporter writes them: the group nickname first, then the platform's name.
    """
    at = find_header(cells)
    if at is not None:
        return rows_from_table(cells[at], cells[at + 1 :], mapping, first_number=at + 2, zone=zone)
    header = ["群昵称", "微信昵称"] + [""] * max(map(len, cells), default=0)
    return rows_from_table(header, cells, mapping, first_number=1, zone=zone)


def _columns(header: Sequence[str], fields: Sequence[str | None]) -> dict[str, list[int]]:
    """Return field → its columns, the one whose heading says it best first."""
    columns: dict[str, list[int]] = {}
    for column, field in enumerate(fields):
        if field:
            columns.setdefault(field, []).append(column)
    for field, found in columns.items():
        words = ALIASES[field]
        found.sort(key=lambda at: words.index(key) if (key := header_key(header[at])) in words else -1)
    return columns


def _row(number: int, cells: Sequence[str], columns: Mapping[str, Sequence[int]], zone: tzinfo) -> RosterRow | None:
    """Return one person, or None for a row that is empty or no person."""

    def cell(field: str) -> str:
        for column in columns.get(field, ()):
            if column < len(cells) and _says_something(field, cells[column]):
                return clean(cells[column])
        return ""

    shown = cell("nickname") or cell("platform_name") or cell("real_name")
    if is_junk(shown) or not (shown or cell("account_key") or cell("staff_no") or cell("remark")):
        return None
    spoke = parse_moment(cell("spoke_last_on"), zone)
    return RosterRow(
        number=number,
        nickname=cell("nickname"),
        platform_name=cell("platform_name"),
        remark=cell("remark"),
        account_key=cell("account_key"),
        real_name=cell("real_name"),
        department=cell("department"),
        staff_no=cell("staff_no"),
        role=role_of(cell("role")),
        joined_at=parse_moment(cell("joined_at"), zone),
        spoke_last_on=spoke.date() if spoke else None,
        inviter=cell("inviter"),
    )


def _says_something(field: str, cell: str) -> bool:
    """Tell whether a cell has a value; itchat writes 0 for every Uin, which is nobody's account."""
    return not is_blank(cell) and not (field == "account_key" and cell.strip() in ("0", "0.0"))
