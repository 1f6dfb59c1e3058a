"""Taking a nickname apart: names we know, departments we know, staff numbers, and what is left over. Pure.

Nothing is guessed by length: a piece is a name only when somebody in the directory bears it (practice §4.3).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from groupadmin.core.folding import fold, name_key, soften
from groupadmin.core.pinyin import is_chinese
from members.identity.values import NicknamePattern
from members.identity.words import HARMLESS, SUFFIXES, TITLES, numbered, says_outside

_PIECES = re.compile(r"[^-() ]+")
_SCRIPTS = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[^\W\d\u3400-\u9fff\U00020000-\U0003ffff]+|\d+")
_SORTING = re.compile(r"(?:a{1,5}|0{1,5})(?=[\u3400-\u9fff])")
_NUMBER = re.compile(r"\d+")
_HARMLESS = re.compile(r"\d+(?:楼|层|室|f|号楼|号机?|年|届|级|元|群)?|(?:20)?\d\d年?|a{1,5}|0+")
_BEFORE_SURNAME = re.compile(r"[老小阿大]([\u3400-\u9fff])")
_AND = frozenset("和与跟及")
_MOST_JOINED = 4
_SHORTEST_STAFF_NO = 4
# Tokens of a pattern whose words name no unit, so an unknown value beside a full name raises no doubt.
_FREE_TOKENS = frozenset(("region", "post", "tag", "mobile", "gender_mark", "subject", "class", "alias", "staff_no"))


class Vocabulary(Protocol):
    """What splitting needs to know of the directory."""

    longest_department: int
    longest_name: int

    def has_name(self, key: str) -> bool: ...
    def departments_named(self, key: str) -> frozenset[int]: ...
    def has_staff_no(self, key: str) -> bool: ...


@dataclass(slots=True)
class Parts:
    """What stands in a nickname. ``names``: key → as written. ``departments``: one set of ids per department word.

    ``unknown`` are words that say something we do not know; ``titled`` are surnames beside a title (张总, 老王);
    ``glued`` are whole words of which a name was only a part and the rest is unknown (供应商张三).
    """

    names: dict[str, str] = field(default_factory=dict)
    departments: list[frozenset[int]] = field(default_factory=list)
    staff_nos: list[str] = field(default_factory=list)
    titled: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    glued: list[str] = field(default_factory=list)

    @property
    def clear(self) -> bool:
        """One name and nothing that we do not understand."""
        return len(self.names) == 1 and not self.unknown

    def add(self, other: Parts) -> None:
        self.names.update(other.names)
        self.departments += other.departments
        self.staff_nos += other.staff_nos
        self.titled += other.titled
        self.unknown += other.unknown
        self.glued += other.glued


def split(nickname: str, patterns: Sequence[NicknamePattern], known: Vocabulary) -> Parts:
    """Return the parts of a nickname: by the group's own pattern where that explains it, else loosely.

    The loose reading comes first because it is the same where everything is known, and a pattern is the dearer one.
    """
    loose = split_loosely(nickname, known)
    if loose.clear:
        return loose
    for pattern in patterns:
        found = pattern.split(nickname)
        if found and known.has_name(name_key(found.get("name", ""))):
            return _by_pattern(found, known)
    return loose


def _by_pattern(found: Mapping[str, str], known: Vocabulary) -> Parts:
    parts = Parts()
    for slot, value in found.items():
        key = name_key(value)
        if slot == "name":
            parts.names[key] = value
            continue
        inner = split_loosely(value, known)
        inner.names.clear()
        if slot in _FREE_TOKENS:
            inner.unknown = [word for word in inner.unknown if says_outside(word)]
        parts.add(inner)
    return parts


def split_loosely(nickname: str, known: Vocabulary) -> Parts:
    """Return the parts of a nickname by separators, brackets and spaces, then by the longest known words."""
    parts = Parts()
    pieces = _PIECES.findall(soften(nickname))
    keys = [name_key(piece) for piece in pieces]
    at = 0
    while at < len(pieces):
        at += _take(pieces, keys, at, parts, known)
    _settle(parts, known)
    return parts


def _take(pieces: list[str], keys: list[str], at: int, parts: Parts, known: Vocabulary) -> int:
    """Classify the longest run of pieces from here that is a known word as one; returns how many it took."""
    most = min(_MOST_JOINED, len(pieces) - at)
    for length in range(most, 0, -1):
        if _is_known_key("".join(keys[at : at + length]), "".join(pieces[at : at + length]), parts, known):
            return length
    _cut(pieces[at], parts, known)
    return 1


def _is_known(written: str, parts: Parts, known: Vocabulary) -> bool:
    """Put a whole word where it belongs, if the directory knows it."""
    return _is_known_key(name_key(written), written, parts, known)


def _is_known_key(key: str, written: str, parts: Parts, known: Vocabulary) -> bool:
    if known.has_name(key):
        parts.names[key] = written
    elif ids := known.departments_named(numbered(key)):
        parts.departments.append(ids)
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
    if _HARMLESS.fullmatch(key) or key in HARMLESS or key in TITLES:
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
    fallback: tuple[frozenset[int], str] | None = None
    for length in range(min(known.longest_department, len(key) - 1), 1, -1):
        for word, rest in ((digits[:length], piece[length:]), (digits[-length:], piece[:-length])):
            if not (ids := known.departments_named(word)):
                continue
            if _is_known(rest, parts, known) or _is_known(_without_suffix(rest), parts, known):
                parts.departments.append(ids)
                return True
            fallback = fallback or (ids, rest)
    if fallback is None:
        return False
    parts.departments.append(fallback[0])
    _place(_without_suffix(fallback[1]), parts, known)
    return True


def _without_suffix(rest: str) -> str:
    """销售 is known and 销售部张三 was written: the 部 belongs to the department. In 销售队长张三 the 队 does not."""
    if rest[:2] in TITLES:
        return rest
    return next((rest[len(suffix) :] for suffix in SUFFIXES if rest.startswith(suffix)), rest)


def _cut_name(piece: str, key: str, parts: Parts, known: Vocabulary) -> bool:
    """Cut the longest full name off the back or the front, when what is left is a word of its own.

    A single character left over is no word: 王张三 is somebody else's name, not 张三.
    """
    for length in range(min(known.longest_name, len(key) - 1), 1, -1):
        for word, written, rest in (
            (key[-length:], piece[-length:], key[:-length]),
            (key[:length], piece[:length], key[length:]),
        ):
            if known.has_name(word) and (len(rest) > 1 or rest in TITLES or rest in HARMLESS or not is_chinese(rest)):
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
    for length in (1, 2):
        if key[length:] in TITLES and is_chinese(key):
            parts.titled.append(key[:length])
            return True
    return False


def _settle(parts: Parts, known: Vocabulary) -> None:
    """A word that is a department as well as somebody's name is the department when another name stands beside it."""
    for key in list(parts.names):
        if len(parts.names) > 1 and (ids := known.departments_named(numbered(key))):
            del parts.names[key]
            parts.departments.append(ids)
