"""Pieces of a long list: as much as one statement should carry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
AT_ONCE = 1000


def chunks(items: Sequence[T], size: int = AT_ONCE) -> Iterator[Sequence[T]]:
    """Yield a list in pieces of ``size``, the last one maybe shorter; nothing for an empty one."""
    return (items[start : start + size] for start in range(0, len(items), size))
