"""The ground floor as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "groupadmin.core"
    label = "core"
    verbose_name = _("Running the console")
    back_office = "only_looked_at"
