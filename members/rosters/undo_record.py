"""What an undo needs: the facts as they were, as JSON-able values. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from members.rosters.roster_changes import MembershipFacts

MOMENTS = ("joined_at", "first_seen_at", "last_seen_at", "gone_by", "roster_taken_at", "decided_at", "acted_at")
DAYS = (
    "raised_on",
    "due_on",
    "cleared_on",
    "misnamed_since",
    "spoke_last_on",
    "speech_known_on",
    "last_active_on",
    "created_on",
)


def facts_to_json(facts: Mapping[str, object], names: Iterable[str]) -> MembershipFacts:
    """Return the named facts with moments and days as ISO text."""
    return {name: _plain(facts[name]) for name in names}


def facts_from_json(facts: Mapping[str, object]) -> MembershipFacts:
    """Return the facts that ``facts_to_json`` made plain."""
    return {name: _lively(name, value) for name, value in facts.items()}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _lively(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in MOMENTS:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if name in DAYS else value
