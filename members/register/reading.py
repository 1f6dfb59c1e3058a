"""One row of a ledger: cells to values, each with its problem where it cannot be understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from groupadmin.core.dates import parse_date, parse_month
from groupadmin.core.folding import clean
from groupadmin.core.reading_report import SkippedRow
from groupadmin.core.table_reader import Table, digits_lost, folded, said
from groupadmin.directory.vocabulary import is_vacancy
from groupadmin.groups.services import may_be_code
from members.register import column_words
from members.register.group_rows import ROLE_OF, plain
from members.register.people_cells import Mention, mentions
from members.register.problems import RegisterProblem, RegisterWarning

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
# Days of what has happened.
PAST: Final = ("created_on", "dissolved_on", "approved_on", "last_active_on", "pledge_on")
NUMBERS: Final = ("headcount", "headcount_outside", "capacity")
PEOPLE: Final = (*ROLE_OF, column_words.HELPERS)
MOST: Final = 1_000_000
COUNTED = re.compile(r"(\d{1,7})(?:\.0+)?\s*[人名]?")
# One cell for both counts, as many ledgers have it (practice §6, 在册/外部人数): the second is from outside.
BOTH_COUNTS = re.compile(r"\d+\s*[人名]?\s*[/／]\s*(?P<outside>\d.*)")
# The last lines of an office list: sums, who filled it in, who signs.
FOOTER = re.compile(
    r"(合\s*计|小\s*计|总\s*计|共\s*计|共\s*\d+|填表|填报|制表|编制人|审核|复核|审批人|批准人|负责人签|经办人|单位盖章|盖章|签字|签名"
    r"|联系电话[:：]|说明[:：]|备注[:：]|注[:：]|截至|Total)",
    re.I,
)
# A sum or a signature that stands alone in its cell, or with nothing but a count or a name behind the colon.
SURE_FOOTER = re.compile(
    r"\W*以下空白\W*|(?:合\s*计|小\s*计|总\s*计|共\s*计|Total)(?:[:：].*)?|(?:填表|填报|制表|审核|复核|编制|批准|经办)人?[:：].*",
    re.I,
)
# Groups have these; a footer has at most a name and a few words.
MARKS_OF_A_GROUP: Final = ("platform", "category", "department", "owner", "status", "created_on")
FOREVER = """
    长期 长期有效 长期使用 永久 永久有效 永久使用 无期限 不限 不限期 无固定期限 无限期 常设 长年 常年 持续
    long-term permanent
"""
NO_END = frozenset(map(folded, FOREVER.split()))
TERM = re.compile(r"([一二两三四五六七八九十半\d]+)\s*个?\s*(年|月|季度)")
FIGURES = {figure: number for number, figure in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
UNTIL = re.compile(r"(?:截至|截止到?|到期日?[:：]?|至|到|有效期至)?\s*(.*?)\s*(?:为止|止|前|到期)?")


@dataclass(slots=True)
class RegisterRow:
    """What one row says: texts by column, and the values of those that could be understood."""

    number: int
    texts: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    people: dict[str, list[Mention]] = field(default_factory=dict)
    problems: list[RegisterProblem] = field(default_factory=list)
    warnings: list[RegisterWarning] = field(default_factory=list)
    headings: Mapping[str, str] = field(default_factory=dict)

    def heading(self, column: str) -> str:
        """Return what the file calls a column; our own word where it has none."""
        return self.headings.get(column) or heading(column)

    def warn(self, column: str, code: str, value: str | None = None, **facts: object) -> None:
        """Note how a cell of this row was read, where its clerk may not expect it."""
        shown = self.texts.get(column, "") if value is None else value
        self.warnings.append(RegisterWarning(self.number, self.heading(column), shown, code, facts))

    def refuse(self, column: str, code: str, value: str | None = None, **facts: object) -> None:
        """Note a problem in a column of this row."""
        shown = self.texts.get(column, "") if value is None else value
        self.problems.append(RegisterProblem(self.number, self.heading(column), shown, code, facts))


def heading(column: str) -> str:
    """Return what a sentence calls a column."""
    return column_words.HEADERS.label(column)


def rows_of(table: Table) -> list[RegisterRow]:
    """Return the rows of a ledger that are about a group; sums, signatures and repeated headings are left out."""
    columns = table.columns(column_words.HEADERS)
    headings = {name: clean(table.header[index]) for name, index in columns.items()}
    faults = faults_of(table, columns)
    found = []
    for number, cells in table.rows:
        texts = {name: said(plain(cells[index])) for name, index in columns.items()}
        if not _is_footer(texts, cells):
            found.append(RegisterRow(number, texts, headings=headings, problems=faults.get(number, [])))
    return found


def faults_of(table: Table, columns: Mapping[str, int]) -> dict[int, list[RegisterProblem]]:
    """Return the rows with a formula that gave no value, or a line with more cells than there are headings."""
    read = {at for name, at in columns.items() if name not in column_words.DERIVED and name != "serial"}
    found: dict[int, list[RegisterProblem]] = {}
    for fault in table.faults:
        if fault.column in read or fault.code == "too_many_cells":
            column = clean(table.header[fault.column]) if fault.column in read else heading("name")
            problem = RegisterProblem(fault.row, column, fault.value, fault.code)
            found.setdefault(fault.row, []).append(problem)
    return found


def skipped_rows(table: Table, rows: Sequence[RegisterRow]) -> list[SkippedRow]:
    """Return the lines of a ledger that ``rows_of`` left out: sums, signatures, repeated headings."""
    taken = {row.number for row in rows}
    return [
        SkippedRow(number, "footer", " ".join(filter(None, cells))[:80])
        for number, cells in table.rows
        if number not in taken and any(cells)
    ]


def _is_footer(texts: dict[str, str], cells: tuple[str, ...]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    if not filled:
        return True
    if not any(texts.get(column) for column in MARKS_OF_A_GROUP) or len(filled) <= 3:
        leads = [cell for cell in (filled[0], texts.get("code", ""), texts.get("name", "")) if cell]
        if any(SURE_FOOTER.fullmatch(cell.strip()) for cell in leads):
            return True
    if texts.get("code"):
        return bool(FOOTER.match(texts["code"])) and not texts.get("name")
    name = texts.get("name", "")
    if name:
        return column_words.HEADERS.field(name) is not None or bool(FOOTER.match(filled[0]) and len(filled) <= 3)
    return len(filled) <= 2 or bool(FOOTER.match(filled[0]))


def understand(row: RegisterRow, columns: list[str], today: date) -> None:
    """Fill a row's values for the columns that say something new; departments, people and the like come later."""
    for column in columns:
        text = row.texts[column]
        if column in PEOPLE:
            if is_vacancy(text):  # like a blank cell: nobody is named, and nobody is known to be gone
                row.warn(column, "nobody_named")
            else:
                row.people[column] = mentions(text)
            continue
        parse = PARSERS.get(column, _text)
        value = parse(row, column, text)
        if column in PAST and value is not None and value > today:
            row.refuse(column, "in_the_future")
        elif value is not None:
            row.values[column] = value


