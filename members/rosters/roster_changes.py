"""From a decided plan to the facts to write: who opens, who changes what, who closes. Pure: no query, no Django model.

The evidence rules of a list (design §3, practice §1.2, §1.3):

* only a full list closes a stay, and never one that a later list has seen;
* a list older than the last one that saw a member confirms the member and changes nothing of what is shown;
* a joining time later than the last list that saw the account proves that it left and came back: a new stay;
* a list in which nobody has a role says nothing about roles, and one in which nobody has a day of speaking says nothing
  about who has spoken.

A role in the group is a right in the console, so it changes by the word of somebody who may give it (``role_words``),
never because an export says so. What counts is who would run the group afterwards: a role in the list, a runner who is
missing from it, and another person behind a runner's nickname are the same change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from members.identity.values import PlanRow, RosterPlan, Tier, Verdict

EMPLOYEE, OUTSIDER, UNKNOWN = "EMPLOYEE", "OUTSIDER", "UNKNOWN"
OWNER, MEMBER = "OWNER", "MEMBER"
# The facts of a stay that a list can change, in the order in which an undo keeps them.
CHANGING = (
    "identity",
    "employee_id",
    "identified_in_id",
    "tier",
    "nickname",
    "nickname_key",
    "namesake",
    "account_key",
    "role",
    "nickname_fits",
    "nickname_problem",
    "correct_nickname",
    "nickname_judged_by",
    "nickname_judged_in",
    "misnamed_since",
    "joined_at",
    "first_seen_at",
    "last_seen_at",
    "gone_by",
    "spoke_last_on",
    "speech_known_on",
    "inviter",
    "evidence_id",
)
MembershipFacts = dict[str, Any]
# A nickname on which nothing has been said; ``naming`` finds such stays and judges them.
UNJUDGED: Mapping[str, Any] = {
    "nickname_fits": None,
    "nickname_problem": "",
    "correct_nickname": "",
    "nickname_judged_by": None,
    "nickname_judged_in": None,
    "misnamed_since": None,
}


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What holds for every row of one list."""

    roster_id: int
    full: bool
    taken_at: datetime
    taken_on: date
    absent_at: datetime | None
    nicknames_reliable: bool
    says_roles: bool
    says_speech: bool = False
    regulation_id: int | None = None
    has_pattern: bool = False
    departments: Mapping[int, int | None] = field(default_factory=dict)  # of the employees in the list


@dataclass(slots=True)
class RosterChanges:
    """What applying writes: new stays, changed facts by stay, and the stays that were only seen again."""

    opened: list[MembershipFacts] = field(default_factory=list)
    changed: dict[int, MembershipFacts] = field(default_factory=dict)
    seen_again: list[int] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    former_owner: int | None = None


def changes_of(plan: RosterPlan, memberships: Mapping[int, MembershipFacts], facts: ListFacts) -> RosterChanges:
    """Return what one list changes in ``stays`` (present stays by id, each with the facts of CHANGING)."""
    moves = RosterChanges()
    for row in plan.rows:
        if row.verdict is Verdict.REJECTED:
            continue
        number = row.membership_id
        if number is None or (membership := memberships.get(number)) is None:
            moves.opened.append(_opening(row, facts))
        elif _came_back(row, membership, facts):
            moves.changed[number] = {"gone_by": row.joined_at}
            moves.closed.append(number)
            moves.opened.append(_opening(row, facts) | {"absent_at": None})
        else:
            _seen(moves, row, number, membership, facts)
    if facts.full:
        _close(moves, (membership.id for membership in plan.left), memberships, facts)
    moves.former_owner = _former_owner(moves, memberships)
    tell_namesakes_apart(moves, memberships)
    return moves


