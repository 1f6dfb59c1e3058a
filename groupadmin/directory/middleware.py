"""Deny by default: no log-in, no page; a page that does not say who may see it is seen by nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


class DenyByDefault:
    """Send strangers to the log-in, first-timers to their new password, and refuse unmarked pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Decide before the view runs; None lets it run."""
        if getattr(view, "is_public", False):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        match = request.resolver_match
        if getattr(request.user, "must_change_password", False) and (match is None or match.url_name != "password"):
            return redirect("password")
        guards_itself = match is not None and match.app_names[:1] == ["admin"]
        if guards_itself or hasattr(view, "guarded_for"):
            return None
        raise PermissionDenied
