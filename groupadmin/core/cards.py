"""What the home page shows: cards (what waits for this reader) and, while the installation is new, first steps.

Apps make them; settings.HOME_CARDS and settings.FIRST_STEPS name who is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

WIDTH, HEIGHT = 100.0, 40.0
# A share too small to be seen is drawn this wide, in hundredths, so that one bad group among thousands still shows.
LEAST = 1.0


@dataclass(frozen=True)
class Segment:
    """One part of a bar 100 wide: where it begins, how wide it is, in which tone."""

    x: float
    width: float
    severity: str


@dataclass(frozen=True)
class Curve:
    """A line over days in a field 100 wide and 40 high, the area below it, and the words at its feet."""

    line: str
    area: str
    first: str
    last: str
    most: int


def stacked(parts: Sequence[tuple[int, str]]) -> list[Segment]:
    """Return the parts of a whole, given as number and tone, as segments of one bar; noughts are left out."""
    parts = [(number, severity) for number, severity in parts if number > 0]
    total = sum(number for number, _tone in parts)
    widths = [max(WIDTH * number / total, LEAST) for number, _tone in parts]
    scale = WIDTH / sum(widths) if widths else 1
    segments, x = [], 0.0
    for width, (_number, severity) in zip(widths, parts, strict=True):
        segments.append(Segment(round(x, 2), round(width * scale, 2), severity))
        x += width * scale
    return segments


def share(number: int, most: int) -> int:
    """Return how long the bar of a number is, in hundredths of the longest one's; never nought for what is there."""
    return max(round(WIDTH * number / most), int(LEAST)) if number and most else 0


def curve(values: Sequence[int], first: str, last: str) -> Curve | None:
    """Return values in their order as a curve from nought up, or None where there is nothing to draw."""
    most = max(values, default=0)
    if len(values) < 2 or not most:
        return None
    step = WIDTH / (len(values) - 1)
    points = [f"{round(at * step, 2)},{round(HEIGHT - HEIGHT * value / most, 2)}" for at, value in enumerate(values)]
    line = " ".join(points)
    return Curve(line, f"0,{HEIGHT:g} {line} {WIDTH:g},{HEIGHT:g}", first, last, most)


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
class Notice:
    """One message to a reader: what happened, when, and where to. It is new until the messages are looked at."""

    text: str
    url: str
    at: datetime
    is_new: bool = True
    severity: str = ""


@dataclass(frozen=True)
class NoticeKind:
    """One kind of message; those of all apps are named in ``settings.NOTICES``.

    ``rows(user, since)`` returns what concerns a reader since a moment, one row a message to be counted, None where
    nothing ever can; it is asked on every page, so an index must bear it. ``tell(user, since, kept)`` tells the
    messages, those after ``since`` as new, and others back to ``kept`` where they still say something. What is settled
    is no row any more: nothing is kept of a message but until when a reader has read.
    """

    name: str
    rows: Callable[[Any, datetime], QuerySet[Any] | None]
    tell: Callable[[Any, datetime, datetime], Iterable[Notice]]


@dataclass(frozen=True)
class FirstStep:
    """One thing to be done once in a new installation: what, why, where, whether it is done, and its place."""

    title: str
    text: str
    url: str
    action: str
    done: bool
    rank: int = 50
    # How far it has come, by what is there: 3 of 22 groups.
    so_far: str = ""
