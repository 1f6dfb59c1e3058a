"""Addresses of the rooms of this app."""

from django.urls import include, path

urlpatterns = [
    # The register's fixed words (groups/new/ and the like) stand before the pages of one group.
    path("", include("members.register.urls")),
    path("", include("members.flags.urls")),
    path("", include("members.imports.urls")),
]
