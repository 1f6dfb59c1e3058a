"""Newcomers who have not spoken, and members silent for too long; only as far as a list has told who spoke when.

A list without days of speaking says nothing about anybody, so silence is counted up to the day of the last list that
showed a member beside such days, and never beyond it.
"""

from __future__ import annotations

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from members.flags.models import Flag, SilenceExcuse
from members.flags.rule_context import RuleContext
from members.flags.rules.base import FlagRule, of_memberships
from members.flags.sql import Select
from members.models import Membership
from members.rosters.transfers import LocalMidnight

Kind = Flag.Kind
KNOWN = "speech_known_on"


def listeners(scope: RuleContext, rule: str) -> QuerySet[Membership]:
    """Return members without an excuse, of groups that have a rule, of whom a list has told when they spoke, or that
    they have not; owners are not cleared out of their groups.
    """
    excused = SilenceExcuse.objects.filter(membership=OuterRef("pk"), since__lte=scope.today, until__gte=scope.today)
    return (
        scope.memberships()
        .filter(scope.ruled(rule), speech_known_on__isnull=False)
        .exclude(role=Membership.Role.OWNER)
        .filter(scope.working() | Q(employee=None))
        .filter(~Exists(excused))
    )


def silent_newcomers(scope: RuleContext) -> Select:
    """Find members who said nothing in their first N days, as known by a list after these (R03: the first 3 days)."""
    rule = "newcomer_speaks_within_days"
    newcomers = listeners(scope, rule).alias(r_joined_before=LocalMidnight(scope.days_before(rule, KNOWN)))
    found = newcomers.filter(joined_at__lt=F("r_joined_before"), spoke_last_on=None)
    return of_memberships(found, Kind.SILENT_NEWCOMER, scope, joined_at=F("joined_at"), known_on=F(KNOWN))


def silent(scope: RuleContext) -> Select:
    """Find members whose last word was more than N days old when that was last known (R03: more than three months).

    Whoever never spoke counts from the day they joined, where no newcomer's rule already says so.
    """
    rule = "longest_silence_days"
    last_day = scope.days_before(rule, KNOWN)
    newcomers_clock = scope.days_before("newcomer_speaks_within_days", KNOWN)
    never = Q(spoke_last_on=None, r_newcomers_clock=None, joined_at__lt=F("r_joined"))
    found = (
        listeners(scope, rule)
        .alias(
            r_last_day=last_day,
            r_joined=LocalMidnight(last_day),
            r_newcomers_clock=Cast(newcomers_clock, DateField()),
        )
        .filter(Q(spoke_last_on__lt=F("r_last_day")) | never)
    )
    return of_memberships(found, Kind.SILENT, scope, spoke_last_on=F("spoke_last_on"), known_on=F(KNOWN))


FLAG_RULES = (FlagRule(Kind.SILENT_NEWCOMER, silent_newcomers), FlagRule(Kind.SILENT, silent))
