"""Who is from outside with nobody to answer for them, and who is not known at all."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupadmin.core.errors import sentences
from groupadmin.directory.models import Employee
from groupadmin.regulations.models import Regulation
from members.flags.kinds import tasks
from members.flags.kinds.base import Due, Facts, FlagRule, Texts, of_memberships, with_rules
from members.flags.models import Flag
from members.flags.rule_context import RuleContext
from members.flags.sql import Select
from members.models import Membership
from members.rosters import eligibility

Kind = Flag.Kind
Outsiders = Regulation.Outsiders


def outsiders(scope: RuleContext, due: Due) -> Select:
    """Find people from outside where none may be, or whom nobody answers for today (R12, R14, R21).

    Outsourced staff and advisers are no outsiders but need a sponsor too (practice §2.1).
    """
    answered_for = Exists(eligibility.answered_for(scope.today).filter(membership_id=OuterRef("pk")))
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
    return of_memberships(found, scope, due, employment=F("employee__employment"), inviter=F("inviter"))


def unidentified(scope: RuleContext, due: Due) -> Select:
    """Find members nobody has identified, in groups whose people our directory knows (unknown is never green).

    An account that somebody said is a department's or an office's is nobody's (R12), and for a guest a colleague may
    answer.
    """
    answered_for = Exists(eligibility.answered_for(scope.today).filter(membership_id=OuterRef("pk")))
    found = (
        with_rules(scope.memberships(), scope)
        .filter(identity=Membership.Identity.UNKNOWN, account_kind=Membership.AccountKind.PERSONAL)
        .exclude(scope.in_open_groups())
        .filter(~answered_for)
    )
    return of_memberships(found, scope, due, tier=F("tier"), inviter=F("inviter"))


def _outsider(flag: Flag, facts: Facts, today: date) -> str:
    told = _("From outside, and no colleague answers for them today.")
    if facts.get("employment"):
        kind = dict(Employee.Employment.choices).get(facts["employment"], "")
        told = _("%(employment)s, and no colleague answers for them today.") % {"employment": kind}
    return sentences(told, _invited(facts))


def _unidentified(flag: Flag, facts: Facts, today: date) -> str:
    if facts.get("tier") in (Membership.Tier.FUZZY, Membership.Tier.SCOPED):
        return sentences(_("Somebody in the directory may be this; nobody has confirmed it."), _invited(facts))
    return sentences(_("Nobody has said yet who this is."), _invited(facts))


def _invited(facts: Facts) -> str:
    return _("Invited by %(inviter)s.") % {"inviter": facts["inviter"]} if facts.get("inviter") else ""


FLAG_RULES = (
    FlagRule(
        kind=Kind.OUTSIDER,
        sweep="outsiders",
        label=gettext_lazy("from outside, without a sponsor"),
        query=outsiders,
        key="membership",
        removal=True,
        returns=True,
        usual_due=Due(3, 1),
        task=tasks.REMOVE,
        action=tasks.SPONSOR,
        reason=_outsider,
        texts=Texts(
            gettext_lazy(
                "Hello everybody. Work groups are for colleagues; guests need one who answers for them. If you invited "
                "one of these, please tell the owner %(by)s, or they will leave the group:"
            ),
            gettext_lazy(
                "Hello %(name)s, for the work group “%(group)s” every guest needs a colleague who answers for them. "
                "Who is your contact with us? Without one, please leave the group %(by)s."
            ),
        ),
    ),
    FlagRule(
        kind=Kind.UNIDENTIFIED,
        sweep="unidentified",
        label=gettext_lazy("not identified"),
        query=unidentified,
        key="membership",
        removal=True,
        returns=True,
        usual_due=Due(3, 1),
        task=tasks.IDENTIFY,
        action=tasks.SAY_WHO,
        reason=_unidentified,
        texts=Texts(
            gettext_lazy(
                "Hello everybody. So that everybody knows whom they write to, please set your nickname in this group "
                "by the rule %(by)s%(form)s, or tell the owner who you are:"
            ),
            gettext_lazy(
                "Hello, you are in our work group “%(group)s” as “%(name)s”. May I know your name and department? "
                "Please also set your nickname there by the rule %(by)s%(form)s."
            ),
            form="",
        ),
    ),
)
