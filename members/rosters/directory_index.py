"""The directory, prepared for matching nicknames: built from a few queries, kept per process until it changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from sys import intern
from threading import Lock, Thread
from typing import Any

from django.db import connection
from django.utils import timezone

from groupadmin.directory.models import Department, DepartmentShortName, Employee, works_on
from members.identity.index import Index
from members.identity.values import KnownDepartment, KnownPerson

# Below this many employees building takes no time, and a fresh index cannot be stale.
KEPT_FROM = 2000
Fingerprint = tuple[Any, ...]
# Events of the services that write the directory begin with one of three nouns. Each range ends at the noun with its
# last letter moved on: letters sort alike in every collation, the dot behind the noun does not.
FINGERPRINT = """
SELECT
    (SELECT COUNT(*) FROM (SELECT 1 FROM directory_employee LIMIT %s) e),
    (SELECT MAX(id) FROM directory_employee),
    (SELECT COUNT(*) FROM directory_department),
    (SELECT MAX(id) FROM directory_department),
    (SELECT COUNT(*) FROM directory_departmentshortname),
    (SELECT MAX(id) FROM directory_departmentshortname),
    d.events, d.newest, i.events, i.newest, e.events, e.newest
FROM
    (SELECT COUNT(*) AS events, MAX(id) AS newest FROM core_auditevent
     WHERE action >= 'department' AND action < 'departmenu') d,
    (SELECT COUNT(*) AS events, MAX(id) AS newest FROM core_auditevent
     WHERE action >= 'directory' AND action < 'directorz') i,
    (SELECT COUNT(*) AS events, MAX(id) AS newest FROM core_auditevent
     WHERE action >= 'employee' AND action < 'employef') e
"""

_lock = Lock()
_kept: tuple[Fingerprint, Index] | None = None


def index() -> Index:
    """Return the index of the whole directory as it is now; one per process is kept, whatever its size.

    The mark is taken before the directory is read: what is written meanwhile makes the index older than the directory,
    and the next who asks has it made anew.
    """
    global _kept
    mark = fingerprint()
    if mark[0] < KEPT_FROM:
        return Index(people(), departments())
    with _lock:
        if _kept is None or _kept[0] != mark:
            _kept = None
            _kept = (mark, Index(people(), departments()))
        return _kept[1]


def cached_index() -> Index | None:
    """Return the index this process holds if it still tells the directory as it is, or None; makes none."""
    held = _kept
    return held[1] if held is not None and held[0] == fingerprint() else None


def warm_index() -> None:
    """Have the index made beside the request if the directory has changed: whoever opens the page for a list brings it
    within the next minute, and then need not wait."""
    mark = fingerprint()
    if mark[0] >= KEPT_FROM and not _lock.locked() and (_kept is None or _kept[0] != mark):
        Thread(target=_make, name="directory index", daemon=True).start()


def _make() -> None:
    try:
        index()
    finally:
        connection.close()


def fingerprint() -> Fingerprint:
    """Return what changes when the directory does, or the day, in one statement that walks no long table.

    Every service that writes the directory leaves an audit event in the same transaction. They are counted as well as
    numbered: of two that are written at once the first may be the last to be seen. The first figure says how many
    employees there are, up to KEPT_FROM.
    """
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT, (max(KEPT_FROM, 1),))
        return (*cursor.fetchone(), timezone.localdate())


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
