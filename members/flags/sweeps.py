"""The night's sweeps over memberships and groups, in the order of ``settings.NIGHTLY_SWEEPS``.

A sweep is ``name(today) -> SweepResult``. It finds what is late on a day, not what falls on it, so a night that was
missed loses nothing; it clears what is no longer so, reopens who is back, raises what is new; a second run writes
nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groupadmin.core.sql import for_large_statements
from groupadmin.core.sweeps import Sweep, SweepResult
from groupadmin.groups.models import Group
from members.flags import escalation
from members.flags.kinds import BY_KIND, FlagRule
from members.flags.rule_context import RuleContext
from members.flags.sql import (
    ROSTER_WITHOUT_THEM,
    UNPROVED,
    FlagWriter,
    Select,
    after_many,
    found_once,
    this_roster,
)
from members.models import RosterImport
from members.rosters import nickname_checks

# No group has this number; it keeps the group's place among the parameters of a compiled finding.
SOME_GROUP = -1
Key = tuple[int | str | None, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A finding compiled for one group, whichever: what raises its kind and, where that is more, what keeps it open."""

    kind: str
    rule: FlagRule
    found: Select
    kept: Select | None


@dataclass(slots=True)
class Looked:
    """What stands in a group for one kind: what is found and what is open as (subject, key), and the keys found that
    keep a flag open."""

    found: set[tuple[str, Key]] = field(default_factory=set)
    keys: set[Key] = field(default_factory=set)
    open: set[tuple[str, Key]] = field(default_factory=set)

    @property
    def to_clear(self) -> bool:
        """Some open flag's cause is gone."""
        return any(key not in self.keys for _subject, key in self.open)

    @property
    def to_raise(self) -> bool:
        """Some subject found has no flag that stays open."""
        stays_open = {subject for subject, key in self.open if key in self.keys}
        return any(subject not in stays_open for subject, _key in self.found)

    def give_way_to(self, keys: set[Key]) -> None:
        """Leave out members of whom more is asked: by the time this is written, that is."""
        self.found = {(subject, key) for subject, key in self.found if key not in keys}
        self.keys -= keys


@dataclass(frozen=True, slots=True)
class Difference:
    """A kind of which something must be written for a group, and what."""

    rule: FlagRule
    writer: FlagWriter
    to_clear: bool
    to_raise: bool


_kept: tuple[tuple[Any, ...], tuple[Prepared, ...]] | None = None


def differences(group_id: int, today: date) -> Iterator[Difference]:
    """Yield the kinds in which a group's findings and its open flags differ: three statements, whatever there is."""
    prepared = _prepared(today)
    looked = _look(group_id, prepared)
    groups = Group.objects.filter(pk=group_id)
    for one in prepared:
        seen = looked.get(one.kind)
        if seen is None or not (seen.to_clear or seen.to_raise):
            continue
        found = one.rule.alone(_placed(one.found, group_id))
        kept = one.rule.alone(_placed(one.kept, group_id)) if one.kept else None
        writer = FlagWriter(one.kind, found, today, groups, kept)
        yield Difference(one.rule, writer, seen.to_clear, seen.to_raise)


def _prepared(today: date) -> tuple[Prepared, ...]:
    """Return the findings compiled; kept until another day, another word of a regulation, or another setting."""
    global _kept
    scope = RuleContext(today, Group.objects.filter(pk=SOME_GROUP))
    due_days = getattr(settings, "FLAG_DUE_DAYS", {})
    mark = (today, scope.written_in, due_days, timezone.get_current_timezone_name(), connection.vendor)
    kept = _kept
    if kept is None or kept[0] != mark:
        made = (Prepared(kind, each, each.select(scope), each.kept(scope)) for kind, each in BY_KIND.items())
        kept = _kept = (mark, tuple(made))
    return kept[1]


def _placed(select: Select, group_id: int) -> Select:
    return Select(select.sql, tuple(group_id if value == SOME_GROUP else value for value in select.params))


