"""Forms about flags."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from groupadmin.core.form_fields import Day
from groupadmin.core.lists import ListFilter
from groupadmin.directory.forms import DepartmentText
from groupadmin.directory.picking import PersonField
from groupadmin.groups.models import Group
from groupadmin.regulations.models import Regulation
from members.flags import adoption
from members.flags.models import Flag


class SponsorForm(forms.Form):
    """Who answers for a guest, and until when."""

    sponsor = PersonField(label=_("Colleague who answers for them"))
    until = Day(label=_("Until"))
    reason = forms.CharField(label=_("What for"), max_length=255, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"until": today + timedelta(days=90)})
        super().__init__(*args, **kwargs)


class ExcuseForm(forms.Form):
    """Why somebody may be silent, and until when."""

    reason = forms.CharField(label=_("Reason"), max_length=255)
    until = Day(label=_("Until"))


# Matters that HR looks at by kind, whoever's turn they are, and the word for all of them.
URGENT = "URGENT"
CANNOT_WAIT = (Flag.Kind.LEAVER, Flag.Kind.OWNERLESS, Flag.Kind.ROSTER_OLD)


class FlagsFilter(ListFilter):
    """What the list of matters is narrowed to."""

    WHOSE = (
        ("", _("all that I may see")),
        ("mine", _("my turn")),
        ("groups", _("groups I run")),
    )
    DUE = (("", _("any day")), ("today", _("today")), ("late", _("overdue")))
    q = forms.CharField(label=_("Person, nickname or group"), required=False, max_length=64)
    whose = forms.ChoiceField(label=_("Whose turn"), choices=WHOSE, required=False)
    level = forms.ChoiceField(
        label=_("Stands with"),
        choices=[("", _("any")), *((str(n), label) for n, label in Flag.Level.choices)],
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("every kind")), (URGENT, _("what cannot wait")), *Flag.Kind.choices],
        required=False,
    )
    due = forms.ChoiceField(label=_("Due"), choices=DUE, required=False)
    said_done = forms.BooleanField(label=_("said to be done"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("open")), ("CLEARED", _("done"))], required=False)
    guarded = forms.BooleanField(label=_("in sensitive and classified groups"), required=False)
    group = forms.CharField(label=_("Group number"), widget=forms.HiddenInput, required=False, max_length=64)


class GroupsToAdopt(forms.Form):
    """Which groups are to come under a regulation; the fields narrow each other.

    Unless somebody says otherwise only groups that the regulation is for are chosen, and of one for a single group
    only a group that is named by its number.
    """

    category = forms.ChoiceField(
        label=_("Kind of group"), choices=[("", _("every kind")), *Group.Category.choices], required=False
    )
    department = DepartmentText(label=_("Department and below"), required=False)
    now_under = forms.ChoiceField(
        label=_("Now under"),
        choices=[("", _("any regulation or none")), ("none", _("none")), ("other", _("another regulation"))],
        required=False,
    )
    codes = forms.CharField(label=_("Only these group numbers"), required=False)
    beyond = forms.BooleanField(label=_("Also groups it is not meant for"), required=False)

    def __init__(self, *args: Any, regulation: Regulation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.meant = adoption.meant_for(regulation)
        self.is_for_one = regulation.coverage == Regulation.Coverage.ONE

    def groups(self) -> QuerySet[Group]:
        """Return the groups chosen: those that fit and, where they are named or asked for, those that do not."""
        chosen = self.cleaned_data
        if chosen["codes"] or chosen["beyond"]:
            return self.narrowed()
        return self.narrowed().none() if self.is_for_one else self.narrowed().filter(self.meant)

    def left_out(self) -> QuerySet[Group]:
        """Return the groups that fit what is filled in and are not chosen, because the regulation is not for them."""
        return self.narrowed().exclude(pk__in=self.groups().order_by().values("pk"))

    def narrowed(self) -> QuerySet[Group]:
        """Return the groups in use or approved, narrowed by what is filled in, whatever the regulation is for."""
        chosen = self.cleaned_data
        found = Group.objects.filter(status__in=(*Group.LIVE, Group.Status.APPROVED)).order_by("code")
        if chosen["category"]:
            found = found.filter(category=chosen["category"])
        if chosen["department"]:
            found = found.filter(department__lineage__startswith=chosen["department"].lineage)
        if chosen["now_under"]:
            none = Q(regulation=None)
            found = found.filter(none if chosen["now_under"] == "none" else ~none)
        if codes := chosen["codes"].replace("，", ",").replace(",", " ").split():
            found = found.filter(code__in=codes)
        return found
