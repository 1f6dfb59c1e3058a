"""What a person fills in about people, departments and log-ins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from groupadmin.core.lists import ListFilter
from groupadmin.directory import importing, roles
from groupadmin.directory.department_paths import PathProblem
from groupadmin.directory.departments import load_tree
from groupadmin.directory.models import Department, DepartmentHead, Employee
from groupadmin.directory.picking import PersonField


class DepartmentSearch(forms.TextInput):
    """A box with a list of suggestions below it that htmx fills: a tree of hundreds is no list to choose from."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        attrs = {**(attrs or {})}
        options = f"{attrs.get('id') or f'id_{name}'}_options"
        attrs |= {
            "list": options,
            "autocomplete": "off",
            "hx-get": reverse("department_options"),
            "hx-trigger": "focus once, input changed delay:250ms",
            "hx-target": f"#{options}",
            "hx-swap": "innerHTML",
        }
        box = super().render(name, value, attrs, renderer)
        return format_html('{}<datalist id="{}"></datalist>', box, options)


ROLE_LABELS = {
    roles.HR: _("HR administrator"),
    roles.CONFIDENTIALITY: _("Confidentiality officer"),
    roles.APPROVER: _("Approver"),
    roles.AUDITOR: _("Auditor"),
}


class DepartmentText(forms.CharField):
    """A department by name, short name, code or path; a tree of hundreds is no list to choose from."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Department"))
        kwargs.setdefault("widget", DepartmentSearch())
        super().__init__(max_length=512, **kwargs)

    def clean(self, value: object) -> Department | None:
        text = super().clean(value).strip()
        if not text:
            return None
        tree = load_tree()
        tree.learn([text])
        try:
            found = tree.places(text)
        except PathProblem as problem:
            raise ValidationError(_now("There are several such departments: %(known)s.") % problem.facts) from problem
        if len(found) != 1 or found[0].id < 0:
            raise ValidationError(_now("There is no department called “%(name)s”.") % {"name": text})
        return Department.objects.get(pk=found[0].id)


class PeopleFilter(ListFilter):
    """What the list of people is narrowed to."""

    q = forms.CharField(label=_("Name, number or pinyin"), required=False, max_length=64)
    department = DepartmentText(required=False)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("all")), ("here", _("working here")), *Employee.Status.choices],
    )


class DepartmentsFilter(ListFilter):
    """What the tree of departments is narrowed to."""

    q = forms.CharField(label=_("Name or short name"), required=False, max_length=64)
    heads = forms.ChoiceField(
        label=_("Heads"),
        required=False,
        choices=[("", _("any")), ("none", _("nobody heads them")), ("outlived", _("a head has moved on"))],
    )


class StaffFileForm(forms.Form):
    """HR's staff list, and what it says of those it does not name."""

    file = forms.FileField(
        label=_("The file"), error_messages={"empty": _("This file is empty. Save it again and upload it anew.")}
    )
    mode = forms.ChoiceField(
        label=_("What kind of list is it?"),
        widget=forms.RadioSelect,
        initial=importing.UPDATE,
        choices=[
            (importing.UPDATE, _("Update: people in the list are added or changed; nobody else is touched")),
            (importing.FULL, _("Full list: who is not in it has left; their log-ins are locked")),
        ],
    )


class ConfirmForm(forms.Form):
    """What goes with a confirmation; ``needs_reason`` where the brake holds, so that the page does not say optional."""

    only_if_clean = forms.BooleanField(label=_("Import only if no row has a mistake"), required=False)
    override_reason = forms.CharField(
        label=_("Why so many people are not in the list any more"), required=False, max_length=255
    )

    def __init__(self, *args: Any, needs_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["override_reason"].required = needs_reason


class DepartmentForm(forms.Form):
    """One department: its name, where it lies, and what people call it in nicknames."""

    field_order = ("name", "keep_old_name", "parent", "code", "short_names", "heads")

    name = forms.CharField(label=_("Department name"), max_length=64)
    parent = DepartmentText(label=_("Lies below"), required=False, help_text=_("Empty = at the top."))
    code = forms.CharField(
        label=_("Department number"),
        required=False,
        max_length=40,
        help_text=_("What HR's system or WeCom calls it, if lists name departments by number."),
    )
    short_names = forms.CharField(
        label=_("Short names"),
        required=False,
        max_length=500,
        help_text=_("What people write for it in nicknames, like 人资、HR. Several are parted by 、 or a comma."),
    )

    keep_old_name = forms.BooleanField(
        label=_("After a change of name, keep the old one as a short name"),
        required=False,
        initial=True,
        help_text=_(
            "Staff lists and nicknames that still say it are then understood; else the next list makes it anew."
        ),
    )
    heads = PersonField(
        label=_("Heads"),
        required=False,
        many=True,
        help_text=_("Several are parted by 、; the first one gets what is escalated."),
    )

    def clean_short_names(self) -> list[str]:
        """Return the short names one by one."""
        text = self.cleaned_data["short_names"]
        for mark in "，,；;\n":
            text = text.replace(mark, "、")
        names = [name.strip() for name in text.split("、") if name.strip()]
        if any(len(name) > 64 for name in names):
            raise ValidationError(_("A short name has at most 64 characters."))
        return names


class NewLogInsForm(forms.Form):
    """For whom log-ins are made: a department with all below it, or staff numbers one by one."""

    department = DepartmentText(required=False)
    only_managers = forms.BooleanField(label=_("Only managers and heads"), required=False)
    only_runners = forms.BooleanField(
        label=_("Only who owns a group, deputises in it or helps to run it"),
        required=False,
        help_text=_("Alone, without a department: all of them."),
    )
    numbers = PersonField(
        label=_("or these people"),
        required=False,
        many=True,
        rows=4,
        help_text=_("Names or staff numbers, one a line, or parted by 、 or commas."),
    )

    def clean(self) -> dict[str, object]:
        """Find the people."""
        given = super().clean() or {}
        named = [person.pk for person in given.get("numbers") or ()]
        if not (named or given.get("department") or given.get("only_runners") or self.errors):
            raise ValidationError(_("Name a department or people, or choose who runs groups."))
        chosen = Employee.objects.filter(pk__in=named) if named else Employee.objects.all()
        if given.get("department"):
            chosen = chosen.below(given["department"])
        if given.get("only_managers"):
            chosen = chosen.filter(Q(is_manager=True) | Q(pk__in=DepartmentHead.objects.values("employee")))
        if given.get("only_runners"):
            chosen = chosen.filter(pk__in=import_string(settings.RUNNERS_OF_GROUPS)())
        self.people = chosen.here().filter(user=None)
        self.passed_over: Sequence[Employee] = ()
        if named or given.get("only_runners"):
            none = chosen.exclude(pk__in=self.people.values("pk")).select_related("user").order_by("staff_no")
            # Of those who run groups it is told who has left: their groups wait for somebody else.
            self.passed_over = list(none if named else none.filter(status__in=Employee.OUTSIDE_WORK))
        return given


class RolesForm(forms.Form):
    names = forms.MultipleChoiceField(
        label=_("Roles"), required=False, choices=list(ROLE_LABELS.items()), widget=forms.CheckboxSelectMultiple
    )


class AccountsFilter(ListFilter):
    """What the list of log-ins is narrowed to."""

    q = forms.CharField(label=_("Name, number or pinyin"), required=False, max_length=64)
    kind = forms.ChoiceField(
        label=_("Which"),
        required=False,
        choices=[("", _("all")), ("locked", _("locked")), ("first", _("not used yet")), *ROLE_LABELS.items()],
    )
