"""One walk along the open matters of all groups: the figures of the home page, for one or for several cards.

Counting a hundred thousand matters costs some hundredths of a second and no index makes it less, so what several
cards are made from is counted once. The ORM can say each of the three answers but not that they share the counting.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db import connection

from groupadmin.groups.models import Group


class Tally(NamedTuple):
    """How many groups in use of one category are alike in what is known of them."""

    category: str
    is_late: bool
    is_open: bool
    is_known: bool
    number: int


class Troubled(NamedTuple):
    """One group, how many matters are open there, and how many of them are overdue."""

    group_id: int
    number: int
    late: int


@dataclass
class Overview:
    """What is known of all groups: those in use by their state, the worst, and how many matters are open in all."""

    tallies: list[Tally] = field(default_factory=list)
    worst: list[Troubled] = field(default_factory=list)
    open: int = 0
    late: int = 0


COUNTED = """
    WITH m AS (
        SELECT group_id, COUNT(*) AS n, SUM(CASE WHEN due_on < %s THEN 1 ELSE 0 END) AS late
        FROM members_flag WHERE state = 'OPEN' GROUP BY group_id
    )
"""
# Where only the states are asked for, the one due first says whether anything is late; it stands first in the index.
FIRST = """
    WITH m AS (
        SELECT group_id, CASE WHEN MIN(due_on) < %s THEN 1 ELSE 0 END AS late
        FROM members_flag WHERE state = 'OPEN' GROUP BY group_id
    )
"""
TALLIES = """
    SELECT 'tally' AS what, category, late, open, known, COUNT(*) AS number FROM (
        SELECT g.category, CASE WHEN m.late > 0 THEN 1 ELSE 0 END AS late,
            CASE WHEN m.group_id IS NULL THEN 0 ELSE 1 END AS open,
            CASE WHEN g.roster_taken_at IS NULL THEN 0 ELSE 1 END AS known
        FROM groups_group g LEFT JOIN m ON m.group_id = g.id WHERE g.status IN (%s, %s)
    ) g GROUP BY category, late, open, known
"""
WORST = """
    UNION ALL SELECT 'worst', '', group_id, n, late, 0 FROM (
        SELECT group_id, n, late FROM m ORDER BY late DESC, n DESC, group_id LIMIT %s
    ) w
    UNION ALL SELECT 'all', '', COALESCE(SUM(n), 0), COALESCE(SUM(late), 0), 0, 0 FROM m
"""


def states_of_groups(today: date) -> list[Tally]:
    """Return the groups in use by category and by what is known to be wrong there."""
    return _read(FIRST + TALLIES, [today, *Group.LIVE]).tallies


def overview(today: date, *, worst: int) -> Overview:
    """Return the same, the ``worst`` groups (most overdue, then most open), and the totals of open matters."""
    return _read(COUNTED + TALLIES + WORST, [today, *Group.LIVE, worst])


def _read(statement: str, params: list[Any]) -> Overview:
    found = Overview()
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        for what, category, first, second, third, number in cursor.fetchall():
            if what == "tally":
                found.tallies.append(Tally(category, bool(first), bool(second), bool(third), number))
            elif what == "worst":
                found.worst.append(Troubled(int(first), int(second), int(third)))
            else:
                found.open, found.late = int(first), int(second)
    found.worst.sort(key=lambda one: (-one.late, -one.number, one.group_id))
    return found
