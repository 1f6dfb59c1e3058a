"""Which department we have is nearest to one that a list would make anew. Pure: no Django."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

# Below this share of common pairs of characters two names have nothing to do with each other.
ALIKE = 0.4
_NO_WORD = re.compile(r"[^\w]|_")


class Nearest:
    """Finds the likeliest of the departments we have, by the pairs of characters their names share."""

    # Of more new departments than these only the names are told.
    MOST = 100

    def __init__(self, paths: Iterable[str], fold: Callable[[str], str]) -> None:
        self.fold = fold
        self.known = [(path, self._pairs(path), self._pairs(path.rpartition("/")[2])) for path in paths]

    def to(self, path: str) -> str:
        """Return the path of the nearest department, "" where none is alike."""
        whole, last = self._pairs(path), self._pairs(path.rpartition("/")[2])
        scored = [
            (max(_alike(last, name), _alike(whole, name), _alike(last, known)), _alike(whole, known), known_path)
            for known_path, known, name in self.known
        ]
        best = max(scored, default=(0.0, 0.0, ""), key=lambda one: one[:2])
        return best[2] if best[0] >= ALIKE else ""

    def _pairs(self, text: str) -> Counter[str]:
        bare = _NO_WORD.sub("", self.fold(text))
        return Counter(bare[at : at + 2] for at in range(len(bare) - 1)) or Counter([bare])


def _alike(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / max(one.total() + other.total(), 1)
