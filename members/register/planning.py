"""From a ledger's table to what it would change: created, updated, unchanged, and every problem. Nothing is written."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Q
from django.db.models.functions import Lower

from groupadmin.core import dividing_rows
from groupadmin.core.folding import clean, fold
from groupadmin.core.question_forms import Question
from groupadmin.core.reading_notes import Note
from groupadmin.core.reading_report import ReadingReport
from groupadmin.core.table_reader import Table, folded
from groupadmin.groups.documents import months_later
from groupadmin.groups.models import Group
from groupadmin.groups.querysets import CONFIDENTIAL
from members.register import column_words, reading, sections, status_words
from members.register.group_admins import Runner
from members.register.group_rows import ROLE_OF, GroupRow, Telling, group_rows
from members.register.lookups import Departments, Regulations
from members.register.people_cells import EMPLOYEE, OUTSIDER, Mention, NamedPerson, PeopleLookup, people_named
from members.register.problems import RegisterProblem, RegisterWarning, report_of
from members.register.reading import RegisterRow

# Up to here only the groups that the file could mean are read; above it the whole register is.
FEW: Final = 500
# So many rows that count 1, 2, 3 … look like a running number.
FEWEST_COUNTED: Final = 3
SERIAL, NUMBER = "serial", "number"
RENAME, LEAVE_OUT = "rename", "leave_out"
RENAMED: Final = ("renamed", "name_of_another")
# So many groups that would be called otherwise are asked about, if they are a good part of the file.
MANY_RENAMES, RENAMED_SHARE = 3, 0.2
CREATED, UPDATED, UNCHANGED = "created", "updated", "unchanged"


@dataclass(slots=True)
class PlannedGroup:
    """What one row would do. ``changes``: column → [before, after] as the ledger writes them; the rest is JSON-able."""

    row: int
    kind: str
    code: str
    name: str
    group_id: int | None = None
    changes: dict[str, list[str]] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    runners: list[Runner] | None = None


@dataclass(slots=True)
class RegisterPlan:
    """The whole difference between a ledger and the register, as a value."""

    groups: list[PlannedGroup]
    problems: list[RegisterProblem]
    warnings: list[RegisterWarning] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    report: ReadingReport = field(default_factory=ReadingReport)
    notes: list[Note] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return how many groups would be created, updated and stay, and how many rows have problems."""
        of = dict.fromkeys((CREATED, UPDATED, UNCHANGED), 0)
        for group in self.groups:
            of[group.kind] += 1
        return of | {"problems": len({problem.row for problem in self.problems})}

    def differences(self) -> list[PlannedGroup]:
        """Return what would be written; unchanged rows are not shown."""
        return [group for group in self.groups if group.kind != UNCHANGED]

    def as_dict(self) -> dict[str, Any]:
        """Return the plan as plain values for a packed preview."""
        return {
            "groups": [asdict(group) for group in self.differences()],
            "problems": [problem.packed() for problem in self.problems],
            "warnings": [warning.packed() for warning in self.warnings],
            "questions": [question.as_dict() for question in self.questions],
            "report": self.report.as_dict(),
            "notes": [note.packed() for note in self.notes],
            "digest": self.digest(),
        }

    @classmethod
    def told(cls, kept: Mapping[str, Any]) -> RegisterPlan:
        """Return what ``as_dict`` made plain, but for the groups."""
        return cls(
            [],
            [RegisterProblem.unpacked(values) for values in kept.get("problems", ())],
            [RegisterWarning.unpacked(values) for values in kept.get("warnings", ())],
            [Question.from_dict(values) for values in kept.get("questions", ())],
            ReadingReport.from_dict(kept["report"]) if "report" in kept else ReadingReport(),
            [Note.unpacked(values) for values in kept.get("notes", ())],
        )

    def digest(self) -> str:
        """Return what a plan is known again by: the same file against the same register gives the same."""
        told = json.dumps([asdict(group) for group in self.differences()], sort_keys=True, default=str)
        return hashlib.sha256(told.encode()).hexdigest()


