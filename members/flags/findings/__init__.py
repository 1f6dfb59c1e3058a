"""Finding queries by thought: each answers, for a scope, whom or what a matter of its kind is about."""

from members.flags.findings import absences, group_life, nicknames, people, silence
from members.flags.findings.base import Finding

BY_KIND: dict[str, Finding] = {
    str(finding.kind): finding
    for room in (people, nicknames, absences, silence, group_life)
    for finding in room.FINDINGS
}

__all__ = ["BY_KIND", "Finding"]
