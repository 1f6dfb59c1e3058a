"""Loaded dice: what there is much of comes up often."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

Side = TypeVar("Side")


class Dice(Generic[Side]):
    """Sides with a weight each; the same ``random`` throws the same."""

    def __init__(self, sides: Sequence[Side], weights: Iterable[float], random: Random) -> None:
        self._sides, self._weights, self._random = sides, list(accumulate(weights)), random

    def throw(self) -> Side:
        """Return one side."""
        return self._random.choices(self._sides, cum_weights=self._weights)[0]