def plan_register(table: Table, *, today: date, answers: Mapping[str, str] | None = None) -> RegisterPlan:
    """Compare a ledger with the register: same number of queries for any number of rows up to a thousand groups.

    ``answers`` are a person's words on the plan's ``questions``; while one is open, the plan is the likeliest reading.
    """
    answers, titles = answers or {}, sections.titles_of(table)
    rows = [row for row in reading.rows_of(table) if row.number not in titles]
    ended = sections.ask_about_ends(table, titles, rows, answers)
    skipped = reading.skipped_rows(table, rows)
    asked = serial_question(rows)
    counts_rows = asked is not None and answers.get(asked.key, asked.suggested) == SERIAL
    if counts_rows:
        for row in rows:
            row.texts.pop("code", None)
    planner = _Planner(rows, today)
    made = planner.plan()
    renamed = renames_question(made)
    if renamed is not None and answers.get(renamed.key) == LEAVE_OUT:
        _leave_out_renamed(made)
    made.questions = [one for one in (asked, renamed, *ended) if one is not None]
    paths = planner.departments.paths.values()
    made.report = report_of(table, skipped, made.problems, paths, counts_rows=counts_rows)
    above = dividing_rows.labelled(table.title_rows, column_words.HEADERS)
    made.notes = [*table.notes, *(Note("title_unread", {"text": text}) for _field, text, _value in above)]
    return made


