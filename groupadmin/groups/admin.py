"""The register in the back office: to look at and to export. Changes are made on the group's page, by the services."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from import_export.resources import ModelResource

from groupadmin.core.addresses import address_of
from groupadmin.core.back_office import BackOfficeAdmin, TakenOutAdmin, WordedExportForm
from groupadmin.groups.models import Announcement, Dissolution, Group, GroupName, Pledge


class OnlyLookedAt:
    """Nothing here is added, changed or deleted: what a service owns, no form may go round."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class GroupNames(OnlyLookedAt, admin.TabularInline):
    model = GroupName
    extra = 0


class GroupResource(ModelResource):
    """The columns of an export; names of departments and regulations come with the rows, not one query each."""

    class Meta:
        model = Group
        fields = (
            "code",
            "name",
            "platform",
            "category",
            "purpose",
            "department__path",
            "regulation__title",
            "secrecy",
            "status",
            "approval_no",
            "approved_on",
            "created_on",
            "registered_on",
            "planned_end_on",
            "dissolved_on",
            "headcount",
            "headcount_outside",
            "roster_taken_at",
            "note",
        )
        export_order = fields


SHOWN = (
    "code",
    "name",
    "platform",
    "category",
    "status",
    "roster_taken_at",
    "department__name",
    "regulation__title",
)


@admin.register(Group)
class GroupAdmin(OnlyLookedAt, TakenOutAdmin):
    """The register. Each row leads to the console's own page, where it can be changed."""

    resource_classes = (GroupResource,)
    export_form_class = WordedExportForm
    list_display = (
        "code",
        "name",
        "platform",
        "category",
        "department",
        "regulation",
        "status",
        "roster_taken_at",
        "page",
    )
    list_select_related = ("department", "regulation")
    list_filter = ("status", "category", "platform", "secrecy")
    search_fields = ("code__startswith", "name__contains", "initials__startswith")
    inlines = (GroupNames,)
    list_per_page = 50
    show_full_result_count = False
    ordering = ("code",)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Read only what the list shows: a regulation alone has some sixty columns."""
        changes = super().get_changelist_instance(request)
        changes.result_list = changes.result_list.only(*SHOWN)
        return changes

    @admin.display(description=_("change"))
    def page(self, group: Group) -> SafeString | str:
        """Return the way to the page that changes this group."""
        url = address_of("group_edit", group.code)
        return format_html('<a href="{}">{}</a>', url, _("change")) if url else ""

    def get_export_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        """Return the rows of the list as filtered, with what the export names."""
        rows: QuerySet[Group] = super().get_export_queryset(request)
        return rows.select_related("department", "regulation")


@admin.register(GroupName)
class GroupNameAdmin(OnlyLookedAt, BackOfficeAdmin):
    list_display = ("name", "group", "since", "until", "reported_by_name")
    list_select_related = ("group",)
    search_fields = ("name__startswith", "group__code__exact")
    show_full_result_count = False


@admin.register(Pledge)
class PledgeAdmin(OnlyLookedAt, BackOfficeAdmin):
    list_display = ("group", "signer_name", "text_version", "signed_on", "expires_on")
    list_select_related = ("group",)
    search_fields = ("signer_name__startswith", "group__code__exact")
    show_full_result_count = False


@admin.register(Announcement)
class AnnouncementAdmin(OnlyLookedAt, BackOfficeAdmin):
    list_display = ("group", "posted_on", "reported_by_name")
    list_select_related = ("group",)
    search_fields = ("group__code__exact",)
    show_full_result_count = False


@admin.register(Dissolution)
class DissolutionAdmin(OnlyLookedAt, BackOfficeAdmin):
    list_display = (
        "group",
        "reason",
        "started_on",
        "notice_posted_on",
        "files_saved_on",
        "finished_on",
        "withdrawn_on",
    )
    list_select_related = ("group",)
    search_fields = ("group__code__exact",)
    show_full_result_count = False
