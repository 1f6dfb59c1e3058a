"""Times as member lists write them: text in many forms, seconds or milliseconds since 1970. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from groupadmin.core import dates

CHINA = ZoneInfo("Asia/Shanghai")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
# What programs write with the zone it is meant in: 2024-01-02T04:00:00Z, 2024-01-02 12:00:00+08:00.
_ZONED = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)", re.IGNORECASE)


def parse_moment(text: str, zone: tzinfo = CHINA) -> datetime | None:
    """Return a moment with its time zone, or None for what is no time; text without a zone is local to ``zone``."""
    text = text.strip().removesuffix(".0")
    if _EPOCH.fullmatch(text):
        seconds = int(text) / (1000 if len(text) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC).astimezone(zone)
    if _ZONED.fullmatch(text):
        return _zoned(text, zone)
    found = dates.parse_moment(text)
    return found.replace(tzinfo=zone) if found else None


def _zoned(text: str, zone: tzinfo) -> datetime | None:
    try:
        return datetime.fromisoformat(text.upper()).astimezone(zone)
    except (ValueError, OverflowError):
        return None
