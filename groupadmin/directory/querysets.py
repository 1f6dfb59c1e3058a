"""Named questions about people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Substr

from groupadmin.core.folding import name_key
from groupadmin.core.sql import begins_with

if TYPE_CHECKING:
    from groupadmin.directory.models import DepartmentHead, Employee  # noqa: F401  named in the base classes


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


class DepartmentHeadQuerySet(models.QuerySet["DepartmentHead"]):
    """Heads of departments, as somebody named them, and those of them who still are."""

    def standing(self) -> DepartmentHeadQuerySet:
        """Those who work here and have not moved on since they were named.

        Rights hang on this: whoever a list or an edit puts into another department, outside of what they head, loses it
        with the same write, and has it again where that write is taken back.
        """
        within = Q(department__lineage=Substr("employee__department__lineage", 1, Length("department__lineage")))
        as_named = Q(employee__department=F("named_in")) | Q(employee__department=None, named_in=None)
        return self._of_people_here().filter(within | as_named)

    def outlived(self) -> DepartmentHeadQuerySet:
        """Those who were named and do not stand any more: they have left, or moved on."""
        return self.exclude(pk__in=self.model._default_manager.standing().values("pk"))

    def _of_people_here(self) -> DepartmentHeadQuerySet:
        employees: Any = self.model._meta.get_field("employee").related_model
        return self.exclude(employee__status__in=employees.OUTSIDE_WORK)
