"""Forms of the library: filling in blanks, publishing, trying a nickname."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupadmin.core.form_fields import Day
from groupadmin.regulations.models import Blank, PenaltyKind, Regulation
from groupadmin.regulations.rendering import question_of
from groupadmin.regulations.rule_tables import clause_label


class BlanksForm(forms.Form):
    """One input for each blank of an edition; what stays empty stays open."""

    def __init__(self, regulation: Regulation, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.blanks: list[Blank] = list(Blank.objects.filter(regulation=regulation).with_places().order_by("pk"))
        for blank in self.blanks:
            self.fields[f"blank-{blank.pk}"] = _input_for(blank)

    def values(self) -> dict[int, Any]:
        """Return what was filled in, by the blank's key."""
        return {blank.pk: self.cleaned_data.get(f"blank-{blank.pk}") for blank in self.blanks}

    def clean(self) -> dict[str, Any]:
        """Ask the database's laws of each row as it would stand, so that what it would refuse is said in words."""
        filled: dict[Any, str] = {}
        for blank in self.blanks:
            name = f"blank-{blank.pk}"
            if self.cleaned_data.get(name) not in (None, ""):
                row = next((one for one in filled if one == blank.row()), blank.row())
                setattr(row, blank.field, self.cleaned_data[name])
                filled.setdefault(row, name)
        for row, name in filled.items():
            try:
                row.validate_constraints()
            except ValidationError as error:
                self.add_error(name, error.messages)
        return self.cleaned_data


def _input_for(blank: Blank) -> forms.Field:
    """Return the input for one blank: the column's own, labelled with where it stands."""
    known: Any = blank.row()._meta.get_field(blank.field)
    made: forms.Field = known.formfield(required=False)
    made.label = question_of(blank)
    made.help_text = _clause(blank)
    made.initial = None
    if isinstance(made, forms.TypedChoiceField):
        choices = [choice for choice in known.flatchoices if choice[0] != PenaltyKind.UNNAMED]
        made.choices = [("", "—"), *choices]
    if isinstance(made, forms.TimeField):
        made.widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return made


def _clause(blank: Blank) -> str:
    """Return the clause that leaves it open, in full; "" where the blank is the whole regulation's."""
    row: Any = blank.row()
    owner = row.step.offence if hasattr(row, "step_id") else getattr(row, "offence", row)
    clause = getattr(owner, "clause", None)
    return _("%(clause)s: %(text)s") % {"clause": clause_label(clause.number), "text": clause.text} if clause else ""


class PublishForm(forms.Form):
    """How a regulation was made known, and from when it holds."""

    published_on = Day(label=gettext_lazy("Published on"))
    effective_from = Day(label=gettext_lazy("In force from"))
    discussed_how = forms.CharField(
        label=gettext_lazy("How it was discussed"),
        max_length=255,
        required=False,
        help_text=gettext_lazy(
            "A rule on pay or discipline is discussed with the staff or their representatives first."
        ),
    )
    published_how = forms.CharField(label=gettext_lazy("How it was made known"), max_length=255)

    def clean(self) -> dict[str, object]:
        published, force = self.cleaned_data.get("published_on"), self.cleaned_data.get("effective_from")
        if published and force and force < published:
            self.add_error("effective_from", _("A regulation comes into force on or after the day it is published."))
        return self.cleaned_data


class NicknameForm(forms.Form):
    """A nickname to try against the rule, with the facts of the person it is for."""

    nickname = forms.CharField(label=gettext_lazy("Nickname"), max_length=100, required=False)
    name = forms.CharField(label=gettext_lazy("Real name"), max_length=64, required=False)
    department = forms.CharField(label=gettext_lazy("Department"), max_length=64, required=False)
    pattern = forms.IntegerField(required=False, widget=forms.HiddenInput)
