"""What the directory puts on HR's home page: who heads a department in name only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from groupadmin.core.cards import Card, Line
from groupadmin.directory import roles
from groupadmin.directory.models import DepartmentHead

SHOWN = 6


def cards(user: Any, today: date) -> list[Card]:
    """Return the cards about the directory for whoever can do something about them."""
    return list(_outlived_heads(user)) if roles.holds(user, roles.HR) else []


def _outlived_heads(user: Any) -> Iterator[Card]:
    """Yield the heads who have left or moved on: they see and decide nothing any more, and who remains is named."""
    outlived = DepartmentHead.objects.outlived().select_related("department", "employee__department")
    found = list(outlived.order_by("department__path", "rank")[: SHOWN + 1])
    if not found:
        return
    count = len(found) if len(found) <= SHOWN else DepartmentHead.objects.outlived().count()
    remaining = _remaining(found)
    yield Card(
        title=_("Heads who have moved on: who heads these departments now?"),
        lines=[_line(head, remaining.get(head.department_id, [])) for head in found[:SHOWN]],
        count=count,
        url=reverse("departments"),
        rank=18,
        tone="warn",
    )


def _remaining(heads: list[DepartmentHead]) -> dict[int, list[str]]:
    """Return who still heads the departments of these heads."""
    still: dict[int, list[str]] = {}
    standing = DepartmentHead.objects.standing().filter(department__in={head.department_id for head in heads})
    for department, name in standing.order_by("rank").values_list("department_id", "employee__name"):
        still.setdefault(department, []).append(name)
    return still


def _line(head: DepartmentHead, remaining: list[str]) -> Line:
    who = "、".join(remaining) or _("nobody")
    return Line(
        text=_("%(department)s: %(name)s heads it no more; heading it now: %(who)s")
        % {"department": head.department.path, "name": head.employee.name, "who": who},
        url=reverse("department", args=[head.department_id]),
        note=head.employee.get_status_display()
        if head.employee.status in head.employee.OUTSIDE_WORK
        else (head.employee.department.path if head.employee.department else ""),
        tone="warn" if remaining else "bad",
    )
