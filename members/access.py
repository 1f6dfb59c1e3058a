"""Which groups and people a log-in may see and work on, and how much of a person a list tells it.

Pages, cards, searches, counts and files ask here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupadmin.core import audit
from groupadmin.core.errors import DomainError
from groupadmin.core.models import AuditEvent
from groupadmin.core.sql import chunks
from groupadmin.directory import access as directory
from groupadmin.directory import roles
from groupadmin.directory.models import Department, Employee
from groupadmin.groups.models import Group
from groupadmin.groups.querysets import CONFIDENTIAL, GroupQuerySet
from members.flags.models import Flag
from members.identity.values import Decision, PlanRow, Tier
from members.rosters.models import Membership

RUNNERS = (Membership.Role.OWNER, Membership.Role.DEPUTY, Membership.Role.ADMIN)
SEE_EVERY_GROUP = (roles.HR, roles.CONFIDENTIALITY, roles.AUDITOR)


def runners() -> QuerySet[Membership, int | None]:
    """Return the numbers of the employees who run a group that is in use, by the register or the last list."""
    memberships = Membership.objects.present().filter(
        role__in=RUNNERS, employee__isnull=False, group__status__in=Group.LIVE
    )
    return memberships.order_by().values_list("employee", flat=True)


def groups_run_by(user: Any) -> QuerySet[Group]:
    """Return the groups that a log-in's employee owns, deputises in or helps to run, by the last roster."""
    if not user.employee_id:
        return Group.objects.none()
    runs = Membership.objects.present().filter(employee_id=user.employee_id, role__in=RUNNERS)
    return Group.objects.filter(pk__in=runs.values("group"))


def groups_headed_by(user: object) -> QuerySet[Group]:
    """Return the groups of the departments, and of all below them, that a log-in's employee heads."""
    return Group.objects.filter(_headed_by(user))


def groups_seen_by(user: object) -> GroupQuerySet:
    """Return the groups a log-in may look at: all for the roles that must, else those it runs or heads."""
    if roles.holds(user, *SEE_EVERY_GROUP):
        return Group.objects.all()
    return Group.objects.filter(Q(pk__in=groups_run_by(user).values("pk")) | _headed_by(user))


def _headed_by(user: object) -> Q:
    """Say of a group that its department is headed by a log-in; departments are few, so they are looked up first."""
    below = Q(pk=None)
    for lineage in directory.lineages_headed_by(user):
        below |= Q(lineage__startswith=lineage)
    return Q(department__in=Department.objects.filter(below).values("pk"))


def groups_named_beside(person: Employee, user: object) -> QuerySet[Group]:
    """Return the groups that may be named to a log-in as those somebody is in, or answers for.

    All of them to the roles that must and to the person; to the heads of the person's department all but the guarded
    ones that are not theirs to see, since they answer for what a leaver hands over; to anybody else what they see, and
    those in which the person's going is their task (R08).
    """
    if may_see_all_of(person, user):
        return Group.objects.all()
    seen = groups_seen_by(user)
    if directory.heads(user, person):
        return Group.objects.filter(~Q(secrecy__in=CONFIDENTIAL) | Q(pk__in=seen.values("pk")))
    tasks = tasks_of(user).filter(employee=person)
    return Group.objects.filter(Q(pk__in=seen.values("pk")) | Q(pk__in=tasks.values("group")))


def may_see_all_of(person: Employee, user: Any) -> bool:
    """Say whether every group of somebody may be named to a log-in: to the roles that must, and to the person."""
    return roles.holds(user, *SEE_EVERY_GROUP) or (bool(user.employee_id) and user.employee_id == person.pk)


def people_met_by(user: object) -> QuerySet[Membership, int | None]:
    """Return the numbers of the employees who are in a group that a log-in sees."""
    together = Membership.objects.present().filter(group__in=groups_seen_by(user), employee__isnull=False)
    return together.order_by().values_list("employee", flat=True)


def people_known_to(user: object, people: Iterable[int]) -> frozenset[int] | None:
    """Return which of these people a log-in knows already: whom it may look up, and who is in a group it sees.

    None is all of them: the roles that must know everybody, and the operator's command (``user`` None).
    """
    if user is None or roles.holds(user, *directory.SEE_EVERYBODY):
        return None
    wanted = list(people)
    found: set[int] = set()
    for some in chunks(wanted):
        found.update(directory.people_seen_by(user).filter(pk__in=some).values_list("pk", flat=True))
        found.update(pk for pk in people_met_by(user).filter(employee__in=some) if pk)
    return frozenset(found)


def tasks_of(user: Any) -> QuerySet[Flag]:
    """Return the open matters that are a log-in's by a staff change: of people who were of a department it heads."""
    if not user.employee_id:
        return Flag.objects.none()
    return Flag.objects.filter(assignee=user.employee_id, state=Flag.State.OPEN, level=Flag.Level.MANAGER)


