"""What people paste: 接龙, Excel cells, JSON, itchat's text, or names by line (practice §1.3). Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from datetime import tzinfo
from typing import NamedTuple

from groupadmin.core.folding import clean
from members.identity.from_json import names_in_json, rows_from_json
from members.identity.from_table import TableReading, rows_from_cells
from members.identity.headers import (
    field_of,
    find_header,
    header_key,
    is_blank,
    is_form_line,
    is_junk,
    is_of_the_screen,
    is_title,
)
from members.identity.moments import CHINA
from members.identity.solitaire import NamesSomebody, is_solitaire, numbered_entries, rows_from_solitaire
from members.identity.values import RosterRow

BETWEEN_NAMES = re.compile(r"[、，,；;丶]")
# A mention out of a chat ends in a space of its own, so several may stand in a line (practice §1.2).
_MENTION = re.compile(r"@([^@\u2005]+)\u2005")
# A line of a copied chat: who spoke and when, before or behind the name.
_MOMENT = re.compile(
    r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.月]\d{1,2}日?)\s*(?:[上下]午)?\s*\d{1,2}:\d{2}"
)
_LINES_OF_A_CHAT, _LINES_PER_MESSAGE = 200, 5
_DELIMITERS = ",;|，；"
_ITCHAT = re.compile(r"^\s*\d+\.(?P<nickname>.*), {2}(?P<platform_name>.*)$")


class PasteReading(NamedTuple):
    """``kind``: solitaire, table, json, itchat or lines. ``only_partial``: it can never say that somebody has left.

    ``dropped``, ``unused`` and ``unsure`` are headings, as in TableReading.
    """

    kind: str
    rows: list[RosterRow]
    only_partial: bool = False
    dropped: list[str] = []
    unused: list[str] = []
    unsure: list[str] = []


def rows_from_paste(
    text: str, names_somebody: NamesSomebody = lambda _text: False, *, zone: tzinfo = CHINA
) -> PasteReading:
    """Return the people of a paste; raises NotAMemberList when it begins like JSON and is no member list."""
    text = text.lstrip("\ufeff").replace("\x00", "").strip("\r\n")
    if text.lstrip()[:1] in ("[", "{") and ("{" in text and '"' in text):
        return _of_table("json", rows_from_json(text, zone=zone))
    if text.lstrip()[:1] == "[" and (given := names_in_json(text)):
        return PasteReading("json", _named_rows(given))
    if is_solitaire(text):
        return PasteReading("solitaire", rows_from_solitaire(text, names_somebody), only_partial=True)
    lines = text.splitlines()
    if itchat := _itchat_lines(text):
        return PasteReading("itchat", _itchat_rows(itchat))
    table = _table(lines)
    if table is not None:
        return _of_table("table", rows_from_cells(table, zone=zone))
    return PasteReading("lines", _line_rows(numbered_entries(lines) or lines))


def is_itchat_text(text: str) -> bool:
    """Say whether every line is ``1.群昵称,  微信昵称``: a text that looks like a table of two columns and is none."""
    return bool(_itchat_lines(text))


def _itchat_lines(text: str) -> list[re.Match[str]]:
    """Return the lines of itchat's text, or none where any line below its title is another thing."""
    found = [_ITCHAT.match(line) for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    found = found[1:] if len(found) > 1 and found[0] is None else found
    known = [match for match in found if match]
    return known if len(known) == len(found) else []


def _of_table(kind: str, reading: TableReading) -> PasteReading:
    return PasteReading(kind, reading.rows, dropped=reading.dropped, unused=reading.unused, unsure=reading.unsure)


def _table(lines: list[str]) -> list[list[str]] | None:
    """Return the cells when the paste is a table: tabs between them, or commas below a heading of two known words."""
    if any("\t" in line for line in lines):
        return [line.split("\t") for line in lines]
    if len(lines) < 2:
        return None
    for delimiter in _DELIMITERS:
        if any(delimiter in line for line in lines[:20]) and (cells := _delimited(lines, delimiter)):
            return cells
    return None


def _delimited(lines: list[str], delimiter: str) -> list[list[str]] | None:
    try:
        cells = list(csv.reader(lines[:20], delimiter=delimiter, strict=False))
        at = find_header(cells)
        known = at is not None and _known_headings(cells[at]) > 1
        return list(csv.reader(lines, delimiter=delimiter)) if known else None
    except csv.Error:  # a cell longer than anybody reads: then it is no table
        return None


def _known_headings(cells: list[str]) -> int:
    return sum(field_of(cell) is not None for cell in cells)


def _itchat_rows(found: list[re.Match[str]]) -> list[RosterRow]:
    rows = []
    for number, each in enumerate(found, 1):
        nickname, platform_name = clean(each["nickname"]), clean(each["platform_name"])
        rows.append(
            RosterRow(
                number,
                nickname="" if is_blank(nickname) else nickname,
                platform_name="" if is_blank(platform_name) else platform_name,
            )
        )
    return rows


def _line_rows(lines: list[str]) -> list[RosterRow]:
    """One name a line, or several parted by commas and 、; a space parts nothing, it stands in nicknames."""
    rows: list[RosterRow] = []
    for line in lines:
        if is_form_line(line) or is_of_the_screen(line) or (not rows and _is_above_a_list(line)):
            continue
        rows += _named_rows(BETWEEN_NAMES.split(_MENTION.sub(r"\1、", line)), first_number=len(rows) + 1)
    return rows


def _is_above_a_list(line: str) -> bool:
    """Say whether the first line that is written is a title, or the heading that a program gave its one column."""
    return is_title(line) or (field_of(line) is not None and header_key(line) not in ("nick", "card", "qq"))


def _named_rows(names: Iterable[str], first_number: int = 1) -> list[RosterRow]:
    shown = (clean(name) for name in names)
    people = [name for name in shown if not is_blank(name) and not is_junk(name)]
    return [RosterRow(number, nickname=name) for number, name in enumerate(people, first_number)]


def is_chat(text: str) -> bool:
    """Say whether a text is a copied conversation: again and again a line with day and time, others in between."""
    lines = [line for line in text.splitlines() if line.strip()][:_LINES_OF_A_CHAT]
    spoken = sum(_MOMENT.search(line) is not None for line in lines)
    return spoken > 1 and spoken * 2 <= len(lines) <= spoken * _LINES_PER_MESSAGE
