"""What is done with many matters of the list at once; every one is told what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupadmin.core.errors import DomainError
from groupadmin.core.lists import Action, Outcome
from groupadmin.directory.models import User
from groupadmin.groups.models import Group
from members import access
from members.flags import services, wording
from members.flags.forms import SponsorForm
from members.flags.models import Flag

NOT_YOURS = gettext_lazy("Only whoever runs the group may do this.")
NO_GUEST = gettext_lazy("Nobody can answer for this: it is not about somebody from outside.")


class SponsorOfMany(SponsorForm):
    """Who answers for the ticked guests."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, today=timezone.localdate(), **kwargs)


def _mark_done(flags: QuerySet[Flag], actor: Any, at: datetime, facts: dict[str, Any]) -> list[Outcome]:
    def done(group: Group, numbers: list[int]) -> dict[int, Flag]:
        services.mark_acted(group=group, flags=numbers, actor=actor, at=at)
        return Flag.objects.in_bulk(list(Flag.objects.filter(pk__in=numbers, acted_at=at).values_list("pk", flat=True)))

    told = _("noted as done; the next full list will prove it")
    return _each_group(flags, done, lambda _flag: told)


def _take_back(flags: QuerySet[Flag], actor: Any, at: datetime, facts: dict[str, Any]) -> list[Outcome]:
    def taken(group: Group, numbers: list[int]) -> dict[int, Flag]:
        return Flag.objects.in_bulk(services.take_back_acted(group=group, flags=numbers, actor=actor, at=at))

    told = _("no longer marked as done")
    return _each_group(flags, taken, lambda _flag: told, lambda _flag: _("was not marked, or is older than a week"))


def _pass_on(flags: QuerySet[Flag], actor: Any, at: datetime, facts: dict[str, Any]) -> list[Outcome]:
    def passed(group: Group, numbers: list[int]) -> dict[int, Flag]:
        return services.pass_on(group=group, flags=numbers, actor=actor, at=at)

    return _each_group(flags, passed, _passed_to)


def _passed_to(flag: Flag) -> str:
    whom = f"（{flag.assignee.name}）" if flag.assignee else ""
    return _("passed on: %(level)s%(whom)s") % {"level": flag.get_level_display(), "whom": whom}


def _each_group(
    flags: QuerySet[Flag],
    deed: Callable[[Group, list[int]], dict[int, Flag]],
    told: Callable[[Flag], str],
    why_not: Callable[[Flag], str] | None = None,
) -> list[Outcome]:
    """Do a deed group by group and tell of every flag what became of it; ``deed`` returns those it was done to."""
    outcomes: list[Outcome] = []
    for some in _by_group(flags):
        try:
            done = deed(some[0].group, [flag.pk for flag in some])
        except (DomainError, PermissionDenied) as refusal:
            outcomes += [_refused(flag, refusal) for flag in some]
        else:
            outcomes += [
                _outcome(flag, told(done[flag.pk]))
                if flag.pk in done
                else _outcome(flag, (why_not or _why_not)(flag), is_done=False)
                for flag in some
            ]
    return outcomes


def _why_not(flag: Flag) -> str:
    return _("stands with the office already") if flag.level == Flag.Level.OFFICE else str(NOT_YOURS)


def _remind(flags: QuerySet[Flag], actor: Any, at: datetime, facts: dict[str, Any]) -> list[Outcome]:
    active = User.objects.filter(is_active=True, employee__in=flags.order_by().values("assignee"))
    can_log_in = set(active.values_list("employee", flat=True))

    def reminded(group: Group, numbers: list[int]) -> dict[int, Flag]:
        told = services.remind(group=group, flags=numbers, actor=actor, at=at)
        return Flag.objects.select_related("assignee").in_bulk(told)

    def why_not(flag: Flag) -> str:
        if flag.assignee is None:
            return _("stands with nobody by name; the office sees it in its list")
        facts = {"name": flag.assignee.name}
        if flag.assignee_id == actor.employee_id:
            return _("it is your own turn")
        if flag.assignee_id not in can_log_in:
            return _("%(name)s has no log-in yet; tell them yourself") % facts
        return _("%(name)s was reminded today already") % facts

    return _each_group(flags, reminded, lambda flag: _("%(name)s is reminded") % {"name": flag.assignee}, why_not)


def _sponsor(flags: QuerySet[Flag], actor: Any, at: datetime, facts: dict[str, Any]) -> list[Outcome]:
    outcomes = []
    for flag in flags.select_related("membership", "employee", "group"):
        if flag.kind != Flag.Kind.OUTSIDER or flag.membership is None:
            outcomes.append(_outcome(flag, str(NO_GUEST), is_done=False))
            continue
        try:
            access.note_named({facts["sponsor"].pk}, actor=actor, at=at)
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
    for flag in flags.select_related("membership", "employee", "group", "assignee").order_by(
        "group_id", "due_on", "pk"
    ):
        by_group[flag.group_id].append(flag)
    return by_group.values()


def _outcome(flag: Flag, text: str, *, is_done: bool = True) -> Outcome:
    return Outcome(f"{flag.group.name} · {wording.name_of(flag)}", text, is_done)


def _refused(flag: Flag, refusal: Exception) -> Outcome:
    return _outcome(flag, str(NOT_YOURS if isinstance(refusal, PermissionDenied) else refusal), is_done=False)


ACTIONS = (
    Action("done", gettext_lazy("Mark as done"), _mark_done),
    Action("take_back", gettext_lazy("Take “done” back"), _take_back),
    Action("pass_on", gettext_lazy("Pass on to the next level"), _pass_on),
    Action("remind", gettext_lazy("Remind whose turn it is"), _remind),
    Action("sponsor", gettext_lazy("A colleague answers for them"), _sponsor, form=SponsorOfMany),
)
BY_NAME = {action.name: action for action in ACTIONS if not action.form.base_fields}
