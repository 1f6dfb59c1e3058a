"""Member lists that come as text, pasted or as a file: 接龙, cells, JSON, itchat's text, or names by line. Pure.

The same text gives the same, whichever way it came (practice §1.3).
"""

from __future__ import annotations

import re
from datetime import tzinfo

from groupadmin.core.folding import clean, without_entities
from groupadmin.core.personal_data import cut_numbers
from members.identity.accounts import NOBODY, KnownAccounts, ListReading, NumberedLine
from members.identity.cells_of_text import TAB, table_in, unquoted
from members.identity.from_json import names_in_json, rows_from_json
from members.identity.from_table import Recall, read_grid
from members.identity.headers import is_blank
from members.identity.lines import read_lines, read_names
from members.identity.moments import CHINA
from members.identity.signup_chain import is_signup_chain, read_signup_chain
from members.identity.values import RosterRow

# A line of a copied chat: who spoke and when, before or behind the name.
_MOMENT = re.compile(
    r"(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.月]\d{1,2}日?)\s{0,3}(?:[上下]午)?\s{0,3}\d{1,2}:\d{2}"
)
_LINES_OF_A_CHAT, _LINES_PER_MESSAGE, _LOOKED_AT = 200, 5, 500
_ITCHAT = re.compile(r"\s{0,9}\d{1,6}\.(?P<nickname>.*), {2}(?P<platform_name>.*)")


def rows_from_paste(
    text: str, known: KnownAccounts = NOBODY, *, recall: Recall = lambda _header: None, zone: tzinfo = CHINA
) -> ListReading:
    """Return the people of a text; raises NotAMemberList when it begins like JSON and is no member list.

    ``recall`` returns what a person said before of a heading row.
    """
    text = text.lstrip("\ufeff").replace("\x00", "")
    begin = text.lstrip()[:1]
    if begin in ("[", "{") and "{" in text and '"' in text:
        return rows_from_json(text, zone=zone)
    if begin == "[" and (given := names_in_json(text)):
        return read_names(given)
    lines = [(number, without_entities(line)) for number, line in enumerate(text.splitlines(), 1)]
    if is_signup_chain(text):
        return read_signup_chain(lines, known)
    if itchat := _itchat_lines(lines):
        return _read_itchat(lines, itchat)
    if (table := table_in(lines, known)) is not None:
        grid, joined = table
        found = read_grid(grid, known, recall, in_doubt=TAB not in text, zone=zone)
    else:
        lines, joined = unquoted(lines)
        found = read_lines(lines, known)
    found.joined += joined
    found.lines += joined
    return found


def _itchat_lines(lines: list[NumberedLine]) -> list[tuple[int, re.Match[str]]]:
    """Return the lines of itchat's text, or none where any line below its title is another thing."""
    found = [(number, _ITCHAT.fullmatch(line)) for number, line in lines if line.strip()]
    found = found[1:] if len(found) > 1 and found[0][1] is None else found
    known = [(number, match) for number, match in found if match]
    return known if len(known) == len(found) else []


def _read_itchat(lines: list[NumberedLine], entries: list[tuple[int, re.Match[str]]]) -> ListReading:
    """Return the members of itchat's lines; 暂无备注 is no nickname."""
    found = ListReading("itchat", lines=sum(bool(line.strip()) for _number, line in lines))
    found.headings = found.lines - len(entries)
    for number, entry in entries:
        nickname, platform_name = (cut_numbers(clean(entry[field])) for field in ("nickname", "platform_name"))
        nickname = "" if is_blank(nickname) and not is_blank(platform_name) else nickname
        if is_blank(platform_name):
            platform_name = ""
        if nickname or platform_name:
            found.rows.append(RosterRow(number, nickname=nickname, platform_name=platform_name))
        else:
            found.skip(number, "empty_row", "")
    return found


def is_chat(text: str) -> bool:
    """Say whether a text is a copied conversation: again and again a line with day and time, others in between."""
    lines = [line[:_LOOKED_AT] for line in text.splitlines() if line.strip()][:_LINES_OF_A_CHAT]
    spoken = sum(_MOMENT.search(line) is not None for line in lines)
    return spoken > 1 and spoken * 2 <= len(lines) <= spoken * _LINES_PER_MESSAGE
