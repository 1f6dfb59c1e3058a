"""Finding queries by thought: each answers, for a scope, whom or what a matter of its kind is about."""

from members.flags.rules import absences, group_life, nicknames, people, silence
from members.flags.rules.base import FlagRule

BY_KIND: dict[str, FlagRule] = {
    str(finding.kind): finding
    for room in (people, nicknames, absences, silence, group_life)
    for finding in room.FLAG_RULES
}
# Matters that nothing closes but a full list without the person.
REMOVALS = tuple(kind for kind, finding in BY_KIND.items() if finding.removal)

__all__ = ["BY_KIND", "REMOVALS", "FlagRule"]
