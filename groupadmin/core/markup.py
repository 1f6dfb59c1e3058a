"""The tags and texts of a web page or of XML, in one pass over it. Pure.

Python's own parser looks for the end of a tag anew from each tag on, which takes minutes on a page of tags without an
end; and it is no parser of XML. Here no character is looked at twice. Nothing swells: no entities but HTML's own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

CDATA = ("<![CDATA[", "]]>")
# What is passed over whole: how it begins and how it ends.
PASSED_OVER = (("<!--", "-->"), ("<?", "?>"), ("<!", ">"))
TAG = re.compile(r"</?([A-Za-z][\w:.-]{0,100})")
# Inside these anything may stand that looks like a tag.
RAW = ("script", "style")
END_OF_RAW = re.compile("</(?:script|style)", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""(?<![\w:.-])([\w:.-]{1,100})(?:\s{0,20}=\s{0,20}("[^"]*"|'[^']*'|[^\s"'>]{1,1000}))?""")
END_OR_VALUE = re.compile(r"""=\s{0,20}(["'])|>""")
# As far as the attributes of a tag are looked at.
LONGEST_TAG = 10_000


@dataclass(frozen=True, slots=True)
class Part:
    """A text, or a tag (its name without a prefix, in small letters) that begins, ends, or does both at once."""

    text: str = ""
    tag: str = ""
    begins: bool = False
    ends: bool = False
    attributes: dict[str, str] = field(default_factory=dict)


def parts_of(text: str) -> Iterator[Part]:
    """Yield the parts of a page in order; what begins and never ends is left out, with all behind it."""
    at, scanner = 0, _Scanner(text)
    while (begun := text.find("<", at)) >= 0:
        if begun > at:
            yield Part(html.unescape(text[at:begun]))
        part, at = scanner.part_at(begun)
        if part is not None:
            yield part
        if at < 0:
            return
    yield Part(html.unescape(text[at:]))


class _Scanner:
    """Finds where the part that begins at a "<" ends."""

    def __init__(self, text: str) -> None:
        self.text = text

    def part_at(self, begun: int) -> tuple[Part | None, int]:
        """Return the part and where the next begins; -1 where this one has no end."""
        text = self.text
        if text.startswith(CDATA[0], begun):
            end = text.find(CDATA[1], begun)
            return (Part(text[begun + len(CDATA[0]) : end]), end + len(CDATA[1])) if end >= 0 else (None, -1)
        for beginning, ending in PASSED_OVER:
            if text.startswith(beginning, begun):
                end = text.find(ending, begun + len(beginning))
                return None, end + len(ending) if end >= 0 else -1
        name = TAG.match(text, begun)
        return self._tag(name) if name else (Part("<"), begun + 1)

    def _tag(self, name: re.Match[str]) -> tuple[Part | None, int]:
        end = self._end_of_tag(name.end())
        if end < 0:
            return None, -1
        inside, tag = self.text[name.end() : min(end, name.end() + LONGEST_TAG)], _bare(name[1])
        if name[0][1] == "/":
            return Part(tag=tag, ends=True), end + 1
        closed = self.text[end - 1] == "/"
        found = {_bare(each[1]): html.unescape((each[2] or "").strip("\"'")) for each in ATTRIBUTE.finditer(inside)}
        if tag in RAW and not closed:
            raw = END_OF_RAW.search(self.text, end)
            return None, raw.start() if raw else -1
        return Part(tag=tag, begins=True, ends=closed, attributes=found), end + 1

    def _end_of_tag(self, at: int) -> int:
        """Return where the ">" of a tag is, those in quoted values passed over; -1 where there is none."""
        while found := END_OR_VALUE.search(self.text, at):
            if not found[1]:
                return found.start()
            # A mark that does not come again is sought in vain once: no later value begins with it.
            at = max(self.text.find(found[1], found.end()) + 1, found.end())
        return -1


def _bare(name: str) -> str:
    """Return a tag's or attribute's name without its prefix: ``ss:Index`` is ``index``."""
    return name.rpartition(":")[2].lower()
