"""The back office for regulations: HR edits an open edition with all its rows; a sealed one can only be looked at."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.forms import BaseForm, BaseInlineFormSet, ModelForm, Textarea
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from groupadmin.core.back_office import BackOfficeAdmin
from groupadmin.regulations import services
from groupadmin.regulations.models import (
    Blank,
    Clause,
    CommitteeRole,
    Offence,
    OffenceStep,
    Penalty,
    Regulation,
    RoleDuty,
)
from groupadmin.regulations.rendering import question_of
from groupadmin.regulations.rule_tables import capital
from groupadmin.regulations.schema import CHAPTERS, TABLES, columns

# Rows with rows of their own are edited on their own pages, linked from the edition's.
_NESTED = {Offence, CommitteeRole}

TITLES = {
    "text": _("The text itself"),
    "scope": _("Scope"),
    "running": _("Running"),
    "eligibility": _("Who may be in"),
    "newcomers": _("Newcomers"),
    "creation": _("Creating groups"),
    "group_name": _("Name of the group"),
    "identity": _("Names"),
    "accounts": _("Accounts"),
    "inspection": _("Checks"),
    "silence": _("Silence"),
    "lifetime": _("Life of a group"),
    "content": _("What is posted"),
    "response": _("Answering"),
    "messages": _("Limits of messages"),
    "activities": _("Activities"),
    "removal": _("Removal"),
    "rotation": _("Duty rotation"),
    "responsibility": _("Responsibility"),
    "secrecy": _("Secrecy"),
    "feedback": _("Appeal and feedback"),
}


def edition_of(row: object) -> Regulation | None:
    """Return the edition a row of any depth belongs to."""
    if row is None or isinstance(row, Regulation):
        return row
    for way in ("regulation", "offence", "step", "role"):
        if hasattr(row, f"{way}_id"):
            return edition_of(getattr(row, way))
    return None


class SealedCanOnlyBeLookedAt:
    """Refuse changes to what belongs to an edition that is sealed or in force."""

    def may(self, row: object, allowed: bool) -> bool:
        edition = edition_of(row)
        return allowed and (edition is None or edition.may_be_edited(timezone.localdate()))

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.may(obj, super().has_add_permission(request, *([obj] if obj is not None else [])))  # type: ignore[misc]

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.may(obj, super().has_change_permission(request, obj))  # type: ignore[misc]

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.may(obj, super().has_delete_permission(request, obj))  # type: ignore[misc]


class LabelledRows(BaseInlineFormSet):
    """Rows of a table whose inputs bear their column's name: the heading stands too far off for a screen reader."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        for field in form.fields.values():
            if field.label and not field.widget.is_hidden:
                # The back office wraps the choice of another row; what is labelled is the choice itself.
                widget: Any = getattr(field.widget, "widget", field.widget)
                widget.attrs.setdefault("aria-label", capital(str(field.label)))


class RowInline(SealedCanOnlyBeLookedAt, admin.TabularInline):
    """Rows of an edition; the clause is chosen among the edition's own."""

    formset = LabelledRows
    extra = 0
    classes: Any = ("collapse",)

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.may(obj, admin.TabularInline.has_add_permission(self, request, obj))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        made = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "clause" and made is not None:
            # One query for the page, and not one for each row of each table.
            made.choices = clause_choices(request)
        return made


def clause_choices(request: Any) -> list[tuple[Any, str]]:
    """Return the clauses of the edition that a page of the back office shows, as choices; asked once per request."""
    if not hasattr(request, "_clause_choices"):
        number = request.resolver_match.kwargs.get("object_id")
        clauses = Clause.objects.filter(regulation_id=number) if number else Clause.objects.none()
        request._clause_choices = [("", "—"), *clauses.order_by("pk").values_list("pk", "number")]
    choices: list[tuple[Any, str]] = request._clause_choices
    return choices


def inline_of(model: type[models.Model], **attributes: object) -> type[RowInline]:
    """Return an inline for a table of the vocabulary."""
    return type(f"{model.__name__}Inline", (RowInline,), {"model": model} | attributes)


class ClauseInline(RowInline):
    model = Clause
    classes = ()
    formfield_overrides = {models.TextField: {"widget": Textarea(attrs={"rows": 2, "cols": 40})}}


