"""How many days a flag may take, before and after it goes to the next level."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.db.models import Case, DateField, Value, When

from members.flags.models import Flag
from members.flags.rule_context import CONFIDENTIAL

# Days the next level has, counted from the night it gets the matter.
NEXT_LEVEL_DAYS: Mapping[int, int] = {Flag.Level.HEAD: 2, Flag.Level.OFFICE: 3}


@dataclass(frozen=True)
class Due:
    """Days from raising to due: in an ordinary group, and in a sensitive or classified one.

    A leaver is out within a day, where it is sensitive on the same day (governance §8, suggested default numbers); the
    rest keep their proportion. ``at_once`` is the column of a regulation that asks for it at once: dissolved
    immediately when the work ends (R13), removed at departure (R14).
    """

    ordinary: int
    confidential: int
    at_once: str = ""

    def day(self, secrecy: str, today: date, *, at_once: bool = False) -> date:
        """Return the day on which a flag raised today is due; ``at_once`` where the group's regulation asks for it."""
        days = self.confidential if secrecy in CONFIDENTIAL else self.ordinary
        return today + timedelta(days=0 if at_once else days)

    def expression(self, today: date, path: str) -> models.Expression:
        """Return the same as a column; ``path`` leads to the group (``group__``, or "" on groups themselves)."""
        ordinary, confidential = (
            Value(today + timedelta(days=days), DateField()) for days in (self.ordinary, self.confidential)
        )
        now = Value(today, DateField())
        at_once = [When(**{f"{path}regulation__{self.at_once}": True}, then=now)] if self.at_once else []
        return Case(*at_once, When(**{f"{path}secrecy__in": CONFIDENTIAL}, then=confidential), default=ordinary)
