"""Addresses of the register room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
