"""What waits for a reader on the home page: matters of own groups, those passed on, the office's, and the night."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import CharField, Count, Min, Q, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from groupadmin.core.cards import Card, Line
from groupadmin.core.models import SweepRun
from groupadmin.core.sweeps import kinds_by_sweep
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members import access
from members.flags.forms import CANNOT_WAIT, URGENT
from members.flags.kinds import REMOVALS
from members.flags.lists import MATTERS
from members.flags.models import Flag
from members.flags.wording import name_by

Kind = Flag.Kind
# So many lines a card has, and among so many matters they are looked for: those of one person are one line.
SHOWN, AMONG = 6, 30
SHOWN_OF_A_MATTER = (
    "kind", "group__code", "group__name", "membership__nickname", "membership__account_key", "employee__name",
    "employee__staff_no",
)  # fmt: skip
# How bad those are that cannot wait.
TONES = {Kind.ROSTER_OLD: "warn"}
MATTER = ngettext_lazy("%(n)d matter", "%(n)d matters", "n")


class OwnGroup(NamedTuple):
    """One group that the reader runs, and how many of its matters are open."""

    pk: int
    code: str
    name: str
    status: str
    roster_taken_at: datetime | None
    open: int
    late: int
    soonest: date


def cards(user: object, today: date) -> list[Card]:
    """Return a reader's cards about flags: a handful of queries, whatever there is."""
    return [card for make in (_own_groups, _fallen_to, _office, _night) for card in make(user, today)]


def _own_groups(user: Any, today: date) -> Iterator[Card]:
    """Owner, deputy, admin: the groups that have open matters, the most pressing first; those without a list too."""
    if not user.employee_id:
        return
    # As many rows as one person runs groups, and their matters counted by group.
    facts = access.groups_run_by(user).order_by().values_list("pk", "code", "name", "status", "roster_taken_at")
    counted = _count_by_group([pk for pk, *_rest in facts], today)
    mine = [OwnGroup(*group, *counted.get(group[0], (0, 0, date.max))) for group in facts]
    if not mine:
        return
    rows = sorted((group for group in mine if group.open), key=lambda group: (group.soonest, group.pk))
    yield Card(
        title=_("My groups"),
        lines=[_group_line(group) for group in rows[:SHOWN]],
        count=sum(group.open for group in rows),
        url=MATTERS.url(whose="groups"),
        unit=MATTER,
        empty=_unknown_or_well(mine),
        rank=10,
        severity="bad" if any(group.late for group in rows) else "warn" if rows else "",
    )


def _count_by_group(groups: Sequence[int], today: date) -> dict[int, tuple[int, int, date]]:
    """Return how many matters each group has open, how many of them are overdue, and when the first is due."""
    matters = Flag.objects.filter(group__in=groups, state=Flag.State.OPEN).order_by().values_list("group")
    late = Count("due_on", Q(due_on__lt=today))
    counted = matters.annotate(open=Count("due_on"), late=late, soonest=Min("due_on"))
    return {group: (number, overdue, soonest) for group, number, overdue, soonest in counted}


def _unknown_or_well(mine: Sequence[OwnGroup]) -> str:
    """Say that nothing is wrong only where every group has a list to say it by."""
    if any(group.status in Group.LIVE and group.roster_taken_at is None for group in mine):
        return _("Some of your groups have no member list yet, so nobody knows whether all is well there.")
    return _("Nothing is wrong in your groups, as far as their last lists tell.")


def _group_line(group: OwnGroup) -> Line:
    note = ngettext("%(n)d matter", "%(n)d matters", group.open) % {"n": group.open}
    if group.late:
        note = _("%(matters)s, %(late)d overdue") % {"matters": note, "late": group.late}
    return Line(group.name, reverse("group", args=[group.code]), note, "bad" if group.late else "warn")


def _fallen_to(user: Any, today: date) -> Iterator[Card]:
    """Head of a department: the matters that fall to the reader by name, where there are any.

    Staff changes (who left the department or moved on and is still in a group whose regulation has the head act), and
    what owners let lie or what has no owner.
    """
    if not user.employee_id:
        return
    mine = Flag.objects.filter(assignee=user.employee_id, state=Flag.State.OPEN)
    counted = dict(mine.order_by().values_list("level").annotate(n=Count("pk")))
    turns = (
        (Flag.Level.MANAGER, _("Staff changes of your department"), 11),
        (Flag.Level.HEAD, _("Passed on to you"), 12),
    )
    for level, title, rank in turns:
        if count := counted.get(level):
            yield Card(
                title=title,
                lines=worst(mine.filter(level=level)),
                count=count,
                url=MATTERS.url(whose="mine", level=str(level.value)),
                rank=rank,
                severity="bad",
                unit=MATTER,
            )


