"""Roster rows from the cells of a table: any file or paste that has a heading row, or none. Pure.

``groupadmin.core.file_reader`` makes cells of bytes; here cells become rows, and what must not be kept is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, permutations
from typing import Any

from groupadmin.core.dividing_rows import title_in
from groupadmin.core.folding import clean
from groupadmin.core.headings import are_personal, cut_numbers, masked
from groupadmin.core.pinyin import is_chinese
from members.identity.headers import (
    ALIASES,
    BLANKS_OF_PROGRAMS,
    NUMBERED_ROLES,
    WHO,
    begins_gone,
    field_of,
    fields_of_columns,
    find_header,
    header_key,
    heading_of_names,
    is_blank,
    is_form_line,
    is_label_row,
    is_sensitive,
    is_title,
    names_the_outside,
    parse_moment,
    repeats_heading,
    role_of,
    roles_are_numbers,
    says_gone,
    tells_of_leaving,
    why_no_member,
)
from members.identity.lines import read_lines
from members.identity.values import NOBODY, KnownAccounts, ListReading, NumberedCells, RosterRow, numbers_from

# So many rows tell whether a column without a heading only numbers the lines.
_ENOUGH = 50
_OUTSIDE = "2"
# A single cell above a heading that is longer than this is a sentence about the list.
_LONGEST_SHOWN = 20
# A list without a heading that has no more columns than these (number, nickname, own name) is read as it stands.
_EXPORTED_COLUMNS = 3
# What people write into any cell, and where a telephone number is therefore looked for. WeCom's own ``userid`` is not
# among them: it is an account by which staff are known.
_WRITTEN = ("nickname", "platform_name", "remark", "real_name", "department", "inviter", "account_key")
_OWN_ACCOUNT = "userid"

# What headings are made of: 成员名, 号码, 称呼.
_HEADING_SYLLABLES = re.compile("名|号|称|账|帐|编|时间|日期|职务|岗位|部门|id$", re.IGNORECASE)

# What stands over several headings.
_OVER_HEADINGS = re.compile("(?:信息|情况|资料|明细|数据)$")

Recall = Callable[[Sequence[str]], Mapping[str, str] | None]


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where each field stands, the column whose heading says it best first, and what only some programs write."""

    columns: Mapping[str, Sequence[int]]
    keys: Sequence[str]
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
    numbers: Iterable[int] = (),
    first_number: int = 2,
) -> ListReading:
    """Return the people of a table.

    ``mapping`` (heading → field, "" = leave out) is a person's word and goes before what the headings say; a sensitive
    column stays out all the same. ``numbers`` are the file's own of ``rows``, else they count from ``first_number``.
    """
    fields, unsure = fields_of_columns(header)
    dropped = [heading for heading in header if is_sensitive(heading) and field_of(heading) is None]
    for column, heading in enumerate(header):
        if heading in dropped:
            fields[column] = None
        elif mapping is not None and heading in mapping:
            fields[column] = mapping[heading] or None
            unsure = [each for each in unsure if each != heading]
    layout = _layout(header, fields)
    columns = {field: header[places[0]] for field, places in layout.columns.items()}
    found = ListReading("table", columns=columns, dropped=dropped, unsure=unsure)
    below_gone = False
    for number, cells in zip(numbers or count(first_number), rows, strict=False):
        if (gone := begins_gone(title_in(cells)[0])) is not None:
            below_gone = gone
            found.skip(number, "form_line", _text_of(cells))
            continue
        taken = len(found.rows)
        _take(number, cells, layout, found)
        is_gone = below_gone or any(says_gone(heading, cell) for heading, cell in zip(header, cells, strict=False))
        found.doubt_from(taken, is_gone=is_gone)
    used = {heading for heading, field in zip(header, fields, strict=True) if field or tells_of_leaving(heading)}
    found.unused = [each for each in header if each.strip() and each not in used and each not in dropped]
    return found


def read_grid(
    grid: Sequence[NumberedCells],
    known: KnownAccounts = NOBODY,
    recall: Recall = lambda _header: None,
    *,
    in_doubt: bool = False,
) -> ListReading:
    """Return the people of a sheet or of a text of cells, with their numbers in it.

    ``recall`` returns what a person said before of a heading row. Where nobody knows what the columns are, nothing is
    read and ``asks`` holds the cells; ``in_doubt`` a first row that names nobody may be such a heading, too.
    """
    grid = [(number, cells) for number, cells in grid if any(cell.strip() for cell in cells)]
    if (column := _only_column(grid)) is not None:
        return read_lines([(number, cells[column]) for number, cells in grid], known)
    stacked = _stacked(grid)
    found = _read_columns(stacked, known, recall, in_doubt=in_doubt)
    found.cells = stacked
    found.further += len(stacked) - len(grid)
    found.lines = len(grid)
    return found


