"""Rows and plans of a list, and the facts that an undo needs, as JSON-able values and back. Pure: no Django."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Any

from members.identity.values import KnownMembership, PlanRow, RosterPlan, RosterRow, Tier, Verdict
from members.rosters.roster_changes import MembershipFacts

MOMENTS = ("joined_at", "first_seen_at", "last_seen_at", "gone_by", "roster_taken_at", "decided_at", "acted_at")
DAYS = (
    "raised_on",
    "due_on",
    "cleared_on",
    "misnamed_since",
    "spoke_last_on",
    "speech_known_on",
    "last_active_on",
    "created_on",
)


def facts_to_json(facts: Mapping[str, object], names: Iterable[str]) -> MembershipFacts:
    """Return the named facts with moments and days as ISO text."""
    return {name: _plain(facts[name]) for name in names}


def facts_from_json(facts: Mapping[str, object]) -> MembershipFacts:
    """Return the facts that ``facts_to_json`` made plain."""
    return {name: _lively(name, value) for name, value in facts.items()}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, (date, datetime)) else value


def _lively(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in MOMENTS:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if name in DAYS else value


# Facts that a row mostly does not have are left out: a plan of 200,000 rows stays small.
ROW_DEFAULTS = {f.name: f.default for f in fields(RosterRow)}
PLAN_DEFAULTS = {f.name: f.default for f in fields(PlanRow)}


def rows_to_json(rows: Iterable[RosterRow]) -> list[dict[str, object]]:
    """Return rows as dicts of the facts that each has."""
    return [_slim(row, ROW_DEFAULTS) for row in rows]


def rows_from_json(rows: Iterable[dict[str, Any]]) -> list[RosterRow]:
    """Return the rows that ``rows_to_json`` made dicts of."""
    return [RosterRow(**_with_times(row)) for row in rows]


def plan_to_json(plan: RosterPlan) -> dict[str, object]:
    """Return a plan as one dict: rows, left, coverage, reliability, warnings."""
    return {
        "rows": [_slim(row, PLAN_DEFAULTS) for row in plan.rows],
        "left": [asdict(membership) for membership in plan.left],
        "kept": [asdict(membership) for membership in plan.kept],
        "coverage": plan.nickname_coverage,
        "reliable": plan.nicknames_reliable,
        "warnings": list(plan.warnings),
        "elsewhere": plan.elsewhere,
    }


def plan_from_json(packed: dict[str, Any]) -> RosterPlan:
    """Return the plan that ``plan_to_json`` made a dict of."""
    return RosterPlan(
        rows=tuple(_plan_row(row) for row in packed["rows"]),
        left=tuple(KnownMembership(**membership) for membership in packed["left"]),
        nickname_coverage=packed["coverage"],
        nicknames_reliable=packed["reliable"],
        warnings=tuple(packed["warnings"]),
        elsewhere=packed.get("elsewhere", 0),
        kept=tuple(KnownMembership(**membership) for membership in packed.get("kept", ())),
    )


def moment(text: str | None) -> datetime | None:
    """Return a moment written by ``datetime.isoformat``, or None."""
    return datetime.fromisoformat(text) if text else None


def day(text: str | None) -> date | None:
    """Return a day written by ``date.isoformat``, or None."""
    return date.fromisoformat(text) if text else None


def _slim(row: RosterRow | PlanRow, defaults: dict[str, object]) -> dict[str, object]:
    facts: dict[str, object] = {}
    for name, default in defaults.items():
        value = getattr(row, name)
        if value is None or value == default or value == {}:
            continue
        if isinstance(value, date):
            value = value.isoformat()
        elif name == "reason_facts":
            value = dict(value)
        facts[name] = value
    return facts


def _with_times(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"joined_at": moment(row.get("joined_at")), "spoke_last_on": day(row.get("spoke_last_on"))}


def _plan_row(row: dict[str, Any]) -> PlanRow:
    facts = _with_times(row)
    facts["verdict"], facts["tier"] = Verdict(row["verdict"]), Tier(row["tier"])
    facts["suggestions"] = tuple(row.get("suggestions", ()))
    return PlanRow(**facts)
