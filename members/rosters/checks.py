"""What a list is asked about before it is written: are so many gone, are so many new, is it of this group, and where is
whoever brings it; and before it is read: have those left whom it says to have left, is a signature somebody's name?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit
from groupadmin.core.errors import DomainError
from groupadmin.core.mass_changes import is_list_of_strangers, is_mass_joining, is_mass_removal
from groupadmin.core.questions import NeedsAnswer, Question, open_questions
from groupadmin.groups.models import Group
from members.identity.accounts import SAID_GONE
from members.identity.values import KnownMembership, RosterPlan, RosterRow
from members.rosters.models import RosterImport
from members.rosters.transfers import UNIT_GROUPS

# The answers to "you are not on this list yourself".
KEEP, LEFT = "keep", "left"
# The question about people below 已退群人员 and the like, and its answers.
GONE, HERE = "gone", "here"
# The question about lines between members that look like a signature and may be what somebody calls themselves.
SIGNED, LINE, MEMBER = "signed", "line", "member"
SIGNATURE = re.compile(r".{2,8}[:：]\s{0,3}[\u3400-\u9fff·]{2,4}")
SHOWN = 5
SENTENCES = {
    GONE: _("The list says of %(people)s people that they have left the group (%(names)s). Have they?"),
    SIGNED: _("%(people)s lines between members look like signatures of a form (%(names)s). Are members called so?"),
}
CHOICES = {GONE: (GONE, HERE), SIGNED: (LINE, MEMBER)}
ANSWERS = {
    GONE: _("yes, leave them out"),
    HERE: _("no, they are in the group: read them like the others"),
    LINE: _("no, leave them out"),
    MEMBER: _("yes, members are called so"),
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
    """Return the rows of a list by a person's word on those of which the list leaves open whether they are members:
    those who are said to have left, and lines like a signature between members. Raises NeedsAnswer while nobody has
    said."""
    doubted = {GONE: [row for row in rows if row.not_taken == SAID_GONE], SIGNED: _signatures(rows)}
    questions = [
        Question(key, key, CHOICES[key], "", {"people": len(those), "names": "、".join(map(_shown, those[:SHOWN]))})
        for key, those in doubted.items()
        if those
    ]
    if missing := open_questions(questions, answers):
        raise NeedsAnswer(missing)
    signed = {row.number for row in doubted[SIGNED]} if answers.get(SIGNED) == MEMBER else frozenset()
    return [replace(row, not_taken="") if row.number in signed else _by_word(row, answers) for row in rows]


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
