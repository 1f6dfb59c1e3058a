"""Who may be in a group, as the judge of a list takes it; the night asks SQL the same (flags.findings.eligibility)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import F, Q, Value
from django.utils import timezone

from groupadmin.directory.models import Department
from groupadmin.groups.models import Group
from groupadmin.regulations import titles
from groupadmin.regulations.models import Admitted, Regulation, RequiredMember
from members.identity.values import GroupRules
from members.rosters import transfers

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
    moved = frozenset() if by_post else transfers.moved_in(group)
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
