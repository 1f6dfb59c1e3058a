"""Pages of a list by key and not by number: the hundredth page costs what the first one costs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final, Generic, TypedDict, TypeVar, cast
from urllib.parse import quote, unquote

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, Q, QuerySet

PAGE = 50
# Every database has room for a number of so many digits, and none of ours has one more.
LONGEST_NUMBER = 18
LONGEST_KEY: Final = 600
# Rows beyond these are not counted: whoever looks for one among so many narrows the list.
COUNTED: Final = 100_000
Row = TypeVar("Row", bound=Model)
Found = TypeVar("Found")


@dataclass(frozen=True)
class Page(Generic[Found]):
    """One page: its rows, the keys to go back and on from ("" where there is nothing more), and where it lies.

    ``first`` is the place of its first row among ``total``; both end at ``COUNTED``.
    """

    rows: list[Found]
    before: str = ""
    after: str = ""
    first: int = 0
    total: int = 0

    @property
    def last(self) -> int:
        """Return the place of the last row."""
        return self.first + len(self.rows) - 1

    @property
    def is_counted(self) -> bool:
        """Say whether all rows were counted."""
        return self.total <= COUNTED


class Keys(TypedDict):
    """Where a page begins or ends, as an address says it; "" where it says nothing."""

    after: str
    before: str


def number_in(text: str) -> int | None:
    """Return the number of a row that an address or a form names; None for what is none: ², ٣, thirty digits.

    ``str.isdigit`` takes ² for one, and ``int`` takes ٣ and refuses what is very long.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None


def keys_in(given: Mapping[str, str]) -> Keys:
    """Return the keys that an address names."""
    return Keys(after=given.get("after", ""), before=given.get("before", ""))


def keyset_page(
    rows: QuerySet[Row], order: Sequence[str], *, after: str = "", before: str = "", size: int = PAGE
) -> Page[Row]:
    """Return the rows after or before a key, in an order. Three queries at most, two of them counts.

    ``order`` names columns that are never NULL, each with "-" where it falls; the last one is unique, and an index
    bears them all. A key that is none of this order begins with the first page.
    """
    before_key, after_key = _values(rows, order, before), _values(rows, order, after)
    way = [turned(column) for column in order] if before_key else order
    key = before_key or after_key
    found = list((rows.filter(_beyond(way, key)) if key else rows).order_by(*way)[: size + 1])
    preceding = [turned(column) for column in order]
    return page_of(
        found,
        size,
        is_back=bool(before_key),
        has_key=bool(key),
        key_of=lambda row: _text(_key_values(order, row)),
        preceding=lambda row: counted(rows.filter(_beyond(preceding, _key_values(order, row)))),
        total=counted(rows),
    )


def page_of(
    found: list[Found],
    size: int,
    *,
    is_back: bool,
    has_key: bool,
    key_of: Callable[[Found], str],
    preceding: Callable[[Found], int],
    total: int,
) -> Page[Found]:
    """Return the page that was read from a key on: ``found`` are its rows and one more if there is one.

    ``is_back``: they were read towards the beginning, from their end. ``preceding`` counts the rows before one.
    """
    more, found = len(found) > size, found[:size]
    if not found:
        return Page([], total=total)
    if is_back:
        found.reverse()
    is_first, is_last = (not more, False) if is_back else (not has_key, not more)
    skipped = 0 if is_first else preceding(found[0])
    before, after = "" if is_first else key_of(found[0]), "" if is_last else key_of(found[-1])
    return Page(found, before, after, skipped + 1, total)


def counted(rows: QuerySet[Any]) -> int:
    """Return how many rows there are, ``COUNTED`` + 1 where there are more."""
    return rows.order_by()[: COUNTED + 1].count()


def turned(column: str) -> str:
    """Return a column of an order the other way round."""
    return column[1:] if column.startswith("-") else f"-{column}"


def _beyond(order: Sequence[str], key: Sequence[object]) -> Q:
    """Return the condition "stands after the key": a > 1, or a = 1 and b > 2, with a bound that an index can use."""
    condition = Q()
    for column, value in reversed(list(zip(order, key, strict=True))):
        name, lookup = column.removeprefix("-"), "lt" if column.startswith("-") else "gt"
        further = Q(**{f"{name}__{lookup}": value})
        condition = Q(**{f"{name}__{lookup}e": value}) & (further | condition) if condition else further
    return condition


def _key_values(order: Sequence[str], row: Model) -> list[Any]:
    return [attrgetter(column.removeprefix("-"))(row) for column in order]


def _text(key: Sequence[object]) -> str:
    return "~".join(quote(str(value), safe="").replace("~", "%7E") for value in key)


def _values(rows: QuerySet[Any], order: Sequence[str], text: str) -> list[Any]:
    """Return the values of a key, each as its column holds it; none where the text is no key of this order."""
    parts = text.split("~") if text else []
    if len(parts) != len(order) or len(text) > LONGEST_KEY:
        return []
    try:
        return [
            _value(rows.model, column.removeprefix("-"), unquote(part))
            for column, part in zip(order, parts, strict=True)
        ]
    except (ValidationError, ValueError, OverflowError):
        return []


def _value(model: type[Model], column: str, text: str) -> Any:
    field = cast("Field[Any, Any]", model._meta.pk if column == "pk" else model._meta.get_field(column))
    value = field.to_python(text)
    if value is None or (isinstance(value, int) and number_in(str(value)) is None):
        raise ValueError(text)
    return value
