"""Named questions about people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from groupadmin.core.folding import name_key
from groupadmin.core.prefixes import begins_with

if TYPE_CHECKING:
    from groupadmin.directory.models import Employee  # noqa: F401  named in the base class


class EmployeeQuerySet(models.QuerySet["Employee"]):
    """Adjectives that filter people."""

    def here(self) -> EmployeeQuerySet:
        """Those who work here now: in post, on probation, about to leave, or away for a time."""
        return self.exclude(status__in=self.model.OUTSIDE_WORK)

    def found_by(self, words: str) -> EmployeeQuerySet:
        """Those whose name, staff number, pinyin or initials begin with what somebody typed; each has its index."""
        plain = "".join(words.split())
        key = name_key(plain)
        if not plain:
            return self
        wanted = begins_with("staff_no", plain)
        if key:
            wanted |= begins_with("name_key", key)
        if plain.isascii():
            wanted |= begins_with("pinyin", plain.lower()) | begins_with("initials", plain.lower())
        return self.filter(wanted)

    def below(self, department: Any) -> EmployeeQuerySet:
        """Those of a department and of everything below it."""
        part = type(department).objects.filter(begins_with("lineage", department.lineage))
        return self.filter(department__in=part)