class _Planner:
    """The register and the directory as far as the file talks about them."""

    def __init__(self, rows: list[RegisterRow], today: date) -> None:
        self.rows, self.today = rows, today
        self.departments, self.regulations = Departments.load(), Regulations.load()
        self.tellers = [
            Telling(self.departments, self.regulations, lang) for lang in (column_words.CHINESE, column_words.ENGLISH)
        ]
        self.by_code: dict[str, GroupRow] = {}
        self.by_name: dict[str, list[GroupRow]] = {}
        for snapshot in group_rows(_meant(rows)):
            self.by_code[code_key(snapshot.code)] = snapshot
            self.by_name.setdefault(fold(snapshot.own["name"]), []).append(snapshot)
        self.codes = {*self.by_code, *(code_key(row.texts["code"]) for row in rows if row.texts.get("code"))}
        self.people = PeopleLookup(())
        self.first_rows: dict[str, int] = {}

    def plan(self) -> RegisterPlan:
        """Plan every row: first what it says, then who is meant, then the difference."""
        pairs = [(row, self._match(row)) for row in self.rows]
        told = [self._understand(row, snapshot) for row, snapshot in pairs]
        named = [one for row in self.rows for meant in row.people.values() for one in meant]
        self.people = people_named(named) if named else PeopleLookup(())
        planned = [self._plan(row, snapshot, texts) for (row, snapshot), texts in zip(pairs, told, strict=True)]
        problems = [problem for row in self.rows for problem in row.problems]
        warnings = [warning for row in self.rows for warning in row.warnings]
        return RegisterPlan([one for one in planned if one], problems, warnings)

    def _match(self, row: RegisterRow) -> GroupRow | None:
        """Return the group a row is about: by number, else by name, platform and department; notes doubles."""
        code, name = row.texts.get("code", ""), row.texts.get("name", "")
        if not code and not name:
            row.refuse("name", "empty")
            return None
        snapshot = self.by_code.get(code_key(code)) if code else self._match_by_name(row, name)
        if code and snapshot and snapshot.code != code:
            row.warn("code", "other_spelling", group=snapshot.code)
        key = f"={code_key(code or (snapshot.code if snapshot else ''))}"
        if key == "=":
            key = "/".join((fold(name), row.texts.get("platform", ""), row.texts.get("department", "")))
        first = self.first_rows.setdefault(key, row.number)
        if first != row.number:
            row.refuse("code" if code else "name", "twice_in_file", first=first)
        if snapshot is None and not name:
            row.refuse("name", "empty")
        if snapshot is None and not code:
            self._warn_of_namesake(row, name)
        return snapshot

    def _warn_of_namesake(self, row: RegisterRow, name: str) -> None:
        """Tell that a new group bears the name of one that lives in another department or on another platform."""
        living = (*Group.LIVE, Group.Status.APPROVED)
        known = [one.code for one in self.by_name.get(fold(name), []) if one.own["status"] in living]
        if known and not row.problems:
            row.warn("name", "namesake", name, known="、".join(known[:6]))

    def _match_by_name(self, row: RegisterRow, name: str) -> GroupRow | None:
        platform_word = row.texts.get("platform", "")
        platform = column_words.CODE_OF["platform"].get(folded(platform_word), Group.Platform.WECHAT)
        place: object = None
        if row.texts.get("department"):
            place = self.departments.find(row.texts["department"], row=row.number, column="")
        same = [
            one
            for one in self.by_name.get(fold(name), [])
            if (one.own["platform"], one.own["department_id"]) == (platform, place)
        ]
        living = [one for one in same if one.own["status"] in (*Group.LIVE, Group.Status.APPROVED)]
        if not living and not status_words.says_ended(row):
            return None
        best = living or same
        if len(best) > 1:
            row.refuse("name", "name_is_taken", known="、".join(one.code for one in best[:6]))
        return best[0] if best else None

    def _understand(self, row: RegisterRow, snapshot: GroupRow | None) -> dict[str, str]:
        """Let a row be read where it differs from what the ledger would print; returns what it would print."""
        before = self.tellers[0].texts(snapshot) if snapshot else {}
        other = self.tellers[1].texts(snapshot) if snapshot else {}
        fresh = [
            column
            for column, text in row.texts.items()
            if text
            and column not in (*column_words.DERIVED, "code", "serial")
            and clean(text) not in (clean(before.get(column, "")), clean(other.get(column, "")))
        ]
        if snapshot is None and row.texts.get("code"):
            fresh.append("code")
        if snapshot and snapshot.own["roster_taken_at"]:
            # The roster knows better than a number somebody typed.
            fresh = [column for column in fresh if column not in ("headcount", "headcount_outside")]
        reading.understand(row, fresh, self.today)
        self._end_by_term(row, snapshot)
        if row.values.get("status") and folded(row.texts["status"]) in column_words.QUIET_WORDS:
            row.warn("status", "dormant_in_use")
        return before

    def _end_by_term(self, row: RegisterRow, snapshot: GroupRow | None) -> None:
        """Count a term (一年) from the day the group was created or approved; without one it has no planned end."""
        months = row.values.pop("term", None)
        if months is None:
            return
        own = snapshot.own if snapshot else {}
        starts = (row.values.get(name) or own.get(name) for name in ("created_on", "approved_on"))
        start = next((day for day in starts if day), None)
        end = months_later(start, months) if start else None
        row.values["planned_end_on"] = end
        if end:
            row.warn("planned_end_on", "end_by_term", start=str(start), day=str(end))
        else:
            row.warn("planned_end_on", "no_end")

    def _plan(self, row: RegisterRow, snapshot: GroupRow | None, before: dict[str, str]) -> PlannedGroup | None:
        self._place(row, snapshot)
        runners = self._runners(row, snapshot)
        if (
            runners is not None
            and snapshot is not None
            and snapshot.own["secrecy"] in CONFIDENTIAL
            and snapshot.memberships
        ):
            row.refuse("owner" if "owner" in row.people else next(iter(row.people)), "needs_the_officer")
        status_words.settle(row, snapshot)
        if row.values.get("merged_into") and code_key(row.values["merged_into"]) not in self.codes:
            row.refuse("merged_into", "merged_needs_an_heir")
        if row.problems:
            return None
        values, changes = self._differences(row, snapshot, before)
        if snapshot and row.texts.get("code") and "name" in changes:
            self._warn_of_rename(row, snapshot, changes["name"][1])
        if runners is not None:
            for column in ROLE_OF:
                after = "、".join(p.told() for role, p in runners if role == ROLE_OF[column])
                if after != before.get(column, ""):
                    changes[column] = [before.get(column, ""), after]
        kind = CREATED if snapshot is None else UPDATED if changes else UNCHANGED
        return PlannedGroup(
            row.number,
            kind,
            snapshot.code if snapshot else row.values.get("code", ""),
            row.texts.get("name") or (snapshot.own["name"] if snapshot else ""),
            snapshot.id if snapshot else None,
            changes,
            values,
            [Runner(role, p.employee_id, p.name, p.identity) for role, p in runners] if runners is not None else None,
        )

    def _warn_of_rename(self, row: RegisterRow, snapshot: GroupRow, name: str) -> None:
        """Tell that a group would get another name, above all one that is another group's until now."""
        others = [one.code for one in self.by_name.get(fold(name), []) if one.code != snapshot.code]
        if others:
            row.warn("name", "name_of_another", name, group=snapshot.code, other=others[0])
        else:
            row.warn("name", "renamed", name, group=snapshot.code, before=snapshot.own["name"])

    def _place(self, row: RegisterRow, snapshot: GroupRow | None) -> None:
        """Put ids for the department and the regulation that a row names."""
        current = snapshot.own if snapshot else {}
        if text := row.values.pop("department", None):
            found = self.departments.find(text, row=row.number, column=row.heading("department"))
            _keep(row, "department_id", found)
        if text := row.values.pop("regulation", None):
            column = row.heading("regulation")
            known = current.get("regulation_id")
            _keep(row, "regulation_id", self.regulations.find(text, row=row.number, column=column, current=known))

    def _runners(self, row: RegisterRow, snapshot: GroupRow | None) -> list[tuple[str, NamedPerson]] | None:
        """Return who would run the group after this row, the owner first; None where the row changes nothing there."""
        if not row.people:
            return None
        place = row.values.get("department_id", snapshot.own["department_id"] if snapshot else None)
        lineage = self.departments.lineages.get(place, "") if place else ""
        now = {column: snapshot.runners(column) if snapshot else [] for column in ROLE_OF}
        said = {column: self._find(row, column, meant, lineage, now) for column, meant in row.people.items()}
        if len(said.get("owner", ())) > 1:
            row.refuse("owner", "two_owners")
        wanted = {column: said.get(column, now[column]) for column in ROLE_OF}
        if column_words.HELPERS in said and "admins" not in said:
            wanted["admins"] = said[column_words.HELPERS]
        clash = {p.key for p in wanted["owner"]} & {p.key for p in said.get("deputies", ())}
        if clash:
            row.refuse("deputies", "owner_is_deputy", wanted["owner"][0].name)
        memberships: dict[int | str, tuple[str, NamedPerson]] = {}
        for column, role in ROLE_OF.items():
            for person in wanted[column]:
                memberships.setdefault(person.key, (str(role), person))
        held = {membership.person.key: str(membership.role) for membership in snapshot.memberships} if snapshot else {}
        same = {key: role for key, (role, _person) in memberships.items()} == held
        return None if same and snapshot else list(memberships.values())

    def _find(
        self, row: RegisterRow, column: str, meant: list[Mention], lineage: str, now: dict[str, list[NamedPerson]]
    ) -> list[NamedPerson]:
        """Return the people a cell means; those who cannot be found are noted as problems."""
        present = {person.key for people in now.values() for person in people}
        found = []
        for one in meant:
            who = self.people.find(one, row=row.number, column=row.heading(column), lineage=lineage)
            if isinstance(who, RegisterProblem):
                row.problems.append(who)
            elif who.identity in (EMPLOYEE, OUTSIDER) or who.key in present:
                found.append(who)
                if not who.working and who.key not in present:
                    row.warn(column, "owner_has_left", who.name, status=who.status)
            else:
                row.refuse(column, "no_such_person", one.name)
        return found

    def _differences(
        self, row: RegisterRow, snapshot: GroupRow | None, before: dict[str, str]
    ) -> tuple[dict[str, Any], dict[str, list[str]]]:
        """Return the values that differ, JSON-able, and each as [before, after] in the ledger's words."""
        values, changes = {}, {}
        for name, value in row.values.items():
            column = name.removesuffix("_id")
            if snapshot and _current(snapshot, name) == value:
                continue
            if column in column_words.BY_FIELD:
                changes[column] = [before.get(column, ""), self._told(column, value)]
            values[name] = value.isoformat() if hasattr(value, "isoformat") else value
        return values, changes

    def _told(self, column: str, value: Any) -> str:
        if column == "department":
            return self.departments.told(value)
        if column == "regulation":
            return self.regulations.told(value)
        if column in column_words.CODES:
            return column_words.word(column, value, column_words.CHINESE)
        if column == "announced":
            return column_words.YES[0]
        return "" if value is None else str(value)


