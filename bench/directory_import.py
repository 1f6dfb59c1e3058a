"""The directory's import against the bare minimum, in one run: parse, diff in memory, upsert of the differences.

``run()`` works in a database of its own that the caller has made empty. Ratios count; seconds are this machine's.
"""

from __future__ import annotations

import io
import random
import resource
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import openpyxl
import python_calamine
from django.db import connection, transaction

from groupadmin.core.models import ImportBatch
from groupadmin.directory import importing
from groupadmin.directory.models import Department, Employee

ROWS, CHANGED, ROUNDS = 100_000, 0.02, 3
FILE = "花名册.xlsx"
SURNAMES, GIVEN = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗",
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文辉力建国",
)
HEADER = ("工号", "姓名", "部门", "岗位", "职级", "用工类型", "在职状态", "入职日期")
Figure = tuple[str, float, str]


def rows(count: int, seed: int = 1) -> list[list[str]]:
    """Return a believable staff list: 300 departments, half of the people with a namesake."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))
        department = f"总公司/第{chance.randrange(30) + 1}中心/第{chance.randrange(10) + 1}组"
        day = f"20{chance.randrange(10, 25)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}"
        post = chance.choice(("专员", "工程师", "经理", "主管", "技术员"))
        made.append([f"{number:06}", name, department, post, f"P{chance.randrange(1, 9)}", "正式", "在职", day])
    return made


def workbook(lines: list[list[str]], header: tuple[str, ...] = HEADER) -> bytes:
    """Return a list as the workbook HR would send."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("花名册")
    sheet.append(header)
    for line in lines:
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def change(lines: list[list[str]], share: float) -> list[list[str]]:
    """Return the list with a share of the people given another post."""
    step = round(1 / share)
    return [[*line[:3], "组长", *line[4:]] if n % step == 0 else line for n, line in enumerate(lines)]


def bare(content: bytes) -> int:
    """Parse with calamine, compare every column in memory, upsert the differences: what nobody can go below."""
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    columns = ("staff_no", "name", "department__path", "post", "level", "employment", "status", "hired_on")
    known = {row[0]: row for row in Employee.objects.values_list(*columns)}
    differing = []
    for number, cells in enumerate(sheet.iter_rows()):
        old = known.get(cells[0])
        if number and old and [*old[:5], "正式", "在职", old[7].isoformat()] != cells:
            differing.append(
                Employee(staff_no=cells[0], name=cells[1], post=cells[3], level=cells[4], hired_on=cells[7])
            )
    with transaction.atomic():
        Employee.objects.bulk_create(
            differing,
            update_conflicts=True,
            unique_fields=["staff_no"],
            update_fields=["name", "post", "level"],
            batch_size=2000,
        )
    return len(differing)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Return seconds and the growth of the process at its peak, in MB."""
    peak = [0.0]
    start = _resident()
    stop = threading.Event()

    def watch() -> None:
        while not stop.wait(0.02):
            peak[0] = max(peak[0], _resident())

    watcher = threading.Thread(target=watch)
    watcher.start()
    clock = time.perf_counter()
    try:
        work()
        seconds = time.perf_counter() - clock
    finally:
        stop.set()
        watcher.join()
    return seconds, max(peak[0] - start, 0)


def run(count: int = ROWS) -> list[Figure]:
    """Return the figures: name, value, unit.

    Bare work, the command's way and the page's way take the same file to the same directory, one after the other, and
    each next round the other file: so every run finds 2 % changed. The best of the rounds counts for each.
    """
    lines = rows(count)
    files = {"first": workbook(lines), "again": workbook(change(lines, CHANGED))}
    del lines
    seconds, growth = timed(lambda: take(files["first"]))
    figures: list[Figure] = [
        ("directory: first import, rows a second", count / seconds, "rows/s"),
        ("directory: first import, growth of memory", growth, "MB"),
    ]
    least, ours, by_page = [], [], []
    for content, back in ((files["again"], files["first"]),) * ROUNDS:
        least.append(timed(lambda content=content: rolled_back(content)))
        ours.append(timed(lambda content=content: take(content)))
        by_page.append(timed(lambda back=back: take_by_page(back)))
    floor, best = min(least)[0], min(ours)[0]
    return [
        *figures,
        ("directory: re-import with 2 % changed, seconds", best, "s"),
        ("directory: re-import, growth of memory", ours[0][1], "MB"),
        ("directory: re-import ÷ (parse + bare diff and upsert)", best / floor, "×"),
        ("directory: re-import by the page (stage, plan, apply) ÷ the same", min(by_page)[0] / floor, "×"),
        ("directory: the database", float(connection.vendor == "postgresql"), "1 = PostgreSQL"),
    ]


def take(content: bytes) -> None:
    """Import a full list as the command does: preview and apply."""
    importing.import_now(content=content, file_name=FILE, mode=importing.FULL, actor=None, at=datetime.now(UTC))


def take_by_page(content: bytes) -> None:
    """Import a full list as the pages and their jobs do: three steps with the database between them."""
    at = datetime.now(UTC)
    batch = importing.stage_directory(content=content, file_name=FILE, mode=importing.FULL, actor=None, at=at)
    importing.plan_directory(ImportBatch.objects.get(pk=batch.pk), at=at)
    importing.apply_directory(ImportBatch.objects.get(pk=batch.pk), actor=None, at=at)


def rolled_back(content: bytes) -> None:
    """Do the bare work and take it back, so that ours finds the same differences."""
    with transaction.atomic():
        bare(content)
        transaction.set_rollback(True)


def clear() -> None:
    """Empty what ``run`` has filled."""
    Employee.objects.all().delete()
    while Department.objects.exists():  # a parent is protected as long as it has children
        Department.objects.filter(children=None).delete()


def _resident() -> float:
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123  read fifty times a second
        return int(statm.read().split()[1]) * resource.getpagesize() / 1024 / 1024
