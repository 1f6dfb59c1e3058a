"""What a list is asked before it is written, and what a person decided in its preview, put into the plan."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit
from groupadmin.core.errors import DomainError
from groupadmin.core.keyset import number_in
from groupadmin.core.mass_changes import is_list_of_strangers, is_mass_joining, is_mass_removal
from groupadmin.core.picking import PickBox
from groupadmin.core.question_forms import NeedsAnswer, Question, open_questions
from groupadmin.directory import picking
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from members.identity.headers import role_of
from members.identity.values import SAID_GONE, Decision, KnownMembership, PlanRow, RosterPlan, RosterRow, Verdict
from members.rosters.eligibility import UNIT_GROUPS
from members.rosters.models import RosterImport

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


def typed_choice(name: str, data: Mapping[str, str], reader: object) -> str:
    """Return the choice of whom somebody typed into a box, where that is clear; as it was typed where it is not."""
    typed = str(PickBox(PEOPLE).value_from_datadict(data, {}, name) or "").strip()
    return f"{STAFF_NO}{picking.number_of(reader, typed)}" if typed else ""


def box_for(typed: str, reader: object) -> PickBox:
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


# The answers to "you are not on this list yourself".
KEEP, LEFT = "keep", "left"
# The question about people below 已退群人员 and the like, and its answers.
GONE, HERE = "gone", "here"
# The question about lines between members that look like a signature and may be what somebody calls themselves.
SIGNED, LINE, MEMBER = "signed", "line", "member"
SIGNATURE = re.compile(r".{2,8}[:：]\s{0,3}[\u3400-\u9fff·]{2,4}")
# The question about names behind a word of a role (群主：张三), and its answers.
LABELLED, ROLE, NICKNAME = "roles", "role", "nickname"
LABEL = re.compile(r"([^:：]{2,5})[:：]\s{0,3}(\S.{0,60})")
SHOWN = 5
SENTENCES = {
    GONE: _("The list says of %(people)s people that they have left the group (%(names)s). Have they?"),
    SIGNED: _("%(people)s lines between members look like signatures of a form (%(names)s). Are members called so?"),
    LABELLED: _("Before %(people)s names stands a word of a role (%(names)s). Is it their role, or of their nickname?"),
}
CHOICES = {GONE: (GONE, HERE), SIGNED: (LINE, MEMBER), LABELLED: (ROLE, NICKNAME)}
ANSWERS = {
    GONE: _("yes, leave them out"),
    HERE: _("no, they are in the group: read them like the others"),
    LINE: _("no, leave them out"),
    MEMBER: _("yes, members are called so"),
    ROLE: _("their role; the nickname is what stands behind it"),
    NICKNAME: _("their nickname, taken as it stands"),
}


class BrakeHolds(DomainError):
    code = "brake_holds"
    wording = _(
        "%(left)s of %(before)s members would be gone at once. If the list really is complete, write down why and "
        "confirm again; otherwise import it as part of the list."
    )


class ManyAreNew(BrakeHolds):
    wording = _(
        "%(joined)s on this list are new, in a group that had %(before)s members. If the list really is this group's, "
        "write down why so many have come."
    )


class AnotherUnitsList(BrakeHolds):
    wording = _(
        "%(elsewhere)s of %(known)s colleagues on this list work outside the group's department. It looks like the "
        "list of another unit or of the whole company; if it really is this group's, write down why they are in."
    )


def brakes(plan: RosterPlan, roster: RosterImport, group: Group) -> list[BrakeHolds]:
    """Return what a person must give a reason for before a list is written, the gravest first (practice §2.2)."""
    left = len(plan.left)
    before = left + len({row.membership_id for row in plan.rows if row.membership_id})
    joined = sum(row.change == "joined" for row in plan.rows)
    known = sum(row.employee_id is not None for row in plan.rows)
    found: list[BrakeHolds] = []
    if group.category in UNIT_GROUPS and is_list_of_strangers(known, plan.elsewhere):
        found.append(AnotherUnitsList(elsewhere=plan.elsewhere, known=known))
    if roster.is_full and is_mass_removal(before, left):
        found.append(BrakeHolds(left=left, before=before))
    # Before the first full list nobody can say who is new.
    if group.roster_taken_at is not None and is_mass_joining(before, joined):
        found.append(ManyAreNew(joined=joined, before=before))
    return found


def own_rows(plan: RosterPlan, actor: audit.Actor) -> Sequence[KnownMembership]:
    """Return the memberships of whoever brings a full list that the list would close: exporters leave out their own
    row.
    """
    person = getattr(actor, "employee_id", None)
    return [membership for membership in plan.left if person is not None and membership.employee_id == person]


def with_own_rows(plan: RosterPlan, actor: audit.Actor) -> RosterPlan:
    """Return the plan without closing the memberships of whoever brings the list: nobody locks themselves out."""
    own = {membership.id for membership in own_rows(plan, actor)}
    return (
        replace(plan, left=tuple(membership for membership in plan.left if membership.id not in own)) if own else plan
    )


def owner_is_missing(plan: RosterPlan) -> bool:
    """Say whether a full list closes the owner's membership and names nobody else as owner."""
    return any(membership.role == "OWNER" for membership in plan.left) and not any(
        row.role == "OWNER" for row in plan.rows
    )


def settled(rows: Sequence[RosterRow], answers: Mapping[str, str]) -> list[RosterRow]:
    """Return the rows of a list by a person's word on what the list leaves open: those who are said to have left, lines
    like a signature between members, names behind a word of a role. Raises NeedsAnswer while nobody has said."""
    doubted = {
        GONE: [row for row in rows if row.not_taken == SAID_GONE],
        SIGNED: _signatures(rows),
        LABELLED: [row for row in rows if _labelled(row)],
    }
    questions = [
        Question(key, key, CHOICES[key], "", {"people": len(those), "names": "、".join(map(_shown, those[:SHOWN]))})
        for key, those in doubted.items()
        if those
    ]
    if missing := open_questions(questions, answers):
        raise NeedsAnswer(missing)
    signed = {row.number for row in doubted[SIGNED]} if answers.get(SIGNED) == MEMBER else frozenset()
    if answers.get(LABELLED) == ROLE:
        rows = [_labelled(row) or row for row in rows]
    return [replace(row, not_taken="") if row.number in signed else _by_word(row, answers) for row in rows]


def _labelled(row: RosterRow) -> RosterRow | None:
    """Return a row like 群主：张三 with the role apart; None for any other, and where the list tells roles itself."""
    found = LABEL.fullmatch(row.nickname) if not (row.not_taken or row.role) else None
    role = role_of(found[1].strip()) if found else ""
    return replace(row, nickname=found[2], role=role) if found and role not in ("", "MEMBER") else None


def _signatures(rows: Sequence[RosterRow]) -> list[RosterRow]:
    """Return the lines like 审核：张三 that stand between members; one below them all is what it looks like."""
    members = [row.number for row in rows if not row.not_taken]
    return (
        [
            row
            for row in rows
            if row.not_taken == "form_line"
            and members[0] < row.number < members[-1]
            and SIGNATURE.fullmatch(row.nickname)
        ]
        if members
        else []
    )


def _shown(row: RosterRow) -> str:
    return row.nickname or row.platform_name or row.real_name


def _by_word(row: RosterRow, answers: Mapping[str, str]) -> RosterRow:
    if row.not_taken != SAID_GONE:
        return row
    if answers.get(GONE) == HERE:
        return replace(row, not_taken="")
    return RosterRow(row.number, _shown(row), not_taken=SAID_GONE)
