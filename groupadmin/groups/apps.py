"""The groups app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GroupsConfig(AppConfig):
    name = "groupadmin.groups"
    label = "groups"
    verbose_name = _("Groups")
    back_office = "changed"
