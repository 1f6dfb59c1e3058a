"""What a person decided in the preview, put into the plan: the rows they named get their identity, the rest stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from groupadmin.core.errors import DomainError
from groupadmin.core.keyset import number_in
from groupadmin.core.picking import PickBox
from groupadmin.directory import picking
from groupadmin.directory.models import Employee
from members.identity.values import Decision, KnownMembership, PlanRow, RosterPlan, Verdict

# What a choice in the preview or on the group page is written as.
OUTSIDER, BANNED, EMPLOYEE, NOT, STAFF_NO = "outsider", "banned", "employee:", "not:", "staff:"
# Where the boxes for somebody else look people up.
PEOPLE = picking.PersonField.address
JudgeRow = Callable[[PlanRow, Decision], PlanRow]


class UnknownChoice(DomainError):
    code = "unknown_choice"
    wording = _("Line %(row)s: “%(choice)s” is no answer. Choose a person, “from outside” or “banned”.")


class UnknownStaffNumber(DomainError):
    code = "unknown_staff_number"
    wording = _(
        "Line %(row)s: it is not clear who “%(staff_no)s” is. Choose below the box, or correct the name or the number."
    )


def read_choices(choices: Mapping[int, str], *, decided_by: str) -> dict[int, Decision]:
    """Return row number → decision for choices written ``employee:17``, ``not:17``, ``staff:000123``, ``outsider``,
    ``banned``.

    An empty choice is none. Raises UnknownChoice and UnknownStaffNumber.
    """
    answered = {row: choice.strip() for row, choice in choices.items() if choice.strip()}
    known = _employees(answered)
    decisions = {}
    for row, choice in answered.items():
        if choice in (OUTSIDER, BANNED):
            decisions[row] = Decision(employee_id=None, banned=choice == BANNED, decided_by=decided_by)
        elif choice in known:
            denied = choice.startswith(NOT)
            decisions[row] = Decision(employee_id=known[choice], denied=denied, decided_by=decided_by)
        elif choice.startswith(STAFF_NO):
            raise UnknownStaffNumber(row=row, staff_no=choice.removeprefix(STAFF_NO))
        else:
            raise UnknownChoice(row=row, choice=choice)
    return decisions


def typed_choice(name: str, data: Mapping[str, str], reader: Any) -> str:
    """Return the choice of whom somebody typed into a box, where that is clear; as it was typed where it is not."""
    typed = str(PickBox(PEOPLE).value_from_datadict(data, {}, name) or "").strip()
    return f"{STAFF_NO}{picking.number_of(reader, typed)}" if typed else ""


def box_for(typed: str, reader: Any) -> PickBox:
    """Return the box for "somebody else"; below it those who may be meant, where what was typed is not clear."""
    box = PickBox(PEOPLE)
    if typed and (meant := picking.meant_by(reader, [typed])[typed]).one is None:
        box.asked = {typed: meant.offers} if meant.offers else {}
    return box


def _employees(choices: Mapping[int, str]) -> dict[str, int]:
    """Return choice → employee for those that name somebody who exists."""
    named = {number_in(c.partition(":")[2]) for c in choices.values() if c.startswith((EMPLOYEE, NOT))}
    ids = {number for number in named if number is not None}
    numbers = {c.removeprefix(STAFF_NO) for c in choices.values() if c.startswith(STAFF_NO)}
    there = list(Employee.objects.filter(pk__in=ids).values_list("pk", flat=True))
    found = {f"{word}{pk}": pk for word in (EMPLOYEE, NOT) for pk in there}
    by_number = Employee.objects.filter(staff_no__in=numbers).values_list("staff_no", "pk")
    return found | {f"{STAFF_NO}{number}": pk for number, pk in by_number}


def with_decisions(
    plan: RosterPlan, decisions: Mapping[int, Decision], *, judge: JudgeRow, says_roles: bool
) -> RosterPlan:
    """Return the plan with the decided rows judged anew.

    A row that turns out to be somebody whose membership would have been left, or was kept for a question, takes over
    that membership: one person, renamed, instead of one who left and a stranger who joined. What was kept for a row
    that is somebody else is left, unless another row may still be its person.
    """
    kept = {membership.id: membership for membership in plan.kept}
    rows = [_decided(row, decisions.get(row.number), kept, judge, says_roles=says_roles) for row in plan.rows]
    held = {row.membership_id for row in rows}
    free = {each.id: each for each in (*plan.left, *plan.kept) if each.id not in held}
    rows = [
        _in_their_membership(row, free, says_roles=says_roles)
        if row.number in decisions and row.membership_id is None
        else row
        for row in rows
    ]
    asked = {person for row in rows if row.number not in decisions for person in row.suggestions}
    waiting = {each.id for each in plan.kept if each.employee_id in asked}
    return replace(
        plan,
        rows=tuple(rows),
        left=tuple(each for each in free.values() if each.id not in waiting),
        kept=tuple(each for each in plan.kept if each.id in waiting),
    )


def _decided(
    row: PlanRow,
    decision: Decision | None,
    kept: Mapping[int, KnownMembership],
    judge: JudgeRow,
    *,
    says_roles: bool,
) -> PlanRow:
    if decision is None or row.verdict is Verdict.REJECTED:
        return row
    found = judge(row, decision)
    judged = replace(
        row,
        verdict=found.verdict,
        tier=found.tier,
        employee_id=found.employee_id,
        suggestions=(),
        correct_nickname=found.correct_nickname,
        reason=found.reason,
        reason_facts=found.reason_facts,
    )
    held = kept.get(row.membership_id or 0)
    if held is None or held.employee_id == judged.employee_id:
        return judged
    return replace(judged, membership_id=None, change="joined", role=row.role if says_roles else "MEMBER")


def _in_their_membership(row: PlanRow, free: dict[int, KnownMembership], *, says_roles: bool) -> PlanRow:
    if row.employee_id is None or row.verdict is Verdict.REJECTED:
        return row
    membership = next((membership for membership in free.values() if membership.employee_id == row.employee_id), None)
    if membership is None:
        return row
    del free[membership.id]
    change = "unchanged" if membership.nickname_key == row.nickname_key else "renamed"
    return replace(row, membership_id=membership.id, change=change, role=row.role if says_roles else membership.role)
