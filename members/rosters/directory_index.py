"""The directory, prepared for matching nicknames: built from a few queries, kept per process until it changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from sys import intern
from threading import Lock
from typing import Any

from django.db.models import Count, Max

from groupadmin.core.models import AuditEvent
from groupadmin.directory.models import Department, DepartmentShortName, Employee
from members.identity.index import Index
from members.identity.values import KnownDepartment, KnownPerson

# Below this many employees building takes no time, and a fresh index cannot be stale.
KEPT_FROM = 2000
# The nouns of the events that the directory's services write.
DIRECTORY_EVENTS = ("department", "directory", "employee")
Fingerprint = tuple[Any, ...]

_lock = Lock()
_kept: tuple[Fingerprint, Index] | None = None


def index() -> Index:
    """Return the index of the whole directory as it is now; one per process is kept, whatever its size."""
    global _kept
    mark = fingerprint()
    if mark[0] < KEPT_FROM:
        return Index.build(people(), departments())
    with _lock:
        if _kept is None or _kept[0] != mark:
            _kept = None
            _kept = (mark, Index.build(people(), departments()))
        return _kept[1]


def fingerprint() -> Fingerprint:
    """Return what changes when the directory does: how many there are, and the last event about any of it.

    Every service that writes the directory leaves an audit event in the same transaction.
    """
    employees = Employee.objects.aggregate(n=Count("pk"), newest=Max("pk"), confirmed=Max("confirmed_at"))
    units = [
        tuple(model.objects.aggregate(n=Count("pk"), newest=Max("pk")).values())
        for model in (Department, DepartmentShortName)
    ]
    # "/" follows "." in every collation of ours: the range holds what begins with the word and a dot.
    events = [
        AuditEvent.objects.filter(action__gte=f"{noun}.", action__lt=f"{noun}/").aggregate(last=Max("pk"))["last"]
        for noun in DIRECTORY_EVENTS
    ]
    return (*employees.values(), *units, *events)


def people() -> Iterator[KnownPerson]:
    """Return everybody in the directory, whoever has left too: a leaver's nickname must be known to be a leaver's."""
    further = defaultdict(list)
    for employee, department in Employee.other_departments.through.objects.values_list("employee_id", "department_id"):
        further[employee].append(department)
    rows = Employee.objects.order_by("pk").values_list(
        "pk", "staff_no", "name", "department_id", "status", "post", "level", "is_manager"
    )
    for pk, staff_no, name, department, status, post, level, is_manager in rows.iterator(chunk_size=5000):
        own = (department,) if department else ()
        yield KnownPerson(
            id=pk,
            staff_no=staff_no,
            name=name,
            department_ids=(*own, *further.get(pk, ())),
            working=status not in Employee.OUTSIDE_WORK,
            post=intern(post),
            level=intern(level),
            manager=is_manager,
        )


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
