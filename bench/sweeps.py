"""The night's sweeps against SQL written by hand for the same night. Budgets: 1.2 ×, no row on the second run, 100 MB.

``run()`` works in a database of its own that the caller has made empty and migrated. Ratios count; seconds are this
machine's. Everything is made by the database itself, so a million memberships take a minute.
"""

from __future__ import annotations

import resource
from collections.abc import Callable
from datetime import date, timedelta
from time import perf_counter

from django.db import connection, transaction

from groupadmin.core import sweeps as core_sweeps
from groupadmin.regulations.models import Regulation, RequiredMember
from members.flags import sweeps
from members.flags.scope import Scope
from members.flags.sql import after_many, for_large_statements
from members.models import Flag

MEMBERSHIPS = 1_000_000
TODAY = date(2026, 3, 12)
Figure = tuple[str, float, str]
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
DEPARTMENTS = 300

OPEN = "NOT EXISTS (SELECT 1 FROM members_flag o WHERE o.kind = '{kind}' AND o.group_id = {group} AND o.subject = {subject} AND o.state = 'OPEN')"
LIVE = "g.status IN ('ACTIVE', 'DISSOLVING')"
OWNER = """LEFT JOIN (
    SELECT w.group_id, w.employee_id FROM members_membership w JOIN directory_employee we ON we.id = w.employee_id
    WHERE w.role = 'OWNER' AND w.gone_by IS NULL AND we.status NOT IN ('PENDING', 'LEFT', 'RETIRED')
      AND (we.left_on IS NULL OR we.left_on > %(today)s)) own ON own.group_id = """
INTO = (
    "INSERT INTO members_flag (kind, group_id, subject, membership_id, employee_id, state, level, assignee_id, raised_on, "
    "due_on, acted_by_name, reopened, evidence) "
)
OF_GROUP = "SELECT '{kind}', g.id, 'group', NULL, NULL, 'OPEN', 1, own.employee_id, %(today)s, %(due)s, '', 0, {json} "
SUBJECT = """CASE WHEN m.employee_id IS NOT NULL THEN 'employee:' || m.employee_id
    WHEN m.account_key <> '' THEN 'account:' || m.account_key ELSE 'nickname:' || m.nickname_key END"""
OF_SEAT = (
    "SELECT '{kind}', m.group_id, {subject}, m.id, m.employee_id, 'OPEN', 1, own.employee_id, %(today)s, "
    "CASE WHEN g.secrecy = 'ORDINARY' THEN {due} ELSE {soon} END, '', 0, {json} "
)
# What each kind is about, as somebody who knows the tables would write it: source and condition, key, evidence.
BY_HAND = {
    "LEAVER": (
        "FROM members_membership m JOIN directory_employee e ON e.id = m.employee_id JOIN groups_group g ON g.id = m.group_id",
        f"m.gone_by IS NULL AND {LIVE} AND (e.status IN ('PENDING', 'LEFT', 'RETIRED') OR e.left_on <= %(today)s)",
        "'nickname', m.nickname, 'status', e.status, 'left_on', e.left_on, 'role', m.role",
    ),
    "UNIDENTIFIED": (
        "FROM members_membership m JOIN groups_group g ON g.id = m.group_id "
        "LEFT JOIN regulations_regulation r ON r.id = g.regulation_id",
        f"m.gone_by IS NULL AND {LIVE} AND m.identity = 'UNKNOWN' "
        "AND g.category NOT IN ('EXTERNAL', 'CUSTOMERS', 'ASSOCIATION') "
        "AND COALESCE(r.admission, '') NOT IN ('ASSOCIATION', 'CONDITION')",
        "'nickname', m.nickname, 'tier', m.tier, 'inviter', m.inviter",
    ),
    "MISNAMED": (
        "FROM members_membership m JOIN groups_group g ON g.id = m.group_id "
        "JOIN regulations_regulation r ON r.id = g.regulation_id "
        "LEFT JOIN directory_employee e ON e.id = m.employee_id",
        f"m.gone_by IS NULL AND {LIVE} AND m.nickname_fits IS FALSE AND m.nickname_judged_by = g.regulation_id "
        "AND (e.id IS NULL OR (e.status NOT IN ('PENDING', 'LEFT', 'RETIRED') "
        "AND (e.left_on IS NULL OR e.left_on > %(today)s)))",
        "'nickname', m.nickname, 'problem', m.nickname_problem, 'correct', m.correct_nickname, 'since', m.misnamed_since",
    ),
    "ROSTER_OLD": (
        "FROM groups_group g LEFT JOIN regulations_regulation r ON r.id = g.regulation_id",
        f"{LIVE} AND g.roster_taken_at < %(month_ago)s",
        "'taken_at', g.roster_taken_at, 'registered_on', g.registered_on",
    ),
    "OWNERLESS": (
        "FROM groups_group g",
        f"{LIVE} AND NOT EXISTS (SELECT 1 FROM members_membership m LEFT JOIN directory_employee e ON e.id = m.employee_id "
        "WHERE m.group_id = g.id AND m.gone_by IS NULL AND m.role = 'OWNER' AND (e.id IS NULL "
        "OR (e.status NOT IN ('PENDING', 'LEFT', 'RETIRED') AND (e.left_on IS NULL OR e.left_on > %(today)s))))",
        "'roster_taken_at', g.roster_taken_at",
    ),
}


