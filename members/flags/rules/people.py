"""Who should not be in, or is not known: leavers, people outside the scope, outsiders, the banned, the unidentified."""

from __future__ import annotations

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from groupadmin.directory.models import Employee
from groupadmin.regulations.models import Regulation
from members.flags.models import Flag
from members.flags.rule_context import RuleContext
from members.flags.rules import eligibility
from members.flags.rules.base import FlagRule, of_memberships, with_rules
from members.flags.sql import Select
from members.models import IdentityDecision, Membership
from members.rosters import transfers

Kind = Flag.Kind
Outsiders = Regulation.Outsiders


def gone(scope: RuleContext) -> QuerySet[Membership]:
    """Return members who have left, have retired, or are not yet here."""
    return scope.memberships().filter(scope.those_who(scope.gone))


def leavers(scope: RuleContext) -> Select:
    """Find members who do not work here (practice §2.1; R14, R16: a leaver leaves)."""
    theirs = Membership.objects.present().filter(group=OuterRef("group"), employee=OuterRef("employee")).order_by()
    accounts = Subquery(theirs.values("employee").annotate(n=Count("pk")).values("n"))
    status, left_on = F("employee__status"), F("employee__left_on")
    return of_memberships(
        gone(scope), Kind.LEAVER, scope, status=status, left_on=left_on, role=F("role"), accounts=accounts
    )


def outsiders(scope: RuleContext) -> Select:
    """Find people from outside where none may be, or whom nobody answers for today (R12, R14, R21).

    Outsourced staff and advisers are no outsiders but need a sponsor too (practice §2.1).
    """
    answered_for = Exists(transfers.answered_for(scope.today).filter(membership_id=OuterRef("pk")))
    outside = Q(identity=Membership.Identity.OUTSIDER)
    # Among people of no directory somebody is from outside only where the list is closed and a person has said so.
    said = Q(identity=Membership.Identity.OUTSIDER, tier=Membership.Tier.MEMORY)
    ours = scope.those_who(lambda path: scope.working(path) & Q(**{f"{path}employment__in": Employee.NEEDS_SPONSOR}))
    found = (
        with_rules(scope.memberships(), scope)
        .exclude(scope.in_open_groups() & ~(scope.excludes_others() & said))
        .filter(outside | ours)
        .filter((outside & Q(r_outsiders=Outsiders.NEVER)) | ~answered_for)
    )
    return of_memberships(found, Kind.OUTSIDER, scope, employment=F("employee__employment"), inviter=F("inviter"))


def back_in_spite_of_a_ban(scope: RuleContext) -> QuerySet[Membership]:
    """Return people banned for good who are in again, by account, by nickname, or as the person they are (R03).

    A ban holds in one group where the decision names it, else in every group. Bans are few, so each way starts from
    them and goes along an index of memberships.
    """
    word = IdentityDecision.objects.filter(verdict=IdentityDecision.Verdict.BANNED)
    here = Q(group=None) | Q(group=OuterRef("group"))
    named = word.exclude(account_key="")
    by_account = named.filter(here, account_key=OuterRef("account_key"), platform=OuterRef("group__platform"))
    by_person = word.filter(here, employee=OuterRef("employee"))
    by_nickname = word.filter(here, account_key="", employee=None, nickname_key=OuterRef("nickname_key"))
    # A ban without an account always names its group (a_decision_is_about_an_account_or_a_nickname).
    accounts = named.values("account_key")
    people = word.exclude(employee=None).values("employee")
    groups = word.filter(account_key="", employee=None).values("group")
    memberships = scope.memberships()
    found = (
        memberships.exclude(account_key="")
        .filter(Exists(by_account), account_key__in=accounts)
        .order_by()
        .values("pk"),
        memberships.filter(Exists(by_person), employee__in=people).order_by().values("pk"),
        memberships.filter(Exists(by_nickname), group__in=groups).order_by().values("pk"),
    )
    return Membership.objects.filter(pk__in=found[0].union(*found[1:]))


def banned(scope: RuleContext) -> Select:
    """Find people banned for good who are in again."""
    return of_memberships(back_in_spite_of_a_ban(scope), Kind.BANNED, scope)


def leaving(scope: RuleContext) -> frozenset[int]:
    """Return the members who have to leave whatever they are called: gone, banned, or not to be in."""
    ways = (gone(scope), eligibility.outside(scope), back_in_spite_of_a_ban(scope))
    return frozenset(pk for way in ways for pk in way.order_by().values_list("pk", flat=True))


def unidentified(scope: RuleContext) -> Select:
    """Find members nobody has identified, in groups whose people our directory knows (unknown is never green).

    An account that somebody said is a department's or an office's is nobody's (R12), and for a guest a colleague may
    answer.
    """
    answered_for = Exists(transfers.answered_for(scope.today).filter(membership_id=OuterRef("pk")))
    found = (
        with_rules(scope.memberships(), scope)
        .filter(identity=Membership.Identity.UNKNOWN, account_kind=Membership.AccountKind.PERSONAL)
        .exclude(scope.in_open_groups())
        .filter(~answered_for)
    )
    return of_memberships(found, Kind.UNIDENTIFIED, scope, tier=F("tier"), inviter=F("inviter"))


FLAG_RULES = (
    FlagRule(Kind.LEAVER, leavers, removal=True, returns=True),
    FlagRule(Kind.OUT_OF_SCOPE, eligibility.out_of_scope, removal=True, returns=True),
    FlagRule(Kind.OUTSIDER, outsiders, removal=True, returns=True),
    FlagRule(Kind.BANNED, banned, removal=True, returns=True),
    FlagRule(Kind.UNIDENTIFIED, unidentified, removal=True, returns=True),
)
