"""Who may not be in whatever the group is for: whoever does not work here, and the banned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupadmin.core.errors import sentences
from groupadmin.directory.models import Employee
from members.flags.kinds import eligibility, tasks
from members.flags.kinds.base import Due, Facts, FlagRule, Texts, of_memberships
from members.flags.models import Flag
from members.flags.rule_context import RuleContext
from members.flags.sql import Select
from members.models import IdentityDecision, Membership

Kind = Flag.Kind


def gone(scope: RuleContext) -> QuerySet[Membership]:
    """Return members who have left, have retired, or are not yet here."""
    return scope.memberships().filter(scope.those_who(scope.gone))


def leavers(scope: RuleContext, due: Due) -> Select:
    """Find members who do not work here (practice §2.1; R14, R16: a leaver leaves)."""
    theirs = Membership.objects.present().filter(group=OuterRef("group"), employee=OuterRef("employee")).order_by()
    accounts = Subquery(theirs.values("employee").annotate(n=Count("pk")).values("n"))
    status, left_on = F("employee__status"), F("employee__left_on")
    return of_memberships(gone(scope), scope, due, status=status, left_on=left_on, role=F("role"), accounts=accounts)


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


def banned(scope: RuleContext, due: Due) -> Select:
    """Find people banned for good who are in again."""
    return of_memberships(back_in_spite_of_a_ban(scope), scope, due)


def leaving(scope: RuleContext) -> frozenset[int]:
    """Return the members who have to leave whatever they are called: gone, banned, or not to be in."""
    ways = (gone(scope), eligibility.outside(scope), back_in_spite_of_a_ban(scope))
    return frozenset(pk for way in ways for pk in way.order_by().values_list("pk", flat=True))


def _leaver(flag: Flag, facts: Facts, today: date) -> str:
    status = dict(Employee.Status.choices).get(facts.get("status", ""), "")
    if facts.get("left_on"):
        told = _("%(status)s on %(day)s, by the directory.") % {"status": status, "day": facts["left_on"]}
    else:
        told = _("%(status)s, by the directory.") % {"status": status}
    if int(facts.get("accounts") or 1) > 1:
        told = sentences(told, _("Here with %(accounts)s accounts: all of them.") % {"accounts": facts["accounts"]})
    return told


def _title(flags: Sequence[Flag]) -> str:
    """Return what leavers are called above these of them: who has not started yet has not left."""
    pending = [flag.evidence.get("status") == Employee.Status.PENDING for flag in flags]
    if not any(pending):
        return str(Kind.LEAVER.label)
    return _("has not started yet") if all(pending) else _("has left, or has not started yet")


NOT_STARTED = Texts(
    gettext_lazy(
        "Hello everybody. These colleagues are still to start with us; until then they will leave this group %(by)s, "
        "and are welcome from their first day on:"
    ),
    gettext_lazy(
        "Hello %(name)s, you are in our work group “%(group)s” already. As you are still to start with us, please "
        "leave it %(by)s; you are welcome from your first day on."
    ),
)


def _unless_pending(flag: Flag) -> Texts | None:
    return NOT_STARTED if flag.evidence.get("status") == Employee.Status.PENDING else None


FLAG_RULES = (
    FlagRule(
        kind=Kind.BANNED,
        sweep="banned",
        label=gettext_lazy("banned for good"),
        query=banned,
        key="membership",
        removal=True,
        returns=True,
        usual_due=Due(1, 0),
        task=tasks.REMOVE,
        action=None,
        reason=lambda flag, facts, today: str(Kind.BANNED.label),
        texts=Texts(
            gettext_lazy("Hello everybody. By the rules of this group these members will leave it %(by)s:"),
            gettext_lazy(
                "Hello %(name)s, by the rules of “%(group)s” you cannot be a member of it. Please leave the group "
                "%(by)s."
            ),
        ),
    ),
    FlagRule(
        kind=Kind.LEAVER,
        sweep="leavers",
        label=gettext_lazy("leavers"),
        query=leavers,
        key="membership",
        removal=True,
        returns=True,
        usual_due=Due(1, 0, at_once="check_on_departure"),
        task=tasks.REMOVE,
        action=None,
        reason=_leaver,
        texts=Texts(
            gettext_lazy(
                "Hello everybody. These colleagues no longer work with us; as the rules of this group ask, we say "
                "goodbye to them here %(by)s. Thank you for the time together:"
            ),
            gettext_lazy(
                "Hello %(name)s, you are still in our work group “%(group)s”. As you no longer work here, the rules "
                "ask you to leave it %(by)s. All the best, and thank you."
            ),
        ),
        title=_title,
        other_texts=_unless_pending,
    ),
)
