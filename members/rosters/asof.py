"""Who was in a group at a moment: certain, possible, not (governance §7, row 64: as-of membership for an incident)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit
from groupadmin.core.errors import DomainError
from groupadmin.groups.models import Group
from members.rosters.models import Membership, MembershipQuerySet


class MomentInTheFuture(DomainError):
    code = "moment_in_the_future"
    wording = _("Nobody can say who will be in the group at %(moment)s; give a moment that is past.")


@dataclass(frozen=True)
class Answer:
    """Three lists of stays; whoever stands in a surer list does not stand in a weaker one."""

    group: Group
    at: datetime
    certain: tuple[Membership, ...]
    possible: tuple[Membership, ...]
    not_in: tuple[Membership, ...]


def who_was_in(group: Group, *, moment: datetime, actor: audit.Actor, at: datetime) -> Answer:
    """Return who was in at ``moment``; that somebody looked is written down. Raises MomentInTheFuture.

    A stay is certain when it is bracketed by lists that show the person (or the platform's own joining time), not when
    a full list without the person shows they were out, possible otherwise. Somebody with several stays counts by the
    surest of them.
    """
    if moment > at:
        raise MomentInTheFuture(moment=moment)
    memberships = Membership.objects.filter(group=group)
    taken: set[object] = set()
    certain = _whoever_is_new(memberships.certainly_in(moment), taken)
    possible = _whoever_is_new(memberships.possibly_in(moment), taken)
    not_in = _whoever_is_new(memberships.certainly_not_in(moment), taken)
    audit.record(
        "roster.viewed_as_of",
        group,
        actor=actor,
        at=at,
        detail={"moment": moment.isoformat(), "certain": len(certain), "possible": len(possible)},
    )
    return Answer(group=group, at=moment, certain=certain, possible=possible, not_in=not_in)


def _whoever_is_new(memberships: MembershipQuerySet, taken: set[object]) -> tuple[Membership, ...]:
    """Return the stays of whoever is in no surer list, an account's latest stay for all of its stays.

    Two accounts of one name in the same list stay two.
    """
    found = {membership: _who(membership) for membership in memberships.order_by("-last_seen_at", "id")}
    new: dict[object, Membership] = {}
    for membership, who in found.items():
        if who not in taken:
            new.setdefault((who, membership.account_key or membership.pk), membership)
    taken.update(found.values())
    return tuple(new.values())


def _who(membership: Membership) -> object:
    return membership.employee_id or membership.account_key or membership.nickname_key or f"membership {membership.pk}"
