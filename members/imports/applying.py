"""A confirmed preview becomes the roster: one transaction, bulk writes, refused when somebody was first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit, import_kinds, imports, jobs
from groupadmin.core.imports import compress_json
from groupadmin.core.models import ImportBatch
from groupadmin.core.sql import AT_ONCE, chunks, update_from_values
from groupadmin.directory.models import Employee
from groupadmin.groups import services as groups
from groupadmin.groups.models import Group
from members import access
from members.flags import sweeps
from members.identity.values import Decision, RosterPlan
from members.imports import flag_snapshots, staging
from members.imports.staging import discard_roster, error_file, plan_roster
from members.imports.undoing import undo_roster
from members.rosters import decision_records as memory
from members.rosters import plan_inputs, preview_choices, role_authority
from members.rosters.json_values import facts_to_json
from members.rosters.models import IdentityDecision, Membership, RosterImport
from members.rosters.preview_choices import read_choices, with_decisions
from members.rosters.roster_changes import (
    CHANGING,
    ListFacts,
    MembershipFacts,
    RoleStep,
    RosterChanges,
    at_stake,
    changes_of,
    role_steps,
    without_roles,
)

State = ImportBatch.State
GROUP_FACTS = ("headcount", "headcount_outside", "roster_taken_at", "last_active_on", "status", "created_on")


class RosterHasMoved(imports.StalePreview):
    code = "roster_has_moved"
    wording = _(
        "The roster of %(group)s has changed since this preview was made (another list or a decision came first). "
        "Nothing was written; look at the new preview and confirm it."
    )


def apply_plan(
    *,
    roster: RosterImport,
    choices: Mapping[int, str] | None = None,
    override_reason: str = "",
    own_row: str = preview_choices.KEEP,
    actor: audit.Actor,
    at: datetime,
) -> RosterImport:
    """Write what the preview shows, with the choices made in it (row number → choice, see ``deciding``).

    ``own_row``: whether the actor, who is not on a full list, is in (``preview_choices.KEEP``) or says to have LEFT.
    Raises RosterHasMoved, BrakeHolds, BatchHasMoved, ListIsOlder, UnknownChoice, UnknownStaffNumber.
    """
    group = Group.objects.select_related("regulation").get(pk=roster.group_id)
    roster.group = group
    access.require_runner(actor, group)
    if roster.batch.state not in (State.PLANNED, State.APPLYING):
        raise imports.BatchHasMoved(state=roster.batch.get_state_display())
    decided = read_choices(choices or {}, decided_by=audit.name_of(actor))
    access.note_numbers(decided, staging.kept_plan(roster).rows if decided else (), actor=actor, at=at)
    plan = decided_plan(roster, group, decided)
    if own_row != preview_choices.LEFT:
        plan = preview_choices.with_own_rows(plan, actor)
    reason = override_reason.strip()
    if not reason and (held := preview_choices.brakes(plan, roster, group)):
        raise held[0]
    with transaction.atomic():
        staging.refuse_older(group, roster.taken_at)
        _be_first(roster, group)
        write_changes(roster, group, plan, decided, actor=actor, at=at, reason=reason)
    return roster


def decided_plan(roster: RosterImport, group: Group, decided: Mapping[int, Decision]) -> RosterPlan:
    """Return the plan of the preview with a person's decisions in it."""
    plan = staging.kept_plan(roster)
    if not decided:
        return plan
    says_roles = bool(roster.batch.options.get("says_roles"))
    return with_decisions(plan, decided, judge=plan_inputs.judge_of(group), says_roles=says_roles)


def _be_first(roster: RosterImport, group: Group) -> None:
    """Take the group's next roster version, or refuse; the same statement holds everybody else up until the commit."""
    before = Group.objects.filter(pk=group.pk, roster_version=roster.base_version)
    if not before.update(roster_version=F("roster_version") + 1):
        raise RosterHasMoved(group=group)
    group.refresh_from_db(fields=["roster_version", *GROUP_FACTS])


