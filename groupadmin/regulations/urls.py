"""Addresses of the library of regulations."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
