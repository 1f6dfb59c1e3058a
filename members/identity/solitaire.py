"""群接龙, a numbered list people add themselves to (practice §1.3): who answered, never who is in. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from groupadmin.core.folding import clean, nickname_key
from members.identity.headers import is_blank, is_form_line, is_junk, is_title
from members.identity.values import RosterRow

# Copied out of a chat, the sender's name and a colon stand before it.
_HEAD = re.compile(r"^\s*(?:\S[^:：#＃]{0,40}[:：]\s*)?[#＃]\s*(?:接龙|接龍|group\s*note)", re.IGNORECASE)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
_NUMBER = rf"(?:\d{{1,4}}\s*[.、．)）](?!\d)|[（(]\s*\d{{1,4}}\s*[)）]|[{_CIRCLED}])"
_ENTRY = re.compile(rf"^\s*{_NUMBER}\s*(.*)$")
_FIRST = re.compile(r"^\s*(?:0*1\s*[.、．)）](?!\d)|[（(]\s*0*1\s*[)）]|①)")
_INLINE = re.compile(rf"(?:(?<=\s)|(?<=^)){_NUMBER}\s*")
_EXAMPLE = re.compile(r"^\s*(?:例|示例|例如|格式|模板|样例)(?:[\s:：.、]|$)")
_MOST_TITLES = 4

NamesSomebody = Callable[[str], bool]


def is_solitaire(text: str) -> bool:
    """Tell whether a paste holds a 接龙."""
    return any(_HEAD.match(line) for line in text.splitlines())


def rows_from_solitaire(text: str, names_somebody: NamesSomebody = lambda _text: False) -> list[RosterRow]:
    """Return who answered, each once, numbered in order; what follows the nickname goes to ``remark``.

    An entry is a nickname, a space, and what the person wrote; a nickname may hold spaces too. ``names_somebody`` tells
    whether a text names somebody of ours, and so finds where the nickname ends; without it the first space does.
    """
    rows: list[RosterRow] = []
    seen: set[str] = set()
    for entry in _entries(text.splitlines()):
        nickname, remark = _parted(entry, names_somebody)
        key = nickname_key(nickname)
        if not key or key in seen or is_blank(nickname) or is_junk(nickname):
            continue
        seen.add(key)
        rows.append(RosterRow(len(rows) + 1, nickname=nickname, remark=remark))
    return rows


def numbered_entries(lines: Iterable[str]) -> list[str] | None:
    """Return the texts of a list in which every line is numbered, or None when it is no such list.

    A title may stand above the number one, and who signs for it below.
    """
    written = [line for line in lines if line.strip()]
    if len(written) == 1 and _FIRST.match(written[0]):
        written = _in_order(written[0])
    while len(written) > 1 and is_form_line(written[-1]):
        written.pop()
    first = next((at for at, line in enumerate(written[:_MOST_TITLES]) if _FIRST.match(line)), 0)
    if all(is_title(line) for line in written[:first]):
        written = written[first:]
    found = [_ENTRY.match(line) for line in written]
    return [each[1] for each in found if each] if found and all(found) else None


def _entries(lines: list[str]) -> list[str]:
    """Return the texts of all entries, in order; lines that go on with an entry are joined to it."""
    entries: list[list[str]] = []
    for block in _blocks(lines):
        begun = False
        for line in block:
            if found := _ENTRY.match(line):
                begun = True
                entries.append([found[1]])
            elif begun and line.strip():
                entries[-1].append(line.strip())
    texts = (" ".join(entry) for entry in entries)
    return [clean(text) for text in texts if text.strip() and not _EXAMPLE.match(text)]


def _blocks(lines: list[str]) -> list[list[str]]:
    """Part repeated lists, and drop heads and descriptions: a numbered description stands before the empty line."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if _HEAD.match(line):
            blocks.append([])
            inline = _INLINE.search(line)
            if inline:
                blocks[-1] += _inline_entries(line[inline.start() :])
        elif not _EXAMPLE.match(line):
            blocks[-1].append(line)
    return [_without_description(block) for block in blocks]


def _without_description(block: list[str]) -> list[str]:
    """Return the block from the first empty line on after which a number one stands, if there is one.

    Only a number one: entries may have empty lines between them.
    """
    parted = False
    for at, line in enumerate(block):
        if not line.strip():
            parted = at > 0
        elif parted and _FIRST.match(line):
            return block[at:]
        else:
            parted = False
    return block


def _inline_entries(text: str) -> list[str]:
    starts = [found.start() for found in _INLINE.finditer(text)]
    return [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


def _in_order(text: str) -> list[str]:
    """Return the entries of a list that lost its line breaks: 1. 张三 2. 李四; one entry where the numbers skip."""
    entries = _inline_entries(text.strip())
    counted = all(_number_of(entry) == number for number, entry in enumerate(entries, 1))
    return entries if counted else [text]


def _number_of(entry: str) -> int:
    number = unicodedata.normalize("NFKC", entry[:1]) if entry[:1] in _CIRCLED else entry.lstrip("（( ")
    found = re.match(r"\d+", number)
    return int(found[0]) if found else 0


def _parted(entry: str, names_somebody: NamesSomebody) -> tuple[str, str]:
    """Part an entry into nickname and remark: the nickname ends with a full name we know, else at the first space.

    Jack Zhang and Zhang San are one nickname: two words of letters belong together.
    """
    words = entry.split(" ")
    for length in range(1, min(len(words), 4) + 1):
        if names_somebody(" ".join(words[:length])):
            return " ".join(words[:length]), " ".join(words[length:])
    length = 2 if all(word.isascii() and word.isalpha() for word in words[:2]) else 1
    return " ".join(words[:length]), " ".join(words[length:])
