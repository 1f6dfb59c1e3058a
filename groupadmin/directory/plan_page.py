"""A plan of the directory as a page shows it: one part at a time, codes as words, new departments by their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from groupadmin.directory import vocabulary
from groupadmin.directory.diff import Change, DirectoryPlan
from groupadmin.directory.models import Department, Employee
from groupadmin.directory.staff_record import DEPARTMENT, STATUS

PARTS = ("created", "updated", "left")


@dataclass(frozen=True)
class PersonDifference:
    """One person's difference: row in the file, who, and each column's words before and after."""

    row: int
    staff_no: str
    name: str
    changes: list[dict[str, Any]]


@dataclass(frozen=True)
class PlanPart:
    """One part of a plan: its name, some of its lines, how many there are, where the pages beside it begin."""

    name: str
    lines: list[PersonDifference]
    total: int
    before: int | None
    after: int | None


def part_of(plan: DirectoryPlan, name: str, start: int, size: int) -> PlanPart:
    """Return a slice of one part of a plan; without a name the first part that is not empty."""
    wanted = name if name in PARTS else next((part for part in PARTS if getattr(plan, part)), PARTS[0])
    changes: list[Change] = getattr(plan, wanted)
    some = changes[start : start + size]
    words = _Words(plan, some)
    lines = [PersonDifference(one.row, one.staff_no, one.after[1], words.of(one)) for one in some]
    after = start + size if start + size < len(changes) else None
    return PlanPart(wanted, lines, len(changes), max(start - size, 0) if start else None, after)


@dataclass(frozen=True)
class Renamed:
    """A department that looks renamed rather than left: its path, the new one's, and how many people move."""

    before: str
    after: str
    people: int


def renamed(plan: DirectoryPlan) -> list[Renamed]:
    """Return the departments all of whose people would move to one new department; two queries.

    A list knows departments by their names alone. To the directory such people are transferred, and their old
    department's groups are no longer for them.
    """
    moves: Counter[tuple[int, int]] = Counter()
    off: Counter[int] = Counter()
    changes = [one for one in (*plan.updated, *plan.left) if one.before and one.before[STATUS] in vocabulary.HERE]
    for one in changes:
        before, after = (one.before and one.before[DEPARTMENT]) or 0, one.after[DEPARTMENT] or 0
        stays = before == after and one.after[STATUS] in vocabulary.HERE
        off[before] += not stays
        if after < 0 < before and one.after[STATUS] in vocabulary.HERE:
            moves[before, after] += 1
    targets = Counter(before for before, _after in moves)
    here = _people_here(targets)
    looks_so = [pair for pair, n in moves.items() if n > 1 and targets[pair[0]] == 1 and here[pair[0]] <= off[pair[0]]]
    paths = _Words(plan, [one for one in changes if (one.before and one.before[DEPARTMENT]) in targets]).paths
    return sorted(
        (Renamed(paths[pair[0]], paths[pair[1]], moves[pair]) for pair in looks_so), key=lambda one: one.before
    )


def _people_here(departments: Iterable[int]) -> Counter[int]:
    here = Employee.objects.filter(department__in=departments, status__in=vocabulary.HERE).order_by()
    return Counter(dict(here.values_list("department").annotate(Count("pk"))))


class _Words:
    """Turns ids and codes of some changes into words; one query for the departments."""

    def __init__(self, plan: DirectoryPlan, changes: list[Change]) -> None:
        above = {number: (parent, name) for number, parent, name in plan.departments}
        ids = {d for one in changes for d in self._departments(one) if d and d > 0}
        ids |= {parent for parent, _name in above.values() if parent and parent > 0}
        self.paths: dict[int, str] = dict(Department.objects.filter(pk__in=ids).values_list("pk", "path"))
        for number, (parent, name) in above.items():  # parents come before children
            self.paths[number] = f"{self.paths[parent]}/{name}" if parent in self.paths else name
        self.codes = {**dict(Employee.Status.choices), **dict(Employee.Employment.choices)}

    @staticmethod
    def _departments(change: Change) -> list[int | None]:
        return [change.after[2], change.before[2] if change.before else None, *(change.others or ())]

    def of(self, change: Change) -> list[dict[str, Any]]:
        """Return the columns that differ: heading, before, after."""
        found = [
            {"heading": self._heading(name), "before": self._told(name, old), "after": self._told(name, new)}
            for name, old, new in change.fields()
            if not (change.before is None and name == "name")
        ]
        if change.others is not None:
            names = "、".join(self.paths.get(number, "") for number in change.others)
            found.append({"heading": _("Other departments"), "before": "", "after": names})
        if change.head is not None:
            found.append({"heading": _("Heads the department"), "before": "", "after": self._told("", change.head)})
        return found

    @staticmethod
    def _heading(name: str) -> str:
        return str(Employee._meta.get_field(name.removesuffix("_id")).verbose_name)  # type: ignore[union-attr]

    def _told(self, name: str, value: Any) -> str:
        if value in (None, ""):
            return ""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, date):
            return value.isoformat()
        if name == "department_id":
            return self.paths.get(value, "")
        return str(self.codes.get(value, value)) if name in ("status", "employment") else str(value)
