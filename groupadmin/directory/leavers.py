"""Who a list says is not here otherwise than in its column of the status: by a sheet, a title, a column, a name.

离职人员 over some rows, 是否离职, 离职原因, 李明轩（离职）, 待入职人员: what is plain is read, the rest is asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from groupadmin.core.dates import parse_date
from groupadmin.core.headings import folded, said
from groupadmin.core.question_forms import Question
from groupadmin.core.reading_notes import Note
from groupadmin.core.reading_report import SkippedRow
from groupadmin.core.table_reader import Table
from groupadmin.directory import presence_words as presence
from groupadmin.directory import vocabulary
from groupadmin.directory.headers import STAFF
from groupadmin.directory.row_parsers import CellError

if TYPE_CHECKING:
    from groupadmin.directory.row_preparation import PreparedList

Row = tuple[int, tuple[str, ...]]
LEFT, LEAVING, PENDING, HERE = "left", "leaving", "pending", "here"
MOST_MARKED = 3
NO_PART, AS_WRITTEN = "no_part", "as_written"
REMARKS = frozenset(map(folded, ("备注", "说明", "备注说明", "备注信息", "其他", "remark", "remarks", "note")))
SHOWN = 5
WORDS = {LEFT: "离职", LEAVING: "待离职", PENDING: "待入职"}


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


def kept_to_plan(table: Table, mapping: Mapping[str, str]) -> Table:
    """Return a staged list with no more than a later look at it needs: the columns that are read or may say that
    somebody is not here, and of remarks only those that speak of it."""
    keep = presence.watched(table.header)
    remarks = [at for at, heading in enumerate(table.header) if folded(heading) in REMARKS]
    table = table.without_unread(STAFF, mapping, keep={*keep, *REMARKS} if remarks else keep)
    for place, (number, cells) in enumerate(table.rows if remarks else ()):
        if any(cells[at] and not presence.says_gone(cells[at]) for at in remarks):
            kept = ("" if at in remarks and not presence.says_gone(cell) else cell for at, cell in enumerate(cells))
            table.rows[place] = (number, tuple(kept))
    return table


class _Marks:
    """Gathers the words to write, by the place of the row in the list."""

    def __init__(self, made: PreparedList, answers: Mapping[str, str]) -> None:
        self.made, self.answers = made, answers
        self.rows: Sequence[Row] = made.table.rows
        self.name_at = made.columns["name"]
        self.status_at = made.columns.get("status", -1)
        self.words: dict[int, str] = {}
        self.names: dict[int, str] = {}
        self.days: dict[int, str] = {}
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
        """Ask about the rows of a sheet whose name is about people who are not here."""
        for sheet, those in self._places_by_sheet().items():
            self._ask_by_title(f"sheet:{sheet}", "sheet", sheet, those)

    def _ask_by_title(self, key: str, where: str, title: str, places: Iterable[int]) -> None:
        if presence.says_gone(title):
            self._ask(f"leavers:{key}", where, title, places)
        elif presence.says_to_come(title):
            self._ask(f"pending:{key}", where, title, places, PENDING)

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
        left_until = max(self.name_at, self.made.columns.get("staff_no", -1))
        found = ((n, presence.title_of(row[1], self.name_at, left_until)) for n, row in enumerate(self.rows))
        titles = [(n, *title) for n, title in found if title is not None]
        sheet_ends = [those[-1] + 1 for those in self._places_by_sheet().values() if those]
        for at, (place, text, depth) in enumerate(titles):
            ends = [n for n, other, deep in titles[at + 1 :] if presence.ends_part(depth, other, deep)]
            end = min(one for one in (*ends, *sheet_ends, len(self.rows)) if one > place)
            number = self.rows[place][0]
            self.gone_rows.add(place)
            self.made.skipped.append(SkippedRow(number, "divider", text))
            self._ask_by_title(f"row:{number}", "row", text, range(place + 1, end))

    def by_other_columns(self) -> None:
        """Ask about the rows of which a column that is no field says so: a reason for leaving, a word of a status, a no
        under 是否报到."""
        read = set(self.made.columns.values())
        for at, heading in enumerate(self.made.table.header):
            key = folded(heading)
            if at in read or key in REMARKS or not presence.watched((heading,)):
                continue
            to_come = bool(presence.HAS_COME.search(key))
            says = self._says_left_because if presence.is_about_leaving(key) else self._is_word_of_leaving
            says = self._says_no if to_come else says
            those = [n for n, row in enumerate(self.rows) if n not in self.gone_rows and says(key, said(row[1][at]))]
            self._ask(f"leavers:column:{heading}", "column", heading, those, PENDING if to_come else LEFT)

    @staticmethod
    def _says_no(_key: str, word: str) -> bool:
        return bool(word) and vocabulary.truth_of(word) is False

    @staticmethod
    def _says_left_because(_key: str, word: str) -> bool:
        return bool(word) and vocabulary.truth_of(word) is not False

    @staticmethod
    def _is_word_of_leaving(key: str, word: str) -> bool:
        """Say whether a word says so; a mere no does only under a heading that asks whether somebody is here."""
        truth = vocabulary.truth_of(word) if word else True
        if truth is None:
            is_change = bool(presence.CHANGES.search(key))
            gone = is_change and (presence.says_gone(word) or word.startswith("减"))
            return gone or vocabulary.status_of(word) in vocabulary.GONE
        return not truth and bool(presence.AT_ALL.search(key))

    def by_name(self) -> None:
        """Ask about words of leaving behind names, and read those of any other status; a name goes on without them."""
        gone: list[int] = []
        told: list[str] = []
        marked: dict[int, str] = {}
        for place, (_number, cells) in enumerate(self.rows):
            text = cells[self.name_at]
            if len(text) < presence.SHORTEST_WITH_MARK or place in self.gone_rows:
                continue
            name, word = presence.name_and_word(text)
            if not word:
                if not ("㐀" <= text[0] <= "鿿" and "㐀" <= text[-1] <= "鿿") and (bare := presence.without_mark(text)):
                    marked[place] = bare
                continue
            self.names[place] = name
            self.days[place] = vocabulary.day_in(word)
            if presence.says_gone(word):
                gone.append(place)
            elif self._own_status(cells):
                told.append(text)
            else:
                self.words.setdefault(place, word)
        self._ask("leavers:names", "names", "", gone)
        self._ask_about_marks(marked)
        if told:
            facts = {"number": len(told), "names": "、".join(told[:SHOWN])}
            self.made.notes.append(Note("words_behind_names", facts))

    def _ask_about_marks(self, marked: Mapping[int, str]) -> None:
        """Ask whether what stands behind names, （代）or a figure, is part of them; if not, it is left out.

        A list in which most people are called so means it.
        """
        if not marked or (len(marked) > MOST_MARKED and len(marked) * 2 > len(self.rows)):
            return
        names = "、".join(self.rows[n][1][self.name_at] for n in list(marked)[:SHOWN])
        facts = {"people": len(marked), "names": names}
        self.made.questions.append(Question("marks", "marks", (NO_PART, AS_WRITTEN), NO_PART, facts))
        if self.answers.get("marks") == NO_PART:
            self.names |= marked

    def by_remark(self) -> None:
        """Ask where a remark speaks of leaving: it may be about a day to come, or about somebody else."""
        for at, heading in enumerate(self.made.table.header):
            if folded(heading) in REMARKS and at not in self.made.columns.values():
                those = [n for n, row in enumerate(self.rows) if row[1][at] and presence.says_gone(row[1][at])]
                # A day without its year may be one to come.
                self.days |= {n: day for n in those if parse_date(day := vocabulary.day_in(self.rows[n][1][at]))}
                self._ask(f"leavers:column:{heading}", "remark", heading, those, remark_at=at)

    def _ask(
        self, key: str, where: str, text: str, places: Iterable[int], state: str = LEFT, *, remark_at: int | None = None
    ) -> None:
        """Ask whether people are gone (or still to come) whose rows do not say so themselves already."""
        free = (n for n in places if n not in self.words and n not in self.asked_about)
        those = [n for n in free if self.rows[n][1][self.name_at] and not self._says_so(self.rows[n][1], state)]
        if not those:
            return
        self.asked_about.update(those)
        shown = [self.rows[n][1] for n in those[:SHOWN]]
        names = "、".join(
            cells[self.name_at] if remark_at is None else f"{cells[self.name_at]}“{cells[remark_at][:20]}”"
            for cells in shown
        )
        facts = {"where": where, "text": text, "people": len(those), "names": names}
        choices = (state, HERE) if remark_at is None else (LEFT, LEAVING, HERE)
        code = "pending" if state == PENDING else "leavers"
        self.made.questions.append(Question(key, code, choices, state if remark_at is None else "", facts))
        answer = self.answers.get(key)
        for place in those:
            if answer in WORDS:
                is_retired = answer == LEFT and "退休" in text and "离职" not in text
                self.words[place] = "退休" if is_retired else WORDS[answer]
                if answer != PENDING and self.days.get(place):
                    self.words[place] += f"({self.days[place]})"
            elif answer == HERE:
                self.words.setdefault(place, "")

    def _own_status(self, cells: tuple[str, ...]) -> str:
        return said(cells[self.status_at]) if self.status_at >= 0 else ""

    def _says_so(self, cells: tuple[str, ...], state: str) -> bool:
        """Say whether a row tells by its own status or leaving day that somebody goes, or has not come yet."""
        left_at = self.made.columns.get("left_on", -1)
        if left_at >= 0 and said(cells[left_at]):
            return True
        own = self._own_status(cells)
        told = (*vocabulary.GONE, vocabulary.LEAVING, *((vocabulary.PENDING,) if state == PENDING else ()))
        return bool(own) and vocabulary.status_of(own) in told

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