def _opening(row: PlanRow, facts: ListFacts) -> MembershipFacts:
    return {
        **_who(row, None, facts),
        **_nickname(row, None, facts),
        "nickname": row.nickname,
        "nickname_key": row.nickname_key,
        "account_key": row.account_key,
        "role": row.role,
        "joined_at": row.joined_at,
        "absent_at": facts.absent_at if facts.absent_at and facts.absent_at < facts.taken_at else None,
        "first_seen_at": facts.taken_at,
        "last_seen_at": facts.taken_at,
        "spoke_last_on": row.spoke_last_on,
        "speech_known_on": facts.taken_on if facts.says_speech else None,
        "inviter": row.inviter,
        "evidence_id": facts.roster_id,
    }


def _came_back(row: PlanRow, membership: MembershipFacts, facts: ListFacts) -> bool:
    return bool(row.joined_at and membership["last_seen_at"] < row.joined_at <= facts.taken_at)


def _seen(moves: RosterChanges, row: PlanRow, number: int, membership: MembershipFacts, facts: ListFacts) -> None:
    """Note one account that was in before and still is."""
    if facts.taken_at < membership["last_seen_at"]:
        if facts.taken_at < membership["first_seen_at"]:
            moves.changed[number] = {"first_seen_at": facts.taken_at}
        return
    new: MembershipFacts = {**_who(row, membership, facts), **_nickname(row, membership, facts)}
    if row.nickname:
        new |= {"nickname": row.nickname, "nickname_key": row.nickname_key}
    if row.account_key:
        new["account_key"] = row.account_key
    if facts.says_roles:
        new["role"] = row.role
    if row.joined_at and not membership["joined_at"]:
        new["joined_at"] = row.joined_at
    if row.spoke_last_on and (membership["spoke_last_on"] is None or membership["spoke_last_on"] < row.spoke_last_on):
        new["spoke_last_on"] = row.spoke_last_on
    if row.inviter:
        new["inviter"] = row.inviter
    differs = {name: value for name, value in new.items() if membership[name] != value}
    moves.seen_again.append(number)
    if differs:
        moves.changed[number] = differs


def _who(row: PlanRow, membership: MembershipFacts | None, facts: ListFacts) -> MembershipFacts:
    """Return who is behind a row and, where that is new, the department they are in now."""
    who = identity_of(row, reliable=facts.nicknames_reliable)
    if membership is None or membership["employee_id"] != who["employee_id"]:
        who["identified_in_id"] = facts.departments.get(who["employee_id"])
    return who


def identity_of(row: PlanRow, *, reliable: bool = True) -> MembershipFacts:
    """Return who is behind a row, as far as it may be written: only sure tiers name an employee (practice §4.3).

    Where nicknames cannot be trusted, a name that nobody bears shows nothing: unknown, not from outside.
    """
    tier = row.tier.value
    if row.employee_id and row.tier.binds:
        return {"identity": EMPLOYEE, "employee_id": row.employee_id, "tier": tier}
    outside = row.verdict in (Verdict.OUTSIDER, Verdict.BANNED) and (reliable or row.tier is Tier.MEMORY)
    return {"identity": OUTSIDER if outside else UNKNOWN, "employee_id": None, "tier": tier}


def _nickname(row: PlanRow, membership: MembershipFacts | None, facts: ListFacts) -> MembershipFacts:
    """Return the nickname's verdict with what it holds for: this edition of the rule, and this person's department.

    Where nicknames cannot be trusted (practice §1.2) what was known stays. What the plan does not judge (strangers,
    leavers, people out of scope) is left to ``naming``: as it is while nothing changes, else marked as not judged.
    """
    if not facts.nicknames_reliable:
        return {} if membership is not None else dict(UNJUDGED)
    if not (facts.has_pattern and row.employee_id and row.verdict in (Verdict.OK, Verdict.MISNAMED)):
        same = membership and (membership["nickname_key"], membership["employee_id"]) == (
            row.nickname_key,
            row.employee_id,
        )
        return {} if same else dict(UNJUDGED)
    fits = row.verdict is Verdict.OK
    before = membership["misnamed_since"] if membership and membership["nickname_fits"] is False else None
    return {
        "nickname_fits": fits,
        "nickname_problem": "" if fits else f"{row.reason}:{row.reason_facts.get('offending', '')}"[:255],
        "correct_nickname": "" if fits else row.correct_nickname[:128],
        "nickname_judged_by": facts.regulation_id,
        "nickname_judged_in": facts.departments.get(row.employee_id),
        "misnamed_since": None if fits else before or facts.taken_on,
    }


