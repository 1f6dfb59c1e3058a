"""Names one a line, as people type them or copy them off a screen: whoever stands in a line is a member. Pure.

A line is several members only where every piece of it, or most of three or more, is somebody's full name: commas, 、 ;
and spaces stand in nicknames too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from groupadmin.core.folding import clean
from groupadmin.core.headings import cut_numbers, masked
from members.identity.headers import (
    WHO,
    begins_gone,
    header_key,
    heading_of_names,
    is_blank,
    is_title,
    says_gone,
    why_no_member,
)
from members.identity.signup_chain import counting_lines, numbered_entries, parted
from members.identity.values import (
    LONGEST_LINE,
    LONGEST_NAME,
    NOBODY,
    KnownAccounts,
    ListReading,
    NumberedLine,
    RosterRow,
    numbers_from,
)

# What may part names in a line; a space only where every piece is somebody.
_BETWEEN = (re.compile(r"[、，,；;丶]"), re.compile(r"[、，,；;丶\s]+"))
_FEW, _LONGEST_PIECE = 3, 60
_CHINESE_NAME = re.compile("[\u3400-\u9fff·]{2,4}")
# Somebody and what they said: 张三: 收到.
_SAID = re.compile(r"([^:：]{1,40})[:：]\s{0,3}(\S.{0,200})")

Piece = tuple[str, str]


def read_lines(lines: Sequence[NumberedLine], known: KnownAccounts = NOBODY) -> ListReading:
    """Return the people of lines that are written, under the numbers of their lines.

    Titles and one heading may stand above them; whatever else is no member is listed with the reason.
    """
    lines = [(number, line) for number, line in lines if line.strip()]
    found = ListReading("lines", lines=len(lines))
    parts_of_list = [(number, gone) for number, line in lines if (gone := begins_gone(line)) is not None]
    first = _read_head(lines, found)
    body = [each for each in lines[first:] if _may_be_member(each, found)]
    if found.heading_row and (again := header_key(lines[first - 1][1])):
        body = [each for each in body if not _is_heading_again(each, again, found)]
    counting = counting_lines(body)
    for number, line in body:
        if number in counting:
            found.skip(number, "form_line", line.strip())
    body, parts = numbered_entries([each for each in body if each[0] not in counting])
    found.further += len(body) - parts
    _read_body(body, known, found, parts_of_list)
    if all(is_blank(next(iter(_texts(row)), "")) for row in found.rows):
        _take_none(found)
    return found


def _texts(row: RosterRow) -> list[str]:
    return [text for field in WHO if (text := getattr(row, field))]


def _take_none(found: ListReading) -> None:
    """List every row as empty: people call themselves 无, but a list of nothing else says that there is nobody."""
    for row in found.rows:
        found.skip(row.number, "empty_row", "".join(_texts(row)))
    found.rows = []


def read_names(names: Iterable[str]) -> ListReading:
    """Return the people of a list of nothing but names, each as it stands."""
    found = ListReading("json")
    for number, name in enumerate(names, 1):
        found.lines += 1
        _add(number, (name, ""), name, found)
    return found


def _read_head(lines: Sequence[NumberedLine], found: ListReading) -> int:
    """Pass the titles and the heading above the names; returns where the names begin."""
    for at, (number, line) in enumerate(lines):
        if why := why_no_member(clean(line[:LONGEST_NAME])):
            found.skip(number, why, clean(line[:LONGEST_NAME]))
        elif is_title(line):
            found.headings += 1
        elif field := heading_of_names(clean(line[:LONGEST_NAME])):
            found.headings += 1
            found.heading_row, found.columns = number, {field: clean(line)}
            return at + 1
        else:
            return at
    return len(lines)


def _may_be_member(line: NumberedLine, found: ListReading) -> bool:
    """List a line that can be no member; says whether it can be one."""
    number, text = line
    if len(text) > LONGEST_LINE:
        found.skip(number, "line_too_long", masked(clean(text[:LONGEST_NAME])))
        return False
    shown = clean(text)
    why = why_no_member(shown) if shown else "empty_row"
    if why:
        found.skip(number, why, masked(shown))
    return not why


def _is_heading_again(line: NumberedLine, key: str, found: ListReading) -> bool:
    if header_key(line[1]) != key:
        return False
    found.skip(line[0], "heading_again", clean(line[1]))
    return True


def _read_body(
    body: Sequence[NumberedLine], known: KnownAccounts, found: ListReading, parts: Sequence[tuple[int, bool]]
) -> None:
    """Put the lines that may be members among them, a line of several under further numbers.

    ``parts``: the lines that begin a part of the list, and whether its people are said to have left the group.
    """
    further = numbers_from(max((number for number, _line in body), default=0))
    replies = _are_replies(body, known)
    if replies:
        found.kind = "replies"
    for number, line in body:
        pieces = [_said(line)] if replies else _pieces(line, known, alone=len(body) == 1)
        found.further += len(pieces) - 1
        taken = len(found.rows)
        for place, piece in enumerate(pieces):
            _add(number if place == 0 else further(), piece, line, found)
        is_gone = next((gone for begin, gone in reversed(parts) if begin < number), False)
        found.doubt_from(taken, is_gone=is_gone or says_gone("", line))


def _add(number: int, piece: Piece, line: str, found: ListReading) -> None:
    """Take one person, or list them with the reason why not: too long, a word of the screen, nothing but a number."""
    name, remark = clean(piece[0]), clean(piece[1])
    if len(name) > LONGEST_NAME:
        found.skip(number, "line_too_long", masked(name))
        return
    tidy = cut_numbers(name)
    if not tidy:
        found.skip(number, "personal_number" if name else "empty_row", masked(name or clean(line)))
        return
    if why := why_no_member(tidy):
        found.skip(number, why, masked(name))
        return
    if tidy != name or cut_numbers(remark) != remark:
        found.cut.append(number)
    field = next(iter(found.columns), "nickname")
    row = RosterRow(number, remark=cut_numbers(remark))
    found.rows.append(replace(row, **{field: tidy}))  # type: ignore[arg-type]


def _pieces(line: str, known: KnownAccounts, *, alone: bool) -> list[Piece]:
    """Return the people of a line, each with what stands behind their name."""
    if line.lstrip().startswith("@"):
        return _mentioned(line.strip(), known)
    text = clean(line)
    for between in _BETWEEN:
        pieces = [piece for part in between.split(text) if (piece := part.strip())]
        if len(pieces) > 1 and _are_people(pieces, known, alone=alone and between is _BETWEEN[0]):
            return [(piece, "") for piece in pieces]
        if len(pieces) > 1 and between is _BETWEEN[1] and all(map(known.is_somebody, pieces)):
            return [(piece, "") for piece in pieces]
    return [(line, "")]


def _are_people(pieces: Sequence[str], known: KnownAccounts, *, alone: bool) -> bool:
    """Say whether the pieces of a line are people: every one is, or most of many; of a paste of one line nobody need be
    known where all of many look like names."""
    if max(map(len, pieces)) > _LONGEST_PIECE:
        return False
    who = sum(map(known.is_somebody, pieces))
    if who == len(pieces) or (len(pieces) >= _FEW and who * 2 > len(pieces)):
        return True
    return alone and len(pieces) >= _FEW and all(map(_CHINESE_NAME.fullmatch, pieces))


def _mentioned(line: str, known: KnownAccounts) -> list[Piece]:
    """Return who is mentioned in a line that begins with a mention; what follows the last one is no name."""
    ended = "\u2005" in line
    pieces = [each.strip() for each in re.split(r"@" if ended else r"(?:^|\s)@", line) if each.strip()]
    people = [(piece, "") for piece in pieces]
    last = pieces[-1] if pieces else line
    if ended and "\u2005" in line[line.rfind("@") :]:
        name, _end, rest = line[line.rfind("@") + 1 :].partition("\u2005")
        people[-1] = (name, rest.strip())
    elif people:
        name, rest = parted(clean(last), known)
        people[-1] = (name, rest) if known.names_somebody(name) else (last, "")
    return [(name.split("\u2005")[0], rest) for name, rest in people] or [(line, "")]


def _are_replies(body: Sequence[NumberedLine], known: KnownAccounts) -> bool:
    """Say whether the lines are a copied talk: in each somebody and what they said, and most of them are ours."""
    spoken = [_SAID.fullmatch(clean(line)[:LONGEST_NAME]) for _number, line in body]
    if len(spoken) < 2 or not all(spoken):
        return False
    return sum(known.is_somebody(each[1]) for each in spoken if each) * 2 >= len(spoken)


def _said(line: str) -> Piece:
    found = _SAID.fullmatch(clean(line)[:LONGEST_NAME])
    return (found[1], found[2]) if found else (line, "")
