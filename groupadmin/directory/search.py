"""Finding people: by name, by the beginning of a staff number, of the pinyin or of its initials."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from groupadmin.core.folding import fold, name_key
from groupadmin.core.search import LIMIT, Found, Hit
from groupadmin.core.sql import begins_with
from groupadmin.directory.access import departments_seen_by, people_seen_by
from groupadmin.directory.models import Department, DepartmentShortName, Employee

MOST_OFFERED = 30
TONES = {Employee.Status.LEFT: "bad", Employee.Status.RETIRED: "bad", Employee.Status.LEAVING: "warn"}


def find_people(user: object, q: str) -> Found:
    """Return the people a reader may look up, those whose name it is exactly first."""
    found = _first(people_seen_by(user), _ways(q), LIMIT + 1)
    return Found(_("People"), [_hit(employee) for employee in found[:LIMIT]], more=len(found) > LIMIT)


def find_in(people: QuerySet[Employee], q: str, most: int) -> list[Employee]:
    """Return those of some people whom a text may mean: a name, number or pinyin, a department, or both (张伟 财务)."""
    who, _space, where = q.strip().partition(" ")
    if where and (of_part := _first(people.filter(department__in=_departments(where)), _ways(who), most)):
        return of_part
    by_department = Q(department__in=_departments(q)), "staff_no"
    return _first(people, (*_ways(q), *[by_department] * bool(fold(q))), most)


def _first(people: QuerySet[Employee], ways: Iterable[tuple[Q, str]], most: int) -> list[Employee]:
    """Return the first people found by going through the ways, each once."""
    seen: dict[int, Employee] = {}
    for condition, order in ways:
        for employee in people.filter(condition).order_by(order)[:most]:
            seen.setdefault(employee.pk, employee)
        if len(seen) >= most:
            break
    return list(seen.values())[:most]


def _departments(words: str) -> QuerySet[Department]:
    """Return the departments whose name holds some words, or whose short name begins with them."""
    key = fold(words)
    short = DepartmentShortName.objects.filter(begins_with("name_key", key)).values("department")
    return Department.objects.filter(Q(name_key__contains=key) | Q(pk__in=short))


def find_departments(user: object, q: str) -> list[str]:
    """Return the paths of the first departments that fit what was typed of a name, a short name or a path.

    There are thirty thousand departments at the most, so a word may also stand inside a name.
    """
    found = departments_seen_by(user)
    if "/" in q:
        found = found.filter(path__startswith=q.strip())
    elif fold(q):
        found = found.filter(pk__in=_departments(q).values("pk"))
    return list(found.order_by("path", "id").values_list("path", flat=True)[:MOST_OFFERED])


def _ways(q: str) -> Iterator[tuple[Q, str]]:
    """Yield the ways to look, the surest first; each is one walk along one index."""
    plain = "".join(q.split())
    key, latin = name_key(plain), plain.casefold()
    if plain.isascii():
        yield begins_with("staff_no", plain.upper()), "staff_no"
        if latin != plain.upper():
            yield begins_with("staff_no", plain), "staff_no"
    if key:
        yield Q(name_key=key), "staff_no"
        yield begins_with("name_key", key), "name_key"
    if latin.isascii() and latin.isalpha():
        yield begins_with("initials", latin), "initials"
        yield begins_with("pinyin", latin), "pinyin"


def _hit(employee: Employee) -> Hit:
    place = employee.department.path or employee.department.name if employee.department else ""
    return Hit(
        text=employee.name,
        url=reverse("person", args=[employee.staff_no]),
        note=" · ".join(part for part in (employee.staff_no, place) if part),
        state=employee.get_status_display(),
        severity=TONES.get(Employee.Status(employee.status), ""),
    )
