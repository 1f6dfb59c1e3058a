"""What the home page shows: cards (what waits for this reader) and, while the installation is new, first steps.

Apps make them; settings.HOME_CARDS and settings.FIRST_STEPS name who is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from groupadmin.core.charts import Curve, Segment

# A lazy ngettext with the place %(n)d; None where a number stands for itself.
Unit = Any


def in_units(count: int, unit: Unit) -> str:
    """Return a number with its unit, in the reader's language."""
    return str(unit % {"n": count}) if unit is not None else str(count)


@dataclass(frozen=True)
class Line:
    """One matter on a card: what, where to, how urgent; maybe why, and how long a bar it gets (hundredths).

    ``count`` is how many rows the list at ``url`` has, and is told after ``unit``.
    """

    text: str
    url: str
    note: str = ""
    severity: str = ""  # "", "warn", "bad", "good", "unknown"
    why: str = ""
    share: int = 0
    count: int | None = None
    unit: Unit = None

    @property
    def said(self) -> str:
        """Return what stands at the end of the line."""
        return self.note if self.count is None else in_units(self.count, self.unit)


@dataclass(frozen=True)
class Card:
    """One list of matters. ``count`` is how many there are in all, which is the number of rows of the list at ``url``;
    ``unit`` says of what (``ngettext_lazy("%(n)d group", "%(n)d groups", "n")``); ``lines`` are the first few.

    ``bar`` or ``curve`` is drawn above the lines, which are then its legend; ``drawing`` says in words what it shows.
    ``later`` is the address of cards that take long to count: they take this one's place once the page is shown.
    """

    title: str
    lines: Sequence[Line] = ()
    count: int = 0
    url: str = ""
    empty: str = ""
    rank: int = 50
    severity: str = ""
    bar: Sequence[Segment] = ()
    curve: Curve | None = None
    drawing: str = ""
    later: str = ""
    unit: Unit = None

    @property
    def counted(self) -> str:
        """Return the number with its unit."""
        return in_units(self.count, self.unit)


@dataclass(frozen=True)
class FirstStep:
    """One thing to be done once in a new installation: what, why, where, whether it is done, and its place."""

    title: str
    text: str
    url: str
    action: str
    done: bool
    rank: int = 50
