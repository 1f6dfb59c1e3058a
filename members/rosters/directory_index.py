"""The directory, prepared for matching nicknames: built from a few queries, kept per process until it changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from sys import intern
from threading import Lock, Thread

from django.db import connection
from django.db.models import Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from groupadmin.directory.models import Department, DepartmentShortName, DirectoryState, Employee, works_on
from members.identity.index import Index
from members.identity.values import KnownDepartment, KnownPerson

# Below this many employees building takes no time, and a fresh index cannot be stale.
KEPT_FROM = 2000
# The number of the directory, and the day.
Mark = tuple[int, date]

_lock = Lock()
_kept: tuple[Mark, Index] | None = None


def index() -> Index:
    """Return the index of the whole directory as it is now; one per process is kept, whatever its size.

    The mark is taken before the directory is read: what is written meanwhile makes the index older than the directory,
    and the next who asks has it made anew.
    """
    global _kept
    mark = mark_now()
    if mark is None:
        return Index(people(), departments())
    with _lock:
        if _kept is None or _kept[0] != mark:
            _kept = None
            _kept = (mark, Index(people(), departments()))
        return _kept[1]


def cached_index() -> Index | None:
    """Return the index this process holds if it still tells the directory as it is, or None; makes none."""
    held = _kept
    return held[1] if held is not None and held[0] == mark_now() else None


def warm_index() -> None:
    """Have the index made beside the request if the directory has changed: whoever opens the page for a list brings it
    within the next minute, and then need not wait."""
    mark = mark_now()
    if mark and not _lock.locked() and (_kept is None or _kept[0] != mark):
        Thread(target=_make, name="directory index", daemon=True).start()


def _make() -> None:
    try:
        index()
    finally:
        connection.close()


def mark_now() -> Mark | None:
    """Return what changes when the directory does, or the day, in one statement that walks no long table.

    None where there are fewer than KEPT_FROM employees.
    """
    number = DirectoryState.objects.filter(pk=1).values("version")
    last = max(KEPT_FROM, 1) - 1
    found = list(Employee.objects.order_by("pk").values_list(Coalesce(Subquery(number), 0))[last : last + 1])
    return (found[0][0], timezone.localdate()) if found else None


def people() -> Iterator[KnownPerson]:
    """Return everybody in the directory, whoever has left too: a leaver's nickname must be known to be a leaver's."""
    further = further_departments()
    rows = Employee.objects.order_by("pk").values_list(
        "pk", "staff_no", "name", "department_id", "status", "left_on", "post", "level", "is_manager", "account"
    )
    today = timezone.localdate()
    for row in rows.iterator(chunk_size=5000):
        pk, staff_no, name, department, status, left_on, post, level, is_manager, account = row
        own = (department,) if department else ()
        yield KnownPerson(
            id=pk,
            staff_no=staff_no,
            name=name,
            department_ids=(*own, *further.get(pk, ())),
            working=works_on(status, left_on, today),
            expected=status == Employee.Status.PENDING,
            post=intern(post),
            level=intern(level),
            manager=is_manager,
            account=account or "",
        )


def further_departments() -> dict[int, list[int]]:
    """Return the departments of employees who have others beside their own, by employee."""
    further: dict[int, list[int]] = defaultdict(list)
    rows = Employee.other_departments.through.objects.order_by().values_list("employee_id", "department_id")
    for employee, department in rows:
        further[employee].append(department)
    return dict(further)


def departments() -> Iterator[KnownDepartment]:
    """Return every department with its names, those no longer in use too: people still write them."""
    short = defaultdict(list)
    for department, name in DepartmentShortName.objects.order_by("pk").values_list("department_id", "name"):
        short[department].append(name)
    for pk, name, lineage in Department.objects.order_by("pk").values_list("pk", "name", "lineage"):
        yield KnownDepartment(
            id=pk,
            names=(name, *short.get(pk, ())),
            lineage=tuple(int(part) for part in lineage.strip("/").split("/") if part),
        )
