"""Agreeing to a change of roles that waits, or declining it: the word of those who may say who runs a group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit
from groupadmin.core.errors import DomainError
from groupadmin.groups.models import Group
from members.flags import sweeps
from members.imports.applying import count_heads
from members.rosters import role_authority
from members.rosters.json_values import facts_from_json
from members.rosters.models import Membership, RoleChange, RoleChangeLine
from members.rosters.roster_changes import UNJUDGED

Role, State = Membership.Role, RoleChange.State


class ChangeIsClosed(DomainError):
    code = "change_is_closed"
    wording = _("This change of roles has been decided already, or a newer list has overtaken it.")


class RolesHaveMoved(DomainError):
    code = "roles_have_moved"
    wording = _("Who runs %(group)s has changed since this was asked. Bring a new list; nothing was written.")


def agree(change: RoleChange, *, actor: audit.Actor, at: datetime) -> bool:
    """Give a word for a waiting change; says whether it was the last one wanted, and so the change is written.

    Raises PermissionDenied, ChangeIsClosed, RolesHaveMoved.
    """
    group = change.group
    with transaction.atomic():
        change = _held(change, actor)
        before = (change.word_by_name, change.officer_name)
        role_authority.give_word(change, role_authority.authorities_of(actor, group), actor=actor)
        if before == (change.word_by_name, change.officer_name):
            raise PermissionDenied
        is_done = change.word_by_name and (change.officer_name or not group.is_confidential)
        if is_done:
            change.state, change.closed_at = State.DONE, at
        change.save()
        lines = list(change.lines.select_related("membership"))
        if not is_done:
            audit.record("group.roles_agreed", group, actor=actor, at=at, detail={"roles": role_authority.told(lines)})
            return False
        _write(group, lines, at=at)
        role_authority.record_changed({group: lines}, actor=actor, at=at)
    return True


def decline(change: RoleChange, *, actor: audit.Actor, at: datetime) -> None:
    """Leave the roles as they are. Raises PermissionDenied, ChangeIsClosed."""
    with transaction.atomic():
        change = _held(change, actor)
        change.state, change.closed_at, change.word_by_name = State.DECLINED, at, audit.name_of(actor)
        change.save()
        lines = list(change.lines.all())
        audit.record(
            "group.roles_declined", change.group, actor=actor, at=at, detail={"roles": role_authority.told(lines)}
        )


def _held(change: RoleChange, actor: audit.Actor) -> RoleChange:
    """Return the change as it is now, while everybody else who would decide in the group waits for the commit."""
    if not role_authority.authorities_of(actor, change.group):
        raise PermissionDenied
    Group.objects.filter(pk=change.group_id).update(roster_version=F("roster_version"))
    found = RoleChange.objects.select_related("group").filter(pk=change.pk, state=State.WAITING).first()
    if found is None:
        raise ChangeIsClosed
    return found


def _write(group: Group, lines: Sequence[RoleChangeLine], *, at: datetime) -> None:
    """Write what was agreed: who steps down goes first, so that no group has two owners for a moment."""
    if any(not _still_holds(line) for line in lines):
        raise RolesHaveMoved(group=group)
    facts = {line.membership_id: facts_from_json(line.facts) for line in lines if line.membership_id}
    Membership.objects.filter(pk__in=[pk for pk, new in facts.items() if "role" in new]).update(role=Role.MEMBER)
    for pk, new in sorted(facts.items(), key=lambda pair: pair[1].get("role") == Role.OWNER):
        judged = dict(UNJUDGED) if "employee_id" in new else {}
        Membership.objects.filter(pk=pk).update(**new, **judged)
    count_heads(group)
    Group.objects.filter(pk=group.pk).update(
        roster_version=F("roster_version") + 1, headcount=group.headcount, headcount_outside=group.headcount_outside
    )
    sweeps.refresh_group(group, at=at)


def _still_holds(line: RoleChangeLine) -> bool:
    """Say whether the person still has the role, and the membership, that they had when it was asked."""
    membership = line.membership
    if membership is None or membership.gone_by is not None:
        return False
    return membership.role in (line.before, Role.MEMBER) or "employee_id" in line.facts
