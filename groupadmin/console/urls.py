"""Addresses of the shell: home, search, language."""

from django.urls import path

from groupadmin.console import views

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("language/", views.choose_language, name="choose_language"),
    path("healthz", views.health, name="health"),
]
