"""Who works here and may not be in all the same: of another department, or holding none of the named posts.

A flag asks an owner to remove somebody, so it stands on words that say who may be in and on nothing weaker: a condition
in words (R03, R23) is for people to judge, and whoever must be in may be in. Who moved out of a unit while in its group
is told by the directory itself.
"""

from __future__ import annotations

from datetime import date
from functools import reduce
from itertools import groupby
from operator import attrgetter, or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupadmin.directory.models import Employee
from groupadmin.regulations import titles
from groupadmin.regulations.models import Regulation
from members.flags.kinds import tasks
from members.flags.kinds.base import Due, Facts, FlagRule, Texts, of_memberships, with_rules
from members.flags.models import Flag
from members.flags.rule_context import RuleContext
from members.flags.sql import Select
from members.models import Membership
from members.rosters import eligibility

Admission = Regulation.Admission


def out_of_scope(scope: RuleContext, due: Due) -> Select:
    """Find staff who moved on, never belonged to the group's department, or hold no post it is for (R08, R14–R16)."""
    return of_memberships(
        outside(scope),
        scope,
        due,
        department=F("employee__department__path"),
        since=F("employee__department_since"),
        role=F("role"),
        admission=F("r_admission"),
        post=F("employee__post"),
    )


def outside(scope: RuleContext) -> QuerySet[Membership]:
    """Return working members whom the group's regulation does not admit, by department or by post, or who moved on.

    In groups of one unit, and where transfers are to be followed, that is who has moved out of the unit since a list
    first showed them there. Whom a colleague answers for stays until that day. There are few words, so each stands in
    the query as it is: looking them up membership by membership would take a hundredfold.
    """
    words = scope.who_may_be_in
    by_post = {word.regulation_id for word in words if word.admission == Admission.POSTS and word.admits_by_post}
    judged = with_rules(scope.memberships(), scope).filter(Q(r_admission__in=eligibility.JUDGED) | _moved(scope))
    staff: QuerySet[Any] = judged.filter(scope.working(), employee__isnull=False)
    outsiders = _elsewhere(scope)
    if by_post:
        outsiders |= _under(by_post, scope) & Q(r_admission=Admission.POSTS)
    found = staff.annotate(top=Substr("employee__department__lineage", 1, Length("group__department__lineage"))).filter(
        outsiders
    )
    for edition, its_words in groupby(words, attrgetter("regulation_id")):
        found = found.exclude(_under({edition}, scope) & reduce(or_, map(_welcome, its_words)))
    result: QuerySet[Membership] = found.filter(
        ~Exists(eligibility.answered_for(scope.today).filter(membership_id=OuterRef("pk")))
    )
    return result


def _under(regulations: set[int], scope: RuleContext) -> Q:
    """Say of a membership that its group is under one of these regulations; on trial there is only one."""
    return Q(pk__isnull=False) if scope.regulation is not None else Q(group__regulation__in=sorted(regulations))


def _welcome(word: eligibility.AdmissionRule) -> Q:
    """Say of a membership that a word names its holder, whatever else is said of departments and posts."""
    named = _named(word)
    return named & Q(group__category=word.category) if word.category else named


def _named(word: eligibility.AdmissionRule) -> Q:
    if word.is_everybody:
        return Q(pk__isnull=False)
    if word.is_managers:
        return Q(employee__is_manager=True)
    if word.post:
        held = (
            Q(employee__post__contains=spelled) | Q(employee__level__contains=spelled)
            for spelled in titles.spellings(word.post)
        )
        return reduce(or_, held)
    if word.unit:
        further = Employee.other_departments.through.objects.filter(department__path__contains=word.unit)
        return Q(employee__department__path__contains=word.unit) | Q(employee__in=further.values("employee_id"))
    return Q(pk=None)


def _moved(scope: RuleContext) -> Q:
    """Say of a membership that its holder moved since, where that is looked for; posts are held wherever one works."""
    return scope.looks_for_transfers() & eligibility.MOVED_SINCE_SEEN & ~Q(r_admission=Admission.POSTS)


def _elsewhere(scope: RuleContext) -> Q:
    """Say of a membership, where only the group's department may be in, that its holder is of none of its units.

    Heads of departments above stay: the group answers to them.
    """
    further = Employee.other_departments.through.objects.filter(
        employee_id=OuterRef("employee_id"), department__lineage__startswith=OuterRef("group__department__lineage")
    )
    above = eligibility.heads_above(OuterRef("group__department__lineage")).filter(employee_id=OuterRef("employee_id"))
    inside = Q(employee__department__isnull=False, top=F("group__department__lineage"))
    theirs = Q(Q(r_admission=Admission.DEPARTMENT) | _moved(scope), group__department__isnull=False)
    return Q(theirs, ~inside, ~Exists(further), ~Exists(above))


def _out_of_scope(flag: Flag, facts: Facts, today: date) -> str:
    if facts.get("admission") == Regulation.Admission.POSTS:
        held = facts.get("post") or _("no post")
        return _("Has the post “%(post)s”; the group is for other posts only.") % {"post": held}
    where = facts.get("department") or _("no department")
    if facts.get("since"):
        return _("In %(department)s since %(day)s; the group is for its own department only.") % {
            "department": where,
            "day": facts["since"],
        }
    return _("In %(department)s; the group is for its own department only.") % {"department": where}


FLAG_RULES = (
    FlagRule(
        kind=Flag.Kind.OUT_OF_SCOPE,
        sweep="out_of_scope",
        label=gettext_lazy("moved, or outside the scope"),
        query=out_of_scope,
        key="membership",
        removal=True,
        returns=True,
        usual_due=Due(3, 1),
        task=tasks.REMOVE,
        action=tasks.SPONSOR,
        reason=_out_of_scope,
        texts=Texts(
            gettext_lazy(
                "Hello everybody. This group is for its own department; these colleagues have moved on or belong "
                "elsewhere and will leave the group %(by)s. Thank you for your understanding:"
            ),
            gettext_lazy(
                "Hello %(name)s, the work group “%(group)s” is for its own department. After your move, please leave "
                "it %(by)s; if you still need it for your work, tell me why."
            ),
        ),
    ),
)
