"""The same staff list through stock django-import-export and through ours: ten thousand rows, the ratio of the two.

Stock means its ModelResource as documented, with a widget for the department; preview and import, as a person would do.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter

import tablib
from import_export import fields, resources, widgets

from bench.directory_import import CHANGED, HEADER, change, rows, workbook
from groupadmin.core.folding import name_key
from groupadmin.directory import importing
from groupadmin.directory.models import Department, Employee

ROWS = 10_000


class Stock(resources.ModelResource):
    """A staff list as the library's guide writes one."""

    staff_no = fields.Field(column_name="工号", attribute="staff_no")
    name = fields.Field(column_name="姓名", attribute="name")
    department = fields.Field(
        column_name="部门", attribute="department", widget=widgets.ForeignKeyWidget(Department, "path")
    )
    post = fields.Field(column_name="岗位", attribute="post")
    level = fields.Field(column_name="职级", attribute="level")
    hired_on = fields.Field(column_name="入职日期", attribute="hired_on", widget=widgets.DateWidget("%Y-%m-%d"))

    class Meta:
        model = Employee
        import_id_fields = ("staff_no",)
        fields = ("staff_no", "name", "department", "post", "level", "hired_on")

    def before_save_instance(self, instance: Employee, row: object, **kwargs: object) -> None:
        instance.name_key = name_key(instance.name)


def run(count: int = ROWS) -> list[tuple[str, float, str]]:
    """Return seconds of both for a first import and a re-import with 2 % changed, and the ratios."""
    count = max(count, 1000)
    lines = rows(count)
    again = change(lines, CHANGED)
    ours = [_timed(lambda content=content: _take(content)) for content in (workbook(lines), workbook(again))]
    Employee.objects.all().delete()  # the departments stay: stock looks them up
    stock = [_timed(lambda sheet=sheet: _stock(sheet)) for sheet in (lines, again)]
    return [
        ("stock: first import of 10k rows", stock[0], "s"),
        ("stock: first import ÷ ours", stock[0] / ours[0], "×"),
        ("stock: re-import with 2 % changed", stock[1], "s"),
        ("stock: re-import ÷ ours", stock[1] / ours[1], "×"),
    ]


def _take(content: bytes) -> None:
    importing.import_now(content=content, file_name="花名册.xlsx", mode="full", actor=None, at=datetime.now(UTC))


def _stock(lines: list[list[str]]) -> None:
    sheet = tablib.Dataset(*lines, headers=HEADER)
    for dry_run in (True, False):
        answer = Stock().import_data(sheet, dry_run=dry_run)
        assert not answer.has_errors() and not answer.has_validation_errors(), answer.row_errors()[:1]


def _timed(work: Callable[[], object]) -> float:
    clock = perf_counter()
    work()
    return perf_counter() - clock
