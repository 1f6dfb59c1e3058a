"""The four statements that every kind of flag is raised, reopened, counted and cleared with.

A finding is a SELECT of six columns (``COLUMNS``), compiled from a queryset wherever the ORM can say it. What the ORM
cannot say is the INSERT … SELECT around it, so that stands here, once, for PostgreSQL and SQLite alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet

from groupadmin.core.sql import execute
from groupadmin.groups.models import Group
from members.flags import initial_assignee
from members.models import RosterImport

COLUMNS = ("f_group", "f_subject", "f_membership", "f_employee", "f_due", "f_evidence")
# What a finding that keeps more than it raises says besides: whether a row raises a matter.
RAISES = "f_raises"
# From so many rows written by one statement on, the planner's figures are taken anew.
TELL_FROM = 1000
# The moment a statement runs, which is when a matter comes to somebody; written as each database keeps moments.
NOW = "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f000', 'now')" if connection.vendor == "sqlite" else "STATEMENT_TIMESTAMP()"
# A person who is back within this time has the old matter reopened: its age keeps running.
BACK_WITHIN = timedelta(days=180)


@dataclass(frozen=True)
class Select:
    """A compiled query: the text with ``%s`` places, and what stands in them."""

    sql: str
    params: tuple[Any, ...] = ()


NOTHING = Select(
    "SELECT CAST(NULL AS bigint) AS f_group, CAST(NULL AS varchar(160)) AS f_subject, "
    "CAST(NULL AS bigint) AS f_membership, CAST(NULL AS bigint) AS f_employee, "
    "CAST(NULL AS date) AS f_due, CAST(NULL AS jsonb) AS f_evidence WHERE 1 = 0"
)


def compiled(queryset: QuerySet[Any, Any], *columns: str) -> Select:
    """Return a queryset as SQL with just these columns; NOTHING where Django sees that no row can match."""
    query = queryset.order_by().values_list(*columns).query
    try:
        sql, params = query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    except EmptyResultSet:
        return NOTHING
    return Select(sql, tuple(params))


def without_open(found: Select, kinds: Sequence[str]) -> Select:
    """Return a finding less the members of whom a matter of these kinds is open."""
    if found is NOTHING:
        return found
    places = ", ".join(["%s"] * len(kinds))
    return Select(
        f"""SELECT a.* FROM ({found.sql}) a WHERE NOT EXISTS (
            SELECT 1 FROM members_flag o
            WHERE o.membership_id = a.f_membership AND o.state = 'OPEN' AND o.kind IN ({places}))""",
        (*found.params, *kinds),
    )


_FOUND = "members_found"


@contextmanager
def found_once(found: Select, key: str, kept: Select | None = None) -> Iterator[tuple[Select, Select | None]]:
    """Work a finding out once, into a table of this connection alone, and give the SELECT that reads it.

    Clearing, reopening and raising ask for the same finding; over a million members each asking costs as much as the
    others. ``key`` is what a flag is recognised by (``Finding.key``). Where flags stand on more than what raises them,
    that ``kept`` is worked out, says of each row whether it raises, and is given second. The table goes at the end, or
    with the transaction that failed.
    """
    if kept is NOTHING:
        kept = None  # and what raises is part of it
    all_of_it = kept or found
    execute(f"CREATE TEMPORARY TABLE {_FOUND} AS {all_of_it.sql}", all_of_it.params)
    execute(f"CREATE INDEX {_FOUND}_by_key ON {_FOUND} (f_{key})", ())
    if connection.vendor == "postgresql":
        joined_by = dict.fromkeys(("f_group", "f_subject", f"f_{key}"))
        execute(f"ANALYZE {_FOUND} ({', '.join(joined_by)})", ())
    rows = Select(f"SELECT * FROM {_FOUND}")
    yield (rows, None) if kept is None else (Select(f"{rows.sql} WHERE {RAISES}"), rows)
    execute(f"DROP TABLE {_FOUND}", ())


@dataclass(frozen=True)
class FlagWriter:
    """Writes one kind of flag from one finding; every method returns how many rows it wrote.

    ``kept`` is what an open flag stands on, where that is more than what raises one.
    """

    kind: str
    found: Select
    today: date
    groups: QuerySet[Group] | None = None
    kept: Select | None = None

    def raise_new(self) -> int:
        """Insert a flag for each subject found that has none open.

        It is assigned to whose turn it is first (``first_turn``), else to the group's owner who works here.
        """
        manager, whose = initial_assignee.manager(self.kind, "x", self.today, prefix="f_", suffix="")
        return execute(
            f"""
            INSERT INTO members_flag (kind, group_id, subject, membership_id, employee_id, state, level, assignee_id,
                                      turn_since, raised_on, due_on, acted_by_name, reopened, evidence)
            SELECT %s, f.f_group, f.f_subject, f.f_membership, f.f_employee, 'OPEN',
                   CASE WHEN f.manager IS NULL THEN 1 ELSE 0 END, COALESCE(f.manager, (
                SELECT m.employee_id FROM members_membership m JOIN directory_employee e ON e.id = m.employee_id
                WHERE m.group_id = f.f_group AND m.role = 'OWNER' AND m.gone_by IS NULL
                  AND {initial_assignee.WORKS_HERE}
            )), {NOW}, %s, f.f_due, '', 0, f.f_evidence
            FROM (SELECT x.*, {manager} AS manager FROM ({self.found.sql}) x) f
            WHERE {_NOT_OPEN}
            ON CONFLICT DO NOTHING
            """,
            (self.kind, self.today, self.today, *whose, *self.found.params, self.kind),
        )

    def reopen(self) -> int:
        """Open again what a roster had proved done and is found anew: the day it was raised on stays."""
        return execute(
            f"""
            UPDATE members_flag SET state = 'OPEN', cleared_on = NULL, cleared_by_id = NULL, acted_at = NULL,
                acted_by_name = '', turn_since = {NOW}, reopened = reopened + 1,
                membership_id = f.f_membership, evidence = f.f_evidence
            FROM ({self.found.sql}) f
            WHERE members_flag.kind = %s AND members_flag.state = 'CLEARED' AND members_flag.cleared_by_id IS NOT NULL
              AND members_flag.cleared_on >= %s
              AND members_flag.group_id = f.f_group AND members_flag.subject = f.f_subject
              AND NOT EXISTS (
                SELECT 1 FROM members_flag o
                WHERE o.kind = members_flag.kind AND o.group_id = members_flag.group_id
                  AND o.subject = members_flag.subject AND (o.state = 'OPEN' OR o.id > members_flag.id))
            """,
            (*self.found.params, self.kind, self.today - BACK_WITHIN),
        )

    def clear(self, key: str, proof: Select) -> int:
        """Close the open flags whose cause is gone. ``key``: what finding and flag share; ``proof``: a roster's id."""
        stands = self.kept or self.found
        still = _STILL[key].format(found=stands.sql)
        within, scope = self._within()
        return execute(
            f"""
            UPDATE members_flag SET state = 'CLEARED', cleared_on = %s, cleared_by_id = ({proof.sql})
            WHERE kind = %s AND state = 'OPEN'{within} AND {still}
            """,
            (self.today, *proof.params, self.kind, *scope, *stands.params),
        )

    def would_raise(self) -> Iterator[tuple[int, int]]:
        """Count, by group, the subjects found that have no open flag."""
        yield from _rows(
            f"""SELECT f.f_group, COUNT(DISTINCT f.f_subject) FROM ({self.found.sql}) f
                WHERE {_NOT_OPEN} GROUP BY f.f_group""",
            (*self.found.params, self.kind),
        )

    def first_found(self, limit: int) -> list[tuple[Any, ...]]:
        """Return the first subjects found that have no open flag, as (group, subject, membership, employee)."""
        return list(
            _rows(
                f"""SELECT f.f_group, f.f_subject, MIN(f.f_membership), MIN(f.f_employee) FROM ({self.found.sql}) f
                    WHERE {_NOT_OPEN} GROUP BY f.f_group, f.f_subject ORDER BY 1, 2 LIMIT %s""",
                (*self.found.params, self.kind, limit),
            )
        )

    def would_clear(self, key: str) -> int:
        """Count the open flags that this finding no longer bears out."""
        stands = self.kept or self.found
        still = _STILL[key].format(found=stands.sql)
        within, scope = self._within()
        (counted,) = next(
            _rows(
                f"SELECT COUNT(*) FROM members_flag WHERE kind = %s AND state = 'OPEN'{within} AND {still}",
                (self.kind, *scope, *stands.params),
            )
        )
        return int(counted)

    def _within(self) -> tuple[str, tuple[Any, ...]]:
        if self.groups is None:
            return "", ()
        inner = compiled(self.groups, "pk")
        if inner is NOTHING:
            return " AND 1 = 0", ()
        return f" AND group_id IN ({inner.sql})", inner.params


