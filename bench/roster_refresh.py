"""Refreshing rosters list by list, as a month of imports does: linear in rows, memory flat, whatever is there already.

The database is filled at once with the rosters of all groups (20,000 of 50 members at full size: about two minutes).
Then groups, picked from all over, bring a new list through the product's own services: 400, or as many as
``BENCH_LISTS`` says, for ``BENCH_MINUTES`` (10) at most. All 20,000 take about an hour an engine on a quiet machine;
the quarters of those that were refreshed tell whether they would take longer and longer. ``run()`` works in a database
of its own that the caller has made empty. Ratios are of this process's own work; seconds are this machine's.
"""

from __future__ import annotations

import math
import os
import random
import resource
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from statistics import median

from django.db import connection, reset_queries

from groupadmin.core.folding import name_key, nickname_key
from groupadmin.directory.models import Department, Employee
from groupadmin.groups.models import Group
from groupadmin.regulations.models import NicknamePattern, Regulation
from members.imports import applying, staging
from members.models import Membership, RosterImport

EMPLOYEES, GROUPS, ROWS, LISTS = 100_000, 20_000, 50, 400
LONG, MINUTES = 500, 10
FIRST = datetime(2026, 3, 1, 4, tzinfo=UTC)
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文辉力建国"
Figure = tuple[str, float, str]
# One of a group's members: people follow each other at equal distances, so that everybody is in as many groups.
FILL = """
INSERT INTO members_membership
    (group_id, identity, employee_id, tier, nickname, nickname_key, account_key, account_kind, role, nickname_fits,
     nickname_problem, correct_nickname, nickname_judged_by, nickname_judged_in, first_seen_at, last_seen_at, inviter)
SELECT g.id, 'EMPLOYEE', e.id, 'exact', d.name || '-' || e.name, d.name || '-' || e.name, '', 'PERSONAL', %s, %s,
       '', '', g.regulation_id, e.department_id, %s, %s, ''
FROM groups_group g
JOIN directory_employee e ON e.id = %s + (g.id - %s) %% %s
JOIN directory_department d ON d.id = e.department_id
"""


