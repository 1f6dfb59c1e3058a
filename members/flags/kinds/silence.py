"""Newcomers who have not spoken, and members silent for too long; only as far as a list has told who spoke when.

A list without days of speaking says nothing about anybody, so silence is counted up to the day of the last list that
showed a member beside such days, and never beyond it.
"""

from __future__ import annotations

from datetime import date

from django.db.models import DateField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupadmin.core.errors import sentences
from members.flags.kinds import tasks
from members.flags.kinds.base import Due, Facts, FlagRule, Texts, of_memberships
from members.flags.models import Flag, SilenceExcuse
from members.flags.rule_context import RuleContext
from members.flags.sql import Select
from members.models import Membership
from members.rosters.eligibility import LocalMidnight

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


def silent_newcomers(scope: RuleContext, due: Due) -> Select:
    """Find members who said nothing in their first N days, as known by a list after these (R03: the first 3 days)."""
    rule = "newcomer_speaks_within_days"
    newcomers = listeners(scope, rule).alias(r_joined_before=LocalMidnight(scope.days_before(rule, KNOWN)))
    found = newcomers.filter(joined_at__lt=F("r_joined_before"), spoke_last_on=None)
    return of_memberships(found, scope, due, joined_at=F("joined_at"), known_on=F(KNOWN))


def silent(scope: RuleContext, due: Due) -> Select:
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
    return of_memberships(found, scope, due, spoke_last_on=F("spoke_last_on"), known_on=F(KNOWN))


def _newcomer(flag: Flag, facts: Facts, today: date) -> str:
    told = _("Joined on %(day)s and has not spoken.") % {"day": str(facts.get("joined_at") or "")[:10]}
    return sentences(told, _known_on(facts))


def _silent(flag: Flag, facts: Facts, today: date) -> str:
    if facts.get("spoke_last_on"):
        return sentences(_("Spoke last on %(day)s.") % {"day": facts["spoke_last_on"]}, _known_on(facts))
    return sentences(_("Has never spoken."), _known_on(facts))


def _known_on(facts: Facts) -> str:
    return _("Known up to the list of %(day)s.") % {"day": facts["known_on"]} if facts.get("known_on") else ""


FLAG_RULES = (
    FlagRule(
        kind=Kind.SILENT_NEWCOMER,
        sweep="silent_newcomers",
        label=gettext_lazy("newcomers who have not spoken"),
        query=silent_newcomers,
        key="membership",
        removal=False,
        returns=False,
        usual_due=Due(3, 3),
        task=tasks.SPEAK,
        action=tasks.EXCUSE,
        reason=_newcomer,
        texts=Texts(
            gettext_lazy("A warm welcome to those who are new. Please introduce yourselves in the group %(by)s:"),
            gettext_lazy(
                "Hello %(name)s, welcome to “%(group)s”. Please introduce yourself there with a few words %(by)s."
            ),
        ),
    ),
    FlagRule(
        kind=Kind.SILENT,
        sweep="silent",
        label=gettext_lazy("silent too long"),
        query=silent,
        key="membership",
        removal=False,
        returns=False,
        usual_due=Due(7, 7),
        task=tasks.SPEAK,
        action=tasks.EXCUSE,
        reason=_silent,
        texts=Texts(
            gettext_lazy(
                "Hello. We have not heard from you for a long time; please say hello %(by)s, or tell the owner what "
                "keeps you:"
            ),
            gettext_lazy(
                "Hello %(name)s, it has been quiet around you in “%(group)s”. Please say hello there %(by)s, or tell "
                "me what keeps you."
            ),
        ),
    ),
)