def _office(user: object, today: date) -> Iterator[Card]:
    """HR: what nobody below has done, then the kinds that cannot wait."""
    if not roles.holds(user, roles.HR):
        return
    office = Flag.objects.filter(state=Flag.State.OPEN, level=Flag.Level.OFFICE)
    total, counted = _count_office_and_kinds(office)
    if not total and not counted and not Group.objects.exists():
        return
    yield Card(
        title=_("The office's turn"),
        lines=worst(office) if total else (),
        count=total,
        url=MATTERS.url(level=str(Flag.Level.OFFICE.value)),
        unit=MATTER,
        empty=_("Nothing has been passed on to the office."),
        rank=15,
        severity="bad" if total else "",
    )
    lines = [
        Line(str(kind.label), MATTERS.url(kind=kind), "", TONES.get(kind, "bad"), count=counted[kind], unit=MATTER)
        for kind in CANNOT_WAIT
        if counted.get(kind)
    ]
    yield Card(
        title=_("What cannot wait, in all groups"),
        lines=lines,
        count=sum(counted.values()),
        url=MATTERS.url(kind=URGENT),
        unit=MATTER,
        empty="" if counted else _all_clear(),
        rank=20,
        severity="warn" if lines else "",
    )


def _all_clear() -> str:
    """Say that all is well only where a night has looked at groups that all have a list; else what is not known yet."""
    if not SweepRun.objects.filter(name__in=kinds_by_sweep()).exists():
        return _("Nobody knows yet: the nightly check has not run. It runs tonight, or now from its page.")
    if number := _without_list():
        return ngettext(
            "Nothing is known to be urgent. Of %(n)d group nothing can be said: it has no member list yet.",
            "Nothing is known to be urgent. Of %(n)d groups nothing can be said: they have no member list yet.",
            number,
        ) % {"n": number}
    return _("No leaver is in a group, every group has an owner and a fresh list.")


def _without_list() -> int:
    """Return of how many groups in use nothing can be said, because nobody ever brought a member list."""
    return Group.objects.never_imported().count()


def _night(user: object, today: date) -> Iterator[Card]:
    """HR and auditor: how the last night went."""
    if not roles.holds(user, roles.HR, roles.AUDITOR):
        return
    last_night = SweepRun.objects.order_by("-on").values("on")[:1]
    columns = ("name", "on", "raised", "cleared", "error")
    runs = list(SweepRun.objects.filter(on=Subquery(last_night)).order_by().values_list(*columns, named=True))
    last = runs[0].on if runs else None
    of_a_kind = kinds_by_sweep()
    flagged = [run for run in runs if run.name in of_a_kind]
    failed = sum(bool(run.error) for run in runs)
    lines = []
    if runs:
        text = _("%(raised)d raised, %(cleared)d cleared") % {
            "raised": sum(run.raised for run in flagged),
            "cleared": sum(run.cleared for run in flagged),
        }
        severity = (
            "bad" if failed else "warn" if last and (today - last).days > 1 else "" if _without_list() else "good"
        )
        lines.append(Line(text, reverse("nights"), f"{last:%Y-%m-%d}", severity))
    if failed:
        words = ngettext("%(n)d sweep failed", "%(n)d sweeps failed", failed) % {"n": failed}
        lines.append(Line(words, reverse("nights"), "", "bad"))
    yield Card(
        title=_("Last night"),
        lines=lines,
        url=reverse("nights"),
        empty=_("The sweeps have not run yet. They run every night, or now from their page."),
        rank=40,
        severity="bad" if failed else "",
    )


def _count_office_and_kinds(office: QuerySet[Flag]) -> tuple[int, dict[str, int]]:
    """Return how many matters the office has, and how many there are of each kind it looks at: one statement."""
    kinds = Flag.objects.filter(state=Flag.State.OPEN, kind__in=CANNOT_WAIT).order_by().values_list("kind")
    of_office = office.order_by().annotate(of=Value("", CharField())).values_list("of")
    counted = dict(kinds.annotate(n=Count("*")).union(of_office.annotate(n=Count("*")), all=True))
    return counted.pop("", 0), counted


def worst(flags: QuerySet[Flag]) -> list[Line]:
    """Return the first few, the longest due first; who is to leave several groups is one line that leads to all."""
    rows = flags.order_by("due_on", "pk").values_list("pk", *SHOWN_OF_A_MATTER)[:AMONG]
    lines: dict[object, Line] = {}
    several = _in_several([staff_no for _pk, kind, *_names, staff_no in rows if kind in REMOVALS and staff_no], flags)
    for pk, kind, code, group, nickname, account, person, staff_no in rows:
        groups = several.get((staff_no, kind), 1) if staff_no else 1
        if groups > 1:
            note = ngettext("%(n)d group", "%(n)d groups", groups) % {"n": groups}
            told = Line(f"{person}：{Kind(kind).label}", reverse("person_groups", args=[staff_no]), note, "bad")
            lines.setdefault((staff_no, kind), told)
        else:
            name = name_by(nickname, account, person, group)
            lines[pk] = Line(f"{name}：{Kind(kind).label}", reverse("matter", args=[code, pk]), group, "bad")
    return list(lines.values())[:SHOWN]


def _in_several(people: Sequence[str], flags: QuerySet[Flag]) -> dict[tuple[str, str], int]:
    """Return in how many groups these people (staff numbers) have matters among some, by person and kind."""
    if not people:
        return {}
    counted = flags.filter(employee__staff_no__in=set(people)).order_by().values_list("employee__staff_no", "kind")
    return {(staff_no, kind): n for staff_no, kind, n in counted.annotate(n=Count("group", distinct=True))}
