"""The night's sweeps over memberships and groups, in the order of ``settings.NIGHTLY_SWEEPS``.

A sweep is ``name(today) -> SweepResult``. It finds what is late on a day, not what falls on it, so a night that was
missed loses nothing; it clears what is no longer so, reopens who is back, raises what is new; a second run writes
nothing.
"""

from __future__ import annotations

from datetime import date

from groupadmin.core.sweeps import SweepResult
from members.flags import escalation
from members.flags.findings import BY_KIND
from members.flags.findings.base import Finding
from members.flags.models import Flag
from members.flags.scope import Scope
from members.flags.sql import (
    ROSTER_WITHOUT_THEM,
    UNPROVED,
    Select,
    Writer,
    after_many,
    for_large_statements,
    found_once,
    this_roster,
)
from members.models import RosterImport
from members.rosters import naming

Kind = Flag.Kind


def judge_nicknames(today: date) -> SweepResult:
    """Judge again the nicknames whose regulation or department has changed, and those that did not fit."""
    return SweepResult(raised=naming.judge(today=today))


def leavers(today: date) -> SweepResult:
    return sweep(Kind.LEAVER, Scope(today))


def out_of_scope(today: date) -> SweepResult:
    return sweep(Kind.OUT_OF_SCOPE, Scope(today))


def outsiders(today: date) -> SweepResult:
    return sweep(Kind.OUTSIDER, Scope(today))


def banned(today: date) -> SweepResult:
    return sweep(Kind.BANNED, Scope(today))


def unidentified(today: date) -> SweepResult:
    return sweep(Kind.UNIDENTIFIED, Scope(today))


def misnamed(today: date) -> SweepResult:
    return sweep(Kind.MISNAMED, Scope(today))


def missing(today: date) -> SweepResult:
    return sweep(Kind.MISSING, Scope(today))


def silent_newcomers(today: date) -> SweepResult:
    return sweep(Kind.SILENT_NEWCOMER, Scope(today))


def silent(today: date) -> SweepResult:
    return sweep(Kind.SILENT, Scope(today))


def rosters_old(today: date) -> SweepResult:
    return sweep(Kind.ROSTER_OLD, Scope(today))


def stale(today: date) -> SweepResult:
    return sweep(Kind.STALE, Scope(today))


def past_end(today: date) -> SweepResult:
    return sweep(Kind.PAST_END, Scope(today))


def ownerless(today: date) -> SweepResult:
    return sweep(Kind.OWNERLESS, Scope(today))


def not_created(today: date) -> SweepResult:
    return sweep(Kind.NOT_CREATED, Scope(today))


def over_capacity(today: date) -> SweepResult:
    return sweep(Kind.OVER_CAPACITY, Scope(today))


def escalate(today: date) -> SweepResult:
    """Move what was let lie one level up; runs last, on what the night has raised."""
    for_large_statements()
    return SweepResult(raised=escalation.escalate(Scope(today)))


def sweep(kind: str, scope: Scope) -> SweepResult:
    """Clear, reopen and raise one kind within a scope, for the night: what is found is worked out once."""
    for_large_statements()
    finding = BY_KIND[kind]
    with found_once(finding.select(scope), finding.key) as found:
        result = _sweep(finding, scope, found)
    after_many(result.raised + result.cleared)
    return result


def _sweep(finding: Finding, scope: Scope, found: Select, roster: RosterImport | None = None) -> SweepResult:
    writer = Writer(finding.kind, found, scope.today, scope.groups, finding.kept(scope))
    unless_gone = UNPROVED if roster is None else this_roster(roster)
    cleared = writer.clear(finding.key, ROSTER_WITHOUT_THEM if finding.removal else unless_gone)
    back = writer.reopen() if finding.returns else 0
    raised = back + writer.raise_new()
    return SweepResult(raised=raised, cleared=cleared, by_kind={finding.kind: raised} if raised else {})


def sweep_all(scope: Scope, *, roster: RosterImport | None = None) -> SweepResult:
    """Do for a few groups at once what the night does for all; ``roster`` is the list that proves what it clears.

    A few groups are found as fast as a table would be made for them.
    """
    for_large_statements()
    results = [_sweep(finding, scope, finding.select(scope), roster) for finding in BY_KIND.values()]
    escalation.escalate(scope)
    return SweepResult(
        raised=sum(result.raised for result in results),
        cleared=sum(result.cleared for result in results),
        by_kind={kind: raised for result in results for kind, raised in result.by_kind.items()},
    )
