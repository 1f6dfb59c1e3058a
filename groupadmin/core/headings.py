"""What the headings of lists are compared by: one vocabulary for staff lists, registers and member lists. Pure.

No step takes longer than in proportion to the text: brackets are looked at one by one and only so far.
"""

from __future__ import annotations

import re
import unicodedata

from groupadmin.core.folding import clean, traditional_pairs

# What copying leaves in a text and nobody sees, fillers among it that count as letters. U+202E is none of them: it
# turns a text round.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202d\u2060-\u2064\u2066-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef]"
)
# Nobody calls a column by more than this.
LONGEST = 200
# What forms write behind a heading to say how it is filled in: （必填）, (是/否), （18位）, (yyyy-mm-dd).
_HINTS = re.compile("必填|自动|选填|必录|可选|单选|多选|下拉|required|optional|text|文本|格式|例如|[/年位]|\\d|yyyy")
_BRACKETS = re.compile(r"[(\[][^()\[\]]{0,80}[)\]]")
_MARKS = re.compile(r"[\s_*:]+")
# Forms number their questions.
_NUMBER = re.compile(r"\d{1,3}[.、](?=\D)")
# Written by hand in headings, and no character of the table of traditional forms.
_VARIANTS = str.maketrans({"暱": "昵", "賬": "账"})


def heading_key(heading: str) -> str:
    """Return what headings are compared by: NFKC, lower case, simplified, without spaces, _, （必填）, *, ?

    Invisible characters, which copying out of web pages brings along, do not count.
    """
    key = unicodedata.normalize("NFKC", clean(INVISIBLE.sub("", heading[:LONGEST]))).lower()
    key = key.translate(traditional_pairs()).translate(_VARIANTS)
    key = _BRACKETS.sub(lambda found: "" if _HINTS.search(found[0]) else found[0], key)
    key = _MARKS.sub("", key).rstrip("?")
    number = _NUMBER.match(key)
    return key[number.end() :] if number else key
