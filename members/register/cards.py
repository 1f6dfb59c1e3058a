"""What the register puts on the home page: groups nobody has looked into yet, approvals that wait, ends to watch."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groupadmin.core.cards import Card, Line
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from groupadmin.groups.querysets import APPROVAL_LASTS
from members import access

SHOWN = 5


def cards(user: Any, today: date) -> list[Card]:
    """Return the register's cards for whoever can do something about them: one query, whatever there is."""
    mine = Group.objects.all() if roles.holds(user, roles.HR) else access.groups_run_by(user)
    lines: dict[str, list[Line]] = defaultdict(list)
    totals: dict[str, int] = {}
    for row in _first_of_each(mine, today):
        lines[row.card].append(LINES[row.card](row, today))
        totals[row.card] = row.total
    return [CARDS[name](lines[name], totals[name]) for name in CARDS if name in totals]


def _first_of_each(groups: QuerySet[Group], today: date) -> QuerySet[Any, Any]:
    """Return the first few groups of each card, each with how many its card has in all. No group is on two cards."""
    register = Group.objects
    wanted = register.never_imported() | register.waiting_to_be_created() | register.watched(today)
    card = Case(
        When(status=Group.Status.APPROVED, then=Value("waiting")),
        When(status=Group.Status.DISSOLVED, then=Value("watched")),
        default=Value("never"),
    )
    waiting_since = Case(When(status=Group.Status.APPROVED, then=F("approved_on")))
    order = [waiting_since.asc(), F("watch_until").desc(), F("code").asc()]
    numbered = (groups & wanted).annotate(
        card=card,
        place=Window(RowNumber(), partition_by="card", order_by=order),
        total=Window(Count("*"), partition_by="card"),
    )
    facts = ("card", "total", "code", "name", "approved_on", "registered_on", "watch_until")
    return numbered.filter(place__lte=SHOWN).order_by("place").values_list(*facts, named=True)


def _never_line(row: Any, today: date) -> Line:
    return Line(row.name, reverse("roster_new", args=[row.code]), row.code, "warn")


def _waiting_line(row: Any, today: date) -> Line:
    began = max(row.approved_on or row.registered_on, row.registered_on)
    left = max((began + APPROVAL_LASTS - today) // timedelta(days=1), 0)
    note = ngettext("%(n)d day left", "%(n)d days left", left) % {"n": left}
    return Line(row.name, reverse("group_edit", args=[row.code]), note, "bad" if left < 3 else "")


def _watched_line(row: Any, today: date) -> Line:
    return Line(row.name, reverse("group_history", args=[row.code]), _("until %(day)s") % {"day": row.watch_until})


def _never(lines: list[Line], count: int) -> Card:
    url = f"{reverse('register')}?never=on"
    return Card(_("Groups whose member list was never imported"), lines, count, url, rank=40, tone="warn")


def _waiting(lines: list[Line], count: int) -> Card:
    return Card(_("Approved, waiting to be created"), lines, count, f"{reverse('register')}?status=APPROVED", rank=45)


def _watched(lines: list[Line], count: int) -> Card:
    url = f"{reverse('register')}?status=DISSOLVED"
    return Card(_("Dissolved lately: do they stay gone?"), lines, count, url, rank=70)


LINES = {"never": _never_line, "waiting": _waiting_line, "watched": _watched_line}
CARDS = {"never": _never, "waiting": _waiting, "watched": _watched}
