"""The end of a group, step by step: notice posted, files saved, proof that it is gone (governance §7, row 34)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit
from groupadmin.core.errors import DomainError
from groupadmin.groups import services, transitions
from groupadmin.groups.models import Dissolution, Group
from groupadmin.groups.querysets import WATCH

# The checklist, in its order: field of Dissolution → what a person reads.
STEPS: Final = {
    "notice_posted_on": _("notice posted in the group"),
    "files_saved_on": _("files saved"),
    "evidence": _("proof that it is gone"),
}


class StillMissing(DomainError):
    code = "still_missing"
    wording = _("Not yet: %(missing)s. Complete this first, then try again.")


def start_dissolving(group: Group, *, reason: str, actor: audit.Actor, at: datetime) -> Dissolution:
    """Begin the end of a group: a checklist opens, and the register says that it is being dissolved."""
    with transaction.atomic():
        services.apply_transition(group, transitions.START_DISSOLVING, actor=actor, at=at, detail={"reason": reason})
        return Dissolution.objects.create(
            group=group, reason=reason, started_on=timezone.localdate(at), started_by_name=audit.name_of(actor)
        )


def tick_dissolution(group: Group, *, actor: audit.Actor, at: datetime, **steps: object) -> Dissolution:
    """Note what is done of the checklist: ``notice_posted_on``, ``files_saved_on``, ``files_kept_at``, ``evidence``."""
    known = ("notice_posted_on", "files_saved_on", "files_kept_at", "evidence")
    if unknown := sorted(set(steps) - set(known)):
        raise services.NotAFact(names=", ".join(unknown))
    with transaction.atomic():
        if not Dissolution.objects.open_for(group).update(**steps):
            raise transitions.NotFromThisState(group=group.code, state=group.get_status_display())
        told = {name: str(value) for name, value in steps.items()}
        audit.record("group.dissolution_ticked", group, actor=actor, at=at, detail=told)
    return Dissolution.objects.open_for(group).get()


def missing_to_dissolve(dissolution: Dissolution | None) -> list[str]:
    """Return the steps of the checklist still open: ``notice_posted_on``, ``files_saved_on``, ``evidence``."""
    return [name for name in STEPS if not getattr(dissolution, name, None)]


def dissolve_group(group: Group, *, actor: audit.Actor, at: datetime, on: date | None = None) -> None:
    """End a group whose checklist is complete; it stays on watch for thirty days. Raises StillMissing.

    A group whose dissolution began outside the console (a file said so) has no checklist and is recorded as it is.
    """
    dissolution = Dissolution.objects.open_for(group).first()
    if dissolution and (missing := missing_to_dissolve(dissolution)):
        labels = [str(STEPS[name]) for name in missing]
        raise StillMissing(missing=", ".join(labels))
    ended = on or timezone.localdate(at)
    with transaction.atomic():
        services.apply_transition(
            group, transitions.DISSOLVE, actor=actor, at=at, dissolved_on=ended, watch_until=ended + WATCH
        )
        Dissolution.objects.open_for(group).update(finished_on=ended)


def record_dissolved(group: Group, *, on: date, actor: audit.Actor, at: datetime) -> None:
    """Note that a group is gone already, since a day, without the checklist that nobody can work through any more."""
    with transaction.atomic():
        services.apply_transition(
            group, transitions.RECORD_DISSOLVED, actor=actor, at=at, dissolved_on=on, watch_until=on + WATCH
        )
        Dissolution.objects.open_for(group).update(finished_on=on)
