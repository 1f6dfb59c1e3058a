"""What is wrong with a group itself: its list, its signs of life, its end, its owner, its size."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from django.db.models import Case, DateField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groupadmin.groups.models import Group
from members.flags.kinds import tasks
from members.flags.kinds.base import Due, Facts, FlagRule, Texts, of_groups
from members.flags.models import Flag
from members.flags.rule_context import CONFIDENTIAL, RuleContext
from members.flags.sql import Select
from members.models import Membership

Kind = Flag.Kind

# Where a regulation leaves it blank (governance §8, suggested default numbers).
LIST_IS_FRESH_FOR = 30
LIST_IS_FRESH_FOR_IN_CONFIDENTIAL = 7
DORMANT_AFTER = 90
PROJECT_STALE_AFTER_END = 30
# A group that comes in by register import starts its clocks on that day, never on the day it was created, and is left
# alone this long: else an import would expire groups at once.
IMPORT_GRACE = 35
MOST_MEMBERS = {Group.Platform.WECHAT: 500, Group.Platform.QQ: 2000, Group.Platform.WECOM: 2000}


def fresh_for(group: Group) -> int:
    """Return for how many days a full list of the group is fresh: its regulation's round, or the default."""
    if group.regulation is not None and group.regulation.roster_check_days is not None:
        return group.regulation.roster_check_days
    return LIST_IS_FRESH_FOR_IN_CONFIDENTIAL if group.secrecy in CONFIDENTIAL else LIST_IS_FRESH_FOR


def is_fresh(group: Group, today: date) -> bool:
    """Say whether the last full list is young enough to call anything in order, as ``rosters_old`` asks SQL."""
    taken = group.roster_taken_at
    return taken is not None and (today - timezone.localdate(taken)).days <= fresh_for(group)


def rosters_old(scope: RuleContext, due: Due) -> Select:
    """Find groups whose last full list is older than their regulation's round, or that never had one.

    Where there never was one, the round begins with the day on which the group came into the register.
    """
    fresh = scope.days_ago(
        "roster_check_days",
        default=LIST_IS_FRESH_FOR,
        confidential=LIST_IS_FRESH_FOR_IN_CONFIDENTIAL,
        moment=True,
        path="",
    )
    grace = scope.today - timedelta(days=IMPORT_GRACE)
    round_of_the_first = scope.days_ago("roster_check_days", default=IMPORT_GRACE, path="")
    first = Coalesce(round_of_the_first, Value(grace, DateField()), output_field=DateField())
    too_old = Q(roster_taken_at__lt=F("r_fresh"))
    never = Q(roster_taken_at=None, registered_on__lt=F("r_first"))
    found = scope.live_groups().alias(r_fresh=fresh, r_first=first).filter(too_old | never)
    return of_groups(found, scope, due, taken_at=F("roster_taken_at"), registered_on=F("registered_on"))


def stale(scope: RuleContext, due: Due) -> Select:
    """Find groups without a sign of life for N days, and projects a month past their end. It dissolves nothing."""
    last_day = scope.days_ago("dormant_after_days", default=DORMANT_AFTER, path="")
    asleep = Q(sign__lt=F("r_last_day"), registered_on__lt=scope.today - timedelta(days=IMPORT_GRACE))
    over = Q(
        category=Group.Category.PROJECT,
        planned_end_on__lt=scope.today - timedelta(days=PROJECT_STALE_AFTER_END),
        registered_on__lt=scope.today - timedelta(days=PROJECT_STALE_AFTER_END),
    )
    found = (
        scope.groups_in(Group.Status.ACTIVE)
        .alias(sign=Coalesce("last_active_on", "registered_on"), r_last_day=last_day)
        .filter(asleep | over)
    )
    return of_groups(found, scope, due, last_active_on=F("last_active_on"), planned_end_on=F("planned_end_on"))


def past_end(scope: RuleContext, due: Due) -> Select:
    """Find groups whose planned end is behind them and that are not being dissolved (R13: dissolve when done)."""
    found = scope.groups_in(Group.Status.ACTIVE).filter(planned_end_on__lt=scope.today)
    return of_groups(found, scope, due, planned_end_on=F("planned_end_on"))


def ownerless(scope: RuleContext, due: Due) -> Select:
    """Find groups of which no list names an owner, or whose owner no longer works here."""
    held = Membership.objects.present().filter(group=OuterRef("pk"), role=Membership.Role.OWNER)
    by_somebody = held.filter(Q(employee=None) | scope.working())
    found = scope.live_groups().filter(~Exists(by_somebody))
    gone = Subquery(held.order_by("pk").values("employee__name")[:1])
    return of_groups(found, scope, due, roster_taken_at=F("roster_taken_at"), owner=gone)


def not_created(scope: RuleContext, due: Due) -> Select:
    """Find groups approved 14 days ago or more that no first list has shown to exist."""
    return _approved(scope.groups_in(Group.Status.APPROVED).lapsing(scope.today), scope, due)


def not_created_after_all(scope: RuleContext, due: Due) -> Select:
    """Find what such a matter stands on: the approval lapses the day after, and for a month somebody has to say whether
    the group is wanted, by approving it again or not."""
    waiting = scope.groups_in(Group.Status.APPROVED).lapsing(scope.today)
    lapsed = scope.groups_in(Group.Status.EXPIRED).lapsed_lately(scope.today)
    return _approved(waiting | lapsed, scope, due, Q(status=Group.Status.APPROVED))


def _approved(groups: QuerySet[Group], scope: RuleContext, due: Due, raising: Q | None = None) -> Select:
    return of_groups(groups, scope, due, raising, approved_on=F("approved_on"))


