"""Which numbers of groups and people may stand in an address of ours, and in the name of a file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header

# What parts addresses, and what breaks out of a quoted text. Blanks and signs that nobody sees are told by their kind.
UNFIT: Final = re.compile(r"""[/\\?#%"'<>`;|*]|^\.""")
UNSEEN: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"))


def fits_an_address(text: str, *, taken: Collection[str]) -> bool:
    """Say whether a number may stand in an address; ``taken`` are the words of pages beside which it would stand."""
    if text.lower() in taken or UNFIT.search(text):
        return False
    return not any(unicodedata.category(char) in UNSEEN for char in text)


def file_answer(content: bytes, kind: str, name: str) -> HttpResponse:
    """Return a file to save under a name; ``kind`` is its content type. Nothing in the name reaches beyond it."""
    seen = "".join("_" if unicodedata.category(char) in UNSEEN else char for char in name)
    headers = {"Content-Disposition": content_disposition_header(True, UNFIT.sub("_", seen) or "file")}
    return HttpResponse(content, kind, headers=headers)