_NOT_OPEN = """NOT EXISTS (
    SELECT 1 FROM members_flag x
    WHERE x.kind = %s AND x.group_id = f.f_group AND x.subject = f.f_subject AND x.state = 'OPEN')"""

# A person who must be in is no row of ours to look up, so that finding is made once and joined, not asked per flag.
_STILL = {
    "membership": """NOT EXISTS (
        SELECT 1 FROM ({found}) f
        WHERE f.f_membership = members_flag.membership_id AND f.f_subject = members_flag.subject)""",
    "group": "NOT EXISTS (SELECT 1 FROM ({found}) f WHERE f.f_group = members_flag.group_id)",
    "employee": """members_flag.id NOT IN (
        SELECT k.id FROM members_flag k JOIN ({found}) f ON f.f_group = k.group_id AND f.f_employee = k.employee_id
        WHERE k.state = 'OPEN')""",
}

# What proves that a flag is done: nothing but the change of facts, or the full roster that closed the membership.
UNPROVED = Select("NULL")
ROSTER_WITHOUT_THEM = Select(
    """SELECT MAX(r.id) FROM members_rosterimport r
       JOIN members_membership g ON g.id = members_flag.membership_id AND g.gone_by = r.taken_at
       WHERE r.group_id = members_flag.group_id AND r.mode = 'FULL'"""
)


def this_roster(roster: RosterImport) -> Select:
    """Return the proof that is one roster, for flags it clears as it is applied."""
    return Select("CAST(%s AS bigint)", (roster.pk,))


def after_many(written: int) -> None:
    """Let the database know at once of a night's many new flags: its next plan counts on how many there are."""
    if written > TELL_FROM:
        execute("ANALYZE members_flag", ())


def _rows(sql: str, params: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        while chunk := cursor.fetchmany(2000):
            yield from chunk
