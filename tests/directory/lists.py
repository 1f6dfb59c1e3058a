"""Helpers for tests of the directory's import."""

from datetime import UTC, datetime

from groupadmin.directory import importing, undoing
from groupadmin.directory.models import Employee
from tests.sheets import csv

HEADER = ("工号", "姓名", "部门", "岗位", "用工类型", "在职状态", "入职日期", "离职日期")
AT = datetime(2026, 3, 12, 4, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 13, 4, 0, tzinfo=UTC)


def person(
    number, name, department="总公司/销售部", post="", employment="", status="在职", hired="2020-01-03", left=""
):
    return (number, name, department, post, employment, status, hired, left)


def take(*rows, header=HEADER, mode="update", at=AT, actor=None, **options):
    """Import rows as the command does; returns the plan."""
    content = csv(header, *rows)
    return importing.import_now(content=content, file_name="花名册.csv", mode=mode, actor=actor, at=at, **options)


def stage(*rows, header=HEADER, mode="update", at=AT, actor=None):
    """Stage and plan rows as the page does; returns the batch."""
    batch = importing.stage_directory(content=csv(header, *rows), file_name="花名册.csv", mode=mode, actor=actor, at=at)
    importing.plan_directory(batch, at=at)
    return batch


def apply(batch, at=AT, actor=None, **options):
    return importing.apply_directory(batch, actor=actor, at=at, **options)


def undo(batch, at=LATER, actor=None):
    batch.refresh_from_db()
    return undoing.undo_directory(batch, actor=actor, at=at)


def everybody():
    """Return the whole directory as plain values, for before and after."""
    fields = ("staff_no", "name", "department__path", "post", "status", "left_on", "is_manager", "confirmed_at")
    return list(Employee.objects.order_by("staff_no").values_list(*fields))
