"""What a sweep looks at: which day, which groups, and whose rules: those adopted, or one regulation on trial."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    Expression,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from groupadmin.core.sql import DayBefore
from groupadmin.directory.models import Employee
from groupadmin.groups import querysets
from groupadmin.groups.documents import months_later
from groupadmin.groups.models import Group
from groupadmin.groups.querysets import GroupQuerySet
from groupadmin.regulations.models import Blank, CategoryRule, Regulation
from members.models import Membership
from members.rosters import eligibility
from members.rosters.nickname_checks import OPEN_CATEGORIES

# The single-valued rules, in days, that findings compare dates with.
DAY_RULES = (
    "rename_grace_days",
    "roster_check_days",
    "newcomer_speaks_within_days",
    "longest_silence_days",
    "dormant_after_days",
)
# Where a regulation says months they bind, by the calendar, and the days beside them are only their usual length.
MONTHS_FOR = {"longest_silence_days": "longest_silence_months"}
CONFIDENTIAL = querysets.CONFIDENTIAL
# Long leave and suspension excuse from having to be in, but are no reason to be out (practice §2.1).
AWAY = (Employee.Status.SUSPENDED, Employee.Status.LONG_LEAVE)
# Groups of the organisation itself and of its units: our directory knows who belongs there, whatever they adopt.
OWN_CATEGORIES = (Group.Category.COMPANY, *eligibility.UNIT_GROUPS)
Worked = Callable[[int], Expression]


@dataclass(frozen=True)
class RuleContext:
    """A day, the groups (None = all) and, for a simulation, the regulation that is to stand in for the adopted ones."""

    today: date
    groups: QuerySet[Group] | None = None
    regulation: Regulation | None = None

    def memberships(self) -> QuerySet[Membership]:
        """Return those present in live groups, as far as the last roster tells."""
        found = Membership.objects.present().filter(group__status__in=Group.LIVE)
        return found if self.groups is None else found.filter(group__in=self.groups)

    def live_groups(self) -> GroupQuerySet:
        """Return the groups in use, or being dissolved."""
        return self.groups_in(*Group.LIVE)

    def groups_in(self, *statuses: str) -> GroupQuerySet:
        """Return the groups of these states."""
        found = Group.objects.filter(status__in=statuses)
        return found if self.groups is None else found.filter(pk__in=self.groups.values("pk"))

    def rule(self, column: str) -> Expression:
        """Return, of a membership, a rule written as a word; "" where the group has no regulation."""
        if self.regulation is not None:
            return Value(getattr(self.regulation, column), CharField())
        return Coalesce(F(f"group__regulation__{column}"), Value(""))

    def days_ago(
        self,
        column: str,
        *,
        default: int,
        confidential: int | None = None,
        moment: bool = False,
        path: str = "group__",
    ) -> Expression:
        """Return today less a rule's days, per group: a date, or (``moment``) the moment that day began.

        ``default`` (``guarded`` in sensitive groups) are the days where the regulation does not speak of it; where it
        does and leaves the figure open, none is invented: NULL. There are few different
        figures, so this is a CASE over literals: no arithmetic on columns, which databases do each in their own way.
        """
        ago = self._moment_ago if moment else self._day_ago
        blank: Expression = ago(default)
        if confidential is not None:
            blank = Case(When(**{f"{path}secrecy__in": CONFIDENTIAL}, then=ago(confidential)), default=blank)
        nothing = Value(None, DateTimeField() if moment else DateField())
        if self.regulation is not None:
            blank = nothing if self.regulation.pk in self._open_figures(column) else blank
        elif editions := self._open_figures(column):
            blank = Case(When(**{f"{path}regulation__in": editions}, then=nothing), default=blank)
        return self._by_rule(column, path, of_days=ago, of_months=lambda n: ago(self._months_back(n)), blank=blank)

    def _open_figures(self, column: str) -> list[int]:
        """Return the editions that demand a figure in days and leave it to be filled in."""
        return [edition["pk"] for edition in self.what_editions_say if edition[f"open_{column}"]]

    def days_before(self, column: str, day: str) -> Expression:
        """Return, per group, the day a rule's days (or calendar months) before ``day``, a column of the membership.

        NULL where the rule is blank or the day is not known.
        """
        return self._by_rule(
            column,
            "group__",
            of_days=lambda days: DayBefore(day, days=days),
            of_months=lambda months: DayBefore(day, months=months),
            blank=Value(None, DateField()),
        )

    def _by_rule(self, column: str, path: str, *, of_days: Worked, of_months: Worked, blank: Expression) -> Expression:
        """Return, per group, what is worked out of a rule's figure, months before days; ``blank`` where it has none."""
        months = MONTHS_FOR.get(column)
        ways = [(months, of_months), (column, of_days)] if months else [(column, of_days)]
        if self.regulation is not None:
            figures = ((getattr(self.regulation, name), worked) for name, worked in ways)
            return next((worked(figure) for figure, worked in figures if figure is not None), blank)
        known = [
            When(**{f"{path}regulation__{name}": figure}, then=worked(figure))
            for name, worked in ways
            for figure in self.figures[name]
        ]
        return Case(*known, default=blank) if known else blank

    def those_who(self, are_so: Callable[[str], Q]) -> Q:
        """Say of a membership that its employee is so; ``are_so`` says it of an employee at a path.

        Where few people are, naming them first spares joining every membership of all groups to its employee; in a few
        groups it is the other way about.
        """
        if self.groups is None:
            return Q(employee__in=Employee.objects.filter(are_so("")))
        return Q(employee__isnull=False) & are_so("employee__")

    def ruled(self, column: str) -> Q:
        """Say of a membership that the rules of its group give a figure in days (or months) for this.

        ``days_before`` is NULL elsewhere, but membership by membership; where few groups have such a rule, naming those
        groups first spares looking at all others.
        """
        figures = [name for name in (column, MONTHS_FOR.get(column)) if name]
        if self.regulation is not None:
            return Q() if any(getattr(self.regulation, name) is not None for name in figures) else Q(pk=None)
        given = Q.create([Q(**{f"{name}__isnull": False}) for name in figures], connector=Q.OR)
        return Q(group__in=Group.objects.filter(regulation__in=Regulation.objects.filter(given)))

    def midnight(self, days: int) -> datetime:
        """Return the moment at which the day so many days before today began."""
        return timezone.make_aware(datetime.combine(self.today - timedelta(days=days), time.min))

    def working(self, path: str = "employee__") -> Q:
        """Say of an employee that they are here today (practice §2.1: only left, retired, not yet here are not).

        The day of leaving is the last day of work.
        """
        here = Q(**{f"{path}left_on": None}) | Q(**{f"{path}left_on__gte": self.today})
        return ~Q(**{f"{path}status__in": Employee.OUTSIDE_WORK}) & here

    def gone(self, path: str = "employee__") -> Q:
        """Say of an employee the opposite: in words that a planner can count on, not as a negation."""
        return Q(**{f"{path}status__in": Employee.OUTSIDE_WORK}) | Q(**{f"{path}left_on__lt": self.today})

    def in_open_groups(self) -> Q:
        """Say of a membership that its group's people are not our directory's: nobody is "from outside" or needs a
        sponsor.

        Its category says so, or its regulation: one for members of an association, or one with a condition of its own
        that is made for nothing but communities (R02, R03, R09, R23). A condition alone opens nothing: what R08, R11
        and R13 admit by one are people of the organisation, and unknown is never green. Nor does any regulation open
        a group of the organisation itself or of one of its units.
        """
        opened = self._under(self._open_regulations) & ~Q(group__category__in=OWN_CATEGORIES)
        return Q(group__category__in=OPEN_CATEGORIES) | opened

    def excludes_others(self) -> Q:
        """Say of a membership that its group's regulation is for some people "and nobody else" (R07, R09)."""
        return self._under([edition["pk"] for edition in self.what_editions_say if edition["excludes"]])

    def looks_for_transfers(self) -> Q:
        """Say of a membership that who moves to another department has to leave the group, whoever else may be in."""
        return Q(group__category__in=eligibility.UNIT_GROUPS) | self._under(self._regulations_on_transfers)

    def _under(self, editions: list[int]) -> Q:
        """Say of a membership that its group is under one of these editions: its own, or the one on trial."""
        if self.regulation is None:
            return Q(group__regulation__in=editions)
        return Q(pk__isnull=False) if self.regulation.pk in editions else Q(pk__in=())

    @cached_property
    def what_editions_say(self) -> list[dict[str, Any]]:
        """Of every edition its figures in days and months, which of the days it leaves open, whether it ``opens`` its
        groups to people of no directory, ``excludes`` all others, and ``follows`` transfers. One query."""
        closed = CategoryRule.objects.exclude(category__in=OPEN_CATEGORIES).values("regulation")
        communities = CategoryRule.objects.filter(category__in=OPEN_CATEGORIES).values("regulation")
        by_condition = Q(admission=Regulation.Admission.CONDITION, pk__in=communities) & ~Q(pk__in=closed)
        told = Regulation.objects.annotate(
            opens=_whether(Q(admission=Regulation.Admission.ASSOCIATION) | by_condition),
            excludes=_whether(Q(outsiders=Regulation.Outsiders.NEVER)),
            follows=_whether(Q(pk__in=eligibility.regulations_that_ask().order_by().values("pk"))),
            **{f"open_{rule}": _whether(Q(pk__in=_left_open(rule))) for rule in DAY_RULES},
        )
        names = (*DAY_RULES, *MONTHS_FOR.values(), *(f"open_{rule}" for rule in DAY_RULES))
        return list(told.order_by("pk").values("pk", "opens", "excludes", "follows", *names))

    @cached_property
    def _open_regulations(self) -> list[int]:
        """The editions under which whoever is in is in, whether our directory knows them or not."""
        return [edition["pk"] for edition in self.what_editions_say if edition["opens"]]

    @cached_property
    def _regulations_on_transfers(self) -> list[int]:
        return [edition["pk"] for edition in self.what_editions_say if edition["follows"]]

    @cached_property
    def figures(self) -> dict[str, list[int]]:
        """The different figures of each rule, over all regulations."""
        rules = (*DAY_RULES, *MONTHS_FOR.values())
        return {rule: sorted({edition[rule] for edition in self.what_editions_say} - {None}) for rule in rules}

    @cached_property
    def who_may_be_in(self) -> list[eligibility.AdmissionRule]:
        """What the adopted editions, or the one on trial, say of who may or must be in. One query."""
        return eligibility.admission_rules_of(self.regulation)

    @property
    def written_in(self) -> tuple[Any, ...]:
        """Everything read from the regulations that stands in a finding as literals: a finding kept holds for these."""
        return self.what_editions_say, self.who_may_be_in

    def _months_back(self, months: int) -> int:
        """Return how many days ago the same day so many months before was."""
        return (self.today - months_later(self.today, -months)).days

    def _day_ago(self, days: int) -> Value:
        return Value(self.today - timedelta(days=days), DateField())

    def _moment_ago(self, days: int) -> Value:
        return Value(self.midnight(days), DateTimeField())


def _whether(so: Q) -> ExpressionWrapper:
    return ExpressionWrapper(so, BooleanField())


def _left_open(rule: str) -> QuerySet[Blank, Any]:
    return Blank.objects.filter(field=rule).order_by().values("regulation")
