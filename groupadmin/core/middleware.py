"""Small middlewares: who asks through a proxy, the security policy, the reader's language, faults in words."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from groupadmin.core import errors

log = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]
# What a proxy says of the visitor, and what a visitor may not say of themselves.
FORWARDING = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
)


class TrustedProxies:
    """Believe what the proxies of the settings say of the visitor's address, and nobody else.

    The address is the last one in X-Forwarded-For that is no proxy of ours: what stands before it, the visitor may have
    written. From other senders every forwarding header is taken off, so nobody behind us can be deceived by one.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.networks = [ip_network(text.strip(), strict=False) for text in settings.TRUSTED_PROXIES]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_proxy(request.META.get("REMOTE_ADDR", "")):
            chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
            visitor = next((address for address in reversed(chain) if not self._is_proxy(address)), "")
            if _address(visitor):
                request.META["REMOTE_ADDR"] = visitor
        else:
            for name in FORWARDING:
                request.META.pop(name, None)
        return self.get_response(request)

    def _is_proxy(self, text: str) -> bool:
        address = _address(text)
        return address is not None and any(address in network for network in self.networks)


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


class NoNul:
    """Take the character NUL out of what an address, a form and a cookie say: no text of ours has one.

    PostgreSQL refuses it in the middle of a page, and nobody can type it; so it is overlooked as a spreadsheet does.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.GET = _without_nul(request.GET)  # type: ignore[assignment]  # as frozen as Django's own
        for name, value in list(request.COOKIES.items()):
            if "\0" in value:
                del request.COOKIES[name]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: list[Any], kwargs: dict[str, Any]) -> None:
        """Look at the form too, whose length has been found right."""
        if request.method == "POST":
            request.POST = _without_nul(request.POST)  # type: ignore[assignment]


def _without_nul(given: QueryDict) -> QueryDict:
    if not any("\0" in text for name, values in given.lists() for text in (name, *values)):
        return given
    cleaned = QueryDict(mutable=True)
    for name, values in given.lists():
        cleaned.setlist(name.replace("\0", ""), [value.replace("\0", "") for value in values])
    cleaned._mutable = False
    return cleaned


class ContentSecurityPolicy:
    """Put the one strict policy of the settings on every answer: nothing inline, nothing from elsewhere."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        return response


class ChosenLanguage:
    """Speak Chinese unless English was chosen in this browser; what it wishes by itself does not decide.

    The choice is a cookie, since a session of every stranger who chooses would be a row of the database.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen not in dict(settings.LANGUAGES):
            chosen = settings.LANGUAGE_CODE
        with translation.override(chosen):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response


def remember_language(response: HttpResponseBase, language: str) -> None:
    """Have this browser spoken to in a language of the settings from here on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=timedelta(days=365),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def not_now(
    sentence: str, *, status: int = 503, retry_after: int = 60, sent: HttpRequest | None = None
) -> HttpResponse:
    """Return a page that says why something was not done; it asks the database nothing.

    ``sent`` is a form that could not be taken: what was filled in stands on the page, to be sent again by one click.
    A password does not, and a file has to be chosen anew, since a page cannot choose one.
    """
    context: dict[str, object] = {"sentence": sentence, "language": translation.get_language(), "action": ""}
    if sent is not None and sent.method == "POST" and not any("password" in name for name in sent.POST):
        context |= _form_again(sent)
    page = render_to_string("fault.html", context)
    return HttpResponse(page, status=status, headers={"Retry-After": str(retry_after)})


def _form_again(sent: HttpRequest) -> dict[str, object]:
    referer = sent.headers.get("Referer", "")
    filled = [(name, str(value)) for name, values in sent.POST.lists() for value in values]
    return {
        "action": sent.get_full_path(),
        "csrf_token": get_token(sent),
        "had_files": bool(sent.FILES),
        "fields": [(name, value) for name, value in filled if name != "csrfmiddlewaretoken"],
        "back": referer if url_has_allowed_host_and_scheme(referer, {sent.get_host()}) else "",
    }


class FaultsInWords:
    """Answer a full disk or a database that is away with a sentence; the page asks the database nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Return the page with the sentence; None leaves a mistake of our own to Django."""
        sentence = errors.sentence(problem)
        if sentence is None:
            return None
        log.error("%s %s: %s", request.method, request.path, problem)
        return not_now(sentence, sent=request)
