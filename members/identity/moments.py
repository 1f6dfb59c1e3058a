"""Times as member lists write them: text in many forms, seconds or milliseconds since 1970. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
_TEXT = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[T\s]*(\d{1,2})\s*[:时]\s*(\d{1,2})\s*(?:[:分]\s*(\d{1,2}))?)?.*"
)
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)")


def parse_moment(text: str, zone: tzinfo = CHINA) -> datetime | None:
    """Return a moment with its time zone, or None for what is no time; text without a zone is local to ``zone``."""
    text = text.strip().removesuffix(".0")
    if _EPOCH.fullmatch(text):
        seconds = int(text) / (1000 if len(text) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC).astimezone(zone)
    found = _TEXT.fullmatch(text) or _COMPACT.fullmatch(text)
    if not found:
        return None
    numbers = [int(part or 0) for part in found.groups()]
    try:
        return datetime(*numbers, tzinfo=zone)  # type: ignore[arg-type,misc]
    except ValueError:
        return None
