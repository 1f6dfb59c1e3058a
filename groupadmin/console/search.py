"""One box for people and groups: the apps named in settings.SEARCH_PROVIDERS do the looking."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from groupadmin.core.search import Found


def look_for(user: Any, q: str) -> list[Found]:
    """Ask every provider (``function(user, q) -> Found``); an empty question finds nothing."""
    q = q.strip()
    if not q:
        return []
    found = [import_string(path)(user, q) for path in settings.SEARCH_PROVIDERS]
    return [one for one in found if one.hits]
