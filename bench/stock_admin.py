"""A stock admin on our tables, as somebody would declare it who must show the same columns of the same rows.

Each list has the columns, the filters, the order and the page size of our page; foreign keys are joined in
(``list_select_related``), what is no column is annotated. Counts, actions, templates and the rest are Django's own.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.urls import path

from groupadmin import urls
from groupadmin.core.models import SweepRun
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from members.models import Flag, Membership


class Stock(admin.ModelAdmin):
    """Whoever is logged in may look and change: rights are not what is measured."""

    list_per_page = 50

    def has_permission(self, *args: object) -> bool:
        return True

    has_view_permission = has_change_permission = has_module_permission = has_permission


class Groups(Stock):
    """Every column of a group that the back office lists."""

    list_display = (
        "code", "name", "platform", "category", "department", "regulation", "status", "roster_taken_at", "headcount",
    )  # fmt: skip
    list_select_related = ("department", "regulation")
    list_filter = ("status", "category", "platform", "secrecy")
    ordering = ("code",)


class Register(Stock):
    """The register's columns: the owner and the open matters annotated, the worst first."""

    list_display = (
        "name", "code", "platform", "category", "owner", "department", "headcount", "headcount_outside",
        "roster_taken_at", "open_matters", "status",
    )  # fmt: skip
    list_select_related = ("department",)
    list_filter = ("status", "category", "platform", "secrecy")
    list_per_page = 30
    ordering = ("-open_count", "code")

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        owner = Membership.objects.filter(group=OuterRef("pk"), gone_by=None, role="OWNER")
        counted = Count("flags", filter=Q(flags__state="OPEN"))
        groups = self.model._default_manager.exclude(status__in=("DISSOLVED", "MERGED", "EXPIRED"))
        return groups.annotate(owner_name=Subquery(owner.values("employee__name")[:1]), open_count=counted)

    def owner(self, group: Any) -> str:
        return group.owner_name or ""

    def open_matters(self, group: Any) -> int:
        return int(group.open_count)


class Matters(Stock):
    list_display = (
        "membership", "employee", "kind", "group", "level", "assignee", "acted_at", "raised_on", "due_on", "state",
    )  # fmt: skip
    list_select_related = ("membership", "employee", "group", "assignee")
    list_filter = ("kind", "level")
    ordering = ("due_on", "id")

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        return super().get_queryset(request).filter(state="OPEN")


class Members(Stock):
    list_display = (
        "nickname", "employee", "identity", "role", "tier", "nickname_fits", "nickname_problem", "joined_at",
        "first_seen_at", "last_seen_at", "evidence",
    )  # fmt: skip
    list_select_related = ("employee__department", "evidence__group")
    list_filter = ("identity", "role")
    ordering = ("id",)

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        return super().get_queryset(request).filter(gone_by=None)


class Nights(Stock):
    """The runs, and above them what our page has there too: open matters by kind, raised and cleared by night."""

    list_display = ("name", "on", "raised", "cleared", "seconds", "finished_at", "error")
    ordering = ("-on", "id")

    def changelist_view(self, request: Any, extra_context: Any = None) -> Any:
        still_open = Flag.objects.filter(state="OPEN").order_by()
        nights = SweepRun.objects.order_by().values_list("on").annotate(up=Sum("raised"), down=Sum("cleared"))
        figures = {"open": list(still_open.values_list("kind").annotate(n=Count("pk"))), "nights": list(nights)}
        return super().changelist_view(request, (extra_context or {}) | figures)


class People(Stock):
    list_display = ("name", "staff_no", "department", "post", "employment", "status", "left_on")
    list_select_related = ("department",)
    list_filter = ("status", "employment", "is_manager")
    search_fields = ("name_key__startswith", "staff_no__startswith", "pinyin__startswith", "initials__startswith")
    ordering = ("staff_no",)


# Two lists of groups are two sites: an admin site lists a table once.
site, register_site = admin.AdminSite(name="admin"), admin.AdminSite(name="admin")
site.register(Group, Groups)
site.register(Flag, Matters)
site.register(Membership, Members)
site.register(SweepRun, Nights)
site.register(Employee, People)
register_site.register(Group, Register)
urlpatterns = [path("admin/", site.urls), path("register/", register_site.urls), *urls.urlpatterns[1:]]