def over_capacity(scope: RuleContext, due: Due) -> Select:
    """Find groups with more members than their own limit, their regulation's, or the platform's."""
    platforms = [When(platform=platform, then=Value(most)) for platform, most in MOST_MEMBERS.items()]
    rule = F("regulation__most_members") if scope.regulation is None else Value(scope.regulation.most_members)
    found = (
        scope.live_groups()
        .alias(most=Coalesce("capacity", rule, Case(*platforms), output_field=IntegerField()))
        .filter(headcount__gt=F("most"))
    )
    return of_groups(found, scope, due, headcount=F("headcount"), capacity=F("capacity"), most=F("most"))


def _roster_old(flag: Flag, facts: Facts, today: date) -> str:
    taken = flag.group.roster_taken_at
    if taken is None:
        return _("No full member list has ever come in. Paste one.")
    days = (today - timezone.localdate(taken)).days
    return ngettext(
        "The last full list is %(days)s day old. Paste a new one.",
        "The last full list is %(days)s days old. Paste a new one.",
        days,
    ) % {"days": days}


def _stale(flag: Flag, facts: Facts, today: date) -> str:
    if facts.get("last_active_on"):
        return _("No sign of life since %(day)s. Dissolve it, or say that it is in use.") % {
            "day": facts["last_active_on"]
        }
    return _("No sign of life since it came into the register. Dissolve it, or say that it is in use.")


def _past_end(flag: Flag, facts: Facts, today: date) -> str:
    return _("Its planned end was %(day)s. Dissolve it, or have it extended.") % {
        "day": facts.get("planned_end_on", "")
    }


def _ownerless(flag: Flag, facts: Facts, today: date) -> str:
    if facts.get("owner"):
        return _(
            "The owner, %(owner)s, no longer works here. Hand the group over in the app, then paste a new list."
        ) % {"owner": facts["owner"]}
    if facts.get("roster_taken_at"):
        return _("No owner who works here, by the last list. Hand the group over in the app, then paste a new list.")
    return _("Nobody is known to own it. Paste a list that names the owner.")


def _not_created(flag: Flag, facts: Facts, today: date) -> str:
    return _("Approved on %(day)s and not created. The first member list shows that it is.") % {
        "day": facts.get("approved_on", "")
    }


def _over_capacity(flag: Flag, facts: Facts, today: date) -> str:
    told = {"headcount": facts.get("headcount", ""), "most": facts.get("most", "")}
    if not told["most"]:
        return _("%(headcount)s members are more than it may have.") % told
    return _("%(headcount)s members; at most %(most)s are allowed.") % told


# What all flags about a group itself have alike.
GroupRule = partial(FlagRule, key="group", removal=False, returns=False, task=tasks.GROUP)
FLAG_RULES: tuple[FlagRule, ...] = (
    GroupRule(
        kind=Kind.ROSTER_OLD,
        sweep="rosters_old",
        label=gettext_lazy("lists too old"),
        query=rosters_old,
        usual_due=Due(3, 1),
        action=tasks.PASTE_LIST,
        reason=_roster_old,
        texts=Texts(
            "",
            gettext_lazy(
                "Hello, the member list of “%(group)s” needs a look. Please export it and paste it into the console "
                "%(by)s. Thank you."
            ),
        ),
    ),
    GroupRule(
        kind=Kind.OWNERLESS,
        sweep="ownerless",
        label=gettext_lazy("without an owner"),
        query=ownerless,
        usual_due=Due(3, 1),
        action=tasks.PASTE_LIST,
        reason=_ownerless,
        texts=Texts(
            "",
            gettext_lazy(
                "Hello, “%(group)s” has no owner who works here. Please agree on a new one, hand the group over in the "
                "app, and paste a new member list into the console %(by)s."
            ),
        ),
    ),
    GroupRule(
        kind=Kind.PAST_END,
        sweep="past_end",
        label=gettext_lazy("past the planned end"),
        query=past_end,
        usual_due=Due(7, 1, at_once="dissolved_when_done"),
        action=None,
        reason=_past_end,
        texts=Texts(
            "",
            gettext_lazy(
                "Hello, “%(group)s” was planned to end. Please close it, or have it extended, %(by)s. Thank you."
            ),
        ),
    ),
    GroupRule(
        kind=Kind.STALE,
        sweep="stale",
        label=gettext_lazy("no sign of life"),
        query=stale,
        usual_due=Due(14, 14),
        action=tasks.IN_USE,
        reason=_stale,
        texts=Texts(
            "",
            gettext_lazy(
                "Hello, “%(group)s” has been quiet for a long time. Is it still needed? Please dissolve it or confirm "
                "in the console that it is in use %(by)s."
            ),
        ),
    ),
    GroupRule(
        kind=Kind.NOT_CREATED,
        sweep="not_created",
        label=gettext_lazy("approved but not created"),
        query=not_created,
        usual_due=Due(3, 3),
        action=tasks.PASTE_LIST,
        reason=_not_created,
        texts=Texts(
            "",
            gettext_lazy(
                "Hello, “%(group)s” was approved but we have no member list of it. Please create it and paste the list "
                "into the console %(by)s, or the approval lapses."
            ),
        ),
        keeps=not_created_after_all,
    ),
    GroupRule(
        kind=Kind.OVER_CAPACITY,
        sweep="over_capacity",
        label=gettext_lazy("too many members"),
        query=over_capacity,
        usual_due=Due(7, 7),
        action=None,
        reason=_over_capacity,
        texts=Texts(
            "",
            gettext_lazy(
                "Hello, “%(group)s” has more members than it may have. Please look who no longer needs it %(by)s. "
                "Thank you."
            ),
        ),
    ),
)
