"""How many days a matter of each kind may take: the one table, overridden by ``settings.FLAG_DUE_DAYS``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Case, DateField, Value, When

from members.flags.models import Flag
from members.flags.rule_context import CONFIDENTIAL

Kind = Flag.Kind

# Days from raising to due: (ordinary group, sensitive or classified group). A leaver is out within a day, where it is
# sensitive on the same day (governance §8, suggested default numbers); the rest keep their proportion.
DAYS: Mapping[str, tuple[int, int]] = {
    Kind.LEAVER: (1, 0),
    Kind.BANNED: (1, 0),
    Kind.OUTSIDER: (3, 1),
    Kind.OUT_OF_SCOPE: (3, 1),
    Kind.UNIDENTIFIED: (3, 1),
    Kind.MISNAMED: (3, 3),
    Kind.MISSING: (3, 3),
    Kind.SILENT_NEWCOMER: (3, 3),
    Kind.SILENT: (7, 7),
    Kind.ROSTER_OLD: (3, 1),
    Kind.STALE: (14, 14),
    Kind.PAST_END: (7, 1),
    Kind.OWNERLESS: (3, 1),
    Kind.NOT_CREATED: (3, 3),
    Kind.OVER_CAPACITY: (7, 7),
}
# What a regulation asks for "at once": dissolved immediately when the work ends (R13), removed at departure (R14).
AT_ONCE: Mapping[str, str] = {Kind.PAST_END: "dissolved_when_done", Kind.LEAVER: "check_on_departure"}
# Days the next level has, counted from the night it gets the matter.
NEXT_LEVEL_DAYS: Mapping[int, int] = {Flag.Level.HEAD: 2, Flag.Level.OFFICE: 3}


def days(kind: str) -> tuple[int, int]:
    """Return the days a kind may take: in an ordinary group, and in a sensitive or classified one."""
    site: Mapping[str, tuple[int, int]] = getattr(settings, "FLAG_DUE_DAYS", {})
    return site.get(kind, DAYS[kind])


def due_date(kind: str, secrecy: str, today: date, *, at_once: bool = False) -> date:
    """Return the day on which a matter raised today is due; ``at_once`` where the group's regulation asks for that."""
    return today + timedelta(days=0 if at_once else days(kind)[secrecy in CONFIDENTIAL])


def rule_of(kind: str) -> str:
    """Return the column of a regulation by which a matter of this kind is due at once, "" where none is."""
    return AT_ONCE.get(kind, "")


def expression(kind: str, today: date, path: str) -> models.Expression:
    """Return the same as a column; ``path`` leads to the group (``group__``, or "" on groups themselves)."""
    ordinary, confidential = (Value(today + timedelta(days=n), DateField()) for n in days(kind))
    at_once = [
        When(**{f"{path}regulation__{rule}": True}, then=Value(today, DateField()))
        for rule in (AT_ONCE.get(kind),)
        if rule
    ]
    return Case(*at_once, When(**{f"{path}secrecy__in": CONFIDENTIAL}, then=confidential), default=ordinary)
