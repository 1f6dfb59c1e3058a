"""What slows guessing down and locks nobody out: a lock by name and place, a brake by place, a turn for each hash.

django-axes keeps the failures. A *place* is the visitor's address, or the browser itself where this person has logged
in before: so neither strangers nor a colleague behind the same address can lock somebody out of their own browser
(docs/decisions/0029).
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Any, Final

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groupadmin.core.errors import DomainError
from groupadmin.directory import known_browsers

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
    number = known_browsers.number_of(request.COOKIES, username)
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
