"""The plan: a member list against the roster we have, as a value. Nothing is written here. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from groupadmin.core.folding import clean, nickname_key
from groupadmin.core.mass_changes import is_mass_removal
from members.identity.index import Index
from members.identity.match import Matcher, shown_name, stable_account
from members.identity.membership_keys import (
    Keyed,
    kept_by_questions,
    looks_like_another_group,
    match_memberships,
    memberships_by_nickname,
)
from members.identity.row_review import RowReview, RowReviewer, doubted
from members.identity.values import (
    GroupRules,
    KnownMembership,
    Match,
    Memory,
    PlanRow,
    RosterPlan,
    RosterRow,
    Tier,
    Verdict,
)
from members.identity.words import words_of_outside

# Below this share of rows with a group nickname, a blank one proves nothing (practice §1.2).
LEAST_COVERAGE = 0.3
LONGEST_NICKNAME, LONGEST_ACCOUNT = 128, 64
NOTHING_REMEMBERED = Memory()


def plan_roster(
    rows: Iterable[RosterRow],
    memberships: Sequence[KnownMembership],
    index: Index,
    rules: GroupRules,
    memory: Memory = NOTHING_REMEMBERED,
    *,
    full: bool,
) -> RosterPlan:
    """Return what a list would change and what is wrong in it.

    ``full``: the list holds everybody, so who is missing has left; a partial list never closes a membership. The same
    rows in another order give the same plan but for the order of its rows; where several rows claim to be the owner, or
    are of one account or staff number, the first one counts. Rows that are alike and tell neither are as many members:
    two people may both be called 🌹, or 王明. What a 接龙 says of a member we know is no new nickname.

    Warnings: ``nicknames_unreliable``, ``same_person_twice``, ``several_owners``, ``another_groups_roster``,
    ``too_many_would_leave``, ``duplicate_rows``, ``no_owner``.
    """
    tidied = [_tidy(row) for row in rows]
    coverage = _coverage(tidied)
    reliable = coverage is not None and coverage >= LEAST_COVERAGE
    members, rejected = _members(tidied, Matcher(index, rules, memory, memberships_by_nickname(memberships)))
    taken = match_memberships(members, memberships)
    asked = kept_by_questions(members, memberships, taken)
    kept = {membership.id: membership for claimed in asked.values() for membership in claimed}
    members = doubted(members, taken)
    roles = _roles(members, taken)
    bench = _Bench(RowReviewer(index, rules), index, rules, reliable)
    bearers = Counter(each.nickname_key for each in members if not each.account)
    planned = {
        each.row.number: _plan_row(
            each,
            taken.get(each.row.number),
            roles[each.row.number],
            bench,
            is_shared=not each.account and bearers[each.nickname_key] > 1,
        )
        for each in members
    }
    planned.update(rejected)
    used = {membership.id for membership in taken.values()} | kept.keys()
    left = tuple(membership for membership in memberships if membership.id not in used) if full else ()
    return RosterPlan(
        rows=tuple(planned[row.number] for row in tidied),
        left=left,
        kept=tuple(kept.values()),
        nickname_coverage=coverage,
        nicknames_reliable=reliable,
        warnings=_warnings(members, planned, memberships, taken, left, reliable=reliable),
        elsewhere=sum(_is_elsewhere(row, index, rules) for row in planned.values()),
    )


def _is_elsewhere(row: PlanRow, index: Index, rules: GroupRules) -> bool:
    """Say whether a newcomer is an employee of none of the departments that the group belongs to."""
    person = index.person(row.employee_id) if row.employee_id is not None and row.change == "joined" else None
    return person is not None and bool(rules.home) and not index.within(person, rules.home)


def _tidy(row: RosterRow) -> RosterRow:
    tidy = all(not text or text == clean(text) for text in (*_said(row), row.inviter))
    if tidy and len(row.inviter) <= LONGEST_NICKNAME:
        return row
    return replace(
        row,
        nickname=clean(row.nickname),
        platform_name=clean(row.platform_name),
        remark=clean(row.remark),
        account_key=clean(row.account_key),
        real_name=clean(row.real_name),
        department=clean(row.department),
        staff_no=clean(row.staff_no),
        inviter=clean(row.inviter)[:LONGEST_NICKNAME],
    )


def _coverage(rows: Sequence[RosterRow]) -> float | None:
    members = [row for row in rows if not row.not_taken]
    return sum(bool(row.nickname) for row in members) / len(members) if members else None


def _members(rows: Sequence[RosterRow], matcher: Matcher) -> tuple[list[Keyed], dict[int, PlanRow]]:
    """Part the rows that are members, matched, from those that cannot be taken."""
    members: list[Keyed] = []
    rejected: dict[int, PlanRow] = {}
    first_of: dict[object, Keyed] = {}
    further: dict[object, Match] = {}
    for row in rows:
        account = stable_account(row.account_key)
        identical = ("account", account) if account else _said(row)
        reason, facts = _problem(row)
        first = first_of.get(identical)
        if first is not None and identical not in further:
            further[identical] = matcher.match_further(row, first.match)
        if not reason and first is not None and (row.account_key or row.staff_no):
            reason, facts = "duplicate_row", {"row": str(first.row.number)}
        if reason:
            rejected[row.number] = _rejected(row, reason, facts)
            continue
        shown = shown_name(row) or row.real_name or row.remark or row.staff_no
        match = _of_a_second(further[identical]) if first else matcher.match(row)
        member = Keyed(row, shown, nickname_key(shown), account, match)
        first_of.setdefault(identical, member)
        members.append(member)
    return members, rejected


def _of_a_second(match: Match) -> Match:
    """Return who one more row of a nickname is, where no account or number tells the two apart: never by itself the one
    whom the first row is. A namesake from outside, or a second account, bears the same nickname."""
    if match.employee_id is None:
        return match
    return Match(Tier.NONE, "second_of_nickname", suggestions=(match.employee_id,), facts=match.facts, ambiguous=True)


def _rejected(row: RosterRow, reason: str, facts: dict[str, str]) -> PlanRow:
    return PlanRow(
        row.number,
        shown_name(row)[:LONGEST_NICKNAME],
        Verdict.REJECTED,
        Tier.NONE,
        reason=reason,
        reason_facts=facts,
        change="rejected",
    )


def _said(row: RosterRow) -> tuple[str, ...]:
    return (row.nickname, row.platform_name, row.remark, row.account_key, row.real_name, row.department, row.staff_no)


def _problem(row: RosterRow) -> tuple[str, dict[str, str]]:
    """Return why a row is no member, with its facts; an empty reason when it is one."""
    if row.not_taken:
        return row.not_taken, {}
    if not (shown_name(row) or row.account_key or row.real_name or row.staff_no or row.remark):
        return "empty_row", {}
    if max(len(shown_name(row)), len(row.real_name), len(row.remark)) > LONGEST_NICKNAME:
        return "name_too_long", {"longest": str(LONGEST_NICKNAME)}
    if len(row.account_key) > LONGEST_ACCOUNT:
        return "account_too_long", {"longest": str(LONGEST_ACCOUNT)}
    return "", {}


def _roles(members: Sequence[Keyed], taken: Mapping[int, KnownMembership]) -> dict[int, str]:
    """Return row number → role. A list that names no role at all leaves the roles as they are."""
    speaks = any(each.row.role for each in members)
    roles: dict[int, str] = {}
    owners = 0
    for each in members:
        membership = taken.get(each.row.number)
        role = (each.row.role or "MEMBER") if speaks else (membership.role if membership else "MEMBER")
        owners += role == "OWNER"
        roles[each.row.number] = "MEMBER" if role == "OWNER" and owners > 1 else role
    return roles


@dataclass(frozen=True, slots=True)
class _Bench:
    """What every row is judged with."""

    judge: RowReviewer
    index: Index
    rules: GroupRules
    reliable: bool


def _plan_row(each: Keyed, membership: KnownMembership | None, role: str, bench: _Bench, *, is_shared: bool) -> PlanRow:
    match = _of_the_same(each, membership) if is_shared else _continued(each, membership)
    shown, key = each.shown, each.nickname_key
    proves_nothing = each.row.signup or (not each.row.nickname and not bench.reliable)
    if membership is not None and proves_nothing and membership.nickname:
        shown, key = membership.nickname, membership.nickname_key  # does not overwrite what we know
    typed = each.row.signup and membership is None  # beside other words, so it may break no rule of nicknames
    bench = replace(bench, reliable=False) if typed else bench
    judged = _judged(match, shown, membership, bench, outside=each.row.outside)
    return PlanRow(
        number=each.row.number,
        nickname=shown,
        verdict=judged.verdict,
        tier=match.tier,
        employee_id=match.employee_id,
        suggestions=match.suggestions,
        correct_nickname=judged.correct_nickname,
        reason=judged.reason or match.reason,
        reason_facts={**match.facts, **dict(judged.facts)},
        change=_change(key, membership),
        membership_id=membership.id if membership else None,
        nickname_key=key,
        account_key=each.account,
        role=role,
        joined_at=each.row.joined_at,
        spoke_last_on=each.row.spoke_last_on,
        inviter=each.row.inviter,
    )


def _change(key: str, membership: KnownMembership | None) -> str:
    if membership is None:
        return "joined"
    return "unchanged" if membership.nickname_key == key else "renamed"


def _continued(each: Keyed, membership: KnownMembership | None) -> Match:
    """A membership that was somebody's stays theirs, as long as nothing in the list speaks for somebody else.

    Without this a transfer would make the old nickname ("another department") a stranger's, just when the transfer is
    what the console should say.
    """
    match = each.match
    if membership is None or membership.employee_id is None or match.banned or match.outsider:
        return match
    if match.employee_id == membership.employee_id or match.tier is Tier.MEMORY:
        return match
    same_account = bool(each.account) and each.account == stable_account(membership.account_key)
    if match.employee_id is not None:
        both = (match.employee_id, membership.employee_id)
        return Match(Tier.FUZZY, "membership_was_another_person", suggestions=both, facts=match.facts)
    if match.reason in ("account_bears_another_name", "not_this_person"):
        return match
    if same_account or (each.nickname_key == membership.nickname_key and membership.employee_id in match.suggestions):
        return Match(Tier.MEMORY, "as_before", membership.employee_id, facts=match.facts)
    return match


def _of_the_same(each: Keyed, membership: KnownMembership | None) -> Match:
    """Do the same where other rows bear the nickname: a word about it does not tell which of them it was about."""
    match = each.match
    if membership is None or membership.employee_id is None or each.nickname_key != membership.nickname_key:
        return _continued(each, membership)
    if match.employee_id is None and not match.banned and match.reason != "not_this_person":
        return Match(Tier.MEMORY, "as_before", membership.employee_id, facts=match.facts)
    return _continued(each, membership)


def _judged(match: Match, shown: str, membership: KnownMembership | None, bench: _Bench, *, outside: bool) -> RowReview:
    """Return the verdict on a row. Whom nobody can place is a question, and from outside only by somebody's word.

    ``outside``: the platform itself says that the account is not of the organisation, which is such a word.
    """
    person = bench.index.person(match.employee_id) if match.employee_id is not None else None
    if match.banned:
        return RowReview(Verdict.BANNED)
    if match.outsider:
        return RowReview(
            Verdict.OUTSIDER, facts=(("outsiders", "allowed" if bench.rules.outsiders_allowed else "never"),)
        )
    if person is not None and match.tier.binds:
        return bench.judge.judge(person, shown, membership, names_reliable=bench.reliable)
    if membership is not None and membership.account_kind != "PERSONAL":
        return RowReview(Verdict.OK, "account_of_a_unit")
    if match.suggestions and not match.ambiguous:
        return RowReview(Verdict.SUGGESTED)
    if outside and not match.suggestions:
        return RowReview(Verdict.OUTSIDER, "platform_says_outside")
    return _unplaced(match, shown)


def _unplaced(match: Match, shown: str) -> RowReview:
    """Return the question who somebody is, with a hint where the nickname itself says that they are from elsewhere."""
    if match.reason == "nobody_of_that_name" and (words := words_of_outside(shown)):
        return RowReview(Verdict.AMBIGUOUS, "perhaps_from_outside", (("words", " ".join(words)),))
    return RowReview(Verdict.AMBIGUOUS)


def _warnings(
    members: Sequence[Keyed],
    planned: Mapping[int, PlanRow],
    memberships: Sequence[KnownMembership],
    taken: dict[int, KnownMembership],
    left: Sequence[KnownMembership],
    *,
    reliable: bool,
) -> tuple[str, ...]:
    people = Counter(row.employee_id for row in planned.values() if row.employee_id is not None)
    found = {
        "nicknames_unreliable": bool(members) and not reliable,
        "same_person_twice": any(count > 1 for count in people.values())
        or any(each.match.reason == "same_person_in_several_rows" for each in members),
        "several_owners": sum(each.row.role == "OWNER" for each in members) > 1,
        "no_owner": _takes_the_owners_place(members, taken, left),
        "another_groups_roster": looks_like_another_group(members, memberships, taken),
        "too_many_would_leave": is_mass_removal(len(memberships), len(left)),
        "duplicate_rows": any(row.reason == "duplicate_row" for row in planned.values()),
    }
    return tuple(code for code, holds in found.items() if holds)


def _takes_the_owners_place(
    members: Sequence[Keyed], taken: Mapping[int, KnownMembership], left: Sequence[KnownMembership]
) -> bool:
    """Say whether a list that tells roles names no owner, and shows ours without theirs or not at all."""
    if not any(each.row.role for each in members) or any(each.row.role == "OWNER" for each in members):
        return False
    return any(membership.role == "OWNER" for membership in (*taken.values(), *left))
