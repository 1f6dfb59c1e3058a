"""Addresses of pages: of those that another floor may bring, and of those that a reader asks to go back to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme


def address_of(name: str, *args: Any) -> str:
    """Return the address of a named page, or nothing when this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def own_address(wanted: str, request: HttpRequest) -> str:
    """Return an address that a reader asked to go back to, if it is a path of ours, else nothing.

    Only a path: what has no slash before it, ``redirect`` takes for the name of a view.
    """
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    return wanted if is_ours else ""
