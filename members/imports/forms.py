"""What a person fills in to bring a member list: the list, whether it is complete, when it was taken."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from groupadmin.core.form_fields import Moment
from groupadmin.core.spreadsheets import TemplateField
from members.rosters.models import RosterImport

# What the workbook to fill in has.
TEMPLATE = (
    TemplateField("群昵称", _("The name that shows in the group, just as it is written there."), "销售部-张三"),
    TemplateField("姓名", _("Where the nickname does not say it."), "张三"),
    TemplateField("工号", _("Where several people have one name. Text, with its zeros."), "000123"),
    TemplateField("群内角色", _("群主 or 管理员; empty for members."), "群主"),
    TemplateField("入群时间", _("Year, month, day, if it is known."), "2024-03-01"),
    TemplateField("最后发言日期", _("Year, month, day, if it is known."), "2026-03-01"),
)


class RosterForm(forms.Form):
    """A pasted list or a file; exactly one of them."""

    text = forms.CharField(
        label=_("Paste the member list"),
        required=False,
        # Stripping would cut the blank first cell of pasted columns.
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("One name per line, cells copied from a spreadsheet, or a 接龙. Just as it comes."),
    )
    file = forms.FileField(
        label=_("or choose a file"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.tsv,.txt,.json"}),
        help_text=_("Excel, CSV, text or JSON."),
    )
    mode = forms.ChoiceField(
        label=_("Is everybody of the group on this list?"),
        choices=[
            (RosterImport.Mode.FULL, _("Yes, it is complete. Who is missing on it has left the group.")),
            (RosterImport.Mode.PARTIAL, _("No, or I am not sure. Nobody is taken for gone.")),
        ],
        widget=forms.RadioSelect,
    )
    taken_at = Moment(
        label=_("When was it taken?"),
        required=False,
        help_text=_("Leave empty if just now."),
    )

    def clean(self) -> dict[str, object]:
        """Ask for the one or the other: a list in the box and a file would leave open which of them counts."""
        given = super().clean() or {}
        text, file = given.get("text", "").strip(), given.get("file")
        if not text and not file:
            raise forms.ValidationError(_("Paste the list into the box, or choose a file."))
        if text and file:
            raise forms.ValidationError(_("There is a list in the box and a file: clear one of them."))
        return given

    def content(self) -> tuple[bytes | str, str]:
        """Return what was brought, and the name to know it by."""
        file = self.cleaned_data["file"]
        return (file.read(), file.name or "") if file else (self.cleaned_data["text"], "")


class MomentForm(forms.Form):
    """The moment of an as-of question."""

    at = Moment(
        label=_("Who was in the group at"),
    )
