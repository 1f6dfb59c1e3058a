"""The night's sweeps over memberships and groups, in the order of ``settings.NIGHTLY_SWEEPS``.

A sweep is ``name(today) -> SweepResult``. It finds what is late on a day, not what falls on it, so a night that was
missed loses nothing; it clears what is no longer so, reopens who is back, raises what is new; a second run writes
nothing.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from groupadmin.core.sweeps import Sweep, SweepResult
from groupadmin.groups.models import Group
from members.flags import continuity, escalation, single_group
from members.flags.kinds import BY_KIND, FlagRule
from members.flags.rule_context import RuleContext
from members.flags.sql import (
    ROSTER_WITHOUT_THEM,
    UNPROVED,
    FlagWriter,
    after_many,
    for_large_statements,
    found_once,
    this_roster,
)
from members.models import RosterImport
from members.rosters import nickname_checks


def recheck_nicknames(today: date) -> SweepResult:
    """Judge again the nicknames whose regulation or department has changed, and those that did not fit."""
    for_large_statements()
    return SweepResult(raised=nickname_checks.recheck_nicknames(today=today))


def escalate(today: date) -> SweepResult:
    """Move what was let lie one level up; runs last, on what the night has raised."""
    for_large_statements()
    continuity.carry_on(today)
    return SweepResult(raised=escalation.escalate(RuleContext(today)))


def sweep(kind: str, scope: RuleContext) -> SweepResult:
    """Clear, reopen and raise one kind within a scope, for the night: what is found is worked out once."""
    for_large_statements()
    rule = BY_KIND[kind]
    kept = rule.kept(scope)
    asked = rule.alone(rule.select(scope)), rule.key, rule.alone(kept) if kept else None
    with found_once(*asked) as (found, kept):
        writer = FlagWriter(kind, found, scope.today, scope.groups, kept)
        cleared = _clear(rule, writer, None)
        raised = _raise(rule, writer)
    after_many(raised + cleared)
    return SweepResult(raised=raised, cleared=cleared, by_kind={kind: raised} if raised else {})


def refresh_group_flags(group_id: int, today: date, *, roster: RosterImport | None = None) -> SweepResult:
    """Do for one group at once what the night does for all; ``roster`` is the list that proves what it clears."""
    for_large_statements()
    cleared, by_kind = 0, {}
    for found in single_group.differences(group_id, today):
        if found.to_clear:
            cleared += _clear(found.rule, found.writer, roster)
        if found.to_raise and (raised := _raise(found.rule, found.writer)):
            by_kind[found.writer.kind] = raised
    if cleared and by_kind:
        continuity.carry_on(today, group_id)
    escalation.escalate(RuleContext(today, Group.objects.filter(pk=group_id)))
    return SweepResult(raised=sum(by_kind.values()), cleared=cleared, by_kind=by_kind)


def _clear(rule: FlagRule, writer: FlagWriter, roster: RosterImport | None) -> int:
    unless_gone = UNPROVED if roster is None else this_roster(roster)
    return writer.clear(rule.key, ROSTER_WITHOUT_THEM if rule.removal else unless_gone)


def _raise(rule: FlagRule, writer: FlagWriter) -> int:
    back = writer.reopen() if rule.returns else 0
    return back + writer.raise_new()


def _sweep_of(rule: FlagRule) -> Sweep:
    """Return the sweep of one kind over all groups."""
    return Sweep(rule.sweep, rule.label, lambda today: sweep(rule.kind, RuleContext(today)), rule.kind)


SWEEPS = (
    Sweep("recheck_nicknames", _("nicknames judged anew"), recheck_nicknames),
    *map(_sweep_of, BY_KIND.values()),
    Sweep("escalate", _("passed on to the next level"), escalate),
)
