"""The shell's own pages."""

from __future__ import annotations

import sys

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.defaults import server_error as django_server_error

from groupadmin.core import audit, errors
from groupadmin.core.addresses import own_address
from groupadmin.core.cards import Card
from groupadmin.core.middleware import not_now, remember_language
from groupadmin.core.search import Found
from groupadmin.directory.roles import everybody, public

URGENCY = {"bad": 0, "warn": 1}


@everybody
def home(request: HttpRequest) -> HttpResponse:
    """Today's list: the cards of the apps named in the settings, most urgent first.

    While the installation is new, the first steps stand above them for whoever has any to do.
    """
    now = timezone.localtime()
    cards = [card for path in settings.HOME_CARDS for card in import_string(path)(request.user, now.date())]
    steps = [step for path in settings.FIRST_STEPS for step in import_string(path)(request.user)]
    steps.sort(key=lambda step: step.rank)
    waiting = [step for step in steps if not step.done]
    facts = {
        "cards": sorted(cards, key=_urgency),
        "now": now,
        "greeting": greeting(now.hour),
        "steps": steps if waiting else [],
        "next_step": waiting[0] if waiting else None,
    }
    return render(request, "console/home.html", facts)


def _urgency(card: Card) -> tuple[bool, int, int]:
    """Return what cards are ordered by: with something on it first, then how bad, then the place its app gave it."""
    return not (card.lines or card.count or card.later), URGENCY.get(card.severity, len(URGENCY)), card.rank


def greeting(hour: int) -> str:
    """Return the greeting of an hour of the day (0 to 23)."""
    if hour < 11:
        return _("Good morning")
    return _("Good day") if hour < 18 else _("Good evening")


def look_for(user: object, q: str) -> list[Found]:
    """Ask every provider (``function(user, q) -> Found``); an empty question finds nothing."""
    q = q.strip()
    found = [import_string(path)(user, q) for path in settings.SEARCH_PROVIDERS] if q else []
    return [one for one in found if one.hits]


@everybody
def search(request: HttpRequest) -> HttpResponse:
    """People and groups by name, number or pinyin, as far as this reader may see them; that one searched is noted."""
    q = request.GET.get("q", "").replace("\0", "").strip()[:64]
    found = look_for(request.user, q)
    if q:
        # What was typed may name somebody who is to be forgotten one day (practice §5.3).
        audit.record("people.searched", "search", actor=request.user, at=timezone.now())
    return render(request, "console/search.html", {"q": q, "found": found})


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in this browser, and for the log-in if there is one; then go back."""
    chosen = request.POST.get("language", "")
    response = redirect(own_address(request.POST.get("next", "/"), request) or "home")
    if chosen in dict(settings.LANGUAGES):
        remember_language(response, chosen)
        if request.user.is_authenticated:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer what broke outside every view: a database that is away says so here too, a mistake of ours is a 500."""
    problem = sys.exc_info()[1]
    said = errors.sentence(problem) if problem is not None else None
    return django_server_error(request) if said is None else not_now(said, sent=request)


@public
def health(request: HttpRequest) -> HttpResponse:
    """Say that the web process and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})
