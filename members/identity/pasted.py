"""Member lists that come as text, pasted or as a file: 接龙, cells, JSON, itchat's text, or names by line. Pure.

The same text gives the same, whichever way it came (practice §1.3).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from groupadmin.core.folding import clean, without_entities
from groupadmin.core.headings import are_personal, cut_numbers
from members.identity.from_json import names_in_json, rows_from_json
from members.identity.from_table import Recall, read_grid
from members.identity.headers import field_of, find_header, is_blank, why_no_member
from members.identity.lines import read_lines, read_names
from members.identity.signup_chain import is_signup_chain, read_signup_chain
from members.identity.values import NOBODY, KnownAccounts, ListReading, NumberedCells, NumberedLine, RosterRow

TAB = "\t"
DELIMITERS = ",;|，；"
# The marks by which programs part cells; people write the others.
PLAIN = ",;|"
# A cell of a spreadsheet with line breaks in it goes over few lines, and nobody writes a longer one in a list.
_MOST_LINES, _LONGEST_CELL = 20, 2_000
# No member list is wider; the cells beyond are not read.
MOST_COLUMNS = 200
_HEADING_WITHIN = 20
_ENOUGH = 50
_ACCOUNT_LEAD = "wxid_"


def table_in(lines: Sequence[NumberedLine], known: KnownAccounts = NOBODY) -> tuple[list[NumberedCells], int] | None:
    """Return the cells of a text that is a table, and how many lines went on with a cell; None where it is none.

    Tabs make one. Any other mark does below a heading of two known words, or where every line has as many of it, since
    marks stand in nicknames too.
    """
    if any(TAB in line for _number, line in lines):
        return cells_of(lines, TAB)
    written = [each for each in lines if each[1].strip()]
    for mark in DELIMITERS:
        if not any(mark in line for _number, line in written[:_HEADING_WITHIN]):
            continue
        first, _joined = cells_of(written[:_ENOUGH], mark)
        if _has_heading(first) or (mark in PLAIN and _are_columns(first, known)):
            return cells_of(lines, mark)
    return None


def _has_heading(rows: Sequence[NumberedCells]) -> bool:
    """Say whether a row of two known words stands above cells: most rows below it are parted by the same mark."""
    at = find_header([cells for _number, cells in rows[:_HEADING_WITHIN]])
    if at is None or sum(field_of(cell) is not None for cell in rows[at][1]) < 2:
        return False
    below = [len(cells) > 1 for _number, cells in rows[at + 1 :]]
    return not below or sum(below) * 2 >= len(below)


def _are_columns(rows: Sequence[NumberedCells], known: KnownAccounts) -> bool:
    """Say whether rows without a known heading are cells: all as wide, and their lines neither people each, because
    销售部,张三 is a nickname, nor several people."""
    widths = {len(cells) for _number, cells in rows}
    if len(widths) != 1 or widths == {1} or len(rows) < 2:
        return False
    columns = list(zip(*(cells for _number, cells in rows), strict=True))
    if any(all(map(_is_account, column)) or are_personal(column) for column in columns):
        return True
    cells = [cell for column in columns for cell in column if cell.strip()]
    several = sum(map(known.is_somebody, cells)) * 3 > len(cells) * 2
    whole = sum(known.is_somebody(" ".join(cells)) for _number, cells in rows)
    return not several and whole * 2 < len(rows)


def _is_account(cell: str) -> bool:
    cell = cell.strip()
    return cell.startswith(_ACCOUNT_LEAD) or (cell.isdecimal() and len(cell) > 4)


def cells_of(lines: Sequence[NumberedLine], mark: str) -> tuple[list[NumberedCells], int]:
    """Return the cells of lines, and how many lines went on with a quoted cell of the line above them."""
    rows: list[NumberedCells] = []
    at = joined = 0
    while at < len(lines):
        number, line = lines[at]
        taken = 1
        if '"' in line:
            cells, taken = _quoted(lines, at, mark)
        else:
            cells = line.split(mark)
        rows.append((number, cells[:MOST_COLUMNS]))
        joined += sum(bool(further.strip()) for _number, further in lines[at + 1 : at + taken])
        at += taken
    return rows, joined


def unquoted(lines: Sequence[NumberedLine]) -> tuple[list[NumberedLine], int]:
    """Return the lines of a list of one column, the cells that a program quoted for a mark or line break in them made
    whole; quotes round a plain nickname stay, and how many lines went on with the one above them."""
    rows: list[NumberedLine] = []
    at = joined = 0
    while at < len(lines):
        number, line = lines[at]
        taken = 1
        if line.startswith('"') and not why_no_member(line):
            cells, taken = _quoted(lines, at, TAB)
            inside = line.strip()[1:-1]
            if len(cells) == 1 and (taken > 1 or '""' in inside or any(mark in inside for mark in DELIMITERS)):
                line = cells[0]
        rows.append((number, line))
        joined += taken - 1
        at += taken
    return rows, joined


def _quoted(lines: Sequence[NumberedLine], at: int, mark: str) -> tuple[list[str], int]:
    """Return the cells of a line that holds quotes, with the lines its last cell goes over."""
    cells: list[str] = []
    text, taken, place = lines[at][1], 1, 0
    while place <= len(text):
        if text[place : place + 1] == '"':
            end = _closing(text, place, mark)
            if end is None and (longer := _joined(lines, at, taken, text, place, mark)) is not None:
                text, taken, end = longer
            if end is not None:
                cells.append(text[place + 1 : end].replace('""', '"'))
                place = end + 2
                continue
        end = text.find(mark, place)
        end = len(text) if end < 0 else end
        cells.append(text[place:end])
        place = end + 1
    return cells, taken


def _closing(text: str, opening: int, mark: str) -> int | None:
    """Return where the quote that closes a cell stands: one before a mark or the end; None where none does."""
    place = opening + 1
    while (place := text.find('"', place, opening + _LONGEST_CELL)) >= 0:
        following = text[place + 1 : place + 2]
        if following == '"':
            place += 2
            continue
        return place if following in ("", mark) else None
    return None


def _joined(
    lines: Sequence[NumberedLine], at: int, taken: int, text: str, place: int, mark: str
) -> tuple[str, int, int] | None:
    """Return a line with as many further ones as its open cell goes over; None where no quote closes it soon.

    No cell of a spreadsheet holds a tab: a mark before the closing quote means that the quote was nobody's.
    """
    for more in range(taken, min(taken + _MOST_LINES, len(lines) - at)):
        further = lines[at + more][1]
        beyond = len(text) - place > _LONGEST_CELL or (mark == TAB and text.find(TAB, place) >= 0)
        if beyond or (further.startswith('"') and further[1:2] not in ("", mark)):
            return None
        text = f"{text}\n{further}"
        first_quote = further.find('"')
        if first_quote >= 0:
            end = _closing(text, place, mark)
            if end is None or (mark == TAB and text.find(TAB, place, end) >= 0):
                return None
            return text, more + 1, end
    return None


# A line of a copied chat: who spoke and when, before or behind the name.
_MOMENT = re.compile(
    r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.月]\d{1,2}日?)\s{0,3}(?:[上下]午)?\s{0,3}\d{1,2}:\d{2}"
)
_LINES_OF_A_CHAT, _LINES_PER_MESSAGE, _LOOKED_AT = 200, 5, 500
_ITCHAT = re.compile(r"\s{0,9}\d{1,6}\.(?P<nickname>.*), {2}(?P<platform_name>.*)")


def rows_from_paste(text: str, known: KnownAccounts = NOBODY, *, recall: Recall = lambda _header: None) -> ListReading:
    """Return the people of a text; raises NotAMemberList when it begins like JSON and is no member list.

    ``recall`` returns what a person said before of a heading row.
    """
    text = text.lstrip("\ufeff").replace("\x00", "")
    begin = text.lstrip()[:1]
    if begin in ("[", "{") and "{" in text and '"' in text:
        return rows_from_json(text)
    if begin == "[" and (given := names_in_json(text)):
        return read_names(given)
    lines = [(number, without_entities(line)) for number, line in enumerate(text.splitlines(), 1)]
    if is_signup_chain(text):
        return read_signup_chain(lines, known)
    if itchat := _itchat_lines(lines):
        return _read_itchat(lines, itchat)
    if (table := table_in(lines, known)) is not None:
        grid, joined = table
        found = read_grid(grid, known, recall, in_doubt=TAB not in text)
    else:
        lines, joined = unquoted(lines)
        found = read_lines(lines, known)
    found.joined += joined
    found.lines += joined
    return found


def _itchat_lines(lines: list[NumberedLine]) -> list[tuple[int, re.Match[str]]]:
    """Return the lines of itchat's text, or none where any line below its title is another thing."""
    found = [(number, _ITCHAT.fullmatch(line)) for number, line in lines if line.strip()]
    found = found[1:] if len(found) > 1 and found[0][1] is None else found
    known = [(number, match) for number, match in found if match]
    return known if len(known) == len(found) else []


def _read_itchat(lines: list[NumberedLine], entries: list[tuple[int, re.Match[str]]]) -> ListReading:
    """Return the members of itchat's lines; 暂无备注 is no nickname."""
    found = ListReading("itchat", lines=sum(bool(line.strip()) for _number, line in lines))
    found.headings = found.lines - len(entries)
    for number, entry in entries:
        nickname, platform_name = (cut_numbers(clean(entry[field])) for field in ("nickname", "platform_name"))
        nickname = "" if is_blank(nickname) and not is_blank(platform_name) else nickname
        if is_blank(platform_name):
            platform_name = ""
        if nickname or platform_name:
            found.rows.append(RosterRow(number, nickname=nickname, platform_name=platform_name))
        else:
            found.skip(number, "empty_row", "")
    return found


def is_chat(text: str) -> bool:
    """Say whether a text is a copied conversation: again and again a line with day and time, others in between."""
    lines = [line[:_LOOKED_AT] for line in text.splitlines() if line.strip()][:_LINES_OF_A_CHAT]
    spoken = sum(_MOMENT.search(line) is not None for line in lines)
    return spoken > 1 and spoken * 2 <= len(lines) <= spoken * _LINES_PER_MESSAGE
