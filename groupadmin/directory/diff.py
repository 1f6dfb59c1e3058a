"""What a staff list would change, as a value: nothing is written yet.

Only differences are kept, so a preview, a confirmation and an undo are as large as what changed and not as the company.
A blank cell changes nothing: HR lists leave out what they do not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from groupadmin.core.folding import name_key
from groupadmin.core.question_forms import Question
from groupadmin.core.reading_notes import Note
from groupadmin.core.reading_report import ReadingReport
from groupadmin.directory import plan_questions, vocabulary
from groupadmin.directory.headers import STAFF
from groupadmin.directory.row_errors import StaffRowError
from groupadmin.directory.staff_list import StaffListReading
from groupadmin.directory.staff_record import (
    DAYS,
    DEPARTMENT,
    FIELDS,
    LEFT_ON,
    NAME,
    STATUS,
    StaffRecord,
    Values,
    values_after,
)


class KnownDirectory(NamedTuple):
    """The people we have by staff number: their values, and what hangs on a person beside the row itself."""

    people: dict[str, Values]
    others: dict[str, tuple[int, ...]]
    heads: dict[str, set[int]]


class Change(NamedTuple):
    """One person's difference. ``row`` 0 = missing in the file; ``before`` None = new. Departments below 0 are new.

    ``others`` and ``head`` are None where the file does not say.
    """

    row: int
    staff_no: str
    before: Values | None
    after: Values
    others: tuple[int, ...] | None = None
    head: bool | None = None

    def fields(self) -> Iterator[tuple[str, Any, Any]]:
        """Yield the columns that differ with their value before and after; for a new person all that has one."""
        before = self.before or (None,) * len(FIELDS)
        for name, old, new in zip(FIELDS, before, self.after, strict=True):
            if old != new and (self.before is not None or new not in (None, "", False)):
                yield name, old, new


@dataclass
class DirectoryPlan:
    """The whole difference between a list and the directory."""

    created: list[Change] = field(default_factory=list)
    updated: list[Change] = field(default_factory=list)
    left: list[Change] = field(default_factory=list)
    unchanged: int = 0
    present: int = 0
    departments: list[tuple[int, int | None, str]] = field(default_factory=list)
    problems: list[StaffRowError] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    report: ReadingReport = field(default_factory=ReadingReport)
    notes: list[Note] = field(default_factory=list)

    @property
    def absent(self) -> int:
        """How many have left because a full list does not name them."""
        return sum(not change.row for change in self.left)

    def counts(self) -> dict[str, int]:
        """Return the totals of ``--json``, and ``errors`` as the number of bad rows."""
        return {
            "created": len(self.created),
            "updated": len(self.updated),
            "unchanged": self.unchanged,
            "left": len(self.left),
            "departments": len(self.departments),
            "errors": len({problem.row for problem in self.problems}),
            "present": self.present,
            "absent": self.absent,
            "questions": len(self.questions),
        }

    def packed(self) -> dict[str, Any]:
        """Return the plan for packing, which writes tuples as lists and days as ISO text."""
        return {
            "created": self.created,
            "updated": self.updated,
            "left": self.left,
            "unchanged": self.unchanged,
            "present": self.present,
            "departments": self.departments,
            "problems": [problem.packed() for problem in self.problems],
            "questions": [question.as_dict() for question in self.questions],
            "report": self.report.as_dict(),
            "notes": [note.packed() for note in self.notes],
        }

    @classmethod
    def unpacked(cls, packed: dict[str, Any]) -> DirectoryPlan:
        """Return the plan that ``packed`` made lists of."""
        return cls(
            created=[_unflat(values) for values in packed["created"]],
            updated=[_unflat(values) for values in packed["updated"]],
            left=[_unflat(values) for values in packed["left"]],
            unchanged=packed["unchanged"],
            present=packed["present"],
            departments=[tuple(values) for values in packed["departments"]],
            problems=[StaffRowError.unpacked(values) for values in packed["problems"]],
            questions=[Question.from_dict(values) for values in packed.get("questions", ())],
            report=ReadingReport.from_dict(packed["report"]) if "report" in packed else ReadingReport(),
            notes=[Note.unpacked(values) for values in packed.get("notes", ())],
        )


def compare(reading: StaffListReading, known: KnownDirectory, *, full: bool, today: date) -> DirectoryPlan:
    """Return what a reading changes. A ``full`` list says of everybody it does not name that they have left.

    A person whose row is bad is named nevertheless: a bad row never makes anybody a leaver. The facts of the reading
    are used up one by one, because what comes of them is as large.
    """
    plan = DirectoryPlan(problems=list(reading.problems), unchanged=len(reading.unchanged))
    plan.present = sum(values[STATUS] in vocabulary.HERE for values in known.people.values())
    finder = _Finder(known, reading, plan)
    named = reading.mentioned_numbers.union(reading.unchanged)
    waiting = reading.facts
    waiting.reverse()
    while waiting:
        facts = waiting.pop()
        staff_no = finder.number_of(facts)
        if staff_no is None:
            reading.mentioned_names.add(facts.name)
            continue
        named.add(staff_no)
        _compare_one(facts, staff_no, known, plan, today, full=full)
    if full:
        _missing(known, named, reading.mentioned_names, plan, today)
    plan.questions = plan_questions.questions_about(plan, known.people, named | reading.mentioned_numbers)
    return plan


def _compare_one(
    facts: StaffRecord, staff_no: str, known: KnownDirectory, plan: DirectoryPlan, today: date, *, full: bool
) -> None:
    before = known.people.get(staff_no)
    others = facts.others if before is None or facts.others != known.others.get(staff_no, ()) else None
    heads = known.heads.get(staff_no, set())
    status = facts.status or _status_unsaid(facts, before, today, full=full)
    after = values_after(facts, before, status, today, heads_anything=bool(heads))
    if before is not None and _is_somebody_else(before, after):
        more = {"holder": before[NAME]}
        plan.problems.append(StaffRowError(facts.row, STAFF.label("name"), facts.name, "number_of_leaver", more))
        return
    head = facts.is_head if facts.is_head is not None and facts.is_head != (after[DEPARTMENT] in heads) else None
    if before is None:
        plan.created.append(Change(facts.row, staff_no, None, after, others or None, head or None))
    elif after[STATUS] in vocabulary.GONE and before[STATUS] not in vocabulary.GONE:
        plan.left.append(Change(facts.row, staff_no, before, after, others, head))
    elif after != before or others is not None or head is not None:
        plan.updated.append(Change(facts.row, staff_no, before, after, others, head))
    else:
        plan.unchanged += 1


def _is_somebody_else(before: Values, after: Values) -> bool:
    """Say whether a leaver's number comes back under another name: a new person, who must not take over their stays."""
    is_back = before[STATUS] in vocabulary.GONE and after[STATUS] not in vocabulary.GONE
    return is_back and name_key(before[NAME]) != name_key(after[NAME])