def _stacked(grid: Sequence[NumberedCells]) -> Sequence[NumberedCells]:
    """Return a sheet with blocks side by side under the same headings (姓名 部门 | 姓名 部门) one below the other.

    The second person of a row gets a number of their own.
    """
    at = find_header([cells for _number, cells in grid])
    starts = _blocks_of([header_key(cell) for cell in grid[at][1]]) if at is not None else []
    if at is None or len(starts) < 2:
        return grid
    further = numbers_from(max(number for number, _cells in grid))
    ends = [*starts[1:], max(len(cells) for _number, cells in grid)]
    heading, width = grid[at], ends[0] - starts[0]
    rows: list[list[NumberedCells]] = [[] for _start in starts]
    for number, cells in grid[at + 1 :]:
        pieces = [cells[start : min(end, start + width)] for start, end in zip(starts, ends, strict=True)]
        filled = [place for place, piece in enumerate(pieces) if any(cell.strip() for cell in piece)]
        for place in filled:
            rows[place].append((number if place == filled[0] else further(), pieces[place]))
    below = [each for block in rows for each in block]
    return [*grid[:at], (heading[0], heading[1][starts[0] : ends[0]]), *below]


def _blocks_of(keys: Sequence[str]) -> list[int]:
    """Return where the blocks of a heading begin that says the same again and again, one of which says who it is."""
    first = next((key for key in keys if key), "")
    starts = [place for place, key in enumerate(keys) if key == first and first]
    blocks = [[key for key in keys[start:end] if key] for start, end in zip(starts, [*starts[1:], None], strict=True)]
    same = all(block == blocks[0] for block in blocks)
    return starts if same and any(field_of(key) in WHO for key in blocks[0]) else []


def _read_columns(
    grid: Sequence[NumberedCells], known: KnownAccounts, recall: Recall, *, in_doubt: bool
) -> ListReading:
    at = find_header([cells for _number, cells in grid])
    if at is not None:
        return _below_heading(grid, at, recall(grid[at][1]))
    if grid and (mapping := recall(grid[0][1])):
        return _below_heading(grid, 0, mapping)
    return _without_heading(grid, known, recall, in_doubt=in_doubt)


def _only_column(grid: Sequence[NumberedCells]) -> int | None:
    """Return the column in which everything stands that is written; None where several columns are used."""
    used: set[int] = set()
    for _number, cells in grid:
        used.update(place for place, cell in enumerate(cells) if cell.strip())
        if len(used) > 1:
            return None
    return next(iter(used), None)


def _below_heading(grid: Sequence[NumberedCells], at: int, mapping: Mapping[str, str] | None) -> ListReading:
    """Read the rows below a heading; of those above it some are its titles, and cells like those below are members."""
    heading_row, header = grid[at]
    above = [(number, cells) for number, cells in grid[:at] if not _is_title_row(cells)]
    alike = [each for each in above if _is_like_below(each[1], header)]
    taken = [*alike, *grid[at + 1 :]]
    width = max((len(cells) for _number, cells in taken), default=0)
    header = [*header, *[""] * (width - len(header))]
    personal = _personal_columns(header, [cells for _number, cells in taken])
    without = [_emptied(cells, personal) for _number, cells in taken]
    found = rows_from_table(header, without, mapping, numbers=[number for number, _cells in taken])
    found.dropped += [header[place] or f"({place + 1})" for place in personal if header[place] not in found.dropped]
    found.unused = [each for each in found.unused if each not in found.dropped]
    found.heading_row, found.lines = heading_row, len(grid)
    for number, cells in above:
        if (number, cells) not in alike:
            found.skip(number, "above_heading", masked(_text_of(cells)))
    found.headings += at + 1 - len(above)
    return found


def _is_title_row(cells: Sequence[str]) -> bool:
    """Say whether a row above a heading tells of the list: a title, a label of the program, a word of the screen."""
    written = [cell for cell in cells if cell.strip()]
    if is_label_row(cells):
        return True
    return len(written) == 1 and (is_title(written[0]) or len(written[0]) > _LONGEST_SHOWN)


def _is_like_below(cells: Sequence[str], header: Sequence[str]) -> bool:
    """Say whether a row above a heading fills as many columns as the heading does: then it is a member, above it by
    mistake, and not the upper row of a heading (成员信息, 入群情况)."""
    filled = [cell for cell in cells if cell.strip()]
    upper = all(map(_OVER_HEADINGS.search, filled)) or any(map(heading_of_names, filled))
    return len(filled) > 1 and not upper and len(filled) == sum(bool(cell.strip()) for cell in header)


