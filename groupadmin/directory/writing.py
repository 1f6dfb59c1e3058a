"""Writing a plan of the directory, and taking it back: bulk upserts of the differences, nothing row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groupadmin.core.folding import name_key
from groupadmin.core.imports import StalePreview
from groupadmin.core.pinyin import search_keys
from groupadmin.core.references import blocking_references
from groupadmin.core.sql import chunks
from groupadmin.directory import departments, vocabulary
from groupadmin.directory.diff import Change, DirectoryPlan
from groupadmin.directory.models import Department, DepartmentHead, DepartmentShortName, DirectoryState, Employee, User
from groupadmin.directory.staff_record import ACCOUNT, DEPARTMENT, FIELDS, HIRED_ON, LEFT_ON, NAME, STATUS, Values

AT_ONCE = 2000
SINCE = ("status_since", "department_since", "confirmed_at")
COLUMNS = ("staff_no", *FIELDS, *SINCE, "name_key", "pinyin", "initials")


class DirectoryHasMoved(StalePreview):
    code = "directory_has_moved"
    wording = _(
        "Somebody changed the directory since this preview: %(people)s. Nothing was written. "
        "Compare again and look at the differences once more."
    )


def write_plan(plan: DirectoryPlan, *, at: datetime, progress: Callable[[int, int], None]) -> dict[str, Any]:
    """Write a plan inside the caller's transaction; returns what an undo needs, as plain lists.

    Raises DirectoryHasMoved where a row is not what the plan was made on.
    """
    DirectoryState.advance()
    changes = [*plan.created, *plan.updated, *plan.left]
    total = len(changes)
    since = _require_unmoved(plan)
    try:
        real = departments.write_new(plan.departments)
    except departments.DepartmentExists as problem:
        raise DirectoryHasMoved(people="、".join([*_taken(plan.created), str(problem.facts["name"])])) from problem
    today = timezone.localdate(at)
    done = 0
    for write, those in ((insert, plan.created), (upsert, [*plan.updated, *plan.left])):
        for some in chunks(those, AT_ONCE):
            try:
                with transaction.atomic():
                    write([_row(change, real, since, today, at) for change in some])
            except IntegrityError as problem:
                raise DirectoryHasMoved(people="、".join(_taken(some))) from problem
            done += len(some)
            progress(done, total)
    ids = _ids_of(change.staff_no for change in changes if change.others is not None or change.head is not None)
    others = _write_others(changes, ids, real)
    heads = _write_heads(changes, ids, real)
    locked = lock_leavers(change.staff_no for change in changes if change.after[STATUS] in vocabulary.GONE)
    progress(total, total)
    return {
        "created": [change.staff_no for change in plan.created],
        "before": [
            [c.staff_no, *_plain(c.before or ()), *_plain(since[c.staff_no])] for c in (*plan.updated, *plan.left)
        ],
        "others": others,
        "heads": heads,
        "departments": list(real.values()),
        "locked": locked,
    }


def _require_unmoved(plan: DirectoryPlan) -> dict[str, Values]:
    """Refuse unless every row the plan changes is as it was; returns since when status and department hold.

    That nobody has taken the number of a new person meanwhile is seen to by the database, when the row is inserted.
    """
    expected = {change.staff_no: change.before for change in (*plan.updated, *plan.left)}
    since: dict[str, Values] = {}
    moved: list[str] = []
    for staff_no, *values in _rows(list(expected), "staff_no", *FIELDS, *SINCE):
        if expected[staff_no] != tuple(values[: len(FIELDS)]):
            moved.append(f"{values[NAME]} ({staff_no})")
        since[staff_no] = tuple(values[len(FIELDS) :])
    moved += [staff_no for staff_no in expected if staff_no not in since]
    if moved:
        raise DirectoryHasMoved(people="、".join(moved[:5]))
    return since


def _taken(changes: Sequence[Change]) -> list[str]:
    """Return the first few people who have by now the number of a new person here, or somebody's account."""
    found: list[str] = []
    for some in chunks(changes, AT_ONCE):
        new = {change.staff_no for change in some if change.before is None}
        accounts = {change.after[ACCOUNT]: change.staff_no for change in some if change.after[ACCOUNT]}
        holders = Employee.objects.filter(Q(staff_no__in=new) | Q(account__in=accounts))
        found += [
            f"{name} ({staff_no})"
            for name, staff_no, account in holders.values_list("name", "staff_no", "account")
            if staff_no in new or accounts[account] != staff_no
        ]
    return found[:5]


def _rows(numbers: Sequence[str], *fields: str) -> Iterator[tuple[Any, ...]]:
    for some in chunks(numbers, AT_ONCE):
        yield from Employee.objects.filter(staff_no__in=some).values_list(*fields)


def _row(change: Change, real: dict[int, int], since: dict[str, Values], today: date, at: datetime) -> Values:
    """Return a person's line as ``upsert`` takes it."""
    after, before = change.after, change.before
    department = _real(after[DEPARTMENT], real)
    status_since, department_since = since.get(change.staff_no, (None, None))[:2]
    if before is None:
        status_since = after[LEFT_ON] if after[STATUS] in vocabulary.GONE else after[HIRED_ON]
        department_since = today if department else None
    else:
        status_since = status_since if before[STATUS] == after[STATUS] else today
        department_since = department_since if before[DEPARTMENT] == after[DEPARTMENT] else today
    values = (*after[:DEPARTMENT], department, *after[DEPARTMENT + 1 :])
    return (change.staff_no, *values, status_since, department_since, at)


