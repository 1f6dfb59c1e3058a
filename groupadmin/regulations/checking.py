"""Checking a preset file strictly: what is not in the vocabulary is refused, with the file and the key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupadmin.core.errors import DomainError
from groupadmin.regulations import patterns
from groupadmin.regulations.models import Chapter
from groupadmin.regulations.models.blanks import ROWS
from groupadmin.regulations.schema import BLANK, CHAPTERS, TABLES, Field, RuleTableSchema, columns

_CHAPTERS_OF_CLAUSES = {chapter.value.lower() for chapter in Chapter}


class PresetRefused(DomainError):
    code = "preset_refused"
    wording = gettext_lazy("Preset %(file)s, at “%(key)s”: %(problem)s.")


class ProblemError(Exception):
    def __init__(self, key: str, problem: str) -> None:
        super().__init__(key, problem)
        self.key = key
        self.problem = problem


def check(content: Mapping[str, object], file: str) -> None:
    """Raise PresetRefused unless the content is written in the vocabulary; names the first thing that is not."""
    try:
        _check(content)
    except ProblemError as found:
        raise PresetRefused(file=file, key=found.key, problem=found.problem) from found


def _check(content: Mapping[str, Any]) -> None:
    tables = {table.key: table for table in TABLES}
    for name in ("slug", "title"):
        if not isinstance(content.get(name), str) or not content[name]:
            raise ProblemError(name, _("is missing"))
    for key in content:
        if key not in {"slug", "title", "clauses", *CHAPTERS, *tables}:
            raise ProblemError(key, _("is not in the vocabulary"))
    numbers = set(_numbers(content.get("clauses", {})))
    for chapter in CHAPTERS:
        known = columns(chapter)
        for name, value in _mapping(content.get(chapter, {}), chapter).items():
            _check_value(known.get(name), value, f"{chapter}.{name}")
    for key, table in tables.items():
        _check_rows(table, content.get(key, []), key, numbers)
    _check_group_name(content.get("group_name", {}))


def _mapping(value: object, key: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ProblemError(key, _("must be a table"))
    return value


def _numbers(clauses: object) -> Iterator[str]:
    seen: set[str] = set()
    for chapter, texts in _mapping(clauses, "clauses").items():
        if chapter not in _CHAPTERS_OF_CLAUSES:
            raise ProblemError(f"clauses.{chapter}", _("is no chapter"))
        for number, text in _mapping(texts, f"clauses.{chapter}").items():
            if number in seen:
                raise ProblemError(f"clauses.{chapter}.{number}", _("this number is taken"))
            if not isinstance(text, str) or not text.strip():
                raise ProblemError(f"clauses.{chapter}.{number}", _("has no text"))
            seen.add(number)
            yield number


def _check_rows(table: RuleTableSchema, rows: object, key: str, numbers: set[str]) -> None:
    if not isinstance(rows, list):
        raise ProblemError(key, _("must be a list"))
    children = {child.key: child for child in table.children}
    for index, given in enumerate(rows, 1):
        at = f"{key}.{index}"
        row = given if isinstance(given, dict) else {table.short: given}
        if not table.short and row is not given:
            raise ProblemError(at, _("must be a table"))
        for name, value in row.items():
            if name in children:
                _check_rows(children[name], value, f"{at}.{name}", numbers)
            elif name == "clause":
                if value not in numbers:
                    raise ProblemError(f"{at}.clause", _("there is no clause %(number)s") % {"number": value})
            else:
                _check_value(table.fields.get(name), value, f"{at}.{name}", table.model in ROWS.values())
        for name in _missing(table, row):
            raise ProblemError(f"{at}.{name}", _("is missing"))


def _missing(table: RuleTableSchema, row: Mapping[str, object]) -> Iterator[str]:
    for name, field in table.fields.items():
        closed = bool(field.choices) and name not in table.implied
        if name not in row and not field.blank and not field.null and (closed or not field.has_default()):
            yield name
    yield from (child.key for child in table.children if not row.get(child.key))


def _check_value(field: Field | None, value: object, key: str, may_be_open: bool = True) -> None:
    if field is None:
        raise ProblemError(key, _("is not in the vocabulary"))
    if value == BLANK:
        if not may_be_open or isinstance(field, models.BooleanField):
            raise ProblemError(key, _("cannot be left blank"))
        return
    wanted = _type(field)
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        raise ProblemError(key, _("“%(value)s” is of the wrong kind") % {"value": value})
    if field.choices:
        _check_choice(field, value, key)
        return
    try:
        field.clean(value, None)
    except ValidationError as error:
        raise ProblemError(key, "; ".join(error.messages)) from error


def _check_choice(field: Field, value: str, key: str) -> None:
    allowed = [str(code).lower() for code, _label in field.flatchoices if code]
    if value not in allowed:
        raise ProblemError(
            key, _("“%(value)s” is not one of %(allowed)s") % {"value": value, "allowed": ", ".join(allowed)}
        )


def _type(field: Field) -> Any:
    kinds: tuple[tuple[type[Any], Any], ...] = (
        (models.BooleanField, bool),
        (models.DecimalField, (int, float)),
        (models.IntegerField, int),
        (models.TimeField, time),
    )
    return next((kind for model, kind in kinds if isinstance(field, model)), str)


def _check_group_name(chapter: Mapping[str, object]) -> None:
    if chapter.get("group_name_kind") != "pattern":
        return
    try:
        patterns.parse(chapter.get("group_name_text", ""))
    except patterns.PatternError as error:
        place = {"position": error.position, "code": error.code}
        unclear = _("cannot be read at character %(position)s (%(code)s)") % place
        raise ProblemError("group_name.group_name_text", unclear) from error
