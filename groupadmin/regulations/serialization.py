"""What an edition says, as plain values: read back from the tables, and written into them.

The values have the shape of a preset file (``schema``): {"slug", "title", "clauses": {chapter: {number: text}},
<chapter>: {column: value}, <table>: [row, …]}. Reading and writing are each other's inverse; the copy of an edition is
one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import models

from groupadmin.regulations.models import Blank, Clause, Regulation
from groupadmin.regulations.models.blanks import ROWS
from groupadmin.regulations.schema import BLANK, CHAPTERS, TABLES, Field, RuleTableSchema, columns

Content = dict[str, Any]
# The open columns of each row of a table, by the row's key.
Open = Mapping[tuple[type[models.Model], int], set[str]]
_BLANK_COLUMN = {model: column for column, model in ROWS.items()}


def regulation_to_dict(regulation: Regulation) -> Content:
    """Return everything an edition says, from the tables; defaults are left out. The same number of queries for any."""
    open_at: dict[tuple[type[models.Model], int], set[str]] = {}
    for blank in regulation.blanks.all():
        owner = next(((m, getattr(blank, f"{c}_id")) for c, m in ROWS.items() if getattr(blank, f"{c}_id")), None)
        open_at.setdefault(owner or (Regulation, regulation.pk), set()).add(blank.field)
    numbers = dict(regulation.clauses.values_list("pk", "number"))
    content: Content = {"slug": regulation.slug, "title": regulation.title}
    for chapter in CHAPTERS:
        said = _said(regulation, columns(chapter), open_at.get((Regulation, regulation.pk), set()), frozenset())
        if said:
            content[chapter] = said
    clauses: dict[str, dict[str, str]] = {}
    for clause in regulation.clauses.order_by("pk"):
        clauses.setdefault(clause.chapter.lower(), {})[clause.number] = clause.text
    if clauses:
        content["clauses"] = clauses
    for table in TABLES:
        rows = _rows(table, {"regulation": regulation.pk}, numbers, open_at)
        if rows:
            content[table.key] = [row for _, row in rows]
    return content


def _rows(
    table: RuleTableSchema, where: dict[str, Any], numbers: Mapping[int, str], open_at: Open
) -> list[tuple[int, Any]]:
    """Return (parent's key, row) of a table in order; children hang in their parents."""
    found = list(table.model._default_manager.filter(**where).order_by("pk"))
    below: dict[str, dict[int, list[object]]] = {}
    for child in table.children:
        of_parent: dict[int, list[object]] = below.setdefault(child.key, {})
        for parent, row in _rows(child, {f"{child.parent}__in": [one.pk for one in found]}, numbers, open_at):
            of_parent.setdefault(parent, []).append(row)
    rows: list[tuple[int, object]] = []
    for one in found:
        said = _said(one, table.fields, open_at.get((table.model, one.pk), set()), table.implied, table.short)
        if getattr(one, "clause_id", None):
            said["clause"] = numbers[one.clause_id]  # type: ignore[attr-defined]
        said |= {key: children[one.pk] for key, children in below.items() if one.pk in children}
        bare = said[table.short] if table.short and set(said) == {table.short} else said
        rows.append((getattr(one, f"{table.parent}_id"), bare))
    return rows


def _said(
    row: models.Model,
    fields: Mapping[str, Field],
    open_columns: Iterable[str],
    implied: frozenset[str],
    short: str = "",
) -> Content:
    said: Content = {}
    for name, field in fields.items():
        if name == "clause":
            continue
        value = getattr(row, name)
        if name in open_columns:
            said[name] = BLANK
        elif value != field.get_default() or (_must_be_said(row, field) and name not in implied) or name == short:
            said[name] = _plain(field, value)
    return {name: value for name, value in said.items() if value is not None and value != ""}


def _must_be_said(row: models.Model, field: Field) -> bool:
    """Say whether a row of a list writes this closed word even at its default; columns of the regulation do not."""
    return bool(field.choices) and not field.blank and not isinstance(row, Regulation)


def _plain(field: Field, value: object) -> Any:
    if field.choices and isinstance(value, str):
        return value.lower()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def clear(regulation: Regulation) -> None:
    """Take back everything an edition says: its rows are deleted, its columns get their defaults (unsaved)."""
    for table in TABLES:
        table.model._default_manager.filter(regulation=regulation.pk).delete()
    regulation.blanks.all().delete()
    regulation.clauses.all().delete()
    for chapter in CHAPTERS:
        for name, field in columns(chapter).items():
            setattr(regulation, name, field.get_default())


def set_columns(regulation: Regulation, content: Content) -> None:
    """Set what an edition says in columns of its own; unsaved, and what is blank is left as it is."""
    regulation.title = content["title"]
    for chapter in CHAPTERS:
        for name, value in content.get(chapter, {}).items():
            if value != BLANK:
                setattr(regulation, name, _stored(columns(chapter)[name], value))


def write_regulation(regulation: Regulation, content: Content) -> None:
    """Write what an edition says into its columns and rows, which must be empty; ``content`` has been checked."""
    set_columns(regulation, content)
    regulation.save()
    blanks = [
        Blank(regulation=regulation, field=name)
        for chapter in CHAPTERS
        for name, value in content.get(chapter, {}).items()
        if value == BLANK
    ]
    clauses = Clause.objects.bulk_create(
        Clause(regulation=regulation, chapter=chapter.upper(), number=number, text=text)
        for chapter, texts in content.get("clauses", {}).items()
        for number, text in texts.items()
    )
    by_number = {clause.number: clause for clause in clauses}
    for table in TABLES:
        given: list[tuple[models.Model, object]] = [(regulation, row) for row in content.get(table.key, ())]
        blanks += _write_rows(table, given, regulation, by_number)
    Blank.objects.bulk_create(blanks)


def _write_rows(
    table: RuleTableSchema, given: list[tuple[models.Model, Any]], regulation: Regulation, clauses: Mapping[str, Clause]
) -> list[Blank]:
    """Insert the rows of one table for their parents, then their children; return the blanks found, unsaved."""
    rows = [(parent, row if isinstance(row, dict) else {table.short: row}) for parent, row in given]
    made = table.model._default_manager.bulk_create(row_of(table, parent, row, clauses) for parent, row in rows)
    blanks = [
        Blank(**{"regulation": regulation, "field": name, _BLANK_COLUMN[table.model]: one})
        for one, (_, row) in zip(made, rows, strict=True)
        for name, value in row.items()
        if value == BLANK
    ]
    for child in table.children:
        below = [(one, inner) for one, (_, row) in zip(made, rows, strict=True) for inner in row.get(child.key, ())]
        blanks += _write_rows(child, below, regulation, clauses)
    return blanks


def row_of(table: RuleTableSchema, parent: models.Model, row: Content, clauses: Mapping[str, Clause]) -> models.Model:
    """Return the row of a table that a row of a file stands for, unsaved."""
    values: dict[str, object] = {table.parent: parent}
    for name, field in table.fields.items():
        if name == "clause":
            values[name] = clauses[row[name]] if name in row else None
        elif row.get(name) == BLANK:
            values |= {name: None} if field.null else {}
        elif name in row:
            values[name] = _stored(field, row[name])
    if hasattr(table.model, "is_open"):
        values["is_open"] = BLANK in row.values()
    return table.model(**values)


def _stored(field: Field, value: Any) -> Any:
    return value.upper() if field.choices else Decimal(str(value)) if isinstance(field, models.DecimalField) else value
