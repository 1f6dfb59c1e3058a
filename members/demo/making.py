"""Making the demo: departments, people, groups and lists in chunks, log-ins, then the nights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit, imports, sweeps
from groupadmin.core.errors import DomainError
from groupadmin.core.folding import fold
from groupadmin.core.models import ImportBatch
from groupadmin.directory.models import Department, DepartmentHead, DepartmentShortName, Employee, User
from groupadmin.groups.models import Group
from groupadmin.regulations import services as regulations
from groupadmin.regulations.models import Regulation
from members import access
from members.demo import accounts, departments, fast
from members.demo.departments import Unit
from members.demo.groups import Plan, Register
from members.demo.names import Names
from members.demo.nights import Past
from members.demo.people import People
from members.demo.records import Records
from members.demo.rosters import Rosters
from members.models import Flag, Membership, RosterImport

# Groups whose lists are written in one transaction: what memory holds at a time.
GROUPS_AT_ONCE = 250
FEWEST_EMPLOYEES, FEWEST_GROUPS = 60, 1


class NotEmpty(DomainError):
    code = "not_empty"
    wording = _(
        "There are %(employees)s employees and %(groups)s groups in this database already. The demo belongs into an "
        "empty one; --force puts it beside what is there."
    )


class TooSmall(DomainError):
    code = "too_small"
    wording = _("A demo needs at least %(employees)s employees and %(groups)s group.")


@dataclass
class Made:
    """What was made, as totals."""

    departments: int = 0
    employees: int = 0
    groups: int = 0
    rosters: int = 0
    memberships: int = 0
    flags: int = 0
    log_ins: list[accounts.LogIn] = field(default_factory=list)


def is_empty() -> bool:
    """Say whether nobody has put anything in yet."""
    return not (Employee.objects.exists() or Group.objects.exists() or User.objects.exists())


def require_room(*, employees: int, groups: int, force: bool) -> None:
    """Raise TooSmall or NotEmpty where no such organisation can be made here."""
    if employees < FEWEST_EMPLOYEES or groups < FEWEST_GROUPS:
        raise TooSmall(employees=FEWEST_EMPLOYEES, groups=FEWEST_GROUPS)
    if not force and not is_empty():
        raise NotEmpty(employees=Employee.objects.count(), groups=Group.objects.count())


def make(
    *,
    employees: int,
    groups: int,
    seed: int,
    at: datetime,
    force: bool = False,
) -> Made:
    """Make an organisation; the same figures, seed and day give the same one. Raises NotEmpty, TooSmall."""
    require_room(employees=employees, groups=groups, force=force)
    alone = is_empty()
    today, random = timezone.localdate(at), Random(seed)
    made = Made()
    with transaction.atomic():
        units, people = _people(employees, at, today, random, made)
    _groups(groups, units, people, at, today, random, made)
    with transaction.atomic():
        made.log_ins = _log_ins(people)
        for adopted in Regulation.objects.filter(groups__isnull=False).distinct():
            regulations.seal(adopted, actor=None, at=at)
        audit.record("demo.made", "demo", actor=None, at=at, detail={"employees": employees, "groups": groups})
    _settle()
    sweeps.run_all(today=today)
    if alone:
        # Beside real groups no night is made up.
        with transaction.atomic():
            Past(at=at, today=today).tell()
    made.flags = Flag.objects.filter(state=Flag.State.OPEN).count()
    return made


def _people(employees: int, at: datetime, today: date, random: Random, made: Made) -> tuple[list[Unit], People]:
    company = departments.COMPANY
    number = Department.objects.filter(parent=None).count()
    units = departments.plan(employees, fast.next_id(Department), f"{company}{number or ''}")
    fast.insert(Department, (_department(unit) for unit in units))
    fast.insert(DepartmentShortName, _short_names(units, fast.next_id(DepartmentShortName)))
    people = People(units, employees, first_id=fast.next_id(Employee), today=today, random=random)
    made.departments = len(units)
    made.employees = fast.insert(Employee, (row | {"confirmed_at": at} for row in people.rows()))
    heads = (
        {"department_id": unit.id, "employee_id": people.made[unit.staff[0]].id, "rank": 1, "named_in_id": unit.id}
        for unit in units
    )
    first = fast.next_id(DepartmentHead)
    fast.insert(DepartmentHead, (row | {"id": first + place} for place, row in enumerate(heads)))
    fast.reset_sequences(Department, DepartmentShortName, Employee, DepartmentHead)
    return units, people


def _department(unit: Unit) -> dict[str, object]:
    return {
        "id": unit.id,
        "code": f"D{unit.id:04}",
        "name": unit.name,
        "name_key": fold(unit.name),
        "parent_id": unit.parent,
        "lineage": unit.lineage,
        "path": unit.path,
    }


def _short_names(units: list[Unit], first_id: int) -> Iterator[dict[str, object]]:
    numbers = count(first_id)
    for unit in units:
        for name in unit.short_names:
            yield {"id": next(numbers), "department_id": unit.id, "name": name, "name_key": fold(name)}


def _groups(
    groups: int, units: list[Unit], people: People, at: datetime, today: date, random: Random, made: Made
) -> None:
    register = Register(units, first_id=fast.next_id(Group), today=today, random=random)
    memberships = count(fast.next_id(Membership))
    rosters = Rosters(units, people.made, numbers=memberships, today=today, random=random, names=Names(random))
    records = Records(at=at, today=today, random=random, people=people.made)
    batches, lists = count(fast.next_id(ImportBatch)), count(fast.next_id(RosterImport))
    for start in range(0, groups, GROUPS_AT_ONCE):
        plans = [register.plan(place) for place in range(start, min(start + GROUPS_AT_ONCE, groups))]
        evidence = [[(when, next(batches), next(lists)) for when in plan.lists] for plan in plans]
        members = [
            list(rosters.rows(plan, [number for _when, _batch, number in proofs]))
            for plan, proofs in zip(plans, evidence, strict=True)
        ]
        with transaction.atomic():
            made.groups += fast.insert(Group, map(records.group, plans, members))
            made.rosters += _lists(plans, evidence, members)
            made.memberships += fast.insert(Membership, (row for rows in members for row in rows))
            records.beside(plans, members)
            fast.reset_sequences(Group, ImportBatch, RosterImport, Membership)


def _lists(
    plans: list[Plan], evidence: list[list[tuple[datetime, int, int]]], members: list[list[dict[str, Any]]]
) -> int:
    proofs = [
        (plan, place, when, batch, number, sum(row["first_seen_at"] <= when for row in rows))
        for plan, proof, rows in zip(plans, evidence, members, strict=True)
        for place, (when, batch, number) in enumerate(proof)
    ]
    fast.insert(
        ImportBatch,
        (
            {
                "id": batch,
                "kind": ImportBatch.Kind.ROSTER,
                "state": ImportBatch.State.APPLIED,
                "file_name": f"{plan.name}成员.csv",
                "file_hash": imports.file_hash(f"{plan.code} {when}".encode()),
                "options": {"group": plan.code},
                "counts": {"rows": rows},
                "requested_by_name": "demo",
                "created_at": when,
                "applied_at": when,
                "applied_by_name": "demo",
                "expires_at": when + timedelta(days=1),
            }
            for plan, _place, when, batch, _number, rows in proofs
        ),
    )
    return fast.insert(
        RosterImport,
        (
            {
                "id": number,
                "batch_id": batch,
                "group_id": plan.id,
                "mode": RosterImport.Mode.FULL,
                "taken_at": when,
                "base_version": place,
                "applied_version": place + 1,
                "rows": rows,
                "nickname_coverage": 1.0,
            }
            for plan, place, when, batch, number, rows in proofs
        ),
    )


def _log_ins(people: People) -> list[accounts.LogIn]:
    """Give the log-ins to people whom the lists know: the owner and the head belong to the first groups."""
    led = {unit.name: people.made[unit.staff[0]] for unit in people.units[:9]}
    runners = Membership.objects.present().filter(role__in=access.RUNNERS, employee__isnull=False)
    running = set(runners.values_list("employee_id", flat=True))
    others = (p for p in people.made[len(people.units) :] if p.working and p.id not in running)
    chosen = [
        led["人力资源部"],
        led["工程部"],
        led[people.units[0].name],
        led["保密办公室"],
        led["总经理办公室"],
        led["审计部"],
        next(others),
    ]
    return accounts.make(chosen)


def _settle() -> None:
    """Let the database count what has come in, so that its first answers are quick."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
