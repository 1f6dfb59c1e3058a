"""Why a nickname does not fit: the fault as a code, the part that offends, and what it should have been."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import permutations

from groupadmin.regulations.patterns.matching import (
    Folded,
    KnownValues,
    Piece,
    Slot,
    covers,
    first_match,
    fold,
    fold_literal,
)
from groupadmin.regulations.patterns.template import Literal, Token, Variant
from groupadmin.regulations.patterns.words import FACTLESS, SEPARATORS

# A nickname on WeChat has at most 32 characters; what is longer is not read further.
LONGEST_NICKNAME = 100


class Reason(StrEnum):
    """The codes of ``Fit.reason``; besides them ``<token>_missing`` for a token other than name and department."""

    FITS = ""
    EMPTY = "empty"
    MISSING_SEPARATOR = "missing_separator"
    WRONG_SEPARATOR = "wrong_separator"
    WRONG_ORDER = "wrong_order"
    NAME_MISSING = "name_missing"
    NAME_SPELLED = "name_spelled"
    DEPARTMENT_MISSING = "department_missing"
    DEPARTMENT_UNKNOWN = "department_unknown"
    DEPARTMENT_OTHER = "department_other"
    DEPARTMENT_SHORTENED = "department_shortened"
    EXTRA_TEXT = "extra_text"
    DOES_NOT_FIT = "does_not_fit"
    # names of groups
    REVEALS = "reveals"
    NOT_A_CODE = "not_a_code"
    NOT_THE_FIXED_NAME = "not_the_fixed_name"


@dataclass(frozen=True, slots=True)
class Fit:
    """The verdict on a nickname: ``offending`` is the part of it that offends, ``expected`` the whole to copy."""

    ok: bool
    offending: str = ""
    expected: str = ""
    reason: str = Reason.FITS


@dataclass(frozen=True, slots=True)
class PatternFault:
    """A reason and the part that offends; ``weight`` orders the variants' faults, the most telling first."""

    reason: str
    offending: str
    weight: int


def fault(variants: Sequence[Variant], nick: Folded, known: KnownValues, departments: Container[str]) -> PatternFault:
    """Return the most telling fault of a nickname that fits none of the variants."""
    if len(nick.text) > LONGEST_NICKNAME:
        return PatternFault(Reason.EXTRA_TEXT, nick.original[LONGEST_NICKNAME:], 0)
    faults = [_fault(variant, nick, known, departments) for variant in variants]
    return min(faults, key=lambda found: found.weight)


def may_fit(variant: Variant, text: str, known: KnownValues) -> bool:
    """Say whether every part whose value is known stands somewhere in a folded text: what fits, and what fits but for
    its separators or its order, has all of them."""
    return all(_found(text, known[name]) for name in _facts(variant) if name in known)


def _fault(variant: Variant, nick: Folded, known: KnownValues, departments: Container[str]) -> PatternFault:
    if not may_fit(variant, nick.text, known):
        return _missing_fault(variant, nick, known, departments)
    return (
        _separator_fault(variant, nick, known)
        or _order_fault(variant, nick, known)
        or _extra_fault(variant, nick, known)
        or _shape_fault(variant, nick, known)
        or PatternFault(Reason.DOES_NOT_FIT, nick.original.strip(), 9)
    )


def _is_separator(text: str) -> bool:
    return all(character in SEPARATORS for character in fold_literal(text))


@lru_cache(maxsize=1024)
def _facts(variant: Variant) -> tuple[str, ...]:
    """Return the tokens of a variant that stand for a fact."""
    return tuple(item.name for item in variant if isinstance(item, Token) and item.name not in FACTLESS)


@lru_cache(maxsize=2048)
def _loosened(variant: Variant, *, any_text: bool = False) -> tuple[Piece, ...]:
    """Return the variant with a slot in every gap and at both ends, each remembering what the rule wants there."""
    pieces: list[Piece] = [Slot(any=any_text)]
    for item in variant:
        if isinstance(item, Literal) and _is_separator(item.text):
            pieces[-1] = Slot(item.text, any=any_text)
        else:
            pieces += [item, Slot(any=any_text)]
    return tuple(pieces)


def _separator_fault(variant: Variant, nick: Folded, known: KnownValues) -> PatternFault | None:
    pieces = _loosened(variant)
    spans = first_match(pieces, nick.text, known, nick.steps)
    for index, (piece, (start, end)) in enumerate(zip(pieces, spans or (), strict=False)):
        if not isinstance(piece, Slot) or nick.text[start:end] == fold_literal(piece.wanted):
            continue
        if spans and start == end:
            around = nick.part(spans[max(index - 1, 0)][0], spans[min(index + 1, len(spans) - 1)][1])
            return PatternFault(Reason.MISSING_SEPARATOR, around, 1)
        return PatternFault(Reason.WRONG_SEPARATOR, nick.part(start, end), 1)
    return None


