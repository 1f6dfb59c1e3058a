"""Messages about matters: what came to a reader, by the level it came to, and of what somebody reminded them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from groupadmin.core.cards import Notice, NoticeKind, in_units
from members.flags import wording
from members.flags.lists import MATTERS, my_turn
from members.flags.models import Flag, Sending

SHOWN = 30
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


def _came(user: Any, since: datetime) -> QuerySet[Flag]:
    return my_turn(user).filter(state=Flag.State.OPEN, turn_since__gte=since)


def _tell_what_came(user: Any, since: datetime, kept: datetime) -> Iterator[Notice]:
    """Tell of each level how many came, and lead to the list of just these; older ones the menu counts."""
    moment = f"{timezone.localtime(since):%Y-%m-%dT%H:%M:%S.%f}"
    counted = _came(user, since).order_by().values_list("level").annotate(n=Count("*"), last=Max("turn_since"))
    for level, number, last in counted:
        url = MATTERS.url(whose="mine", level=str(level), turned=moment)
        severity = "warn" if level > Flag.Level.OWNER else ""
        yield Notice(in_units(number, CAME[Flag.Level(level)]), url, last, severity=severity)


def _reminded(user: Any, since: datetime) -> QuerySet[Sending]:
    about = Flag.objects.filter(assignee=user.employee_id or 0, state=Flag.State.OPEN, reminded_at__gte=since)
    return Sending.objects.filter(tone=Sending.Tone.CONSOLE, sent_at__gte=since, flag__in=about)


def _tell_reminders(user: Any, since: datetime, kept: datetime) -> Iterator[Notice]:
    shown = _reminded(user, kept).select_related("flag__group", "flag__membership", "flag__employee")
    for one in shown.order_by("-sent_at")[:SHOWN]:
        flag, at = one.flag, one.sent_at or one.copied_at
        facts = {
            "who": one.by_name,
            "name": wording.name_of(flag),
            "matter": flag.get_kind_display(),
            "group": flag.group,
        }
        text = _("%(who)s reminds you: %(name)s, %(matter)s (%(group)s)") % facts
        yield Notice(text, reverse("matter", args=[flag.group.code, flag.pk]), at, at >= since, "warn")


NOTICES = (NoticeKind("came", _came, _tell_what_came), NoticeKind("reminded", _reminded, _tell_reminders))
