"""The same staff list through stock django-import-export and through ours: how many times as long a row takes.

Stock means its ModelResource as documented, with a widget for the department; as its admin does, the workbook is read
for the preview and read again for the import. Ten thousand rows of it are enough to know what a row costs; ours takes
the whole list.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from import_export import fields, resources, widgets
from import_export.formats.base_formats import XLSX

from bench.directory_import import CHANGED, change, rows, take, workbook
from groupadmin.core.folding import name_key
from groupadmin.directory.models import Department, Employee

ROWS, STOCK_ROWS = 100_000, 10_000


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
    """Return the seconds of stock for a first import and a re-import with 2 % changed, and the ratios by the row."""
    lines = rows(count)
    again = change(lines, CHANGED)
    files = [workbook(lines), workbook(again)]
    ours = [_timed(lambda content=content: take(content)) / count for content in files]
    Employee.objects.all().delete()  # the departments stay: stock looks them up
    some = min(count, STOCK_ROWS)
    files = [workbook(sheet[:some]) for sheet in (lines, again)]
    stock = [_timed(lambda content=content: _stock(content)) for content in files]
    assert Employee.objects.filter(post="组长").count() == sum(line[3] == "组长" for line in again[:some])
    return [
        (f"stock: first import of {some} rows", stock[0], "s"),
        ("stock: first import ÷ ours", stock[0] / some / ours[0], "×"),
        (f"stock: re-import of {some} rows with 2 % changed", stock[1], "s"),
        ("stock: re-import ÷ ours", stock[1] / some / ours[1], "×"),
    ]


def _stock(content: bytes) -> None:
    for dry_run in (True, False):
        answer = Stock().import_data(XLSX().create_dataset(content), dry_run=dry_run)
        assert not answer.has_errors() and not answer.has_validation_errors(), answer.row_errors()[:1]


def _timed(work: Callable[[], object]) -> float:
    clock = perf_counter()
    work()
    return perf_counter() - clock
