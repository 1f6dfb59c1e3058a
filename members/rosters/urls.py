"""Addresses of the rosters room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
