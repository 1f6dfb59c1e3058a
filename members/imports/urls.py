"""Addresses of the rosters room."""

from django.urls import URLPattern, path

from members.imports import import_views, member_views

urlpatterns: list[URLPattern] = [
    path("groups/<str:code>/roster/", import_views.bring, name="roster_new"),
    path("groups/<str:code>/roster/template.xlsx", import_views.template, name="roster_template"),
    path("groups/<str:code>/roster/<int:number>/", import_views.preview, name="roster"),
    path("groups/<str:code>/roster/<int:number>/columns/", import_views.columns, name="roster_columns"),
    path("groups/<str:code>/roster/<int:number>/confirm/", import_views.confirm, name="roster_confirm"),
    path("groups/<str:code>/roster/<int:number>/discard/", import_views.discard, name="roster_discard"),
    path("groups/<str:code>/roster/<int:number>/undo/", import_views.undo, name="roster_undo"),
    path("groups/<str:code>/roster/<int:number>/errors.xlsx", import_views.errors, name="roster_errors"),
    path("groups/<str:code>/rosters/", import_views.history, name="rosters"),
    path("groups/<str:code>/members/", member_views.members, name="members"),
    path("groups/<str:code>/members/<int:number>/", member_views.decide, name="member_decide"),
    path("groups/<str:code>/decisions/", member_views.decisions, name="decisions"),
    path("groups/<str:code>/decisions/<int:number>/forget/", member_views.forget, name="decision_forget"),
    path("groups/<str:code>/as-of/", member_views.as_of, name="as_of"),
]
