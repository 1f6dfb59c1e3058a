"""Who works here and may not be in all the same: of another department, or holding none of the named posts.

A flag asks an owner to remove somebody, so it stands on words that say who may be in and on nothing weaker: a condition
in words (R03, R23) is for people to judge, and whoever must be in may be in. Who moved out of a unit while in its group
is told by the directory itself.
"""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr

from groupadmin.directory.models import Employee
from groupadmin.regulations.models import Admitted, Regulation, RequiredMember
from members.flags.findings.base import of_seats, with_rules
from members.flags.models import Flag
from members.flags.scope import Scope
from members.flags.sql import Select
from members.models import Membership
from members.rosters import transfers

Admission = Regulation.Admission
Whom = RequiredMember.Whom


def out_of_scope(scope: Scope) -> Select:
    """Find staff who moved on, never belonged to the group's department, or hold no post it is for (R08, R14–R16)."""
    return of_seats(
        outside(scope),
        Flag.Kind.OUT_OF_SCOPE,
        scope,
        department=F("employee__department__path"),
        since=F("employee__department_since"),
        role=F("role"),
        admission=F("r_admission"),
        post=F("employee__post"),
    )


def outside(scope: Scope) -> QuerySet[Membership]:
    """Return working members whom the group's regulation does not admit, by department or by post, or who moved on.

    In groups of one unit, and where transfers are to be followed, that is who has moved out of the unit since a list
    first showed them there. Whom a colleague answers for stays until that day.
    """
    by_rule = Q(r_admission__in=(Admission.DEPARTMENT, Admission.POSTS))
    judged = with_rules(scope.seats(), scope).filter(by_rule | _moved(scope))
    staff: QuerySet[Any] = judged.filter(scope.working(), employee__isnull=False)
    posts_named = Exists(_rows(Admitted, scope).exclude(post=""))
    found: QuerySet[Membership] = (
        staff.annotate(top=Substr("employee__department__lineage", 1, Length("group__department__lineage")))
        .filter(_elsewhere(scope) | Q(posts_named, r_admission=Admission.POSTS))
        .exclude(Exists(_by_word(Admitted, scope)))
        .exclude(Exists(_by_word(RequiredMember, scope)))
        .exclude(Exists(_rows(RequiredMember, scope).filter(whom=Whom.EVERYBODY, whole_organisation=True)))
        .exclude(Q(employee__is_manager=True) & Exists(_rows(RequiredMember, scope).filter(whom=Whom.MANAGERS)))
        .filter(~Exists(_further_unit(Admitted, scope)), ~Exists(_further_unit(RequiredMember, scope)))
        .filter(~Exists(transfers.answered_for(scope.today).filter(membership_id=OuterRef("pk"))))
    )
    return found


def _moved(scope: Scope) -> Q:
    """Say of a seat that its holder has moved since, where that is looked for; posts are held wherever one works."""
    return scope.looks_for_transfers() & transfers.MOVED_SINCE_SEEN & ~Q(r_admission=Admission.POSTS)


def _elsewhere(scope: Scope) -> Q:
    """Say of a seat, where only the group's department may be in, that its holder is of none of its units.

    Heads of departments above stay: the group answers to them.
    """
    further = Employee.other_departments.through.objects.filter(
        employee_id=OuterRef("employee_id"), department__lineage__startswith=OuterRef("group__department__lineage")
    )
    above = transfers.heads_above(OuterRef("group__department__lineage")).filter(employee_id=OuterRef("employee_id"))
    inside = Q(employee__department__isnull=False, top=F("group__department__lineage"))
    theirs = Q(Q(r_admission=Admission.DEPARTMENT) | _moved(scope), group__department__isnull=False)
    return Q(theirs, ~inside, ~Exists(further), ~Exists(above))


def _rows(table: Any, scope: Scope) -> QuerySet[Any]:
    """Return the rows of the rules that a seat's group is under, as a subquery of seats."""
    regulation = OuterRef("group__regulation_id") if scope.regulation is None else scope.regulation.pk
    rows: QuerySet[Any] = table.objects.filter(regulation=regulation)
    return rows


def _by_word(table: Any, scope: Scope) -> QuerySet[Any]:
    """Return the rows whose word stands in a seat's post, level or own department."""
    rows = _rows(table, scope).alias(
        held=_outer("employee__post"), level=_outer("employee__level"), path=_outer("employee__department__path")
    )
    named = Q(held__contains=F("post")) | Q(level__contains=F("post"))
    found: QuerySet[Any] = rows.filter((~Q(post="") & named) | (~Q(unit="") & Q(path__contains=F("unit"))))
    return found


def _further_unit(table: Any, scope: Scope) -> QuerySet[Any]:
    """Return the further departments of a seat's holder that bear the word of a row."""
    regulation = OuterRef(OuterRef("group__regulation_id")) if scope.regulation is None else scope.regulation.pk
    rows = table.objects.filter(regulation=regulation).exclude(unit="").alias(path=_outer("department__path"))
    further: QuerySet[Any] = Employee.other_departments.through.objects.filter(employee_id=OuterRef("employee_id"))
    named: QuerySet[Any] = further.filter(Exists(rows.filter(path__contains=F("unit"))))
    return named


def _outer(path: str) -> ExpressionWrapper:
    return ExpressionWrapper(OuterRef(path), output_field=CharField())
