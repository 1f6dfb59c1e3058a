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
from members.identity.words import says_outside

# Questions about a row that bears a person's whole name, or what is left of it (a title behind the surname, a hole in
# the name): whoever may still be in the list has not left. A likeness (homophones, pinyin) keeps nobody's membership.
MAY_BE_HERE = frozenset(
    (
        *("namesake_has_left", "namesakes", "namesakes_in_department", "only_one_in_scope", "other_department"),
        *("same_person_in_several_rows", "only_on_the_platform", "perhaps_short_department", "short_department_of_one"),
        *("unknown_unit", "second_of_nickname", "two_names", "variant_characters", "surname_and_title"),
        "lost_characters",
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
    """Give a membership to the only free row that may be its person, and a row the only free one of those it may be."""
    kept = kept_by_questions(rows, memberships, taken)
    may_be = {number: open_ones for number, open_ones in kept.items() if number not in taken}
    claims = Counter(each.id for open_ones in kept.values() for each in open_ones)
    for number, open_ones in may_be.items():
        if len(open_ones) == 1 and claims[open_ones[0].id] == 1:
            taken[number] = open_ones[0]


def kept_by_questions(
    rows: Sequence[Keyed], memberships: Sequence[KnownMembership], taken: dict[int, KnownMembership]
) -> dict[int, list[KnownMembership]]:
    """Return row number → the memberships that stay open because the row may be their person, until somebody says.

    Between accounts that are both known the account tells, so there is nothing to keep.
    """
    holders = {membership.id: number for number, membership in taken.items()}
    of_person: dict[int, list[KnownMembership]] = defaultdict(list)
    for membership in memberships:
        if membership.employee_id is not None:
            of_person[membership.employee_id].append(membership)
    kept: dict[int, list[KnownMembership]] = {}
    for row in rows:
        number = row.row.number
        claimed = (each for person in _may_be(row, taken.get(number)) for each in of_person.get(person, ()))
        found = [each for each in claimed if holders.get(each.id, number) == number and _accounts_agree(row, each)]
        if found:
            kept[number] = found
    return kept


def _may_be(row: Keyed, own: KnownMembership | None) -> Sequence[int]:
    """Return whose membership a row keeps open beside the one that is its own by account or nickname."""
    match = row.match
    if match.employee_id is not None:
        another = own is not None and own.employee_id not in (None, match.employee_id)
        return (match.employee_id,) if another else ()
    if match.reason not in MAY_BE_HERE or any(map(says_outside, match.facts.get("words", "").split())):
        return ()
    return () if own is not None and _is_the_same(row, own) else match.suggestions


def _is_the_same(row: Keyed, own: KnownMembership) -> bool:
    by_account = bool(row.account) and row.account == stable_account(own.account_key)
    return by_account or row.nickname_key == own.nickname_key


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
