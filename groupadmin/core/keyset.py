"""Pages of a list by key and not by number: the hundredth page costs what the first one costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from django.db.models import QuerySet

PAGE = 50
# Every database has room for a number of so many digits, and none of ours has one more.
LONGEST_NUMBER = 18


@dataclass(frozen=True)
class Page:
    """One page: its rows, and the keys to go back and on from ("" where there is nothing more)."""

    rows: list[Any]
    before: str = ""
    after: str = ""


class Keys(TypedDict):
    """Where a page begins or ends, as an address says it; "" where it says nothing."""

    after: str
    before: str


def number_in(text: str) -> int | None:
    """Return the number of a row that an address or a form names; None for what is none: ², ٣, thirty digits.

    ``str.isdigit`` takes ² for one, and ``int`` takes ٣ and refuses what is very long.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None


def number_keys(given: Mapping[str, str]) -> Keys:
    """Return the keys in an address of a list by number; what is no number says nothing."""
    return Keys(after=_number(given.get("after", "")), before=_number(given.get("before", "")))


def _number(text: str) -> str:
    return text if number_in(text) is not None else ""


def keyset_page(
    rows: QuerySet[Any], key: str, *, after: str = "", before: str = "", newest_first: bool = False, size: int = PAGE
) -> Page:
    """Return the rows after or before a key, ordered by it, with one query. ``key`` is a unique, indexed column."""
    on, back = ("lt", "gt") if newest_first else ("gt", "lt")
    order, reverse = (f"-{key}", key) if newest_first else (key, f"-{key}")
    if before:
        found = list(rows.filter(**{f"{key}__{back}": before}).order_by(reverse)[: size + 1])
        more_before, found = len(found) > size, found[:size][::-1]
        more_after = True
    else:
        if after:
            rows = rows.filter(**{f"{key}__{on}": after})
        found = list(rows.order_by(order)[: size + 1])
        more_before, more_after, found = bool(after), len(found) > size, found[:size]
    if not found:
        return Page([])
    first, last = str(getattr(found[0], key)), str(getattr(found[-1], key))
    return Page(found, first if more_before else "", last if more_after else "")
