"""A card on the home page: what waits for this reader. Apps make them; settings.HOME_CARDS names who is asked."""

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
