"""Days as people and programs write them (practice §6): one function, every shape."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache

# 2025-01-03, 2025/1/3, 2025.01.03, 2025年1月3日 (日 or 号), with or without weekday and a time of day after it.
WRITTEN = re.compile(
    r"(\d{4})\s*[-/.年,、。\\]\s*(\d{1,2})\s*[-/.月,、。\\]\s*(\d{1,2})\s*[日号.]?"
    r"\s*\(?(?:周.|星期.)?\)?(?:[T\s]*(.*))?"
)
SOLID = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0+)?")
CLOCK = re.compile(
    r"(?:周.|星期.)?\s*(?:(上午|下午|凌晨|早上|中午|晚上|am|pm)\s*)?(\d{1,2})(?:[:时点](\d{1,2})分?(?:[:](\d{1,2})秒?)?)?.*",
    re.I,
)
# Day 1 of Excel is 1900-01-01, and it believes in a 29 February 1900: from March on the count starts here.
EXCEL_ZERO = date(1899, 12, 30)
SERIAL_RANGE = (20_000, 80_000)  # 1954 to 2119: what people's hire dates and deadlines can be


@lru_cache(maxsize=20_000)
def parse_date(text: str) -> date | None:
    """Return the day that a text means, None where it means none.

    Takes 2025-1-3, 2025/1/3, 2025.01.03, 20250103, 2025年1月3日, Excel's serial numbers, and any of these followed by a
    time of day (上午/下午 or 24 hours).
    """
    text = _plain(text)
    if match := WRITTEN.fullmatch(text):
        rest = match[4] or ""
        return _day(*match.groups()[:3]) if not rest.strip() or CLOCK.fullmatch(rest.strip()) else None
    if match := SOLID.fullmatch(text):
        return _day(*match.groups())
    number = text.partition(".")[0]
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and SERIAL_RANGE[0] <= int(number) < SERIAL_RANGE[1]:
        return EXCEL_ZERO + timedelta(days=int(number))
    return None


MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?(?:份|底|末|初)?|(\d{4})\s*年?\s*(?:底|末|年底|年末)")


def parse_month(text: str, *, last: bool) -> date | None:
    """Return the first (or ``last``) day of the month that a text names without a day, None where it names none.

    Takes 2018年5月, 2019.6, 2027-06, and 2025年底 for December.
    """
    if not (match := MONTH.fullmatch(_plain(text))):
        return None
    first = _day(match[1] or match[3], match[2] or "12", "1")
    if first is None or not last:
        return first
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


YEARLESS = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?")


def parse_yearless(text: str, *, near: date) -> list[date]:
    """Return the days that a text without a year may mean, the nearest first: of this year, the last and the next.

    Takes 6.30, 6/30, 6-30, 6月30日. A text that means no day gives none.
    """
    if not (match := YEARLESS.fullmatch(_plain(text))):
        return []
    found = (_day(str(near.year + more), *match.groups()) for more in (0, -1, 1))
    return sorted(filter(None, found), key=lambda day: abs(day - near))


def parse_moment(text: str) -> datetime | None:
    """Return the naive moment that a text means: a day of ``parse_date`` with a time of day, else midnight."""
    day = parse_date(text)
    if day is None:
        return None
    start = datetime(day.year, day.month, day.day)  # noqa: DTZ001  the reader's local clock, made aware by the caller
    text = _plain(text)
    match = WRITTEN.fullmatch(text)
    clock = CLOCK.fullmatch(match[4].strip()) if match and match[4] and match[4].strip() else None
    if clock is None:
        fraction = float(f"0.{text.partition('.')[2]}") if re.fullmatch(r"\d{5}\.\d+", text) else 0.0
        return start + timedelta(seconds=round(fraction * 86_400))
    hour, minute, second = int(clock[2]), int(clock[3] or 0), int(clock[4] or 0)
    half = (clock[1] or "").lower()
    if half in ("下午", "晚上", "pm") and hour < 12:
        hour += 12
    if half in ("凌晨", "上午", "am") and hour == 12:
        hour = 0
    in_day = hour < 24 and minute < 60 and second < 60
    return start.replace(hour=hour, minute=minute, second=second) if in_day else None


def _plain(text: str) -> str:
    """Return a text as a day is looked for in it: half width, and without the quote that makes a text of a cell."""
    text = text.strip().removeprefix("'")
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