def _order_fault(variant: Variant, nick: Folded, known: KnownValues) -> PatternFault | None:
    """Find the same parts in another order; only parts whose value is known can be told apart."""
    tokens = [item for item in variant if isinstance(item, Token) and known.get(item.name)]
    if len(tokens) < 2 or len(tokens) > 4 or len(tokens) < sum(isinstance(item, Token) for item in variant):
        return None
    for order in permutations(tokens):
        if order != tuple(tokens) and covers(_loosened(order), nick.text, known, nick.steps):
            return PatternFault(Reason.WRONG_ORDER, nick.original.strip(), 2)
    return None


def _missing_fault(variant: Variant, nick: Folded, known: KnownValues, departments: Container[str]) -> PatternFault:
    """Name what is not in a nickname that lacks a part whose value is known."""
    tokens = [name for name in _facts(variant) if known.get(name)]
    absent = [name for name in tokens if not _found(nick.text, known[name])]
    rest = _without(nick, [known[name] for name in tokens if name not in absent])
    if "name" in absent and _found(_bare(nick.text), [_bare(name) for name in known["name"]]):
        return PatternFault(Reason.NAME_SPELLED, nick.original.strip(), 4)
    if "name" in absent:
        return PatternFault(Reason.NAME_MISSING, rest or nick.original.strip(), 4)
    if "department" in absent:
        return _department_fault(rest, known["department"], departments)
    return PatternFault(f"{absent[0]}_missing", rest or nick.original.strip(), 5)


def _bare(text: str) -> str:
    """Return letters and digits alone: 张 三 and 阿卜杜拉买买提 bear the name, but not as the directory has it."""
    return "".join(filter(str.isalnum, text))


def _department_fault(rest: str, right: Sequence[str], departments: Container[str]) -> PatternFault:
    """Name what stands where one of the ``right`` departments should: nothing, its beginning, another, or no one's."""
    if not rest:
        return PatternFault(Reason.DEPARTMENT_MISSING, "", 3)
    said = fold(rest)
    if len(said) > 1 and any(name.startswith(said) for name in right):
        return PatternFault(Reason.DEPARTMENT_SHORTENED, rest, 3)
    return PatternFault(Reason.DEPARTMENT_OTHER if said in departments else Reason.DEPARTMENT_UNKNOWN, rest, 3)


def _found(text: str, values: Sequence[str]) -> bool:
    return any(value in text for value in values)


def _without(nick: Folded, found: Sequence[Sequence[str]]) -> str:
    """Return the longest stretch of a nickname that is neither a value found in it nor a separator around one."""
    taken = [False] * len(nick.text)
    for values in found:
        value = next(value for value in values if value in nick.text)
        start = nick.text.rindex(value)
        taken[start : start + len(value)] = [True] * len(value)
    stretches, start = [], 0
    for index in range(len(nick.text) + 1):
        if index == len(nick.text) or taken[index]:
            stretches.append(_trimmed(nick, start, index))
            start = index + 1
    return max(stretches, key=len)


def _trimmed(nick: Folded, start: int, end: int) -> str:
    while start < end and nick.text[start] in SEPARATORS:
        start += 1
    while start < end and nick.text[end - 1] in SEPARATORS:
        end -= 1
    return nick.part(start, end)


def _extra_fault(variant: Variant, nick: Folded, known: KnownValues) -> PatternFault | None:
    if not all(known.get(name) for name in _facts(variant)):
        return None
    pieces = _loosened(variant, any_text=True)
    spans = first_match(pieces, nick.text, known, nick.steps)
    if spans is None:
        return None
    slots = [span for piece, span in zip(pieces, spans, strict=True) if isinstance(piece, Slot)]
    extra = max((_trimmed(nick, *span) for span in slots), key=len)
    return PatternFault(Reason.EXTRA_TEXT, extra, 6) if extra else None


def _shape_fault(variant: Variant, nick: Folded, known: KnownValues) -> PatternFault | None:
    """Name the one part whose absence would explain it, where values are not known but shapes are."""
    for token in [item for item in variant if isinstance(item, Token) and item.name not in FACTLESS]:
        others = tuple(item for item in variant if item is not token)
        if others and covers(_loosened(others), nick.text, known, nick.steps):
            return PatternFault(f"{token.name}_missing", nick.original.strip(), 7)
    return None
