"""Finding the place in a preset file that a law of the tables refuses, so that the refusal can name it.

The database is the judge; this is asked only after it has refused, and tries one row after the other.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.constraints import BaseConstraint

from groupadmin.regulations import serialization
from groupadmin.regulations.models import Clause, Regulation
from groupadmin.regulations.schema import CHAPTERS, TABLES, RuleTableSchema, columns

ConstraintPlace = tuple[str, str]


def broken(content: serialization.Content) -> ConstraintPlace | None:
    """Return the first place that breaks a law, and what the law says; None where every row keeps them all."""
    regulation = Regulation(slug=content["slug"])
    serialization.set_columns(regulation, content)
    clauses = {number: Clause(number=number) for texts in content.get("clauses", {}).values() for number in texts}
    return next(_of_columns(regulation), None) or next(
        (
            found
            for table in TABLES
            for found in _of_rows(table, regulation, content.get(table.key, ()), table.key, clauses)
        ),
        None,
    )


def _of_columns(regulation: Regulation) -> Iterator[ConstraintPlace]:
    chapter_of = {name: chapter for chapter in CHAPTERS for name in columns(chapter)}
    for law in _checks(Regulation):
        if not _keeps(law, regulation):
            name = next(iter(_names(law.condition)), "")
            yield f"{chapter_of[name]}.{name}" if name in chapter_of else name, _words(law)


def _of_rows(
    table: RuleTableSchema, parent: models.Model, rows: Any, key: str, clauses: Mapping[str, Clause]
) -> Iterator[ConstraintPlace]:
    """Try the rows that one parent has in a table, each by itself and beside those before it, then their children."""
    seen: dict[str, set[tuple[Hashable, ...]]] = {}
    for number, given in enumerate(rows, 1):
        row = given if isinstance(given, dict) else {table.short: given}
        made = serialization.row_of(table, parent, row, clauses)
        at = f"{key}.{number}"
        yield from ((at, _words(law)) for law in _checks(table.model) if not _keeps(law, made))
        yield from ((at, _words(law)) for law in _taken(table, made, seen))
        for child in table.children:
            yield from _of_rows(child, made, row.get(child.key, ()), f"{at}.{child.key}", clauses)


def _taken(
    table: RuleTableSchema, made: models.Model, seen: dict[str, set[tuple[Hashable, ...]]]
) -> Iterator[models.UniqueConstraint]:
    """Return the laws by which a row may not stand beside one before it."""
    for law in table.model._meta.constraints:
        if not isinstance(law, models.UniqueConstraint) or not _falls_under(law, made):
            continue
        values = tuple(getattr(made, name) for name in law.fields if name != table.parent)
        if None in values:
            continue
        if values in seen.setdefault(law.name, set()):
            yield law
        seen[law.name].add(values)


def _falls_under(law: models.UniqueConstraint, made: models.Model) -> bool:
    against = made._get_field_expression_map(meta=made._meta)  # type: ignore[attr-defined]
    return law.condition is None or law.condition.check(against)


def _checks(model: type[models.Model]) -> Iterator[models.CheckConstraint]:
    return (law for law in model._meta.constraints if isinstance(law, models.CheckConstraint))


def _keeps(law: models.CheckConstraint, row: models.Model) -> bool:
    try:
        law.validate(type(row), row)
    except ValidationError:
        return False
    return True


def _names(condition: Any) -> Iterator[str]:
    """Return the columns a condition speaks of, in its order."""
    for part in condition.children:
        yield from _names(part) if hasattr(part, "children") else iter([part[0].split("__")[0]])


def _words(law: BaseConstraint) -> str:
    """Return a law in its own sentence, or by its name, which is one."""
    own = law.violation_error_message
    return str(own) if own != law.default_violation_error_message else law.name.replace("_", " ")
