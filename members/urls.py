"""Addresses of the rooms of this app."""

from django.urls import include, path

urlpatterns = [
    path("", include("members.flags.urls")),
    path("", include("members.rosters.urls")),
    path("", include("members.register.urls")),
]
