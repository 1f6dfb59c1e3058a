"""What is told of a register that was read: what is wrong with a row, what is asked of it, and how it was read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groupadmin.core import question_forms
from groupadmin.core.errors import RowError
from groupadmin.core.folding import fold
from groupadmin.core.reading_report import NewDepartment, ReadingReport, SkippedRow
from groupadmin.core.table_reader import Table
from groupadmin.directory.department_paths import Nearest


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


def report_of(
    table: Table,
    skipped: Sequence[SkippedRow],
    problems: Sequence[RegisterProblem],
    paths: Iterable[str],
    *,
    counts_rows: bool,
) -> ReadingReport:
    """Return how a register was read: with the lines left out, and the departments that nobody knows here.

    ``paths`` are the departments we have; with ``counts_rows`` the column of numbers was taken for a running one.
    """
    report, unread = table.report, table.report.unread_columns
    columns = dict(report.columns)
    if counts_rows:
        unread = (*unread, columns.pop("code"))
    unknown = dict.fromkeys(one.value for one in problems if one.code == "no_such_department")
    nearest = Nearest(paths if unknown else (), fold)
    return replace(
        report,
        columns=columns,
        unread_columns=unread,
        skipped_rows=tuple(sorted((*report.skipped_rows, *skipped), key=lambda one: one.row)),
        new_departments=tuple(
            NewDepartment(name, nearest.to(name) if at < Nearest.MOST else "") for at, name in enumerate(unknown)
        ),
    )
