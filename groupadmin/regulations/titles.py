"""Words for posts that stand for a family of titles: a paper says 班组长, staff lists say 班长 or 工段组长. Pure."""

from __future__ import annotations

from collections.abc import Mapping

# The word of the paper to what a post may bear instead; longer titles hold these words (大班长, 值班长, 工段组长).
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "班组长": ("班组长", "班长", "组长", "工段长"),
    "班组负责人": ("班组负责人", "班组长", "班长", "组长", "工段长"),
}


def spellings(post: str) -> tuple[str, ...]:
    """Return every word by which a post named in a regulation is found in a staff list, its own first."""
    return FAMILIES.get(post, (post,)) if post else ()