def fill(memberships: int = MEMBERSHIPS) -> None:
    """Make departments, employees (a tenth), groups (a fiftieth) and memberships with every kind of trouble."""
    people, groups = memberships // 10, memberships // 50
    with transaction.atomic(), connection.cursor() as cursor:
        regulation = Regulation.objects.create(slug="bench", title="群管理制度", rename_grace_days=0)
        RequiredMember.objects.create(regulation=regulation, whom=RequiredMember.Whom.MANAGERS)
        for sql in _filling(people, groups, memberships, regulation.pk):
            cursor.execute(sql)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def by_hand(kind: str) -> int:
    """Clear and raise one kind with statements written for it alone; returns how many rows were written."""
    source, condition, evidence = BY_HAND[kind]
    of_group = "m.group_id" not in source and "members_membership m " not in source
    group, subject = ("g.id", "'group'") if of_group else ("m.group_id", SUBJECT)
    built = "jsonb_build_object" if connection.vendor == "postgresql" else "json_object"
    shape = OF_GROUP if of_group else OF_SEAT
    due = {"due": "%(due)s", "soon": "%(soon)s"}
    select = shape.format(kind=kind, subject=subject, json=f"{built}({evidence})", **due)
    key = "g.id = members_flag.group_id" if of_group else "m.id = members_flag.membership_id"
    facts = {
        "today": TODAY,
        "due": TODAY + timedelta(days=3),
        "soon": TODAY + timedelta(days=1),
        "half_a_year": TODAY - timedelta(days=180),
        "month_ago": Scope(TODAY).midnight(30),
    }
    clear = (
        "UPDATE members_flag SET state = 'CLEARED', cleared_on = %(today)s "
        f"WHERE kind = '{kind}' AND state = 'OPEN' AND NOT EXISTS (SELECT 1 {source} WHERE {key} AND {condition})"
    )
    reopen = (
        "UPDATE members_flag SET state = 'OPEN', cleared_on = NULL, cleared_by_id = NULL, acted_at = NULL, "
        f"acted_by_name = '', reopened = reopened + 1, membership_id = f.seat FROM (SELECT m.group_id, {SUBJECT} AS subject, "
        f"m.id AS seat {source} WHERE {condition}) f WHERE kind = '{kind}' AND state = 'CLEARED' AND cleared_by_id IS NOT NULL "
        "AND cleared_on >= %(half_a_year)s AND members_flag.group_id = f.group_id AND members_flag.subject = f.subject "
        "AND NOT EXISTS (SELECT 1 FROM members_flag o WHERE o.kind = members_flag.kind AND o.group_id = members_flag.group_id "
        "AND o.subject = members_flag.subject AND (o.state = 'OPEN' OR o.id > members_flag.id))"
    )
    not_open = OPEN.format(kind=kind, group=group, subject=subject)
    into = f"{INTO}{select}{source} {OWNER}g.id WHERE {condition} AND {not_open} ON CONFLICT DO NOTHING"
    written = 0
    with connection.cursor() as cursor:
        for sql in (clear, into) if of_group else (clear, reopen, into):
            cursor.execute(sql, facts)
            written += cursor.rowcount
    return written


def ours(kind: str) -> int:
    """Do the same by the sweep."""
    result = sweeps.sweep(kind, Scope(TODAY))
    return result.raised + result.cleared


def run(memberships: int = MEMBERSHIPS) -> list[Figure]:
    """Return the figures: name, value, unit."""
    fill(memberships)
    figures: list[Figure] = []
    total = {by_hand: 0.0, ours: 0.0}
    for kind in BY_HAND:
        both = {}
        for way in (by_hand, ours):
            both[way], written = _two_nights(way, kind)
            total[way] += both[way]
        figures.append(
            (f"sweep {kind}: ours ÷ by hand ({written} flags, and a second run)", both[ours] / both[by_hand], "×")
        )
    figures.append(("sweeps: ours ÷ by hand, all of these", total[ours] / total[by_hand], "×"))
    return figures + _whole_nights()


def _two_nights(way: Callable[[str], int], kind: str) -> tuple[float, int]:
    """Return the seconds of raising a kind and of a second run, the better of two goes, and the rows of the first."""
    best, written = float("inf"), 0
    for _go in range(3):
        with transaction.atomic():
            for_large_statements()
            clock = perf_counter()
            written = way(kind)
            first = perf_counter() - clock
            after_many(written)
            clock = perf_counter()
            again = way(kind)
            best = min(best, first + perf_counter() - clock)
            assert again == 0, (kind, again)
            transaction.set_rollback(True)
    return best, written


