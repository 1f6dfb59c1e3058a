"""Addresses of the shell: home, jobs, trail, nights, search, guides, language."""

from django.urls import path

from groupadmin.console import guides, job_views, list_views, nights_views, notices, trail_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("jobs/<int:number>/", job_views.job, name="job"),
    path("jobs/<int:number>/file/", job_views.job_file, name="job_file"),
    path("trail/", trail_views.page, name="trail"),
    path("nights/", nights_views.sweep_runs, name="nights"),
    path("nights/run/", nights_views.run_now, name="nights_run"),
    path("nights/<int:number>/", nights_views.run_sweeps_job, name="night_job"),
    path("filters/", list_views.save_filter, name="filter_save"),
    path("filters/<int:number>/drop/", list_views.drop_filter, name="filter_drop"),
    path("messages/", notices.messages, name="messages"),
    path("messages/read/", notices.mark_read, name="messages_read"),
    path("search/", views.search, name="search"),
    path("help/<slug:name>/", guides.guide, name="guide"),
    path("language/", views.choose_language, name="choose_language"),
    path("healthz", views.health, name="health"),
]
