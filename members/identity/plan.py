"""The plan: a member list against the roster we have, as a value. Nothing is written here. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from groupadmin.core.brakes import brake
from groupadmin.core.folding import clean, nickname_key
from members.identity.index import Index
from members.identity.judge import Judge, Judgement
from members.identity.match import Matcher, shown_name, stable_account
from members.identity.repeats import doubted
from members.identity.seats import Keyed, looks_like_another_group, seat_rows, seats_by_nickname
from members.identity.values import (
    GroupRules,
    Match,
    Memory,
    PlanRow,
    RosterPlan,
    RosterRow,
    Seat,
    Tier,
    Verdict,
)
from members.identity.words import words_of_outside

# Below this share of rows with a group nickname, a blank one proves nothing (practice §1.2).
LEAST_COVERAGE = 0.3
LONGEST_NICKNAME, LONGEST_ACCOUNT = 128, 64
NOTHING_REMEMBERED = Memory()


def plan(
    rows: Iterable[RosterRow],
    seats: Sequence[Seat],
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
    members, rejected = _members(tidied, Matcher(index, rules, memory, seats_by_nickname(seats)))
    taken = seat_rows(members, seats)
    members = doubted(members, taken)
    roles = _roles(members, taken)
    bench = _Bench(Judge(index, rules), index, rules, reliable)
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
    used = {seat.id for seat in taken.values()}
    left = tuple(seat for seat in seats if seat.id not in used) if full else ()
    return RosterPlan(
        rows=tuple(planned[row.number] for row in tidied),
        left=left,
        nickname_coverage=coverage,
        nicknames_reliable=reliable,
        warnings=_warnings(members, planned, seats, taken, left, reliable=reliable),
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


def _roles(members: Sequence[Keyed], taken: Mapping[int, Seat]) -> dict[int, str]:
    """Return row number → role. A list that names no role at all leaves the roles as they are."""
    speaks = any(each.row.role for each in members)
    roles: dict[int, str] = {}
    owners = 0
    for each in members:
        seat = taken.get(each.row.number)
        role = (each.row.role or "MEMBER") if speaks else (seat.role if seat else "MEMBER")
        owners += role == "OWNER"
        roles[each.row.number] = "MEMBER" if role == "OWNER" and owners > 1 else role
    return roles


@dataclass(frozen=True, slots=True)
class _Bench:
    """What every row is judged with."""

    judge: Judge
    index: Index
    rules: GroupRules
    reliable: bool


def _plan_row(each: Keyed, seat: Seat | None, role: str, bench: _Bench, *, is_shared: bool) -> PlanRow:
    match = _of_the_same(each, seat) if is_shared else _continued(each, seat)
    shown, key = each.shown, each.nickname_key
    proves_nothing = each.row.signup or (not each.row.nickname and not bench.reliable)
    if seat is not None and proves_nothing and seat.nickname:
        shown, key = seat.nickname, seat.nickname_key  # does not overwrite what we know
    typed = each.row.signup and seat is None  # beside other words, so it may break no rule of nicknames
    bench = replace(bench, reliable=False) if typed else bench
    judged = _judged(match, shown, seat, bench, outside=each.row.outside)
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
        change=_change(key, seat),
        seat_id=seat.id if seat else None,
        nickname_key=key,
        account_key=each.account,
        role=role,
        joined_at=each.row.joined_at,
        spoke_last_on=each.row.spoke_last_on,
        inviter=each.row.inviter,
    )


def _change(key: str, seat: Seat | None) -> str:
    if seat is None:
        return "joined"
    return "unchanged" if seat.nickname_key == key else "renamed"


def _continued(each: Keyed, seat: Seat | None) -> Match:
    """A seat that was somebody's stays theirs, as long as nothing in the list speaks for somebody else.

    Without this a transfer would make the old nickname ("another department") a stranger's, just when the transfer is
    what the console should say.
    """
    match = each.match
    if seat is None or seat.employee_id is None or match.banned or match.outsider:
        return match
    if match.employee_id == seat.employee_id or match.tier is Tier.MEMORY:
        return match
    same_account = bool(each.account) and each.account == stable_account(seat.account_key)
    if match.employee_id is not None:
        both = (match.employee_id, seat.employee_id)
        return Match(Tier.FUZZY, "seat_was_another_person", suggestions=both, facts=match.facts)
    if match.reason in ("account_bears_another_name", "not_this_person"):
        return match
    if same_account or (each.nickname_key == seat.nickname_key and seat.employee_id in match.suggestions):
        return Match(Tier.MEMORY, "as_before", seat.employee_id, facts=match.facts)
    return match


def _of_the_same(each: Keyed, seat: Seat | None) -> Match:
    """Do the same where other rows bear the nickname: a word about it does not tell which of them it was about."""
    match = each.match
    if seat is None or seat.employee_id is None or each.nickname_key != seat.nickname_key:
        return _continued(each, seat)
    if match.employee_id is None and not match.banned and match.reason != "not_this_person":
        return Match(Tier.MEMORY, "as_before", seat.employee_id, facts=match.facts)
    return _continued(each, seat)


def _judged(match: Match, shown: str, seat: Seat | None, bench: _Bench, *, outside: bool) -> Judgement:
    """Return the verdict on a row. Whom nobody can place is a question, and from outside only by somebody's word.

    ``outside``: the platform itself says that the account is not of the organisation, which is such a word.
    """
    person = bench.index.person(match.employee_id) if match.employee_id is not None else None
    if match.banned:
        return Judgement(Verdict.BANNED)
    if match.outsider:
        return Judgement(
            Verdict.OUTSIDER, facts=(("outsiders", "allowed" if bench.rules.outsiders_allowed else "never"),)
        )
    if person is not None and match.tier.binds:
        return bench.judge.judge(person, shown, seat, names_reliable=bench.reliable)
    if seat is not None and seat.account_kind != "PERSONAL":
        return Judgement(Verdict.OK, "account_of_a_unit")
    if match.suggestions and not match.ambiguous:
        return Judgement(Verdict.SUGGESTED)
    if outside and not match.suggestions:
        return Judgement(Verdict.OUTSIDER, "platform_says_outside")
    return _unplaced(match, shown)


def _unplaced(match: Match, shown: str) -> Judgement:
    """Return the question who somebody is, with a hint where the nickname itself says that they are from elsewhere."""
    if match.reason == "nobody_of_that_name" and (words := words_of_outside(shown)):
        return Judgement(Verdict.AMBIGUOUS, "perhaps_from_outside", (("words", " ".join(words)),))
    return Judgement(Verdict.AMBIGUOUS)


def _warnings(
    members: Sequence[Keyed],
    planned: Mapping[int, PlanRow],
    seats: Sequence[Seat],
    taken: dict[int, Seat],
    left: Sequence[Seat],
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
        "another_groups_roster": looks_like_another_group(members, seats, taken),
        "too_many_would_leave": brake(len(seats), len(left)),
        "duplicate_rows": any(row.reason == "duplicate_row" for row in planned.values()),
    }
    return tuple(code for code, holds in found.items() if holds)


def _takes_the_owners_place(members: Sequence[Keyed], taken: Mapping[int, Seat], left: Sequence[Seat]) -> bool:
    """Say whether a list that tells roles names no owner, and shows ours without theirs or not at all."""
    if not any(each.row.role for each in members) or any(each.row.role == "OWNER" for each in members):
        return False
    return any(seat.role == "OWNER" for seat in (*taken.values(), *left))