def _current(snapshot: GroupRow, name: str) -> Any:
    special = {"pledge_on": snapshot.pledge_on, "announced": snapshot.announced, "merged_into": snapshot.heir}
    return special[name] if name in special else snapshot.own.get(name)


def _keep(row: RegisterRow, name: str, found: int | RegisterProblem) -> None:
    if isinstance(found, RegisterProblem):
        row.problems.append(found)
    else:
        row.values[name] = found


def code_key(code: str) -> str:
    """Return what group numbers are compared by: QG-101, qg-101 and ＱＧ－101 are one."""
    return unicodedata.normalize("NFKC", clean(code)).casefold()


def serial_question(rows: list[RegisterRow]) -> Question | None:
    """Ask whether a column that counts the rows 1, 2, 3 … is the groups' number, where it is not called so outright."""
    codes = [row.texts["code"] for row in rows if row.texts.get("code")]
    if len(set(codes)) < FEWEST_COUNTED or not _counts(codes):
        return None
    facts = {"column": rows[0].heading("code"), "first": codes[0], "last": max(codes, key=int)}
    return Question("serial", "serial", (SERIAL, NUMBER), SERIAL, facts)


def _counts(codes: list[str]) -> bool:
    """Say whether codes count 1, 2, 3 …; each sheet, or each block of one, may begin again at 1."""
    expected = 1
    for code in codes:
        if code not in ("1", str(expected)):
            return False
        expected = int(code) + 1
    return True


