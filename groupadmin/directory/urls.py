"""Addresses of logging in, people and accounts."""

from django.urls import path

from groupadmin.directory import views_login

urlpatterns = [
    path("login/", views_login.log_in, name="login"),
    path("logout/", views_login.log_out, name="logout"),
    path("password/", views_login.password, name="password"),
]
