"""Who may be in a group, as the judge of a list takes it; the night asks SQL the same (flags.findings.eligibility)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q, Value
from django.utils import timezone

from groupadmin.directory.models import Department
from groupadmin.groups.models import Group
from groupadmin.regulations.models import Regulation, RequiredMember
from members.identity.values import GroupRules
from members.rosters import transfers

Admission = Regulation.Admission
Whom = RequiredMember.Whom
# Where it can be worked out who may be in; elsewhere people judge it.
JUDGED = (Admission.DEPARTMENT, Admission.POSTS)


def of(group: Group, regulation: Regulation | None) -> GroupRules:
    """Return the rules on department and post, and who has moved; none where everybody is to be in.

    Whoever must be in may be in. A regulation that admits by post and names none is for people to judge.
    """
    admission = regulation.admission if regulation else ""
    moved = frozenset() if admission == Admission.POSTS else transfers.moved_in(group)
    if regulation is None or (admission not in JUDGED and not moved):
        return GroupRules(
            moved=moved, welcome_people=_heads_above(group) | _spoken_for(group) if moved else frozenset()
        )
    admitted = list(regulation.admitted.values_list("post", "unit"))
    required = list(regulation.required_members.values_list("whom", "post", "unit", "whole_organisation"))
    if any(whom == Whom.EVERYBODY and everywhere for whom, _post, _unit, everywhere in required):
        return GroupRules()
    named = tuple(post for post, _unit in admitted if post)
    wanted = tuple(post for _whom, post, _unit, _everywhere in required if post)
    by_post = admission == Admission.POSTS
    if by_post and not named:
        return GroupRules()
    only_staff = admission == Admission.DEPARTMENT and group.department_id is not None
    return GroupRules(
        scope=frozenset([group.department_id]) if only_staff and group.department_id else frozenset(),
        posts=named if by_post else (),
        moved=moved,
        welcome_posts=wanted if by_post else (*named, *wanted),
        welcome_units=_units([*(unit for _post, unit in admitted), *(unit for _whom, _post, unit, _all in required)]),
        welcome_people=_spoken_for(group) | (frozenset() if by_post else _heads_above(group)),
        managers_welcome=any(whom == Whom.MANAGERS for whom, *_rest in required),
    )


def _spoken_for(group: Group) -> frozenset[int]:
    """Return the employees in a group for whom a colleague answers today."""
    found = transfers.answered_for(timezone.localdate()).filter(group=group)
    return frozenset(found.values_list("membership__employee", flat=True)) - {None}


def _heads_above(group: Group) -> frozenset[int]:
    if group.department is None:
        return frozenset()
    heads = transfers.heads_above(Value(group.department.lineage))
    return frozenset(heads.values_list("employee_id", flat=True))


def _units(words: Iterable[str]) -> frozenset[int]:
    """Return the departments whose path bears one of the words."""
    asked = [Q(path__contains=word) for word in words if word]
    found = Department.objects.filter(reduce(or_, asked)) if asked else Department.objects.none()
    return frozenset(found.values_list("pk", flat=True))
