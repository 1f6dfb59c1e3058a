"""What the register puts on the home page: first steps, groups nobody looked into yet, approvals that wait, ends."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groupadmin.core.cards import Card, FirstStep, Line
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from groupadmin.groups.querysets import APPROVAL_LASTS
from members import access

SHOWN = 5
FACTS = ("code", "name", "approved_on", "registered_on", "watch_until")


def cards(user: object, today: date) -> list[Card]:
    """Return the register's cards for whoever can do something about them: they are counted, then each is read."""
    mine = Group.objects.all() if roles.holds(user, roles.HR) else access.groups_run_by(user)
    register = Group.objects
    never, waiting, watched = register.never_imported(), register.waiting_to_be_created(), register.watched(today)
    some, *others = (_count_by_state(mine & which) for which in (never, waiting, watched))
    counted = Counter(dict(some.union(*others, all=True)))
    parts = (
        (sum(counted[state] for state in Group.LIVE), never, ("code",), _never_line, _never),
        (counted[Group.Status.APPROVED], waiting, ("approved_on", "code"), _waiting_line, _waiting),
        (counted[Group.Status.DISSOLVED], watched, ("-watch_until", "code"), _watched_line, _watched),
    )
    return [
        card([line(row, today) for row in (mine & which).order_by(*order).values_list(*FACTS, named=True)[:SHOWN]], n)
        for n, which, order, line, card in parts
        if n
    ]


def _count_by_state(groups: QuerySet[Group]) -> QuerySet[Any, tuple[str, int]]:
    return groups.order_by().values_list("status").annotate(n=Count("pk"))


def _never_line(row: Any, today: date) -> Line:
    return Line(row.name, reverse("roster_new", args=[row.code]), row.code, "warn")


def _waiting_line(row: Any, today: date) -> Line:
    began = max(row.approved_on or row.registered_on, row.registered_on)
    left = max((began + APPROVAL_LASTS - today) // timedelta(days=1), 0)
    note = ngettext("%(n)d day left", "%(n)d days left", left) % {"n": left} if left else _("last day")
    return Line(row.name, reverse("group_edit", args=[row.code]), note, "bad" if left < 3 else "")


def _watched_line(row: Any, today: date) -> Line:
    return Line(row.name, reverse("group_history", args=[row.code]), _("until %(day)s") % {"day": row.watch_until})


def _never(lines: list[Line], count: int) -> Card:
    url = f"{reverse('register')}?never=on"
    return Card(_("Groups whose member list was never imported"), lines, count, url, rank=40, severity="warn")


def _waiting(lines: list[Line], count: int) -> Card:
    return Card(_("Approved, waiting to be created"), lines, count, f"{reverse('register')}?status=APPROVED", rank=45)


def _watched(lines: list[Line], count: int) -> Card:
    url = f"{reverse('register')}?status=DISSOLVED"
    return Card(_("Dissolved lately: do they stay gone?"), lines, count, url, rank=70)


def steps(user: object) -> list[FirstStep]:
    """Return the HR administrator's steps, in the order that makes sense."""
    if not roles.holds(user, roles.HR):
        return []
    with_rules, with_list = Q(regulation__isnull=False), Q(roster_taken_at__isnull=False)
    live = Group.objects.live()
    all_done = live.filter(with_rules, with_list).exists()
    rules, lists = (all_done or live.filter(done).exists() for done in (with_rules, with_list))
    groups = rules or lists or Group.objects.exists()
    return [
        FirstStep(
            title=_("Import the register of groups"),
            text=_("The register of the groups that exist already. Their deadlines count from the day they come in."),
            url=reverse("register_import"),
            action=_("Import the register"),
            done=groups,
            rank=20,
        ),
        FirstStep(
            title=_("Choose the regulation of each group"),
            text=_("You see first what it would raise; nothing is written before you confirm."),
            url=reverse("regulation_library"),
            action=_("Open the regulations"),
            done=rules,
            rank=30,
        ),
        FirstStep(
            title=_("Bring the first member list"),
            text=_("Owners do this for their own groups; try one yourself. It shows only what is wrong."),
            url=reverse("register"),
            action=_("Choose a group"),
            done=lists,
            rank=40,
        ),
    ]
