"""Names of groups: fixed, after a pattern, a code that reveals nothing, or free."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from groupadmin.regulations.patterns.fitting import Fit, Reason
from groupadmin.regulations.patterns.matching import fold, folded
from groupadmin.regulations.patterns.pattern import parse

# A number, pinyin initials or the like (R13): letters, digits and marks between them, with a word for "group" after it.
CODE = re.compile(r"[0-9a-z]+([-_ .#][0-9a-z]+)*[号#]?(工作群|专用群|群组|群|组)?")
SHORTEST_WORD = 2


class GroupNameKind(StrEnum):
    FREE = "FREE"
    FIXED = "FIXED"
    PATTERN = "PATTERN"
    CODE = "CODE"


@dataclass(frozen=True, slots=True)
class GroupNameRule:
    """What a regulation says of a group's name. ``text``: the fixed name, or the template; ``conceals``: it must not
    reveal the words it is checked against."""

    kind: GroupNameKind = GroupNameKind.FREE
    text: str = ""
    conceals: bool = False


def check_group_name(
    rule: GroupNameRule, name: str, words: Iterable[str] = (), facts: Mapping[str, Sequence[str]] | None = None
) -> Fit:
    """Say whether a group may bear a name.

    ``words`` are those a concealing name must not hold: names and short names of units, words of the business; the
    longest that is found is the offending part. ``facts`` serve a PATTERN as they serve nicknames.
    """
    nick = folded(name)
    if not nick.text:
        return Fit(False, "", _wanted(rule, facts), Reason.EMPTY)
    if rule.conceals:
        for word in sorted({fold(word) for word in words}, key=lambda word: (-len(word), word)):
            at = nick.text.find(word)
            if len(word) >= SHORTEST_WORD and at >= 0:
                return Fit(False, nick.part(at, at + len(word)), _wanted(rule, facts), Reason.REVEALS)
    if rule.kind is GroupNameKind.FIXED and nick.text != fold(rule.text):
        return Fit(False, name.strip(), rule.text, Reason.NOT_THE_FIXED_NAME)
    if rule.kind is GroupNameKind.CODE and not CODE.fullmatch(nick.text):
        offending = re.search(r"[^0-9a-z\-_ .#]+", nick.text)
        part = nick.part(*offending.span()) if offending else name.strip()
        return Fit(False, part, _wanted(rule, facts), Reason.NOT_A_CODE)
    if rule.kind is GroupNameKind.PATTERN:
        return parse(rule.text).check(name, facts or {})
    return Fit(True, "", name.strip())


def _wanted(rule: GroupNameRule, facts: Mapping[str, Sequence[str]] | None) -> str:
    if rule.kind is GroupNameKind.PATTERN:
        return parse(rule.text).render(facts or {})
    return {GroupNameKind.FIXED: rule.text, GroupNameKind.CODE: "GZQ-001"}.get(rule.kind, "")
