"""Whose turn it is: owner → head of the department, or the nearest one above → office.

Where the person's former head has the first turn (``first_turn``), it goes on from there to the head of the group's
department; whoever heads that department no more gives it to their successor, and where there is none, to the owner.

One question about one member that changes its name: whoever was "who is this?" and is now "from outside" waits on.

A later list or a word on who somebody is must not give a matter new days. So what is raised about a member on the day
on which another matter of the same question was cleared, goes on with that one's age, level and due day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now

from groupadmin.core.sql import chunks, execute
from groupadmin.directory.models import DepartmentHead
from groupadmin.groups.models import Group
from members.flags import initial_assignee
from members.flags.kinds.base import NEXT_LEVEL_DAYS
from members.flags.models import Flag
from members.flags.rule_context import RuleContext
from members.flags.sql import NOW, compiled
from members.models import Membership
from members.rosters import eligibility

Level = Flag.Level
CHUNK = 2000
# A department, its nearest head, and the next other one above: who owns the group does not escalate to themselves.
NearestHeads = tuple[int, int, int | None]


def escalate(scope: RuleContext) -> int:
    """Give each open flag to whoever's turn it is today; returns how many changed hands.

    A matter goes one level up when its due date is past, or when whoever stood on its level does so no longer. Run
    twice, it changes nothing: who gets a matter gets days for it.
    """
    flags = Flag.objects.filter(state=Flag.State.OPEN)
    late = Q(due_on__lt=scope.today)
    at_heads = Q(level=Level.HEAD) & (late | Q(~Exists(_heading_now(scope))))
    at_owners = Q(level=Level.OWNER) & (late | Q(~Exists(_owning_now(scope)))) | Q(level=Level.MANAGER) & late
    from_heads = from_owners = True
    if scope.groups is not None:
        # A group's list mostly changes nothing of whose turn it is.
        flags = flags.filter(group__in=scope.groups)
        owners = at_owners | Q(level=Level.MANAGER)
        counted = flags.aggregate(heads=Count("pk", filter=at_heads), owners=Count("pk", filter=owners))
        from_heads, from_owners = counted["heads"] > 0, counted["owners"] > 0
    nearest = list(_nearest_heads(scope)) if from_heads or from_owners else []
    moved = 0
    # Level by level from the top, so that nothing climbs two steps in one night.
    if from_heads:
        moved = _to_office(flags.filter(late, level=Level.HEAD), scope.today)
        moved += _to_heads(flags.filter(at_heads), nearest, scope)
    if from_owners:
        moved += _follow_managers(flags, scope)
        moved += _follow_owner(flags, scope) + _to_heads(flags.filter(at_owners), nearest, scope)
    return moved


def pass_on(flags: QuerySet[Flag], scope: RuleContext) -> int:
    """Give open flags to the next level now; returns how many. What the office has already is not meant."""
    nearest = list(_nearest_heads(scope))
    moved = _to_office(flags.filter(level=Level.HEAD), scope.today)
    return moved + _to_heads(flags.exclude(level__in=(Level.HEAD, Level.OFFICE)), nearest, scope)


def _owning_now(scope: RuleContext) -> QuerySet[Membership]:
    """Ask, of a flag, whether its assignee owns the group and works here."""
    return _owners(scope).filter(employee=OuterRef("assignee"))


def _owners(scope: RuleContext) -> QuerySet[Membership]:
    return Membership.objects.present().filter(scope.working(), group=OuterRef("group"), role=Membership.Role.OWNER)


def _heading_now(scope: RuleContext) -> QuerySet[DepartmentHead]:
    """Ask, of a flag, whether its assignee heads the group's department, or one above, and works here."""
    heads = eligibility.heads_above(OuterRef("group__department__lineage"))
    return heads.filter(scope.working(), employee=OuterRef("assignee"))


def _follow_managers(flags: QuerySet[Flag], scope: RuleContext) -> int:
    """Hand what waits for a former head of the person's department to the present one; without one it is the owner's.

    What falls to the owner is counted where the owner gets it.
    """
    waiting = compiled(flags.filter(level=Level.MANAGER, due_on__gte=scope.today), "pk")
    moved = 0
    for kind in initial_assignee.KINDS:
        heads, whose = initial_assignee.managers(kind, "members_flag", scope.today)
        manager, first = initial_assignee.manager(kind, "members_flag", scope.today)
        no_more = f"""kind = %s AND id IN ({waiting.sql})
              AND NOT EXISTS (SELECT 1 {heads} AND h.employee_id = members_flag.assignee_id)"""
        of_whom = [kind, *waiting.params, *whose]
        to_next = f"SET assignee_id = {manager}, turn_since = {NOW} WHERE {no_more} AND {manager} IS NOT NULL"
        moved += execute(f"UPDATE members_flag {to_next}", [*first, *of_whom, *first])
        to_owner = f"UPDATE members_flag SET level = %s, assignee_id = NULL, turn_since = {NOW} WHERE {no_more}"  # noqa: S608
        execute(to_owner, [Level.OWNER, *of_whom])
    return moved


