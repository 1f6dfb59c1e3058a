"""The back office's view of the directory: to look, to filter, to export. Changes go through lists and pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export.resources import ModelResource

from groupadmin.core.back_office import BackOfficeAdmin, TakenOutAdmin, WordedExportForm
from groupadmin.directory import roles
from groupadmin.directory.forms import ROLE_LABELS
from groupadmin.directory.models import Department, Employee, User


class OnlyLook:
    """A table that services alone write: nothing is added, changed or deleted here."""

    show_full_result_count = False
    list_per_page = 50
    actions: Any = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


class EmployeeResource(ModelResource):
    """The columns of an export of people; it can be imported again by the staff list's own headings."""

    class Meta:
        model = Employee
        fields = (
            "staff_no", "account", "name", "department__path", "post", "level", "employment", "status",
            "hired_on", "left_on",
        )  # fmt: skip


class DepartmentResource(ModelResource):
    class Meta:
        model = Department
        fields = ("code", "path", "is_active")


class RolesInWords(admin.RelatedFieldListFilter):
    """The roles to filter by, in the reader's language; the table has their stored names."""

    def field_choices(self, *args: Any) -> list[tuple[Any, Any]]:
        return [(number, ROLE_LABELS.get(str(name), name)) for number, name in super().field_choices(*args)]


@admin.register(Employee)
class EmployeeAdmin(OnlyLook, TakenOutAdmin):
    resource_classes = [EmployeeResource]
    export_form_class = WordedExportForm
    list_display = ("name", "staff_no", "department", "post", "employment", "status", "left_on")
    list_select_related = ("department",)
    list_filter = ("status", "employment", "is_manager")
    search_fields = ("=name_key", "^staff_no", "^pinyin", "^initials")
    sortable_by = ("staff_no",)
    raw_id_fields = ("department", "other_departments")

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Read only what the list shows."""
        changes = super().get_changelist_instance(request)
        shown = (*(name for name in self.list_display if name != "department"), "department__name")
        changes.result_list = changes.result_list.only(*shown)
        return changes


@admin.register(Department)
class DepartmentAdmin(OnlyLook, TakenOutAdmin):
    resource_classes = [DepartmentResource]
    export_form_class = WordedExportForm
    list_display = ("path", "code", "is_active")
    list_filter = ("is_active",)
    search_fields = ("^name_key", "^code")
    sortable_by = ("path",)
    raw_id_fields = ("parent",)


@admin.register(User)
class UserAdmin(OnlyLook, BackOfficeAdmin):  # no export: it would carry the hashes of passwords
    list_display = ("username", "employee", "is_active", "must_change_password", "last_login")
    list_select_related = ("employee",)
    list_filter = ("is_active", "must_change_password", ("groups", RolesInWords))
    search_fields = ("^username", "=employee__name_key")
    sortable_by = ("username",)
    fields = ("username", "employee", "is_active", "must_change_password", "last_login", "date_joined", "held_roles")

    @admin.display(description=_("Roles"))
    def held_roles(self, user: User) -> str:
        """Return the roles of a log-in in the reader's language."""
        return "、".join(str(ROLE_LABELS[name]) for name in sorted(roles.roles_of(user), key=roles.ALL.index)) or "—"
