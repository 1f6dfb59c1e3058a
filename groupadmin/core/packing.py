"""Plain values packed into a binary column: staged tables, previews and what an undo needs."""

from __future__ import annotations

import json
import zlib
from typing import Any


def pack(value: Any) -> bytes:
    """Return a JSON-able value (lists, dicts, text, numbers, None; days become ISO text) as compressed bytes."""
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str).encode(), 1)


def unpack(content: bytes | memoryview | None) -> Any:
    """Return the value that ``pack`` made bytes of; None for nothing."""
    return json.loads(zlib.decompress(bytes(content))) if content else None