def write_changes(
    roster: RosterImport,
    group: Group,
    plan: RosterPlan,
    decided: Mapping[int, Decision],
    *,
    actor: audit.Actor,
    at: datetime,
    reason: str,
) -> None:
    """Write a plan inside the caller's transaction, with its undo record and its audit event."""
    memberships = present_memberships(group)
    facts = _list_facts(roster, group, plan)
    moves = changes_of(plan, memberships, facts)
    steps, may_change = _hold_roles(group, moves, memberships, actor)
    group_before = facts_to_json(vars(group), GROUP_FACTS)
    opened = _write_moves(group, moves, memberships, roster, facts)
    _tell_of_roles(roster, steps, opened, done=may_change, says_roles=facts.says_roles, actor=actor, at=at)
    remembered, replaced = memory.remember_decision(group, _words(plan, decided), actor=actor, at=at)
    _tell_group(group, roster, moves)
    after = {"headcount": group.headcount, "headcount_outside": group.headcount_outside}
    undo = {
        "opened": opened,
        "before": {
            number: facts_to_json(memberships[number], CHANGING) for number in [*moves.changed, *moves.seen_again]
        },
        "group": group_before,
        "decided_at": at.isoformat(),
        "accounts": [row.account_key for row in remembered if row.account_key],
        "nicknames": [row.nickname_key for row in remembered if not row.account_key],
        "replaced": [_decision_facts(row) for row in replaced],
    }
    counts = plan.counts()
    undo["matters"] = flag_snapshots.changed_by(
        group, lambda: _update_group_and_flags(roster, group, actor=actor, at=at), at=at
    )
    _close_batch(roster, group, counts, undo, actor=actor, at=at)
    detail = {"group": group.code, "mode": roster.mode, "counts": counts, **after}
    if reason:
        detail["override_reason"] = reason
    audit.record("roster.applied", roster, actor=actor, at=at, detail=detail)


def role_steps_of(roster: RosterImport, group: Group, plan: RosterPlan) -> list[RoleStep]:
    """Return the roles that a plan would change, for its preview."""
    memberships = present_memberships(group)
    moves = changes_of(plan, memberships, _list_facts(roster, group, plan))
    return _at_stake(group, role_steps(moves, memberships))[0]


def _at_stake(group: Group, steps: list[RoleStep]) -> tuple[list[RoleStep], Collection[int]]:
    """Return the steps that need a word, and the runners who work here; most lists change nothing and ask nothing."""
    working = role_authority.working_runners(group) if steps else frozenset()
    return at_stake(steps, working), working


def _hold_roles(
    group: Group, moves: RosterChanges, memberships: Mapping[int, MembershipFacts], actor: audit.Actor
) -> tuple[list[RoleStep], bool]:
    """Return the roles that would change and whether the actor's word is enough; where it is not, hold them back."""
    steps, working = _at_stake(group, role_steps(moves, memberships))
    may_change = not steps or role_authority.suffices(actor, group)
    if not may_change:
        without_roles(moves, memberships, working)
    return steps, may_change


def _tell_of_roles(
    roster: RosterImport,
    steps: Sequence[RoleStep],
    opened: Sequence[int],
    *,
    done: bool,
    says_roles: bool,
    actor: audit.Actor,
    at: datetime,
) -> None:
    """Keep what the list changed in the roles, or what waits for a word; a list that agrees ends an older asking."""
    if steps and done:
        role_authority.note_done({roster.group: steps}, roster=roster, opened=opened, actor=actor, at=at)
    elif steps:
        role_authority.ask(roster.group, steps, roster=roster, opened=opened, actor=actor, at=at)
    elif says_roles or roster.is_full:
        role_authority.overtake(roster.group, at=at)


def _update_group_and_flags(roster: RosterImport, group: Group, *, actor: audit.Actor, at: datetime) -> None:
    """Let the register and the flags know of a list that was applied or taken back, inside the caller's transaction."""
    if group.status == Group.Status.APPROVED and group.headcount:
        groups.activate_if_ready(group, has_roster=True, actor=actor, at=at)
    sweeps.refresh_group(roster.group, roster=roster, at=at)


