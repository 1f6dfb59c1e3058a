"""Codes in words: what a row's ``get_…_display`` answers; and sentences one after the other."""

from __future__ import annotations

from functools import reduce
from typing import Any

from django.db import models
from django.utils.encoding import force_str
from django.utils.translation import gettext as _


def sentences(*said: str) -> str:
    """Return sentences as one text, those that say nothing left out; Chinese has no space after a full stop."""
    told = [text for text in said if text]
    return reduce(lambda first, then: _("%(first)s %(then)s") % {"first": first, "then": then}, told) if told else ""


class Labelled(models.Model):
    """A table whose rows are shown by the dozen, their codes in words. Finds the word by the code.

    Django's own way hashes all labels of the field first, and a label is translated anew each time: of the page of
    fifty people that was a quarter.
    """

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: Any) -> Any:  # noqa: N802  Django's own name, behind every get_…_display
        value = getattr(self, field.attname)
        return force_str(dict(field.flatchoices).get(value, value), strings_only=True)
