"""Who may be in a group, and who moved on while they were in it (R08, R11, R15, R16).

The judge of a list asks here; the night asks SQL the same (``flags.kinds.eligibility``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db.models import DateTimeField, Expression, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Length, Substr
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from groupadmin.directory.models import Department, DepartmentHead, Employee
from groupadmin.groups.models import Group
from groupadmin.regulations import titles
from groupadmin.regulations.models import Admitted, InspectionTarget, Regulation, RequiredMember
from members.identity.values import GroupRules
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

    def as_sqlite(self, compiler: SQLCompiler, connection: object, **context: object) -> tuple[str, tuple[Any, ...]]:
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


Admission = Regulation.Admission
Whom = RequiredMember.Whom
ADMITTED = "ADMITTED"
# Where it can be worked out who may be in; elsewhere people judge it.
JUDGED = (Admission.DEPARTMENT, Admission.POSTS)


class AdmissionRule(NamedTuple):
    """One row of an edition on who may be in (``said`` is ADMITTED), or must be and so may (``said`` is the whom).

    It names everybody, all managers, a ``post`` or a ``unit``, whichever it says first; a row that says none of them is
    for people to judge.
    """

    regulation_id: int
    admission: str
    said: str
    post: str
    unit: str
    everywhere: bool
    category: str = ""

    @property
    def is_everybody(self) -> bool:
        return self.said == Whom.EVERYBODY and self.everywhere

    @property
    def is_managers(self) -> bool:
        return self.said == Whom.MANAGERS

    @property
    def admits_by_post(self) -> bool:
        return self.said == ADMITTED and bool(self.post)


def admission_rules_of(regulation: Regulation | None) -> list[AdmissionRule]:
    """Return the words of one edition, or (None) of all, edition by edition in the order of the paper: one query."""
    asked: dict[str, object] = {} if regulation is None else {"regulation": regulation.pk}
    columns = ("regulation_id", "regulation__admission", "said", "post", "unit", "everywhere", "only_in", "pk")
    may = Admitted.objects.filter(**asked).annotate(said=Value(ADMITTED), everywhere=Value(False), only_in=Value(""))
    must = RequiredMember.objects.filter(**asked).annotate(
        said=F("whom"), everywhere=F("whole_organisation"), only_in=F("category")
    )
    rows = may.order_by().values_list(*columns).union(must.order_by().values_list(*columns))
    in_order = sorted(rows, key=lambda row: (row[0], row[2] != ADMITTED, row[-1]))
    return [_word(*row[:-1]) for row in in_order]


def _word(
    regulation_id: int, admission: str, said: str, post: str, unit: str, everywhere: object, category: str
) -> AdmissionRule:
    post = "" if said == Whom.MANAGERS else post
    unit = "" if said == Whom.MANAGERS or post else unit
    return AdmissionRule(regulation_id, admission, said, post, unit, bool(everywhere), category)


def rules_for_group(group: Group) -> GroupRules:
    """Return a group's departments, the rules on department and post, and who has moved; none where all are to be in.

    Whoever must be in may be in. A regulation that admits by post and names none is for people to judge.
    """
    regulation = group.regulation
    home = frozenset([group.department_id] if group.department_id else ())
    admission = regulation.admission if regulation else ""
    by_post = admission == Admission.POSTS
    moved = frozenset() if by_post else moved_in(group)
    if admission not in JUDGED and not moved:
        return GroupRules(home=home)
    said = admission_rules_of(regulation) if regulation else []
    words = [word for word in said if word.category in ("", group.category)]
    admitted_posts = tuple(word.post for word in words if word.admits_by_post)
    if any(word.is_everybody for word in words) or (by_post and not admitted_posts):
        return GroupRules(home=home)
    return GroupRules(
        home=home,
        scope=home if admission == Admission.DEPARTMENT else frozenset(),
        posts=_spelled(admitted_posts) if by_post else (),
        moved=moved,
        welcome_posts=_spelled(word.post for word in words if word.post and not (by_post and word.admits_by_post)),
        welcome_units=_units(word.unit for word in words),
        welcome_people=_spoken_for(group) | (frozenset() if by_post else _heads_above(group)),
        managers_welcome=any(word.is_managers for word in words),
    )


def _spelled(posts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for post in posts for word in titles.spellings(post)))


def _spoken_for(group: Group) -> frozenset[int]:
    """Return the employees in a group for whom a colleague answers today."""
    found = answered_for(timezone.localdate()).filter(group=group)
    return frozenset(found.values_list("membership__employee", flat=True)) - {None}


def _heads_above(group: Group) -> frozenset[int]:
    if group.department is None:
        return frozenset()
    heads = heads_above(Value(group.department.lineage))
    return frozenset(heads.values_list("employee_id", flat=True))


def _units(words: Iterable[str]) -> frozenset[int]:
    """Return the departments whose path bears one of the words."""
    asked = [Q(path__contains=word) for word in words if word]
    found = Department.objects.filter(reduce(or_, asked)) if asked else Department.objects.none()
    return frozenset(found.values_list("pk", flat=True))
