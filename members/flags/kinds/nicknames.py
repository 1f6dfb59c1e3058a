"""Nicknames against the rule, past their days of grace."""

from __future__ import annotations

from datetime import date

from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Coalesce, Greatest, Least, TruncDate
from django.utils.translation import gettext_lazy

from members.flags.kinds import tasks
from members.flags.kinds.base import Due, Facts, FlagRule, Texts, of_memberships
from members.flags.models import Flag
from members.flags.rule_context import RuleContext
from members.flags.sql import Select
from members.models import Membership
from members.rosters import row_messages

# A membership without a list, or with one that does not say, is trusted.
TRUSTED = ~Q(evidence__nicknames_reliable=False)


def misfits(scope: RuleContext) -> QuerySet[Membership]:
    """Return members whose nickname the adopted regulation refuses, by the last list that could be trusted.

    Whoever is to leave is not asked to rename.
    """
    return (
        scope.memberships()
        .filter(nickname_fits=False, nickname_judged_by=F("group__regulation_id"))
        .filter(scope.working() | Q(employee=None))
    )


def misnamed(scope: RuleContext, due: Due) -> Select:
    """Find nicknames against the rule whose grace is over: N days after the first, the day itself still counts.

    No days of grace, or none named, means "on joining": at once (R03: within 3 days; R04, R14: on joining). A list
    whose nicknames cannot be trusted accuses nobody.
    """
    return _selected(_past_grace(scope).filter(TRUSTED), scope, due)


def still_misnamed(scope: RuleContext, due: Due) -> Select:
    """Find what an open flag stands on: the same, trusted list or not (unknown is never green).

    A list without trusted nicknames leaves the verdict of the one before it on the member; it proves nothing.
    """
    return _selected(_past_grace(scope), scope, due, TRUSTED)


def _past_grace(scope: RuleContext) -> QuerySet[Membership]:
    last_day = scope.days_ago("rename_grace_days", default=0)
    at_once = Q(r_last_day=scope.today)
    return (
        misfits(scope)
        .alias(r_last_day=last_day, wrong_since=_wrong_since())
        .filter(at_once | Q(wrong_since__lt=F("r_last_day")))
    )


def _wrong_since() -> Case:
    """Return the day from which the grace runs.

    Where the first list already showed a wrong nickname, and the platform tells when the member joined, that is the day
    of joining (R03: within 3 days of joining), or of adopting the rule where that was later.
    """
    seen = Coalesce("misnamed_since", TruncDate("first_seen_at"))
    joined = TruncDate("joined_at")
    from_joining = Greatest(joined, Coalesce("group__regulation_since", joined))
    wrong_from_the_first = Q(joined_at__isnull=False) & (
        Q(misnamed_since=None) | Q(misnamed_since__lte=TruncDate("first_seen_at"))
    )
    return Case(When(wrong_from_the_first, then=Least(from_joining, seen)), default=seen)


def _selected(memberships: QuerySet[Membership], scope: RuleContext, due: Due, raising: Q | None = None) -> Select:
    return of_memberships(
        memberships,
        scope,
        due,
        raising,
        problem=F("nickname_problem"),
        correct=F("correct_nickname"),
        since=F("misnamed_since"),
    )


# Whoever is to leave is not asked to rename, in the order in which a list judges its rows (identity.judge).
MORE_THAN_A_NAME = (Flag.Kind.LEAVER, Flag.Kind.OUT_OF_SCOPE, Flag.Kind.BANNED)
WITHOUT_A_NAME = Texts(
    gettext_lazy(
        "Hello everybody. Please set your nickname in this group by the rule %(by)s (group settings, “My alias in "
        "group”)%(form)s. Thank you:"
    ),
    gettext_lazy(
        "Hello, in the work group “%(group)s” your nickname is “%(name)s”. Please set it by the rule %(by)s%(form)s. "
        "Thank you."
    ),
    form=gettext_lazy("department and name, as the rule says"),
)


def _misnamed(flag: Flag, facts: Facts, today: date) -> str:
    return row_messages.nickname_problem(facts.get("problem") or "does_not_fit:")


def _without_a_name(flag: Flag) -> Texts | None:
    """Return what is said instead where no right nickname is known."""
    return None if flag.evidence.get("correct") else WITHOUT_A_NAME


FLAG_RULES = (
    FlagRule(
        kind=Flag.Kind.MISNAMED,
        sweep="misnamed",
        label=gettext_lazy("nicknames against the rule"),
        query=misnamed,
        key="membership",
        removal=False,
        returns=True,
        usual_due=Due(3, 3),
        task=tasks.RENAME,
        action=None,
        reason=_misnamed,
        texts=Texts(
            gettext_lazy(
                "Hello everybody. Please change your nickname in this group %(by)s (group settings, “My alias in "
                "group”). Thank you. The right ones to copy:"
            ),
            gettext_lazy(
                "Hello, in the work group “%(group)s” your nickname is “%(name)s”. Please change it to “%(correct)s” "
                "%(by)s. Thank you."
            ),
        ),
        other_texts=_without_a_name,
        keeps=still_misnamed,
        gives_way_to=MORE_THAN_A_NAME,
    ),
)