def present_memberships(group: Group) -> dict[int, MembershipFacts]:
    """Return the facts of everybody present, by stay."""
    present = Membership.objects.filter(group=group).present()
    return {facts["id"]: facts for facts in present.values("id", *CHANGING)}


def _list_facts(roster: RosterImport, group: Group, plan: RosterPlan) -> ListFacts:
    return ListFacts(
        roster_id=roster.pk,
        full=roster.is_full,
        taken_at=roster.taken_at,
        taken_on=timezone.localdate(roster.taken_at),
        absent_at=group.roster_taken_at,
        nicknames_reliable=roster.nicknames_reliable,
        says_roles=bool(roster.batch.options.get("says_roles")),
        says_speech=any(row.spoke_last_on for row in plan.rows),
        regulation_id=group.regulation_id,
        has_pattern=plan_inputs.has_pattern(group),
        departments=_departments(plan),
    )


def _departments(plan: RosterPlan) -> dict[int, int | None]:
    """Return the departments of the employees in a list: the correct nickname depends on them."""
    found: dict[int, int | None] = {}
    for some in chunks(sorted({row.employee_id for row in plan.rows if row.employee_id})):
        found.update(Employee.objects.filter(pk__in=some).values_list("pk", "department_id"))
    return found


def _write_moves(
    group: Group,
    moves: RosterChanges,
    memberships: Mapping[int, MembershipFacts],
    roster: RosterImport,
    facts: ListFacts,
) -> list[int]:
    """Close, hand over the owner's membership, change, confirm, open: in this order no constraint is touched on the
    way.
    """
    _close(moves)
    if moves.former_owner is not None:
        Membership.objects.filter(pk=moves.former_owner).update(role=Membership.Role.MEMBER)
    _change(moves, memberships)
    seen: MembershipFacts = {"last_seen_at": roster.taken_at, "evidence": roster}
    if facts.says_speech:
        seen["speech_known_on"] = facts.taken_on
    for numbers in chunks(moves.seen_again):
        Membership.objects.filter(pk__in=numbers).update(**seen)
    opened = [Membership(group=group, **new) for new in moves.opened]
    Membership.objects.bulk_create(opened, batch_size=AT_ONCE)
    return [membership.pk for membership in opened]


def _close(moves: RosterChanges) -> None:
    by_moment: dict[datetime, list[int]] = {}
    for number in moves.closed:
        by_moment.setdefault(moves.changed[number]["gone_by"], []).append(number)
    for moment, numbers in by_moment.items():
        for some in chunks(numbers):
            Membership.objects.filter(pk__in=some).update(gone_by=moment)


def _change(moves: RosterChanges, memberships: Mapping[int, MembershipFacts]) -> None:
    """Write the changed facts; a stay that is only closed or only hands over its role is done already."""
    closed = set(moves.closed)
    todo = {number: facts for number, facts in moves.changed.items() if number not in closed}
    names = sorted({name for facts in todo.values() for name in facts})
    if not names:
        return
    fields = [field for field in Membership._meta.concrete_fields if field.attname in names]
    columns = [f"{field.column}::{field.db_type(connection)}" for field in fields]
    for some in chunks(list(todo)):
        facts = ((number, {**memberships[number], **todo[number]}) for number in some)
        rows = [
            (number, *(field.get_db_prep_save(new[field.attname], connection) for field in fields))
            for number, new in facts
        ]
        update_from_values(Membership._meta.db_table, columns, rows)


def _words(plan: RosterPlan, decided: Mapping[int, Decision]) -> list[memory.DecisionRecord]:
    return [
        memory.DecisionRecord(row.account_key, row.nickname_key, row.nickname, decided[row.number])
        for row in plan.rows
        if row.number in decided
    ]


