"""From the cells of a staff list to facts about people, with everything that is wrong with a row said at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from groupadmin.core.addresses import fits_an_address
from groupadmin.core.folding import clean, has_lost_characters
from groupadmin.core.headings import BLANK_WORDS, INVISIBLE, digits_lost, said
from groupadmin.core.reading_report import SkippedRow
from groupadmin.core.table_reader import Table
from groupadmin.directory.department_paths import Tree
from groupadmin.directory.headers import STAFF
from groupadmin.directory.row_errors import StaffRowError
from groupadmin.directory.row_parsers import (
    LONGEST,
    CellError,
    Cells,
    DepartmentParser,
    EmploymentParser,
    PostParser,
    RowParser,
    StatusParser,
    names_in,
)
from groupadmin.directory.staff_record import ACCOUNT, NAME, StaffRecord, Values
from groupadmin.directory.vocabulary import is_vacancy

LONGEST_NOTHING = max(map(len, BLANK_WORDS))
WHOLE_FLOAT = re.compile(r"\d+\.0+").fullmatch
# Staff numbers and accounts stand in addresses of pages, so a slash or a space cannot be part of one.
NUMBER = re.compile(r"[^\s/\\?#%]*")
PLAIN_NUMBER = re.compile(r"[A-DF-Z0-9_-][A-DF-Z0-9_.-]{0,39}").fullmatch
# Rows of office sheets that are about nobody: sums, signatures, notes (practice §6). They are no rows that failed.
SUM = re.compile(r"(?:[\u4e00-\u9fff]{0,20}\s{0,3}(?:合|总|小|共)\s*计|总人数|人数合计|合计人数)(?:[\s:：(（\d].*)?")
SIGNED = re.compile(
    r"(?:制表|填表|编制|审核|复核|审批|批准|负责|部门负责|单位负责|主管|经办|联系|核准|填报|备注|说明|注|签字|签名|盖章"
    r"|日期|打印|导出|截至|截止)[\u4e00-\u9fff]{0,4}\s*[:：].*|(?:截至|截止|注)[\s\d].*|\W*以下空白\W*|[(（](?:签字|签名|盖章)[)）]"
)
FOOTERS = tuple("制表 填表 编制人 审核人 复核人 审批人 批准人 经办 签字 签名 盖章 截至 截止 导出时间 打印时间".split())
HEADS = re.compile(r"共?\s*\d+\s*[人名]|共.*[人名]。?")
# A name holds a letter.
NO_LETTER = re.compile(r"[\d\W_]+")
SEVERAL_NAMES = re.compile(r"[\u4e00-\u9fff·]{2,}\s*[/／、，,;；|&＆+＋]\s*[\u4e00-\u9fff·]{2,}.*")
MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
FOOTER, HEADINGS, VACANCY = "footer", "headings", "vacancy"
NO_FAULTS: Mapping[int, list[CellError]] = {}
LENGTH_OF_MOBILES = 11
NumberedRow = tuple[int, Cells]


@dataclass
class StaffListReading:
    """A whole list: the facts of the good rows, the problems of the others, and who the bad rows seem to be about.

    ``unchanged`` are the people of whom a row says just what we have, with its number; such a row has no facts.
    """

    facts: list[StaffRecord] = field(default_factory=list)
    # Every staff number of the list, with the row in which it stands first.
    numbers: Mapping[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)
    problems: list[StaffRowError] = field(default_factory=list)
    mentioned_numbers: set[str] = field(default_factory=set)
    mentioned_names: set[str] = field(default_factory=set)
    skipped: list[SkippedRow] = field(default_factory=list)


def read_staff(
    table: Table,
    columns: Mapping[str, int],
    tree: Tree,
    *,
    today: date,
    people: Mapping[str, Values],
    apart: Collection[str],
    faults: Mapping[int, list[CellError]] = NO_FAULTS,
) -> StaffListReading:
    """Return what a staff list says on a day. New departments are put into the tree, not written.

    ``people`` are those we have, by staff number: of most of them most lists say nothing new, and such rows are told
    by their words alone. ``apart`` are the ones of whom more is known than the row of a person holds; ``faults`` says
    what is wrong with a row (by its number) already.
    """
    at = columns.get("department")
    if at is not None:
        tree.learn(text for cell in dict.fromkeys(cells[at] for _number, cells in table.rows) if (text := said(cell)))
    reading = StaffListReading()
    reader = _RowReader(table, columns, tree, today, reading, faults)
    for number, cells in reader.news(table.rows, people if "staff_no" in columns else {}, apart):
        reader.take(number, cells)
    reading.numbers = reader.rows_of_numbers
    return reading


class _Said(dict[str, str]):
    """What each word of the list says, worked out once."""

    def __missing__(self, cell: str) -> str:
        self[cell] = word = said(cell)
        return word


class _RowReader:
    """Reads row after row; where the columns stand is looked up once."""

    def __init__(
        self,
        table: Table,
        columns: Mapping[str, int],
        tree: Tree,
        today: date,
        into: StaffListReading,
        faults: Mapping[int, list[CellError]],
    ) -> None:
        self.columns, self.into, self.faults = columns, into, faults
        self.heading = {name: table.header[index] for name, index in columns.items()}
        self.rows_of_numbers: dict[str, int] = {}
        self.wrong: list[StaffRowError] = []
        self.said = _Said()
        self.at = [columns.get(name, -1) for name in ("staff_no", "account", "name")]
        standing = StatusParser(columns, today, self.heading.get("status", ""))
        shared: tuple[RowParser, ...] = (DepartmentParser(columns, today, tree), PostParser(columns, today), standing)
        self.parts = (EmploymentParser(columns, today), *shared)

    def news(
        self, rows: Iterable[NumberedRow], people: Mapping[str, Values], apart: Collection[str]
    ) -> Iterator[NumberedRow]:
        """Yield the rows that may say something new; the others are noted as unchanged.

        A row says nothing new where a new person made of it would be the very person we have: what it leaves blank
        stays, and what it does not is there already.
        """
        number_at, account_at, name_at = self.at
        looks = [(part.made, part.words, part.held) for part in self.parts]
        rows_of_numbers, unchanged = self.rows_of_numbers, self.into.unchanged
        for row in rows:
            number, cells = row
            staff_no = cells[number_at]
            before = people.get(staff_no)
            if before is not None and before[NAME] == cells[name_at]:
                for made, words, held in looks:
                    if made[words(cells)] != held(before):
                        break
                else:
                    if (
                        (account_at < 0 or before[ACCOUNT] == (cells[account_at] or None))
                        and staff_no not in apart
                        and number not in self.faults
                        and rows_of_numbers.setdefault(staff_no, number) == number
                    ):
                        unchanged[staff_no] = number
                        continue
            yield row

    def take(self, number: int, cells: Cells) -> None:
        """Read one row: a person's facts, or all that is wrong with it; a footer is passed over."""
        said_once = self.said
        staff_no, account, name = self._tidied(
            "" if at < 0 else cell if len(cell := cells[at]) > LONGEST_NOTHING else said_once[cell] for at in self.at
        )
        about = {"staff_no": staff_no, "account": account, "name": name}
        if why := self._why_no_person(about, cells):
            self.into.skipped.append(SkippedRow(number, why, " ".join(filter(None, cells))[:LONGEST]))
            return
        self.wrong = []
        for fault in self.faults.get(number, ()):
            self._blame(number, fault)
        if not self.wrong:
            self._check_about(number, about)
        if staff_no and self.rows_of_numbers.setdefault(staff_no, number) != number:
            self._blame(
                number, CellError("staff_no", staff_no, "twice_in_file", {"first": self.rows_of_numbers[staff_no]})
            )
        values: list[Any] = []
        for part in self.parts:
            says, faults = part[part.words(cells)]
            values += says
            for fault in faults:
                self._blame(number, fault)
        facts = StaffRecord(number, staff_no, account or None, name, *values)
        if isinstance(facts.is_head, str):  # the column names who heads the department
            facts = facts._replace(is_head=not {name, staff_no}.isdisjoint(names_in(facts.is_head)))
        if self.wrong:
            self.into.problems += self.wrong
            self.into.mentioned_numbers |= {staff_no, account}
            self.into.mentioned_names.add(name)
        else:
            self.into.facts.append(facts)

    @staticmethod
    def _tidied(cells: Iterable[str]) -> tuple[str, str, str]:
        staff_no, account, name = cells
        if staff_no and (not staff_no.isalnum() or not staff_no.isascii()):
            staff_no = tidy_number(staff_no)
        if account and not account.isascii():
            account = INVISIBLE.sub("", account)
        if " " in name or not name.isprintable() or INVISIBLE.search(name):
            name = tidy_name(name)
        return staff_no, account, name

    def _check_about(self, number: int, about: Mapping[str, str]) -> None:
        name, key = about["name"], about["staff_no"] or about["account"]
        if not name.isalpha():
            self._check_name(number, name)
        if len(name) > LONGEST:
            self._blame(number, CellError("name", name, "too_long", {"limit": LONGEST}))
        if not PLAIN_NUMBER(key) or about["account"] or len(key) >= LENGTH_OF_MOBILES:
            self._check_number(number, "staff_no", about["staff_no"])
            self._check_number(number, "account", about["account"])
        if not key and "department" not in self.columns:
            self._blame(number, CellError("staff_no" if "staff_no" in self.columns else "account", "", "empty", {}))

    def _check_name(self, number: int, name: str) -> None:
        if not name:
            self._blame(number, CellError("name", "", "empty", {}))
        elif has_lost_characters(name):
            self._blame(number, CellError("name", name, "lost_characters", {}))
        elif _is_no_name(name):
            self._blame(number, CellError("name", name, "not_a_name", {}))

    def _check_number(self, number: int, column: str, text: str) -> None:
        if len(text) > LONGEST:
            self._blame(number, CellError(column, text, "too_long", {"limit": LONGEST}))
        elif digits_lost(text):
            self._blame(number, CellError(column, text, "digits_lost", {}))
        elif not (NUMBER.fullmatch(text) and (column != "staff_no" or fits_an_address(text, below="people/"))):
            self._blame(number, CellError(column, text, "bad_number", {}))
        elif MOBILE.fullmatch(text):
            self._blame(number, CellError(column, text, "mobile_number", {}))

    def _blame(self, row: int, fault: CellError) -> None:
        heading = self.heading.get(fault.column) or STAFF.label(fault.column)
        self.wrong.append(StaffRowError(row, heading, fault.value, fault.code, fault.facts))

    def _why_no_person(self, about: Mapping[str, str], cells: tuple[str, ...]) -> str:
        """Return why a row is no person, "" where it is one: a post that nobody has, a sum, a signature, headings once
        more on a printed page.

        A row of a single word in the first column, with neither name nor number, parts the list: 一、管理人员. A row
        with a name and a department is a person, whatever the department is called: 审核部, 打印室.
        """
        name, number = about["name"], about["staff_no"]
        if name == self.heading["name"] or is_vacancy(name):
            return HEADINGS if name == self.heading["name"] else VACANCY
        if name and (number or about["account"]) and number.isascii() and not SUM.fullmatch(name):
            return ""
        filled = [index for index, cell in enumerate(cells) if cell]
        words = [cells[index].strip() for index in filled]
        if any(SUM.fullmatch(word) for word in words) and (
            not name or name.isdecimal() or HEADS.fullmatch(name) or SUM.fullmatch(name)
        ):
            return FOOTER
        if any(map(SIGNED.fullmatch, words)) and (not name or SIGNED.fullmatch(name)):
            return FOOTER
        if not name and words and (words[0].startswith(FOOTERS) or HEADS.fullmatch(words[0])):
            return FOOTER
        if name and len(filled) == 1 and (HEADS.fullmatch(name) or name.startswith(FOOTERS)):
            return FOOTER
        of_somebody = name or about["account"] or (number and number.isascii())
        return FOOTER if len(filled) == 1 and filled[0] == 0 and not of_somebody else ""


def _is_no_name(name: str) -> bool:
    """Say whether a cell names several people, or holds a number in the place of a name."""
    return bool(NO_LETTER.fullmatch(name) or MOBILE.search(name) or SEVERAL_NAMES.fullmatch(name))


def tidy_number(text: str) -> str:
    """Return a staff number in half width, without invisible marks, the ``.0`` of a float and the quote of a text."""
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).strip().removeprefix("'")
    return text.partition(".")[0] if WHOLE_FLOAT(text) else text


def tidy_name(text: str) -> str:
    """Return a name without invisible marks; the spaces that fill 张　三 up to the width of other names go too."""
    text = " ".join(clean(INVISIBLE.sub("", text)).split())
    is_latin = any(char.isascii() and char.isalpha() for char in text)
    return text if is_latin else text.replace(" ", "")
