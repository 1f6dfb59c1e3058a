"""Exports of the back office in the reader's words: the columns to choose are called what the forms call them."""

from __future__ import annotations

from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from import_export.forms import SelectableFieldsExportForm
from import_export.resources import ModelResource


class WordedExportForm(SelectableFieldsExportForm):
    """The choice of columns by their words, not by their names in the code: ``department__path`` is the department."""

    def _get_field_label(self, resource: ModelResource, field_name: str) -> str:
        try:
            field = resource._meta.model._meta.get_field(field_name.partition("__")[0])
        except FieldDoesNotExist:
            return str(super()._get_field_label(resource, field_name))
        return str(capfirst(field.verbose_name))
