"""Addresses of ours: of pages that another floor may bring, of those to go back to, and what may stand in one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme

# What parts addresses, and what breaks out of a quoted text. Blanks and signs that nobody sees are told by their kind.
UNFIT: Final = re.compile(r"""[/\\?#%"'<>`;|*]|^\.""")
UNSEEN: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"))


def fits_an_address(text: str, *, below: str) -> bool:
    """Say whether a number may stand in an address right ``below`` a folder, such as "groups/", beside its pages."""
    if text.lower() in words_below(below) or UNFIT.search(text):
        return False
    return not any(unicodedata.category(char) in UNSEEN for char in text)


@cache
def words_below(folder: str) -> frozenset[str]:
    """Return the words that stand in our addresses right below a folder, and "new", which may come below any."""
    found = (route.removeprefix(folder).split("/")[0] for route in _routes() if route.startswith(folder))
    return frozenset(("new", *(word for word in found if word and "<" not in word)))


def _routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    for entry in (resolver or get_resolver()).url_patterns:
        route = f"{before}{entry.pattern}"
        yield from _routes(entry, route) if isinstance(entry, URLResolver) else (route,)


def file_answer(content: bytes, kind: str, name: str) -> HttpResponse:
    """Return a file to save under a name; ``kind`` is its content type. Nothing in the name reaches beyond it."""
    seen = "".join("_" if unicodedata.category(char) in UNSEEN else char for char in name)
    headers = {"Content-Disposition": content_disposition_header(True, UNFIT.sub("_", seen) or "file")}
    return HttpResponse(content, kind, headers=headers)


def address_of(name: str, *args: object) -> str:
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
