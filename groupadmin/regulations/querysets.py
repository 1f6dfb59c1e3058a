"""Questions asked of editions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Exists, OuterRef, Subquery

if TYPE_CHECKING:
    from groupadmin.regulations.models import Regulation  # noqa: F401


class RegulationQuerySet(models.QuerySet["Regulation"]):
    def in_force_on(self, on: date) -> RegulationQuerySet:
        """Keep, of each regulation, the one edition in force on a day."""
        in_force = (
            self.model._default_manager.filter(slug=OuterRef("slug"), effective_from__lte=on)
            .order_by("-effective_from", "-edition")
            .values("pk")[:1]
        )
        return self.filter(pk=Subquery(in_force))

    def newest(self) -> RegulationQuerySet:
        """Keep the newest edition of each regulation."""
        newest = self.model._default_manager.filter(slug=OuterRef("slug")).order_by("-edition").values("pk")[:1]
        return self.filter(pk=Subquery(newest))

    def with_blanks(self) -> RegulationQuerySet:
        """Add ``blank_count``: how many figures the adopting organisation has still to fill in; and whether the round
        of roster checks is one of them, as ``round_is_open``."""
        return self.annotate(
            blank_count=Count("blanks", distinct=True),
            round_is_open=Exists(
                self.model.blanks.rel.related_model._default_manager.filter(
                    regulation=OuterRef("pk"), field="roster_check_days"
                )
            ),
        )
