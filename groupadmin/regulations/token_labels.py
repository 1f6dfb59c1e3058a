"""What the parts of a nickname are called in sentences for people; the template's own tokens are for templates only."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

PARTS: Mapping[str, str | Promise] = {
    "name": pgettext_lazy("part of a nickname", "real name"),
    "department": pgettext_lazy("part of a nickname", "department"),
    "company": pgettext_lazy("part of a nickname", "company"),
    "team": pgettext_lazy("part of a nickname", "team"),
    "region": pgettext_lazy("part of a nickname", "region"),
    "post": pgettext_lazy("part of a nickname", "post"),
    "staff_no": pgettext_lazy("part of a nickname", "staff number"),
    "mobile": pgettext_lazy("part of a nickname", "mobile number"),
    "class": pgettext_lazy("part of a nickname", "class"),
    "pupil": pgettext_lazy("part of a nickname", "pupil's name"),
    "kinship": pgettext_lazy("part of a nickname", "kinship to the pupil"),
    "subject": pgettext_lazy("part of a nickname", "subject taught"),
    "tag": pgettext_lazy("part of a nickname", "tag"),
    "gender_mark": pgettext_lazy("part of a nickname", "★ (man) or ☆ (woman)"),
    "alias": pgettext_lazy("part of a nickname", "chosen name"),
}
UNNAMED = gettext_lazy("a part of the rule")


def pattern_in_words(token: str) -> str:
    """Return what a token of a nickname pattern is called in the reader's language, never the token itself."""
    return str(PARTS.get(token, UNNAMED))
