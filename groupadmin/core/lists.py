"""A list as every page of the console shows it: filters, tabs, orders, pages, ticks with actions, and files.

A room declares a ``Listing`` once; page, count, card and file all ask the same rows (``Listing.rows``), so that a
number on a card is the number of the list behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from django import forms
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.functional import Promise

from groupadmin.core.addresses import address_of
from groupadmin.core.keyset import PAGE, Keys, Page, keys_in, keyset_page, turned
from groupadmin.core.pinyin import reading_order

AnyModel = TypeVar("AnyModel", bound=Model)
# What an address of a list holds besides its filters.
PLACE = ("after", "before")
ORDER = "order"


@dataclass(frozen=True)
class Order:
    """One way to put a list in order: its word in the address, its label, and its columns as ``keyset_page`` asks.

    With "-" before the word it is turned round; the same index bears both.
    """

    name: str
    label: str | Promise
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Tab:
    """What is looked for daily: its label, and the filters that it sets (name → text)."""

    label: str | Promise
    filters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Column:
    """One column of the file of a list: its heading, and what a row has there (text, number, day or moment)."""

    heading: str | Promise
    value: Callable[[Any], object]


@dataclass(frozen=True)
class Outcome:
    """What became of one ticked row: which row, what happened, and whether it was done."""

    row: str
    text: str
    is_done: bool = True


@dataclass(frozen=True)
class Action:
    """What can be done with ticked rows.

    ``run(rows, actor, at, facts)`` does it and tells of each row what became of it; ``form`` asks for the facts.
    ``offered_to`` says who may; the deed itself asks again, row by row.
    """

    name: str
    label: str | Promise
    run: Callable[[QuerySet[Any], Any, datetime, dict[str, Any]], list[Outcome]]
    form: type[forms.Form] = forms.Form
    offered_to: Callable[[Any], bool] = lambda user: True


class ListFilter(forms.Form):
    """The filters of a list, in its address; every field may be left out."""

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data if data is not None else {}, **kwargs)

    def chosen(self) -> dict[str, Any]:
        """Return the facts of those fields that are filled in rightly; a wrong one is told and narrows nothing."""
        self.is_valid()
        return self.cleaned_data


@dataclass(frozen=True)
class Chip:
    """One filter that narrows a list: what it is, what it says, and the address without it."""

    label: str
    value: str
    without: str


# (rows, order, keys, size) → page
Reader = Callable[[QuerySet[Any], str, Keys, int], Page[Any]]


@dataclass(frozen=True)
class Listing:
    """The declaration of a list.

    ``name`` is the name of its address, also where that takes arguments. ``rows(user, chosen, today)`` returns what a
    reader may see of it, narrowed.
    """

    name: str
    title: str | Promise
    rows: Callable[[Any, dict[str, Any], date], QuerySet[Any]]
    filter: type[ListFilter]
    orders: tuple[Order, ...]
    tabs: tuple[Tab, ...] = ()
    columns: tuple[Column, ...] = ()
    actions: tuple[Action, ...] = ()
    # Reads in full, for one page or one piece of a file, what its rows show: by their numbers, in their order. Pages
    # are put in order by little of each row; joined with other tables, PostgreSQL may read those for every row.
    tell: Callable[[Sequence[Any], date], Sequence[Any]] | None = None
    # Reads a page by itself, where an order is no column; ``tell`` says the rest of its rows.
    read: Reader | None = None
    size: int = PAGE

    def narrowed(self, user: object, today: date, **filters: str) -> QuerySet[Any]:
        """Return the rows that some filters let through: what the page at ``url(**filters)`` shows."""
        return self.rows(user, self.filter(filters).chosen(), today)

    def url(self, **filters: str) -> str:
        """Return the address of the list with some filters; "" where this installation has no such page."""
        query = QueryDict(mutable=True)
        query.update(filters)
        address = address_of(self.name)
        return f"{address}?{query.urlencode()}" if address and filters else address

    def columns_of(self, order: str) -> tuple[str, ...]:
        """Return the columns of an order, turned round where "-" stands before its name; of the first if it is none."""
        named = {each.name: each.columns for each in self.orders}
        columns = named.get(order.removeprefix("-"), self.orders[0].columns)
        return tuple(map(turned, columns)) if order.startswith("-") else columns


class ShownList:
    """A list as one reader asked for it: what its page, its file and its actions are made of."""

    def __init__(self, listing: Listing, request: HttpRequest, *, within: Q | None = None) -> None:
        """``within`` keeps to one part of the list: the members of one group, of all that the reader may see."""
        self.listing, self.request = listing, request
        self.form = listing.filter(request.GET)
        self.today = timezone.localdate()
        self.chosen = self.form.chosen()
        rows = listing.rows(request.user, self.chosen, self.today)
        self.rows = rows if within is None else rows.filter(within)
        self.order = request.GET.get(ORDER, "") or listing.orders[0].name
        self.columns = listing.columns_of(self.order)
        self._page: Page[Any] | None = None

    @property
    def page(self) -> Page[Any]:
        """Return the page asked for, read once."""
        if self._page is None:
            page = self._read(keys_in(self.request.GET), self.listing.size)
            self._page = replace(page, rows=self.told(page.rows))
        return self._page

    def _read(self, keys: Keys, size: int) -> Page[Any]:
        if self.listing.read is not None:
            return self.listing.read(self.rows, self.order, keys, size)
        return keyset_page(self._bare(), self.columns, **keys, size=size)

    def pieces(self, size: int = 1000) -> Iterator[Sequence[Any]]:
        """Yield all rows in order, in full, some at a time."""
        if self.listing.read is not None:
            page = self._read(Keys(after="", before=""), size)
            yield self.told(page.rows)
            while page.after:
                page = self._read(Keys(after=page.after, before=""), size)
                yield self.told(page.rows)
            return
        rows = self._bare().order_by(*self.columns).iterator(chunk_size=size)
        while piece := list(islice(rows, size)):
            yield self.told(piece)

    def _bare(self) -> QuerySet[Any]:
        """Return the rows, with no more of each than they are put in order by where ``tell`` reads the rest."""
        if self.listing.tell is None:
            return self.rows
        return self.rows.only("pk", *(column.removeprefix("-") for column in self.columns))

    def told(self, rows: Sequence[object]) -> list[Any]:
        """Return rows in full, as the page shows them."""
        return list(self.listing.tell(rows, self.today)) if self.listing.tell else list(rows)

    def context(self, rows: str) -> dict[str, Any]:
        """Return what the template of a list needs: the list, and its rows under their own name."""
        return {"list": self, rows: self.page.rows, "before": self.page.before, "after": self.page.after}

    @property
    def is_narrowed(self) -> bool:
        """Say whether anything is filtered out."""
        return any(value not in (None, "", False) for value in self.chosen.values())

    @property
    def actions(self) -> list[Action]:
        """Return what this reader may do with ticked rows."""
        return [action for action in self.listing.actions if action.offered_to(self.request.user)]

    def chips(self) -> Iterator[Chip]:
        """Yield what narrows the list now, each to be taken away by itself; what a tab says is no chip."""
        by_tab = {name for tab in self.tabs() if tab.is_here for name in tab.filters}
        for name, value in self.chosen.items():
            if value not in (None, "", False) and name not in by_tab and name in self.form.fields:
                bound = self.form[name]
                yield Chip(str(bound.label), _said(bound, value), self.without(name))

    def tabs(self) -> list[ShownTab]:
        """Return the tabs with their addresses; a tab keeps what else is filtered."""
        names = {name for tab in self.listing.tabs for name in tab.filters}
        now = {name: self.request.GET.get(name, "") for name in names if self.request.GET.get(name)}
        return [
            ShownTab(tab.label, self._address(names, tab.filters), dict(tab.filters) == now, tab.filters)
            for tab in self.listing.tabs
        ]

    def without(self, *names: str) -> str:
        """Return the address of the first page without some filters."""
        return self._address(names, {})

    def ordered_by(self, name: str) -> str:
        """Return the address of the first page in another order, or in this one turned round."""
        return self._address((), {ORDER: f"-{name}" if self.order == name else name})

    @property
    def query(self) -> str:
        """Return the filters and the order of the list, without the page, as a saved filter keeps them."""
        return self._address((), {}).partition("?")[2]

    def _address(self, dropped: Sequence[str] | set[str], added: Mapping[str, str]) -> str:
        query = self.request.GET.copy()
        for name in (*PLACE, "as", *dropped):
            query.pop(name, None)
        for name, value in added.items():
            query[name] = value
        for name in [name for name, value in query.items() if not value]:
            del query[name]
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path


@dataclass(frozen=True)
class ShownTab:
    """A tab as a page shows it."""

    label: str | Promise
    url: str
    is_here: bool
    filters: Mapping[str, str]


def read_as_looked_up(column: str) -> Reader:
    """Return how to read a list of some thousand rows in the order in which people look a text up (``reading_order``).

    ``column`` names it; it may be a path, its steps apart by "/". Rows come back by number alone; ``Listing.tell``
    reads the rest.
    """

    def read(rows: QuerySet[Any], order: str, keys: Keys, size: int) -> Page[Any]:
        texts: list[tuple[int, str]] = list(rows.order_by().values_list("pk", column))
        texts.sort(key=lambda row: ([reading_order(step) for step in row[1].split("/")], row[0]))
        ordered = [pk for pk, _text in (reversed(texts) if order.startswith("-") else texts)]
        places = {str(pk): at for at, pk in enumerate(ordered)}
        first = places[keys["before"]] - size if keys["before"] in places else places.get(keys["after"], -1) + 1
        first = max(first, 0)
        found = ordered[first : first + size]
        is_last = first + size >= len(ordered)
        return Page(
            [rows.model(pk=pk) for pk in found],
            before=str(found[0]) if first and found else "",
            after="" if is_last else str(found[-1]),
            first=first + 1,
            total=len(ordered),
        )

    return read


def in_full(rows: Sequence[Model], named: QuerySet[AnyModel]) -> list[AnyModel]:
    """Return rows again as another question reads them, in their order; one that has gone meanwhile is left out."""
    found = named.in_bulk([row.pk for row in rows])
    return [found[row.pk] for row in rows if row.pk in found]


def _said(bound: forms.BoundField, chosen: object) -> str:
    """Return what a filled-in filter says, in words; "" for a box that is ticked: its label says all."""
    if isinstance(chosen, datetime):
        return f"{timezone.localtime(chosen):%Y-%m-%d %H:%M}"
    value = bound.value()
    if isinstance(bound.field, forms.ChoiceField):
        return str(dict(_flat(bound.field.choices)).get(value, value))
    return "" if isinstance(bound.field, forms.BooleanField) else str(value)


def _flat(choices: Any) -> Iterator[tuple[str, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label
