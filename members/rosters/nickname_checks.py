"""Judging nicknames anew when a regulation or a department has changed under them: a pattern is no SQL.

The verdict on a nickname stands on its membership, with the edition and the department it was judged by. A list judges
its own rows as it is applied; this module catches up with everything else, in chunks, so that memory stays flat.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import Combinable

from groupadmin.core.sql import update_from_values
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from groupadmin.regulations import patterns
from groupadmin.regulations.models import NicknamePattern, Regulation
from members.identity.index import Index
from members.identity.row_review import RowReviewer, shows_name
from members.identity.values import GroupRules, KnownPerson
from members.rosters import directory_index
from members.rosters.directory_index import departments
from members.rosters.models import Membership

CHUNK = 2000
NO_RULES = GroupRules()
# Groups whose people are not in our directory: parents, neighbours, customers, members of an association.
OPEN_CATEGORIES = (Group.Category.EXTERNAL, Group.Category.CUSTOMERS, Group.Category.ASSOCIATION)
WRITTEN = (
    "nickname_fits::boolean",
    "nickname_problem",
    "correct_nickname",
    "nickname_judged_by::bigint",
    "nickname_judged_in::bigint",
    "misnamed_since::date",
)
READ = (
    "pk",
    "nickname",
    "evidence_id",
    "account_kind",
    "identity",
    "employee_id",
    "employee__name",
    "employee__staff_no",
    "employee__post",
    "employee__department_id",
    "group__regulation_id",
    "group__category",
    *(column.partition("::")[0] for column in WRITTEN),
)


@dataclass(frozen=True, slots=True)
class NicknameVerdict:
    """What a regulation says of one nickname; ``fits`` is None where it asks nothing of this kind of account."""

    fits: bool | None
    problem: str = ""
    correct: str = ""


@dataclass
class NicknameChecker:
    """Knows every department's names and the patterns of the regulations; asked row by row, queries nothing."""

    index: Index
    of_regulation: dict[int, GroupRules] = field(default_factory=dict)
    further: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # What is right for a department is worked out once for all its people.
        self._spellings = RowReviewer(self.index, NO_RULES)

    @classmethod
    def prepared(cls, known: Index | None = None) -> NicknameChecker:
        """Read the patterns and, where no index is ``known`` that has them, departments without their people: four
        queries, or one."""
        recheck_nicknames = cls(known or Index((), departments()))
        asked = NicknamePattern.objects.annotate(suggested=F("regulation__nickname_is_suggestion"))
        for (regulation_id, suggested), rows in groupby(
            asked.order_by("regulation_id", "pk"), attrgetter("regulation_id", "suggested")
        ):
            rules = GroupRules(patterns=patterns_by_kind(rows), form_is_suggested=suggested)
            recheck_nicknames.of_regulation[regulation_id] = rules
        if known is None:
            recheck_nicknames.further = directory_index.further_departments()
        return recheck_nicknames

    def verdict(self, row: Mapping[str, Any], regulation_id: int) -> NicknameVerdict:
        """Return what a regulation says of a membership read as READ, by the patterns for its kind of account.

        Who is not in the directory is judged by the shape of the nickname alone, and only in groups whose people are
        not: among parents or neighbours the pattern is the rule for everybody, elsewhere it is the rule for staff. Whom
        so far only the register names has no nickname that anybody has seen: unknown, not wrong.
        """
        if row["evidence_id"] is None and not row["nickname"]:
            return NicknameVerdict(None)
        facts = self._facts(row) if row["employee_id"] else {}
        if not facts and row["group__category"] not in OPEN_CATEGORIES:
            return NicknameVerdict(None)
        rules = self.of_regulation.get(regulation_id, NO_RULES)
        fits = [
            pattern.check(row["nickname"], facts, known_departments=self.index)
            for pattern in rules.patterns_for(row["account_kind"])
        ]
        if not fits or any(fit.ok for fit in fits):
            return NicknameVerdict(True if fits else None)
        if rules.form_is_suggested and facts and shows_name(row["nickname"], row["employee__name"]):
            return NicknameVerdict(True)
        correct = fits[0].expected if facts else ""
        return NicknameVerdict(False, f"{fits[0].reason}:{fits[0].offending}"[:255], correct[:128])

    def _facts(self, row: Mapping[str, Any]) -> dict[str, Sequence[str]]:
        """Return, token by token, the spellings that are right for an employee, as the import of a list has them."""
        return self._spellings.facts_of(self.index.person(row["employee_id"]) or self._person(row))

    def _person(self, row: Mapping[str, Any]) -> KnownPerson:
        own = (row["employee__department_id"],) if row["employee__department_id"] else ()
        return KnownPerson(
            id=row["employee_id"],
            staff_no=row["employee__staff_no"],
            name=row["employee__name"],
            department_ids=(*own, *self.further.get(row["employee_id"], ())),
            post=row["employee__post"],
        )


