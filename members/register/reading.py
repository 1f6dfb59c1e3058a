"""One row of a ledger: cells to values, each with its problem where it cannot be understood."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from groupadmin.core.dates import parse_date
from groupadmin.core.tables import Table, digits_lost, folded, said
from groupadmin.groups.services import may_be_code
from members.register import words
from members.register.people import Mention, mentions
from members.register.problems import RegisterProblem
from members.register.snapshots import ROLE_OF, plain

# How long a text may be; the table's own width.
TEXTS: Final = {
    "code": 40,
    "name": 128,
    "purpose": 255,
    "approval_no": 40,
    "note": 255,
    "admission_scope": 255,
    "content_scope": 255,
    "merged_into": 40,
    "department": 512,
    "regulation": 120,
}
DATES: Final = ("created_on", "planned_end_on", "dissolved_on", "approved_on", "last_active_on", "pledge_on")
NUMBERS: Final = ("headcount", "headcount_outside", "capacity")
PEOPLE: Final = (*ROLE_OF, words.HELPERS)
MOST: Final = 1_000_000
COUNTED = re.compile(r"(\d{1,7})(?:\.0+)?\s*[人名]?")
# One cell for both counts, as many ledgers have it (practice §6, 在册/外部人数): the second is from outside.
BOTH_COUNTS = re.compile(r"\d+\s*[人名]?\s*[/／]\s*(?P<outside>\d.*)")
# The last lines of an office list: sums, who filled it in, who signs.
FOOTER = re.compile(r"(合计|小计|总计|共计|共\s*\d+|填表|制表|审核|复核|审批人|负责人签|签字|说明[:：]|注[:：]|Total)")


@dataclass(slots=True)
class Row:
    """What one row says: texts by column, and the values of those that could be understood."""

    number: int
    texts: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    people: dict[str, list[Mention]] = field(default_factory=dict)
    problems: list[RegisterProblem] = field(default_factory=list)

    def refuse(self, column: str, code: str, value: str | None = None, **facts: Any) -> None:
        """Note a problem in a column of this row."""
        shown = self.texts.get(column, "") if value is None else value
        self.problems.append(RegisterProblem(self.number, heading(column), shown, code, facts))


def heading(column: str) -> str:
    """Return what a sentence calls a column."""
    return words.HEADERS.label(column)


def rows_of(table: Table) -> list[Row]:
    """Return the rows of a ledger that are about a group; sums, signatures and repeated headings are left out."""
    columns = table.columns(words.HEADERS)
    found = []
    for number, cells in table.rows:
        texts = {name: said(plain(cells[index])) for name, index in columns.items()}
        if not _is_footer(texts, cells):
            found.append(Row(number, texts))
    return found


def _is_footer(texts: dict[str, str], cells: tuple[str, ...]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    if not filled:
        return True
    if texts.get("code"):
        return False
    name = texts.get("name", "")
    if name:
        return words.HEADERS.field(name) is not None or bool(FOOTER.match(filled[0]) and len(filled) <= 3)
    return len(filled) <= 2 or bool(FOOTER.match(filled[0]))


def understand(row: Row, columns: list[str]) -> None:
    """Fill a row's values for the columns that say something new; departments, people and the like come later."""
    for column in columns:
        text = row.texts[column]
        if column in PEOPLE:
            row.people[column] = mentions(text)
            continue
        parse = PARSERS.get(column, _text)
        value = parse(row, column, text)
        if value is not None:
            row.values[column] = value


def _text(row: Row, column: str, text: str) -> str | None:
    if len(text) > TEXTS[column]:
        row.refuse(column, "too_long", limit=TEXTS[column])
        return None
    return text


def _group_number(row: Row, column: str, text: str) -> str | None:
    if not may_be_code(text):
        row.refuse(column, "no_group_number")
        return None
    return _text(row, column, text)


def _date(row: Row, column: str, text: str) -> date | None:
    day = parse_date(text)
    if day is None:
        row.refuse(column, "not_a_date")
    return day


def _number(row: Row, column: str, text: str) -> int | None:
    both = BOTH_COUNTS.fullmatch(text) if column == "headcount_outside" else None
    match = COUNTED.fullmatch(both["outside"] if both else text)
    if match is None or int(match[1]) > MOST:
        row.refuse(column, "digits_lost" if digits_lost(text) else "not_a_number")
        return None
    return int(match[1])


def _code(row: Row, column: str, text: str) -> str | None:
    code = words.CODE_OF[column].get(folded(text))
    if code is None:
        row.refuse(column, "unknown_word", known=words.known_words(column))
    return code


def _announced(row: Row, column: str, text: str) -> bool | None:
    """有, or the day it was posted, says that there is one; 无 says nothing, for announcements are kept."""
    if folded(text) in words.NO_WORDS:
        return None
    if folded(text) in words.YES_WORDS or parse_date(text):
        return True
    row.refuse(column, "unknown_word", known="、".join((words.YES[0], words.NO[0])))
    return None


PARSERS: Final[dict[str, Callable[[Row, str, str], Any]]] = {
    **dict.fromkeys(DATES, _date),
    **dict.fromkeys(NUMBERS, _number),
    **dict.fromkeys(words.CODES, _code),
    "announced": _announced,
    "code": _group_number,
}
