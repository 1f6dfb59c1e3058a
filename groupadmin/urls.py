"""Addresses: the back office, and each app's own list. Later lines are lower floors."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("members.urls")),
    path("", include("groupadmin.regulations.urls")),
    path("", include("groupadmin.directory.urls")),
    path("", include("groupadmin.console.urls")),
]

handler500 = "groupadmin.console.views.server_error"
