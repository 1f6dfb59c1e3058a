"""Matching a nickname against a plain sequence of literals, tokens and slots."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from groupadmin.regulations.patterns.template import Literal, Token
from groupadmin.regulations.patterns.words import FACTLESS, SEPARATORS, TOKENS

Facts = Mapping[str, Sequence[str]]
# Nobody sees these, so nobody is blamed for them: zero-width characters, joiners and the variation selectors.
INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f")


def fold(text: str) -> str:
    """Return the form two texts are compared in: NFKC, lower case, nothing invisible, no space around."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in plain if c not in INVISIBLE).strip() if not plain.isalnum() else plain


@dataclass(frozen=True, slots=True)
class Folded:
    """A nickname ready to be compared, which can give back the original of each stretch."""

    original: str
    text: str
    origin: tuple[int, ...]

    def part(self, start: int, end: int) -> str:
        """Return the original characters behind the folded ones from ``start`` up to ``end``."""
        if start >= end:
            return ""
        return self.original[self.origin[start] : self.origin[end - 1] + 1]


def folded(nickname: str) -> Folded:
    """Fold a nickname character by character, remembering where each came from."""
    pieces, origin = [], []
    for index, character in enumerate(nickname):
        piece = "" if character in INVISIBLE else unicodedata.normalize("NFKC", character).casefold()
        pieces.append(piece)
        origin.extend([index] * len(piece))
    text = "".join(pieces)
    start = len(text) - len(text.lstrip())
    end = max(len(text.rstrip()), start)
    return Folded(nickname, text[start:end], tuple(origin[start:end]))


@dataclass(frozen=True, slots=True)
class Slot:
    """A gap of the loosened pattern: separators only, or (``any``) whatever stands there; ``wanted`` is the rule's."""

    wanted: str = ""
    any: bool = False


Piece = Literal | Token | Slot
Spans = tuple[tuple[int, int], ...]


def matches(pieces: Sequence[Piece], text: str, known: Mapping[str, tuple[str, ...]]) -> Iterator[Spans]:
    """Yield each way the pieces cover the whole folded text, as one span per piece; longest values first.

    ``known`` holds folded values; a token without any takes whatever has its shape.
    """
    yield from _rest(pieces, 0, text, 0, known, ())


def _rest(
    pieces: Sequence[Piece], index: int, text: str, at: int, known: Mapping[str, tuple[str, ...]], spans: Spans
) -> Iterator[Spans]:
    if index == len(pieces):
        if at == len(text):
            yield spans
        return
    for end in _ends(pieces[index], text, at, known, last=index == len(pieces) - 1):
        yield from _rest(pieces, index + 1, text, end, known, (*spans, (at, end)))


def _ends(piece: Piece, text: str, at: int, known: Mapping[str, tuple[str, ...]], *, last: bool) -> Iterator[int]:
    """Yield where the piece may end when it starts at ``at``."""
    if isinstance(piece, Literal):
        if text.startswith(fold_literal(piece.text), at):
            yield at + len(fold_literal(piece.text))
        return
    if isinstance(piece, Slot):
        yield from _slot_ends(piece, text, at)
        return
    values = known.get(piece.name)
    if values:
        yield from (at + len(value) for value in values if text.startswith(value, at))
        return
    shape = TOKENS[piece.name].shape
    shortest = at if piece.name in FACTLESS else at + 1
    for end in range(len(text), (len(text) if last else shortest) - 1, -1):
        if end >= shortest and shape.fullmatch(text, at, end):
            yield end


def _slot_ends(slot: Slot, text: str, at: int) -> Iterator[int]:
    furthest = len(text)
    if not slot.any:
        furthest = at
        while furthest < len(text) and text[furthest] in SEPARATORS:
            furthest += 1
    yield from range(furthest, at - 1, -1)


def fold_literal(text: str) -> str:
    """Fold a literal of the template; unlike ``fold`` it keeps a space that the rule asks for."""
    return unicodedata.normalize("NFKC", text).casefold()
