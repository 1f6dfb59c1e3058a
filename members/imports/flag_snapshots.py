"""What a list does to a group's matters, noted so that an undo takes it back: raised, cleared, passed on, reopened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from groupadmin.core.models import SweepRun
from groupadmin.core.sql import chunks
from groupadmin.groups.models import Group
from members.flags import sweeps
from members.flags.models import Flag, Sending
from members.flags.sql import BACK_WITHIN
from members.rosters.json_values import facts_from_json, facts_to_json
from members.rosters.models import RosterImport

FlagFacts = dict[str, object]
# What looking at a group's matters anew can change of one.
CHANGING = (
    "subject", "membership_id", "employee_id", "state", "level", "assignee_id", "raised_on", "due_on", "acted_at",
    "acted_by_name", "turn_since", "cleared_on", "cleared_by_id", "reopened", "evidence",
)  # fmt: skip


def changed_by(group: Group, follow: Callable[[], None], *, at: datetime) -> FlagFacts:
    """Run ``follow`` and return what it did to the group's matters: which it ``raised``, and of those that it
    ``changed`` the facts they had before. Two queries beside it."""
    today = timezone.localdate(at)
    before = _facts(group.pk, today)
    follow()
    after = _facts(group.pk, today)
    changed = {}
    for number, facts in after.items():
        if number in before and (names := [name for name in CHANGING if facts[name] != before[number][name]]):
            changed[number] = facts_to_json(before[number], names)
    return {"raised": sorted(after.keys() - before.keys()), "changed": changed, "last": max(after, default=0)}


def give_back(group: Group, record: Mapping[str, Any] | None, opened: Sequence[int], *, at: datetime) -> None:
    """Take back what a list did to a group's matters: those it raised go, those it changed are as before.

    What people have done with a matter since stays, where the list had not touched it. Matters about members whom the
    list brought (``opened``) go too, whoever raised them.
    """
    noted = record or {"raised": (), "changed": {}}
    before = {int(number): facts_from_json(facts) for number, facts in noted["changed"].items()}
    for numbers in chunks(noted["raised"]):
        _drop(Flag.objects.filter(group=group, pk__in=numbers), at)
    _make_room(group, before, at)
    for numbers in chunks(list(before), 200):
        _write(numbers, before)
    for numbers in chunks(opened):
        Flag.objects.filter(membership__in=numbers).delete()


def catch_up(roster: RosterImport, record: Mapping[str, object] | None, *, at: datetime) -> None:
    """Look at a group's matters anew after an undo, where a night has come between; nothing is proved by it.

    What the nights raised on the list's account, and what does not hold any more, goes without a trace. Where no night
    has come between, all is as it was before the list, and there is nothing to look for.
    """
    group, applied_at = roster.group, roster.batch.applied_at
    last = record["last"] if record else 0
    since = list(Flag.objects.filter(group=group, pk__gt=last, state=Flag.State.OPEN).values_list("pk", flat=True))
    nights = SweepRun.objects.filter(on__gt=timezone.localdate(applied_at)) if applied_at else SweepRun.objects.all()
    if record and not since and not nights.exists():
        return
    sweeps.refresh_group(group, at=at)
    for some in chunks(since if record else ()):
        _drop(Flag.objects.filter(pk__in=some, state=Flag.State.CLEARED), at)


def _facts(group_id: int, today: date) -> dict[int, FlagFacts]:
    """Return the facts of the matters that looking anew may change: open, cleared today, or to be opened again."""
    to_reopen = Q(cleared_by__isnull=False, cleared_on__gte=today - BACK_WITHIN)
    looked_at = Q(state=Flag.State.OPEN) | Q(cleared_on=today) | to_reopen
    found = Flag.objects.filter(looked_at, group=group_id).order_by()
    return {facts["pk"]: facts for facts in found.values("pk", *CHANGING)}


def _drop(matters: QuerySet[Flag], at: datetime) -> None:
    """Delete matters; one about which a message was sent stays, as done, because that did happen."""
    sent = Sending.objects.filter(sent_at__isnull=False).values("flag")
    done = {"state": Flag.State.CLEARED, "cleared_on": timezone.localdate(at)}
    matters.filter(pk__in=sent, state=Flag.State.OPEN).update(**done)
    matters.exclude(pk__in=sent).delete()


def _make_room(group: Group, before: Mapping[int, FlagFacts], at: datetime) -> None:
    """Drop what was raised since about the very subject of a matter that is to be open again."""
    known = Flag.objects.filter(group=group, pk__in=list(before)).values_list("pk", "kind", "subject")
    wanted = {(kind, before[number].get("subject", subject)) for number, kind, subject in known}
    others = Flag.objects.filter(group=group, state=Flag.State.OPEN).exclude(pk__in=list(before))
    in_the_way = [number for number, *same in others.values_list("pk", "kind", "subject") if tuple(same) in wanted]
    _drop(Flag.objects.filter(pk__in=in_the_way), at)


def _write(numbers: Sequence[int], before: Mapping[int, FlagFacts]) -> None:
    rows = list(Flag.objects.filter(pk__in=numbers))
    names = sorted({name for row in rows for name in before[row.pk]})
    for row in rows:
        for name, value in before[row.pk].items():
            setattr(row, name, value)
    if names:
        Flag.objects.bulk_update(rows, [name.removesuffix("_id") for name in names])
