"""The console app, and the admin app with the console's site."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class ConsoleConfig(AppConfig):
    name = "groupadmin.console"
    label = "console"
    verbose_name = _("Console")


class BackOfficeConfig(admin_apps.AdminConfig):
    default_site = "groupadmin.console.site.BackOffice"
    default = False

    def ready(self) -> None:
        """Hide the table of roles: a migration makes the four there are, and a fifth would mean nothing."""
        super().ready()
        from django.contrib.admin import site
        from django.contrib.auth.models import Group

        if site.is_registered(Group):
            site.unregister(Group)
