"""Which row of a list is which membership that is open now. Pure.

In this order: the platform's account, then the same nickname of the same person, then the same nickname, then the same
person under a new nickname. Each seat takes one row and each row one seat.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from members.identity.match import stable_account
from members.identity.values import Match, RosterRow, Seat

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
    return taken


def _person_and_name(row: Keyed) -> tuple[int, str] | None:
    return None if row.match.employee_id is None else (row.match.employee_id, row.nickname_key)


def _accounts_agree(row: Keyed, seat: Seat) -> bool:
    """Two accounts that are both known and differ are two members, whatever they call themselves."""
    known = stable_account(seat.account_key)
    return not (row.account and known) or row.account == known


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
