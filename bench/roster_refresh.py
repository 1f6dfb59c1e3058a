"""Refreshing the rosters of many groups, list by list, as a month of imports does: linear in rows, memory flat.

``run()`` works in a database of its own that the caller has made empty. Ratios count; seconds are this machine's.
"""

from __future__ import annotations

import random
import resource
import time
from datetime import UTC, datetime, timedelta

from django.db import connection, reset_queries

from groupadmin.core.folding import name_key, nickname_key
from groupadmin.directory.models import Department, Employee
from groupadmin.groups.models import Group
from groupadmin.regulations.models import NicknamePattern, Regulation
from members.models import Membership, RosterImport
from members.rosters import services

EMPLOYEES, GROUPS, ROWS = 5_000, 200, 50
FIRST = datetime(2026, 3, 1, 4, tzinfo=UTC)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文辉力建国"
Figure = tuple[str, float, str]


def run(*, employees: int = EMPLOYEES, groups: int = GROUPS, rows: int = ROWS) -> list[Figure]:
    """Fill ``groups`` groups, then refresh them twice with a tenth of the people changed; returns the figures."""
    chance = random.Random(1)
    names, made = _directory(employees, groups, chance)
    lists = {group.pk: chance.sample(names, rows) for group in made}
    started = time.perf_counter()
    for group in made:
        _refresh(group, lists[group.pk], FIRST)
    filled = time.perf_counter() - started
    before = _peak()
    halves, worked = [], []
    at = FIRST + timedelta(days=30)
    for part in (made[: groups // 2], made[groups // 2 :]):
        # The ratio is of this process's own work: what else the machine does is no figure of ours.
        started, own = time.perf_counter(), time.process_time()
        for group in part:
            _refresh(group, _changed(lists[group.pk], names, chance), at)
        halves.append(time.perf_counter() - started)
        worked.append(time.process_time() - own)
    return [
        ("roster refresh: rows a second, first lists", groups * rows / filled, "rows/s"),
        ("roster refresh: rows a second, refreshed", groups * rows / sum(halves), "rows/s"),
        ("roster refresh: second half of the groups / first half", worked[1] / worked[0], "ratio"),
        ("roster refresh: queries a list", _queries(made[0], _changed(lists[made[0].pk], names, chance)), "queries"),
        ("roster refresh: growth of the process while refreshing", _peak() - before, "MB"),
        ("roster refresh: present members", Membership.objects.present().count(), "rows"),
    ]


def _directory(employees: int, groups: int, chance: random.Random) -> tuple[list[str], list[Group]]:
    root = _department("总公司", None)
    units = [_department(f"第{n}部", root) for n in range(1, 41)]
    names = []
    people = []
    for n in range(employees):
        name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=2))
        unit = units[n % len(units)]
        names.append(f"{unit.name}-{name}")
        people.append(Employee(staff_no=f"{n:06}", name=name, name_key=name_key(name), department=unit))
    Employee.objects.bulk_create(people, batch_size=2000)
    rule = Regulation.objects.create(slug="bench", title="bench")
    NicknamePattern.objects.create(regulation=rule, template="{department}-{name}")
    made = [
        Group(
            code=f"G{n:06}", name=f"群{n}", name_key=nickname_key(f"群{n}"), regulation=rule, registered_on=FIRST.date()
        )
        for n in range(groups)
    ]
    Group.objects.bulk_create(made, batch_size=2000)
    return names, made


def _department(name: str, parent: Department | None) -> Department:
    made = Department.objects.create(name=name, name_key=name_key(name), parent=parent)
    made.lineage = f"{parent.lineage if parent else '/'}{made.pk}/"
    made.path = f"{parent.path}/{name}" if parent else name
    made.save()
    return made


def _changed(nicknames: list[str], names: list[str], chance: random.Random) -> list[str]:
    """Return a list with a tenth gone, a tenth new, and one in twenty renamed."""
    kept = nicknames[: len(nicknames) * 9 // 10]
    renamed = [name.replace("-", "—") if n % 20 == 0 else name for n, name in enumerate(kept)]
    return renamed + chance.sample(names, len(nicknames) - len(kept))


def _refresh(group: Group, nicknames: list[str], at: datetime) -> None:
    group.refresh_from_db()
    roster = services.stage_roster(
        group=group, content="\n".join(nicknames), mode=RosterImport.Mode.FULL, actor=None, at=at
    )
    services.apply_plan(roster=roster, override_reason="bench", actor=None, at=at)


def _queries(group: Group, nicknames: list[str]) -> float:
    connection.force_debug_cursor = True
    reset_queries()
    _refresh(group, nicknames, FIRST + timedelta(days=60))
    asked = len(connection.queries)
    connection.force_debug_cursor = False
    return asked


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
