"""Which numbers of groups and people may stand in an address of ours, and in the name of a file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Final

from django.http import HttpResponse
from django.urls import URLResolver, get_resolver
from django.utils.http import content_disposition_header

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
