"""A plan of the directory as a page shows it: one part at a time, codes as words, new departments by their names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from groupadmin.directory.diff import Change, DirectoryPlan
from groupadmin.directory.models import Department, Employee

PARTS = ("created", "updated", "left")


@dataclass(frozen=True)
class Line:
    """One person's difference: row in the file, who, and each column's words before and after."""

    row: int
    staff_no: str
    name: str
    changes: list[dict[str, Any]]


@dataclass(frozen=True)
class Part:
    """One part of a plan: its name, some of its lines, how many there are, where the pages beside it begin."""

    name: str
    lines: list[Line]
    total: int
    before: int | None
    after: int | None


def part_of(plan: DirectoryPlan, name: str, start: int, size: int) -> Part:
    """Return a slice of one part of a plan; without a name the first part that is not empty."""
    wanted = name if name in PARTS else next((part for part in PARTS if getattr(plan, part)), PARTS[0])
    changes: list[Change] = getattr(plan, wanted)
    some = changes[start : start + size]
    words = _Words(plan, some)
    lines = [Line(one.row, one.staff_no, one.after[1], words.of(one)) for one in some]
    after = start + size if start + size < len(changes) else None
    return Part(wanted, lines, len(changes), max(start - size, 0) if start else None, after)


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
