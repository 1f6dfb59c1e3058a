"""Which colour a stored state wears. Unknown is never green. Data only."""

from __future__ import annotations

GOOD, WARN, BAD, UNKNOWN, INFO, PLAIN = "good", "warn", "bad", "unknown", "info", ""

SEVERITIES: dict[str, str] = {
    # verdicts on a roster's rows
    "ok": GOOD,
    "misnamed": WARN,
    "transferred": WARN,
    "ineligible": WARN,
    "outsider": WARN,
    "leaver": BAD,
    "banned": BAD,
    "rejected": BAD,
    "ambiguous": UNKNOWN,
    "suggested": UNKNOWN,
    # how sure a match is
    "exact": GOOD,
    "name": GOOD,
    "memory": GOOD,
    "scoped": INFO,
    "fuzzy": UNKNOWN,
    "none": UNKNOWN,
    # who is behind a nickname
    "EMPLOYEE": GOOD,
    "OUTSIDER": WARN,
    "UNKNOWN": UNKNOWN,
    # employees
    "PENDING": UNKNOWN,
    "PROBATION": PLAIN,
    "LEAVING": WARN,
    "SUSPENDED": WARN,
    "LONG_LEAVE": WARN,
    "LEFT": BAD,
    "RETIRED": BAD,
    # groups (ACTIVE is also an employee in post): the usual case is quiet, and says nothing of whether all is in order
    "ACTIVE": PLAIN,
    "APPROVED": INFO,
    "DISSOLVING": WARN,
    "DISSOLVED": PLAIN,
    "MERGED": PLAIN,
    "EXPIRED": PLAIN,
    "ORDINARY": PLAIN,
    "SENSITIVE": WARN,
    "CLASSIFIED": BAD,
    # matters
    "OPEN": WARN,
    "CLEARED": GOOD,
    "CLOSED": GOOD,
    # jobs and imports
    "QUEUED": INFO,
    "RUNNING": INFO,
    "DONE": GOOD,
    "FAILED": BAD,
    "STAGED": INFO,
    "PLANNED": WARN,
    "APPLYING": INFO,
    "APPLIED": GOOD,
    "UNDONE": PLAIN,
    "DISCARDED": PLAIN,
}


def severity_of(value: object) -> str:
    """Return the tone of a stored code or a yes/no; nothing known is ``unknown``, an unlisted code is plain."""
    if value is None or value == "":
        return UNKNOWN
    if isinstance(value, bool):
        return GOOD if value else BAD
    return SEVERITIES.get(str(value), PLAIN)
