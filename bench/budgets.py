"""The budgets, by the words of the figures they are for: at most, or at least, so much."""

from __future__ import annotations

import re

# Words of a figure's name, "<=" or ">=", the figure. The first that fits counts.
BUDGETS: tuple[tuple[str, str, float], ...] = (
    (r"^index of 100k people", "<=", 1),
    (r"^plan of 500 nicknames|^and with a nickname rule", "<=", 50),
    (r"^growth of the process", "<=", 150),
    (r"directory: .*growth of memory", "<=", 100),
    (r"directory: re-import.* ÷", "<=", 2),
    (r"stock: first import ÷ ours", ">=", 20),
    (r"stock: re-import ÷ ours", ">=", 100),
    (r"register: (second half|re-import of twice)", "<=", 1.5),
    (r"register: .*growth of memory", "<=", 200),
    (r"register: .*queries", "<=", 50),
    (r"roster refresh: (last quarter.*first quarter$|refreshed among all|a row of a list)", "<=", 1.3),
    (r"roster refresh: growth", "<=", 100),
    (r"sweeps: ours ÷ by hand, all", "<=", 1.2),
    (r"night: (failed sweeps|rows the second run wrote)", "<=", 0),
    (r"night: growth of Python", "<=", 100),
    (r"list .*: queries at 50 rows less those at 5", "<=", 0),
    (r"list .*: ours ÷ the stock changelist", "<=", 1),
    (r"first load", "<=", 150),
    (r"page .*: p95", "<=", 100),
    (r"page .*: size as sent", "<=", 60),
    (r"eight at once: p95", "<=", 300),
    (r"drill .*: broken", "<=", 0),
    (r"drill worker killed, job goes on", "<=", 20),
    (r"drill (several machines: steps|eight writers: answers)", "<=", 0),
    (r"drill two nights: ", "<=", 0),
)


def verdict(figure: str, value: float) -> str:
    """Return the budget of a figure with ✓ or ✗; "" where none is set."""
    for words, side, limit in BUDGETS:
        if re.search(words, figure):
            kept = value <= limit if side == "<=" else value >= limit
            return f"{'✓' if kept else '✗'} {'≤' if side == '<=' else '≥'} {limit:g}"
    return ""
