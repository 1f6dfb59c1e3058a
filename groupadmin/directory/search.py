"""Finding people: by name, by the beginning of a staff number, of the pinyin or of its initials."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from groupadmin.core.folding import fold, name_key
from groupadmin.core.search import LIMIT, Found, Hit
from groupadmin.core.sql import begins_with
from groupadmin.directory.access import departments_seen_by, people_seen_by
from groupadmin.directory.models import DepartmentShortName, Employee

MOST_OFFERED = 30
TONES = {Employee.Status.LEFT: "bad", Employee.Status.RETIRED: "bad", Employee.Status.LEAVING: "warn"}


def find_people(user: object, q: str) -> Found:
    """Return the people a reader may look up, those whose name it is exactly first."""
    seen: dict[int, Employee] = {}
    for condition, order in _ways(q):
        for employee in people_seen_by(user).filter(condition).order_by(order)[: LIMIT + 1]:
            seen.setdefault(employee.pk, employee)
        if len(seen) > LIMIT:
            break
    found = list(seen.values())
    return Found(_("People"), [_hit(employee) for employee in found[:LIMIT]], more=len(found) > LIMIT)


def find_departments(user: object, q: str) -> list[str]:
    """Return the paths of the first departments that fit what was typed of a name, a short name or a path.

    There are thirty thousand departments at the most, so a word may also stand inside a name.
    """
    found = departments_seen_by(user)
    if "/" in q:
        found = found.filter(path__startswith=q.strip())
    elif key := fold(q):
        short = DepartmentShortName.objects.filter(begins_with("name_key", key))
        found = found.filter(Q(name_key__contains=key) | Q(pk__in=short.values("department")))
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
