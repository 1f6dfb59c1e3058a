"""What a few columns of a staff list say together: where somebody works, as what, and whether they are here.

People share these words: a company of a hundred thousand has some hundred departments and posts. So what the same words
say is worked out once for all rows that have them, and so is what a new person with these words would be.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from datetime import date
from operator import itemgetter
from typing import Any, ClassVar, NamedTuple

from groupadmin.core.dates import parse_date, parse_yearless
from groupadmin.core.table_reader import digits_lost, said
from groupadmin.directory import presence_words, vocabulary
from groupadmin.directory.department_paths import PathProblem, Tree
from groupadmin.directory.staff_record import FIELDS, NO_FACTS, Values, values_after

Cells = tuple[str, ...]
Said = Mapping[str, str]
LONGEST = 64
BETWEEN_NAMES = re.compile(r"[、,，;；/|()（）\s]+")
# Words by which people say of a leaving day that there is none.
NO_DAY = frozenset(("至今", "在职", "长期", "未离职", "无固定期限"))
# Programs that cannot leave a day empty write the last one they know: 2099-12-31, 2999-12-31, 9999-12-31.
NEVER = 2099
ID_OF_DEPARTMENT = re.compile(r"\d+").fullmatch
# What people write, or a program copies, instead of the word in the row above.
DITTO = frozenset("同上 同前 〃 ″ \" '' 〞 ditto".split())
# Statuses with which a day is that of leaving.
ENDS = vocabulary.GONE | {vocabulary.LEAVING}
KNOWN_STATUS = "在职、试用、待入职、待离职、停薪留职、长假、离职、退休"
KNOWN_EMPLOYMENT = "正式、实习、劳务派遣、外包、劳务、顾问、返聘、兼职"


class CellError(NamedTuple):
    """What is wrong with a column, in whichever row it stands."""

    column: str
    value: str
    code: str
    facts: dict[str, Any]


class RowParser(dict[Any, tuple[Values, list[CellError]]], ABC):
    """Words of a few columns → what they say, and what is wrong with them; each read when it is first asked for.

    ``columns`` are those of the list, ``fields`` those of an employee that hang on them and on nothing else, ``facts``
    the names of what they say. ``words`` takes the key out of a row: a text where the list has one of the columns, a
    tuple where it has more or none.
    """

    columns: ClassVar[tuple[str, ...]]
    fields: ClassVar[tuple[str, ...]]
    facts: ClassVar[tuple[str, ...]]

    def __init__(self, columns: Mapping[str, int], today: date) -> None:
        super().__init__()
        self.today = today
        self.there = [name for name in self.columns if name in columns]
        self.words: Callable[[Cells], Any] = (
            itemgetter(*(columns[name] for name in self.there)) if self.there else lambda _cells: ()
        )
        self.held: Callable[[Values], Any] = itemgetter(*(FIELDS.index(name) for name in self.fields))
        self.made = _Made(self)

    def __missing__(self, words: Any) -> tuple[Values, list[CellError]]:
        cells = (words,) if len(self.there) == 1 else words
        faults: list[CellError] = []
        says = self.read({name: said(cell) for name, cell in zip(self.there, cells, strict=True)}, faults)
        self[words] = says, faults
        return says, faults

    @abstractmethod
    def read(self, said_of: Said, faults: list[CellError]) -> Values:
        """Return what the words say, in the order of ``facts``; add what is wrong with them."""

    def is_plain(self, says: Values) -> bool:
        """Say whether all that is said stands in ``fields``."""
        return True

    def new(self, says: Values) -> Any:
        """Return what a new person of whom this is said would have in ``fields``, as ``held`` gives it."""
        facts = NO_FACTS._replace(**dict(zip(self.facts, says, strict=True)))
        return self.held(values_after(facts, None, facts.status or vocabulary.ACTIVE, self.today, heads_anything=False))


class _Made(dict[Any, Any]):
    """Words of a part → its fields of a new person; of words that need a closer look something that equals nothing."""

    def __init__(self, part: RowParser) -> None:
        super().__init__()
        self.part = part

    def __missing__(self, words: object) -> Any:
        says, faults = self.part[words]
        plain = not faults and self.part.is_plain(says)
        self[words] = made = self.part.new(says) if plain else object()
        return made


class EmploymentParser(RowParser):
    """The day of joining."""

    columns = fields = facts = ("hired_on",)

    def read(self, said_of: Said, faults: list[CellError]) -> tuple[date | None]:
        return (_day("hired_on", said_of, faults),)

    def new(self, says: Values) -> date | None:
        day: date | None = says[0]  # the day itself: a long list has thousands
        return day


class DepartmentParser(RowParser):
    """The department, and the further ones: ids, below 0 for new ones."""

    columns, fields, facts = ("department",), ("department_id",), ("department", "others")

    def __init__(self, columns: Mapping[str, int], today: date, tree: Tree) -> None:
        super().__init__(columns, today)
        self.tree = tree

    def read(self, said_of: Said, faults: list[CellError]) -> tuple[int | None, tuple[int, ...] | None]:
        text = said_of.get("department")
        if not text:
            return None, None
        if text in DITTO:
            faults.append(CellError("department", text, "ditto", {}))
            return None, None
        if any(ID_OF_DEPARTMENT(part) and not self.tree.known_before(part) for part in self.tree.pieces(text)):
            faults.append(CellError("department", text, "department_id", {}))
            return None, None
        try:
            ids = dict.fromkeys(node.id for node in self.tree.places(text))
        except PathProblem as problem:
            faults.append(CellError("department", text, problem.code, problem.facts))
            return None, None
        if not ids:
            return None, None
        first, *others = ids
        return first, tuple(others)

    def is_plain(self, says: Values) -> bool:
        return not says[1]


class PostParser(RowParser):
    """Post, level, and whether the person heads the department: yes or no, or the name of who does."""

    columns, fields = ("post", "level", "is_head"), ("post", "level", "is_manager")
    facts = columns

    def read(self, said_of: Said, faults: list[CellError]) -> tuple[str, str, bool | str | None]:
        post, level, head = said_of.get("post", ""), said_of.get("level", ""), said_of.get("is_head")
        faults += [
            CellError(name, text, "too_long", {"limit": LONGEST})
            for name, text in (("post", post), ("level", level))
            if len(text) > LONGEST
        ]
        faults += [
            CellError(name, text, "ditto", {}) for name, text in (("post", post), ("level", level)) if text in DITTO
        ]
        # WeCom says it of each of somebody's departments, the main one first: 1;0.
        truth = None if head is None else vocabulary.truth_of(names_in(head)[0])
        return post, level, head if truth is None else truth

    def is_plain(self, says: Values) -> bool:
        return not says[2]


def names_in(head: str) -> list[str]:
    """Return the words of a cell about the head of a department, one empty one where it is empty."""
    return [word for word in BETWEEN_NAMES.split(head) if word] or [""]


class StatusParser(RowParser):
    """Kind of employment, status, and the day of leaving."""

    columns = ("employment", "status", "left_on", "retired_on")
    fields = facts = ("employment", "status", "left_on")

    def __init__(self, columns: Mapping[str, int], today: date, heading: str = "") -> None:
        super().__init__(columns, today)
        # The heading asks 是否在岗 and not 是否在职.
        self.is_about_work = "在岗" in heading
        self.is_question = "是否" in heading

    def read(self, said_of: Said, faults: list[CellError]) -> tuple[str | None, str | None, date | None]:
        word = said_of.get("status", "")
        if self.is_question:  # of 状态 nobody knows what 0 and 1 are
            word = {"1": "是", "0": "否"}.get(word, word)
        left_on = self._left_on(said_of, word, faults)
        return self._employment(said_of, faults), self._status(word, left_on, faults), left_on

    def _status(self, word: str, left_on: date | None, faults: list[CellError]) -> str | None:
        """Return the status; a leaving date in the future means: about to leave."""
        if not word or vocabulary.folded(word) in vocabulary.NO_STATUS:
            return None if left_on is None else vocabulary.LEAVING if left_on >= self.today else vocabulary.LEFT
        at_work = self.is_about_work and vocabulary.truth_of(word) is False
        if choices := vocabulary.NOT_AT_WORK if at_work else vocabulary.to_decide(word):
            faults.append(CellError("status", word, "to_decide", {"known": "、".join(choices)}))
            return None
        status = vocabulary.status_of(word)
        if status in vocabulary.IN_POST and presence_words.says_gone(vocabulary.narrower(word)):
            faults.append(CellError("status", word, "to_decide", {"known": "在职、待离职、离职"}))
        elif status is None:
            faults.append(CellError("status", word, "unknown_word", {"known": KNOWN_STATUS}))
        elif left_on and self._is_ahead(left_on, status):
            return vocabulary.LEAVING
        elif left_on and status in (vocabulary.ACTIVE, vocabulary.PROBATION):
            faults.append(CellError("status", word, "contradiction", {"left_on": left_on.isoformat()}))
        elif left_on and status == vocabulary.LEAVING:
            return vocabulary.LEFT
        return status

    def _is_ahead(self, left_on: date, status: str) -> bool:
        """Say whether a leaving day means: about to leave. The day itself is still worked, unless the list says not."""
        if status == vocabulary.PENDING:
            return False
        return left_on > self.today or (left_on == self.today and status not in vocabulary.GONE)

    def _left_on(self, said_of: Said, word: str, faults: list[CellError]) -> date | None:
        """Return the leaving day; the day of retirement counts only for who has retired, because all staff have one."""
        text = said_of.get("left_on", "")
        if text and text not in NO_DAY:
            day = _day("left_on", said_of, faults)
            return None if day and day.year >= NEVER and (day.month, day.day) == (12, 31) else day
        status = vocabulary.status_of(word) if word else None
        if status in ENDS and vocabulary.day_in(word):
            return self._day_beside(word, status, faults)
        is_retired = status == vocabulary.RETIRED and bool(said_of.get("retired_on"))
        return _day("retired_on", said_of, faults) if is_retired else None

    def _day_beside(self, word: str, status: str | None, faults: list[CellError]) -> date | None:
        """Return the day beside a word of leaving; one without a year is the nearest of its name, if that fits."""
        written = vocabulary.day_in(word)
        if day := parse_date(written):
            return day
        days = parse_yearless(written, near=self.today)
        if not days:
            faults.append(CellError("status", word, "not_a_date", {}))
        elif days[0] == self.today or (days[0] > self.today) == (status == vocabulary.LEAVING):
            return days[0]
        else:
            either = "、".join(day.isoformat() for day in sorted(days[:2]))
            faults.append(CellError("status", word, "year_missing", {"known": either}))
        return None

    def _employment(self, said_of: Said, faults: list[CellError]) -> str | None:
        word = said_of.get("employment")
        if not word:
            by_status = vocabulary.employment_of(said_of.get("status", ""))
            return by_status if by_status in vocabulary.EMPLOYMENT_AS_STATUS else None
        employment = vocabulary.employment_of(word)
        if employment is None:
            faults.append(CellError("employment", word, "unknown_word", {"known": KNOWN_EMPLOYMENT}))
        return employment


def _day(column: str, said_of: Said, faults: list[CellError]) -> date | None:
    text = said_of.get(column)
    day = parse_date(text) if text else None
    if text and day is None:
        faults.append(CellError(column, text, "digits_lost" if digits_lost(text) else "not_a_date", {}))
    return day
