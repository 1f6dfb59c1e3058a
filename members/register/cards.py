"""What the register puts on the home page: first steps, groups nobody looked into yet, approvals that wait, ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groupadmin.core.cards import Card, FirstStep, Line
from groupadmin.core.models import SweepRun
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from groupadmin.groups.querysets import APPROVAL_LASTS
from members import access
from members.flags.figures import GROUP
from members.register.filters import REGISTER, WATCHED

SHOWN = 5
# Title, filters of the list behind it, and how the card looks.
NEVER = (gettext_lazy("Groups whose member list was never imported"), {"never": "on"}, {"rank": 40, "severity": "warn"})
WAITING = (gettext_lazy("Approved, waiting to be created"), {"status": Group.Status.APPROVED}, {"rank": 45})
LATELY = (gettext_lazy("Dissolved lately: do they stay gone?"), {"status": WATCHED}, {"rank": 70})
FACTS = ("code", "name", "approved_on", "registered_on", "watch_until")


def cards(user: object, today: date) -> list[Card]:
    """Return the register's cards for whoever can do something about them: they are counted, then each is read."""
    mine = Group.objects.all() if roles.holds(user, roles.HR) else access.groups_run_by(user)
    register = Group.objects
    never, waiting, watched = register.never_imported(), register.waiting_to_be_created(), register.watched(today)
    some, *others = (_count_by_state(mine & which) for which in (never, waiting, watched))
    counted = Counter(dict(some.union(*others, all=True)))
    parts = (
        (sum(counted[state] for state in Group.LIVE), never, ("code",), _never_line, NEVER),
        (counted[Group.Status.APPROVED], waiting, ("approved_on", "code"), _waiting_line, WAITING),
        (counted[Group.Status.DISSOLVED], watched, ("-watch_until", "code"), _watched_line, LATELY),
    )
    own = {} if roles.holds(user, roles.HR) else {"run": "on"}
    found = []
    for number, which, order, line, (title, filters, look) in parts:
        if number:
            rows = (mine & which).order_by(*order).values_list(*FACTS, named=True)[:SHOWN]
            lines, url = [line(row, today) for row in rows], REGISTER.url(**filters, **own)
            found.append(Card(str(title), lines, number, url, unit=GROUP, **look))
    return found


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


def steps(user: object) -> list[FirstStep]:
    """Return the HR administrator's steps, in the order that makes sense; whoever runs groups has one of their own.

    The last is done when a group is governed: it has rules and a list, and a night has judged it since.
    """
    if not roles.holds(user, roles.HR):
        return list(_of_a_runner(user))
    with_rules, with_list = Q(regulation__isnull=False), Q(roster_taken_at__isnull=False)
    live = Group.objects.live()
    a_night = SweepRun.objects.filter(finished_at__gt=OuterRef("roster_taken_at"))
    governed = live.filter(with_rules, with_list, Exists(a_night)).exists()
    counts = {"n": Count("pk"), "rules": Count("pk", with_rules), "lists": Count("pk", with_list)}
    so_far = {} if governed else live.aggregate(**counts)
    groups = governed or bool(so_far["n"]) or Group.objects.exists()
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
            done=governed or bool(so_far["rules"]),
            so_far=_of("rules", so_far),
            rank=30,
        ),
        FirstStep(
            title=_("Bring the first member list"),
            text=_("Owners do this for their own groups; try one yourself. It shows only what is wrong."),
            url=reverse("register"),
            action=_("Choose a group"),
            done=governed or bool(so_far["lists"]),
            so_far=_of("lists", so_far),
            rank=40,
        ),
        FirstStep(
            title=_("Let a night pass over it"),
            text=_("By night every group with rules and a list is judged; what is wrong stands here in the morning."),
            url=reverse("nights"),
            action=_("The nights, or run one now"),
            done=governed,
            rank=50,
        ),
    ]


def _of(name: str, so_far: dict[str, int]) -> str:
    """Return how many groups have come so far, in words; "" where nobody needs to know any more."""
    if not so_far.get("n"):
        return ""
    return _("%(n)s of %(all)s groups so far") % {"n": so_far[name], "all": so_far["n"]}


def _of_a_runner(user: object) -> Iterator[FirstStep]:
    """Yield what somebody does first who runs groups of which none has a member list yet."""
    mine = access.groups_run_by(user).filter(status__in=Group.LIVE).order_by("pk")
    groups = list(mine.values_list("code", "name", "roster_taken_at"))
    if not groups or any(taken_at for _code, _name, taken_at in groups):
        return
    code, name, _never = groups[0]
    yield FirstStep(
        title=_("Bring the first member list of “%(group)s”") % {"group": name},
        text=_(
            "Paste the members as the app shows them, or upload a file. You see only what is wrong and get the "
            "sentence to send; the next list proves that it was done."
        ),
        url=reverse("roster_new", args=[code]),
        action=_("Bring the list"),
        done=False,
    )
