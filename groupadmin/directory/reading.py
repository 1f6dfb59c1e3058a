"""From the cells of a staff list to facts about people, with everything that is wrong with a row said at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from groupadmin.core.addresses import fits_an_address
from groupadmin.core.folding import clean
from groupadmin.core.tables import BLANK_WORDS, Table, digits_lost, said
from groupadmin.directory.department_paths import Tree
from groupadmin.directory.facts import ACCOUNT, NAME, Facts, Values
from groupadmin.directory.headers import LEVELS, STAFF
from groupadmin.directory.parts import LONGEST, Cells, Fault, Hiring, Office, Part, Place, Standing, names_in
from groupadmin.directory.problems import StaffProblem

LONGEST_NOTHING = max(map(len, BLANK_WORDS))
WHOLE_FLOAT = re.compile(r"\d+\.0+").fullmatch
# Staff numbers and accounts stand in addresses of pages, so a slash or a space cannot be part of one.
NUMBER = re.compile(r"[^\s/\\?#%]*")
PLAIN_NUMBER = re.compile(r"[A-DF-Z0-9_-][A-DF-Z0-9_.-]{0,39}").fullmatch
# Pages of our own that stand where a person's page would.
RESERVED = frozenset(("import", "imports", "new"))
# Footers of office sheets: sums, signatures, notes (practice §6). They are no rows that failed.
FOOTERS = tuple(
    """
    合计 总计 小计 共计 总人数 人数合计 制表 填表 编制人 编制: 编制： 审核 复核 审批 批准 负责人: 负责人： 部门负责人签
    单位负责人 经办 联系人: 联系人： 备注: 备注： 说明 注: 注： 签字 签名 盖章 日期: 日期： 打印 导出 截至 截止
    """.split()
)
Row = tuple[int, Cells]


@dataclass
class Reading:
    """A whole list: the facts of the good rows, the problems of the others, and who the bad rows seem to be about.

    ``unchanged`` are the people of whom a row says just what we have, with its number; such a row has no facts.
    """

    facts: list[Facts] = field(default_factory=list)
    # Every staff number of the list, with the row in which it stands first.
    numbers: Mapping[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)
    problems: list[StaffProblem] = field(default_factory=list)
    mentioned_numbers: set[str] = field(default_factory=set)
    mentioned_names: set[str] = field(default_factory=set)


def read_staff(
    table: Table,
    columns: Mapping[str, int],
    tree: Tree,
    *,
    today: date,
    people: Mapping[str, Values],
    apart: Collection[str],
) -> Reading:
    """Return what a staff list says on a day. New departments are put into the tree, not written.

    ``people`` are those we have, by staff number: of most of them most lists say nothing new, and such rows are told
    by their words alone. ``apart`` are the ones of whom more is known than the row of a person holds.
    """
    table, columns = _with_whole_paths(table, columns)
    at = columns.get("department")
    if at is not None:
        tree.learn(cell for cell in dict.fromkeys(cells[at] for _number, cells in table.rows) if said(cell))
    reading = Reading()
    reader = _RowReader(table, columns, tree, today, reading)
    for number, cells in reader.news(table.rows, people if "staff_no" in columns else {}, apart):
        reader.take(number, cells)
    reading.numbers = reader.rows_of_numbers
    return reading


def _with_whole_paths(table: Table, columns: Mapping[str, int]) -> tuple[Table, Mapping[str, int]]:
    """Return a list with a column of whole department paths, where it has one column for each level instead."""
    levels = [columns[name] for name in LEVELS if name in columns]
    if "department" in columns or not levels:
        return table, columns
    rows = [
        (number, (*cells, "/".join(filter(None, (said(cells[n]) for n in levels))))) for number, cells in table.rows
    ]
    header = (*table.header, "/".join(table.header[n] for n in levels))
    return replace(table, header=header, rows=rows), {**columns, "department": len(table.header)}


class _Said(dict[str, str]):
    """What each word of the list says, worked out once."""

    def __missing__(self, cell: str) -> str:
        self[cell] = word = said(cell)
        return word


class _RowReader:
    """Reads row after row; where the columns stand is looked up once."""

    def __init__(self, table: Table, columns: Mapping[str, int], tree: Tree, today: date, into: Reading) -> None:
        self.columns, self.into = columns, into
        self.heading = {name: table.header[index] for name, index in columns.items()}
        self.rows_of_numbers: dict[str, int] = {}
        self.wrong: list[StaffProblem] = []
        self.said = _Said()
        self.at = [columns.get(name, -1) for name in ("staff_no", "account", "name")]
        shared: tuple[Part, ...] = (Place(columns, today, tree), Office(columns, today), Standing(columns, today))
        self.parts = (Hiring(columns, today), *shared)

    def news(self, rows: Iterable[Row], people: Mapping[str, Values], apart: Collection[str]) -> Iterator[Row]:
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
                        and rows_of_numbers.setdefault(staff_no, number) == number
                    ):
                        unchanged[staff_no] = number
                        continue
            yield row

    def take(self, number: int, cells: Cells) -> None:
        """Read one row: a person's facts, or all that is wrong with it; a footer is passed over."""
        said_once = self.said
        staff_no, account, name = [
            "" if at < 0 else cell if len(cell := cells[at]) > LONGEST_NOTHING else said_once[cell] for at in self.at
        ]
        if staff_no and (not staff_no.isalnum() or not staff_no.isascii()):
            staff_no = tidy_number(staff_no)
        if " " in name or not name.isprintable():
            name = tidy_name(name)
        key = staff_no or account
        if (not (name and key) or key.startswith(FOOTERS) or name == self.heading["name"]) and self._is_footer(
            {"staff_no": staff_no, "account": account, "name": name}, cells
        ):
            return
        self.wrong = []
        if not (name and key) or len(name) > LONGEST or not PLAIN_NUMBER(key) or account:
            self._check_about(number, {"staff_no": staff_no, "account": account, "name": name})
        if staff_no and self.rows_of_numbers.setdefault(staff_no, number) != number:
            self._blame(number, Fault("staff_no", staff_no, "twice_in_file", {"first": self.rows_of_numbers[staff_no]}))
        values: list[Any] = []
        for part in self.parts:
            says, faults = part[part.words(cells)]
            values += says
            for fault in faults:
                self._blame(number, fault)
        facts = Facts(number, staff_no, account or None, name, *values)
        if isinstance(facts.is_head, str):  # the column names who heads the department
            facts = facts._replace(is_head=not {name, staff_no}.isdisjoint(names_in(facts.is_head)))
        if self.wrong:
            self.into.problems += self.wrong
            self.into.mentioned_numbers |= {staff_no, account}
            self.into.mentioned_names.add(name)
        else:
            self.into.facts.append(facts)

    def _check_about(self, number: int, about: Mapping[str, str]) -> None:
        for name, text in about.items():
            if len(text) > LONGEST:
                self._blame(number, Fault(name, text, "too_long", {"limit": LONGEST}))
            elif name != "name" and digits_lost(text):
                self._blame(number, Fault(name, text, "digits_lost", {}))
            elif name != "name" and not (
                NUMBER.fullmatch(text) and (name != "staff_no" or fits_an_address(text, taken=RESERVED))
            ):
                self._blame(number, Fault(name, text, "bad_number", {}))
        if not about["name"]:
            self._blame(number, Fault("name", "", "empty", {}))
        nobody = not about["staff_no"] and not about["account"]
        if nobody and "department" not in self.columns:
            self._blame(number, Fault("staff_no" if "staff_no" in self.columns else "account", "", "empty", {}))

    def _blame(self, row: int, fault: Fault) -> None:
        heading = self.heading.get(fault.column) or STAFF.label(fault.column)
        self.wrong.append(StaffProblem(row, heading, fault.value, fault.code, fault.facts))

    def _is_footer(self, said_of: Mapping[str, str], cells: tuple[str, ...]) -> bool:
        """Say whether a row is no person: a sum, a signature, a repeated header (each printed page may have one).

        A row of a single word in the first column, with neither name nor number, parts the list: 一、管理人员.
        """
        if said_of["name"] == self.heading["name"]:
            return True
        filled = [index for index, cell in enumerate(cells) if cell]
        first = cells[filled[0]].replace(" ", "") if filled else ""
        if first.startswith(FOOTERS) or (first.startswith("共") and first.endswith(("人", "人。"))):
            return True
        number = said_of.get("staff_no", "")
        of_somebody = said_of["name"] or said_of.get("account") or (number and number.isascii())
        return len(filled) == 1 and filled[0] == 0 and not of_somebody


def tidy_number(text: str) -> str:
    """Return a staff number in half width, without the ``.0`` of a float and the quote that makes a text of a cell."""
    text = unicodedata.normalize("NFKC", text).strip().removeprefix("'")
    return text.partition(".")[0] if WHOLE_FLOAT(text) else text


def tidy_name(text: str) -> str:
    """Return a name without invisible marks; the spaces that fill 张　三 up to the width of other names go too."""
    text = " ".join(clean(text).split())
    is_latin = any(char.isascii() and char.isalpha() for char in text)
    return text if is_latin else text.replace(" ", "")