def _personal_columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return the columns that nobody knows by name and that hold telephone or identity numbers."""
    return [
        place
        for place, heading in enumerate(header)
        if field_of(heading) is None and are_personal(row[place] for row in rows[:_ENOUGH] if place < len(row))
    ]


def _emptied(cells: Sequence[str], places: Sequence[int]) -> Sequence[str]:
    if not places:
        return cells
    return ["" if place in places else cell for place, cell in enumerate(cells)]


def _text_of(cells: Sequence[str]) -> str:
    return " ".join(text for cell in cells if (text := clean(cell)))


def _without_heading(
    grid: Sequence[NumberedCells], known: KnownAccounts, recall: Recall, *, in_doubt: bool
) -> ListReading:
    """Read cells without a known heading as exporters write them, or ask for the columns: where there are many, or
    where the first row may be a heading that nobody understands."""
    rows = [cells for _number, cells in grid]
    if _are_names(rows, known):
        return _names_in_cells(grid, known)
    width = max(map(len, rows), default=0)
    filled = sum(any(place < len(cells) and cells[place].strip() for cells in rows) for place in range(width))
    is_heading = bool(rows) and _may_be_heading(rows, known, in_doubt=in_doubt)
    personal = _personal_columns([""] * width, rows[int(is_heading) :])
    if is_heading or (filled - len(personal) > _EXPORTED_COLUMNS and filled > _EXPORTED_COLUMNS):
        return _asking(grid, width, personal, is_heading=is_heading, recall=recall)
    without = [_emptied(cells, personal) for cells in rows]
    header = assumed_header(without)
    found = rows_from_table(header, without, numbers=[number for number, _cells in grid])
    found.dropped += [f"({place + 1})" for place in personal]
    found.lines = len(grid)
    return found


def _are_names(rows: Sequence[Sequence[str]], known: KnownAccounts) -> bool:
    """Say whether every cell is another person: most are ours, and none of a row holds what another of it does."""
    filled = [[text for cell in row if (text := clean(cell))] for row in rows[:_ENOUGH]]
    cells = [text for row in filled for text in row]
    if max(map(len, filled), default=0) < 2 or sum(map(known.is_somebody, cells)) * 3 <= len(cells) * 2:
        return False
    return not any(one in other for row in filled for one, other in permutations(row[:_ENOUGH], 2))


def _names_in_cells(grid: Sequence[NumberedCells], known: KnownAccounts) -> ListReading:
    further = numbers_from(max(number for number, _cells in grid))
    lines = [
        (number if place == 0 else further(), cell)
        for number, cells in grid
        for place, cell in enumerate(filter(str.strip, cells))
    ]
    found = read_lines(lines, known)
    found.further += len(lines) - len(grid)
    found.lines = len(grid)
    return found


def _may_be_heading(rows: Sequence[Sequence[str]], known: KnownAccounts, *, in_doubt: bool) -> bool:
    """Say whether a first row without a known word may be a heading all the same.

    It is a member that names one of ours, or holds an account or a number. Else a word for what must not be kept makes
    it a heading. ``in_doubt`` it may be one too, unless those below are ours and it holds Chinese that no heading has.
    """
    first = [cell.strip() for cell in rows[0] if cell.strip()]
    if any(known.names_somebody(cell) or _is_value(cell) for cell in first):
        return False
    if any(map(is_sensitive, first)):
        return True
    if not in_doubt:
        return False
    below = sum(known.is_somebody(row[0]) for row in rows[1:_ENOUGH] if row)
    ours = below * 2 >= min(len(rows), _ENOUGH) - 1 > 0
    return not (ours and any(map(is_chinese, first)) and not any(map(_HEADING_SYLLABLES.search, first)))


def _is_value(cell: str) -> bool:
    return cell.isdecimal() or cell.startswith("wxid_") or cut_numbers(cell) != cell


def _asking(
    grid: Sequence[NumberedCells],
    width: int,
    personal: Sequence[int],
    *,
    is_heading: bool,
    recall: Recall,
) -> ListReading:
    """Keep the cells until a person says what the columns are; what must not be kept is emptied at once."""
    first = list(grid[0][1]) if is_heading else []
    header = tuple((first[place].strip() if place < len(first) else "") or f"({place + 1})" for place in range(width))
    body = grid[1:] if is_heading else grid
    if not is_heading and (mapping := recall(header)):
        numbers = [number for number, _cells in body]
        without = [_emptied(cells, personal) for _number, cells in body]
        found = rows_from_table(header, without, mapping, numbers=numbers)
        found.lines = len(grid)
        return found
    places = sorted({*personal, *(place for place, heading in enumerate(header) if is_sensitive(heading))})
    cells = [(number, _emptied([*row, *[""] * (width - len(row))], places)) for number, row in body]
    dropped = [header[place] for place in places]
    return ListReading(
        "table", lines=len(grid), headings=int(is_heading), heading_row=grid[0][0] if is_heading else 0,
        dropped=dropped, asks=(header, cells),
    )  # fmt: skip


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


def _layout(header: Sequence[str], fields: Sequence[str | None]) -> _Layout:
    keys = [header_key(heading) for heading in header]
    columns: dict[str, list[int]] = {}
    for column, field in enumerate(fields):
        if field:
            columns.setdefault(field, []).append(column)
    for field, found in columns.items():
        words = ALIASES[field]
        found.sort(key=lambda at: words.index(keys[at]) if keys[at] in words else -1)
    return _Layout(columns, keys, roles_are_numbers(keys), names_the_outside(keys))


def _take(number: int, cells: Sequence[str], layout: _Layout, found: ListReading) -> None:
    """Put a row where it belongs: among the people, or listed with the reason why it is nobody."""
    if not any(cell.strip() for cell in cells):
        return
    if repeats_heading(cells, layout.keys):
        found.headings += 1
        return
    row = _row(number, cells, layout)
    if why := _why_nobody(row, cells):
        found.skip(number, why, masked(_text_of(cells)))
        return
    tidy = _without_numbers(row, layout)
    if tidy != row:
        found.cut.append(number)
    if any(getattr(tidy, field) for field in WHO):
        found.rows.append(tidy)
    else:
        found.skip(number, "personal_number", masked(_text_of(cells)))


def _why_nobody(row: RosterRow, cells: Sequence[str]) -> str:
    """Return why a row of a table is no member. Whoever has an account is one, whatever they are called."""
    if is_form_line(next(cell for cell in cells if cell.strip())):
        return "form_line"
    if row.account_key or row.staff_no:
        return ""
    shown = row.nickname or row.platform_name or row.real_name
    return (why_no_member(shown) if shown else "") or ("" if shown or row.remark else "empty_row")


def _without_numbers(row: RosterRow, layout: _Layout) -> RosterRow:
    """Return a row without the telephone, identity and bank numbers that people write into any cell."""
    own = any(layout.keys[place] == _OWN_ACCOUNT for place in layout.columns.get("account_key", ()))
    said = {field: getattr(row, field) for field in _WRITTEN if not (own and field == "account_key")}
    tidy = {field: cut for field, text in said.items() if text and (cut := cut_numbers(text)) != text}
    return _said_instead(row, tidy) if tidy else row


def _said_instead(row: RosterRow, said: dict[str, Any]) -> RosterRow:
    return replace(row, **said)


def _row(number: int, cells: Sequence[str], layout: _Layout) -> RosterRow:
    """Return what a row says, whoever it is."""

    def cell(field: str) -> str:
        return layout.cell(cells, field)

    spoke = parse_moment(cell("spoke_last_on"))
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
        joined_at=parse_moment(cell("joined_at")),
        spoke_last_on=spoke.date() if spoke else None,
        inviter=cell("inviter"),
    )
    if not any(getattr(row, field) for field in WHO):
        row = _called_like_nothing(row, cells, layout)
    return row if layout.outside is None else _with_side(row, cells[layout.outside].strip())


def _called_like_nothing(row: RosterRow, cells: Sequence[str], layout: _Layout) -> RosterRow:
    """Take the one thing that is written of a member for their name: people call themselves 无 and null too."""
    written = [
        (field, clean(cells[place]))
        for field in ("nickname", "platform_name", "real_name")
        for place in layout.columns.get(field, ())
        if place < len(cells) and cells[place].strip()
    ]
    if len(written) != 1 or written[0][1].lower() in BLANKS_OF_PROGRAMS:
        return row
    return _said_instead(row, dict(written))


def _with_side(row: RosterRow, kind: str) -> RosterRow:
    """Say of WeCom's member which side they are on; the name it gives of staff is the real one."""
    if kind == _OUTSIDE:
        return replace(row, outside=True)
    return replace(row, real_name=row.real_name or row.platform_name)


def _says_something(field: str, cell: str) -> bool:
    """Tell whether a cell has a value; itchat writes 0 for every Uin, which is nobody's account."""
    return not is_blank(cell) and not (field == "account_key" and cell.strip() in ("0", "0.0"))
