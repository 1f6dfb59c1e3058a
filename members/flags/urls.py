"""Addresses of the flags room."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