def group_for(
    user: object, code: str, *, to_run: bool = False, by_task: bool = False, rules: Sequence[str] = ()
) -> Group:
    """Return one group a log-in may see, or (``to_run``) may import rosters for and act in.

    ``by_task``: also one in which a matter is the log-in's task; of such a group it may see that matter and no more.
    ``rules``: the only columns of its regulation that are read with it; a regulation has some sixty.
    Raises Http404 where the log-in may not even know of it, PermissionDenied where it may look but not act.
    """
    group = _with_its_rules(groups_seen_by(user), rules).filter(code=code).first()
    if group is None and by_task:
        here_by_task = Group.objects.filter(pk__in=tasks_of(user).values("group"))
        group = _with_its_rules(here_by_task, rules).filter(code=code).first()
    if group is None:
        raise Http404
    if to_run and not may_run(user, group):
        raise PermissionDenied
    return group


def _with_its_rules(groups: QuerySet[Group], rules: Sequence[str]) -> QuerySet[Group]:
    groups = groups.select_related("department", "regulation")
    if not rules:
        return groups
    own = [field.name for field in Group._meta.concrete_fields]
    return groups.only(*own, "department__name", "department__path", *(f"regulation__{rule}" for rule in rules))


def may_run(user: object, group: Group) -> bool:
    """Say whether a log-in may import rosters and act in a group: HR, and whoever runs it."""
    return roles.holds(user, roles.HR) or groups_run_by(user).filter(pk=group.pk).exists()


def require_runner(actor: object, group: Group) -> None:
    """Raise PermissionDenied unless the actor may run the group. None is the console itself, which may."""
    if actor is not None and not may_run(actor, group):
        raise PermissionDenied


# A log-in gives so many staff numbers of strangers a day, no more: to name a colleague, not to read the directory.
MOST_NUMBERS, A_DAY = 20, timedelta(days=1)
GIVEN = "identity.number_given"


class TooManyNumbers(DomainError):
    code = "too_many_numbers"
    wording = gettext_lazy(
        "You have named %(most)s people today whom you may not look up yourself. Please ask HR to name the others."
    )


def people_for(reader: object, rows: Iterable[PlanRow], ids: Iterable[int]) -> dict[int, Employee]:
    """Return people by number, each with as much as the reader may be told by these rows: two or three queries."""
    people = Employee.objects.select_related("department").in_bulk(set(ids))
    known = people_known_to(reader, people)
    if known is None:
        return people
    said = _said(rows, people)
    return {pk: one if pk in known else _veiled(one, is_named=pk in said) for pk, one in people.items()}


def note_numbers(decided: Mapping[int, Decision], rows: Iterable[PlanRow], *, actor: audit.Actor, at: datetime) -> None:
    """Note whom a log-in named that neither the list suggested nor it may look up. Raises TooManyNumbers."""
    offered = {row.number: {*row.suggestions, row.employee_id} for row in rows if row.number in decided}
    named = {
        one.employee_id
        for row, one in decided.items()
        if one.employee_id is not None and one.employee_id not in offered.get(row, ())
    }
    note_named(named, actor=actor, at=at)


def note_named(people: Collection[int], *, actor: audit.Actor, at: datetime) -> None:
    """Note whom a log-in named by their number though it may not look them up. Raises TooManyNumbers."""
    known = people_known_to(actor, people) if people else None
    beyond = set() if known is None else set(people) - known
    if not beyond:
        return
    given = AuditEvent.objects.filter(actor_id=actor.pk, action=GIVEN, at__gt=at - A_DAY).count() if actor else 0
    if given + len(beyond) > MOST_NUMBERS:
        raise TooManyNumbers(most=MOST_NUMBERS)
    strangers = Employee.objects.filter(pk__in=beyond)
    audit.record_many(audit.event(GIVEN, one, actor=actor, at=at) for one in strangers)


def _said(rows: Iterable[PlanRow], people: Mapping[int, Employee]) -> set[int]:
    """Return the people whose own name stands in a row that means them."""
    said = set()
    for row in rows:
        if row.employee_id and row.tier in (Tier.EXACT, Tier.NAME):
            said.add(row.employee_id)
        for pk in (*row.suggestions, row.employee_id or 0):
            if pk in people and people[pk].name in row.nickname:
                said.add(pk)
    return said


def _veiled(person: Employee, *, is_named: bool) -> Employee:
    veiled = copy(person)
    # The end of the number tells two of one name and department apart.
    veiled.staff_no = f"…{person.staff_no[-2:]}" if is_named else ""
    if not is_named:
        veiled.name, veiled.department = _("somebody in the directory"), None
    return veiled
