"""What a person fills in about one group."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from groupadmin.core.form_fields import Day
from groupadmin.core.picking import PickBox, parts_of
from groupadmin.directory.forms import DepartmentSearch
from groupadmin.directory.models import Department
from groupadmin.directory.picking import PersonField, offered
from groupadmin.groups.models import Group
from groupadmin.groups.services import FACTS
from groupadmin.regulations.models import Regulation
from members.register import naming
from members.register.group_admins import Runner
from members.register.group_rows import ROLE_OF
from members.register.lookups import Departments
from members.register.people_cells import Mention, NamedPerson, mentions, people_named
from members.register.problems import RegisterProblem
from members.register.search import GroupField

NAME_HELP = _("Whether the regulation has another name in mind is shown here as you type.")


class DepartmentField(forms.CharField):
    """A department by name, short name or path; a tree of hundreds is no list to choose from."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Department"))
        kwargs.setdefault("widget", DepartmentSearch())
        super().__init__(max_length=512, **kwargs)

    def prepare_value(self, value: object) -> Any:
        return Departments.load().told(value) if isinstance(value, int) else value

    def has_changed(self, initial: object, data: object) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: object) -> Department | None:
        text = super().clean(value).strip()
        if not text:
            return None
        found = Departments.load().find(text, row=0, column=str(self.label))
        if isinstance(found, RegisterProblem):
            raise ValidationError(found.reason)
        return Department.objects.get(pk=found)


class FactsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """The facts of a group that HR keeps."""

    department = DepartmentField(required=False)

    class Meta:
        model = Group
        fields = FACTS
        field_classes: ClassVar = dict.fromkeys(("approved_on", "created_on", "planned_end_on", "last_active_on"), Day)

    def changes(self) -> dict[str, Any]:
        """Return what the reader changed, so that a stale form writes nothing else."""
        return {name: self.cleaned_data[name] for name in self.changed_data}

    def _post_clean(self) -> None:
        """Leave the instance as it was read: the service compares with it."""


def _mentions_by_text(cell: str) -> dict[Mention, str]:
    """Return the people a box names, each with the text that names them."""
    return {one: text for text in parts_of(cell) for one in mentions(text)}


class RunnersForm(forms.Form):
    """Owner, deputies and admins, written as in the ledger: 张三(000123)、李四."""

    reader: Any = None

    owner = forms.CharField(label=_("Owner"), required=False, max_length=255, widget=PickBox("people_options"))
    deputies = forms.CharField(
        label=_("Deputy owners"), required=False, max_length=255, widget=PickBox("people_options", many=True)
    )
    admins = forms.CharField(
        label=_("Admins"),
        required=False,
        max_length=255,
        widget=PickBox("people_options", many=True),
        help_text=_("Several are parted by 、. Somebody who is not staff is written 王老师(外部)."),
    )

    def clean(self) -> dict[str, Any]:
        """Find the people; every name that is not clear gets its sentence."""
        given = super().clean() or {}
        meant = {column: _mentions_by_text(given.get(column, "")) for column in ROLE_OF}
        people = people_named([one for named in meant.values() for one in named])
        self.found: dict[str, list[NamedPerson]] = {}
        for column, named in meant.items():
            label = str(self.fields[column].label)
            answers = {text: people.find(one, row=0, column=label) for one, text in named.items()}
            unclear = {text: answer for text, answer in answers.items() if isinstance(answer, RegisterProblem)}
            for problem in unclear.values():
                self.add_error(column, problem.reason)
            box = self.fields[column].widget
            box.asked = {text: found for text, one in unclear.items() if (found := offered(self.reader, one.value))}
            self.found[column] = [answer for answer in answers.values() if isinstance(answer, NamedPerson)]
        if len(self.found["owner"]) > 1:
            self.add_error("owner", _("A group has one owner."))
        if {p.key for p in self.found["owner"]} & {p.key for p in self.found["deputies"]}:
            self.add_error("deputies", _("Owner and deputy must be two people."))
        return given

    def wanted(self) -> list[Runner]:
        """Return whom the group shall be run by; somebody named twice keeps the higher role."""
        memberships: dict[int | str, Runner] = {}
        for column, role in ROLE_OF.items():
            for person in self.found[column]:
                memberships.setdefault(person.key, Runner(str(role), person.employee_id, person.name, person.identity))
        return list(memberships.values())


