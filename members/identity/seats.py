"""Which row of a list is which membership that is open now. Pure.

In this order: the platform's account, then the same nickname of the same person, then the same nickname, then the same
person under a new nickname, then a person whom only one row may be. Each seat takes one row and each row one seat.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from members.identity.match import accounts_agree, stable_account
from members.identity.values import Match, RosterRow, Seat

# Questions about a row that bears a person's whole name; a likeness (homophones, pinyin) keeps nobody's seat.
NAMED_IN_FULL = frozenset(
    (
        *("namesake_has_left", "namesakes", "namesakes_in_department", "only_one_in_scope", "other_department"),
        *("same_person_in_several_rows", "only_on_the_platform", "perhaps_short_department", "short_department_of_one"),
    )
)
# Below this share of the present roster found in a list, the list is probably another group's.
LEAST_OVERLAP = 0.2
_FEW_SEATS = 5


@dataclass(frozen=True, slots=True)
class Keyed:
    """A row that is a member, with its keys and whom it matched."""

    row: RosterRow
    shown: str
    nickname_key: str
    account: str
    match: Match


def seat_rows(rows: Sequence[Keyed], seats: Sequence[Seat]) -> dict[int, Seat]:
    """Return row number → seat for every row that continues a membership."""
    taken: dict[int, Seat] = {}
    if not seats:
        return taken
    rows = sorted(rows, key=lambda each: (each.nickname_key, each.account, each.shown))
    _pair(rows, seats, taken, lambda row: row.account, lambda seat: stable_account(seat.account_key))
    _pair(rows, seats, taken, _person_and_name, lambda seat: (seat.employee_id, seat.nickname_key), _accounts_agree)
    _pair(rows, seats, taken, lambda row: row.nickname_key, lambda seat: seat.nickname_key, _accounts_agree)
    _pair(rows, seats, taken, lambda row: row.match.employee_id, lambda seat: seat.employee_id, _accounts_agree)
    _pair_by_suggestion(rows, seats, taken)
    return taken


def _pair_by_suggestion(rows: Sequence[Keyed], seats: Sequence[Seat], taken: dict[int, Seat]) -> None:
    """Keep the membership of somebody who is asked about: who may still be in the list has not left it.

    A seat goes to the only free row that may be its person, and a row to the only free seat of those it may be. Between
    accounts that are both known the account tells, so there is nothing to keep.
    """
    used = {seat.id for seat in taken.values()}
    free = {seat.employee_id: seat for seat in seats if seat.employee_id is not None and seat.id not in used}
    may_be = {
        row.row.number: [each for each in row.match.suggestions if each in free and _accounts_agree(row, free[each])]
        for row in rows
        if row.row.number not in taken and row.match.employee_id is None and row.match.reason in NAMED_IN_FULL
    }
    claims = Counter(each for people in may_be.values() for each in people)
    for number, people in may_be.items():
        if len(people) == 1 and claims[people[0]] == 1:
            taken[number] = free[people[0]]


def seats_by_nickname(seats: Iterable[Seat]) -> dict[str, list[Seat]]:
    """Return folded nickname → the seats that bear it."""
    found: dict[str, list[Seat]] = defaultdict(list)
    for seat in seats:
        found[seat.nickname_key].append(seat)
    return dict(found)


def _person_and_name(row: Keyed) -> tuple[int, str] | None:
    return None if row.match.employee_id is None else (row.match.employee_id, row.nickname_key)


def _accounts_agree(row: Keyed, seat: Seat) -> bool:
    return accounts_agree(row.account, stable_account(seat.account_key))


def _pair(
    rows: Iterable[Keyed],
    seats: Iterable[Seat],
    taken: dict[int, Seat],
    key_of_row: Callable[[Keyed], Hashable],
    key_of_seat: Callable[[Seat], Hashable],
    agree: Callable[[Keyed, Seat], bool] = lambda _row, _seat: True,
) -> None:
    """Give seats to rows of the same key, in the order of their keys' first appearance; empty keys pair nothing."""
    used = {seat.id for seat in taken.values()}
    free: dict[Hashable, list[Seat]] = defaultdict(list)
    for seat in seats:
        if seat.id not in used and key_of_seat(seat):
            free[key_of_seat(seat)].append(seat)
    for row in rows:
        if row.row.number in taken or not (key := key_of_row(row)):
            continue
        fitting = next((seat for seat in free.get(key, ()) if agree(row, seat)), None)
        if fitting is not None:
            taken[row.row.number] = fitting
            free[key].remove(fitting)


def looks_like_another_group(rows: Sequence[Keyed], seats: Sequence[Seat], taken: dict[int, Seat]) -> bool:
    """Tell whether almost nobody of the present roster is in a list that is long enough to hold them."""
    if len(seats) < _FEW_SEATS or len(rows) < _FEW_SEATS:
        return False
    return len(taken) < LEAST_OVERLAP * min(len(seats), len(rows))
