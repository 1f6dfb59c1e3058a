"""Addresses of the flags room."""

from django.urls import URLPattern, path

from members.flags import action_views, adoption_views, figures, group_views, list_views

urlpatterns: list[URLPattern] = [
    path("groups/<str:code>/", group_views.group_page, name="group"),
    path("groups/<str:code>/said-done/", action_views.mark_done, name="matters_done"),
    path("groups/<str:code>/wording/", action_views.wording, name="matters_wording"),
    path("groups/<str:code>/in-use/", action_views.confirm_in_use, name="group_in_use"),
    path("groups/<str:code>/matters/<int:number>/", group_views.flag_detail, name="matter"),
    path("groups/<str:code>/matters/<int:number>/sponsor/", action_views.sponsor, name="matter_sponsor"),
    path("groups/<str:code>/matters/<int:number>/excuse/", action_views.excuse, name="matter_excuse"),
    path("figures/", figures.page, name="figures"),
    path("matters/", list_views.flag_list, name="matters"),
    path("people/<str:staff_no>/groups/", list_views.person_groups, name="person_groups"),
    path("regulations/<slug:slug>/adopt/", adoption_views.adopt, name="adopt"),
    path("regulations/<slug:slug>/adopt/<int:number>/", adoption_views.preview_job, name="adopt_preview"),
]
