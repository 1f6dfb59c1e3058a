"""Who has moved to another department while they were in a group, and where that is looked for (R08, R11, R15, R16)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import DateTimeField, Expression, F, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from groupadmin.directory.models import DepartmentHead, Employee
from groupadmin.groups.models import Group
from groupadmin.regulations.models import InspectionTarget, Regulation
from members.rosters.models import Membership, Sponsorship

# A group of one unit is for those of the unit, whether its regulation says so or is silent.
UNIT_GROUPS = (Group.Category.CENTRE, Group.Category.DEPARTMENT, Group.Category.WORKSHOP)


class LocalMidnight(Func):
    """The moment at which a day began where the organisation is.

    SQLite knows no time zones: there the present distance from UTC stands in, an hour off for half of the year where
    clocks are changed.
    """

    output_field = DateTimeField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: object, **context: object
    ) -> tuple[str, tuple[object, ...]]:
        day, params = compiler.compile(self.source_expressions[0])
        return f"(CAST({day} AS timestamp) AT TIME ZONE %s)", (*params, timezone.get_default_timezone_name())

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        day, params = compiler.compile(self.source_expressions[0])
        ahead = timezone.localtime(timezone=timezone.get_default_timezone()).utcoffset() or timedelta()
        shift = f"{-ahead // timedelta(minutes=1):+d} minutes"
        return f"strftime('%%Y-%%m-%%d %%H:%%M:%%S', {day}, %s)", (*params, shift)


# Says of a membership that its employee came to the present department on a day after a list first showed them in the
# group.
MOVED_SINCE_SEEN = Q(
    employee__department_since__isnull=False, first_seen_at__lt=LocalMidnight(F("employee__department_since"))
)


def regulations_that_ask() -> QuerySet[Regulation]:
    """Return the editions under which the list is brought up to date after a transfer, in groups of any category."""
    targets = InspectionTarget.objects.filter(what=InspectionTarget.What.TRANSFERRED)
    said = ~Q(transfer_updated_by="") | ~Q(staff_change_falls_to="")
    return Regulation.objects.filter(said | Q(pk__in=targets.values("regulation")))


def answered_for(today: date) -> QuerySet[Sponsorship]:
    """Return what colleagues who work here said for a member, where it holds on a day."""
    here = Q(sponsor__left_on=None) | Q(sponsor__left_on__gte=today)
    return Sponsorship.objects.exclude(sponsor__status__in=Employee.OUTSIDE_WORK).filter(
        here, since__lte=today, until__gte=today
    )


def heads_above(lineage: Expression | OuterRef) -> QuerySet[DepartmentHead]:
    """Return the heads of a department and of those above it: the group answers to them, so they may be in."""
    heads = DepartmentHead.objects.standing()
    return heads.filter(department__lineage=Substr(lineage, 1, Length("department__lineage")))


def moved_in(group: Group) -> frozenset[int]:
    """Return the employees who have moved since the lists showed them in a group, where that is looked for."""
    if not looked_for_in(group):
        return frozenset()
    moved = Membership.objects.present().filter(MOVED_SINCE_SEEN, group=group)
    return frozenset(moved.values_list("employee_id", flat=True)) - {None}


def looked_for_in(group: Group) -> bool:
    """Say whether a transfer is a matter in a group."""
    if group.department_id is None:
        return False
    asked = Group.objects.filter(pk=group.pk, regulation__in=regulations_that_ask())
    return group.category in UNIT_GROUPS or asked.exists()
