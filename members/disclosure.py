"""How much of a person a list tells whoever brought it: no more than the page of people would.

Of somebody whom the reader may not look up, and who is in no group of theirs, a row that says the name itself is
answered with the department; one that says less, such as a staff number alone, only with "in the directory".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import copy
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupadmin.core import audit
from groupadmin.core.errors import DomainError
from groupadmin.core.models import AuditEvent
from groupadmin.directory.models import Employee
from members import access
from members.identity.values import Decision, PlanRow, Tier

# A log-in gives so many staff numbers of strangers a day, no more: to name a colleague, not to read the directory.
MOST_NUMBERS, A_DAY = 20, timedelta(days=1)
GIVEN = "identity.number_given"


class TooManyNumbers(DomainError):
    code = "too_many_numbers"
    wording = gettext_lazy(
        "You have named %(most)s people today whom you may not look up yourself. Please ask HR to name the others."
    )


def people_for(reader: object, rows: Iterable[PlanRow], ids: Iterable[int]) -> dict[int, Employee]:
    """Return people by number, each with as much as the reader may be told by these rows: two or three queries."""
    people = Employee.objects.select_related("department").in_bulk(set(ids))
    known = access.people_known_to(reader, people)
    if known is None:
        return people
    said = _said(rows, people)
    return {pk: one if pk in known else _veiled(one, is_named=pk in said) for pk, one in people.items()}


def note_numbers(decided: Mapping[int, Decision], rows: Iterable[PlanRow], *, actor: audit.Actor, at: datetime) -> None:
    """Note whom a log-in named that neither the list suggested nor it may look up. Raises TooManyNumbers."""
    offered = {row.number: {*row.suggestions, row.employee_id} for row in rows if row.number in decided}
    named = {
        one.employee_id
        for row, one in decided.items()
        if one.employee_id is not None and one.employee_id not in offered.get(row, ())
    }
    note_named(named, actor=actor, at=at)


def note_named(people: Collection[int], *, actor: audit.Actor, at: datetime) -> None:
    """Note whom a log-in named by their number though it may not look them up. Raises TooManyNumbers."""
    known = access.people_known_to(actor, people) if people else None
    beyond = set() if known is None else set(people) - known
    if not beyond:
        return
    given = AuditEvent.objects.filter(actor_id=actor.pk, action=GIVEN, at__gt=at - A_DAY).count() if actor else 0
    if given + len(beyond) > MOST_NUMBERS:
        raise TooManyNumbers(most=MOST_NUMBERS)
    strangers = Employee.objects.filter(pk__in=beyond)
    audit.record_many(audit.event(GIVEN, one, actor=actor, at=at) for one in strangers)


def _said(rows: Iterable[PlanRow], people: Mapping[int, Employee]) -> set[int]:
    """Return the people whose own name stands in a row that means them."""
    said = set()
    for row in rows:
        if row.employee_id and row.tier in (Tier.EXACT, Tier.NAME):
            said.add(row.employee_id)
        for pk in (*row.suggestions, row.employee_id or 0):
            if pk in people and people[pk].name in row.nickname:
                said.add(pk)
    return said


def _veiled(person: Employee, *, is_named: bool) -> Employee:
    veiled = copy(person)
    # The end of the number tells two of one name and department apart.
    veiled.staff_no = f"…{person.staff_no[-2:]}" if is_named else ""
    if not is_named:
        veiled.name, veiled.department = _("somebody in the directory"), None
    return veiled
