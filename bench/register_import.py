"""The register's import at the size of a large company: linear in groups, memory bounded, no query per row.

``run()`` works in a database of its own that the caller has made empty. Ratios count; seconds are this machine's.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import directory_import as staff
from groupadmin.groups.models import Group
from members.models import Membership
from members.register import services

GROUPS, EMPLOYEES = 20_000, 10_000
HEADER = ("群编号", "群名称", "平台", "群类别", "用途", "所属部门", "群主", "副群主", "群人数", "建群日期", "状态")
Figure = tuple[str, float, str]


def ledger(first: int, count: int, people: list[list[str]], *, changed_each: int = 0) -> bytes:
    """Return a workbook of so many groups from a number on; every ``changed_each``-th has another purpose."""
    lines = []
    for number in range(first, first + count):
        owner, deputy = people[number % len(people)], people[(number * 7 + 1) % len(people)]
        purpose = "项目收尾" if changed_each and number % changed_each == 0 else "日常工作沟通"
        told = [f"{person[1]}({person[0]})" for person in (owner, deputy)]
        day = f"202{number % 6}-0{number % 9 + 1}-1{number % 10}"
        name = f"{owner[2].rpartition('/')[2]}工作群{number}"
        lines.append(
            [f"W{number:06}", name, "微信", "部门群", purpose, owner[2], *told, str(number % 400 + 3), day, "在用"]
        )
    return staff.workbook(lines, header=HEADER)


def run(groups: int = GROUPS, employees: int = EMPLOYEES) -> list[Figure]:
    """Take in half of the groups, the other half, then all of them again with 2 % changed; return the figures."""
    people = staff.rows(employees)
    staff.take(staff.workbook(people))
    half = groups // 2
    halves = [ledger(start, half, people) for start in (0, half)]
    first, growth = staff.timed(lambda: take(halves[0]))
    again_half, few = _again(ledger(0, half, people, changed_each=50))
    second, _growth = staff.timed(lambda: take(halves[1]))
    again, many = _again(ledger(0, half * 2, people, changed_each=25))
    assert Group.objects.count() == half * 2
    assert Membership.objects.present().filter(role="OWNER").count() == half * 2
    return [
        ("register: first import, groups a second", half / first, "rows/s"),
        ("register: first import, growth of memory", growth, "MB"),
        ("register: second half of the groups ÷ first half", second / first, "×"),
        ("register: re-import with 2 % changed, groups a second", half * 2 / again[0], "rows/s"),
        ("register: re-import, growth of memory", again[1], "MB"),
        ("register: re-import of twice the groups, time of each ÷ half the groups", again[0] / again_half[0] / 2, "×"),
        ("register: re-import, queries for each further thousand groups", (many - few) / half * 1000, "queries"),
    ]


def take(content: bytes) -> None:
    """Import a ledger: stage, plan, apply."""
    at = datetime.now(UTC)
    batch = services.stage_register(content=content, file_name="台账.xlsx", actor=None, at=at, at_once=True)
    assert not batch.counts["problems"], services.problems_of(batch)[0].reason
    services.apply_register(batch, actor=None, at=at)


def _again(content: bytes) -> tuple[tuple[float, float], int]:
    """Return seconds and growth of a re-import, and how many queries it took."""
    with CaptureQueriesContext(connection) as asked:
        figures = staff.timed(lambda: take(content))
    return figures, len(asked)
