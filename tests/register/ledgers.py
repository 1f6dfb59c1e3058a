"""Ledgers as offices send them, as bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook

from groupadmin.core.models import ImportBatch
from members.register import services
from tests.making import NOON, TODAY

HEADER = (
    "序号",
    "群编号",
    "群名称",
    "平台",
    "群类别",
    "用途",
    "所属部门",
    "群主",
    "副群主",
    "管理员",
    "群人数",
    "状态",
    "解散日期",
)


def csv_ledger(rows: Iterable[Sequence[str]], header: Sequence[str] = HEADER) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode("utf-8-sig")


def xlsx_ledger(rows: Iterable[Sequence[object]], header: Sequence[str] = HEADER, titles: Sequence[str] = ()) -> bytes:
    book = Workbook()
    sheet = book.active
    for title in titles:
        sheet.append([title])
        last = sheet.cell(sheet.max_row, len(header)).coordinate
        sheet.merge_cells(f"A{sheet.max_row}:{last}")
    sheet.append(list(header))
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row(name: str = "", **cells: str) -> list[str]:
    """One line under ``HEADER``, by column."""
    return [name if column == "群名称" else cells.get(column, "") for column in HEADER]


def bring_in(content: bytes, at=NOON, file_name: str = "台账.csv") -> ImportBatch:
    """Stage, plan and apply a ledger."""
    batch = services.stage_register(content=content, file_name=file_name, actor=None, at=at, at_once=True)
    services.apply_register(batch, actor=None, at=at)
    return batch


def reasons(content: bytes) -> list[tuple[int, str, str]]:
    """Plan a ledger and return its problems as (row, column, code)."""
    from members.register.planning import plan_register

    made = plan_register(services.read_register(content, "台账.csv"), today=TODAY)
    return [(problem.row, problem.column, problem.code) for problem in made.problems]
