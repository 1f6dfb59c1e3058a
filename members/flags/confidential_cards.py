"""The confidentiality officer's cards: guarded groups, their papers, their lists, and what is open there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from groupadmin.core.cards import Card, Line
from groupadmin.directory import roles
from groupadmin.groups import querysets
from groupadmin.groups.models import Group
from members.flags.cards import MATTER, worst
from members.flags.figures import GROUP
from members.flags.kinds.group_life import LIST_IS_FRESH_FOR_IN_CONFIDENTIAL
from members.flags.lists import MATTERS
from members.flags.models import Flag
from members.flags.rule_context import CONFIDENTIAL, RuleContext


def cards(user: object, today: date) -> list[Card]:
    """Return the officer's cards: three queries, however many groups there are."""
    if not roles.holds(user, roles.CONFIDENTIALITY):
        return []
    return [*_papers_and_lists(today), *_open_there(user, today)]


def _papers_and_lists(today: date) -> Iterator[Card]:
    """Count what is missing, each with the address of the register that lists just these groups."""
    confidential = Q(secrecy__in=CONFIDENTIAL)
    fresh_since = RuleContext(today).midnight(LIST_IS_FRESH_FOR_IN_CONFIDENTIAL)
    old = Q(roster_taken_at=None) | Q(roster_taken_at__lt=fresh_since)
    is_open = Exists(Flag.objects.filter(group=OuterRef("pk"), state=Flag.State.OPEN))
    asked, ending = querysets.asked_for_pledge(), querysets.pledge_ends_soon(today)
    counted = (
        Group.objects.live()
        .order_by()
        .aggregate(
            classified=Count("pk", Q(secrecy=Group.Secrecy.CLASSIFIED)),
            sensitive=Count("pk", Q(secrecy=Group.Secrecy.SENSITIVE)),
            old=Count("pk", confidential & old),
            open=Count("pk", confidential & Q(is_open)),
            unsigned=Count("pk", asked & ~querysets.pledge_stands(today)),
            ending=Count("pk", asked & ending),
            silent=Count("pk", querysets.asked_for_announcement() & ~querysets.has_announcement()),
        )
    )
    register = reverse("register")
    parts = (
        (_("classified"), "?secrecy=CLASSIFIED&status=LIVE", "classified", ""),
        (_("sensitive"), "?secrecy=SENSITIVE&status=LIVE", "sensitive", ""),
        (_("with open matters"), "?secrecy=GUARDED&matters=on&status=LIVE", "open", "bad"),
        (
            _("list older than %(n)d days, or none") % {"n": LIST_IS_FRESH_FOR_IN_CONFIDENTIAL},
            f"?secrecy=GUARDED&status=LIVE&older={LIST_IS_FRESH_FOR_IN_CONFIDENTIAL}",
            "old",
            "warn",
        ),
        (_("pledge asked for, none that stands (all groups)"), "?papers=UNSIGNED", "unsigned", "bad"),
        (
            _("pledge ends within %(n)d days (all groups)") % {"n": querysets.ENDS_SOON.days},
            "?papers=ENDING",
            "ending",
            "warn",
        ),
        (_("announcement asked for, none known (all groups)"), "?papers=SILENT", "silent", "warn"),
    )
    lines = [
        Line(text, register + query, "", severity, count=counted[name], unit=GROUP)
        for text, query, name, severity in parts
    ]
    confidential_groups = counted["classified"] + counted["sensitive"]
    yield Card(
        title=_("Sensitive and classified groups"),
        lines=[line for line in lines if line.count],
        count=confidential_groups,
        url=f"{register}?secrecy=GUARDED&status=LIVE",
        unit=GROUP,
        empty=_("No group in use is sensitive or classified, and none lacks a pledge or an announcement."),
        rank=16,
        severity="bad" if counted["unsigned"] or counted["open"] else "warn" if counted["old"] else "",
    )


def _open_there(user: object, today: date) -> Iterator[Card]:
    found = MATTERS.narrowed(user, today, guarded="on")
    lines = worst(found)
    if lines:
        yield Card(
            title=_("Most pressing in sensitive and classified groups"),
            lines=lines,
            count=found.count(),
            url=MATTERS.url(guarded="on"),
            unit=MATTER,
            rank=17,
            severity="bad",
        )
