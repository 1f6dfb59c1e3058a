"""Exports of the back office: columns in the reader's words, and no cell that a spreadsheet would compute."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from import_export.formats import base_formats
from import_export.forms import SelectableFieldsExportForm
from import_export.resources import ModelResource
from tablib import Dataset

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

    def export_data(self, dataset: Dataset, **kwargs: Any) -> Any:
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
