"""Lists of open matters, their number by kind, and what a leaver still holds: read models of bounded cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from groupadmin.core.lists import Column, Listing, Order, Tab, in_full
from groupadmin.directory import access as directory
from groupadmin.directory import roles
from groupadmin.directory.access import people_seen_by
from groupadmin.directory.models import DepartmentHead, Employee
from groupadmin.groups.models import Group
from groupadmin.groups.querysets import CONFIDENTIAL
from members import access
from members.flags import bulk, wording
from members.flags.forms import CANNOT_WAIT, URGENT, FlagsFilter
from members.flags.kinds import BY_KIND
from members.flags.models import Flag
from members.models import Membership, Sponsorship
from members.rosters.eligibility import heads_above

# What a row of the list shows, or its reason is told from.
SHOWN = (
    "kind", "state", "level", "raised_on", "due_on", "acted_at", "cleared_on", "evidence", "assignee__name",
    "group__code", "group__name", "group__roster_taken_at", "membership__nickname", "membership__account_key",
    "employee__name",
)  # fmt: skip
# Groups on one page about one person, and of the guests they answer for the first to end.
HELD_AT_ONCE = 30


def flags_seen_by(user: object) -> QuerySet[Flag]:
    """Return the flags of the groups a log-in may look at, and those that are its task by a staff change."""
    if roles.holds(user, *access.SEE_EVERY_GROUP):
        return Flag.objects.all()
    seen, tasks = Q(group__in=access.groups_seen_by(user)), access.tasks_of(user)
    return Flag.objects.filter(seen | Q(pk__in=tasks.values("pk")) if tasks.exists() else seen)


def _asked_for(user: object, chosen: dict[str, Any], today: date) -> QuerySet[Flag]:
    """Return the flags that a reader may see and asks for by a filled-in ``FlagsFilter``."""
    whose, due = chosen.get("whose"), chosen.get("due")
    found = my_turn(user) if whose == "mine" else flags_seen_by(user)
    found = found.filter(state=chosen.get("state") or Flag.State.OPEN)
    if whose == "groups":
        found = found.filter(group__in=access.groups_run_by(user))
    if chosen.get("level"):
        found = found.filter(level=chosen["level"])
    if chosen.get("kind"):
        found = found.filter(kind__in=CANNOT_WAIT) if chosen["kind"] == URGENT else found.filter(kind=chosen["kind"])
    if chosen.get("turned"):
        found = found.filter(turn_since__gte=chosen["turned"])
    if chosen.get("guarded"):
        found = found.filter(group__secrecy__in=CONFIDENTIAL)
    if due:
        found = found.filter(due_on=today) if due == "today" else found.filter(due_on__lt=today)
    if chosen.get("said_done"):
        found = found.filter(acted_at__isnull=False)
    if chosen.get("group"):
        found = found.filter(group__code=chosen["group"])
    return found.filter(_about(chosen["q"])) if chosen.get("q") else found


def my_turn(user: Any) -> QuerySet[Flag]:
    """Return the flags that are a reader's turn: theirs by name, and to HR what stands with the office.

    It is asked on every page, so it is one question: whoever has one by name, but neither runs the group any more nor
    heads its department, has it no longer and does not see it (``flags_seen_by``).
    """
    mine = Q(assignee=user.employee_id) if user.employee_id else Q(pk=None)
    if roles.holds(user, roles.HR):
        return Flag.objects.filter(mine | Q(level=Flag.Level.OFFICE))
    if roles.holds(user, *access.SEE_EVERY_GROUP):
        return Flag.objects.filter(mine)
    heading = heads_above(OuterRef("group__department__lineage")).filter(employee=user.employee_id)
    here = Q(group__in=access.groups_run_by(user)) | Q(Exists(heading)) | Q(level=Flag.Level.MANAGER)
    return Flag.objects.filter(mine & here)


def waiting_for(user: object) -> tuple[QuerySet[Flag], str]:
    """Return what the menu counts beside the matters, and the list of just these."""
    return my_turn(user).filter(state=Flag.State.OPEN), MATTERS.url(whose="mine")


def _about(words: str) -> Q:
    """Say of a flag that its person, its group or its member's nickname is what was typed."""
    people = Employee.objects.found_by(words).values("pk")
    groups = Group.objects.found_by(words).values("pk")
    nicknamed = Membership.objects.filter(nickname__startswith=words).values("pk")
    return Q(employee__in=people) | Q(group__in=groups) | Q(membership__in=nicknamed)


