"""Every kind of flag, declared once each by topic, in the order of the group's page."""

from members.flags.kinds import absences, eligibility, group_life, nicknames, outsiders, people, silence
from members.flags.kinds.base import FlagRule

BY_KIND: dict[str, FlagRule] = {
    str(rule.kind): rule
    for topic in (people, eligibility, outsiders, nicknames, absences, silence, group_life)
    for rule in topic.FLAG_RULES
}
# Flags that nothing closes but a full list without the person.
REMOVALS = tuple(kind for kind, rule in BY_KIND.items() if rule.removal)

__all__ = ["BY_KIND", "REMOVALS", "FlagRule"]