def insert(rows: Sequence[Values]) -> None:
    """Insert new people: one statement, sent with all its lines. Raises IntegrityError where a number is taken.

    A line is staff number, FIELDS, SINCE. Plain SQL because building rows and statements of the ORM costs three times
    what the database needs for them.
    """
    _send(rows, "")


def upsert(rows: Sequence[Values]) -> None:
    """Write over people, or insert those who are not there any more; lines as for ``insert``."""
    number, *others = map(connection.ops.quote_name, COLUMNS)
    kept = ", ".join(f"{column} = excluded.{column}" for column in others)
    _send(rows, f" ON CONFLICT ({number}) DO UPDATE SET {kept}")


def _send(rows: Sequence[Values], on_conflict: str) -> None:
    quote = connection.ops.quote_name
    table, columns = quote(Employee._meta.db_table), ", ".join(map(quote, COLUMNS))
    places = ", ".join(["%s"] * len(COLUMNS))
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places}){on_conflict}"  # noqa: S608  names of our own columns
    # A list holds few days and hardly more than one moment: each is put into the database's form once.
    adapt_day = lru_cache(maxsize=10_000)(connection.ops.adapt_datefield_value)
    adapt_moment = lru_cache(maxsize=1000)(connection.ops.adapt_datetimefield_value)
    days = [COLUMNS.index(name) for name in ("hired_on", "left_on", "status_since", "department_since")]
    moment = COLUMNS.index("confirmed_at")
    lines = []
    for row in rows:
        line = [*row, *keys_of(row[1 + NAME])]
        for index in days:
            line[index] = adapt_day(line[index])
        line[moment] = adapt_moment(line[moment])
        lines.append(line)
    with connection.cursor() as cursor:
        cursor.executemany(statement, lines)


@lru_cache(maxsize=4096)
def keys_of(name: str) -> tuple[str, str, str]:
    """Return the keys a person is found by: folded name, pinyin, initials."""
    return name_key(name)[:64], *search_keys(name)


def _real(number: int | None, real: dict[int, int]) -> int | None:
    return real[number] if number is not None and number < 0 else number


def _ids_of(numbers: Iterable[str]) -> dict[str, int]:
    return {row[0]: row[1] for row in _rows(list(numbers), "staff_no", "id")}


def _write_others(changes: Sequence[Change], ids: dict[str, int], real: dict[int, int]) -> list[list[int]]:
    """Write in which further departments people are; returns what was there before, as (employee, department)."""
    wanted = {ids[c.staff_no]: c.others for c in changes if c.others is not None}
    if not wanted:
        return []
    through = Employee.other_departments.through
    before: list[list[int]] = []
    for some in chunks(list(wanted), AT_ONCE):
        held = through.objects.filter(employee_id__in=some)
        before += [list(row) for row in held.values_list("employee_id", "department_id")]
        held.delete()
    rows = [
        through(employee_id=person, department_id=_real(department, real))
        for person, others in wanted.items()
        for department in others
    ]
    through.objects.bulk_create(rows, batch_size=AT_ONCE)
    had = {person for person, _department in before}
    return before + [[person, 0] for person in wanted if person not in had]


def _write_heads(changes: Sequence[Change], ids: dict[str, int], real: dict[int, int]) -> list[list[int]]:
    """Make or unmake heads of departments; returns what was done, as (employee, department, 1 made or 0 unmade)."""
    said = [
        (ids[c.staff_no], department, c.head)
        for c in changes
        if c.head is not None and (department := _real(c.after[DEPARTMENT], real)) is not None
    ]
    if not said:
        return []
    ranks: dict[int, int] = {}
    touched = {department for _person, department, _head in said}
    for department, rank in DepartmentHead.objects.filter(department_id__in=touched).values_list(
        "department_id", "rank"
    ):
        ranks[department] = max(rank, ranks.get(department, 0))
    made, done = [], []
    for person, department, head in said:
        done.append([person, department, int(head)])
        if head:
            ranks[department] = ranks.get(department, 0) + 1
            facts = {"employee_id": person, "department_id": department, "named_in_id": department}
            made.append(DepartmentHead(**facts, rank=ranks[department]))
    unmade = {(person, department) for person, department, head in said if not head}
    held = DepartmentHead.objects.filter(department_id__in=touched).values_list("pk", "employee_id", "department_id")
    gone = [pk for pk, person, department in held if (person, department) in unmade]
    DepartmentHead.objects.filter(pk__in=gone).delete()
    DepartmentHead.objects.bulk_create(made, ignore_conflicts=True)
    return done


def lock_leavers(numbers: Iterable[str]) -> list[int]:
    """Lock the log-ins of people by staff number; returns the keys of those that were open until now."""
    locked: list[int] = []
    for some in chunks(list(numbers), AT_ONCE):
        open_ones = User.objects.filter(employee__staff_no__in=some, is_active=True)
        locked += list(open_ones.values_list("pk", flat=True))
        open_ones.update(is_active=False)
    return locked


def _plain(values: Values) -> list[Any]:
    return [value.isoformat() if isinstance(value, date) else value for value in values]


def departments_still_empty(numbers: Sequence[int]) -> list[int]:
    """Return which of these departments nobody and nothing hangs on, the deepest first."""
    own = (Department, DepartmentHead, DepartmentShortName)
    used = {pk for one in blocking_references(Department, numbers, ignore=own) for pk in one.counts}
    rows = Department.objects.filter(pk__in=numbers).order_by("-lineage")
    return [row.pk for row in sorted(rows, key=lambda one: -one.lineage.count("/")) if row.pk not in used]
