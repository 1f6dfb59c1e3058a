"""Deny by default: no log-in, no page; a page that does not say who may see it is seen by nobody, and none is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from groupadmin.core.middleware import not_now

# Whoever still has a one-time password may choose their own, or leave.
BEFORE_A_PASSWORD = ("password", "logout")
LARGEST = models.BigIntegerField.MAX_BIGINT


class DenyByDefault:
    """Send strangers to the log-in, first-timers to their new password, and refuse unmarked pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Before any view, and before the check of the form's token, which would read the whole body for it.
        if _is_too_large_for_a_stranger(request):
            return not_now(_("This is too much for somebody who has not logged in. Log in first."), status=413)
        response = self.get_response(request)
        # Pages hold what only this reader may see, and the next one at the same machine has a "back" button.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Decide before the view runs; None lets it run."""
        # No text of a database holds a NUL, and no number is so long: there can be no row of such an address.
        if "\0" in request.path or any(isinstance(value, int) and value > LARGEST for value in kwargs.values()):
            raise Http404
        if getattr(view, "is_public", False):
            return None
        if not request.user.is_authenticated:
            return _ask_to_log_in(request)
        match = request.resolver_match
        if getattr(request.user, "must_change_password", False) and (
            match is None or match.url_name not in BEFORE_A_PASSWORD
        ):
            return redirect("password")
        guards_itself = match is not None and match.app_names[:1] == ["admin"]
        if guards_itself or hasattr(view, "guarded_for"):
            return None
        raise PermissionDenied


def _is_too_large_for_a_stranger(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    is_small = (
        length.isascii() and length.isdigit() and len(length) < 10 and int(length) <= settings.STRANGERS_MAX_BYTES
    )
    return not is_small and not request.user.is_authenticated


def _ask_to_log_in(request: HttpRequest) -> HttpResponse:
    """Send a stranger to the log-in page and back afterwards, and say so when it was a session that ended.

    A part of a page that htmx asks for must not get the log-in form put in its place: the whole page goes there.
    A form is sent by somebody who was logged in, though the browser has dropped the cookie along with the session.
    What it was sent to may answer to no link, so its sender goes back to the page the form stood on.
    """
    session = request.session
    ended = settings.SESSION_COOKIE_NAME in request.COOKIES and (session.is_empty() or SESSION_KEY in session)
    sent = request.method == "POST"
    log_in = reverse(settings.LOGIN_URL) + ("?ended=form" if sent else "?ended=1" if ended else "")
    if "HX-Request" in request.headers:
        here = _parts_of(request.headers.get("HX-Current-URL", ""))
        back = redirect_to_login(here._replace(scheme="", netloc="").geturl() or "/", log_in)
        return HttpResponse(headers={"HX-Redirect": back.url})
    return redirect_to_login(_page_of_the_form(request) if sent else request.get_full_path(), log_in)


def _page_of_the_form(request: HttpRequest) -> str:
    """Return the address of our own page that a form was sent from, else of the home page."""
    page = _parts_of(request.headers.get("Referer", ""))
    ours = page.netloc == request.get_host()
    return page._replace(scheme="", netloc="", fragment="").geturl() if ours and page.path else "/"


def _parts_of(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:  # http://[
        return urlsplit("")
