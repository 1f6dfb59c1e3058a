"""Matching a nickname against a plain sequence of literals, tokens and slots."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from groupadmin.core.folding import traditional_pairs
from groupadmin.regulations.patterns.template import Literal, Token
from groupadmin.regulations.patterns.words import FACTLESS, SEPARATORS, TOKENS

Facts = Mapping[str, Sequence[str]]
# The same, folded, the longest first.
Known = Mapping[str, tuple[str, ...]]
# Nobody sees these, so nobody is blamed for them: zero-width characters, joiners and the variation selectors.
INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f")
# The dot within a foreign or ethnic name, as keyboards write it.
_NAME_DOTS = str.maketrans("•‧・∙⋅●", "······")


def _plain(text: str) -> str:
    """Return NFKC, lower case, simplified characters and one dot: 張偉 is 张伟, wherever each is written."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return plain if plain.isascii() else plain.translate(_NAME_DOTS).translate(traditional_pairs())


def fold(text: str) -> str:
    """Return the form two texts are compared in: NFKC, lower case, simplified, nothing invisible, no space around."""
    plain = _plain(text)
    return "".join(c for c in plain if c not in INVISIBLE).strip() if not plain.isalnum() else plain


class _Folder(dict[int, str]):
    """Per character, worked out once: its folded form, which may be nothing or several characters."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = piece = "" if character in INVISIBLE else _plain(character)
        return piece


_FOLDER = _Folder()


@dataclass(frozen=True, slots=True)
class Folded:
    """A nickname ready to be compared, which can give back the original of each stretch."""

    original: str
    text: str
    origin: Sequence[int]

    def part(self, start: int, end: int) -> str:
        """Return the original characters behind the folded ones from ``start`` up to ``end``."""
        if start >= end:
            return ""
        return self.original[self.origin[start] : self.origin[end - 1] + 1]


def folded(nickname: str) -> Folded:
    """Fold a nickname character by character, remembering where each came from."""
    text = nickname.translate(_FOLDER)
    origin: Sequence[int] = range(len(text))
    if text != nickname:
        origin = [index for index, character in enumerate(nickname) for _piece in _FOLDER[ord(character)]]
    bare = text.strip()
    if bare == text:
        return Folded(nickname, text, origin)
    start = len(text) - len(text.lstrip())
    return Folded(nickname, bare, origin[start : start + len(bare)])


@dataclass(frozen=True, slots=True)
class Slot:
    """A gap of the loosened pattern: separators only, or (``any``) whatever stands there; ``wanted`` is the rule's."""

    wanted: str = ""
    any: bool = False


Piece = Literal | Token | Slot
Spans = tuple[tuple[int, int], ...]


def covers(pieces: Sequence[Piece], text: str, known: Known) -> bool:
    """Say whether the pieces cover the whole folded text in some way."""
    return first_match(pieces, text, known) is not None


def first_match(pieces: Sequence[Piece], text: str, known: Known) -> Spans | None:
    """Return what ``matches`` yields first, or None; quicker, for who asks nothing more."""
    ends = [0] * len(pieces)
    if not _fill(pieces, 0, text, 0, known, ends):
        return None
    return tuple(zip((0, *ends), ends, strict=False))


def _fill(pieces: Sequence[Piece], index: int, text: str, at: int, known: Known, ends: list[int]) -> bool:
    """Find an end for this piece and all behind it, and note them in ``ends``."""
    if index == len(pieces):
        return at == len(text)
    for end in _ends(pieces[index], text, at, known, last=index == len(pieces) - 1):
        if _fill(pieces, index + 1, text, end, known, ends):
            ends[index] = end
            return True
    return False


def matches(pieces: Sequence[Piece], text: str, known: Known) -> Iterator[Spans]:
    """Yield each way the pieces cover the whole folded text, as one span per piece; longest values first.

    ``known`` holds folded values; a token without any takes whatever has its shape.
    """
    yield from _rest(pieces, 0, text, 0, known, ())


def _rest(pieces: Sequence[Piece], index: int, text: str, at: int, known: Known, spans: Spans) -> Iterator[Spans]:
    if index == len(pieces):
        if at == len(text):
            yield spans
        return
    for end in _ends(pieces[index], text, at, known, last=index == len(pieces) - 1):
        yield from _rest(pieces, index + 1, text, end, known, (*spans, (at, end)))


def _ends(piece: Piece, text: str, at: int, known: Known, *, last: bool) -> Iterable[int]:
    """Return where the piece may end when it starts at ``at``, the furthest first."""
    if isinstance(piece, Literal):
        literal = fold_literal(piece.text)
        return (at + len(literal),) if text.startswith(literal, at) else ()
    if isinstance(piece, Slot):
        return _slot_ends(piece, text, at)
    values = known.get(piece.name)
    if values:
        return [at + len(value) for value in values if text.startswith(value, at)]
    return _shape_ends(piece, text, at, last=last)


def _shape_ends(piece: Token, text: str, at: int, *, last: bool) -> Iterator[int]:
    """Yield where a token may end whose value nobody knows: wherever the text before has its shape."""
    shape = TOKENS[piece.name].shape
    shortest = at if piece.name in FACTLESS else at + 1
    for end in range(len(text), (len(text) if last else shortest) - 1, -1):
        if end >= shortest and shape.fullmatch(text, at, end):
            yield end


def _slot_ends(slot: Slot, text: str, at: int) -> range:
    furthest = len(text)
    if not slot.any:
        furthest = at
        while furthest < len(text) and text[furthest] in SEPARATORS:
            furthest += 1
    return range(furthest, at - 1, -1)


@lru_cache(maxsize=1024)  # the words between the tokens are few, and asked for with every nickname
def fold_literal(text: str) -> str:
    """Fold a literal of the template; unlike ``fold`` it keeps a space that the rule asks for."""
    return _plain(text)
