"""Taking a nickname apart: names we know, departments we know, staff numbers, and what is left over. Pure.

Nothing is guessed by length: a piece is a name only when somebody in the directory bears it (practice §4.3). Nothing is
left out in silence either: whatever is no name, department, number, title or ornament is ``unknown``, and a text with a
hole in it (王□明, 徐攀…) says so in ``lost``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from groupadmin.core.folding import CUT, LOST, OPENING, ORNAMENT, SEPARATOR, fold, mark, name_key
from groupadmin.core.pinyin import COMPOUND_SURNAMES, is_chinese
from members.identity.values import NicknamePattern
from members.identity.words import ADDED, HARMLESS, REGIONS, SUFFIXES, TITLES, numbered, says_outside

_PIECES = re.compile(r"[^-() ~]+")
_HOLES = re.compile(f"[{LOST}{CUT}]+")
_SCRIPTS = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[^\W\d\u3400-\u9fff\U00020000-\U0003ffff]+|\d+")
_SORTING = re.compile(r"(?:a{1,5}|0{1,5})(?=[\u3400-\u9fff])")
# Telephone numbers (a landline by its area code), years, and what counts floors and years. Any other number may be a
# company (58, 360, 1688), another company's staff number (20231234), or tell a second one of the name (张三2).
_HARMLESS = re.compile(r"0+|1\d{10}|0\d{2,3}\d{7,8}|(?:19|20)\d\d|\d{1,4}(?:楼|层|室|f|号楼|号机|年|届|级|元|群)|[!^]+")
# What people put before everything else to be sorted first, and the number of a line: A-张三, 01 张三, 1、张三. Behind
# a name the same tells who of two it is: 张三A, 张三2.
_IN_FRONT = re.compile(r"a{1,5}|0\d")
_OF_A_LINE = re.compile(r"\s{0,9}(?:[(（]\d{1,2}[)）]|\d{1,2}[.．、)）](?!\d)|[①-⑳㉑-㉟㊱-㊿])")
_SEVEN = re.compile(r"1\d\d[- ]?\d{4}")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)")
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1\d{2}[- ]?\d{4}[- ]?\d{4}(?!\d)")
_UNIT_NUMBER = re.compile(rf"\d{{1,2}}(?![\d年届级楼层室])(?:{'|'.join(SUFFIXES)})?")
_BEFORE_SURNAME = re.compile(rf"[老小阿大]([\u3400-\u9fff]|{'|'.join(COMPOUND_SURNAMES)})")
# 张三和李四 share an account; in 李四代赵六 the one stands in for the other.
_AND = frozenset("和与跟及代替帮")
_MOST_JOINED = 4
_LIKELY_TO_GO_ON = 2  # a name of two characters often has a third
_SHORTEST_STAFF_NO = 4


class Vocabulary(Protocol):
    """What splitting needs to know of the directory."""

    longest_department: int
    longest_name: int

    def has_name(self, key: str) -> bool: ...
    def has_dotted_name(self, key: str) -> bool: ...
    def departments_named(self, key: str) -> frozenset[int]: ...
    def has_staff_no(self, key: str) -> bool: ...


@dataclass(slots=True)
class Parts:
    """What stands in a nickname. ``names``: key → as written. ``departments``: one set of ids per department word,
    the words themselves in ``said``.

    ``unknown`` are words that say something we do not know; ``titled`` are surnames beside a title (张总, 老王);
    ``titles`` are titles that stand by themselves; ``glued`` are whole words of which a name was only a part and the
    rest is unknown (供应商张三); ``lost`` are words of which something is missing, as ``folding.mark`` writes them.
    """

    names: dict[str, str] = field(default_factory=dict)
    departments: list[frozenset[int]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    staff_nos: list[str] = field(default_factory=list)
    titled: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    glued: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def clear(self) -> bool:
        """One name, all of it, and nothing that we do not understand."""
        return len(self.names) == 1 and not self.unknown and not self.lost

    def add(self, other: Parts) -> None:
        """Add the parts of another text to these."""
        self.names.update(other.names)
        for own, more in zip(self._lists(), other._lists(), strict=True):
            own += more

    def add_department(self, word: str, ids: frozenset[int]) -> None:
        """Add a department by the key it was called by."""
        self.departments.append(ids)
        self.said.append(word)

    def _lists(self) -> tuple[list[Any], ...]:
        return (
            *(self.departments, self.said, self.staff_nos, self.titled),
            *(self.titles, self.unknown, self.glued, self.lost),
        )


def split(nickname: str, patterns: Sequence[NicknamePattern], known: Vocabulary) -> Parts:
    """Return the parts of a nickname: by the group's own pattern where that explains it, else loosely.

    The loose reading comes first because it is the same where everything is known, and a pattern is the dearer one.
    """
    loose = split_loosely(nickname, known)
    if loose.clear:
        return loose
    for pattern in patterns:
        found = pattern.split(nickname)
        if found and _is_whole_name(found.get("name", ""), known):
            return _by_pattern(nickname, found, known)
    return loose


def _is_whole_name(written: str, known: Vocabulary) -> bool:
    found = split_loosely(written, known)
    return found.clear and found.names.keys() == {name_key(written)}


def _by_pattern(nickname: str, found: Mapping[str, str], known: Vocabulary) -> Parts:
    """A pattern explains its own literals, and a word in the place of a region or a number; it explains no company."""
    parts = Parts()
    name = found["name"]
    for slot, value in found.items():
        if slot == "name":
            parts.names[name_key(value)] = value
            continue
        inner = split_loosely(value, known)
        inner.unknown += inner.names
        inner.names.clear()
        if len(value) == 1 and is_chinese(value) and (name + value in nickname or value + name in nickname):
            inner.unknown = [value]  # in 刘胜男 the 男 belongs to the name, whatever the pattern asks for there
        elif slot == "region":
            inner.unknown = [word for word in inner.unknown if word not in REGIONS]
        parts.add(inner)
    return parts


class _Piece(NamedTuple):
    """A run of characters between separators; ``gap`` is what parts it from the piece before."""

    written: str
    key: str
    gap: str


def split_loosely(nickname: str, known: Vocabulary) -> Parts:
    """Return the parts of a nickname by separators, brackets and spaces, then by the longest known words."""
    parts = Parts()
    text = mark(_OF_A_LINE.sub("", nickname, count=1) if _OF_A_LINE.match(nickname) else nickname)
    if LOST in text or CUT in text:
        parts.lost = [word for word in _PIECES.findall(text) if _HOLES.search(word)]
        text = _HOLES.sub(SEPARATOR, text)
    pieces = _pieces(text)
    at = 0
    while at < len(pieces):
        at += _take(pieces, at, parts, known)
    _settle(parts, known)
    return parts


def _pieces(text: str) -> list[_Piece]:
    if _SEVEN.search(text):
        text = _MOBILE.sub(ORNAMENT, text)
    text = _LANDLINE.sub(ORNAMENT, text)
    pieces, end = [], 0
    for found in _PIECES.finditer(text):
        pieces.append(_Piece(found[0], name_key(found[0]), text[end : found.start()]))
        end = found.end()
    return pieces


def _take(pieces: list[_Piece], at: int, parts: Parts, known: Vocabulary) -> int:
    """Classify the longest run of pieces from here that is a known word as one; returns how many it took."""
    most = min(_MOST_JOINED, len(pieces) - at)
    for length in range(most, 0, -1):
        run = pieces[at : at + length]
        key, written = "".join([each.key for each in run]), "".join([each.written for each in run])
        if _is_known_key(
            key,
            written,
            parts,
            known,
            may_be_name=length == 1 or not known.has_name(key) or _is_one_name(run, key, known),
        ):
            return length
    if _stands_alone(pieces, at, known):
        parts.unknown.append(pieces[at].key)
    else:
        _cut(pieces[at].written, parts, known)
    return 1


def _is_one_name(run: Sequence[_Piece], key: str, known: Vocabulary) -> bool:
    """Tell whether pieces may be the parts of one name: 张 三, 阿卜杜拉-买买提.

    A dash, a sign or an emoji between single characters may stand for a third one: 王-明, 王🐉明.
    """
    gaps = [each.gap for each in run[1:]]
    if any(ORNAMENT in gap for gap in gaps):
        return False
    return all(gap == " " for gap in gaps) or min(len(each.key) for each in run) > 1 or known.has_dotted_name(key)


def _stands_alone(pieces: Sequence[_Piece], at: int, known: Vocabulary) -> bool:
    """Tell whether a single character may be the end of a name: the 男 of 刘胜 男 and 刘胜-男, not of 刘胜(男)."""
    key = pieces[at].key
    if len(key) != 1 or not is_chinese(key):
        return False
    if key in HARMLESS and at and OPENING not in pieces[at].gap and known.has_name(pieces[at - 1].key):
        return len(pieces[at - 1].key) == _LIKELY_TO_GO_ON
    behind = pieces[at + 1].gap if at + 1 < len(pieces) else ""
    return " " in (pieces[at].gap if at else "", behind)


def _is_known(written: str, parts: Parts, known: Vocabulary) -> bool:
    """Put a whole word where it belongs, if the directory knows it."""
    return _is_known_key(name_key(written), written, parts, known)


def _is_known_key(key: str, written: str, parts: Parts, known: Vocabulary, *, may_be_name: bool = True) -> bool:
    if may_be_name and known.has_name(key):
        parts.names[key] = written
    elif ids := known.departments_named(numbered(key)):
        parts.add_department(numbered(key), ids)
    elif len(key) >= _SHORTEST_STAFF_NO and known.has_staff_no(key):
        parts.staff_nos.append(key)
    else:
        return False
    return True


def _place(written: str, parts: Parts, known: Vocabulary) -> None:
    """Put a word where it belongs, whole or cut."""
    if written and not _is_known(written, parts, known):
        _cut(written, parts, known)


def _cut(piece: str, parts: Parts, known: Vocabulary) -> None:
    """Cut a piece that is not known as a whole: department, name, runs of one script, title; or leave it unknown."""
    key = fold(piece)
    if len(key) != len(piece):
        piece = key
    if sorting := _SORTING.match(key):
        piece, key = piece[sorting.end() :], key[sorting.end() :]
        if _is_known(piece, parts, known):
            return
    if key in TITLES and key not in SUFFIXES:
        parts.titles.append(key)
        return
    if _HARMLESS.fullmatch(key) or key in HARMLESS or (not parts.names and _IN_FRONT.fullmatch(key)):
        return
    if says_outside(key):
        parts.unknown.append(key)
        return
    for cut in (_cut_department, _cut_name, _cut_scripts, _cut_title):
        if cut(piece, key, parts, known):
            return
    parts.unknown.append(key)


def _cut_department(piece: str, key: str, parts: Parts, known: Vocabulary) -> bool:
    """Cut the longest department off the front or the back; a cut that leaves a known word wins over a longer one."""
    digits = numbered(key)
    fallback: tuple[str, frozenset[int], str] | None = None
    for length in range(min(known.longest_department, len(key) - 1), 1, -1):
        for word, rest in (
            (digits[:length], _without_added(piece[length:])),
            (digits[-length:], piece[:-length]),
        ):
            if not (ids := known.departments_named(word)):
                continue
            if _is_known(rest, parts, known) or _is_known(_without_title(rest), parts, known):
                parts.add_department(word, ids)
                return True
            fallback = fallback or (word, ids, rest)
    if fallback is None:
        return False
    word, ids, rest = fallback
    if digits.startswith(word) and (number := _UNIT_NUMBER.match(numbered(rest))):
        parts.unknown.append(word + number[0])  # 财务2 and 财务二科 are not 财务
        rest = rest[number.end() :]
    else:
        parts.add_department(word, ids)
    _place(rest, parts, known)
    return True


def _without_added(rest: str) -> str:
    """销售 is known and 销售部张三 was written: the 部 says nothing. In 销售部长张三 it does, and so does 财务公司."""
    if rest[:2] in TITLES:
        return rest
    return next((rest[len(word) :] for word in ADDED if rest.startswith(word)), rest)


def _without_title(rest: str) -> str:
    """In 销售队长张三 the 队长 says nothing of who it is."""
    return next((rest[length:] for length in (3, 2) if rest[:length] in TITLES and len(rest) > length + 1), "")


def _cut_name(piece: str, key: str, parts: Parts, known: Vocabulary) -> bool:
    """Cut the longest full name off the back or the front, when what is left is a word of its own.

    A single character left over is no word, not even 科, 男 or 总: 王明科 and 王张三 are other people's names.
    """
    for length in range(min(known.longest_name, len(key) - 1), 1, -1):
        for word, written, rest in (
            (key[-length:], piece[-length:], key[:-length]),
            (key[:length], piece[:length], key[length:]),
        ):
            if known.has_name(word) and (len(rest) > 1 or not is_chinese(rest)):
                unknown_before = len(parts.unknown)
                parts.names[word] = written
                _place(_without_and(rest, known), parts, known)
                if len(parts.unknown) > unknown_before and is_chinese(rest):
                    parts.glued.append(key)
                return True
    return False


def _without_and(rest: str, known: Vocabulary) -> str:
    """In 张三和李四 two people share an account; 张三和 alone may be somebody's whole name."""
    if rest[-1:] in _AND and known.has_name(name_key(rest[:-1])):
        return rest[:-1]
    return rest[1:] if rest[:1] in _AND and known.has_name(name_key(rest[1:])) else rest


def _cut_scripts(piece: str, key: str, parts: Parts, known: Vocabulary) -> bool:
    """Cut where the script changes: 张三Jack, 张三13800000000."""
    runs = _SCRIPTS.findall(piece)
    if len(runs) < 2:
        return False
    for run in runs:
        _place(run, parts, known)
    return True


def _cut_title(_piece: str, key: str, parts: Parts, _known: Vocabulary) -> bool:
    """Take 张总, 王工, 老王 for what they are: a surname, which is never a match by itself."""
    if found := _BEFORE_SURNAME.fullmatch(key):
        parts.titled.append(found[1])
        return True
    surname = key[:2] if key[:2] in COMPOUND_SURNAMES else key[:1]
    if key[len(surname) :] in TITLES and is_chinese(key):
        parts.titled.append(surname)
        return True
    return False


def _settle(parts: Parts, known: Vocabulary) -> None:
    """A word that is a department as well as somebody's name is the department when another name stands beside it."""
    for key in list(parts.names):
        if len(parts.names) > 1 and (ids := known.departments_named(numbered(key))):
            del parts.names[key]
            parts.add_department(numbered(key), ids)
