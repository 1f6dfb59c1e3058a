"""What of the directory a log-in may see. Pages, searches, counts and files ask here; groups are ``members.access``."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from groupadmin.core.sql import begins_with
from groupadmin.directory import roles
from groupadmin.directory.models import Department, DepartmentHead, Employee

SEE_EVERYBODY = (roles.HR, roles.CONFIDENTIALITY, roles.AUDITOR)


def lineages_headed_by(user: Any) -> list[str]:
    """Return where the departments that a log-in's employee heads today stand in the tree."""
    if not user.employee_id:
        return []
    heads = DepartmentHead.objects.standing().filter(employee=user.employee_id)
    return list(heads.values_list("department__lineage", flat=True))


def people_seen_by(user: Any) -> QuerySet[Employee]:
    """Return whom a reader may look up: all for the roles that must, else oneself and the departments one heads."""
    people = Employee.objects.select_related("department")
    if roles.holds(user, *SEE_EVERYBODY):
        return people
    if not user.employee_id:
        return people.none()
    mine = Q(pk=user.employee_id)
    for lineage in lineages_headed_by(user):
        mine |= Q(department__in=Department.objects.filter(begins_with("lineage", lineage)))
    return people.filter(mine)


def departments_seen_by(user: Any) -> QuerySet[Department]:
    """Return the departments a reader may choose from: all for the roles that see all, else their own and below."""
    found = Department.objects.filter(is_active=True)
    if roles.holds(user, *roles.ALL):
        return found
    if not user.employee_id:
        return found.none()
    mine = Q(employees=user.employee_id)
    for lineage in lineages_headed_by(user):
        mine |= begins_with("lineage", lineage)
    return found.filter(pk__in=Department.objects.filter(mine).values("pk"))


def heads(user: object, person: Employee) -> bool:
    """Say whether a log-in's employee heads a person's department, or one above it."""
    if person.department is None:
        return False
    return any(person.department.lineage.startswith(lineage) for lineage in lineages_headed_by(user))
