"""What every table of the back office has in common: it filters by what it declares, and looks at it are noted."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import FieldDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import capfirst
from import_export.admin import ExportMixin
from import_export.formats import base_formats
from import_export.forms import SelectableFieldsExportForm
from import_export.resources import ModelResource
from tablib import Dataset

from groupadmin.core import audit
from groupadmin.core.spreadsheets import neutral


class WordedExportForm(SelectableFieldsExportForm):
    """The choice of columns by their words, not by their names in the code: ``department__path`` is the department."""

    def _get_field_label(self, resource: ModelResource, field_name: str) -> str:
        try:
            field = resource._meta.model._meta.get_field(field_name.partition("__")[0])
        except FieldDoesNotExist:
            return str(super()._get_field_label(resource, field_name))
        return str(capfirst(field.verbose_name))


class Neutral:
    """A form of file whose cells are text; the package itself only takes a leading = away, which falsifies."""

    def export_data(self, dataset: Dataset, **kwargs: object) -> Any:
        """Return the file."""
        rows = [[neutral(cell) for cell in row] for row in dataset]
        safe = Dataset(*rows, headers=[neutral(heading) for heading in dataset.headers])
        return super().export_data(safe, **kwargs)  # type: ignore[misc]


class NeutralCSV(Neutral, base_formats.CSV):
    """CSV."""


class NeutralTSV(Neutral, base_formats.TSV):
    """CSV with tabs."""


class NeutralXLSX(Neutral, base_formats.XLSX):
    """Excel."""


# Web pages and the like are nobody's form for a list, and each would need a look of its own.
FORMATS: Final = (NeutralCSV, NeutralXLSX, NeutralTSV, base_formats.JSON)


# The ways in which Django's own filters ask in an address; a column's name may stand alone.
EXACT, OF_DAYS = ("", "__exact", "__isnull"), ("__gte", "__lt", "__year", "__month", "__day")


class BackOfficeAdmin(admin.ModelAdmin):
    """A table of the back office.

    An address may narrow it by the filters that the list shows and by nothing else: Django lets a reader ask by any
    column of the table, so that the hash of a password is read letter by letter (django #20078). Whoever looks at one
    row, searches, or takes the table out is on the audit trail; what was typed is not (practice §5.3).
    """

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Say whether an address may ask so; Django answers 400 where it may not."""
        return lookup in self._declared_lookups()

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """Say whether rows may be named by another column than their number: never; Django answers 400."""
        return to_field == self.opts.pk.name

    def _declared_lookups(self) -> set[str]:
        declared = {f"{path}{way}" for path in map(self._asked_by, self.list_filter) for way in (*EXACT, *OF_DAYS[:2])}
        if self.date_hierarchy:
            declared |= {f"{self.date_hierarchy}{way}" for way in OF_DAYS}
        return declared

    def _asked_by(self, declared: object) -> str:
        """Return what a filter is called in an address; that of a related table asks by its key."""
        if isinstance(declared, type):
            return str(getattr(declared, "parameter_name", ""))
        path = str(declared[0] if isinstance(declared, list | tuple) else declared)
        related = get_fields_from_path(self.model, path)[-1].related_model
        return path if related is None else f"{path}__{related._meta.pk.name}"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list; that somebody searched it is noted."""
        shown = super().changelist_view(request, extra_context)
        if request.GET.get("q"):
            self._note("backoffice.searched", self.opts.label_lower, request)
        return shown

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show or save one row; that somebody looked is noted."""
        shown = super().changeform_view(request, object_id, form_url, extra_context)
        row = self.get_object(request, object_id) if object_id and request.method == "GET" else None
        if row is not None and shown.status_code == 200:
            self._note("backoffice.viewed", row, request)
        return shown

    def _note(self, action: str, subject: Any, request: HttpRequest, **detail: Any) -> None:
        audit.record(action, subject, actor=request.user, at=timezone.now(), detail=detail)


class TakenOutAdmin(ExportMixin, BackOfficeAdmin):
    """A table that may be taken out as a file; who took it, in which form and how many rows, is noted."""

    export_formats = FORMATS

    def get_export_data(self, file_format: Any, request: HttpRequest, queryset: Any, **kwargs: Any) -> Any:
        """Write the file and note it."""
        facts = {"form": file_format.get_extension(), "rows": queryset.count()}
        self._note("backoffice.exported", self.opts.label_lower, request, **facts)
        return super().get_export_data(file_format, request, queryset, **kwargs)
