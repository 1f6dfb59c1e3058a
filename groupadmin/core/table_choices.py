"""Which of several columns counts: the plain cases are decided here, of the others a person is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from groupadmin.core.headings import said
from groupadmin.core.question_forms import Question
from groupadmin.core.reading_notes import Note
from groupadmin.core.sheet_formats import letters_of
from groupadmin.core.table_blocks import OTHERS, Gatherer

COLUMN, NO_COLUMN, PATH, BLOCK, LEAVE_OUT = "columns", "none", "path", "block", "leave_out"
# What stands over a column, or begins its heading, where a list tells what was and what is: 调动前/调动后, 原/现.
BEFORE = re.compile(r"[\u4e00-\u9fff]*前$|^[原旧老曾]|[(（][原旧老][)）]$")
AFTER = re.compile(r"[\u4e00-\u9fff]*后$|^[现新]|[(（][现新][)）]$")
# Columns that are no level above or below another one of the field.
APART = re.compile("归属|归口|主管|责任|编制|成本|挂靠")
SERIAL_SEEN = 20


@dataclass
class Choices:
    """What became of the columns: ``placed`` is the column of each field that had several, -1 for none."""

    placed: dict[str, int] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


class Chooser:
    """Decides about the columns of a list that has been gathered.

    ``hidden`` are the columns that the file hides; ``first_column`` is where the list begins on its sheet (from 0).
    """

    def __init__(
        self,
        gathered: Gatherer,
        rows: list[tuple[int, tuple[str, ...]]],
        hidden: Iterable[int],
        first_column: int,
        answers: Mapping[str, str],
    ) -> None:
        self.gathered, self.rows, self.answers = gathered, rows, answers
        self.known, self.header = gathered.known, gathered.header
        self.first_column = first_column
        self.hidden = set(hidden)
        self.chosen_groups: set[str] = set()
        self.found = Choices()

    def choose(self) -> Choices:
        """Return which column each field is read from, and what is to be asked."""
        places = self.known.places(self.header, self.gathered.mapping)
        several = {name: those for name, those in places.items() if len(those) > 1}
        for name in sorted(several, key=lambda one: one not in self.known.asked):
            self._of_several(name, several[name])
        for name, those in places.items():
            column = self.found.placed.get(name, those[0])
            if column in self.hidden:
                self._note("hidden_column_read", column)
        for name in self.known.maybe:
            if name not in places:
                self._maybe(name)
        for row, found in self.gathered.blocks_to_confirm:
            facts = {"row": row, "found": found}
            self.found.questions.append(Question(f"{BLOCK}:{row}", BLOCK, (LEAVE_OUT,), facts=facts))
        return self.found

    def _of_several(self, name: str, places: list[int]) -> None:
        open_ones = self._worth_asking(places)
        best = self._best(open_ones)
        if len(open_ones) > 1 and name in self.known.asked:
            best = self._asked(name, sorted(open_ones), best)
        self.found.placed[name] = best
        if best >= 0 and (group := self._group(best)):
            self.chosen_groups.add(group)

    def _worth_asking(self, places: list[int]) -> list[int]:
        """Return the columns that may be meant: about the person, shown, filled, and each with words of its own."""
        own = [at for at in places if not OTHERS.search(self._group(at))] or places
        shown = [at for at in own if at not in self.hidden]
        for at in own:
            if shown and at in self.hidden:
                self._note("hidden_column", at)
        filled = [at for at in shown or own if any(cells[at] for _number, cells in self.rows)] or (shown or own)[:1]
        distinct: list[int] = []
        for at in filled:
            if all(any(cells[at] != cells[other] for _number, cells in self.rows) for other in distinct):
                distinct.append(at)
        return distinct

    def _best(self, places: Sequence[int]) -> int:
        """Return the likeliest: under a group that was chosen before, else what is now rather than what was."""
        return min(
            places,
            key=lambda at: (
                self._group(at) not in self.chosen_groups,
                bool(BEFORE.search(self._group(at)) or BEFORE.search(self.header[at])),
                not (AFTER.search(self._group(at)) or AFTER.search(self.header[at])),
                places.index(at),
            ),
        )

    def _asked(self, name: str, places: Sequence[int], best: int) -> int:
        key = f"{COLUMN}:{name}"
        by_letter = {letters_of(at + 1 + self.first_column): at for at in places}
        letter_of = {at: letter for letter, at in by_letter.items()}
        in_groups = any(self._group(at) for at in places)
        may_join = name in self.known.joinable and not in_groups
        choices = (*by_letter, PATH) if may_join else tuple(by_letter)
        is_path = may_join and not any(one.search(self.header[at]) for at in places for one in (BEFORE, AFTER, APART))
        suggested = PATH if is_path else letter_of[best]
        facts = {
            "field": self.known.label(name),
            "columns": [
                {"column": letter, "heading": self._label(at), "example": self._example(at)}
                for letter, at in by_letter.items()
            ],
        }
        self.found.questions.append(Question(key, COLUMN, choices, suggested, facts))
        answer = self.answers.get(key, "")
        if answer == PATH and may_join:
            return self._join(places)
        return by_letter.get(answer, best)

    def _maybe(self, name: str) -> None:
        """Ask whether a column that may be anything is this field: 编号 in a list without 工号."""
        likely = [at for at, heading in enumerate(self.header) if heading and self.known.may_be(name, heading)]
        likely = [at for at in likely if not self._is_serial(at)]
        if not likely:
            return
        key, by_letter = f"{COLUMN}:{name}", {letters_of(at + 1 + self.first_column): at for at in likely}
        facts = {
            "field": self.known.label(name),
            "columns": [
                {"column": letter, "heading": self._label(at), "example": self._example(at)}
                for letter, at in by_letter.items()
            ],
        }
        suggested = next(iter(by_letter))
        self.found.questions.append(Question(key, COLUMN, (*by_letter, NO_COLUMN), suggested, facts))
        if (answer := self.answers.get(key, "")) in by_letter:
            self.found.placed[name] = by_letter[answer]

    def _is_serial(self, at: int) -> bool:
        """Say whether a column counts the rows, 1, 2, 3, or says nothing."""
        cells = [cells[at] for _number, cells in self.rows[:SERIAL_SEEN] if cells[at]]
        return not cells or [cell for cell in cells if cell.isdecimal()] == [
            str(number) for number in range(1, len(cells) + 1)
        ]

    def _join(self, places: Sequence[int]) -> int:
        """Add the column of the path that the cells of several columns make; returns where it stands."""
        self.header.append("/".join(self._label(at) for at in places))
        self.rows[:] = [(number, (*cells, joined(cells[at] for at in places))) for number, cells in self.rows]
        return len(self.header) - 1

    def _group(self, at: int) -> str:
        return self.gathered.groups[at] if at < len(self.gathered.groups) else ""

    def _label(self, at: int) -> str:
        return f"{group} {self.header[at]}" if (group := self._group(at)) else self.header[at]

    def _example(self, at: int) -> str:
        return next((cells[at] for _number, cells in self.rows if cells[at]), "")

    def _note(self, code: str, at: int) -> None:
        letter = letters_of(at + 1 + self.first_column)
        self.found.notes.append(Note(code, {"column": f"{letter} ({self.header[at]})"}))


def joined(cells: Iterable[str]) -> str:
    """Return the path that cells of several columns make, from the top down.

    A cell that is a whole path already takes the place of what it begins with: 星河公司, 星河公司/生产部 is one path.
    """
    path = ""
    for cell in map(said, cells):
        if not cell or cell == path or path.endswith(f"/{cell}"):
            continue
        path = cell if not path or cell.startswith(f"{path}/") else f"{path}/{cell}"
    return path
