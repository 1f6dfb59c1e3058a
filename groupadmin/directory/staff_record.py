"""What one row of a staff list says of a person, and what the person is once it holds."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from groupadmin.directory import vocabulary

# The columns of an employee that a list can change, in the order of every tuple of values here.
FIELDS = (
    "account", "name", "department_id", "post", "level", "employment", "status", "hired_on", "left_on", "is_manager",
)  # fmt: skip
ACCOUNT, NAME, DEPARTMENT, STATUS, HIRED_ON, LEFT_ON = map(
    FIELDS.index, ("account", "name", "department_id", "status", "hired_on", "left_on")
)
DAYS = (HIRED_ON, LEFT_ON)
Values = tuple[Any, ...]


class StaffRecord(NamedTuple):
    """What one row says of one person. None = the file does not say; ids of departments below 0 are new ones."""

    row: int
    staff_no: str
    account: str | None
    name: str
    hired_on: date | None
    department: int | None
    others: tuple[int, ...] | None
    post: str
    level: str
    is_head: bool | None
    employment: str | None
    status: str | None
    left_on: date | None


NO_FACTS = StaffRecord(0, "", None, "", None, None, None, "", "", None, None, None, None)


def values_after(
    facts: StaffRecord, before: Values | None, status: str, today: date, *, heads_anything: bool
) -> Values:
    """Return a person's values once the row holds."""
    old = before or (None, "", None, "", "", "REGULAR", vocabulary.ACTIVE, None, None, False)
    post = facts.post or old[3]
    level = facts.level or old[4]
    says_post = facts.post or facts.level or facts.is_head is not None or before is None
    is_manager = bool(facts.is_head) or heads_anything or leads(post, level) if says_post else old[9]
    return (
        facts.account or old[0],
        facts.name,
        old[DEPARTMENT] if facts.department is None else facts.department,
        post,
        level,
        facts.employment or old[5],
        status,
        facts.hired_on or old[7],
        _left_on(facts, status, old, today),
        is_manager,
    )


def _left_on(facts: StaffRecord, status: str, old: Values, today: date) -> date | None:
    """Return the leaving day: the file's; a leaver without one left today; who is here again has none."""
    known: date | None = old[LEFT_ON]
    if facts.left_on:
        return facts.left_on
    if facts.status is None and status == old[STATUS]:
        return known
    if status in vocabulary.GONE:
        if old[STATUS] in vocabulary.GONE:
            return known
        return known if known and known <= today else today
    return known if status == vocabulary.LEAVING else None


@lru_cache(maxsize=20_000)
def leads(post: str, level: str) -> bool:
    """Remember ``vocabulary.leads`` for the few thousand posts of a company."""
    return vocabulary.leads(post, level)