def _follow_owner(flags: QuerySet[Flag], scope: RuleContext) -> int:
    """Hand what waits for a former owner to the present one."""
    others = _owners(scope).exclude(employee=OuterRef("assignee"))
    nobody = Q(assignee=None) & Exists(_owners(scope))
    return (
        flags.filter(level=Level.OWNER)
        .filter(nobody | Exists(others))
        .update(assignee=Subquery(_owners(scope).values("employee")[:1]), turn_since=Now())
    )


def _to_heads(flags: QuerySet[Flag], rows: list[NearestHeads], scope: RuleContext) -> int:
    """Give matters to the nearest heads; where no department above has one, to the office."""
    moved = sum(_give(flags, some, scope.today) for some in chunks(rows, CHUNK))
    return moved + _to_office(flags, scope.today)


def _give(flags: QuerySet[Flag], rows: Sequence[NearestHeads], today: date) -> int:
    chosen = compiled(flags, "pk")
    values = ", ".join(["(%s, %s, %s)"] * len(rows))
    other = "CASE WHEN members_flag.assignee_id = v.column2 THEN CAST(v.column3 AS bigint) ELSE v.column2 END"
    return execute(
        f"""
        UPDATE members_flag SET level = %s, due_on = %s, assignee_id = {other}, turn_since = {NOW}
        FROM groups_group g, (VALUES {values}) v
        WHERE g.id = members_flag.group_id AND g.department_id = v.column1 AND {other} IS NOT NULL
          AND members_flag.id IN ({chosen.sql})
        """,  # noqa: S608  only our own text is put in
        [Level.HEAD, _due(Level.HEAD, today), *(cell for row in rows for cell in row), *chosen.params],
    )


def _to_office(flags: QuerySet[Flag], today: date) -> int:
    return flags.update(level=Level.OFFICE, assignee=None, due_on=_due(Level.OFFICE, today), turn_since=Now())


def _due(level: int, today: date) -> date:
    return today + timedelta(days=NEXT_LEVEL_DAYS[level])


def _nearest_heads(scope: RuleContext) -> Iterator[NearestHeads]:
    """Walk up from each department that has groups with open matters: two queries, whatever the size."""
    groups = Group.objects.filter(flags__state=Flag.State.OPEN)
    if scope.groups is not None:
        groups = groups.filter(pk__in=scope.groups.values("pk"))
    lineages = dict(
        groups.exclude(department=None).order_by().values_list("department_id", "department__lineage").distinct()
    )
    heads: dict[int, list[int]] = defaultdict(list)
    standing: QuerySet[DepartmentHead, object] = DepartmentHead.objects.standing().filter(scope.working())
    for department, employee in standing.order_by("rank").values_list("department_id", "employee_id"):
        heads[department].append(employee)
    for department, lineage in lineages.items():
        upwards = [head for step in reversed(lineage.strip("/").split("/")) for head in heads.get(int(step), ())]
        if upwards:
            yield department, upwards[0], next((head for head in upwards if head != upwards[0]), None)


Kind = Flag.Kind
# Who is this, and may they be in: one question, whatever the answer of the day is called.
ONE_QUESTION = (Kind.UNIDENTIFIED, Kind.OUTSIDER, Kind.BANNED, Kind.LEAVER, Kind.OUT_OF_SCOPE)


def carry_on(today: date, group_id: int | None = None) -> int:
    """Give today's new matters the age, level and due day of those they go on from; returns how many.

    A matter goes on from one of the same member and the same question that was cleared today, unless both are about
    employees and not the same one. It is never due later than it would be by itself. Run twice, it changes nothing.
    """
    kinds = ", ".join(f"'{kind}'" for kind in ONE_QUESTION)
    here = "" if group_id is None else " AND members_flag.group_id = %s"
    return execute(
        f"""
        UPDATE members_flag SET
            raised_on = o.raised_on,
            turn_since = o.turn_since,
            reopened = o.reopened,
            due_on = CASE WHEN o.due_on < members_flag.due_on THEN o.due_on ELSE members_flag.due_on END,
            level = CASE WHEN {_CLIMBED} THEN o.level ELSE members_flag.level END,
            assignee_id = CASE WHEN {_CLIMBED} THEN o.assignee_id ELSE members_flag.assignee_id END
        FROM members_flag o
        WHERE members_flag.state = 'OPEN' AND members_flag.raised_on = %s AND members_flag.reopened = 0{here}
          AND o.id = (
            SELECT MIN(x.id) FROM members_flag x
            WHERE x.membership_id = members_flag.membership_id AND x.state = 'CLEARED' AND x.cleared_on = %s
              AND x.raised_on < %s
              AND (x.kind = members_flag.kind OR (x.kind IN ({kinds}) AND members_flag.kind IN ({kinds})))
              AND (x.employee_id IS NULL OR members_flag.employee_id IS NULL
                   OR x.employee_id = members_flag.employee_id))
        """,  # noqa: S608  only our own text is put in
        [today, *([] if group_id is None else [group_id]), today, today],
    )


# Where the former head of a person's department has the first turn (R08, level 0), they keep it.
_CLIMBED = "members_flag.level > 0 AND o.level > members_flag.level"
