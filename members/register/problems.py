"""What can be wrong with a row of the register, in sentences that name what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groupadmin.core.row_errors import RowError


@dataclass(frozen=True, slots=True)
class RegisterProblem(RowError):
    """One reason why a row of the register cannot be taken."""

    wordings: ClassVar[Mapping[str, str | Promise]] = {
        **RowError.wordings,
        "no_such_person": _(
            "Nobody called “%(value)s” is in the directory. Correct the name or add the staff number, like "
            "张三(000123); for somebody who is not staff write 张三(外部)."
        ),
        "said_to_have_left": _("“%(value)s” in “%(column)s” is said to have left. Name who does it now."),
        "other_department": _(
            "“%(value)s” is not in “%(department)s” by the directory; there is: %(known)s. Correct it or add the staff "
            "number."
        ),
        "no_such_staff_no": _("Staff number “%(staff_no)s” in “%(column)s” is not in the directory."),
        "other_name": _("Staff number %(staff_no)s in “%(column)s” belongs to %(name)s, not to “%(value)s”."),
        "several_people": _("There are several people called “%(value)s”: %(known)s. Add the staff number."),
        "no_group_number": _("“%(value)s” cannot be a group number: use letters, digits and hyphens, and no slash."),
        "two_owners": _("“%(value)s” names several owners; a group has one. Put the others under deputy owners."),
        "owner_is_deputy": _("%(value)s is named both as owner and as “%(column)s”; these must be two people."),
        "no_such_department": _(
            "Department “%(value)s” is not in the directory. Import the directory first, or correct it."
        ),
        "several_departments": _("There are several departments called “%(value)s”: %(known)s. Write the whole path."),
        "no_such_regulation": _("There is no regulation called “%(value)s”. There are: %(known)s."),
        "dissolved_needs_a_date": _(
            "The group is dissolved, but “%(column)s” is empty. Write the day it was dissolved."
        ),
        "not_by_a_file": _(
            "The group is “%(before)s”; a file cannot make it “%(value)s”. Do this on the group's page."
        ),
        "ended_but_in_use": _("“%(column)s” says %(value)s, but the group is “%(state)s”. Correct one of the two."),
        "merged_needs_an_heir": _("The group is merged, but “%(column)s” does not name the number of another group."),
        "not_renamed": _("Group %(group)s would have been called “%(value)s”; left out as you said."),
        "needs_the_officer": _(
            "This group is sensitive or classified: who runs it changes only by the words of HR and of the "
            "confidentiality officer, on the group's page. Leave “%(column)s” as it is."
        ),
        "in_the_future": _("“%(value)s” in “%(column)s” is still to come. Correct the day."),
        "name_is_taken": _("Several groups are called “%(value)s”: %(known)s. Add the group number."),
    }


@dataclass(frozen=True, slots=True)
class RegisterWarning(RowError):
    """What was read of a row in a way that its clerk may not expect; the row is taken all the same."""

    wordings: ClassVar[Mapping[str, str | Promise]] = {
        "month_only": _("“%(value)s” in “%(column)s” names no day; it is taken for %(day)s."),
        "no_end": _("“%(value)s” in “%(column)s” is no day; the group is registered without a planned end."),
        "end_by_term": _("“%(value)s” in “%(column)s” is counted from %(start)s: until %(day)s."),
        "nobody_named": _("“%(value)s” in “%(column)s” names nobody; who is already known stays."),
        "owner_has_left": _("%(value)s in “%(column)s” no longer works here by the directory (%(status)s)."),
        "dormant_in_use": _(
            "“%(value)s” in “%(column)s” is registered as in use; the console checks itself who is quiet."
        ),
        "other_spelling": _("“%(value)s” is group %(group)s, written in another way; its number stays %(group)s."),
        "namesake": _(
            "“%(value)s” is the name of group %(known)s of another department or platform; a further group is added. "
            "If it is the same one, write its number."
        ),
        "renamed": _("Group %(group)s is called “%(before)s” and would be called “%(value)s”."),
        "name_of_another": _(
            "Group %(group)s would be called “%(value)s”, which is the name of group %(other)s until now."
        ),
    }

    @property
    def sentence(self) -> str:
        """Return the warning with the row it is about."""
        return gettext("Row %(row)s: %(reason)s") % {"row": self.row, "reason": self.reason}


def warnings_told(warnings: Iterable[RegisterWarning]) -> list[str]:
    """Return the warnings as sentences; what is said of several rows alike is said once, with all of them."""
    rows: dict[str, list[int]] = {}
    for one in warnings:
        rows.setdefault(one.reason, []).append(one.row)
    return [
        gettext("Row %(row)s: %(reason)s") % {"row": "、".join(map(str, numbers)), "reason": reason}
        for reason, numbers in rows.items()
    ]
