"""What a plan is made from, besides the list itself: the group's rules, its memberships, what was decided before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace

from django.db.models import Q, QuerySet

from groupadmin.core.folding import nickname_key
from groupadmin.groups.models import Group
from groupadmin.regulations.models import Regulation
from members.identity.match import stable_account
from members.identity.plan import plan_roster
from members.identity.values import Decision, GroupRules, KnownMembership, Memory, PlanRow, RosterPlan, RosterRow
from members.rosters import decision_records, directory_index, eligibility, nickname_checks
from members.rosters.models import IdentityDecision, Membership
from members.rosters.preview_choices import JudgeRow

# More keys than a statement should carry are asked for by loading all that there is for the platform instead.
KEYS_PER_QUERY = 5000
OUTSIDERS_ALLOWED = (Regulation.Outsiders.CONSENT, Regulation.Outsiders.APPLICATION)
MEMBERSHIP_COLUMNS = tuple(field.name for field in fields(KnownMembership))


def plan_for(group: Group, rows: list[RosterRow], *, full: bool) -> RosterPlan:
    """Return the difference between a list and the group's roster as it is now."""
    index, rules = directory_index.index(), rules_of(group)
    return plan_roster(rows, memberships_of(group), index, rules, memory_of(group, rows), full=full)


def judge_of(group: Group) -> JudgeRow:
    """Return a function that judges one row anew as if a decision about it had been remembered.

    The decision stands in for the memory of the nickname and the account is left out: a person's word of now beats
    whatever was decided about the account before, a ban included; a ban of the person under another account or
    nickname stands.
    """
    index, rules = directory_index.index(), rules_of(group)
    bans = list(_bans(group))

    def judge(row: PlanRow, decision: Decision) -> PlanRow:
        banned = _people([ban for ban in bans if not _is_about(ban, row)])
        memory = Memory(by_nickname={nickname_key(row.nickname): replace(decision, anew=True)}, banned_people=banned)
        line = RosterRow(number=row.number, nickname=row.nickname, account_key="" if row.nickname else row.account_key)
        return plan_roster([line], (), index, rules, memory, full=False).rows[0]

    return judge


def judged_alone(group: Group, rows: Iterable[PlanRow]) -> list[PlanRow]:
    """Return rows as the plan sees each by itself, with nothing remembered but who is banned."""
    index, rules = directory_index.index(), rules_of(group)
    memory = Memory(banned_people=_people(_bans(group)))
    lines = (RosterRow(number=row.number, nickname=row.nickname, account_key=row.account_key) for row in rows)
    return [plan_roster([line], (), index, rules, memory, full=False).rows[0] for line in lines]


def suggested(group: Group, membership: Membership) -> PlanRow:
    """Return a present member as a list of one line: whom they may be, the likeliest first."""
    seen = RosterRow(number=1, nickname=membership.nickname, account_key=membership.account_key)
    return plan_roster([seen], (), directory_index.index(), rules_of(group), full=False).rows[0]


def has_pattern(group: Group) -> bool:
    """Say whether the group's regulation says how people's nicknames must look."""
    regulation = group.regulation
    return regulation is not None and regulation.nickname_patterns.filter(account_kind__in=["", "PERSONAL"]).exists()


def memberships_of(group: Group) -> list[KnownMembership]:
    """Return the memberships of everybody present."""
    present = Membership.objects.filter(group=group).present().order_by("pk")
    return [KnownMembership(**facts) for facts in present.values(*MEMBERSHIP_COLUMNS)]


def rules_of(group: Group) -> GroupRules:
    """Return what the group's regulation asks of a roster; where it has none, only who has moved."""
    rules = replace(eligibility.rules_for_group(group), accounts_are_ours=group.platform == Group.Platform.WECOM)
    regulation = group.regulation
    if regulation is None:
        return rules
    return replace(
        rules,
        patterns=nickname_checks.patterns_by_kind(regulation.nickname_patterns.order_by("pk")),
        form_is_suggested=regulation.nickname_is_suggestion,
        outsiders_allowed=regulation.outsiders in OUTSIDERS_ALLOWED,
    )


def memory_of(group: Group, rows: Iterable[RosterRow]) -> Memory:
    """Return what was decided before about the group's nicknames, and about accounts in this list.

    A word counts in the group where it was said, and HR's about an account in every group of its platform. A ban holds
    in the group it was spoken for, or in every group where it names none, and there it is the person's, whatever
    account or nickname they come back with.
    """
    in_group = IdentityDecision.objects.filter(group=group, account_key="")
    by_nickname = {row.nickname_key: _decision(row) for row in in_group}
    found = list(_about_accounts(group, {row.account_key for row in rows}))
    # The last one said counts: what was said here, but before it what HR said of the account, wherever that was.
    found.sort(key=lambda row: (row.by_hr or row.group_id is None, row.group_id == group.pk, row.pk))
    banned_here = {row.account_key for row in found if row.group_id in (None, group.pk) and _is_ban(row)}
    by_account: dict[str, Decision] = {}
    for row in found:
        decision = _decision(row)
        if _is_ban(row) and row.account_key not in banned_here and not row.employee_id:
            continue  # banned elsewhere, and nobody has said who it is
        by_account[row.account_key] = replace(decision, banned=row.account_key in banned_here)
    return Memory(by_account=by_account, by_nickname=by_nickname, banned_people=_people(_bans(group)))


def _is_ban(row: IdentityDecision) -> bool:
    return row.verdict == IdentityDecision.Verdict.BANNED


def _bans(group: Group) -> QuerySet[IdentityDecision]:
    """Return the bans of people the directory knows that hold in a group, the oldest first."""
    here = Q(group=group) | Q(group=None)
    banned = IdentityDecision.objects.filter(here, verdict=IdentityDecision.Verdict.BANNED)
    return banned.exclude(employee=None).order_by("pk")


def _people(bans: Iterable[IdentityDecision]) -> dict[int, Decision]:
    """Return employee → ban."""
    return {ban.employee_id: _decision(ban) for ban in bans if ban.employee_id is not None}


def _is_about(ban: IdentityDecision, row: PlanRow) -> bool:
    """Say whether a ban was spoken about the very account of a row or, where it has none, about its nickname."""
    if account := stable_account(row.account_key):
        return ban.account_key == account
    return not ban.account_key and ban.nickname_key == nickname_key(row.nickname)


def _about_accounts(group: Group, keys: set[str]) -> Iterable[IdentityDecision]:
    stable = {key for key in keys if stable_account(key)}
    if not stable:
        return ()
    holds_here = Q(group=group) | decision_records.by_hr()
    decided = IdentityDecision.objects.filter(holds_here, platform=group.platform)
    if len(stable) <= KEYS_PER_QUERY:
        return decided.filter(account_key__in=stable)
    return (row for row in decided.exclude(account_key="").iterator() if row.account_key in stable)


def _decision(row: IdentityDecision) -> Decision:
    return Decision(
        employee_id=row.employee_id,
        banned=row.verdict == IdentityDecision.Verdict.BANNED,
        denied=row.verdict == IdentityDecision.Verdict.NOT,
        decided_by=row.decided_by_name,
        said_of=row.nickname_key if row.account_key else "",
    )
