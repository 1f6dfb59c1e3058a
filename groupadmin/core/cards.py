"""What the home page shows: cards (what waits for this reader) and, while the installation is new, first steps.

Apps make them; settings.HOME_CARDS and settings.FIRST_STEPS name who is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One matter on a card: what, where to, how urgent."""

    text: str
    url: str
    note: str = ""
    tone: str = ""  # "", "warn", "bad", "good"


@dataclass(frozen=True)
class Card:
    """One list of matters. ``count`` is how many there are in all; ``lines`` the first few."""

    title: str
    lines: Sequence[Line] = ()
    count: int = 0
    url: str = ""
    empty: str = ""
    rank: int = 50
    tone: str = ""


@dataclass(frozen=True)
class FirstStep:
    """One thing to be done once in a new installation: what, why, where, and whether it is done."""

    title: str
    text: str
    url: str
    action: str
    done: bool
