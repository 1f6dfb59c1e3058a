"""Days counted back from a day that is a column; Django has no words for it that every database understands."""

from __future__ import annotations

from typing import Any

from django.db.models import DateField, F, Func
from django.db.models.sql.compiler import SQLCompiler


class DayBefore(Func):
    """The day so many days, or calendar months, before a day: as ``papers.months_later`` counts them.

    A month that has no such day gives its last one. Empty where the day is.
    """

    output_field = DateField()

    def __init__(self, day: str, *, days: int = 0, months: int = 0) -> None:
        super().__init__(F(day))
        self.days, self.months = days, months

    def as_postgresql(self, compiler: SQLCompiler, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        day, params = compiler.compile(self.source_expressions[0])
        back = f"INTERVAL '{int(self.months)} months' - INTERVAL '{int(self.days)} days'"
        return f"CAST({day} - {back} AS date)", tuple(params)

    def as_sqlite(self, compiler: SQLCompiler, connection: Any, **context: Any) -> tuple[str, tuple[Any, ...]]:
        day, params = compiler.compile(self.source_expressions[0])
        if not self.months:
            return f"date({day}, '-{int(self.days)} days')", tuple(params)
        # SQLite runs over into the next month where a month has no such day; so the month's last day is the most.
        first = f"{day}, 'start of month', '-{int(self.months)} months'"
        same = f"date({first}, '+' || (CAST(strftime('%%d', {day}) AS integer) - 1) || ' days')"
        return f"min({same}, date({first}, '+1 month', '-1 day'))", (*params, *params, *params)
