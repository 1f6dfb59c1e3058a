"""Who a list says has left otherwise than in its column of the status: by a sheet, a dividing row, a column, a name.

离职人员 over some rows, 是否离职, 离职原因, 李明轩（离职）: what is plain is read, of the rest a person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from groupadmin.core.headings import LONGEST_HEADING, folded, said
from groupadmin.core.questions import Question
from groupadmin.core.reading_notes import Note
from groupadmin.core.reading_report import SkippedRow
from groupadmin.directory import vocabulary
from groupadmin.directory.row_parsers import CellError

if TYPE_CHECKING:
    from groupadmin.directory.row_preparation import PreparedList

Row = tuple[int, tuple[str, ...]]
LEFT, HERE = "left", "here"
GONE = re.compile("离职|离岗|离司|离开|辞职|退休|离退|调离|调出|解聘|辞退|开除|退工|亡故|去世|减员|不在职|不在册")
# An office that looks after the retired is a department like any other.
NOT_GONE = re.compile(
    "返聘|未离|未退|待离|(?<!不)在职|返岗|复职|不含|除外|重新入职|无离职|退休?[干职人]?[部工员]?(?:处|办|科|中心|服务|管理|工作)"
)
BRACKETS = re.compile(r"(.+?)\s*[(（\[【〔]([^()（）\[\]【】〔〕]{1,12})[)）\]】〕]")
CLOSING = frozenset(")）]】〕")
SHORTEST_WITH_WORD = 4
# 张三-离职, 张三 已离职, （离职）张三, 离职-张三: the word, parted or not, before or behind the name.
WORD = "(?:已|现已)?(?:离职|离岗|离司|辞职|退休|离退休|调离|调出|辞退)(?:人员|员工)?"
BEHIND = re.compile(rf"(.{{2,40}}?)[\s*_/／·,，、:：—–-]{{0,4}}({WORD})")
BEFORE = re.compile(rf"[(（\[【〔]?({WORD})[)）\]】〕]?[\s*_/／·,，、:：—–-]{{0,4}}([^\s(（\[【〔].{{1,40}})")
# Days and ages at which everybody will retire say of nobody that they have.
OF_EVERYBODY = re.compile("预计|法定|年龄|应退|拟|到龄|计划|证明|次数")
# Headings over words of a status that are none of the headings of a status: 在职/离职, 是否在册, 合同状态.
STATES = re.compile("[在离][职岗册司]|状态|情况")
AT_ALL = re.compile("在[职岗册司]")
REMARKS = frozenset(map(folded, ("备注", "说明", "备注说明", "备注信息", "其他", "remark", "remarks", "note")))
SHOWN = 5


def says_gone(text: str) -> bool:
    """Say whether a title or a note is about people who have left."""
    return bool(GONE.search(text)) and not NOT_GONE.search(text)


def _is_about_leaving(heading: str) -> bool:
    return says_gone(heading) and not OF_EVERYBODY.search(heading)


def watched(header: Iterable[str]) -> set[str]:
    """Return the headings, folded, of columns that are no field of a person and may say that somebody has left."""
    keys = {folded(heading) for heading in header if heading and len(heading) <= LONGEST_HEADING}
    return {key for key in keys if _is_about_leaving(key) or STATES.search(key)}


def tell(made: PreparedList, answers: Mapping[str, str]) -> None:
    """Write into the cells of the status what the list says elsewhere; ask where that may be meant otherwise."""
    marks = _Marks(made, answers)
    marks.by_column()
    marks.by_sheet()
    marks.by_dividing_row()
    marks.by_other_columns()
    marks.by_name()
    marks.by_remark()
    marks.write()


class _Marks:
    """Gathers the words to write, by the place of the row in the list."""

    def __init__(self, made: PreparedList, answers: Mapping[str, str]) -> None:
        self.made, self.answers = made, answers
        self.rows: Sequence[Row] = made.table.rows
        self.name_at = made.columns["name"]
        self.status_at = made.columns.get("status", -1)
        self.words: dict[int, str] = {}
        self.names: dict[int, str] = {}
        self.gone_rows: set[int] = set()
        self.asked_about: set[int] = set()

    def by_column(self) -> None:
        """是否离职 = 是 has left; 否 says nothing new; other words are those of a status."""
        at = self.made.columns.get("has_left")
        if at is None:
            return
        for place, (number, cells) in enumerate(self.rows):
            word = said(cells[at])
            truth = vocabulary.truth_of(word) if word else False
            if truth is False:
                continue
            own, is_gone = self._own_status(cells), truth or vocabulary.status_of(word) in vocabulary.GONE
            if not own:
                self.words[place] = "离职" if truth else word
            elif is_gone and vocabulary.status_of(own) in vocabulary.IN_POST:
                fault = CellError("has_left", word, "says_both", {"known": own})
                self.made.faults.setdefault(number, []).append(fault)

    def by_sheet(self) -> None:
        """Ask about the rows of a sheet whose name is about leavers."""
        for sheet, those in self._places_by_sheet().items():
            if says_gone(sheet):
                self._ask(f"leavers:sheet:{sheet}", "sheet", sheet, those)

    def _places_by_sheet(self) -> dict[str, list[int]]:
        """Return the places of the rows of each sheet that was read, in the order of the list."""
        starts = sorted(self.made.table.first_rows.items(), key=lambda one: one[1])
        ends = [first for _sheet, first in starts[1:]] + [None]
        return {
            sheet: [n for n, row in enumerate(self.rows) if row[0] > first and (end is None or row[0] <= end)]
            for (sheet, first), end in zip(starts, ends, strict=True)
        }

    def by_dividing_row(self) -> None:
        """Ask about the rows below a title inside the list; they end at the next title, and with their sheet."""
        dividers = [(n, text) for n, row in enumerate(self.rows) if (text := self._as_divider(row[1]))]
        sheet_ends = [those[-1] + 1 for those in self._places_by_sheet().values() if those]
        ends = sorted({*(place for place, _text in dividers), *sheet_ends, len(self.rows)})
        for place, text in dividers:
            end = next(one for one in ends if one > place)
            number = self.rows[place][0]
            self.gone_rows.add(place)
            self.made.skipped.append(SkippedRow(number, "divider", text))
            if says_gone(text):
                self._ask(f"leavers:row:{number}", "row", text, range(place + 1, end))

    def _as_divider(self, cells: tuple[str, ...]) -> str:
        """Return the words of a row that holds nothing but one note on the left, and neither name nor number."""
        number_at = self.made.columns.get("staff_no", -1)
        if cells[self.name_at] and (number_at < 0 or cells[number_at]):
            return ""
        filled = [cell for cell in cells if cell]
        if len(filled) != 1 or not (GONE.search(filled[0]) or "在职" in filled[0]):
            return ""
        # A title that is centred over the columns stands anywhere; a lone remark far on the right is none.
        is_left = cells.index(filled[0]) <= max(self.name_at, number_at)
        return filled[0] if is_left or says_gone(filled[0]) else ""

    def by_other_columns(self) -> None:
        """Ask about the rows of which a column that is no field says so: a reason for leaving, a word of a status."""
        read = set(self.made.columns.values())
        for at, heading in enumerate(self.made.table.header):
            key = folded(heading)
            if at in read or key in REMARKS or not watched((heading,)):
                continue
            says = self._says_left_because if _is_about_leaving(key) else self._is_word_of_leaving
            those = [n for n, row in enumerate(self.rows) if n not in self.gone_rows and says(key, said(row[1][at]))]
            self._ask(f"leavers:column:{heading}", "column", heading, those)

    @staticmethod
    def _says_left_because(_key: str, word: str) -> bool:
        return bool(word) and vocabulary.truth_of(word) is not False

    @staticmethod
    def _is_word_of_leaving(key: str, word: str) -> bool:
        """Say whether a word says so; a mere no does only under a heading that asks whether somebody is here."""
        if not word or vocabulary.status_of(word) not in vocabulary.GONE:
            return False
        return vocabulary.truth_of(word) is None or bool(AT_ALL.search(key))

    def by_name(self) -> None:
        """Ask about words behind names; a name goes on without them in any case."""
        gone: list[int] = []
        for place, (_number, cells) in enumerate(self.rows):
            text = cells[self.name_at]
            if len(text) < SHORTEST_WITH_WORD or place in self.gone_rows:
                continue
            name, word = _name_and_word(text)
            if not word:
                continue
            if says_gone(word):
                gone.append(place)
            self.names[place] = name
        self._ask("leavers:names", "names", "", gone)

    def by_remark(self) -> None:
        """Say so where a remark speaks of leaving: it is not read."""
        for at, heading in enumerate(self.made.table.header):
            if folded(heading) not in REMARKS or at in self.made.columns.values():
                continue
            found = [(number, cells[at]) for number, cells in self.rows if cells[at] and says_gone(cells[at])]
            if found:
                rows = "、".join(f"{number}“{text[:20]}”" for number, text in found[:SHOWN])
                facts = {"column": heading, "number": len(found), "rows": rows}
                self.made.notes.append(Note("remarks_of_leaving", facts))

    def _ask(self, key: str, where: str, text: str, places: Iterable[int]) -> None:
        """Ask whether people have left whose rows do not say so themselves already."""
        free = (n for n in places if n not in self.words and n not in self.asked_about)
        those = [n for n in free if self.rows[n][1][self.name_at] and not self._says_so(self.rows[n][1])]
        if not those:
            return
        self.asked_about.update(those)
        names = "、".join(self.rows[n][1][self.name_at] for n in those[:SHOWN])
        facts = {"where": where, "text": text, "people": len(those), "names": names}
        self.made.questions.append(Question(key, "leavers", (LEFT, HERE), LEFT, facts))
        answer = self.answers.get(key)
        for place in those:
            if answer == LEFT:
                word = "退休" if "退休" in text and "离职" not in text else "离职"
                self.words[place] = word
            elif answer == HERE:
                self.words.setdefault(place, "")

    def _own_status(self, cells: tuple[str, ...]) -> str:
        return said(cells[self.status_at]) if self.status_at >= 0 else ""

    def _says_so(self, cells: tuple[str, ...]) -> bool:
        """Say whether a row tells of leaving by its own status or leaving day."""
        left_at = self.made.columns.get("left_on", -1)
        if left_at >= 0 and said(cells[left_at]):
            return True
        own = self._own_status(cells)
        return bool(own) and vocabulary.status_of(own) in (*vocabulary.GONE, vocabulary.LEAVING)

    def write(self) -> None:
        """Write the words into the list, with a column of the status where it has none."""
        words = {place: word for place, word in self.words.items() if word}
        if not (words or self.names or self.gone_rows):
            return
        table, columns = self.made.table, self.made.columns
        header, status_at = table.header, self.status_at
        if words and status_at < 0:
            header, status_at = (*header, "在职状态"), len(header)
            columns["status"] = status_at
        is_wider = len(header) > len(table.header)
        rows = []
        for place, (number, cells) in enumerate(self.rows):
            if place in self.gone_rows:
                continue
            if is_wider or place in words or place in self.names:
                changed = [*cells, ""] if is_wider else [*cells]
                if place in words:
                    changed[status_at] = words[place]
                changed[self.name_at] = self.names.get(place, cells[self.name_at])
                cells = tuple(changed)
            rows.append((number, cells))
        self.made.table = replace(table, header=header, rows=rows)


def _name_and_word(text: str) -> tuple[str, str]:
    """Return a name and what stands beside it about being here or having left; "" twice where nothing does."""
    if text[-1] in CLOSING and (found := BRACKETS.fullmatch(text)):
        word = found[2].strip()
        if says_gone(word) or vocabulary.status_of(word) or vocabulary.employment_of(word):
            return found[1], word
    if GONE.search(text):
        if found := BEHIND.fullmatch(text):
            return found[1], found[2]
        if found := BEFORE.fullmatch(text):
            return found[2], found[1]
    return "", ""
