"""Named questions about people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from groupadmin.core.folding import name_key

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
        wanted = Q(staff_no__startswith=plain)
        if key:
            wanted |= Q(name_key__startswith=key)
        if plain.isascii():
            wanted |= Q(pinyin__startswith=plain.lower()) | Q(initials__startswith=plain.lower())
        return self.filter(wanted)

    def below(self, department: Any) -> EmployeeQuerySet:
        """Those of a department and of everything below it."""
        return self.filter(department__lineage__startswith=department.lineage)
