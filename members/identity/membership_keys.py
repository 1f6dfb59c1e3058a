"""Which row of a list is which membership that is open now. Pure.

In this order: the platform's account, then the same nickname of the same person, then the same nickname, then the same
person under a new nickname, then a person whom only one row may be. Each membership takes one row and each row one
membership.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from members.identity.match import accounts_agree, stable_account
from members.identity.values import KnownMembership, Match, RosterRow

# Questions about a row that bears a person's whole name; a likeness (homophones, pinyin) keeps nobody's membership.
NAMED_IN_FULL = frozenset(
    (
        *("namesake_has_left", "namesakes", "namesakes_in_department", "only_one_in_scope", "other_department"),
        *("same_person_in_several_rows", "only_on_the_platform", "perhaps_short_department", "short_department_of_one"),
    )
)
# Below this share of the present roster found in a list, the list is probably another group's.
LEAST_OVERLAP = 0.2
_FEW_MEMBERSHIPS = 5


@dataclass(frozen=True, slots=True)
class Keyed:
    """A row that is a member, with its keys and whom it matched."""

    row: RosterRow
    shown: str
    nickname_key: str
    account: str
    match: Match


def match_memberships(rows: Sequence[Keyed], memberships: Sequence[KnownMembership]) -> dict[int, KnownMembership]:
    """Return row number → membership for every row that continues a membership."""
    taken: dict[int, KnownMembership] = {}
    if not memberships:
        return taken
    rows = sorted(rows, key=lambda each: (each.nickname_key, each.account, each.shown))
    _pair(rows, memberships, taken, lambda row: row.account, lambda membership: stable_account(membership.account_key))
    _pair(
        rows,
        memberships,
        taken,
        _person_and_name,
        lambda membership: (membership.employee_id, membership.nickname_key),
        _accounts_agree,
    )
    _pair(
        rows,
        memberships,
        taken,
        lambda row: row.nickname_key,
        lambda membership: membership.nickname_key,
        _accounts_agree,
    )
    _pair(
        rows,
        memberships,
        taken,
        lambda row: row.match.employee_id,
        lambda membership: membership.employee_id,
        _accounts_agree,
    )
    _pair_by_suggestion(rows, memberships, taken)
    return taken


def _pair_by_suggestion(
    rows: Sequence[Keyed], memberships: Sequence[KnownMembership], taken: dict[int, KnownMembership]
) -> None:
    """Keep the membership of somebody who is asked about: who may still be in the list has not left it.

    A membership goes to the only free row that may be its person, and a row to the only free membership of those it may
    be. Between accounts that are both known the account tells, so there is nothing to keep.
    """
    used = {membership.id for membership in taken.values()}
    free = {
        membership.employee_id: membership
        for membership in memberships
        if membership.employee_id is not None and membership.id not in used
    }
    may_be = {
        row.row.number: [each for each in row.match.suggestions if each in free and _accounts_agree(row, free[each])]
        for row in rows
        if row.row.number not in taken and row.match.employee_id is None and row.match.reason in NAMED_IN_FULL
    }
    claims = Counter(each for people in may_be.values() for each in people)
    for number, people in may_be.items():
        if len(people) == 1 and claims[people[0]] == 1:
            taken[number] = free[people[0]]


def memberships_by_nickname(memberships: Iterable[KnownMembership]) -> dict[str, list[KnownMembership]]:
    """Return folded nickname → the memberships that bear it."""
    found: dict[str, list[KnownMembership]] = defaultdict(list)
    for membership in memberships:
        found[membership.nickname_key].append(membership)
    return dict(found)


def _person_and_name(row: Keyed) -> tuple[int, str] | None:
    return None if row.match.employee_id is None else (row.match.employee_id, row.nickname_key)


def _accounts_agree(row: Keyed, membership: KnownMembership) -> bool:
    return accounts_agree(row.account, stable_account(membership.account_key))


def _pair(
    rows: Iterable[Keyed],
    memberships: Iterable[KnownMembership],
    taken: dict[int, KnownMembership],
    key_of_row: Callable[[Keyed], Hashable],
    key_of_membership: Callable[[KnownMembership], Hashable],
    agree: Callable[[Keyed, KnownMembership], bool] = lambda _row, _membership: True,
) -> None:
    """Give memberships to rows of the same key, in the order of first appearance; empty keys pair nothing."""
    used = {membership.id for membership in taken.values()}
    free: dict[Hashable, list[KnownMembership]] = defaultdict(list)
    for membership in memberships:
        if membership.id not in used and key_of_membership(membership):
            free[key_of_membership(membership)].append(membership)
    for row in rows:
        if row.row.number in taken or not (key := key_of_row(row)):
            continue
        fitting = next((membership for membership in free.get(key, ()) if agree(row, membership)), None)
        if fitting is not None:
            taken[row.row.number] = fitting
            free[key].remove(fitting)


def looks_like_another_group(
    rows: Sequence[Keyed], memberships: Sequence[KnownMembership], taken: dict[int, KnownMembership]
) -> bool:
    """Tell whether almost nobody of the present roster is in a list that is long enough to hold them."""
    if len(memberships) < _FEW_MEMBERSHIPS or len(rows) < _FEW_MEMBERSHIPS:
        return False
    return len(taken) < LEAST_OVERLAP * min(len(memberships), len(rows))
