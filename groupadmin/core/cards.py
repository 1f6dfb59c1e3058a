"""What the home page shows: cards (what waits for this reader) and, while the installation is new, first steps.

Apps make them; settings.HOME_CARDS and settings.FIRST_STEPS name who is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from groupadmin.core.charts import Curve, Segment


@dataclass(frozen=True)
class Line:
    """One matter on a card: what, where to, how urgent; maybe why, and how long a bar it gets (hundredths)."""

    text: str
    url: str
    note: str = ""
    severity: str = ""  # "", "warn", "bad", "good", "unknown"
    why: str = ""
    share: int = 0


@dataclass(frozen=True)
class Card:
    """One list of matters. ``count`` is how many there are in all; ``lines`` the first few.

    ``bar`` or ``curve`` is drawn above the lines, which are then its legend; ``drawing`` says in words what it shows.
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
