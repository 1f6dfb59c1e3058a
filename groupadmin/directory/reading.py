"""From the cells of a staff list to facts about people, with everything that is wrong with a row said at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import ClassVar, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groupadmin.core.dates import parse_date
from groupadmin.core.folding import clean
from groupadmin.core.problems import RowProblem
from groupadmin.core.tables import BLANK_WORDS, Table, digits_lost, said
from groupadmin.directory import vocabulary
from groupadmin.directory.department_paths import Node, PathProblem, Tree, several
from groupadmin.directory.headers import LEVELS, STAFF

LENGTHS = {"staff_no": 64, "account": 64, "name": 64, "post": 64, "level": 64}
# Staff numbers and accounts stand in addresses of pages, so a slash or a space cannot be part of one.
# Words by which people say of a leaving day that there is none.
BETWEEN_NAMES = re.compile(r"[、,，;；/|()（）\s]+")
NO_DAY = frozenset(("至今", "在职", "长期", "未离职", "无固定期限"))
WHOLE_FLOAT = re.compile(r"\d+\.0+").fullmatch
ID_OF_DEPARTMENT = re.compile(r"\d+").fullmatch
NUMBER = re.compile(r"[^\s/\\?#%]*")
PLAIN_NUMBER = re.compile(r"[A-DF-Z0-9_.-]{1,40}").fullmatch
# Footers of office sheets: sums, signatures, notes (practice §6). They are no rows that failed.
FOOTERS = tuple(
    """
    合计 总计 小计 共计 总人数 人数合计 制表 填表 编制人 编制: 编制： 审核 复核 审批 批准 负责人: 负责人： 部门负责人签
    单位负责人 经办 联系人: 联系人： 备注: 备注： 说明 注: 注： 签字 签名 盖章 日期: 日期： 打印 导出 截至 截止
    """.split()
)
KNOWN_STATUS = "在职、试用、待入职、待离职、停薪留职、长假、离职、退休"
KNOWN_EMPLOYMENT = "正式、实习、劳务派遣、外包、劳务、顾问、返聘、兼职"


@dataclass(frozen=True, slots=True)
class StaffProblem(RowProblem):
    """What may be wrong with a row of a staff list."""

    wordings: ClassVar[Mapping[str, str | Promise]] = {
        **RowProblem.wordings,
        "to_decide": _("“%(value)s” in “%(column)s” may mean that the person is here or not. Write one of: %(known)s."),
        "contradiction": _("“%(column)s” says “%(value)s”, but the leaving date %(left_on)s has passed. Correct one."),
        "department_unclear": _(
            "There are several departments called “%(value)s”: %(known)s. Write the whole path, like 总公司/销售部."
        ),
        "department_id": _(
            "“%(value)s” in “%(column)s” is the number of a department, and no department here has it. "
            "Write its name or whole path, like 总公司/销售部."
        ),
        "department_too_deep": _("“%(value)s” has more than %(limit)s levels."),
        "namesakes": _(
            "There are several people called “%(value)s” (%(known)s), and the row has no number. Add the staff number."
        ),
        "bad_number": _(
            "“%(value)s” in “%(column)s” holds a space or one of / \\ ? # %%, which no number has. Correct it."
        ),
        "no_number": _("“%(value)s” is not known here yet, and a new person needs a staff number. Add it."),
        "account_taken": _("The account “%(value)s” belongs to %(holder)s. Correct the number or the account."),
    }


class Facts(NamedTuple):
    """What one row says of one person. None = the file does not say; ids of departments below 0 are new ones."""

    row: int
    staff_no: str
    account: str | None
    name: str
    department: int | None
    others: tuple[int, ...] | None
    post: str | None
    level: str | None
    employment: str | None
    status: str | None
    hired_on: date | None
    left_on: date | None
    is_head: bool | None


@dataclass
class Reading:
    """A whole list: the facts of the good rows, the problems of the others, and who the bad rows seem to be about."""

    facts: list[Facts] = field(default_factory=list)
    problems: list[StaffProblem] = field(default_factory=list)
    # Every staff number of the list, with the row in which it stands first.
    numbers: Mapping[str, int] = field(default_factory=dict)
    mentioned_numbers: set[str] = field(default_factory=set)
    mentioned_names: set[str] = field(default_factory=set)


def read_staff(table: Table, columns: Mapping[str, int], tree: Tree, *, today: date) -> Reading:
    """Return what a staff list says on a day. New departments are put into the tree, not written."""
    table, columns = _with_whole_paths(table, columns)
    at = columns.get("department")
    if at is not None:
        tree.learn(dict.fromkeys(cells[at] for _number, cells in table.rows if said(cells[at])))
    reading = Reading()
    reader = _RowReader(table.header, columns, tree, today, reading)
    for number, cells in table.rows:
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


# What a row says beside who it is about: department, others, post, level, employment, status, left_on, is_head.
Rest = tuple[
    int | None, tuple[int, ...] | None, str | None, str | None, str | None, str | None, date | None, bool | None
]
LONGEST_NOTHING = max(map(len, BLANK_WORDS))
ABOUT = ("staff_no", "account", "name", "hired_on")


class _RowReader:
    """Reads row after row; the columns are looked up once, and so is what rows with the same words say."""

    def __init__(
        self, header: tuple[str, ...], columns: Mapping[str, int], tree: Tree, today: date, into: Reading
    ) -> None:
        self.columns, self.tree, self.today, self.into = columns, tree, today, into
        self.heading = {name: header[index] for name, index in columns.items()}
        self.rows_of_numbers: dict[str, int] = {}
        self.wrong: list[StaffProblem] = []
        self.said = _Said()
        self.at = [columns.get(name, -1) for name in ABOUT]
        # An itemgetter of one index gives no tuple.
        others_at = [index for name, index in columns.items() if name not in ABOUT]
        self.others_of: Callable[[tuple[str, ...]], tuple[str, ...]] = (
            itemgetter(*others_at) if len(others_at) > 1 else lambda cells: tuple([cells[n] for n in others_at])
        )
        self.rests: dict[tuple[str, ...], Rest] = {}

    def take(self, number: int, cells: tuple[str, ...]) -> None:
        """Read one row: a person's facts, or all that is wrong with it; a footer is passed over."""
        said_once = self.said
        staff_no, account, name, hired = [
            "" if at < 0 else cell if len(cell := cells[at]) > LONGEST_NOTHING else said_once[cell] for at in self.at
        ]
        if staff_no and (not staff_no.isalnum() or not staff_no.isascii()):
            staff_no = tidy_number(staff_no)
        if " " in name or not name.isprintable():
            name = tidy_name(name)
        key = staff_no or account
        if (not (name and key) or key.startswith(FOOTERS) or name == self.heading["name"]) and self._is_footer(
            self._say_all(cells), cells
        ):
            return
        self.wrong = []
        if not (name and key) or len(name) > LENGTHS["name"] or not PLAIN_NUMBER(key) or account:
            self._check_about(number, {"staff_no": staff_no, "account": account, "name": name})
        if staff_no and self.rows_of_numbers.setdefault(staff_no, number) != number:
            self._blame(number, "staff_no", staff_no, "twice_in_file", first=self.rows_of_numbers[staff_no])
        hired_on = self._date(number, hired, "hired_on") if hired else None
        rest = self._rest(number, cells)
        if self.wrong:
            self.into.problems += self.wrong
            self.into.mentioned_numbers |= {staff_no, account}
            self.into.mentioned_names.add(name)
            return
        department, others, post, level, employment, status, left_on, is_head = rest
        self.into.facts.append(
            Facts(
                number, staff_no, account or None, name, department, others, post, level, employment, status,
                hired_on, left_on, is_head,
            )
        )  # fmt: skip

    def _say(self, cell: str) -> str:
        return cell if len(cell) > LONGEST_NOTHING else self.said[cell]

    def _say_all(self, cells: tuple[str, ...]) -> dict[str, str]:
        return {name: self._say(cells[index]) for name, index in self.columns.items()}

    def _check_about(self, number: int, about: Mapping[str, str]) -> None:
        for name, text in about.items():
            self._text(number, text, name)
        if not about["name"]:
            self._blame(number, "name", "", "empty")
        nobody = not about["staff_no"] and not about["account"]
        if nobody and "department" not in self.columns:
            self._blame(number, "staff_no" if "staff_no" in self.columns else "account", "", "empty")

    def _rest(self, number: int, cells: tuple[str, ...]) -> Rest:
        key = self.others_of(cells)
        known = self.rests.get(key)
        if known is not None:
            return known
        before = len(self.wrong)
        said_of = self._say_all(cells)
        department, others = self._departments(number, said_of)
        status, left_on = self._status(number, said_of)
        post, level = (self._text(number, said_of.get(name, ""), name) for name in ("post", "level"))
        is_head = self._truth(said_of)
        rest: Rest = (department, others, post, level, self._employment(number, said_of), status, left_on, is_head)
        # A head's name in the column says something else in each row, and what is wrong is said of each row anew.
        if len(self.wrong) == before and vocabulary.truth_of(said_of.get("is_head", "")) is not None:
            self.rests[key] = rest
        return rest

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

    def _text(self, row: int, value: str, name: str) -> str:
        if len(value) > LENGTHS[name]:
            self._blame(row, name, value, "too_long", limit=LENGTHS[name])
        elif name in ("staff_no", "account") and digits_lost(value):
            self._blame(row, name, value, "digits_lost")
        elif name in ("staff_no", "account") and not NUMBER.fullmatch(value):
            self._blame(row, name, value, "bad_number")
        return value

    def _departments(self, row: int, said_of: Mapping[str, str]) -> tuple[int | None, tuple[int, ...] | None]:
        text = said_of.get("department")
        if not text:
            return None, None
        strange = [part for part in several(text) if ID_OF_DEPARTMENT(part) and not self.tree.known_before(part)]
        if strange:
            self._blame(row, "department", text, "department_id")
            return None, None
        try:
            nodes: list[Node] = self.tree.places(text)
        except PathProblem as problem:
            self._blame(row, "department", text, problem.code, **problem.facts)
            return None, None
        if not nodes:
            return None, None
        ids = dict.fromkeys(node.id for node in nodes)
        first, *others = ids
        return first, tuple(others)

    def _status(self, row: int, said_of: Mapping[str, str]) -> tuple[str | None, date | None]:
        """Return status and leaving date; a leaving date in the future means: about to leave."""
        word = said_of.get("status")
        left_on = self._left_on(row, said_of, word or "")
        if not word or vocabulary.folded(word) in vocabulary.NO_STATUS:
            return self._status_by_date(left_on), left_on
        if choices := vocabulary.to_decide(word):
            self._blame(row, "status", word, "to_decide", known="、".join(choices))
            return None, left_on
        status = vocabulary.status_of(word)
        if status is None:
            self._blame(row, "status", word, "unknown_word", known=KNOWN_STATUS)
        elif left_on and self._is_ahead(left_on, status):
            status = vocabulary.LEAVING
        elif left_on and status in (vocabulary.ACTIVE, vocabulary.PROBATION):
            self._blame(row, "status", word, "contradiction", left_on=left_on.isoformat())
        elif left_on and status == vocabulary.LEAVING:
            status = vocabulary.LEFT
        return status, left_on

    def _is_ahead(self, left_on: date, status: str) -> bool:
        """Say whether a leaving day means: about to leave. The day itself is still worked, unless the list says not."""
        if status == vocabulary.PENDING:
            return False
        return left_on > self.today or (left_on == self.today and status not in vocabulary.GONE)

    def _left_on(self, row: int, said_of: Mapping[str, str], word: str) -> date | None:
        """Return the leaving day; the day of retirement counts only for who has retired, because all staff have one."""
        text = said_of.get("left_on", "")
        if text and text not in NO_DAY:
            return self._date(row, text, "left_on")
        retired_on = said_of.get("retired_on", "")
        is_retired = vocabulary.status_of(word) == vocabulary.RETIRED if word and retired_on else False
        return self._date(row, retired_on, "retired_on") if is_retired else None

    def _status_by_date(self, left_on: date | None) -> str | None:
        if left_on is None:
            return None
        return vocabulary.LEAVING if left_on >= self.today else vocabulary.LEFT

    def _employment(self, row: int, said_of: Mapping[str, str]) -> str | None:
        word = said_of.get("employment")
        if not word:
            by_status = vocabulary.employment_of(said_of.get("status", ""))
            return by_status if by_status in vocabulary.EMPLOYMENT_AS_STATUS else None
        employment = vocabulary.employment_of(word)
        if employment is None:
            self._blame(row, "employment", word, "unknown_word", known=KNOWN_EMPLOYMENT)
        return employment

    def _date(self, row: int, text: str, name: str) -> date | None:
        day = parse_date(text) if text else None
        if text and day is None:
            self._blame(row, name, text, "digits_lost" if digits_lost(text) else "not_a_date")
        return day

    def _truth(self, said_of: Mapping[str, str]) -> bool | None:
        """Return whether its person heads the department; a column of names says so where it is their own."""
        text = said_of.get("is_head")
        if text is None:
            return None
        # WeCom says it of each of somebody's departments, the main one first: 1;0.
        words = [word for word in BETWEEN_NAMES.split(text) if word] or [""]
        truth = vocabulary.truth_of(words[0])
        if truth is not None:
            return truth
        own = {said_of["name"], tidy_name(said_of["name"]), said_of.get("staff_no", "")} - {""}
        return not own.isdisjoint(words)

    def _blame(self, row: int, name: str, value: str, code: str, **facts: object) -> None:
        self.wrong.append(StaffProblem(row, self.heading.get(name) or STAFF.label(name), value, code, facts))


def tidy_number(text: str) -> str:
    """Return a staff number in half width, without the ``.0`` of a float and the quote that makes a text of a cell."""
    text = unicodedata.normalize("NFKC", text).strip().removeprefix("'")
    return text.partition(".")[0] if WHOLE_FLOAT(text) else text


def tidy_name(text: str) -> str:
    """Return a name without invisible marks; the spaces that fill 张　三 up to the width of other names go too."""
    text = " ".join(clean(text).split())
    is_latin = any(char.isascii() and char.isalpha() for char in text)
    return text if is_latin else text.replace(" ", "")


@lru_cache(maxsize=20_000)
def leads(post: str, level: str) -> bool:
    """Remember ``vocabulary.leads`` for the few thousand posts of a company."""
    return vocabulary.leads(post, level)


def rows_of(problems: list[StaffProblem]) -> Iterator[int]:
    """Yield the numbers of the rows that have a problem, each once."""
    yield from dict.fromkeys(problem.row for problem in problems)