def _told(flags: Sequence[Flag], today: date) -> list[Flag]:
    """Return flags in full, each with whom it is about, why it stands and whether it is overdue."""
    named = Flag.objects.select_related("membership", "employee", "group", "assignee").only(*SHOWN)
    rows = in_full(flags, named)
    for flag in rows:
        flag.who, flag.why = wording.name_of(flag), wording.reason(flag, today)  # type: ignore[attr-defined]
        flag.is_late = flag.state == Flag.State.OPEN and flag.due_on < today  # type: ignore[attr-defined]
    return rows


MATTERS = Listing(
    name="matters",
    title=_("Matters"),
    rows=_asked_for,
    filter=FlagsFilter,
    orders=(Order("due", _("Due"), ("due_on", "pk")), Order("kind", _("Matter"), ("kind", "due_on", "pk"))),
    tabs=(
        Tab(_("All")),
        Tab(_("My turn"), {"whose": "mine"}),
        Tab(_("Due today"), {"due": "today"}),
        Tab(_("Overdue"), {"due": "late"}),
        Tab(_("Waiting for proof"), {"said_done": "on"}),
    ),
    columns=(
        Column(_("About"), lambda flag: flag.who),
        Column(_("Matter"), lambda flag: flag.get_kind_display()),
        Column(_("Reason"), lambda flag: flag.why),
        Column(_("Group number"), lambda flag: flag.group.code),
        Column(_("Group"), lambda flag: flag.group.name),
        Column(_("Whose turn"), lambda flag: flag.get_level_display()),
        Column(_("Assigned to"), lambda flag: flag.assignee.name if flag.assignee else ""),
        Column(_("Raised"), lambda flag: flag.raised_on),
        Column(_("Due"), lambda flag: flag.due_on),
        Column(_("Overdue"), lambda flag: flag.is_late),
        Column(_("Done"), lambda flag: flag.cleared_on),
    ),
    actions=bulk.ACTIONS,
    tell=_told,
)


def open_by_kind() -> list[tuple[str, int, str]]:
    """Return how many matters of each kind are open, most first, and the list of them: one query over an index."""
    counted = Flag.objects.filter(state=Flag.State.OPEN).order_by().values_list("kind").annotate(n=Count("pk"))
    labels = dict(Flag.Kind.choices)
    return [
        (str(labels[kind]), number, MATTERS.url(kind=kind)) for kind, number in sorted(counted, key=lambda row: -row[1])
    ]


@dataclass
class Holding:
    """One group that somebody is in: as what, who owns it, and what is open about them there."""

    membership: Membership
    owner: str = ""
    flags: list[Flag] = field(default_factory=list)
    # Of these matters those that the reader may say are done, and whether they may name who runs the group.
    to_do: list[Flag] = field(default_factory=list)
    may_run: bool = False

    @property
    def must_hand_over(self) -> bool:
        return self.membership.role == Membership.Role.OWNER


@dataclass(frozen=True)
class Holdings:
    """What somebody still holds: one page of groups and roles, those to be handed over first, guests, departments."""

    groups: Sequence[Holding]
    guests: Sequence[Sponsorship]
    heads: Sequence[DepartmentHead]
    earlier: Sequence[Membership] = ()
    guests_in_all: int = 0
    owned: int = 0
    total: int = 0
    before: str = ""
    after: str = ""

    @property
    def to_hand_over(self) -> list[Holding]:
        return [holding for holding in self.groups if holding.must_hand_over]

    @property
    def to_do(self) -> list[Flag]:
        return [flag for holding in self.groups for flag in holding.to_do]

    @property
    def said_done(self) -> list[Flag]:
        return [flag for holding in self.groups if holding.may_run for flag in holding.flags if flag.acted_at]


