"""Plain values packed into a binary column: staged tables, previews and what an undo needs."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from itertools import islice
from typing import Any

AT_ONCE = 1000
FEW = 20


def compress_json(value: Any) -> bytes:
    """Return a JSON-able value (lists, dicts, text, numbers, None; days become ISO text) as compressed bytes.

    Long lists are written piece by piece: the text of a hundred thousand rows is never in memory as a whole.
    """
    squeezer = zlib.compressobj(1)
    packed = [squeezer.compress(piece.encode()) for piece in _pieces(value)]
    return b"".join((*packed, squeezer.flush()))


def decompress_json(content: bytes | memoryview | None) -> Any:
    """Return the value that ``pack`` made bytes of; None for nothing."""
    return json.loads(zlib.decompress(bytes(content))) if content else None


def _pieces(value: Any) -> Iterator[str]:
    """Yield a value's JSON in pieces; whatever holds nothing long comes whole, which is many times quicker."""
    if not _is_long(value):
        yield _text(value)
    elif isinstance(value, dict) and not any(map(_is_long, islice(value.values(), FEW))):
        named = list(value.items())
        for start in range(0, len(named), AT_ONCE):
            yield ("," if start else "{") + _text(dict(named[start : start + AT_ONCE]))[1:-1]
        yield "}"
    elif isinstance(value, dict):
        comma = "{"
        for name, held in value.items():
            yield f"{comma}{_text(str(name))}:"
            yield from _pieces(held)
            comma = ","
        yield "}"
    elif len(value) > AT_ONCE:
        for start in range(0, len(value), AT_ONCE):
            yield ("," if start else "[") + _text(value[start : start + AT_ONCE])[1:-1]
        yield "]"
    else:
        for number, held in enumerate(value):
            yield "," if number else "["
            yield from _pieces(held)
        yield "]"


def _is_long(value: Any) -> bool:
    """Tell whether a value has so many members, or holds a value that has, that its text should not be whole.

    The first of many members speak for all: what is long comes first in what we pack, or stands among few.
    """
    if isinstance(value, dict):
        return len(value) > AT_ONCE or any(map(_is_long, islice(value.values(), FEW)))
    if not isinstance(value, list | tuple):
        return False
    return len(value) > AT_ONCE or any(isinstance(held, list | dict) and len(held) > AT_ONCE for held in value[:FEW])


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
