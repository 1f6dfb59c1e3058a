"""What waits for a reader on the home page: matters of own groups, those passed on, the office's, and the night."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groupadmin.core.cards import Card, Line
from groupadmin.core.models import SweepRun
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members import access
from members.flags.lists import FLAG_SWEEPS
from members.flags.models import Flag
from members.flags.reasons import name_of

Kind = Flag.Kind
SHOWN = 6
SHOWN_OF_A_MATTER = (
    "kind", "group__code", "group__name", "membership__nickname", "membership__account_key", "employee__name",
)  # fmt: skip
# Matters that HR looks at by kind, whoever's turn they are: words, kind, tone.
BY_KIND = ((Kind.LEAVER, "bad"), (Kind.OWNERLESS, "bad"), (Kind.ROSTER_OLD, "warn"))


def cards(user: Any, today: date) -> list[Card]:
    """Return a reader's cards about flags: a handful of queries, whatever there is."""
    return [card for make in (_own_groups, _moved_on, _escalated, _office, _night) for card in make(user, today)]


def _own_groups(user: Any, today: date) -> Iterator[Card]:
    """Owner, deputy, admin: the groups that have open matters, the most pressing first; those without a list too."""
    if not user.employee_id:
        return
    open_here = Q(flags__state=Flag.State.OPEN)
    # As many rows as one person runs groups: all are read, so that their matters need no second count.
    mine: list[Any] = list(
        access.groups_run_by(user)
        .annotate(
            open=Count("flags", filter=open_here),
            late=Count("flags", filter=open_here & Q(flags__due_on__lt=today)),
            soonest=Min("flags__due_on", filter=open_here),
        )
        .order_by("soonest", "pk")
        .values_list("code", "name", "status", "roster_taken_at", "open", "late", named=True)
    )
    if not mine:
        return
    rows = [group for group in mine if group.open]
    yield Card(
        title=_("My groups"),
        lines=[_group_line(group) for group in rows[:SHOWN]],
        count=sum(group.open for group in rows),
        url=reverse("matters") + "?whose=groups",
        empty=_unknown_or_well(mine),
        rank=10,
        tone="bad" if any(group.late for group in rows) else "warn" if rows else "",
    )


def _unknown_or_well(mine: Sequence[Any]) -> str:
    """Say that nothing is wrong only where every group has a list to say it by."""
    if any(group.status in Group.LIVE and group.roster_taken_at is None for group in mine):
        return _("Some of your groups have no member list yet, so nobody knows whether all is well there.")
    return _("Nothing is wrong in your groups, as far as their last lists tell.")


def _group_line(group: Any) -> Line:
    note = ngettext("%(n)d matter", "%(n)d matters", group.open) % {"n": group.open}
    if group.late:
        note = _("%(matters)s, %(late)d overdue") % {"matters": note, "late": group.late}
    return Line(group.name, reverse("group", args=[group.code]), note, "bad" if group.late else "warn")


def _moved_on(user: Any, today: date) -> Iterator[Card]:
    """Head of a department: who left it or moved on and is still in a group whose regulation has the head act."""
    yield from _falls_to(_("Staff changes of your department"), access.tasks_of(user), rank=11)


def _escalated(user: Any, today: date) -> Iterator[Card]:
    """Head of a department: what owners let lie, and what has no owner."""
    if user.employee_id:
        mine = Flag.objects.filter(state=Flag.State.OPEN, level=Flag.Level.HEAD, assignee=user.employee_id)
        yield from _falls_to(_("Passed on to you"), mine, rank=12)


def _falls_to(title: str, mine: QuerySet[Flag], *, rank: int) -> Iterator[Card]:
    """Show matters that fall to the reader by name, where there are any."""
    rows = worst(mine)
    if rows:
        url = reverse("matters") + "?whose=mine"
        yield Card(title=title, lines=rows, count=mine.count(), url=url, rank=rank, tone="bad")


def _office(user: Any, today: date) -> Iterator[Card]:
    """HR: what nobody below has done, then the kinds that cannot wait."""
    if not roles.holds(user, roles.HR) or not Group.objects.exists():
        return
    office = Flag.objects.filter(state=Flag.State.OPEN, level=Flag.Level.OFFICE)
    total = office.count()
    yield Card(
        title=_("The office's turn"),
        lines=worst(office),
        count=total,
        url=reverse("matters") + "?whose=office",
        empty=_("Owners and heads have let nothing lie."),
        rank=15,
        tone="bad" if total else "",
    )
    counted = _count_by_kind([kind for kind, _tone in BY_KIND])
    lines = [
        Line(str(kind.label), reverse("matters") + f"?kind={kind}", str(counted[kind]), tone)
        for kind, tone in BY_KIND
        if counted.get(kind)
    ]
    yield Card(
        title=_("What cannot wait, in all groups"),
        lines=lines,
        count=sum(counted.values()),
        url=reverse("matters"),
        empty=_("No leaver is in a group, every group has an owner and a fresh list."),
        rank=20,
        tone="warn" if lines else "",
    )


def _night(user: Any, today: date) -> Iterator[Card]:
    """HR and auditor: how the last night went."""
    if not roles.holds(user, roles.HR, roles.AUDITOR):
        return
    last_night = SweepRun.objects.order_by("-on").values("on")[:1]
    runs = list(SweepRun.objects.filter(on=Subquery(last_night)))
    last = runs[0].on if runs else None
    flagged = [run for run in runs if run.name in FLAG_SWEEPS]
    failed = sum(bool(run.error) for run in runs)
    lines = []
    if runs:
        text = _("%(raised)d raised, %(cleared)d cleared") % {
            "raised": sum(run.raised for run in flagged),
            "cleared": sum(run.cleared for run in flagged),
        }
        tone = "bad" if failed else "warn" if last and (today - last).days > 1 else "good"
        lines.append(Line(text, reverse("nights"), f"{last:%Y-%m-%d}", tone))
    if failed:
        words = ngettext("%(n)d sweep failed", "%(n)d sweeps failed", failed) % {"n": failed}
        lines.append(Line(words, reverse("nights"), "", "bad"))
    yield Card(
        title=_("Last night"),
        lines=lines,
        url=reverse("nights"),
        empty=_("The sweeps have not run yet. They run every night, or now from their page."),
        rank=40,
        tone="bad" if failed else "",
    )


def _count_by_kind(kinds: Sequence[str]) -> dict[str, int]:
    open_flags = Flag.objects.filter(state=Flag.State.OPEN, kind__in=kinds).order_by()
    return dict(open_flags.values_list("kind").annotate(n=Count("pk")))


def worst(flags: QuerySet[Flag]) -> list[Line]:
    """Return the first few, the longest due first."""
    rows = flags.select_related("group", "membership", "employee").only(*SHOWN_OF_A_MATTER)
    return [
        Line(
            f"{name_of(flag)}：{flag.get_kind_display()}",
            reverse("group", args=[flag.group.code]),
            flag.group.name,
            "bad",
        )
        for flag in rows.order_by("due_on", "pk")[:SHOWN]
    ]