def patterns_by_kind(rows: Iterable[NicknamePattern]) -> dict[str, list[patterns.Pattern]]:
    """Return the patterns of one regulation, in their order, by kind of account, as ``GroupRules`` takes them.

    Where all are for kinds that no list tells apart, whoever keeps to the pattern of any of them is in order.
    """
    by_kind: dict[str, list[patterns.Pattern]] = {}
    for row in rows:
        by_kind.setdefault(row.account_kind, []).append(patterns.parse(row.template))
    if not {"", "PERSONAL"} & set(by_kind):
        by_kind["PERSONAL"] = [*by_kind.get("PARENT", ()), *by_kind.get("TEACHER", ())]
    return by_kind


def recheck_nicknames(*, today: date, groups: QuerySet[Group] | None = None) -> int:
    """Judge again what may have changed and write the verdicts that did; returns how many were written.

    Looked at are nicknames never judged, judged by another edition or in another department, and, because departments
    get new short names, those that did not fit. A second run writes nothing. For a few ``groups`` the index that this
    process planned their lists with serves again, as long as it is fresh.
    """
    asked = _doubtful(groups)
    knows, written = None, 0
    for chunk in _by_number(asked) if groups is None else _chunks(asked):
        knows = knows or NicknameChecker.prepared(None if groups is None else directory_index.cached_index())
        rows = [new for row in chunk if (new := _changed(row, knows, today))]
        written += update_from_values("members_membership", WRITTEN, rows)
    return written


def misfits_under(
    regulation: Regulation, groups: QuerySet[Group] | None, **more: Combinable
) -> Iterator[dict[str, Any]]:
    """Yield the members whose nickname a regulation would refuse, read as READ with ``more``; judged in memory only."""
    memberships = Membership.objects.present().filter(group__status__in=Group.LIVE)
    memberships = memberships.exclude(evidence__nicknames_reliable=False).filter(
        Q(employee=None) | ~Q(employee__status__in=Employee.OUTSIDE_WORK)
    )
    if groups is not None:
        memberships = memberships.filter(group__in=groups)
    knows = NicknameChecker.prepared()
    for chunk in _chunks(memberships, **more):
        yield from (row for row in chunk if knows.verdict(row, regulation.pk).fits is False)


def _doubtful(groups: QuerySet[Group] | None) -> QuerySet[Membership]:
    memberships = Membership.objects.present().filter(group__status__in=Group.LIVE)
    memberships = memberships.exclude(evidence__nicknames_reliable=False)
    if groups is not None:
        memberships = memberships.filter(group__in=groups)
    same_edition = Q(nickname_judged_by=F("group__regulation_id")) | Q(
        nickname_judged_by=None, group__regulation_id=None
    )
    same_department = Q(nickname_judged_in=F("employee__department_id")) | Q(
        nickname_judged_in=None, employee__department_id=None
    )
    return memberships.filter(~same_edition | ~same_department | Q(nickname_fits=False))


def _chunks(memberships: QuerySet[Membership], **more: Combinable) -> Iterator[list[dict[str, Any]]]:
    """Read memberships in pages by key: no cursor stays open over the writes, and memory stays flat."""
    ordered, last = memberships.order_by("pk"), 0
    while chunk := list(ordered.filter(pk__gt=last).values(*READ, **more)[:CHUNK]):
        yield chunk
        if len(chunk) < CHUNK:
            return
        last = chunk[-1]["pk"]


def _by_number(memberships: QuerySet[Membership]) -> Iterator[list[dict[str, Any]]]:
    """Read memberships in chunks too, but find them once: finding few among all means looking at every membership there
    is.
    """
    numbers = array("q", memberships.order_by().values_list("pk", flat=True).iterator(CHUNK))
    for at in range(0, len(numbers), CHUNK):
        yield list(Membership.objects.filter(pk__in=numbers[at : at + CHUNK].tolist()).order_by("pk").values(*READ))


def _changed(row: Mapping[str, Any], knows: NicknameChecker, today: date) -> tuple[Any, ...] | None:
    """Return what to write of one row, or None where nothing has changed."""
    regulation = row["group__regulation_id"]
    found = knows.verdict(row, regulation) if regulation else NicknameVerdict(None)
    same_rule = row["nickname_judged_by"] == regulation
    since = row["misnamed_since"] if same_rule and row["nickname_fits"] is False else None
    new = (
        found.fits,
        found.problem,
        found.correct,
        regulation,
        row["employee__department_id"],
        (since or today) if found.fits is False else None,
    )
    old = tuple(row[name.partition("::")[0]] for name in WRITTEN)
    return None if new == old else (row["pk"], *new)
