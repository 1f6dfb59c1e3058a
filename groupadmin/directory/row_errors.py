"""What can be wrong with a row of a staff list, in sentences that name what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groupadmin.core.errors import RowError


@dataclass(frozen=True, slots=True)
class StaffRowError(RowError):
    """What may be wrong with a row of a staff list."""

    wordings: ClassVar[Mapping[str, str | Promise]] = {
        **RowError.wordings,
        "to_decide": _("“%(value)s” in “%(column)s” may mean that the person is here or not. Write one of: %(known)s."),
        "year_missing": _("“%(value)s” in “%(column)s” names no year and may mean %(known)s. Write the year."),
        "ditto": _("“%(value)s” in “%(column)s” only points at the row above. Write it out."),
        "contradiction": _("“%(column)s” says “%(value)s”, but the leaving date %(left_on)s has passed. Correct one."),
        "department_unclear": _(
            "There are several departments called “%(value)s”: %(known)s. Write the whole path, like 总公司/销售部."
        ),
        "department_id": _(
            "“%(value)s” in “%(column)s” is the number of a department, and no department here has it. "
            "Write its name or whole path, like 总公司/销售部."
        ),
        "department_several": _(
            "“%(value)s” looks like several departments, and %(unknown)s is not known here. Write %(known)s, after "
            "making the new one on the page of departments, or its whole path."
        ),
        "department_too_deep": _("“%(value)s” has more than %(limit)s levels."),
        "namesakes": _(
            "There are several people called “%(value)s” (%(known)s), and the row has no number. Add the staff number."
        ),
        "bad_number": _(
            "“%(value)s” in “%(column)s” cannot be a number: it holds a space, a sign nobody sees or one of "
            "/ \\ ? # %%, or is a word of our own addresses such as import. Correct it."
        ),
        "no_number": _("“%(value)s” is not known here yet, and a new person needs a staff number. Add it."),
        "number_of_leaver": _(
            "The number of this row was that of %(holder)s, who has left. If “%(value)s” is somebody else, give them a "
            "number of their own; if %(holder)s has come back under a new name, first import it with the status 离职."
        ),
        "says_both": _("“%(column)s” says “%(value)s”, but the status says “%(known)s”. Correct one."),
        "posts_disagree": _(
            "The rows of this person say different things in “%(column)s” (%(known)s). Keep the rows that hold."
        ),
        "lost_characters": _("A character of “%(value)s” is lost or masked. Write the whole name."),
        "not_a_name": _("“%(value)s” is not the name of one person. One row for each person, with their name."),
        "mobile_number": _(
            "“%(value)s” is a mobile number, which is not kept. Write the staff number, or an account of another kind."
        ),
        "other_spelling": _(
            "“%(value)s” is another spelling of %(known)s, the number of %(holder)s. Write it one way in every list."
        ),
        "elsewhere": _(
            "“%(value)s” is known here: %(known)s. A row without a number must name the department they are in now; to "
            "move them, or for a new person of this name, add the staff number."
        ),
        "department_siblings": _(
            "“%(first)s” and “%(known)s” stand beside each other, neither is inside the other. For somebody in both "
            "write %(first)s；%(known)s; a new department inside must be made on the page of departments first."
        ),
        "account_taken": _("The account “%(value)s” belongs to %(holder)s. Correct the number or the account."),
    }