class NewGroupForm(RunnersForm):
    """One group entered by hand: one that exists, or one approved and not created yet."""

    name = forms.CharField(label=_("Group name"), max_length=128, help_text=NAME_HELP)
    code = forms.CharField(
        label=_("Group number"), required=False, max_length=40, help_text=_("Left empty, it gets the next free number.")
    )
    status = forms.ChoiceField(
        label=_("Does it exist already?"),
        choices=[
            (Group.Status.ACTIVE, _("yes, it is in use")),
            (Group.Status.APPROVED, _("no, it is approved and will be created")),
        ],
    )
    platform = forms.ChoiceField(label=_("Platform"), choices=Group.Platform.choices)
    category = forms.ChoiceField(label=_("Category"), choices=Group.Category.choices, initial=Group.Category.DEPARTMENT)
    department = DepartmentField(required=False)
    regulation = forms.ModelChoiceField(
        Regulation.objects.order_by("title", "-edition"), label=_("Regulation"), required=False
    )
    secrecy = forms.ChoiceField(label=_("Secrecy level"), choices=Group.Secrecy.choices)
    purpose = forms.CharField(label=_("Purpose"), required=False, max_length=255)
    created_on = Day(label=_("Created on"), required=False)
    planned_end_on = Day(label=_("Planned end"), required=False)
    approval_no = forms.CharField(label=_("Approval number"), required=False, max_length=40)

    field_order = (
        "name",
        "status",
        "platform",
        "category",
        "department",
        "owner",
        "deputies",
        "admins",
        "regulation",
        "secrecy",
        "purpose",
        "created_on",
        "planned_end_on",
        "approval_no",
        "code",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs |= naming.live()

    def facts(self) -> dict[str, Any]:
        """Return what ``register_group`` takes."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ROLE_OF}


class RenameForm(forms.Form):
    """A group's new name; ``initial`` says which group it is (``code``)."""

    name = forms.CharField(label=_("New name"), max_length=128, help_text=NAME_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs |= naming.live(self.initial.get("code", ""), self.prefix or "")


class OwnPledgeForm(forms.Form):
    """A pledge that somebody signs in their own log-in: it bears their name."""

    text_version = forms.CharField(label=_("Version of the text"), max_length=40)


class PledgeForm(forms.Form):
    """A pledge on paper."""

    signer = PersonField(label=_("Signed by"))
    paper_no = forms.CharField(
        label=_("Number of the paper"), max_length=40, help_text=_("The number under which the signed paper is filed.")
    )
    text_version = forms.CharField(label=_("Version of the text"), max_length=40)
    signed_on = Day(label=_("Signed on"))


class AnnouncementForm(forms.Form):
    # Twice as long as WeChat takes.
    text = forms.CharField(
        label=_("Text that stands in the group"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    posted_on = Day(label=_("Posted on"))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=255)


class ChecklistForm(forms.Form):
    """What is done of a dissolution; empty = not yet."""

    notice_posted_on = Day(label=_("Notice posted in the group on"), required=False)
    files_saved_on = Day(label=_("Files saved on"), required=False)
    files_kept_at = forms.CharField(label=_("Where the files are kept"), required=False, max_length=255)
    evidence = forms.CharField(
        label=_("Evidence that it is gone"),
        required=False,
        max_length=255,
        help_text=_("For example the file number of a screenshot of the dissolved group."),
    )


class EndForm(forms.Form):
    on = Day(label=_("Dissolved on"))


class MergeForm(forms.Form):
    into = GroupField(label=_("Group that takes over"))


class LedgerFileForm(forms.Form):
    """The ledger to import."""

    file = forms.FileField(
        label=_("The file"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xls"}),
        error_messages={"empty": _("This file is empty. Save it again and upload it anew.")},
    )
