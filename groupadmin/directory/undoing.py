"""Taking an import of the directory back, while nothing later has touched what it wrote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit, imports
from groupadmin.core.models import ImportBatch
from groupadmin.core.references import blocking_references
from groupadmin.core.sql import chunks
from groupadmin.directory import accounts, roles, writing
from groupadmin.directory.models import Department, DepartmentHead, DirectoryState, Employee, User
from groupadmin.directory.staff_record import FIELDS

State = ImportBatch.State


class UndoBlocked(imports.UndoBlocked):
    wording = _(
        "This import cannot be undone any more, because something was built on it: %(what)s. "
        "Correct the people in question by another import."
    )

    def __init__(self, blocked_by: list[str]) -> None:
        super().__init__(blocked_by, what="；".join(blocked_by[:5]))


class LaterImports(UndoBlocked):
    wording = _(
        "This import cannot be undone yet, because something was built on it: %(what)s. Undo these later imports "
        "first, beginning with the last one: %(later)s. What else was changed since then must be put back by hand."
    )

    def __init__(self, blocked_by: list[str], later: Sequence[ImportBatch]) -> None:
        super().__init__(blocked_by)
        self.facts["later"] = "；".join(f"{one.get_kind_display()} {one}" for one in later[:5])


@transaction.atomic
def undo_directory(batch: ImportBatch, *, actor: audit.Actor, at: datetime) -> int:
    """Put everything back as it was before an applied import; returns how many people.

    Log-ins that the import locked are opened again. Raises NothingToUndo, BatchHasMoved, UndoBlocked.
    """
    roles.require(actor, roles.HR)
    record = imports.undo_record(batch)
    DirectoryState.advance()
    imports.mark_undone(batch, actor=actor, at=at)
    blocked = _touched_since(record, batch.applied_at) + _built_on(record["created"])
    if blocked:
        applied = ImportBatch.objects.filter(state=State.APPLIED, applied_at__gt=batch.applied_at)
        later = list(applied.order_by("-applied_at", "-pk").defer("table", "preview", "undo")[:5])
        raise LaterImports(blocked, later) if later else UndoBlocked(blocked)
    imports.require_uncited(batch)
    _put_heads_back(record["heads"])
    _put_others_back(record["others"])
    rows = [_as_it_was(values) for values in record["before"]]
    for some in chunks(rows, writing.AT_ONCE):
        writing.upsert(list(some))
    for some in chunks(record["created"], writing.AT_ONCE):
        Employee.objects.filter(staff_no__in=some).delete()
    for number in writing.departments_still_empty(record["departments"]):
        Department.objects.filter(pk=number, children=None).delete()
    locked = list(User.objects.filter(pk__in=record["locked"], is_active=False).values_list("pk", flat=True))
    User.objects.filter(pk__in=locked).update(is_active=True)
    accounts.note_locks(locked, "user.unlocked", actor=actor, at=at, because=str(batch))
    people = len(rows) + len(record["created"])
    audit.record("directory.import_undone", batch, actor=actor, at=at, detail={"people": people})
    return people


def _touched_since(record: dict[str, Any], applied_at: datetime | None) -> list[str]:
    """Return the people whose rows somebody wrote after the import."""
    numbers = [*record["created"], *(values[0] for values in record["before"])]
    touched = []
    for some in chunks(numbers, writing.AT_ONCE):
        later = Employee.objects.filter(staff_no__in=some).exclude(confirmed_at=applied_at)
        touched += [f"{name} ({staff_no})" for name, staff_no in later.values_list("name", "staff_no")]
    return touched


def _built_on(created: Sequence[str]) -> list[str]:
    """Return which new people something hangs on by now: a membership in a group, a log-in, a matter."""
    people: dict[int, str] = {}
    for some in chunks(created):
        rows = Employee.objects.filter(staff_no__in=some).values_list("pk", "name", "staff_no")
        people |= {pk: f"{name} ({staff_no})" for pk, name, staff_no in rows}
    own = (DepartmentHead, Employee.other_departments.through)
    return [
        f"{one.model._meta.verbose_name}: {people[person]}"
        for one in blocking_references(Employee, list(people), ignore=own)
        for person in list(one.counts)[:20]
    ]


def _put_heads_back(done: list[list[int]]) -> None:
    made = [(person, department) for person, department, head in done if head]
    rows = DepartmentHead.objects.filter(department_id__in={department for _person, department in made})
    gone = [row.pk for row in rows if (row.employee_id, row.department_id) in made]
    DepartmentHead.objects.filter(pk__in=gone).delete()
    ranks: dict[int, int] = {}
    unmade = [(person, department) for person, department, head in done if not head]
    for row in DepartmentHead.objects.filter(department_id__in={department for _person, department in unmade}):
        ranks[row.department_id] = max(row.rank, ranks.get(row.department_id, 0))
    back = []
    for person, department in unmade:
        ranks[department] = ranks.get(department, 0) + 1
        facts = {"employee_id": person, "department_id": department, "named_in_id": department}
        back.append(DepartmentHead(**facts, rank=ranks[department]))
    DepartmentHead.objects.bulk_create(back, ignore_conflicts=True)


def _put_others_back(before: list[list[int]]) -> None:
    through = Employee.other_departments.through
    people = list({person for person, _department in before})
    for some in chunks(people, writing.AT_ONCE):
        through.objects.filter(employee_id__in=some).delete()
    rows = [through(employee_id=person, department_id=department) for person, department in before if department]
    through.objects.bulk_create(rows, batch_size=writing.AT_ONCE)


def _as_it_was(values: list[Any]) -> tuple[Any, ...]:
    """Return a line for ``upsert`` from what the undo record holds: days and the moment as text."""
    facts = dict(zip(("staff_no", *FIELDS, *writing.SINCE), values, strict=True))
    for name in ("hired_on", "left_on", "status_since", "department_since"):
        facts[name] = date.fromisoformat(facts[name]) if facts[name] else None
    facts["confirmed_at"] = parse_datetime(facts["confirmed_at"]) if facts["confirmed_at"] else None
    return tuple(facts.values())
