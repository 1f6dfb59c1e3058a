"""One walk along the open matters of all groups: the figures of the home page, for one or for several cards.

Counting a hundred thousand matters costs some hundredths of a second and no index makes it less, so what several
cards are made from is counted once. The ORM can say each of the answers but not that they share the counting.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db import connection

from groupadmin.groups.models import Group


class Tally(NamedTuple):
    """How many groups in use of one category are alike in what is known of them."""

    category: str
    is_late: bool
    is_open: bool
    is_known: bool
    number: int


class States(NamedTuple):
    """How many groups in use are in which state; one whose members nobody knows is unknown, not in order."""

    late: int
    open: int
    unknown: int
    good: int


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

    @property
    def states(self) -> States:
        """Return the same groups by their state alone."""
        counted = Counter[str]()
        for one in self.tallies:
            known = "open" if one.is_open else "good"
            counted["late" if one.is_late else known if one.is_known else "unknown"] += one.number
        return States(*(counted[name] for name in States._fields))


COUNTED = """
    WITH m AS (
        SELECT group_id, COUNT(*) AS n, SUM(CASE WHEN due_on < %s THEN 1 ELSE 0 END) AS late
        FROM members_flag WHERE state = 'OPEN' GROUP BY group_id
    )
"""
# Most groups are in use and have a list: all with something open are counted, and the few others taken off again;
# to look at each group costs twice as much.
STATES = """
    WITH m AS (SELECT group_id, MIN(due_on) AS first FROM members_flag WHERE state = 'OPEN' GROUP BY group_id),
        o AS (SELECT group_id, CASE WHEN first < %s THEN 1 END AS late FROM m)
    SELECT 'all', COUNT(*), COUNT(late) FROM o
    UNION ALL SELECT 'not in use', COUNT(*), COUNT(late) FROM o
        WHERE group_id IN (SELECT id FROM groups_group WHERE status NOT IN (%s, %s))
    UNION ALL SELECT 'unlisted', COUNT(*), COUNT(late) FROM o
        WHERE group_id IN (SELECT id FROM groups_group WHERE status IN (%s, %s) AND roster_taken_at IS NULL)
    UNION ALL SELECT 'groups', COUNT(*), COUNT(roster_taken_at) FROM groups_group WHERE status IN (%s, %s)
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


def states_of_groups(today: date) -> States:
    """Return how many groups in use are in which state."""
    with connection.cursor() as cursor:
        cursor.execute(STATES, [today, *Group.LIVE, *Group.LIVE, *Group.LIVE])
        counted = {what: (number, part) for what, number, part in cursor.fetchall()}
    groups, with_list = counted["groups"]
    opened, late = (all_of - other for all_of, other in zip(counted["all"], counted["not in use"], strict=True))
    unlisted, unlisted_late = counted["unlisted"]
    unknown, some = groups - with_list - unlisted_late, opened - late - (unlisted - unlisted_late)
    return States(late, some, unknown, groups - late - some - unknown)


def overview(today: date, *, worst: int) -> Overview:
    """Return the groups in use, the ``worst`` of all (most overdue, then most open), and the totals of open matters."""
    found = Overview()
    with connection.cursor() as cursor:
        cursor.execute(COUNTED + TALLIES + WORST, [today, *Group.LIVE, worst])
        for what, category, first, second, third, number in cursor.fetchall():
            if what == "tally":
                found.tallies.append(Tally(category, bool(first), bool(second), bool(third), number))
            elif what == "worst":
                found.worst.append(Troubled(int(first), int(second), int(third)))
            else:
                found.open, found.late = int(first), int(second)
    found.worst.sort(key=lambda one: (-one.late, -one.number, one.group_id))
    return found
