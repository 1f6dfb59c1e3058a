"""What the last nights raised and cleared, ready to be drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Sum

from groupadmin.core.models import SweepRun
from groupadmin.core.sweeps import kinds_by_sweep

TREND_DAYS = 14


@dataclass(frozen=True)
class Day:
    """What one night raised and cleared, and where its two bars stand in a drawing 40 wide a day and 104 high."""

    at: int
    on: date
    raised: int
    cleared: int
    raised_bar: int = 0
    cleared_bar: int = 0

    @property
    def x(self) -> int:
        return self.at * 40 + 3

    @property
    def x2(self) -> int:
        return self.x + 16

    @property
    def raised_top(self) -> int:
        return 104 - self.raised_bar

    @property
    def cleared_top(self) -> int:
        return 104 - self.cleared_bar


def trend(today: date) -> list[Day]:
    """Return the last fourteen nights, the quiet and the missing ones too: one query."""
    first = today - timedelta(days=TREND_DAYS - 1)
    runs = SweepRun.objects.filter(on__gte=first, on__lte=today).filter(name__in=kinds_by_sweep()).order_by()
    counted = runs.values_list("on").annotate(up=Sum("raised"), down=Sum("cleared"))
    by_day: dict[date, tuple[int, int]] = {on: (up, down) for on, up, down in counted}
    days = [first + timedelta(days=at) for at in range(TREND_DAYS)]
    figures = [(on, *by_day.get(on, (0, 0))) for on in days]
    most = max((max(up, down) for _on, up, down in figures), default=0) or 1
    return [
        Day(at, on, up, down, round(100 * up / most), round(100 * down / most))
        for at, (on, up, down) in enumerate(figures)
    ]
