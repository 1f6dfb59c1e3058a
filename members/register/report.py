"""How a register was read, as its preview and ``--json`` tell it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from groupadmin.core.folding import fold
from groupadmin.core.reading_report import NewDepartment, ReadingReport, SkippedRow
from groupadmin.core.table_reader import Table
from groupadmin.directory.nearest import Nearest
from members.register.problems import RegisterProblem


def report_of(
    table: Table,
    skipped: Sequence[SkippedRow],
    problems: Sequence[RegisterProblem],
    paths: Iterable[str],
    *,
    counts_rows: bool,
) -> ReadingReport:
    """Return how a register was read: with the lines left out, and the departments that nobody knows here.

    ``paths`` are the departments we have; with ``counts_rows`` the column of numbers was taken for a running one.
    """
    report, unread = table.report, table.report.unread_columns
    columns = dict(report.columns)
    if counts_rows:
        unread = (*unread, columns.pop("code"))
    unknown = dict.fromkeys(one.value for one in problems if one.code == "no_such_department")
    nearest = Nearest(paths if unknown else (), fold)
    return replace(
        report,
        columns=columns,
        unread_columns=unread,
        skipped_rows=tuple(sorted((*report.skipped_rows, *skipped), key=lambda one: one.row)),
        new_departments=tuple(
            NewDepartment(name, nearest.to(name) if at < Nearest.MOST else "") for at, name in enumerate(unknown)
        ),
    )
