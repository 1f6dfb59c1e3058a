"""Forms about flags."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from groupadmin.core.form_fields import Day, Moment
from groupadmin.core.lists import ListFilter
from groupadmin.directory.forms import DepartmentText
from groupadmin.directory.picking import PersonField
from groupadmin.groups.models import Group
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
    turned = Moment(label=_("With whoever's turn it is since"), required=False)
    guarded = forms.BooleanField(label=_("in sensitive and classified groups"), required=False)
    group = forms.CharField(label=_("Group number"), widget=forms.HiddenInput, required=False, max_length=64)


class GroupsToAdopt(ListFilter):
    """Which groups are to come under a regulation; the fields narrow each other.

    Unless somebody says otherwise only groups that the regulation is for are shown. Those ticked (``rows``), or all
    that are shown, come under it; of a regulation for a single group only one that is ticked.
    """

    NOW = (("", _("any regulation or none")), ("none", _("none")), ("other", _("another regulation")))
    q = forms.CharField(label=_("Name, number or pinyin of the group"), required=False, max_length=64)
    category = forms.ChoiceField(
        label=_("Kind of group"), choices=[("", _("every kind")), *Group.Category.choices], required=False
    )
    department = DepartmentText(label=_("Department and below"), required=False)
    now_under = forms.ChoiceField(label=_("Now under"), choices=NOW, required=False)
    beyond = forms.BooleanField(label=_("Also groups it is not meant for"), required=False)


def groups_to_adopt(user: object, chosen: dict[str, Any], today: date) -> QuerySet[Group]:
    """Return the groups in use or approved, narrowed by a filled-in ``GroupsToAdopt``, whatever a regulation is for."""
    found = Group.objects.filter(status__in=(*Group.LIVE, Group.Status.APPROVED)).found_by(chosen.get("q") or "")
    if chosen.get("category"):
        found = found.filter(category=chosen["category"])
    if chosen.get("department"):
        found = found.filter(department__lineage__startswith=chosen["department"].lineage)
    if chosen.get("now_under"):
        none = Q(regulation=None)
        found = found.filter(none if chosen["now_under"] == "none" else ~none)
    return found
