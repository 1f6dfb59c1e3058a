"""Short names for the four shapes that nearly every rule of a regulation has."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.core.validators import MaxValueValidator
from django.db import models

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    SmallNumber = models.PositiveSmallIntegerField[Any, Any]
else:
    SmallNumber = models.PositiveSmallIntegerField

LONGEST_WORDS = 255
# What PostgreSQL holds in two bytes. SQLite would take more, and the same paper would then load on one of them only.
LARGEST_FIGURE = 32767


class Figure(SmallNumber):
    """A small whole number with the same largest value on every database; to migrations it is its parent."""

    @cached_property
    def validators(self) -> list[Any]:
        return [*super().validators, MaxValueValidator(LARGEST_FIGURE)]

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        return super().formfield(*args, **{"max_value": LARGEST_FIGURE} | kwargs)

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.PositiveSmallIntegerField", args, kwargs


def yes(label: _StrPromise) -> models.BooleanField[bool, bool]:
    """Return a column for a demand that is made or not; not mentioned = not made."""
    return models.BooleanField(label, default=False)


def words(label: _StrPromise, length: int = LONGEST_WORDS) -> models.CharField[str, str]:
    """Return a column for a person, office or condition in the regulation's words; empty = not said."""
    return models.CharField(label, max_length=length, blank=True)


def number(label: _StrPromise) -> models.PositiveSmallIntegerField[int | None, int | None]:
    """Return a column for a figure; NULL = not said, or demanded and open: then a ``Blank`` stands beside it."""
    return Figure(label, null=True, blank=True)


def amount(label: _StrPromise) -> models.DecimalField[Decimal | None, Decimal | None]:
    """Return a column for yuan or points; NULL as in ``number``."""
    return models.DecimalField(label, max_digits=9, decimal_places=2, null=True, blank=True)


def choice(label: _StrPromise, choices: type[models.TextChoices], default: str = "") -> models.CharField[str, str]:
    """Return a column for one word of a closed vocabulary; "" = not said."""
    return models.CharField(label, max_length=32, choices=choices.choices, blank=default == "", default=default)
