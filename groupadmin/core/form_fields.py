"""Days and moments that a person fills in: a year nobody can mean is told at the field, not found out later."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Before the first and after the last, clocks of other zones have no such year, and no group and no person either.
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
NOT_MEANT = _("The year must lie between %(first)s and %(last)s. Correct the date.")


def _within(day: date | datetime | None) -> None:
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(NOT_MEANT, code="year", params={"first": FIRST_YEAR, "last": LAST_YEAR})


class Day(forms.DateField):
    """A day, chosen in the browser's own calendar."""

    default_validators = [_within]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
        super().__init__(**kwargs)


class Moment(forms.DateTimeField):
    """A moment on the organisation's clock, chosen likewise."""

    default_validators = [_within]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}))
        super().__init__(**kwargs)


def midnight(day: date, *, days: int = 0) -> datetime:
    """Return the moment at which a day begins here, or so many days later."""
    return timezone.make_aware(datetime.combine(day, time.min)) + timedelta(days=days)
