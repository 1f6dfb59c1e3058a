"""Plain helpers that make rows for tests, in the words of the domain. Names are placeholders, never real people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Group as AuthGroup

from groupadmin.core.models import ImportBatch
from groupadmin.directory.models import Department, DepartmentHead, Employee, User
from groupadmin.groups.models import Group
from groupadmin.regulations.models import NicknamePattern, Regulation
from members.models import Membership, RosterImport

NOON = datetime(2026, 3, 12, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
TODAY = date(2026, 3, 12)
numbers = count(1)


def make_department(name: str = "", parent: Department | None = None, *short_names: str) -> Department:
    name = name or f"第{next(numbers)}部"
    made = Department.objects.create(name=name, name_key=name.casefold(), parent=parent)
    above = parent.lineage if parent else "/"
    made.lineage, made.path = f"{above}{made.pk}/", f"{parent.path}/{name}" if parent else name
    made.save()
    for short in short_names:
        made.short_names.create(name=short, name_key=short.casefold())
    return made


def make_employee(name: str = "", department: Department | None = None, **facts: Any) -> Employee:
    number = next(numbers)
    name = name or f"张{number}"
    # Far from the numbers that tests write out.
    facts.setdefault("staff_no", f"9{number:05}")
    facts.setdefault("name_key", name.casefold())
    return Employee.objects.create(name=name, department=department, **facts)


def make_head(department: Department, employee: Employee) -> DepartmentHead:
    return DepartmentHead.objects.create(department=department, employee=employee, named_in_id=employee.department_id)


def make_user(employee: Employee | None = None, *roles: str, **facts: Any) -> User:
    facts.setdefault("username", employee.staff_no if employee else f"user{next(numbers)}")
    user = User.objects.create_user(password="correct horse battery", employee=employee, **facts)
    user.groups.set(AuthGroup.objects.filter(name__in=roles))
    return user


def make_regulation(slug: str = "", *, nickname: str = "", **facts: Any) -> Regulation:
    slug = slug or f"rule-{next(numbers)}"
    facts.setdefault("title", f"{slug} 群管理制度")
    made = Regulation.objects.create(slug=slug, **facts)
    if nickname:
        NicknamePattern.objects.create(regulation=made, template=nickname)
    return made


def make_group(name: str = "", department: Department | None = None, **facts: Any) -> Group:
    number = next(numbers)
    name = name or f"工作群{number}"
    facts.setdefault("code", f"G{number:05}")
    facts.setdefault("registered_on", TODAY - timedelta(days=100))
    facts.setdefault("name_key", name.casefold())
    return Group.objects.create(name=name, department=department, **facts)


def make_roster(group: Group, taken_at: datetime = NOON, mode: str = RosterImport.Mode.FULL) -> RosterImport:
    batch = ImportBatch.objects.create(
        kind=ImportBatch.Kind.ROSTER,
        state=ImportBatch.State.APPLIED,
        file_name="名单.csv",
        file_hash="0" * 64,
        requested_by_name="tests",
        created_at=taken_at,
        applied_at=taken_at,
        expires_at=taken_at + timedelta(days=30),
    )
    return RosterImport.objects.create(
        batch=batch, group=group, mode=mode, taken_at=taken_at, base_version=group.roster_version
    )


def make_membership(group: Group, employee: Employee | None = None, nickname: str = "", **facts: Any) -> Membership:
    nickname = nickname or (employee.name if employee else f"网友{next(numbers)}")
    identity = Membership.Identity.EMPLOYEE if employee else Membership.Identity.UNKNOWN
    facts.setdefault("identity", identity)
    facts.setdefault("tier", Membership.Tier.EXACT if employee else Membership.Tier.NONE)
    facts.setdefault("first_seen_at", NOON)
    facts.setdefault("last_seen_at", NOON)
    return Membership.objects.create(
        group=group, employee=employee, nickname=nickname, nickname_key=nickname.casefold(), **facts
    )
