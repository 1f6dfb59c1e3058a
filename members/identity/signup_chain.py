"""群接龙, a numbered list people add themselves to (practice §1.3): who answered, never who is in. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from groupadmin.core.folding import clean, nickname_key
from groupadmin.core.headings import cut_numbers, masked
from members.identity.headers import is_blank, why_no_member
from members.identity.values import (
    LONGEST_NAME,
    NOBODY,
    KnownAccounts,
    ListReading,
    NumberedLine,
    RosterRow,
    numbers_from,
)

# Copied out of a chat, the sender's name and a colon stand before it.
_HEAD = re.compile(
    r"\s{0,20}(?:\S[^:：#＃]{0,40}[:：]\s{0,20})?[#＃]\s{0,20}(?:接龙|接龍|group\s{0,5}note)", re.IGNORECASE
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
_KEYCAPS = r"(?:\d\ufe0f?\u20e3){1,4}"
_NUMBER = rf"(?:{_KEYCAPS}|\d{{1,4}}\s{{0,3}}[.、．)）](?!\d)|[（(]\s{{0,3}}\d{{1,4}}\s{{0,3}}[)）]|[{_CIRCLED}])"
_ENTRY = re.compile(rf"{_NUMBER}\s{{0,9}}")
_FIRST = re.compile(
    r"(?:1\ufe0f?\u20e3(?!\d\ufe0f?\u20e3)|0{0,3}1\s{0,3}[.、．)）](?!\d)|[（(]\s{0,3}0{0,3}1\s{0,3}[)）]|①)"
)
# Numbers with nothing but a space behind them are those of lines only where they count up; as are dots and dashes only
# where every line has one.
_SPACED = re.compile(rf"(?:{_ENTRY.pattern}|\d{{1,4}}\s{{1,9}}(?=\D))")
_BULLET = re.compile(r"[-–—*•·▪●◦‣]\s{1,9}(?=\S)")
_FEWEST_COUNTED = 3
_INLINE = re.compile(rf"(?<!\S){_NUMBER}\s{{0,9}}")
_EXAMPLE = re.compile(r"\s{0,9}(?:例|示例|例如|格式|模板|样例)(?:[\s:：.、]|$)")
_LOOKED_AT, LONGEST_REMARK = 2_000, 100
# What may end a nickname in an entry, before what the person wrote: a space, a bracket, a comma, +1.
_ENDS = re.compile(r"[ （(【\[，,；;：:。！!+＋、]")
_MOST_ENDS = 4
# What people write behind their nickname, told by a figure or by one of these words (practice §1.3).
_REMARK = re.compile(
    r"\d|[一二两三四五六七八九十]\s?[人位份个盒箱点号]|家属|孩子|请假|收到|参加|不去|不来|已[阅读知收到完打领填报交做]|同意|确认"
    r"|迟到|早退|出差|休假|值班|自驾|开车|拼车|报名|完成|打卡|代[报领签取]|待定|稍后|ok|好的|谢谢|晚到|带",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Entry:
    """One entry: the number of its line, what stands in it, and the further lines that go on with it."""

    number: int
    text: str
    further: list[str] = field(default_factory=list)


def is_signup_chain(text: str) -> bool:
    """Tell whether a paste holds a 接龙."""
    return any(_HEAD.match(line[:LONGEST_NAME]) for line in text.splitlines())


def read_signup_chain(lines: Sequence[NumberedLine], known: KnownAccounts = NOBODY) -> ListReading:
    """Return who answered, each once; what follows the nickname goes to ``remark``.

    An entry is a nickname, a space or a mark, and what the person wrote; a nickname may hold spaces too. The directory
    finds where the nickname ends; without it the first space does, or what looks like a remark.
    """
    found = ListReading("solitaire", lines=sum(bool(line.strip()) for _number, line in lines))
    seen: set[str] = set()
    for entry in _entries(lines, known, found):
        _take(entry, known, seen, found)
    return found


def _take(entry: _Entry, known: KnownAccounts, seen: set[str], found: ListReading) -> None:
    """Take whoever an entry names, or list it with the reason why it names nobody new."""
    text = clean(entry.text[:_LOOKED_AT])
    if not text and entry.further:
        text = clean(entry.further.pop(0)[:_LOOKED_AT])
    nickname, remark = parted(text, known)
    key = nickname_key(nickname)
    why = why_no_member(nickname) or ("description" if _EXAMPLE.match(text) else "")
    if not key or is_blank(nickname):
        why = "empty_row"
    elif len(nickname) > LONGEST_NAME:
        why = "line_too_long"
    elif key in seen:
        why = "answered_before"
    elif not cut_numbers(nickname):
        why = "personal_number"
    if why:
        found.skip(entry.number, why, masked(text))
        return
    seen.add(key)
    rest = " ".join([remark, *(clean(each[:_LOOKED_AT]) for each in entry.further)]).strip()[:_LOOKED_AT]
    if cut_numbers(nickname) != nickname or cut_numbers(rest) != rest:
        found.cut.append(entry.number)
    found.rows.append(
        RosterRow(entry.number, nickname=cut_numbers(nickname), remark=cut_numbers(rest)[:LONGEST_REMARK], signup=True)
    )


def numbered_entries(lines: Sequence[NumberedLine]) -> tuple[list[NumberedLine], int]:
    """Return the lines of a list without their numbers, if every one of them is numbered, else the lines as they are;
    and of how many lines they are, since a list may have lost its line breaks."""
    texts = [(number, line.strip()) for number, line in lines]
    if len(texts) == 1 and _FIRST.match(texts[0][1]):
        pieces = _in_order(texts[0][1])
        further = numbers_from(texts[0][0])
        texts = [(texts[0][0] if place == 0 else further(), piece) for place, piece in enumerate(pieces)]
    found = [_ENTRY.match(line) for _number, line in texts]
    if not found or not all(found):
        return _counted_or_dotted(lines), len(lines)
    return [(number, text[each.end() :]) for (number, text), each in zip(texts, found, strict=True) if each], len(lines)


def _counted_or_dotted(lines: Sequence[NumberedLine]) -> list[NumberedLine]:
    """Return lines without the numbers that count up from one (again from one below a unit), or the same dot each."""
    texts = [line.strip() for _number, line in lines]
    found = [_SPACED.match(text) for text in texts]
    figures = [_number_of(text) for text, each in zip(texts, found, strict=True) if each]
    counts_up = all(figure in (1, before + 1) for before, figure in zip([0, *figures], figures, strict=False))
    if not counts_up or len(figures) < _FEWEST_COUNTED or len(figures) * 2 < len(texts):
        found = [_BULLET.match(text) for text in texts]
        if len(texts) < 2 or not all(found):
            return list(lines)
    return [
        (number, text[each.end() :] if each else line)
        for (number, line), text, each in zip(lines, texts, found, strict=True)
    ]


def counting_lines(lines: Sequence[NumberedLine]) -> set[int]:
    """Return the numbers of lines in which nothing but a figure stands, where these count up from one beside names."""
    figures = [(number, int(text)) for number, line in lines if (text := line.strip()).isdecimal() and len(text) < 5]
    counts_up = [figure for _number, figure in figures] == list(range(1, len(figures) + 1))
    beside = len(lines) - len(figures)
    if not counts_up or len(figures) < _FEWEST_COUNTED or not len(figures) <= beside + 1 <= len(figures) * 3:
        return set()
    return {number for number, _figure in figures}


def _entries(lines: Sequence[NumberedLine], known: KnownAccounts, found: ListReading) -> list[_Entry]:
    """Return all entries, in order; lines that go on with an entry are joined to it."""
    entries: list[_Entry] = []
    further = numbers_from(max((number for number, _line in lines), default=0))
    for block in _blocks(lines, found, further):
        begun = not any(_ENTRY.match(line.lstrip()) for _number, line in block)
        for number, line in block:
            if not line.strip():
                continue
            if mark := _ENTRY.match(line.lstrip()):
                begun = True
                entries.append(_Entry(number, line.lstrip()[mark.end() :].strip()))
            elif begun and _is_own_entry(line, entries, known):
                entries.append(_Entry(number, line.strip()))
            elif begun and entries:
                entries[-1].further.append(line.strip())
                found.joined += 1
            else:
                found.headings += 1
    return entries


def _is_own_entry(line: str, entries: Sequence[_Entry], known: KnownAccounts) -> bool:
    """Say whether a line without a number is somebody of ours: people add themselves so too.

    Below a number with nothing behind it, it is the rest of that entry.
    """
    is_rest = bool(entries) and not entries[-1].text and not entries[-1].further
    return not is_rest and known.is_somebody(clean(line[:LONGEST_NAME]))


def _blocks(lines: Sequence[NumberedLine], found: ListReading, further: Callable[[], int]) -> list[list[NumberedLine]]:
    """Part repeated lists, and drop heads and descriptions: a numbered description stands before the empty line."""
    blocks: list[list[NumberedLine]] = [[]]
    for number, line in lines:
        if _HEAD.match(line[:LONGEST_NAME]):
            blocks.append([])
            inline = _INLINE.search(line)
            pieces = _inline_entries(line[inline.start() :]) if inline else []
            found.headings += 1
            found.further += len(pieces)
            blocks[-1] += [(further(), piece) for piece in pieces]
        elif _EXAMPLE.match(line):
            found.skip(number, "description", clean(line[:LONGEST_NAME]))
        else:
            blocks[-1].append((number, line))
    return [_without_description(block, found) for block in blocks]


def _without_description(block: list[NumberedLine], found: ListReading) -> list[NumberedLine]:
    """Return the block from the first empty line on after which a number one stands, if there is one.

    Only a number one: entries may have empty lines between them.
    """
    parted = False
    for at, (_number, line) in enumerate(block):
        if not line.strip():
            parted = at > 0
        elif parted and _FIRST.match(line.lstrip()):
            for number, said in block[:at]:
                if _ENTRY.match(said.lstrip()):
                    found.skip(number, "description", clean(said[:LONGEST_NAME]))
                else:
                    found.headings += bool(said.strip())
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
    entry = re.sub("\ufe0f?\u20e3", "", entry)
    number = unicodedata.normalize("NFKC", entry[:1]) if entry[:1] in _CIRCLED else entry.lstrip("（( ")
    found = re.match(r"\d{1,4}", number)
    return int(found[0]) if found else 0


def parted(entry: str, known: KnownAccounts) -> tuple[str, str]:
    """Part an entry into nickname and remark: the nickname ends with a full name we know, else before what looks like a
    remark or at the first space.

    Jack Zhang and Zhang San are one nickname: two words of letters belong together.
    """
    ends = [found.start() for found in _ENDS.finditer(entry[:LONGEST_NAME]) if found.start()]
    whole = [len(entry)] if len(ends) < _MOST_ENDS and len(entry) <= LONGEST_NAME else []
    for end in [*ends[:_MOST_ENDS], *whole]:
        if known.names_somebody(entry[:end]):
            end = _with_bracket(entry, end, known)
            return _tidied(entry[:end], entry[end:])
    for end, following in zip(ends, [*ends[1:], len(entry)], strict=False):
        if entry[end] != " " and _REMARK.search(entry[end : min(following, end + LONGEST_REMARK)]):
            return _by_space(entry[:end], entry[end:])
    return _by_space(entry, "")


def _with_bracket(entry: str, end: int, known: KnownAccounts) -> int:
    """Return the end of a nickname with the bracket right behind it, where a unit of ours is in it: 张三（销售部）."""
    if entry[end : end + 1] not in ("（", "(", "【", "["):
        return end
    close = next((at for at in range(end, min(len(entry), end + 40)) if entry[at] in "）)】]"), -1)
    whole = entry[: close + 1]
    return close + 1 if close > 0 and not _REMARK.search(entry[end:close]) and known.is_somebody(whole) else end


def _by_space(entry: str, rest: str) -> tuple[str, str]:
    words = entry.split(" ")
    length = 2 if all(word.isascii() and word.isalpha() for word in words[:2]) else 1
    return _tidied(" ".join(words[:length]), " ".join([*words[length:], rest]))


def _tidied(nickname: str, remark: str) -> tuple[str, str]:
    return nickname.strip(" ，,、"), remark.strip(" ，,；;：:、。")
