"""Matching a nickname against a plain sequence of literals, tokens and slots."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from groupadmin.core.folding import traditional_pairs
from groupadmin.regulations.patterns.template import Literal, Token
from groupadmin.regulations.patterns.words import FACTLESS, SEPARATORS, TOKENS

MatchFacts = Mapping[str, Sequence[str]]
# The same, folded, the longest first.
KnownValues = Mapping[str, tuple[str, ...]]
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


class TooManySteps(Exception):
    """A template can be laid on a nickname in more ways than anybody would look through."""


class Steps:
    """Counts what is tried with one nickname, over all that a template allows, so that none takes for ever."""

    MOST = 300_000

    def __init__(self) -> None:
        self.taken = 0

    def take(self) -> None:
        """Count one more. Raises TooManySteps."""
        self.taken += 1
        if self.taken > self.MOST:
            raise TooManySteps


@dataclass(frozen=True, slots=True)
class Folded:
    """A nickname ready to be compared, which can give back the original of each stretch."""

    original: str
    text: str
    origin: Sequence[int]
    steps: Steps = field(default_factory=Steps)

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


def covers(pieces: Sequence[Piece], text: str, known: KnownValues, steps: Steps | None = None) -> bool:
    """Say whether the pieces cover the whole folded text in some way. Raises TooManySteps."""
    return first_match(pieces, text, known, steps) is not None


def first_match(pieces: Sequence[Piece], text: str, known: KnownValues, steps: Steps | None = None) -> Spans | None:
    """Return what ``matches`` yields first, or None; quicker, for who asks nothing more. Raises TooManySteps."""
    ends = [0] * len(pieces)
    if not _Matcher(pieces, text, known, steps or Steps()).fill(0, 0, ends):
        return None
    return tuple(zip((0, *ends), ends, strict=False))


def matches(pieces: Sequence[Piece], text: str, known: KnownValues, steps: Steps | None = None) -> Iterator[Spans]:
    """Yield each way the pieces cover the whole folded text, as one span per piece; longest values first.

    ``known`` holds folded values; a token without any takes whatever has its shape. Raises TooManySteps.
    """
    yield from _Matcher(pieces, text, known, steps or Steps()).rest(0, 0, ())


class _Matcher:
    """One text against one sequence of pieces.

    That the pieces from one on cannot cover the rest of the text is found out once for each place: a nickname that does
    not fit costs the pieces times the square of its length, however many tokens stand side by side.
    """

    def __init__(self, pieces: Sequence[Piece], text: str, known: KnownValues, steps: Steps) -> None:
        self.pieces, self.text, self.known, self.steps = pieces, text, known, steps
        self.last = len(pieces) - 1
        self.hopeless: set[tuple[int, int]] = set()

    def fill(self, index: int, at: int, ends: list[int]) -> bool:
        """Find an end for this piece and all behind it, and note them in ``ends``."""
        if index > self.last:
            return at == len(self.text)
        if (index, at) in self.hopeless:
            return False
        for end in self._ends(index, at):
            if self.fill(index + 1, end, ends):
                ends[index] = end
                return True
        self.hopeless.add((index, at))
        return False

    def rest(self, index: int, at: int, spans: Spans) -> Iterator[Spans]:
        """Yield each way the pieces from ``index`` on cover the text from ``at`` on, behind the spans so far."""
        if index > self.last:
            if at == len(self.text):
                yield spans
            return
        if (index, at) in self.hopeless:
            return
        fits = False
        for end in self._ends(index, at):
            for each in self.rest(index + 1, end, (*spans, (at, end))):
                fits = True
                yield each
        if not fits:
            self.hopeless.add((index, at))

    def _ends(self, index: int, at: int) -> Iterator[int]:
        for end in _ends(self.pieces[index], self.text, at, self.known, last=index == self.last):
            self.steps.take()
            yield end


def _ends(piece: Piece, text: str, at: int, known: KnownValues, *, last: bool) -> Iterable[int]:
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
