"""Whose word changes who runs a group, and what is kept of it until that word is given.

Owner, deputy and admin are rights in the console. In an ordinary group the owner's word gives and takes them, or HR's;
in a guarded one HR's and the confidentiality officer's, who are two people. Nobody else's, so no membership raises
itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit
from groupadmin.core.errors import DomainError
from groupadmin.directory import roles
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from members.rosters.json_values import facts_to_json
from members.rosters.models import Membership, RoleChange, RoleChangeLine, RosterImport
from members.rosters.roster_changes import RoleStep

State = RoleChange.State
Step = RoleStep | RoleChangeLine


class RolesNeedAWord(DomainError):
    code = "roles_need_a_word"
    wording = _(
        "This would change who runs %(group)s. In an ordinary group that is for its owner or HR to say, in a guarded "
        "one for HR together with the confidentiality officer."
    )


class RoleAuthority(StrEnum):
    """Somebody's say in who runs a group."""

    OWNER = "owner"
    HR = "hr"
    OFFICER = "officer"


WORD_LABELS = {
    RoleAuthority.OWNER: _("the owner"),
    RoleAuthority.HR: _("HR"),
    RoleAuthority.OFFICER: _("the confidentiality officer"),
}


def authorities_of(actor: audit.Actor, group: Group) -> frozenset[RoleAuthority]:
    """Return what say a log-in has in a group; the operator's command has every one."""
    if actor is None:
        return frozenset(RoleAuthority)
    found = set()
    if roles.holds(actor, roles.HR):
        found.add(RoleAuthority.HR)
    if group.is_confidential:
        return frozenset(found | ({RoleAuthority.OFFICER} if roles.holds(actor, roles.CONFIDENTIALITY) else set()))
    employee: int = getattr(actor, "employee_id", None) or 0
    if Membership.objects.present().filter(group=group, role=Membership.Role.OWNER, employee_id=employee).exists():
        found.add(RoleAuthority.OWNER)
    return frozenset(found)


def suffices(actor: audit.Actor, group: Group) -> bool:
    """Say whether an actor's word alone changes who runs a group. None is the operator's command, which may."""
    return actor is None or (not group.is_confidential and bool(authorities_of(actor, group)))


def missing(change: RoleChange, group: Group) -> list[RoleAuthority]:
    """Return whose words a waiting change still lacks; in an ordinary group any one of them is enough."""
    if not group.is_confidential:
        return [RoleAuthority.OWNER, RoleAuthority.HR]
    return [
        word
        for word, name in ((RoleAuthority.HR, change.word_by_name), (RoleAuthority.OFFICER, change.officer_name))
        if not name
    ]


def working_runners(group: Group) -> frozenset[int]:
    """Return the employees who run a group today and work here: those who have a right to lose."""
    memberships = (
        Membership.objects.present().filter(group=group, employee__isnull=False).exclude(role=Membership.Role.MEMBER)
    )
    here = memberships.exclude(employee__status__in=Employee.OUTSIDE_WORK)
    return frozenset(here.values_list("employee_id", flat=True))


def ask(
    group: Group,
    steps: Sequence[RoleStep],
    *,
    roster: RosterImport | None = None,
    opened: Sequence[int] = (),
    actor: audit.Actor,
    at: datetime,
) -> RoleChange:
    """Keep a change that waits for a word; an older one that waits is overtaken. Call inside a transaction.

    ``opened`` are the stays that the list has opened. The asker's own word, where they have one, is given with it.
    """
    overtake(group, at=at)
    change = RoleChange(group=group, roster=roster, asked_at=at)
    change.asked_by_id, change.asked_by_name = _who(actor)
    give_word(change, authorities_of(actor, group), actor=actor)
    change.save()
    RoleChangeLine.objects.bulk_create(_lines(change, steps, opened))
    audit.record("group.roles_asked", group, actor=actor, at=at, detail={"roles": told(steps)})
    return change


def note_done(
    steps: Mapping[Group, Sequence[RoleStep]],
    *,
    roster: RosterImport | None = None,
    opened: Sequence[int] = (),
    actor: audit.Actor,
    at: datetime,
) -> None:
    """Keep the changes of many groups that were written by the actor's own word; five statements, however many."""
    moved = {group: of_group for group, of_group in steps.items() if of_group}
    if not moved:
        return
    overtake(*moved, at=at)
    who, name = _who(actor)
    changes = RoleChange.objects.bulk_create(
        RoleChange(
            group=group, roster=roster, state=State.DONE, asked_by_id=who, asked_by_name=name, asked_at=at,
            word_by_id=who, word_by_name=name, closed_at=at,
        )
        for group in moved
    )  # fmt: skip
    lines = zip(changes, moved.values(), strict=True)
    RoleChangeLine.objects.bulk_create(line for change, some in lines for line in _lines(change, some, opened))
    record_changed(moved, actor=actor, at=at)


def overtake(*groups: Group, at: datetime) -> None:
    """Close the changes that wait in these groups: something newer was said of them."""
    RoleChange.objects.filter(group__in=groups, state=State.WAITING).update(state=State.LAPSED, closed_at=at)


def give_word(change: RoleChange, words: Iterable[RoleAuthority], *, actor: audit.Actor) -> None:
    """Note a log-in's word on a change; nobody speaks for two. Does not save."""
    who, name = _who(actor)
    as_office = (
        bool({RoleAuthority.HR, RoleAuthority.OWNER} & set(words))
        and not change.word_by_name
        and who != change.officer_id
    )
    if as_office:
        change.word_by_id, change.word_by_name = who, name
    elif RoleAuthority.OFFICER in words and not change.officer_name and who != change.word_by_id:
        change.officer_id, change.officer_name = who, name


def told(steps: Iterable[Step]) -> list[dict[str, object]]:
    """Return steps as the trail keeps them for ever: people from outside have no name there (practice §5.3)."""
    steps = list(steps)
    return _told(steps, _names(steps))


def _names(steps: Iterable[Step]) -> Mapping[object, Employee]:
    return Employee.objects.in_bulk({one.employee_id for one in steps if one.employee_id})


def _told(steps: Iterable[Step], names: Mapping[object, Employee]) -> list[dict[str, object]]:
    return [
        {
            "who": str(names[one.employee_id]) if one.employee_id in names else "",
            "before": one.before,
            "after": one.after,
        }
        for one in steps
    ]


def record_changed(steps: Mapping[Group, Sequence[Step]], *, actor: audit.Actor, at: datetime) -> None:
    """Write into the history of each group who runs it now, and by whose word."""
    names = _names(step for of_group in steps.values() for step in of_group)
    audit.record_many(
        audit.event("group.roles_changed", group, actor=actor, at=at, detail={"roles": _told(of_group, names)})
        for group, of_group in steps.items()
    )


def _lines(change: RoleChange, steps: Sequence[RoleStep], opened: Sequence[int]) -> list[RoleChangeLine]:
    return [
        RoleChangeLine(
            change=change,
            employee_id=one.employee_id,
            membership_id=one.membership_id if one.opened is None else opened[one.opened],
            before=one.before,
            after=one.after,
            facts=facts_to_json(one.facts, one.facts),
        )
        for one in steps
    ]


def _who(actor: audit.Actor) -> tuple[int | None, str]:
    return (actor.pk if actor is not None else None), audit.name_of(actor)
