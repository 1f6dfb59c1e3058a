"""The questions about a staff list in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from groupadmin.core import question_forms

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
