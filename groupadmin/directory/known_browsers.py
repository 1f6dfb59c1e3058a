"""Browsers in which somebody has logged in before, known again by a signed cookie.

What it is good for is little and harmless: strangers cannot lock such a browser out (``log_in_brake``), and it may send
a file before it is known who logs in (``console.front``). It opens nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpResponse
from django.http.cookie import parse_cookie
from django.utils.crypto import salted_hmac

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