def _look(group_id: int, prepared: tuple[Prepared, ...]) -> dict[str, Looked]:
    """Return by kind what is found in a group and what is open there."""
    statement = _statement(group_id, prepared)
    looked: dict[str, Looked] = defaultdict(Looked)
    finds = {one.kind: one for one in prepared}
    with connection.cursor() as cursor:
        cursor.execute(statement.sql, statement.params)
        for kind, what, subject, membership, employee in cursor.fetchall():
            asked = finds.get(kind)
            if asked is None:
                continue  # open by somebody's word or another room's, and no finding of ours
            key = _key(asked.rule.key, subject, membership, employee)
            if what == "open":
                looked[kind].open.add((subject, key))
            if what == "found":
                looked[kind].found.add((subject, key))
            if what == ("kept" if asked.kept else "found"):
                looked[kind].keys.add(key)
    for one in prepared:
        if weightier := {key for kind in one.rule.gives_way_to for _subject, key in looked[kind].found}:
            looked[one.kind].give_way_to(weightier)
    return looked


def _statement(group_id: int, prepared: tuple[Prepared, ...]) -> Select:
    """Return what asks for open flags, for all that is found and for all that keeps flags open, in one go."""
    still_open = "FROM members_flag WHERE group_id = %s AND state = 'OPEN'"
    parts = [f"SELECT kind, 'open', subject, membership_id, employee_id {still_open}"]
    params: list[object] = [group_id]
    for one in prepared:
        for what, select in (("found", one.found), ("kept", one.kept)):
            if select is not None:
                columns = f"'{one.kind}', '{what}', f.f_subject, f.f_membership, f.f_employee"
                parts.append(f"SELECT {columns} FROM ({select.sql}) f")  # noqa: S608  only our own text is put in
                params += _placed(select, group_id).params
    return Select(" UNION ALL ".join(parts), tuple(params))


def _key(by: str, subject: str, membership: int | None, employee: int | None) -> Key:
    """Return what a finding and its flag share within a group, as the statement that clears flags compares it."""
    return {"membership": (membership, subject), "employee": (employee,), "group": ()}[by]


def recheck_nicknames(today: date) -> SweepResult:
    """Judge again the nicknames whose regulation or department has changed, and those that did not fit."""
    for_large_statements()
    return SweepResult(raised=nickname_checks.recheck_nicknames(today=today))


def escalate(today: date) -> SweepResult:
    """Move what was let lie one level up; runs last, on what the night has raised."""
    for_large_statements()
    escalation.carry_on(today)
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


def refresh_group(group: Group, *, at: datetime, roster: RosterImport | None = None) -> SweepResult:
    """Judge a group's nicknames anew and raise and clear its flags, when what is known of it has changed.

    ``roster`` is the list that was applied to it, or taken back, and the proof of what is cleared; without one nothing
    is proved. Called inside the transaction that changes it, so its owner sees the proof at once. The number of
    statements does not depend on how many members there are.
    """
    today = timezone.localdate(at)
    # Half of it is nothing worth keeping: whoever holds a transaction open loses it as a whole.
    with transaction.atomic(savepoint=False):
        nickname_checks.recheck_nicknames(today=today, groups=Group.objects.filter(pk=group.pk))
        return refresh_group_flags(group.pk, today, roster=roster)


def refresh_group_flags(group_id: int, today: date, *, roster: RosterImport | None = None) -> SweepResult:
    """Do for one group at once what the night does for all; ``roster`` is the list that proves what it clears."""
    for_large_statements()
    cleared, by_kind = 0, {}
    for found in differences(group_id, today):
        if found.to_clear:
            cleared += _clear(found.rule, found.writer, roster)
        if found.to_raise and (raised := _raise(found.rule, found.writer)):
            by_kind[found.writer.kind] = raised
    if cleared and by_kind:
        escalation.carry_on(today, group_id)
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
