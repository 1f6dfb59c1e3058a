"""Messages about matters: what came to a reader, by the level it came to, and of what somebody reminded them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from groupadmin.core.cards import Notice, NoticeKind, in_units
from groupadmin.directory import roles
from members.flags import wording
from members.flags.lists import MATTERS, my_turn
from members.flags.models import Flag, Sending

SHOWN = 30
Rows = Callable[[Any, datetime], QuerySet[Flag] | None]
CAME = {
    Flag.Level.MANAGER: ngettext_lazy(
        "%(n)d matter about people who left your department", "%(n)d matters about people who left your department", "n"
    ),
    Flag.Level.OWNER: ngettext_lazy("%(n)d new matter in your groups", "%(n)d new matters in your groups", "n"),
    Flag.Level.HEAD: ngettext_lazy("%(n)d matter was passed on to you", "%(n)d matters were passed on to you", "n"),
    Flag.Level.OFFICE: ngettext_lazy(
        "%(n)d matter was passed on to the office", "%(n)d matters were passed on to the office", "n"
    ),
}


def _came(user: Any, since: datetime) -> QuerySet[Flag] | None:
    """Return what came to a reader by name; few matters bear one's name, so those are walked."""
    if not user.employee_id:
        return None
    return my_turn(user).filter(assignee=user.employee_id, state=Flag.State.OPEN, turn_since__gte=since)


def _came_to_office(user: object, since: datetime) -> QuerySet[Flag] | None:
    """Return what came to the office, by an index of its own."""
    if not roles.holds(user, roles.HR):
        return None
    return Flag.objects.filter(level=Flag.Level.OFFICE, state=Flag.State.OPEN, turn_since__gte=since)


def _tell_what_came(rows: Rows) -> Callable[[Any, datetime, datetime], Iterator[Notice]]:
    """Return how it is told, of each level how many, with the list of just these; older ones the menu counts."""

    def tell(user: object, since: datetime, kept: datetime) -> Iterator[Notice]:
        if (came := rows(user, since)) is None:
            return
        moment = f"{timezone.localtime(since):%Y-%m-%dT%H:%M:%S.%f}"
        for level, number, last in came.order_by().values_list("level").annotate(n=Count("*"), last=Max("turn_since")):
            url = MATTERS.url(whose="mine", level=str(level), turned=moment)
            severity = "warn" if level > Flag.Level.OWNER else ""
            yield Notice(in_units(number, CAME[Flag.Level(level)]), url, last, severity=severity)

    return tell


def _reminded(user: Any, since: datetime) -> QuerySet[Sending]:
    about = Flag.objects.filter(assignee=user.employee_id or 0, state=Flag.State.OPEN, reminded_at__gte=since)
    return Sending.objects.filter(tone=Sending.Tone.CONSOLE, sent_at__gte=since, flag__in=about)


def _tell_reminders(user: object, since: datetime, kept: datetime) -> Iterator[Notice]:
    shown = _reminded(user, kept).select_related("flag__group", "flag__membership", "flag__employee")
    for one in shown.order_by("-sent_at")[:SHOWN]:
        flag, at = one.flag, one.sent_at or one.copied_at
        facts = {
            "who": one.by_name,
            "name": wording.name_of(flag),
            "matter": flag.get_kind_display(),
            "group": flag.group.name,
        }
        text = _("%(who)s reminds you: %(name)s, %(matter)s (%(group)s)") % facts
        yield Notice(text, reverse("matter", args=[flag.group.code, flag.pk]), at, at >= since, "warn")


NOTICES = (
    NoticeKind("came", _came, _tell_what_came(_came)),
    NoticeKind("came to the office", _came_to_office, _tell_what_came(_came_to_office)),
    NoticeKind("reminded", _reminded, _tell_reminders),
)
