"""The demo's log-ins: one for each kind of reader, all with one printed password. They exist in demo data only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group as AuthGroup

from groupadmin.directory import roles
from groupadmin.directory.models import User
from members.demo.people import Person

PASSWORD = "groups-demo-2026"  # noqa: S105  printed on purpose; no real installation has these log-ins


@dataclass(frozen=True)
class LogIn:
    """A log-in: its name, what it shows, and its role; "" for those whose rights come from the roster."""

    username: str
    shows: str
    role: str = ""


LOG_INS = (
    LogIn("hr", "HR administrator / 人事管理员", roles.HR),
    LogIn("owner", "owner of three groups / 群主"),
    LogIn("head", "head of their department / 部门负责人"),
    LogIn("baomi", "confidentiality officer / 保密员", roles.CONFIDENTIALITY),
    LogIn("shenpi", "approver / 审批人", roles.APPROVER),
    LogIn("audit", "auditor / 审计", roles.AUDITOR),
    LogIn("employee", "any employee / 普通员工"),
)


def make(people: Sequence[Person]) -> list[LogIn]:
    """Write the log-ins for these people, in the order of LOG_INS; names that are taken are left as they are."""
    taken = set(User.objects.filter(username__in=[one.username for one in LOG_INS]).values_list("username", flat=True))
    password = make_password(PASSWORD)
    made = [
        (one, User(username=one.username, password=password, employee_id=person.id))
        for one, person in zip(LOG_INS, people, strict=True)
        if one.username not in taken
    ]
    User.objects.bulk_create([user for _, user in made])
    held = {group.name: group for group in AuthGroup.objects.filter(name__in=roles.ALL)}
    for one, user in made:
        if one.role:
            user.groups.add(held[one.role])
    return [one for one, _ in made]


def hint() -> list[str]:
    """Return the lines that ``make run`` prints: the demo's log-ins while they are there, else how to make one."""
    there = set(User.objects.filter(username__in=[one.username for one in LOG_INS]).values_list("username", flat=True))
    if there:
        lines = [f"  {one.username:<9} {one.shows}" for one in LOG_INS if one.username in there]
        return [f"Demo log-ins, all with the password {PASSWORD} (they exist in demo data only):", *lines]
    if User.objects.exists():
        return []
    return ["Nobody can log in yet. Make the first log-in: .venv/bin/python manage.py make_administrator"]
