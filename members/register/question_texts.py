"""The questions about a register in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from groupadmin.core import question_forms

SENTENCES: question_forms.Words = {
    **question_forms.SENTENCES,
    "serial": _("“%(column)s” counts the rows from %(first)s to %(last)s. What is it?"),
    "renames": _(
        "%(number)s groups would get another name (%(groups)s). That happens when a column was sorted without the "
        "others or numbers were given anew, and pledges, lists and matters stay with the number. Is it right?"
    ),
}
ANSWERS: question_forms.Words = {
    **question_forms.ANSWERS,
    "serial": _("a running number; the groups are known by their names"),
    "number": _("the number by which each group is known"),
    "rename": _("yes, these groups have other names now"),
    "leave_out": _("no, leave these rows out"),
}
