"""The questions about a register in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from groupadmin.core import question_forms

SENTENCES: question_forms.Words = {
    **question_forms.SENTENCES,
    "serial": _("“%(column)s” counts the rows from %(first)s to %(last)s. What is it?"),
    "ended:row": _("Below “%(text)s” stand %(number)s groups (%(names)s). Have they been dissolved?"),
    "ended:sheet": _("Sheet “%(text)s” holds %(number)s groups (%(names)s). Have they been dissolved?"),
    "ended:note": _("The notes or names of %(number)s groups speak of an end (%(names)s). Have they been dissolved?"),
    "ended:column": _(
        "“%(text)s” says of %(number)s groups (%(names)s) that they are no more. Have they been dissolved?"
    ),
    "stopped": _(
        "%(number)s groups are “%(words)s” (%(names)s). Have they been dissolved, or are their members still in them?"
    ),
    "renames": _(
        "%(number)s groups would get another name (%(groups)s). That happens when a column was sorted without the "
        "others or numbers were given anew, and pledges, lists and matters stay with the number. Is it right?"
    ),
}
ANSWERS: question_forms.Words = {
    **question_forms.ANSWERS,
    "serial": _("a running number; the groups are known by their names"),
    "number": _("the number by which each group is known"),
    "dissolved": _("dissolved; the day it was done must stand in the file"),
    "in_use": _("not dissolved: register them as in use"),
    "rename": _("yes, these groups have other names now"),
    "leave_out": _("no, leave these rows out"),
}
