"""The figures on the home page of whoever watches over all groups: their state, the trend, the worst ones and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from groupadmin.core.cards import Card, Line, curve, share, stacked
from groupadmin.core.models import SweepRun
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members.flags.cards import MATTER
from members.flags.lists import MATTERS
from members.flags.models import Flag
from members.flags.overview import Overview, States, Tally, Troubled, overview, states_of_groups

GROUP = ngettext_lazy("%(n)d group", "%(n)d groups", "n")
WORST = 5
REASONS = 2
DAYS = 30


def cards(user: object, today: date) -> list[Card]:
    """Return the place of the figures: counting all matters takes longer than all the rest of the home page."""
    if not roles.holds(user, roles.HR, roles.AUDITOR):
        return []
    return [Card(title=_("State of the groups"), rank=30, later=reverse("figures"))]


@roles.only(roles.HR, roles.AUDITOR)
def page(request: HttpRequest) -> HttpResponse:
    """Show the figures: as a page, or as the cards that the home page asks for when it is shown."""
    piece = "_cards" if request.headers.get("HX-Request") else "figures"
    return render(request, f"console/{piece}.html", {"cards": figures(request.user, timezone.localdate())})


def figures(user: object, today: date) -> list[Card]:
    """Return the cards of figures: one for the office, all for the auditor; as many queries at any size."""
    if not roles.holds(user, roles.AUDITOR):
        return [_states(states_of_groups(today))]
    seen = overview(today, worst=WORST)
    return [_states(seen.states), _trend(seen, today), _worst(seen.worst), *_categories(seen.tallies)]


def _states(counted: States) -> Card:
    groups = reverse("register")
    parts = (
        (_("something is overdue"), f"{groups}?state=LATE", counted.late, "bad"),
        (_("something is open, nothing overdue"), f"{groups}?state=OPEN", counted.open, "warn"),
        (_("no member list yet, nothing overdue: unknown"), f"{groups}?state=UNKNOWN", counted.unknown, "unknown"),
        (_("in order, as far as the last list tells"), f"{groups}?state=GOOD", counted.good, "good"),
    )
    lines = [Line(text, url, "", severity, count=number, unit=GROUP) for text, url, number, severity in parts if number]
    return Card(
        title=_("State of the groups"),
        lines=lines,
        count=sum(counted),
        url=f"{groups}?status=LIVE",
        unit=GROUP,
        empty=_("No group is in use yet."),
        rank=30,
        bar=stacked([(number, severity) for _text, _url, number, severity in parts]),
        drawing=_("Groups in use, by their state"),
    )


def _trend(seen: Overview, today: date) -> Card:
    waiting = Flag.objects.filter(state=Flag.State.OPEN, acted_at__isnull=False).count()
    values = open_on_each_day(today, seen.open)
    since = today - timedelta(days=len(values) - 1)
    return Card(
        title=_("Open matters"),
        lines=[
            Line(_("overdue"), MATTERS.url(due="late"), "", "bad" if seen.late else "", count=seen.late, unit=MATTER),
            Line(_("said to be done, waiting for proof"), MATTERS.url(said_done="on"), count=waiting, unit=MATTER),
        ],
        count=seen.open,
        url=MATTERS.url(),
        unit=MATTER,
        rank=31,
        curve=curve(values, f"{since:%m-%d}", f"{today:%m-%d}"),
        drawing=_("Open matters on each of the last %(n)d days: %(first)d at first, %(last)d now")
        % {"n": len(values), "first": values[0], "last": values[-1]},
    )


def open_on_each_day(today: date, open_now: int) -> list[int]:
    """Return how many matters were open at the end of each of the last days, counted back from now: three queries.

    Before the first night nobody looked: that is unknown and not nought, so the days begin there.
    """
    looked = SweepRun.objects.order_by("on").values_list("on", flat=True).first() or today
    since = max(today - timedelta(days=DAYS - 1), min(looked, today))
    change: dict[date, int] = defaultdict(int)
    raised = Flag.objects.filter(raised_on__gt=since).order_by().values_list("raised_on")
    cleared = Flag.objects.filter(state=Flag.State.CLEARED, cleared_on__gt=since).order_by().values_list("cleared_on")
    for rows, sign in ((raised, 1), (cleared, -1)):
        for day, number in rows.annotate(n=Count("*")):
            change[day] += sign * number
    values = [open_now]
    for back in range((today - since).days):
        values.append(max(values[-1] - change[today - timedelta(days=back)], 0))
    return values[::-1]


def _worst(rows: Sequence[Troubled]) -> Card:
    """Return the groups with most open matters, the overdue ones first, each with its commonest kinds."""
    opened = Flag.objects.filter(state=Flag.State.OPEN).order_by()
    names = Group.objects.in_bulk([group for group, *_counted in rows])
    kinds: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for group, kind, number in opened.filter(group__in=names).values_list("group", "kind").annotate(n=Count("pk")):
        kinds[group].append((-number, str(Flag.Kind(kind).label)))
    most = max((number for _group, number, _late in rows), default=0)
    lines = [
        Line(
            names[group].name,
            reverse("group", args=[names[group].code]),
            _matters(number, overdue),
            "bad" if overdue else "warn",
            _why(sorted(kinds[group])),
            share(number, most),
        )
        for group, number, overdue in rows
        if group in names
    ]
    return Card(
        title=_("Groups with most overdue and open matters"),
        lines=lines,
        url=reverse("register") + "?matters=on",
        empty=_("No group has an open matter, as far as the lists tell."),
        rank=32,
    )


def _categories(tallies: Sequence[Tally]) -> Iterator[Card]:
    """Return the groups in use by category, and how many of each have something open."""
    all_of, wrong_of = Counter[str](), Counter[str]()
    for category, _late, some, _known, number in tallies:
        all_of[category] += number
        wrong_of[category] += number if some else 0
    counted = sorted(
        ((category, number, wrong_of[category]) for category, number in all_of.items()),
        key=lambda row: (-row[1], row[0]),
    )
    most = max((row[1] for row in counted), default=0)
    labels = dict(Group.Category.choices)
    lines = [
        Line(
            str(labels[category]),
            f"{reverse('register')}?category={category}&status=LIVE",
            why=ngettext("%(n)d with open matters", "%(n)d with open matters", wrong) % {"n": wrong} if wrong else "",
            share=share(number, most),
            count=number,
            unit=GROUP,
        )
        for category, number, wrong in counted
    ]
    if lines:
        url = f"{reverse('register')}?status=LIVE"
        yield Card(title=_("Groups in use, by category"), lines=lines, url=url, rank=33)


def _matters(number: int, late: int) -> str:
    words = ngettext("%(n)d matter", "%(n)d matters", number) % {"n": number}
    return _("%(matters)s, %(late)d overdue") % {"matters": words, "late": late} if late else words


def _why(kinds: Sequence[tuple[int, str]]) -> str:
    return _(", ").join(f"{label} {-number}" for number, label in kinds[:REASONS])
