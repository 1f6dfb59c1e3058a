"""What the search box finds. Apps make these values; settings.SEARCH_PROVIDERS names who is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

# A provider brings at most this many, and says so when there would be more.
LIMIT = 20


@dataclass(frozen=True)
class Hit:
    """One thing found: its name, where it is, what tells it from its namesakes, and its state with a tone."""

    text: str
    url: str
    note: str = ""
    state: str | Promise = ""
    severity: str = ""


@dataclass(frozen=True)
class Found:
    """What one provider found under its heading; ``more`` says that there would be others."""

    title: str | Promise
    hits: Sequence[Hit] = ()
    more: bool = False
