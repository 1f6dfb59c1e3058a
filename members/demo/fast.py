"""Writing very many rows: one prepared statement on SQLite, COPY on PostgreSQL; flat memory on both.

Only for data we make ourselves: it goes round forms and services, not round the database's constraints.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from django.db import connection, models
from django.utils import timezone

Row = Mapping[str, Any]
CHUNK = 5000


def insert(model: type[models.Model], rows: Iterable[Row]) -> int:
    """Insert rows given as attname → value, with the model's defaults for the rest; returns how many."""
    fields = list(model._meta.local_concrete_fields)
    columns = [(field.attname, _plain(_unsaid(field))) for field in fields]
    names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    values = (tuple(_plain(row[name]) if name in row else default for name, default in columns) for row in rows)
    write = _copy if connection.vendor == "postgresql" else _execute
    return write(table, names, len(fields), values)


def next_id(model: type[models.Model]) -> int:
    """Return the first free number of a table."""
    last: int | None = model._default_manager.order_by().aggregate(last=models.Max("pk"))["last"]
    return (last or 0) + 1


def reset_sequences(*written: type[models.Model]) -> None:
    """Let the database number on from the last row."""
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), written):
            cursor.execute(statement)


def _unsaid(field: models.Field[Any, Any]) -> Any:
    if field.has_default():
        return field.get_default()
    if isinstance(field, models.DateTimeField) and field.auto_now_add:
        return timezone.now()
    return "" if field.empty_strings_allowed and not field.null else None


def _execute(table: str, names: str, width: int, values: Iterator[tuple[object, ...]]) -> int:
    statement = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['?'] * width)})"  # noqa: S608  names of our models
    written = 0
    connection.ensure_connection()
    # Past Django's cursor, which would take every % for a place of its own.
    raw = connection.connection
    while chunk := list(islice(values, CHUNK)):
        raw.executemany(statement, chunk)
        written += len(chunk)
    return written


def _copy(table: str, names: str, width: int, values: Iterator[tuple[object, ...]]) -> int:
    written = 0
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in values:
            copy.write_row(row)
            written += 1
    return written


def _plain(value: object) -> Any:
    convert = _CONVERT.get(type(value))
    return value if convert is None else convert(value)


def _moment(value: datetime) -> Any:
    if connection.vendor == "postgresql":
        return value
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


_CONVERT: dict[type, Callable[[Any], Any]] = {
    datetime: _moment,
    date: lambda day: day.isoformat(),
    dict: _json,
    list: _json,
}