def _status_unsaid(facts: StaffRecord, before: Values | None, today: date, *, full: bool) -> str:
    """Return the status of somebody whose row says none: as it was, but for leavers who are here again.

    A leaver whom a full list names is here, or it would not be the full one; so is one who was hired after leaving.
    """
    if before is None:
        return vocabulary.ACTIVE
    status: str = before[STATUS]
    if status not in vocabulary.GONE:
        return status
    if facts.hired_on and before[LEFT_ON] and facts.hired_on > before[LEFT_ON]:
        return vocabulary.PENDING if facts.hired_on > today else vocabulary.ACTIVE
    return vocabulary.ACTIVE if full and status == vocabulary.LEFT else status


def _missing(known: KnownDirectory, named: set[str], names: set[str], plan: DirectoryPlan, today: date) -> None:
    """Mark as left whoever is here and not in a full list."""
    keys = {name_key(name) for name in names}
    for staff_no, before in known.people.items():
        if staff_no in named or before[STATUS] not in vocabulary.HERE:
            continue
        if keys and name_key(before[NAME]) in keys:
            continue
        after = (*before[:STATUS], vocabulary.LEFT, before[STATUS + 1], today, before[LEFT_ON + 1])
        plan.left.append(Change(0, staff_no, before, after))


class _Finder:
    """Finds whom a row is about: staff number, else account, else name and department if one fits (practice §2.2)."""

    def __init__(self, known: KnownDirectory, reading: StaffListReading, plan: DirectoryPlan) -> None:
        self.known, self.plan = known, plan
        self.by_account = {values[0]: number for number, values in known.people.items() if values[0]}
        self.by_name: dict[str, list[str]] = {}
        if any(not facts.staff_no for facts in reading.facts):
            for number, values in known.people.items():
                self.by_name.setdefault(name_key(values[NAME]), []).append(number)
        self.numbers = reading.numbers
        self.by_figures: dict[str, list[str]] | None = None
        self.by_folded: dict[str, str] | None = None
        self.taken = reading.unchanged.copy()
        # Where every row has a number and none an account, the reader has seen already that no number comes twice.
        self.may_meet = any(not facts.staff_no or facts.account for facts in reading.facts)

    def number_of(self, facts: StaffRecord) -> str | None:
        """Return the staff number a row is about, a new one included; None after writing down why there is none."""
        staff_no = facts.staff_no
        holder = self.by_account.get(facts.account) if facts.account else None
        if staff_no and holder and holder != staff_no:
            self._blame(facts, facts.account or "", "account_taken", holder=holder)
            return None
        staff_no = staff_no or holder or self._by_name(facts)
        if not staff_no:
            return None
        if staff_no not in self.known.people:
            found = self._with_its_zeros(facts, staff_no) if staff_no.isdecimal() else self._as_spelt(facts, staff_no)
            if not found:
                return None
            staff_no = found
            if (first := self.taken.setdefault(staff_no, facts.row)) != facts.row:
                self._blame(facts, facts.staff_no, "twice_in_file", first=first)
                return None
        if not self.may_meet:
            return staff_no
        for key, value in ((staff_no, staff_no), (f"@{facts.account}", facts.account)):
            if value and (first := self.taken.setdefault(key, facts.row)) != facts.row:
                self._blame(facts, value, "twice_in_file", first=first)
                return None
        return staff_no

    def _with_its_zeros(self, facts: StaffRecord, staff_no: str) -> str:
        """Return the number whose leading zeros a spreadsheet took away: of the one person of this name who has it.

        A number that the list itself holds beside the shorter one is somebody else's.
        """
        if self.by_figures is None:
            self.by_figures = {}
            for number in self.known.people:
                if number.isdecimal():
                    self.by_figures.setdefault(number.lstrip("0"), []).append(number)
        key = name_key(facts.name)
        same = [
            number
            for number in self.by_figures.get(staff_no.lstrip("0"), ())
            if number not in self.numbers and name_key(self.known.people[number][NAME]) == key
        ]
        return same[0] if len(same) == 1 else staff_no

    def _as_spelt(self, facts: StaffRecord, staff_no: str) -> str:
        """Return the number that a list spells with other capitals: of the person of this name who has it.

        Another person's, or a second spelling within the list, is a mistake: "" after writing it down.
        """
        if self.by_folded is None:
            self.by_folded = {number.casefold(): number for number in self.known.people}
        known = self.by_folded.setdefault(staff_no.casefold(), staff_no)
        if known == staff_no:
            return staff_no
        holder = self.known.people.get(known)
        if holder and name_key(holder[NAME]) == name_key(facts.name) and known not in self.numbers:
            return known
        self._blame(facts, staff_no, "other_spelling", known=known, holder=holder[NAME] if holder else facts.name)
        return ""

    def _by_name(self, facts: StaffRecord) -> str:
        """Return the number of the one person of this name here; for a new person with an account that account."""
        same = sorted(self.by_name.get(name_key(facts.name), []))
        if facts.account:
            same = [n for n in same if not self.known.people[n][0]]
        anywhere = same
        if facts.department is not None:
            fitting = (facts.department,) if len(same) > 1 else (facts.department, None)
            same = [n for n in same if self.known.people[n][DEPARTMENT] in fitting]
        if len(same) == 1:
            return same[0]
        if same:
            self._blame(facts, facts.name, "namesakes", known="、".join(same[:5]))
            return ""
        if not facts.account:
            known = "、".join(f"{self.known.people[n][NAME]} ({n})" for n in anywhere[:5])
            self._blame(
                facts, facts.name, "elsewhere" if anywhere else "no_number", **({"known": known} if known else {})
            )
        return facts.account or ""

    def _blame(self, facts: StaffRecord, value: str, code: str, **more: object) -> None:
        column = "account" if code == "account_taken" else "name"
        self.plan.problems.append(StaffRowError(facts.row, STAFF.label(column), value, code, more))


def _unflat(values: list[Any]) -> Change:
    row, staff_no, before, after, others, head = values
    return Change(
        row, staff_no, before and _values(before), _values(after), None if others is None else tuple(others), head
    )


def _values(flat: list[Any]) -> Values:
    for at in DAYS:
        flat[at] = flat[at] and date.fromisoformat(flat[at])
    return tuple(flat)
