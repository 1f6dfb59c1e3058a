"""What is done with many matters of the list at once; every one is told what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupadmin.core.errors import DomainError
from groupadmin.core.lists import Action, Outcome
from members import disclosure
from members.flags import reasons, services
from members.flags.forms import SponsorForm
from members.flags.models import Flag

NOT_YOURS = gettext_lazy("Only whoever runs the group may do this.")
NO_GUEST = gettext_lazy("Nobody can answer for this: it is not about somebody from outside.")


class SponsorOfMany(SponsorForm):
    """Who answers for the ticked guests."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, today=timezone.localdate(), **kwargs)


def _mark_done(flags: QuerySet[Flag], actor: Any, at: datetime, facts: dict[str, Any]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for some in _by_group(flags):
        try:
            services.mark_acted(group=some[0].group, flags=[flag.pk for flag in some], actor=actor, at=at)
        except (DomainError, PermissionDenied) as refusal:
            outcomes += [_refused(flag, refusal) for flag in some]
        else:
            outcomes += [_outcome(flag, _("noted as done; the next full list will prove it")) for flag in some]
    return outcomes


def _pass_on(flags: QuerySet[Flag], actor: Any, at: datetime, facts: dict[str, Any]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for some in _by_group(flags):
        try:
            moved = services.pass_on(group=some[0].group, flags=[flag.pk for flag in some], actor=actor, at=at)
        except (DomainError, PermissionDenied) as refusal:
            outcomes += [_refused(flag, refusal) for flag in some]
        else:
            outcomes += [_passed(flag, moved.get(flag.pk)) for flag in some]
    return outcomes


def _passed(flag: Flag, now: Flag | None) -> Outcome:
    if now is None:
        return _outcome(flag, _("stands with the office already"), is_done=False)
    whom = f"（{now.assignee.name}）" if now.assignee else ""
    return _outcome(flag, _("passed on: %(level)s%(whom)s") % {"level": now.get_level_display(), "whom": whom})


def _sponsor(flags: QuerySet[Flag], actor: Any, at: datetime, facts: dict[str, Any]) -> list[Outcome]:
    outcomes = []
    for flag in flags.select_related("membership", "employee", "group"):
        if flag.kind != Flag.Kind.OUTSIDER or flag.membership is None:
            outcomes.append(_outcome(flag, str(NO_GUEST), is_done=False))
            continue
        try:
            disclosure.note_named({facts["sponsor"].pk}, actor=actor, at=at)
            services.sponsor(
                membership=flag.membership,
                sponsor=facts["sponsor"],
                until=facts["until"],
                reason=facts["reason"],
                actor=actor,
                at=at,
            )
        except (DomainError, PermissionDenied) as refusal:
            outcomes.append(_refused(flag, refusal))
        else:
            outcomes.append(_outcome(flag, _("%(name)s answers for them now.") % {"name": facts["sponsor"].name}))
    return outcomes


def _by_group(flags: QuerySet[Flag]) -> Iterable[list[Flag]]:
    by_group: dict[int, list[Flag]] = defaultdict(list)
    for flag in flags.select_related("membership", "employee", "group").order_by("group_id", "due_on", "pk"):
        by_group[flag.group_id].append(flag)
    return by_group.values()


def _outcome(flag: Flag, text: str, *, is_done: bool = True) -> Outcome:
    return Outcome(f"{flag.group.name} · {reasons.name_of(flag)}", text, is_done)


def _refused(flag: Flag, refusal: Exception) -> Outcome:
    return _outcome(flag, str(NOT_YOURS if isinstance(refusal, PermissionDenied) else refusal), is_done=False)


ACTIONS = (
    Action("done", gettext_lazy("Mark as done"), _mark_done),
    Action("pass_on", gettext_lazy("Pass on to the next level"), _pass_on),
    Action("sponsor", gettext_lazy("A colleague answers for them"), _sponsor, form=SponsorOfMany),
)
