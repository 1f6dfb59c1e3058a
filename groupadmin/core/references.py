"""Who refers to a row: asked of all tables there are, so that a table of a higher floor is not forgotten."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, Exists, ForeignObjectRel, Model, OuterRef, Q

from groupadmin.core.sql import chunks

Ignored = Collection[type[Model]]


@dataclass(frozen=True)
class References:
    """The rows of one table that refer to rows of another: how many to each, by its key."""

    model: type[Model]
    counts: dict[Any, int]

    def __str__(self) -> str:
        return f"{self.model._meta.verbose_name} ({sum(self.counts.values())})"


def blocking_references(model: type[Model], pks: Sequence[object], *, ignore: Ignored = ()) -> list[References]:
    """Return what refers to rows of ``model``, whatever its key says of their deletion; tables in ``ignore`` apart.

    One query for each key and thousand of rows. Ask before these rows are deleted or taken back.
    """
    found = []
    for referrer, name in _keys_to(model, ignore):
        counts: dict[object, int] = {}
        for some in chunks(pks):
            rows = referrer._base_manager.filter(**{f"{name}__pk__in": some}).order_by()
            counts |= dict(rows.values_list(f"{name}__pk").annotate(rows=Count("pk")))
        if counts:
            found.append(References(referrer, counts))
    return found


def is_referred_to(model: type[Model], *, ignore: Ignored = ()) -> Q:
    """Say the same of each row of a queryset: that something outside ``ignore`` refers to it."""
    condition = Q(pk__in=())
    for referrer, name in _keys_to(model, ignore):
        condition |= Q(Exists(referrer._base_manager.filter(**{name: OuterRef("pk")})))
    return condition


def _keys_to(model: type[Model], ignore: Ignored) -> Iterator[tuple[type[Model], str]]:
    """Yield the tables with a key to ``model`` and the key's name, also of those that have no way back."""
    for relation in model._meta.get_fields(include_hidden=True):
        is_key = isinstance(relation, ForeignObjectRel) and (relation.one_to_many or relation.one_to_one)
        if is_key and relation.related_model not in ignore:
            yield cast("type[Model]", relation.related_model), cast("ForeignObjectRel", relation).field.name
