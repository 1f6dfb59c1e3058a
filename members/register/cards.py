"""What the register puts on the home page: groups nobody has looked into yet, approvals that wait, ends to watch."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
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
    """Return the register's cards for whoever can do something about them; at most four queries."""
    mine = Group.objects.all() if roles.holds(user, roles.HR) else access.groups_run_by(user)
    counted = mine.aggregate(
        never=Count("pk", Q(status__in=Group.LIVE, roster_taken_at=None)),
        waiting=Count("pk", Q(status=Group.Status.APPROVED)),
        watched=Count("pk", Q(status=Group.Status.DISSOLVED, watch_until__gte=today)),
    )
    found = []
    if counted["never"]:
        found.append(_never(mine, counted["never"]))
    if counted["waiting"]:
        found.append(_waiting(mine, counted["waiting"], today))
    if counted["watched"]:
        found.append(_watched(mine, counted["watched"]))
    return found


def _never(groups: Any, count: int) -> Card:
    lines = [
        Line(group.name, reverse("roster_new", args=[group.code]), group.code, "warn")
        for group in groups.never_imported().order_by("code")[:SHOWN]
    ]
    url = f"{reverse('register')}?never=on"
    return Card(_("Groups whose member list was never imported"), lines, count, url, rank=40, tone="warn")


def _waiting(groups: Any, count: int, today: date) -> Card:
    lines = []
    for group in groups.waiting_to_be_created().order_by("approved_on", "code")[:SHOWN]:
        began = max(group.approved_on or group.registered_on, group.registered_on)
        left = (began + APPROVAL_LASTS - today) // timedelta(days=1)
        note = ngettext("%(n)d day left", "%(n)d days left", max(left, 0)) % {"n": max(left, 0)}
        url = reverse("group_edit", args=[group.code])
        lines.append(Line(group.name, url, note, "bad" if left < 3 else ""))
    url = f"{reverse('register')}?status=APPROVED"
    return Card(_("Approved, waiting to be created"), lines, count, url, rank=45)


def _watched(groups: Any, count: int) -> Card:
    ended = groups.filter(status=Group.Status.DISSOLVED, watch_until__isnull=False).order_by("-watch_until", "code")
    lines = [
        Line(group.name, reverse("group_history", args=[group.code]), _("until %(day)s") % {"day": group.watch_until})
        for group in ended[: min(SHOWN, count)]
    ]
    url = f"{reverse('register')}?status=DISSOLVED"
    return Card(_("Dissolved lately: do they stay gone?"), lines, count, url, rank=70)
