"""Statements and conditions that the ORM cannot say, for PostgreSQL and SQLite alike; values are always parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import DateField, F, Func, Q
from django.db.models.sql.compiler import SQLCompiler


def update_from_values(table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> int:
    """Update rows by id with one statement: each row of ``rows`` is (id, then a value for each column).

    ``columns`` are ``name`` or ``name::type``: the type is what PostgreSQL needs to be told of a list of literals.
    Returns how many rows were written.
    """
    if not rows:
        return 0
    names = [column.partition("::")[0] for column in columns]
    # SQLite has no date to cast to and would make a number of it; it needs no telling either.
    typed = connection.vendor == "postgresql"
    types = [column.partition("::")[2] if typed else "" for column in columns]
    sets = ", ".join(
        f"{name} = CAST(v.column{at} AS {kind})" if kind else f"{name} = v.column{at}"
        for at, (name, kind) in enumerate(zip(names, types, strict=True), start=2)
    )
    line = "(" + ", ".join(["%s"] * (len(columns) + 1)) + ")"
    values = ", ".join([line] * len(rows))
    return execute(
        f"UPDATE {table} SET {sets} FROM (VALUES {values}) v WHERE {table}.id = v.column1",
        [cell for row in rows for cell in row],
    )


def for_large_statements() -> None:
    """Have PostgreSQL plan the rest of this transaction for few and large statements.

    Compiling a statement costs it more than a second where running it takes a tenth, and the default memory for a hash
    is made for many small ones at once. What is read through a cursor is read to its end.
    """
    if connection.vendor == "postgresql":
        execute("SET LOCAL jit = off; SET LOCAL work_mem = '64MB'; SET LOCAL cursor_tuple_fraction = 1", ())


def execute(sql: str, params: Sequence[Any]) -> int:
    """Run one statement of ours; returns how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)


# The last code point: every text that begins with a prefix sorts below prefix + LAST where bytes are compared.
LAST = "\U0010ffff"


def begins_with(field: str, prefix: str) -> Q:
    """Return the condition "field begins with prefix", so written that an index serves it.

    PostgreSQL turns LIKE 'zhang%' into a range of a ``varchar_pattern_ops`` index. SQLite does not, since Django's LIKE
    carries an ESCAPE; but it compares bytes, so the range can be asked for outright.
    """
    if connection.vendor == "sqlite":
        return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + LAST})
    return Q(**{f"{field}__startswith": prefix})


T = TypeVar("T")
AT_ONCE = 1000


def chunks(items: Sequence[T], size: int = AT_ONCE) -> Iterator[Sequence[T]]:
    """Yield a list in pieces of ``size``, the last one maybe shorter; nothing for an empty one."""
    return (items[start : start + size] for start in range(0, len(items), size))


class DayBefore(Func):
    """The day so many days, or calendar months, before a day: as ``papers.months_later`` counts them.

    A month that has no such day gives its last one. Empty where the day is.
    """

    output_field = DateField()

    def __init__(self, day: str, *, days: int = 0, months: int = 0) -> None:
        super().__init__(F(day))
        self.days, self.months = days, months

    def as_postgresql(
        self, compiler: SQLCompiler, connection: object, **context: object
    ) -> tuple[str, tuple[Any, ...]]:
        day, params = compiler.compile(self.source_expressions[0])
        back = f"INTERVAL '{int(self.months)} months' - INTERVAL '{int(self.days)} days'"
        return f"CAST({day} - {back} AS date)", tuple(params)

    def as_sqlite(self, compiler: SQLCompiler, connection: object, **context: object) -> tuple[str, tuple[Any, ...]]:
        day, params = compiler.compile(self.source_expressions[0])
        if not self.months:
            return f"date({day}, '-{int(self.days)} days')", tuple(params)
        # SQLite runs over into the next month where a month has no such day; so the month's last day is the most.
        first = f"{day}, 'start of month', '-{int(self.months)} months'"
        same = f"date({first}, '+' || (CAST(strftime('%%d', {day}) AS integer) - 1) || ' days')"
        return f"min({same}, date({first}, '+1 month', '-1 day'))", (*params, *params, *params)
