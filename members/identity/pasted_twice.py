"""Which rows of a list stand in it because it, or a part of it, was pasted twice. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

_FEWEST = 2


def repeated(keys: Sequence[Hashable]) -> set[int]:
    """Return the places of rows that stand a second time, in the order in which they stood before.

    A part that was pasted again repeats row after row at one distance: its own length, or that of what it overlaps. Two
    people of one nickname do so by chance only, hence more rows than half of the distance must agree, and of more than
    one name.
    """
    last: dict[Hashable, int] = {}
    distances: Counter[int] = Counter()
    for place, key in enumerate(keys):
        if key in last:
            distances[place - last[key]] += 1
        last[key] = place
    for distance, _count in distances.most_common(2):
        same = [place for place in range(distance, len(keys)) if keys[place] == keys[place - distance]]
        if distance > 1 and len({keys[place] for place in same}) >= _FEWEST and len(same) * 2 > distance:
            return set(same)
    return set()