def run(*, employees: int = EMPLOYEES, groups: int = GROUPS, rows: int = ROWS) -> list[Figure]:
    """Fill ``groups`` groups, refresh some with a tenth of the people changed; returns the figures."""
    chance = random.Random(1)
    lists = min(int(os.environ.get("BENCH_LISTS") or LISTS), groups)
    names, made = _directory(employees, groups, chance)
    spare = _groups(made[0].regulation, 60, start=groups)
    first, _clock = _seconds([(group, chance.sample(names, rows)) for group in spare[:50]], FIRST)
    long, _clock = _seconds([(group, chance.sample(names, min(LONG, employees))) for group in spare[50:]], FIRST)
    started = time.perf_counter()
    _fill(made, employees, rows)
    filled = time.perf_counter() - started
    chosen = chance.sample(made, lists)
    brought = [(group, _changed(_members(group, made[0], names, rows), names, chance)) for group in chosen]
    _seconds(brought[:1], FIRST + timedelta(days=30))  # the index of the directory is made once per process
    before = _peak()
    minutes = float(os.environ.get("BENCH_MINUTES") or MINUTES)
    worked, clock = _seconds(brought[1:], FIRST + timedelta(days=30), minutes * 60)
    quarter = max(1, len(worked) // 4)
    return [
        ("roster refresh: present members", Membership.objects.present().count(), "rows"),
        ("roster refresh: filling the groups", filled, "s"),
        ("roster refresh: lists brought", len(worked), "lists"),
        ("roster refresh: rows a second, refreshed", len(worked) * rows / sum(clock), "rows/s"),
        ("roster refresh: all groups would take", groups * sum(clock) / len(worked) / 60, "minutes"),
        (
            "roster refresh: last quarter of the lists ÷ first quarter, by the clock",
            _ratio(clock[-quarter:], clock[:quarter]),
            "ratio",
        ),
        (
            "roster refresh: last quarter of the lists ÷ first quarter",
            _ratio(worked[-quarter:], worked[:quarter]),
            "ratio",
        ),
        ("roster refresh: refreshed among all ÷ first lists into empty tables", _ratio(worked, first[10:]), "ratio"),
        (
            f"roster refresh: a row of a list of {LONG} ÷ a row of one of {rows}",
            _a_row(long, LONG) / _a_row(first, rows),
            "ratio",
        ),
        (
            "roster refresh: queries a list",
            _queries(brought[0][0], _changed(brought[0][1], names, chance)),
            "queries",
        ),
        ("roster refresh: growth of the process while refreshing", _peak() - before, "MB"),
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
    return names, _groups(rule, groups)


def _groups(rule: Regulation | None, count: int, start: int = 0) -> list[Group]:
    made = [
        Group(
            code=f"G{n:06}", name=f"群{n}", name_key=nickname_key(f"群{n}"), regulation=rule, registered_on=FIRST.date()
        )
        for n in range(start, start + count)
    ]
    return Group.objects.bulk_create(made, batch_size=2000)


def _department(name: str, parent: Department | None) -> Department:
    made = Department.objects.create(name=name, name_key=name_key(name), parent=parent)
    made.lineage = f"{parent.lineage if parent else '/'}{made.pk}/"
    made.path = f"{parent.path}/{name}" if parent else name
    made.save()
    return made


def _fill(groups: Sequence[Group], employees: int, rows: int) -> None:
    """Write everybody's membership with one statement per place in a group: the owner first, then the others."""
    start = Employee.objects.order_by("pk").values_list("pk", flat=True)[0]
    apart = employees // rows
    only = f" WHERE g.id BETWEEN {groups[0].pk} AND {groups[-1].pk}"
    with connection.cursor() as cursor:
        for place in range(rows):
            role = "OWNER" if place == 0 else "MEMBER"
            cursor.execute(FILL + only, (role, True, FIRST, FIRST, start + place * apart, groups[0].pk, apart))
        Group.objects.filter(pk__lte=groups[-1].pk).update(headcount=rows, roster_taken_at=FIRST, roster_version=1)
        cursor.execute("ANALYZE")


def _members(group: Group, first: Group, names: Sequence[str], rows: int) -> list[str]:
    """Return the nicknames that ``_fill`` gave a group."""
    apart = len(names) // rows
    return [names[place * apart + (group.pk - first.pk) % apart] for place in range(rows)]


def _changed(nicknames: list[str], names: list[str], chance: random.Random) -> list[str]:
    """Return a list with a tenth gone, a tenth new, and one in twenty renamed."""
    kept = nicknames[: len(nicknames) * 9 // 10]
    renamed = [name.replace("-", "—") if n % 20 == 0 else name for n, name in enumerate(kept)]
    return renamed + chance.sample(names, len(nicknames) - len(kept))


def _seconds(
    lists: Sequence[tuple[Group, list[str]]], at: datetime, enough: float = math.inf
) -> tuple[list[float], list[float]]:
    """Bring lists one after the other until so many seconds are over; returns what each took of this process's time,
    and by the clock."""
    own: list[float] = []
    clock: list[float] = []
    for group, nicknames in lists:
        if sum(clock) > enough:
            break
        started, work = time.perf_counter(), time.process_time()
        _refresh(group, nicknames, at)
        own.append(time.process_time() - work)
        clock.append(time.perf_counter() - started)
    return own, clock


def _ratio(some: Sequence[float], others: Sequence[float]) -> float:
    """Return how much longer the one took than the others; medians, since one pause of the collector is no trend."""
    return median(some) / median(others)


def _a_row(took: Sequence[float], rows: int) -> float:
    return median(took) / rows


def _refresh(group: Group, nicknames: list[str], at: datetime) -> None:
    group.refresh_from_db()
    roster = staging.stage_roster(
        group=group, content="\n".join(nicknames), mode=RosterImport.Mode.FULL, actor=None, at=at
    )
    applying.apply_plan(roster=roster, override_reason="bench", actor=None, at=at)


def _queries(group: Group, nicknames: list[str]) -> float:
    connection.force_debug_cursor = True
    reset_queries()
    _refresh(group, nicknames, FIRST + timedelta(days=60))
    asked = len(connection.queries)
    connection.force_debug_cursor = False
    return asked


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
