"""What every page's frame needs: the navigation this reader may use."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the navigation entries for the reader."""
    return {}
