"""Statements that the ORM cannot say, for PostgreSQL and SQLite alike; values are always parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection


def update_from_values(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
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


def execute(sql: str, params: Sequence[Any]) -> int:
    """Run one statement of ours; returns how many rows it wrote."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)