def _close(
    moves: RosterChanges, left: Iterable[int], memberships: Mapping[int, MembershipFacts], facts: ListFacts
) -> None:
    for number in left:
        if number in memberships and memberships[number]["last_seen_at"] <= facts.taken_at:
            moves.closed.append(number)
            moves.changed[number] = {"gone_by": facts.taken_at}


def tell_namesakes_apart(moves: RosterChanges, memberships: Mapping[int, MembershipFacts]) -> None:
    """Give whoever takes a nickname the first place that is free among those who bear it; nobody else's changes."""
    closed = set(moves.closed)
    taken: dict[str, set[int]] = {}
    new: list[tuple[MembershipFacts, MembershipFacts]] = []
    for number, membership in memberships.items():
        changed = moves.changed.get(number)
        if number in closed:
            continue
        if (
            changed is not None
            and changed.get("nickname_key", membership["nickname_key"]) != membership["nickname_key"]
        ):
            new.append((changed, membership))
        else:
            taken.setdefault(membership["nickname_key"], set()).add(membership["namesake"])
    new += [(facts, {"namesake": None}) for facts in moves.opened]
    for facts, membership in new:
        places = taken.setdefault(facts["nickname_key"], set())
        place = next(number for number in range(len(places) + 1) if number not in places)
        places.add(place)
        if place != membership["namesake"]:
            facts["namesake"] = place


def _former_owner(moves: RosterChanges, memberships: Mapping[int, MembershipFacts]) -> int | None:
    """Return the stay that must give up the owner's membership before another takes it; None when none must."""
    named = [facts for facts in [*moves.opened, *moves.changed.values()] if facts.get("role") == OWNER]
    held = next((number for number, membership in memberships.items() if membership["role"] == OWNER), None)
    if not named or held is None or held in moves.closed:
        return None
    moves.changed.setdefault(held, {}).setdefault("role", MEMBER)
    return held


GONE = ""
WHO = ("identity", "employee_id", "identified_in_id", "tier")


@dataclass(frozen=True, slots=True)
class RoleStep:
    """One person whose role would change: from ``before`` to ``after`` ("" is: not in the group).

    ``stay`` is their membership now; ``opened`` the place among the stays that the list opens; ``facts`` what is to be
    written to the stay once somebody who may has agreed.
    """

    employee_id: int | None
    nickname: str
    before: str
    after: str
    membership_id: int | None = None
    opened: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def role_steps(moves: RosterChanges, memberships: Mapping[int, MembershipFacts]) -> list[RoleStep]:
    """Return the roles that a list's movements would change, the highest first."""
    before = {_key(facts): (number, facts) for number, facts in memberships.items() if facts["role"] != MEMBER}
    after = {_key(facts, was): (place, facts, was) for place, facts, was in _afterwards(moves, memberships)}
    steps = [
        _step(before.get(key), after.get(key), moves)
        for key in {**before, **after}
        if _role(before.get(key)) != _role(after.get(key))
    ]
    return sorted(steps, key=lambda one: (one.before == MEMBER, one.before, one.after, one.nickname))


def at_stake(steps: Iterable[RoleStep], working: Collection[int]) -> list[RoleStep]:
    """Return the steps that need a word: somebody gains a role, or an employee who works here (``working``) loses one.

    Nobody loses a right who has none: that a leaver's or an outsider's membership ends needs nobody's word.
    """
    return [one for one in steps if one.after not in (GONE, MEMBER) or one.employee_id in working]