class NestedInline(RowInline):
    """Rows that have rows of their own: a link leads to their page."""

    show_change_link = True


class PenaltyInline(RowInline):
    model = Penalty
    classes = ()


class StepInline(NestedInline):
    model = OffenceStep
    classes = ()


class DutyInline(RowInline):
    model = RoleDuty
    classes = ()


class NotesTheEdit(SealedCanOnlyBeLookedAt, BackOfficeAdmin):
    """Every save or deletion closes with the service that drops filled blanks and writes the audit event."""

    def save_related(self, request: HttpRequest, form: BaseForm, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        edition = edition_of(form.instance)  # type: ignore[attr-defined]
        if edition is not None:
            changed = [
                *form.changed_data,
                *(str(one.model._meta.verbose_name) for one in formsets if one.has_changed()),
            ]
            services.note_edit(edition, actor=request.user, at=timezone.now(), detail={"changed": changed})

    def delete_model(self, request: HttpRequest, obj: object) -> None:
        edition = edition_of(obj)
        super().delete_model(request, obj)
        if edition is not None and edition.pk:
            services.note_edit(edition, actor=request.user, at=timezone.now(), detail={"deleted": str(obj)})


class RegulationForm(ModelForm):
    """Say beforehand what the service would refuse: nobody edits an edition that was sealed meanwhile."""

    def clean(self) -> dict[str, Any] | None:
        if self.instance.pk:
            kept = Regulation.objects.get(pk=self.instance.pk)
            if not kept.may_be_edited(timezone.localdate()):
                self.add_error(None, str(services.EditionSealed(edition=kept.edition, title=kept.title)))
        return super().clean()


@admin.register(Regulation)
class RegulationAdmin(NotesTheEdit):
    form = RegulationForm
    list_display = ("title", "slug", "edition", "standing", "published_on", "effective_from", "open_count")
    list_filter = ("standing",)
    search_fields = ("title", "slug")
    readonly_fields = ("published_on", "effective_from", "sealed_at", "what_is_open")
    change_form_template = "regulations/admin_change_form.html"
    actions = None
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["title", "slug", "edition", "what_is_open", "published_on", "effective_from", "sealed_at"]}),
        *((TITLES[key], {"fields": list(columns(key)), "classes": ["collapse"]}) for key in CHAPTERS),
    ]
    inlines = [
        ClauseInline,
        *(inline_of(table.model) for table in TABLES if table.model not in _NESTED),
        *(type(f"{model.__name__}Inline", (NestedInline,), {"model": model}) for model in (Offence, CommitteeRole)),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: object = None) -> tuple[str, ...]:
        """An edition keeps its short name and number: groups and cases cite them."""
        return (*self.readonly_fields, "slug", "edition") if obj else (*self.readonly_fields, "edition")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Regulation]:
        return Regulation.objects.with_blanks()

    @admin.display(description=_("to fill in"), ordering="blank_count")
    def open_count(self, regulation: Any) -> int:
        return int(regulation.blank_count)

    @admin.display(description=_("to be filled in"))
    def what_is_open(self, regulation: Regulation) -> str:
        """Say what is open, with the way to the page that asks for it."""
        blanks = Blank.objects.filter(regulation=regulation.pk).with_places()[:200] if regulation.pk else []
        if not blanks:
            return "—"
        words = "；".join(question_of(blank) for blank in blanks)
        page = reverse("regulation_blanks", args=[regulation.slug, regulation.edition])
        return format_html('<a href="{}">{}</a>', page, words)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Editions stay: groups, cases and the audit trail cite them."""
        return False


class RowAdmin(NotesTheEdit):
    """A row with rows of its own, reached from its edition."""

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Keep these out of the back office's table of contents."""
        return {}

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Offence)
class OffenceAdmin(RowAdmin):
    fields = ("code", "title", "category", "answerable", "exception", "once_verified", "anywhere")
    inlines = [StepInline]


@admin.register(OffenceStep)
class OffenceStepAdmin(RowAdmin):
    fields = ("occurrence", "grave", "when_ineffective")
    inlines = [PenaltyInline]


@admin.register(CommitteeRole)
class CommitteeRoleAdmin(RowAdmin):
    fields = ("role", "holder", "pay")
    inlines = [DutyInline]
