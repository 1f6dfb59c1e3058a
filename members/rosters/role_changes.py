"""Which roles in a group a list would change, and the same list without them. Pure: no query, no Django model.

A role in the group is a right in the console, so it changes by the word of somebody who may give it (``role_words``),
never because an export says so. What counts is who would run the group afterwards: a role in the list, a runner who is
missing from it, and another person behind a runner's nickname are the same change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from members.rosters.roster_changes import MEMBER, UNJUDGED, MembershipFacts, RosterChanges, tell_namesakes_apart

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


def _key(facts: Mapping[str, Any], was: Mapping[str, Any] | None = None) -> tuple[str, Any]:
    """Return who somebody is: the employee, else the account or the nickname that they were known by."""
    if facts["employee_id"]:
        return "employee", facts["employee_id"]
    known = was or facts
    return ("account", known["account_key"]) if known["account_key"] else ("nickname", known["nickname_key"])


def _role(found: tuple[Any, ...] | None) -> str:
    return str(found[1]["role"]) if found else MEMBER


def _step(
    before: tuple[int, MembershipFacts] | None, after: tuple[int, MembershipFacts, Any] | None, moves: RosterChanges
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