def holdings(person: Employee, user: object, today: date, *, start: int = 0) -> Holdings:
    """Return what a person holds, as far as the reader may know of it, from the ``start``-th group on.

    As many queries for any number of groups: those who run a company may be in hundreds. All memberships are put in
    order by little of each, and one page of them is read in full.
    """
    named = access.groups_named_beside(person, user).values("pk")
    everywhere = Membership.objects.filter(employee=person, group__in=named)
    memberships = everywhere.filter(gone_by=None)
    order = {role: at for at, role in enumerate(Membership.Role.values)}
    keys = sorted(
        memberships.values_list("role", "group_id", "pk"), key=lambda membership: (order[membership[0]], membership[1:])
    )
    start = start if start < len(keys) else 0
    held = _held([pk for _role, _group, pk in keys[start : start + HELD_AT_ONCE]])
    _tell_of_groups(held, person, user, today)
    answers_for = Sponsorship.objects.filter(
        sponsor=person, until__gte=today, membership__gone_by=None, group__in=named
    )
    # Of a leaver too: it is what somebody has to be named for.
    heads = DepartmentHead.objects.filter(employee=person)
    may_look_up = people_seen_by(user).filter(pk=person.pk).exists()
    return Holdings(
        held,
        list(answers_for.select_related("membership", "group").order_by("until", "pk")[:HELD_AT_ONCE]),
        list(heads.select_related("department")) if may_look_up else [],
        earlier=list(
            everywhere.filter(gone_by__isnull=False).select_related("group").order_by("-gone_by", "pk")[:HELD_AT_ONCE]
        ),
        guests_in_all=answers_for.count(),
        owned=sum(role == Membership.Role.OWNER for role, _group, _pk in keys),
        total=len(keys),
        before=str(max(start - HELD_AT_ONCE, 0)) if start else "",
        after=str(start + HELD_AT_ONCE) if start + HELD_AT_ONCE < len(keys) else "",
    )


def _held(memberships: Sequence[int]) -> list[Holding]:
    named = Membership.objects.select_related("group__department", "evidence__batch").in_bulk(memberships)
    return [Holding(named[pk]) for pk in memberships if pk in named]


def _tell_of_groups(held: Sequence[Holding], person: Employee, user: object, today: date) -> None:
    """Add to each group who owns it, what is open about the person there, and what of it the reader may do."""
    flags: dict[int, list[Flag]] = defaultdict(list)
    groups = [holding.membership.group_id for holding in held]
    about = Flag.objects.filter(employee=person, group__in=groups, state=Flag.State.OPEN)
    for flag in about.select_related("group", "membership", "employee"):
        flag.why = wording.reason(flag, today)  # type: ignore[attr-defined]  # for the page
        flag.is_late, flag.done = flag.due_on < today, BY_KIND[flag.kind].task.done  # type: ignore[attr-defined]
        flags[flag.group_id].append(flag)
    is_hr = roles.holds(user, roles.HR)
    runs = set(groups) if is_hr else set(access.groups_run_by(user).filter(pk__in=groups).values_list("pk", flat=True))
    tasks = set(access.tasks_of(user).filter(employee=person).values_list("pk", flat=True))
    owners = Membership.objects.present().filter(group__in=groups, role=Membership.Role.OWNER)
    owner_of = {membership.group_id: membership for membership in owners.select_related("employee")}
    for holding in held:
        number = holding.membership.group_id
        holding.flags = [flag for flag in flags.get(number, []) if flag.membership_id in (None, holding.membership.pk)]
        holding.may_run = number in runs
        holding.to_do = [
            flag
            for flag in holding.flags
            if BY_KIND[flag.kind].task.done and not flag.acted_at and (holding.may_run or flag.pk in tasks)
        ]
        owner = owner_of.get(number)
        holding.owner = (owner.employee.name if owner.employee else owner.nickname) if owner else ""


def may_look_at(person: Employee, held: Holdings, user: object) -> bool:
    """Say whether a reader has a page of somebody's groups: whom they may look up, or share a group with."""
    return bool(held.groups) or access.may_see_all_of(person, user) or directory.heads(user, person)
