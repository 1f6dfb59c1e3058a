"""The night's sweeps against SQL written by hand for the same nights. Budgets: 1.2 ×, no row on the second run, 100 MB.

By hand means what an engineer who knows the tables writes for one kind: a statement that clears (with the list that
proves it), one that reopens, one INSERT … SELECT, each with the finding in it and the regulation's figures looked up as
ours looks them up; the same indexes, the same settings of the connection, the same ANALYZE after many rows. Both live
through four nights: everything is raised; nothing has changed; some members are gone (some groups no longer in use);
they are back. Both must write the same numbers of rows.

``run()`` works in a database of its own that the caller has made empty and migrated. Ratios count; seconds are this
machine's. Everything is made by the database itself, so a million memberships take a minute.
"""

from __future__ import annotations

import resource
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from time import perf_counter

from django.db import connection, transaction

from groupadmin.core import sweeps as core_sweeps
from groupadmin.regulations.models import Regulation, RequiredMember
from members.flags import sweeps
from members.flags.kinds import BY_KIND
from members.flags.rule_context import RuleContext
from members.flags.sql import after_many, for_large_statements
from members.models import Flag

MEMBERSHIPS = 1_000_000
TODAY = date(2026, 3, 12)
GOES = 2
# The list that everybody is on, and the next one, on which some are missing.
LIST, NEXT_LIST, OLD_LIST = "2026-03-10 04:00:00", "2026-03-11 04:00:00", "2026-01-05 04:00:00"
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
    WHEN m.account_key <> '' THEN 'account:' || m.account_key
    WHEN m.namesake > 0 THEN 'nickname:' || m.nickname_key || '#' || m.namesake ELSE 'nickname:' || m.nickname_key END"""
OF_SEAT = (
    "SELECT '{kind}', m.group_id, {subject}, m.id, m.employee_id, 'OPEN', 1, own.employee_id, %(today)s, "
    "CASE WHEN g.secrecy = 'ORDINARY' THEN {due} ELSE {soon} END, '', 0, {json} "
)
HERE = "{0}.status NOT IN ('PENDING', 'LEFT', 'RETIRED') AND ({0}.left_on IS NULL OR {0}.left_on > %(today)s)"
OURS_ONLY = (
    "g.category NOT IN ('EXTERNAL', 'CUSTOMERS', 'ASSOCIATION') "
    "AND COALESCE(r.admission, '') NOT IN ('ASSOCIATION', 'CONDITION')"
)
SEATS = "FROM members_membership m JOIN groups_group g ON g.id = m.group_id "
RULES = "LEFT JOIN regulations_regulation r ON r.id = g.regulation_id "
PERSON = "LEFT JOIN directory_employee e ON e.id = m.employee_id "
PROOF = """(SELECT MAX(p.id) FROM members_rosterimport p JOIN members_membership pm ON pm.id = members_flag.membership_id
    AND pm.gone_by = p.taken_at WHERE p.group_id = members_flag.group_id AND p.mode = 'FULL')"""


@dataclass(frozen=True)
class Hand:
    """What a kind is about, as somebody who knows the tables would write it; ``to_raise`` is asked for over ``holds``."""

    source: str
    holds: str
    evidence: str
    to_raise: str = "1 = 1"
    is_removal: bool = False
    is_of_group: bool = False
    comes_back: bool = True


BY_HAND = {
    "LEAVER": Hand(
        f"{SEATS} JOIN directory_employee e ON e.id = m.employee_id",
        f"m.gone_by IS NULL AND {LIVE} AND (e.status IN ('PENDING', 'LEFT', 'RETIRED') OR e.left_on <= %(today)s)",
        "'nickname', m.nickname, 'status', e.status, 'left_on', e.left_on, 'role', m.role",
        is_removal=True,
    ),
    "OUTSIDER": Hand(
        SEATS + RULES + PERSON,
        f"m.gone_by IS NULL AND {LIVE} AND {OURS_ONLY} AND (m.identity = 'OUTSIDER' "
        f"OR (e.employment IN ('OUTSOURCED', 'ADVISER') AND {HERE.format('e')})) "
        "AND ((m.identity = 'OUTSIDER' AND r.outsiders = 'NEVER') OR NOT EXISTS (SELECT 1 FROM members_sponsorship s "
        "JOIN directory_employee se ON se.id = s.sponsor_id WHERE s.membership_id = m.id "
        f"AND s.since <= %(today)s AND s.until >= %(today)s AND {HERE.format('se')}))",
        "'nickname', m.nickname, 'employment', e.employment, 'inviter', m.inviter",
        is_removal=True,
    ),
    "UNIDENTIFIED": Hand(
        SEATS + RULES,
        f"m.gone_by IS NULL AND {LIVE} AND m.identity = 'UNKNOWN' AND {OURS_ONLY}",
        "'nickname', m.nickname, 'tier', m.tier, 'inviter', m.inviter",
        is_removal=True,
    ),
    "MISNAMED": Hand(
        f"{SEATS}{RULES}{PERSON} LEFT JOIN members_rosterimport ri ON ri.id = m.evidence_id",
        f"m.gone_by IS NULL AND {LIVE} AND m.nickname_fits IS FALSE AND m.nickname_judged_by = g.regulation_id "
        f"AND (e.id IS NULL OR ({HERE.format('e')})) "
        "AND NOT EXISTS (SELECT 1 FROM members_flag w WHERE w.membership_id = m.id AND w.state = 'OPEN' "
        "AND w.kind IN ('LEAVER', 'OUT_OF_SCOPE', 'BANNED')) "
        "AND (COALESCE(r.rename_grace_days, 0) = 0 OR m.misnamed_since < {grace_began})",
        "'nickname', m.nickname, 'problem', m.nickname_problem, 'correct', m.correct_nickname, 'since', m.misnamed_since",
        to_raise="ri.nicknames_reliable IS NOT FALSE",
    ),
    "ROSTER_OLD": Hand(
        f"FROM groups_group g {RULES}",
        f"{LIVE} AND (g.roster_taken_at < {{round_began}} "
        "OR (g.roster_taken_at IS NULL AND g.registered_on < %(five_weeks_ago)s))",
        "'taken_at', g.roster_taken_at, 'registered_on', g.registered_on",
        is_of_group=True,
        comes_back=False,
    ),
    "OWNERLESS": Hand(
        "FROM groups_group g",
        f"{LIVE} AND NOT EXISTS (SELECT 1 FROM members_membership m {PERSON}"
        "WHERE m.group_id = g.id AND m.gone_by IS NULL AND m.role = 'OWNER' AND (e.id IS NULL "
        f"OR ({HERE.format('e')})))",
        "'roster_taken_at', g.roster_taken_at",
        is_of_group=True,
        comes_back=False,
    ),
}
# A regulation's figure as a day or a moment, in either database's own arithmetic.
ROUND = "COALESCE(r.roster_check_days, CASE WHEN g.secrecy IN ('SENSITIVE', 'CLASSIFIED') THEN 7 ELSE 30 END)"
ARITHMETIC = {
    "postgresql": {
        "grace_began": "CAST(%(today)s AS date) - r.rename_grace_days",
        "round_began": f"CAST(%(midnight)s AS timestamptz) - make_interval(days => {ROUND})",
    },
    "sqlite": {
        "grace_began": "date(%(today)s, '-' || r.rename_grace_days || ' days')",
        "round_began": f"datetime(%(midnight)s, '-' || {ROUND} || ' days')",
    },
}
# What happens between the third night and the fourth: to members, and to groups. Then it is undone.
CHANGES = {
    False: (
        "UPDATE members_membership SET gone_by = {next_list} WHERE id IN (SELECT membership_id FROM members_flag "
        "WHERE kind = '{kind}' AND state = 'OPEN' AND membership_id % 10 = 1)",
        "UPDATE members_membership SET gone_by = NULL WHERE gone_by = {next_list}",
    ),
    True: (
        "UPDATE groups_group SET status = 'APPROVED' WHERE id IN (SELECT group_id FROM members_flag "
        "WHERE kind = '{kind}' AND state = 'OPEN' AND group_id % 10 = 1)",
        "UPDATE groups_group SET status = 'ACTIVE' WHERE status = 'APPROVED'",
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
    """Clear, reopen and raise one kind with statements written for it alone; returns how many rows were written."""
    hand = BY_HAND[kind]
    group, subject = ("g.id", "'group'") if hand.is_of_group else ("m.group_id", SUBJECT)
    built = "jsonb_build_object" if connection.vendor == "postgresql" else "json_object"
    evidence = f"{built}({hand.evidence})"
    shape = OF_GROUP if hand.is_of_group else OF_SEAT
    select = shape.format(kind=kind, subject=subject, json=evidence, due="%(due)s", soon="%(soon)s")
    holds = hand.holds.format(**ARITHMETIC[connection.vendor])
    found = f"{holds} AND {hand.to_raise}"
    key = "g.id = members_flag.group_id" if hand.is_of_group else "m.id = members_flag.membership_id"
    clear = (
        f"UPDATE members_flag SET state = 'CLEARED', cleared_on = %(today)s, "
        f"cleared_by_id = {PROOF if hand.is_removal else 'NULL'} "
        f"WHERE kind = '{kind}' AND state = 'OPEN' AND NOT EXISTS (SELECT 1 {hand.source} WHERE {key} AND {holds})"
    )
    reopen = (
        "UPDATE members_flag SET state = 'OPEN', cleared_on = NULL, cleared_by_id = NULL, acted_at = NULL, "
        "acted_by_name = '', reopened = reopened + 1, membership_id = f.membership, evidence = f.evidence "
        f"FROM (SELECT m.group_id, {SUBJECT} AS subject, m.id AS membership, {evidence} AS evidence {hand.source} WHERE {found}) f "
        f"WHERE kind = '{kind}' AND state = 'CLEARED' AND cleared_by_id IS NOT NULL "
        "AND cleared_on >= %(half_a_year)s AND members_flag.group_id = f.group_id AND members_flag.subject = f.subject "
        "AND NOT EXISTS (SELECT 1 FROM members_flag o WHERE o.kind = members_flag.kind AND o.group_id = members_flag.group_id "
        "AND o.subject = members_flag.subject AND (o.state = 'OPEN' OR o.id > members_flag.id))"
    )
    not_open = OPEN.format(kind=kind, group=group, subject=subject)
    into = f"{INTO}{select}{hand.source} {OWNER}g.id WHERE {found} AND {not_open} ON CONFLICT DO NOTHING"
    written = 0
    with connection.cursor() as cursor:
        for sql in (clear, reopen, into) if hand.comes_back else (clear, into):
            cursor.execute(sql, _facts(kind))
            written += cursor.rowcount
    return written


def _facts(kind: str) -> dict[str, object]:
    due = BY_KIND[kind].due
    return {
        "today": TODAY,
        "due": TODAY + timedelta(days=due.ordinary),
        "soon": TODAY + timedelta(days=due.confidential),
        "half_a_year": TODAY - timedelta(days=180),
        "five_weeks_ago": TODAY - timedelta(days=35),
        "midnight": RuleContext(TODAY).midnight(0),
    }


def ours(kind: str) -> int:
    """Do the same by the sweep."""
    result = sweeps.sweep(kind, RuleContext(TODAY))
    return result.raised + result.cleared


def run(memberships: int = MEMBERSHIPS) -> list[Figure]:
    """Return the figures: name, value, unit."""
    fill(memberships)
    figures: list[Figure] = []
    total = {by_hand: 0.0, ours: 0.0}
    for kind in BY_HAND:
        # In turns, so that what else the machine does falls on both.
        goes = {way: [] for way in total}  # type: dict[Callable[[str], int], list[tuple[float, list[int]]]]
        for _go in range(GOES):
            for way, done in goes.items():
                done.append(_four_nights(way, kind))
        both = {way: min(done)[0] for way, done in goes.items()}
        written = goes[ours][0][1]
        assert written == goes[by_hand][0][1], (kind, written, goes[by_hand][0][1])
        for way, seconds in both.items():
            total[way] += seconds
        figures.append(
            (f"sweep {kind}: ours ÷ by hand ({written[0]} flags, four nights)", both[ours] / both[by_hand], "×")
        )
    figures.append(("sweeps: by hand, all of these", total[by_hand], "s"))
    figures.append(("sweeps: ours ÷ by hand, all of these", total[ours] / total[by_hand], "×"))
    return figures + _whole_nights()


def _four_nights(way: Callable[[str], int], kind: str) -> tuple[float, list[int]]:
    """Return the seconds of four nights (all raised, nothing new, some gone, some back) and the rows of each."""
    changes = CHANGES[BY_HAND[kind].is_of_group]
    gone, back = (sql.format(kind=kind, next_list=_moment(NEXT_LIST)) for sql in changes)
    seconds, written = 0.0, []
    with transaction.atomic():
        for_large_statements()
        for between in ("", "", gone, back):
            if between:
                with connection.cursor() as cursor:
                    cursor.execute(between)
            clock = perf_counter()
            written.append(way(kind))
            if way is by_hand:
                after_many(written[-1])
            seconds += perf_counter() - clock
        assert written[1] == 0, (kind, written)
        transaction.set_rollback(True)
    return seconds, written


def _whole_nights() -> list[Figure]:
    """Walk the whole list of sweeps twice: seconds, what the second wrote, and the growth of Python."""
    before = _resident()
    clock = perf_counter()
    first = core_sweeps.run_all(today=TODAY)
    seconds = perf_counter() - clock
    clock = perf_counter()
    second = core_sweeps.run_all(today=TODAY)
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


def _moment(text: str) -> str:
    return f"'{text}'::timestamptz" if connection.vendor == "postgresql" else f"'{text}'"


def _filling(people: int, groups: int, memberships: int, regulation: int) -> list[str]:
    now, long_ago, day = _moment(LIST), _moment(OLD_LIST), "'2026-01-05'"
    if connection.vendor == "postgresql":
        day = f"{day}::date"
    each = NUMBERS.format
    return [
        "INSERT INTO directory_department (id, name, name_key, lineage, path, is_active) "
        "VALUES (1, '总公司', '总公司', '/1/', '总公司', TRUE)",
        "INSERT INTO directory_department (id, name, name_key, parent_id, lineage, path, is_active) "
        f"{each(count=DEPARTMENTS)} SELECT i + 1, '部门' || i, '部门' || i, 1, '/1/' || (i + 1) || '/', '总公司/部门' || i, TRUE FROM n",
        "INSERT INTO directory_departmenthead (department_id, employee_id, rank, named_in_id) "
        f"{each(count=DEPARTMENTS)} SELECT i + 1, i, 1, i % {DEPARTMENTS} + 2 FROM n",
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
        *(_lists(groups, first_id, when) for first_id, when in ((0, now), (groups, _moment(NEXT_LIST)))),
        *(
            "INSERT INTO members_rosterimport (id, batch_id, group_id, mode, taken_at, base_version, rows, "
            f"nicknames_reliable) {each(count=groups)} SELECT {first_id} + i, {first_id} + i, i, 'FULL', {when}, 0, 50, TRUE "
            "FROM n"
            for first_id, when in ((0, now), (groups, _moment(NEXT_LIST)))
        ),
        "INSERT INTO members_membership (evidence_id, group_id, identity, employee_id, tier, nickname, nickname_key, account_key, "
        "account_kind, role, nickname_fits, nickname_problem, correct_nickname, nickname_judged_by, nickname_judged_in, "
        "misnamed_since, first_seen_at, last_seen_at, gone_by, inviter) "
        f"{each(count=memberships)} SELECT i % {groups} + 1, i % {groups} + 1, CASE WHEN i % 33 = 0 THEN 'UNKNOWN' ELSE 'EMPLOYEE' END, "
        f"CASE WHEN i % 33 = 0 THEN NULL ELSE (i * 7 + i / {groups} * 31) % {people} + 1 END, 'exact', '昵称' || i, '昵称' || i, 'wx' || i, "
        f"'PERSONAL', CASE WHEN i <= {groups} AND i % 25 <> 0 THEN 'OWNER' ELSE 'MEMBER' END, "
        "CASE WHEN i % 33 = 0 THEN NULL WHEN i % 20 = 0 THEN FALSE ELSE TRUE END, "
        "CASE WHEN i % 20 = 0 THEN 'does_not_fit:' ELSE '' END, '', "
        f"{regulation}, "
        f"CASE WHEN i % 33 = 0 THEN NULL ELSE ((i * 7 + i / {groups} * 31) % {people} + 1) % {DEPARTMENTS} + 2 END, "
        f"CASE WHEN i % 20 = 0 THEN {day} END, {long_ago}, {now}, "
        f"CASE WHEN i % 10 = 3 THEN {now} END, '' FROM n",
    ]


def _lists(groups: int, first_id: int, when: str) -> str:
    """Return the statement that makes the batch of one list of every group."""
    empty = "'{}'" if connection.vendor == "sqlite" else "'{}'::jsonb"
    return (
        "INSERT INTO core_importbatch (id, kind, state, file_name, file_hash, options, dropped_columns, counts, error, "
        "requested_by_name, created_at, applied_at, applied_by_name, undone_by_name, expires_at) "
        f"{NUMBERS.format(count=groups)} SELECT {first_id} + i, 'ROSTER', 'APPLIED', '', 'h' || ({first_id} + i), {empty}, "
        f"{empty}, {empty}, '', '', {when}, {when}, '', '', {when} FROM n"
    )
