"""From a decided plan to the facts to write: who opens, who changes what, who closes. Pure: no query, no Django model.

The evidence rules of a list (design §3, practice §1.2, §1.3):

* only a full list closes a stay, and never one that a later list has seen;
* a list older than the last one that saw a member confirms the member and changes nothing of what is shown;
* a joining time later than the last list that saw the account proves that it left and came back: a new stay;
* a list in which nobody has a role says nothing about roles; one with roles names them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    "tier",
    "nickname",
    "nickname_key",
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
    "inviter",
    "evidence_id",
)
Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What holds for every row of one list."""

    roster_id: int
    full: bool
    taken_at: datetime
    taken_on: date
    absent_at: datetime | None
    nicknames_reliable: bool
    regulation_id: int | None
    department_id: int | None


@dataclass(slots=True)
class Movements:
    """What applying writes: new stays, changed facts by stay, and the stays that were only seen again."""

    opened: list[Facts] = field(default_factory=list)
    changed: dict[int, Facts] = field(default_factory=dict)
    seen_again: list[int] = field(default_factory=list)
    closed: list[int] = field(default_factory=list)
    former_owner: int | None = None


def movements(plan: RosterPlan, stays: Mapping[int, Facts], facts: ListFacts) -> Movements:
    """Return what one list changes in ``stays`` (present stays by id, each with the facts of CHANGING)."""
    moves = Movements()
    rows = _with_one_owner([row for row in plan.rows if row.verdict is not Verdict.REJECTED])
    says_roles = any(row.role not in ("", MEMBER) for row in rows)
    for row in rows:
        stay = stays.get(row.seat_id) if row.seat_id else None
        if stay is None:
            moves.opened.append(_opening(row, facts))
        elif _came_back(row, stay, facts):
            moves.changed[row.seat_id or 0] = {"gone_by": row.joined_at}
            moves.closed.append(row.seat_id or 0)
            moves.opened.append(_opening(row, facts) | {"absent_at": None})
        else:
            _seen(moves, row, stay, facts, says_roles)
    if facts.full:
        _close(moves, (seat.id for seat in plan.left), stays, facts)
    moves.former_owner = _former_owner(moves, stays)
    return moves


def _with_one_owner(rows: Sequence[PlanRow]) -> list[PlanRow]:
    """Keep the first owner that a list names; a second one can only be a slip and is taken for an admin."""
    from dataclasses import replace

    seen, kept = False, []
    for row in rows:
        kept.append(replace(row, role="ADMIN") if seen and row.role == OWNER else row)
        seen = seen or row.role == OWNER
    return kept


def _opening(row: PlanRow, facts: ListFacts) -> Facts:
    return {
        **identity_of(row),
        **_nickname(row, None, facts),
        "nickname": row.nickname,
        "nickname_key": row.nickname_key,
        "account_key": row.account_key,
        "role": row.role or MEMBER,
        "joined_at": row.joined_at,
        "absent_at": facts.absent_at if facts.absent_at and facts.absent_at < facts.taken_at else None,
        "first_seen_at": facts.taken_at,
        "last_seen_at": facts.taken_at,
        "spoke_last_on": row.spoke_last_on,
        "inviter": row.inviter,
        "evidence_id": facts.roster_id,
    }


def _came_back(row: PlanRow, stay: Facts, facts: ListFacts) -> bool:
    return bool(row.joined_at and stay["last_seen_at"] < row.joined_at <= facts.taken_at)


def _seen(moves: Movements, row: PlanRow, stay: Facts, facts: ListFacts, says_roles: bool) -> None:
    """Note one account that was in before and still is."""
    if facts.taken_at < stay["last_seen_at"]:
        if facts.taken_at < stay["first_seen_at"]:
            moves.changed[row.seat_id or 0] = {"first_seen_at": facts.taken_at}
        return
    new: Facts = {**identity_of(row), **_nickname(row, stay, facts)}
    if row.nickname:
        new |= {"nickname": row.nickname, "nickname_key": row.nickname_key}
    if row.account_key:
        new["account_key"] = row.account_key
    if says_roles:
        new["role"] = row.role or MEMBER
    if row.joined_at and not stay["joined_at"]:
        new["joined_at"] = row.joined_at
    if row.spoke_last_on and (stay["spoke_last_on"] is None or stay["spoke_last_on"] < row.spoke_last_on):
        new["spoke_last_on"] = row.spoke_last_on
    if row.inviter:
        new["inviter"] = row.inviter
    differs = {name: value for name, value in new.items() if stay[name] != value}
    moves.seen_again.append(row.seat_id or 0)
    if differs:
        moves.changed[row.seat_id or 0] = differs


def identity_of(row: PlanRow) -> Facts:
    """Return who is behind a row, as far as it may be written: only sure tiers name an employee (practice §4.3)."""
    sure = row.tier in (Tier.EXACT, Tier.NAME, Tier.MEMORY)
    if row.employee_id and sure:
        return {"identity": EMPLOYEE, "employee_id": row.employee_id, "tier": row.tier.value}
    if row.verdict in (Verdict.OUTSIDER, Verdict.BANNED):
        return {"identity": OUTSIDER, "employee_id": None, "tier": row.tier.value}
    return {"identity": UNKNOWN, "employee_id": None, "tier": row.tier.value}


def _nickname(row: PlanRow, stay: Facts | None, facts: ListFacts) -> Facts:
    """Return the nickname's verdict; where nicknames cannot be trusted (practice §1.2) what was known stays."""
    if not facts.nicknames_reliable and stay is not None:
        return {}
    fits = row.nickname_fits if facts.nicknames_reliable else None
    before = stay["misnamed_since"] if stay and stay["nickname_fits"] is False else None
    return {
        "nickname_fits": fits,
        "nickname_problem": row.nickname_problem if fits is False else "",
        "correct_nickname": row.correct_nickname if fits is False else "",
        "nickname_judged_by": facts.regulation_id if fits is not None else None,
        "nickname_judged_in": facts.department_id if fits is not None else None,
        "misnamed_since": (before or facts.taken_on) if fits is False else None,
    }


def _close(moves: Movements, left: Iterable[int], stays: Mapping[int, Facts], facts: ListFacts) -> None:
    for number in left:
        if number in stays and stays[number]["last_seen_at"] <= facts.taken_at:
            moves.closed.append(number)
            moves.changed[number] = {"gone_by": facts.taken_at}


def _former_owner(moves: Movements, stays: Mapping[int, Facts]) -> int | None:
    """Return the stay that holds the owner's seat and must give it up before another takes it; None when nobody must."""
    named = [facts for facts in [*moves.opened, *moves.changed.values()] if facts.get("role") == OWNER]
    held = next((number for number, stay in stays.items() if stay["role"] == OWNER), None)
    if not named or held is None:
        return None
    if held not in moves.closed and moves.changed.get(held, {}).get("role") is None:
        moves.changed.setdefault(held, {})["role"] = MEMBER
    return held
