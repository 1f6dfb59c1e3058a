"""Addresses of a stock admin on our tables, for comparison; everything else is where it always is."""

from __future__ import annotations

from django.contrib import admin
from django.db import models
from django.urls import path

from groupadmin import urls
from groupadmin.core.models import SweepRun
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from members.models import Flag, Membership

PLAIN = (models.CharField, models.DateField, models.ForeignKey, models.BooleanField)


class Stock(admin.ModelAdmin):
    """The stock changelist as it comes: the first nine plain columns, fifty rows, names of other rows joined in."""

    list_per_page = 50
    list_select_related = True

    def get_list_display(self, request: object) -> list[str]:
        return [field.name for field in self.model._meta.concrete_fields if isinstance(field, PLAIN)][:9]

    def has_permission(self, *args: object) -> bool:
        return True

    has_view_permission = has_change_permission = has_module_permission = has_permission


site = admin.AdminSite(name="admin")
site.register([Employee, Flag, Group, Membership, SweepRun], Stock)
urlpatterns = [path("admin/", site.urls), *urls.urlpatterns[1:]]
