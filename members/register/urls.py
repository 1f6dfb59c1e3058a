"""Addresses of the register room. Fixed words stand before group numbers, which may be any text."""

from django.urls import URLPattern, path

from members.register import group_views, import_views, role_views, views

urlpatterns: list[URLPattern] = [
    path("groups/", views.register, name="register"),
    path("groups/import/", import_views.bring, name="register_import"),
    path("groups/import/template.xlsx", import_views.template, name="register_template"),
    path("groups/import/<int:number>/", import_views.batch, name="register_import_batch"),
    path("groups/import/<int:number>/confirm/", import_views.confirm, name="register_import_confirm"),
    path("groups/import/<int:number>/discard/", import_views.discard, name="register_import_discard"),
    path("groups/import/<int:number>/undo/", import_views.undo, name="register_import_undo"),
    path("groups/import/<int:number>/errors.xlsx", import_views.errors, name="register_import_errors"),
    path("groups/ledger/", views.ledger_page, name="ledger"),
    path("groups/ledger.xlsx", views.ledger_workbook, name="ledger_xlsx"),
    path("groups/options/", views.options, name="group_options"),
    path("groups/new/", group_views.new, name="group_new"),
    path("groups/new/name/", group_views.check_name, name="group_name_check"),
    path("groups/<str:code>/edit/", group_views.edit, name="group_edit"),
    path("groups/<str:code>/history/", group_views.group_history, name="group_history"),
    path("groups/<str:code>/roles/", role_views.changes, name="role_changes"),
    path("groups/<str:code>/roles/<int:number>/agree/", role_views.agree, name="role_change_agree"),
    path("groups/<str:code>/roles/<int:number>/decline/", role_views.decline, name="role_change_decline"),
]
