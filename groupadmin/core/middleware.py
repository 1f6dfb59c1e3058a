"""Small middlewares: the content security policy, the language a reader has chosen, faults of the machine in words."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from groupadmin.core import faults

log = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]
LANGUAGE_IN_SESSION = "language"


class ContentSecurityPolicy:
    """Put the one strict policy of the settings on every answer: nothing inline, nothing from elsewhere."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        return response


class ChosenLanguage:
    """Speak Chinese unless this session has chosen English; the browser's wish does not decide."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.session.get(LANGUAGE_IN_SESSION, settings.LANGUAGE_CODE)
        with translation.override(chosen):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response


class FaultsInWords:
    """Answer a full disk or a database that is away with a sentence; the page asks the database nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        """Return the page with the sentence; None leaves a mistake of our own to Django."""
        sentence = faults.sentence(problem)
        if sentence is None:
            return None
        log.error("%s %s: %s", request.method, request.path, problem)
        page = render_to_string("fault.html", {"sentence": sentence, "language": translation.get_language()})
        return HttpResponse(page, status=503, headers={"Retry-After": "60"})