def _decision_facts(row: IdentityDecision) -> MembershipFacts:
    names = [field.attname for field in IdentityDecision._meta.concrete_fields if field.attname != "id"]
    return facts_to_json(vars(row), names)


def _tell_group(group: Group, roster: RosterImport, moves: RosterChanges) -> None:
    """Bring the group's own figures up to date: heads, of them from outside, age of the roster, sign of life."""
    count_heads(group)
    if roster.is_full:
        group.roster_taken_at = roster.taken_at
    signs = [facts.get("spoke_last_on") for facts in [*moves.opened, *moves.changed.values()]]
    signs += [timezone.localdate(f["joined_at"]) for f in moves.opened if f.get("joined_at")]
    signs.append(group.last_active_on)
    group.last_active_on = max((sign for sign in signs if sign), default=None)
    group.save(update_fields=["headcount", "headcount_outside", "roster_taken_at", "last_active_on"])


def count_heads(group: Group) -> None:
    """Set the group's two counts from its present stays; does not save."""
    present = Membership.objects.filter(group=group).present()
    counts = present.aggregate(all=Count("pk"), outside=Count("pk", filter=Q(identity="OUTSIDER")))
    group.headcount, group.headcount_outside = counts["all"], counts["outside"]


def _close_batch(
    roster: RosterImport,
    group: Group,
    counts: Mapping[str, int],
    undo: Mapping[str, object],
    *,
    actor: audit.Actor,
    at: datetime,
) -> None:
    batch = roster.batch
    before = State.APPLYING if batch.state == State.APPLYING else State.PLANNED
    imports.mark_applied(batch, before=before, actor=actor, at=at, counts=counts, undo=compress_json(undo))
    roster.applied_version = group.roster_version
    roster.save(update_fields=["applied_version"])


def confirm_roster(
    *,
    roster: RosterImport,
    choices: Mapping[int, str],
    override_reason: str = "",
    own_row: str = preview_choices.KEEP,
    actor: audit.Actor,
    at: datetime,
) -> None:
    """Apply a preview, or put it on the list of jobs when it is long; raises what ``apply_plan`` raises."""
    if roster.rows <= settings.IMPORT_ROWS_IN_REQUEST:
        apply_plan(roster=roster, choices=choices, override_reason=override_reason, own_row=own_row, actor=actor, at=at)
        return
    access.require_runner(actor, roster.group)
    said = {str(row): choice for row, choice in choices.items()}
    import_kinds.start_applying(
        roster.batch, actor=actor, at=at, choices=said, override_reason=override_reason, own_row=own_row
    )


def _roster_of(batch: ImportBatch) -> RosterImport:
    """Return the list of a batch, with the very batch that was given."""
    roster = RosterImport.objects.select_related("group").get(batch=batch)
    roster.batch = batch
    return roster


def _plan(batch: ImportBatch, *, at: datetime, progress: jobs.Progress) -> None:
    roster = _roster_of(batch)
    progress(0, roster.rows)
    plan_roster(roster=roster)
    progress(roster.rows, roster.rows)


def _apply(
    batch: ImportBatch,
    *,
    choices: Mapping[str, str],
    before: str,
    progress: jobs.Progress,
    **said: Any,
) -> None:
    """Apply a long list: all of it and the lease's last proof in one transaction, so a lost worker doubles nothing."""
    roster = _roster_of(batch)
    progress(0, roster.rows)
    with transaction.atomic():
        apply_plan(roster=roster, choices={int(row): choice for row, choice in choices.items()}, **said)
        progress.prove()
    progress(roster.rows, roster.rows)


ROSTER = import_kinds.ImportKind(
    kind=ImportBatch.Kind.ROSTER,
    plan=_plan,
    apply=_apply,
    undo=lambda batch, **who: undo_roster(roster=_roster_of(batch), **who),
    bad_rows=lambda batch: error_file(_roster_of(batch)),
    discard=lambda batch, **who: discard_roster(roster=_roster_of(batch), **who),
    page=lambda batch: reverse("roster", args=[_roster_of(batch).group.code, batch.pk]),
)