def renames_question(made: RegisterPlan) -> Question | None:
    """Ask before groups change names with each other, or many at once get other names: the numbers may have shifted."""
    renamed = [one for one in made.warnings if one.code in RENAMED]
    swapped = sum(one.code == "name_of_another" for one in renamed)
    if swapped < 2 and not (len(renamed) >= MANY_RENAMES and len(renamed) > RENAMED_SHARE * len(made.groups)):
        return None
    groups = [f"{one.facts['group']} → {one.value}" for one in renamed[:20]]
    return Question("renames", "renames", (RENAME, LEAVE_OUT), "", {"number": len(renamed), "groups": groups})


def _leave_out_renamed(made: RegisterPlan) -> None:
    """Leave the rows that would rename a group out of the plan, each with its reason."""
    renamed = {one.row: one for one in made.warnings if one.code in RENAMED}
    made.groups = [group for group in made.groups if group.row not in renamed]
    made.problems += [
        RegisterProblem(row, one.column, one.value, "not_renamed", {"group": one.facts["group"]})
        for row, one in renamed.items()
    ]


def _meant(rows: list[RegisterRow]) -> Any:
    """Return the groups that the rows could be about."""
    if len(rows) > FEW:
        return Group.objects.all()
    codes = [code_key(code) for row in rows for column in ("code", "merged_into") if (code := row.texts.get(column))]
    keys = [(fold(name) or name)[:128] for row in rows if (name := row.texts.get("name"))]
    return Group.objects.alias(folded_code=Lower("code")).filter(Q(folded_code__in=codes) | Q(name_key__in=keys))