def _text(row: RegisterRow, column: str, text: str) -> str | None:
    if len(text) > TEXTS[column]:
        row.refuse(column, "too_long", limit=TEXTS[column])
        return None
    return text


def _group_number(row: RegisterRow, column: str, text: str) -> str | None:
    if not may_be_code(text):
        row.refuse(column, "no_group_number")
        return None
    return _text(row, column, text)


def _date(row: RegisterRow, column: str, text: str) -> date | None:
    """Return a day; of a month alone its first day, or its last where something ends."""
    ends = column in ("planned_end_on", "dissolved_on")
    day = parse_date(text)
    if day is None and (day := parse_month(text, last=ends)):
        row.warn(column, "month_only", day=str(day))
    if day is None:
        row.refuse(column, "not_a_date")
    return day


def _planned_end(row: RegisterRow, column: str, text: str) -> date | None:
    """Return until when a group is used. 长期 and the like end nothing; a term waits for the day it is counted from."""
    text = UNTIL.fullmatch(text)[1] if text else text  # type: ignore[index]  # it fits every text
    if folded(text) in NO_END or folded(text).startswith(("长期", "永久")):
        row.values[column] = None
        return None
    if TERM.fullmatch(text):
        row.values["term"] = months_of(text)
        return None
    if not any(char.isdigit() for char in text):
        row.values[column] = None
        row.warn(column, "no_end")
        return None
    return _date(row, column, text)


def months_of(text: str) -> int:
    """Return how many months a term is: 一年, 3个月, 半年, 两季度."""
    figure, unit = TERM.fullmatch(text).groups()  # type: ignore[union-attr]  # asked of terms only
    each = {"年": 12, "季度": 3, "月": 1}[unit]
    return each // 2 if figure == "半" else each * (int(figure) if figure.isdecimal() else FIGURES.get(figure, 1))


def _number(row: RegisterRow, column: str, text: str) -> int | None:
    both = BOTH_COUNTS.fullmatch(text) if column == "headcount_outside" else None
    match = COUNTED.fullmatch(both["outside"] if both else text)
    if match is None or int(match[1]) > MOST:
        row.refuse(column, "digits_lost" if digits_lost(text) else "not_a_number")
        return None
    return int(match[1])


def _code(row: RegisterRow, column: str, text: str) -> str | None:
    code = column_words.CODE_OF[column].get(folded(text))
    if code is None:
        row.refuse(column, "unknown_word", known=column_words.known_words(column))
    return code


def _announced(row: RegisterRow, column: str, text: str) -> bool | None:
    """有, or the day it was posted, says that there is one; 无 says nothing, for announcements are kept."""
    if folded(text) in column_words.NO_WORDS:
        return None
    if folded(text) in column_words.YES_WORDS or parse_date(text):
        return True
    row.refuse(column, "unknown_word", known="、".join((column_words.YES[0], column_words.NO[0])))
    return None


PARSERS: Final[dict[str, Callable[[RegisterRow, str, str], Any]]] = {
    **dict.fromkeys(DATES, _date),
    "planned_end_on": _planned_end,
    **dict.fromkeys(NUMBERS, _number),
    **dict.fromkeys(column_words.CODES, _code),
    "announced": _announced,
    "code": _group_number,
}
