"""What slows guessing down and locks nobody out: a lock by name and place, a brake by place, a turn for each hash.

django-axes keeps the failures. A *place* is the visitor's address, or the browser itself where this person has logged
in before: so neither strangers nor a colleague behind the same address can lock somebody out of their own browser
(docs/decisions/0029).
"""

from __future__ import annotations

import secrets
import threading
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any, Final

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.http.cookie import parse_cookie
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from groupadmin.core.errors import DomainError

PREFIX: Final = "known_"
SALT: Final = "groupadmin.known_browsers"
KEEP: Final = timedelta(days=180)
# Nobody has logged in with more names in one browser; more cookies of a stranger are not looked at.
MOST: Final = 20


def remember(response: HttpResponse, username: str, cookies: Mapping[str, str]) -> None:
    """Have the browser known again when this person logs in; one that is known already keeps its number."""
    number = number_of(cookies, username) or secrets.token_hex(8)
    response.set_cookie(
        _name(username),
        TimestampSigner(salt=SALT).sign(_tag(username) + number),
        max_age=KEEP,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def number_of(cookies: Mapping[str, str], username: str) -> str:
    """Return the number of a browser in which this person has logged in before, sixteen hex digits; "" for others."""
    tag = _tag(username)
    signed = _signed(cookies.get(_name(username), ""))
    return signed.removeprefix(tag) if signed.startswith(tag) else ""


def is_known(cookie_header: str) -> bool:
    """Say whether somebody has logged in before in the browser that sends this header."""
    if PREFIX not in cookie_header:
        return False
    ours = [value for name, value in parse_cookie(cookie_header).items() if name.startswith(PREFIX)]
    return any(map(_signed, ours[:MOST]))


def _signed(value: str) -> str:
    try:
        return TimestampSigner(salt=SALT).unsign(value, max_age=KEEP) if value else ""
    except BadSignature:
        return ""


def _name(username: str) -> str:
    return PREFIX + _tag(username)[:8]


def _tag(username: str) -> str:
    return salted_hmac(SALT, username).hexdigest()[:16]


WINDOW: Final = timedelta(hours=settings.AXES_COOLOFF_TIME)
# A password is hashed for a third of a second on purpose. More than these at once would leave no thread for pages.
HASHED_AT_ONCE: Final = 2
WAITING: Final = 4
# Addresses that no visitor has: known browsers are told apart among them.
OWN_NETWORK: Final = int(IPv6Address("fd67:726f:7570::"))

_places = threading.BoundedSemaphore(HASHED_AT_ONCE + WAITING)
_hashing = threading.BoundedSemaphore(HASHED_AT_ONCE)


class TooManyAtOnce(DomainError):
    code = "too_many_at_once"
    wording = _("Very many people are logging in at this moment. Please try again in a few seconds.")


@contextmanager
def turn() -> Iterator[None]:
    """Wait for one's turn to have a password looked at.

    Raises:
        TooManyAtOnce: so many wait already that pages would stand still.
    """
    if not _places.acquire(blocking=False):
        raise TooManyAtOnce
    try:
        with _hashing:
            yield
    finally:
        _places.release()


def place_of(request: HttpRequest) -> str:
    """Return what failures are counted by: the visitor's address (of IPv6 the network), or the known browser."""
    username = unicodedata.normalize("NFKC", request.POST.get("username", "")).strip()
    number = number_of(request.COOKIES, username)
    if number:
        return str(IPv6Address(OWN_NETWORK + int(number, 16)))
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", "").partition("%")[0])
    except ValueError:
        return "0.0.0.0"  # noqa: S104  a socket without addresses: all its visitors are one place
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Network((address, 64), strict=False).network_address)
    return str(address)


class LoginThrottle(AxesDatabaseHandler):
    """axes' lock of a name at a place, and besides a brake on places that try many names."""

    def is_locked(self, request: Any, credentials: dict[str, Any] | None = None) -> bool:
        """Say whether this try is refused unread."""
        return bool(super().is_locked(request, credentials)) or _tries_many_names(request.axes_ip_address)


def _tries_many_names(place: str) -> bool:
    """Say whether so many names have failed at a place lately that it is no office of forgetful people."""
    lately = AccessAttempt.objects.filter(ip_address=place, attempt_time__gte=timezone.now() - WINDOW)
    return bool(lately.values("username").distinct().count() >= settings.LOG_IN_NAMES_PER_ADDRESS)
