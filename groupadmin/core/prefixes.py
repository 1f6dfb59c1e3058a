"""Looking for what begins with some words, by the index of either database."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q

# The last code point: every text that begins with a prefix sorts below prefix + LAST where bytes are compared.
LAST = "\U0010ffff"


def begins_with(field: str, prefix: str) -> Q:
    """Return the condition "field begins with prefix", so written that an index serves it.

    PostgreSQL turns LIKE 'zhang%' into a range of a ``varchar_pattern_ops`` index. SQLite does not, since Django's LIKE
    carries an ESCAPE; but it compares bytes, so the range can be asked for outright.
    """
    if connection.vendor == "sqlite":
        return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + LAST})
    return Q(**{f"{field}__startswith": prefix})
