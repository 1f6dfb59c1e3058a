"""Rows inside a list that are no line of it but part it: 二、离职人员, or a figure and a title in two cells. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from groupadmin.core.headings import Headers, said

# How offices count the parts of a list, the outermost first: 一、 / （一） / 1、
_FIGURES = "[一二三四五六七八九十]{1,3}"
_LEVELS = (
    rf"第?{_FIGURES}(?:部分|[、.．:：])?|[ⅠⅡⅢⅣⅤ]|[IVX]{{1,4}}[、.．]?",
    rf"[(（]{_FIGURES}[)）][、.．]?",
    r"\d{1,2}[、.．)）]?|[(（]\d{1,2}[)）]",
)
_OF_ITS_OWN = [re.compile(level) for level in _LEVELS]
# In one cell with its title a figure needs a mark behind it: 三月组 is no title.
_BEFORE_A_TITLE = [
    re.compile(rf"(?:第?{_FIGURES}(?:部分|[、.．:：])|[ⅠⅡⅢⅣⅤ][、.．]?|[IVX]{{1,4}}[、.．])[\s:：]*\S.*"),
    re.compile(rf"[(（]{_FIGURES}[)）]\s*\S.*"),
    re.compile(r"(?:\d{1,2}[、.．]|[(（]\d{1,2}[)）])\s*[^\s\d].*"),
]
_COUNT = re.compile(r"[(（]?共?\s*\d+\s*[人名个][)）]?")
_LONGEST = 40


def title_in(cells: Sequence[str]) -> tuple[str, int]:
    """Return the title that is all a row holds, and how deep it stands: 1 for 一、, 2 for （一）, 3 for 1、, 0 for a
    title without a figure. "" where the row holds anything else; how many it is about may stand behind it.
    """
    filled = [text for cell in cells if (text := said(cell))]
    while len(filled) > 1 and _COUNT.fullmatch(filled[-1]):
        filled.pop()
    if not filled or len(filled[-1]) > _LONGEST:
        return "", 0
    if len(filled) == 1:
        return filled[0], _depth(filled[0], _BEFORE_A_TITLE)
    depth = _depth(filled[0], _OF_ITS_OWN)
    return (filled[1], depth) if len(filled) == 2 and depth else ("", 0)


def _depth(text: str, levels: Sequence[re.Pattern[str]]) -> int:
    return next((depth for depth, level in enumerate(levels, 1) if level.fullmatch(text)), 0)


def labelled(titles: Sequence[Sequence[str]], known: Headers) -> Iterator[tuple[str, str, str]]:
    """Yield what titles above a list say of one of its fields: field, text, and the value in it (部门：财务部)."""
    for cells in titles:
        filled = [text for cell in cells if (text := said(cell))]
        for text, beside in zip(filled, [*filled[1:], ""], strict=False):
            label, _colon, value = text.replace(":", "：").partition("：")
            field = known.field(label) if _colon else None
            if field and (value := value.strip() or beside):
                yield field, text if value in text else f"{text}{value}", value
