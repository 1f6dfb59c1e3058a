"""What every page's frame needs: the places this reader may go to, and the time."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest
from django.utils import timezone

from groupadmin.console import navigation


def shell(request: HttpRequest) -> dict[str, object]:
    """Return the menu (worked out only when a template asks for it) and now."""
    return {"navigation": partial(navigation.entries_for, request), "now": timezone.now()}