def _whole_nights() -> list[Figure]:
    """Walk the whole list of sweeps twice: seconds, what the second wrote, and the growth of Python."""
    before = _resident()
    clock = perf_counter()
    first = core_sweeps.walk(today=TODAY, actor=None)
    seconds = perf_counter() - clock
    clock = perf_counter()
    second = core_sweeps.walk(today=TODAY, actor=None)
    return [
        ("night: all sweeps, the first time", seconds, "s"),
        ("night: raised", float(Flag.objects.count()), "flags"),
        ("night: failed sweeps", float(sum(bool(run.error) for run in first + second)), "sweeps"),
        ("night: all sweeps again", perf_counter() - clock, "s"),
        ("night: rows the second run wrote", float(sum(run.raised + run.cleared for run in second)), "rows"),
        ("night: growth of Python", _resident() - before, "MB"),
    ]


def _resident() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _filling(people: int, groups: int, memberships: int, regulation: int) -> list[str]:
    now, long_ago, day = "'2026-03-10 04:00:00'", "'2026-01-05 04:00:00'", "'2026-01-05'"
    if connection.vendor == "postgresql":
        now, long_ago, day = f"{now}::timestamptz", f"{long_ago}::timestamptz", f"{day}::date"
    each = NUMBERS.format
    return [
        "INSERT INTO directory_department (id, name, name_key, lineage, path, is_active) "
        "VALUES (1, '总公司', '总公司', '/1/', '总公司', TRUE)",
        "INSERT INTO directory_department (id, name, name_key, parent_id, lineage, path, is_active) "
        f"{each(count=DEPARTMENTS)} SELECT i + 1, '部门' || i, '部门' || i, 1, '/1/' || (i + 1) || '/', '总公司/部门' || i, TRUE FROM n",
        "INSERT INTO directory_departmenthead (department_id, employee_id, rank) "
        f"{each(count=DEPARTMENTS)} SELECT i + 1, i, 1 FROM n",
        "INSERT INTO directory_employee (id, staff_no, name, name_key, pinyin, initials, department_id, post, level, "
        "is_manager, employment, status, left_on) "
        f"{each(count=people)} SELECT i, 'S' || i, '员工' || i, '员工' || i, '', '', i % {DEPARTMENTS} + 2, '专员', '', "
        "i % 50 = 0, CASE WHEN i % 97 = 0 THEN 'OUTSOURCED' ELSE 'REGULAR' END, "
        "CASE WHEN i % 40 = 1 THEN 'LEFT' ELSE 'ACTIVE' END, NULL FROM n",
        "INSERT INTO groups_group (id, code, name, name_key, pinyin, initials, platform, category, purpose, content_scope, "
        "admission_scope, department_id, regulation_id, regulation_since, secrecy, status, approval_no, registered_on, source, "
        "note, roster_version, roster_taken_at, headcount, last_active_on, created_at) "
        f"{each(count=groups)} SELECT i, 'B' || i, '群' || i, '群' || i, '', '', 'WECHAT', 'DEPARTMENT', '', '', '', "
        f"i % {DEPARTMENTS} + 2, {regulation}, '2026-01-01', "
        "CASE WHEN i % 30 = 0 THEN 'SENSITIVE' ELSE 'ORDINARY' END, 'ACTIVE', '', '2025-06-01', '', '', 1, "
        f"CASE WHEN i % 12 = 0 THEN {long_ago} ELSE {now} END, 50, '2026-03-01', {now} FROM n",
        "INSERT INTO members_membership (group_id, identity, employee_id, tier, nickname, nickname_key, account_key, "
        "account_kind, role, nickname_fits, nickname_problem, correct_nickname, nickname_judged_by, nickname_judged_in, "
        "misnamed_since, first_seen_at, last_seen_at, gone_by, inviter) "
        f"{each(count=memberships)} SELECT i % {groups} + 1, CASE WHEN i % 33 = 0 THEN 'UNKNOWN' ELSE 'EMPLOYEE' END, "
        f"CASE WHEN i % 33 = 0 THEN NULL ELSE (i * 7 + i / {groups} * 31) % {people} + 1 END, 'exact', '昵称' || i, '昵称' || i, 'wx' || i, "
        f"'PERSONAL', CASE WHEN i <= {groups} AND i % 25 <> 0 THEN 'OWNER' ELSE 'MEMBER' END, "
        "CASE WHEN i % 33 = 0 THEN NULL WHEN i % 20 = 0 THEN FALSE ELSE TRUE END, "
        "CASE WHEN i % 20 = 0 THEN 'does_not_fit:' ELSE '' END, '', "
        f"{regulation}, "
        f"CASE WHEN i % 33 = 0 THEN NULL ELSE ((i * 7 + i / {groups} * 31) % {people} + 1) % {DEPARTMENTS} + 2 END, "
        f"CASE WHEN i % 20 = 0 THEN {day} END, {long_ago}, {now}, "
        f"CASE WHEN i % 10 = 3 THEN {now} END, '' FROM n",
    ]
