"""Newcomers who have not spoken, and members silent for too long; only where lists tell who spoke when."""

from __future__ import annotations

from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from members.flags.findings.base import Finding, of_seats
from members.flags.models import Flag, SilenceExcuse
from members.flags.scope import Scope
from members.flags.sql import Select
from members.models import Membership

Kind = Flag.Kind


def listeners(scope: Scope, rule: str) -> QuerySet[Membership]:
    """Return members without an excuse, of groups that have a rule and whose lists tell when members spoke.

    Where no list ever named a day, a blank says nothing about anybody; owners are not cleared out of their groups.
    """
    told = Membership.objects.present().filter(group=OuterRef("group"), spoke_last_on__isnull=False)
    excused = SilenceExcuse.objects.filter(membership=OuterRef("pk"), since__lte=scope.today, until__gte=scope.today)
    return (
        scope.seats()
        .filter(scope.ruled(rule))
        .exclude(role=Membership.Role.OWNER)
        .filter(scope.working() | Q(employee=None))
        .filter(Exists(told), ~Exists(excused))
    )


def silent_newcomers(scope: Scope) -> Select:
    """Find members who joined more than N days ago and have said nothing since (R03: the first 3 days)."""
    rule = "newcomer_speaks_within_days"
    since = scope.days_ago(rule, moment=True)
    newcomers = listeners(scope, rule).alias(r_joined_before=since)
    found = newcomers.filter(joined_at__lt=F("r_joined_before"), spoke_last_on=None)
    return of_seats(found, Kind.SILENT_NEWCOMER, scope, joined_at=F("joined_at"))


def silent(scope: Scope) -> Select:
    """Find members whose last word is more than N days old (R03: more than three months).

    Whoever never spoke counts from the day they joined, where no newcomer's rule already says so.
    """
    rule = "longest_silence_days"
    last_day = scope.days_ago(rule)
    joined = scope.days_ago(rule, moment=True)
    newcomers_clock = scope.days_ago("newcomer_speaks_within_days", moment=True)
    never = Q(spoke_last_on=None, r_newcomers_clock=None, joined_at__lt=F("r_joined"))
    found = (
        listeners(scope, rule)
        .alias(r_last_day=last_day, r_joined=joined, r_newcomers_clock=Cast(newcomers_clock, DateTimeField()))
        .filter(Q(spoke_last_on__lt=F("r_last_day")) | never)
    )
    return of_seats(found, Kind.SILENT, scope, spoke_last_on=F("spoke_last_on"))


FINDINGS = (Finding(Kind.SILENT_NEWCOMER, silent_newcomers), Finding(Kind.SILENT, silent))
