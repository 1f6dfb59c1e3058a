"""The regulations app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegulationsConfig(AppConfig):
    name = "groupadmin.regulations"
    label = "regulations"
    verbose_name = _("Regulations")
    back_office = "changed"
