"""Addresses of logging in, people and accounts."""

from django.contrib.auth import views as auth_views
from django.urls import path

from groupadmin.directory.roles import everybody, public

urlpatterns = [
    path("login/", public(auth_views.LoginView.as_view(template_name="directory/login.html")), name="login"),
    path("logout/", everybody(auth_views.LogoutView.as_view()), name="logout"),
]
