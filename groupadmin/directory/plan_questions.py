"""What makes a comparison of a list with the directory doubtful, as questions: names and numbers that do not fit.

A column sorted apart from the others gives everybody the name of somebody else; a company that numbers its staff anew
makes everybody a second time. Both look like ordinary differences, so somebody who knows is asked.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from groupadmin.core.folding import name_key
from groupadmin.core.question_forms import Question
from groupadmin.directory import vocabulary
from groupadmin.directory.staff_record import DEPARTMENT, HIRED_ON, NAME, STATUS, Values

if TYPE_CHECKING:
    from groupadmin.directory.diff import Change, DirectoryPlan

from django.utils.translation import gettext_lazy as _

from groupadmin.core import question_forms

NAMES, NUMBERS = "names", "numbers"
AS_LISTED, OTHER_PEOPLE, LEAVE_OUT = "as_listed", "other_people", "leave_out"
# So many new names at once are asked about, if they are more than this share of those whom the list names.
MANY, MANY_SHARE = 5, 0.2
SHOWN = 5
NO_FIGURE = re.compile(r"\D")


def questions_about(plan: DirectoryPlan, people: Mapping[str, Values], named: Collection[str]) -> list[Question]:
    """Return what is to be asked about a plan. ``named`` are the numbers that the list holds."""
    return [question for question in (_of_names(plan, people), _of_numbers(plan, people, named)) if question]


def without_left_out(plan: DirectoryPlan, answers: Mapping[str, str]) -> DirectoryPlan:
    """Return a plan without what the answers leave out."""
    out = {
        number
        for question in plan.questions
        if answers.get(question.key) == LEAVE_OUT
        for number in (*question.facts["numbers"], *question.facts.get("old", ()))
    }
    if not out:
        return plan

    def kept(changes: Sequence[Change]) -> list[Change]:
        return [change for change in changes if change.staff_no not in out]

    return replace(plan, created=kept(plan.created), updated=kept(plan.updated), left=kept(plan.left))


def _of_names(plan: DirectoryPlan, people: Mapping[str, Values]) -> Question | None:
    """Ask where a number gets the name that another number has, or many get another name."""
    renamed = [
        change
        for change in (*plan.updated, *plan.left)
        if change.row and change.before and name_key(change.before[NAME]) != name_key(change.after[NAME])
    ]
    if not renamed:
        return None
    wanted = {change.after[NAME] for change in renamed}
    taken = {values[NAME] for values in people.values() if values[NAME] in wanted}
    swapped = [change for change in renamed if change.after[NAME] in taken]
    is_many = len(renamed) > MANY and len(renamed) > MANY_SHARE * (len(plan.updated) + plan.unchanged)
    if not (swapped or is_many):
        return None
    those = renamed if is_many else swapped
    facts = {"number": len(those), "swapped": len(swapped), "examples": _examples(those)}
    numbers = [change.staff_no for change in those]
    return Question(NAMES, NAMES, (AS_LISTED, LEAVE_OUT), "", {**facts, "numbers": numbers})


def _of_numbers(plan: DirectoryPlan, people: Mapping[str, Values], named: Collection[str]) -> Question | None:
    """Ask where new numbers have name, department and day of joining of people here whom the list does not name."""
    if not plan.created:
        return None
    names = {change.after[NAME] for change in plan.created}
    here: dict[tuple[str, int | None], list[str]] = {}
    for number, values in people.items():
        if values[STATUS] in vocabulary.HERE and values[NAME] in names and number not in named:
            here.setdefault((values[NAME], values[DEPARTMENT]), []).append(number)
    pairs = [
        (change, old)
        for change in plan.created
        for old in here.get((change.after[NAME], change.after[DEPARTMENT]), ())[:1]
        if change.after[HIRED_ON] is None or change.after[HIRED_ON] == people[old][HIRED_ON]
    ]
    if not pairs or not (
        len(pairs) > MANY
        or len(pairs) * 2 > len(plan.created) > 1
        or any(change.after[HIRED_ON] or _is_spelt_anew(change.staff_no, old) for change, old in pairs)
    ):
        return None
    examples = "、".join(f"{change.after[NAME]} {old} → {change.staff_no}" for change, old in pairs[:SHOWN])
    facts = {"number": len(pairs), "examples": examples}
    numbers, olds = [change.staff_no for change, _old in pairs], [old for _change, old in pairs]
    return Question(NUMBERS, NUMBERS, (OTHER_PEOPLE, LEAVE_OUT), "", {**facts, "numbers": numbers, "old": olds})


def _is_spelt_anew(new: str, old: str) -> bool:
    """Say whether one number is the other with something before or in it: GH000101 and 000101, 000-105 and 000105."""
    figures, known = NO_FIGURE.sub("", new).lstrip("0"), NO_FIGURE.sub("", old).lstrip("0")
    return bool(known) and figures == known


def _examples(changes: Sequence[Change]) -> str:
    return "、".join(
        f"{change.staff_no} {change.before[NAME] if change.before else ''} → {change.after[NAME]}"
        for change in changes[:SHOWN]
    )


SENTENCES: question_forms.Words = {
    **question_forms.SENTENCES,
    "leavers:sheet": _("Sheet “%(text)s” holds %(people)s people (%(names)s). Have they left?"),
    "leavers:row": _("Below “%(text)s” stand %(people)s people (%(names)s). Have they left?"),
    "leavers:column": _("%(people)s people have something in “%(text)s” (%(names)s). Have they left?"),
    "leavers:names": _("Behind the names of %(people)s people stands that they have left (%(names)s). Have they?"),
    "leavers:remark": _(
        "“%(text)s” of %(people)s people speaks of leaving (%(names)s). Have they left? If some have and others have "
        "not, fill in 在职状态 and bring the file again."
    ),
    "title": _("Above the headings stands “%(text)s”. Is that so of everybody in this list?"),
    "pending:sheet": _("Sheet “%(text)s” holds %(people)s people (%(names)s). Have they not started yet?"),
    "pending:row": _("Below “%(text)s” stand %(people)s people (%(names)s). Have they not started yet?"),
    "pending:column": _("“%(text)s” is no for %(people)s people (%(names)s). Have they not started yet?"),
    "marks": _("Behind the names of %(people)s people stands a mark or a figure (%(names)s). Is it part of the name?"),
    "names": _(
        "%(number)s people would get another name, %(swapped)s of them the name of somebody who has another number "
        "(%(examples)s). That happens when a column was sorted without the others. Is it right?"
    ),
    "numbers": _(
        "%(number)s new numbers have the name and the department of people here whose numbers are not in this list "
        "(%(examples)s). Are they other people?"
    ),
}
ANSWERS: question_forms.Words = {
    **question_forms.ANSWERS,
    "left": _("yes, they have left"),
    "all_rows": _("yes, of everybody"),
    "no_row": _("no, leave it unread"),
    "leaving": _("not yet, they are about to leave"),
    "pending": _("yes, they have not started yet"),
    "here": _("no, read them like the others"),
    "no_part": _("no, leave it out"),
    "as_written": _("yes, it is part of the name"),
    "as_listed": _("yes, take the names as they are listed"),
    "other_people": _("yes, other people of the same name: add them"),
    "leave_out": _("no, leave these rows out"),
}
