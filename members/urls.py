"""Addresses of the register, rosters and flags."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
