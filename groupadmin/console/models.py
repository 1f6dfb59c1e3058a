"""What a reader keeps of the console for themselves."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SavedFilter(models.Model):
    """Filters of a list that somebody comes back to, under a name of their own."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        db_index=False,
        related_name="saved_filters",
        verbose_name=_("log-in"),
    )
    page = models.CharField(_("page"), max_length=200)
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("filters"), max_length=1000)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="one_saved_filter_of_a_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        """Return the address of the list with these filters."""
        return f"{self.page}?{self.query}"