def without_roles(moves: RosterChanges, memberships: Mapping[int, MembershipFacts], working: Collection[int]) -> None:
    """Take every change of a role out of the movements: who runs the group stays who runs it."""
    heirs = {}
    for number in moves.closed:
        heirs[_key(memberships[number])] = memberships[number]["role"]
    for facts in moves.opened:
        facts["role"] = heirs.get(_key(facts), MEMBER)
    kept = [number for number in moves.closed if _is_protected(memberships[number], working, moves)]
    moves.closed = [number for number in moves.closed if number not in set(kept)]
    for number in kept:
        moves.changed.pop(number, None)
    for number, facts in list(moves.changed.items()):
        facts.pop("role", None)
        if memberships[number]["role"] != MEMBER and "employee_id" in facts:
            _keep_who(facts)
        if not facts:
            del moves.changed[number]
    moves.former_owner = None
    tell_namesakes_apart(moves, memberships)


def _keep_who(facts: MembershipFacts) -> None:
    """Leave a runner who they are; a new nickname of theirs is judged by the night."""
    for name in WHO:
        facts.pop(name, None)
    if "nickname_key" in facts:
        facts.update(UNJUDGED)
        return
    for name in UNJUDGED:
        facts.pop(name, None)


def _is_protected(membership_id: MembershipFacts, working: Collection[int], moves: RosterChanges) -> bool:
    """Say whether a membership that the list would end is of a runner who works here and has no other one after it."""
    comes_back = any(_key(facts) == _key(membership_id) for facts in moves.opened)
    return membership_id["role"] != MEMBER and membership_id["employee_id"] in working and not comes_back


def _afterwards(
    moves: RosterChanges, memberships: Mapping[int, MembershipFacts]
) -> Iterable[tuple[int, MembershipFacts, MembershipFacts | None]]:
    """Yield who would run the group: (stay, facts then, facts now); of a new one (-1 - its place, facts, None)."""
    closed = set(moves.closed)
    for number, now in memberships.items():
        then = {**now, **moves.changed.get(number, {})}
        if number not in closed and then["role"] != MEMBER:
            yield number, then, now
    for place, facts in enumerate(moves.opened):
        if facts["role"] != MEMBER:
            yield -1 - place, facts, None


def _key(facts: Mapping[str, object], was: Mapping[str, object] | None = None) -> tuple[str, Any]:
    """Return who somebody is: the employee, else the account or the nickname that they were known by."""
    if facts["employee_id"]:
        return "employee", facts["employee_id"]
    known = was or facts
    return ("account", known["account_key"]) if known["account_key"] else ("nickname", known["nickname_key"])


def _role(found: tuple[Any, ...] | None) -> str:
    return str(found[1]["role"]) if found else MEMBER


def _step(
    before: tuple[int, MembershipFacts] | None, after: tuple[int, MembershipFacts, object] | None, moves: RosterChanges
) -> RoleStep:
    if after is None:
        number, facts = before  # type: ignore[misc]  # one of the two is there
        is_closed = number in moves.closed
        new = _to_write(number, moves) if not is_closed else {"gone_by": moves.changed[number]["gone_by"]}
        role = GONE if is_closed else MEMBER
        return RoleStep(facts["employee_id"], facts["nickname"], facts["role"], role, membership_id=number, facts=new)
    place, facts, _now = after
    was = before[1]["role"] if before else MEMBER
    if place < 0:
        opened = -1 - place
        return RoleStep(
            facts["employee_id"], facts["nickname"], was, facts["role"], opened=opened, facts={"role": facts["role"]}
        )
    return RoleStep(facts["employee_id"], facts["nickname"], was, facts["role"], place, facts=_to_write(place, moves))


def _to_write(number: int, moves: RosterChanges) -> MembershipFacts:
    """Return what is held back of a stay: its role, and who is behind it."""
    changed = moves.changed.get(number, {})
    return {name: changed[name] for name in ("role", *WHO) if name in changed}
