"""Taking an applied list back: exactly what was there before, as long as nothing has built on it since."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit, imports
from groupadmin.core.imports import decompress_json
from groupadmin.core.models import ImportBatch
from groupadmin.core.references import blocking_references
from groupadmin.core.sql import AT_ONCE, chunks
from groupadmin.directory.models import Department
from groupadmin.groups.models import Group
from members import access
from members.flags.models import Flag, Sending
from members.imports import flag_snapshots
from members.rosters import decision_records as memory
from members.rosters import role_authority
from members.rosters.json_values import facts_from_json
from members.rosters.models import IdentityDecision, Membership, RoleChange, RoleChangeLine, RosterImport

State = ImportBatch.State


class UndoBlocked(imports.UndoBlocked):
    wording = _("This list cannot be taken back: %(reasons)s. Undo that first, or import a newer full list.")


def undo_roster(*, roster: RosterImport, actor: audit.Actor, at: datetime) -> None:
    """Take an applied list back: stays, decisions made in its preview, the group's figures and matters are as before.

    Raises NothingToUndo when it is not applied or its records are purged, UndoBlocked (``facts["blocked_by"]``) when
    something was built on it since, RolesNeedAWord, HRHasSaid, BatchHasMoved when somebody was first.
    """
    batch, group = roster.batch, roster.group
    access.require_runner(actor, group)
    record = imports.undo_record(batch)
    with transaction.atomic():
        _hold(roster)
        reasons = blocked_by(roster, record)
        if reasons:
            raise UndoBlocked(reasons, reasons="; ".join(reasons))
        if _touches_roles(record) and not role_authority.suffices(actor, group):
            raise role_authority.RolesNeedAWord(group=group)
        RoleChange.objects.filter(roster=roster, state=RoleChange.State.WAITING).update(
            state=RoleChange.State.LAPSED, closed_at=at
        )
        flag_snapshots.give_back(group, record.get("matters"), record["opened"], at=at)
        _restore(roster, record, actor)
        flag_snapshots.catch_up(roster, record.get("matters"), at=at)
        imports.mark_undone(batch, actor=actor, at=at)
        audit.record("roster.undone", roster, actor=actor, at=at, detail={"group": roster.group.code})


def _touches_roles(record: Mapping[str, Any]) -> bool:
    """Say whether taking a list back would change who runs the group."""
    for some in chunks(record["opened"]):
        if Membership.objects.filter(pk__in=some).exclude(role=Membership.Role.MEMBER).exists():
            return True
    before = {int(number): facts for number, facts in record["before"].items()}
    for some in chunks(list(before)):
        for number, role, employee, gone_by in Membership.objects.filter(pk__in=some).values_list(
            "pk", "role", "employee_id", "gone_by"
        ):
            was = before[number]
            same = (was["role"], was["employee_id"], bool(was["gone_by"])) == (role, employee, bool(gone_by))
            if not same and {was["role"], role} != {Membership.Role.MEMBER}:
                return True
    return False


def blocked_by(roster: RosterImport, record: Mapping[str, object] | None = None) -> list[str]:
    """Return what stands in the way of an undo, one sentence each; empty when nothing does."""
    record = record if record is not None else decompress_json(roster.batch.undo) or {"opened": []}
    reasons = [
        str(_("list #%(number)s of the same group was applied later")) % {"number": number}
        for number in RosterImport.objects.filter(
            group_id=roster.group_id, batch__state=State.APPLIED, applied_version__gt=roster.applied_version or 0
        ).values_list("batch_id", flat=True)
    ]
    version = Group.objects.filter(pk=roster.group_id).values_list("roster_version", flat=True).get()
    if not reasons and version != roster.applied_version:
        reasons.append(str(_("somebody has decided since who a member is or who runs the group")))
    return reasons + _work_on(roster, record)


def _work_on(roster: RosterImport, record: Mapping[str, Any]) -> list[str]:
    """Return what was built since on the members that this list brought, on its matters, or on the list itself."""
    opened, raised = record["opened"], (record.get("matters") or {"raised": []})["raised"]
    matters = [
        pk for some in chunks(opened) for pk in Flag.objects.filter(membership__in=some).values_list("pk", flat=True)
    ]
    found = [
        *blocking_references(Membership, opened, ignore=(Flag, RoleChangeLine)),
        *blocking_references(Flag, matters),
        # One about which a message was sent stays.
        *blocking_references(Flag, sorted(set(raised) - set(matters)), ignore=(Sending,)),
        *blocking_references(RosterImport, [roster.pk], ignore=(Membership, Flag, RoleChange)),
        *blocking_references(ImportBatch, [roster.batch_id], ignore=(RosterImport,)),
    ]
    reasons = [str(_("records refer to what this list brought: %(what)s")) % {"what": one} for one in found]
    for some in chunks(opened):
        if Membership.objects.filter(pk__in=some).exclude(form_received_on=None, has_own_photo=None).exists():
            reasons.append(str(_("facts about a member that this list brought were entered by hand")))
    return reasons


def _hold(roster: RosterImport) -> None:
    """Hold up everybody else who would write this roster, until the commit; on SQLite the transaction already does."""
    Group.objects.filter(pk=roster.group_id).update(roster_version=F("roster_version"))


def _restore(roster: RosterImport, record: Mapping[str, Any], actor: audit.Actor) -> None:
    _take_out(record["opened"])
    _give_back({int(number): facts_from_json(facts) for number, facts in record["before"].items()})
    _forget(roster, record, actor)
    group = roster.group
    before = facts_from_json(record["group"])
    Group.objects.filter(pk=group.pk).update(roster_version=F("roster_version") + 1, **before)
    group.refresh_from_db()
    # The list before this one is again the last that touched the roster, so that it can be taken back next.
    RosterImport.objects.filter(group=group, applied_version=roster.base_version).update(
        applied_version=group.roster_version
    )


def _take_out(opened: list[int]) -> None:
    """Delete the stays that the list opened."""
    for numbers in chunks(opened):
        Membership.objects.filter(pk__in=numbers).delete()


def _give_back(before: Mapping[int, Mapping[str, object]]) -> None:
    """Write the former facts; the owner's membership and the closed stays go first to whom they belonged."""
    if not before:
        return
    owners = [number for number, facts in before.items() if facts["role"] == Membership.Role.OWNER]
    if owners:
        Membership.objects.filter(pk__in=list(before), role=Membership.Role.OWNER).exclude(pk__in=owners).update(
            role=Membership.Role.MEMBER
        )
    before = _without_former_departments(before)
    for numbers in chunks(list(before)):
        rows = list(Membership.objects.filter(pk__in=numbers))
        names = sorted({name for row in rows for name, value in before[row.pk].items() if getattr(row, name) != value})
        for row in rows:
            for name in names:
                setattr(row, name, before[row.pk][name])
        if names:
            Membership.objects.bulk_update(rows, [name.removesuffix("_id") for name in names], batch_size=200)


def _without_former_departments(before: Mapping[int, Mapping[str, object]]) -> dict[int, Mapping[str, Any]]:
    """Return the facts without departments that are no more: an import of the directory may have been taken back."""
    known = {None, *Department.objects.values_list("pk", flat=True)}
    return {
        # Lists applied before departments were noted say nothing of one.
        number: facts if facts.get("identified_in_id") in known else {**facts, "identified_in_id": None}
        for number, facts in before.items()
    }


def _forget(roster: RosterImport, record: Mapping[str, Any], actor: audit.Actor) -> None:
    """Take back the decisions made in the preview and bring back what they replaced; later words of others stay.

    Raises HRHasSaid where HR made one, which nobody else takes back.
    """
    about = memory.about(roster.group, record["accounts"], record["nicknames"])
    made = about.filter(decided_at=datetime.fromisoformat(record["decided_at"]))
    memory.require_own_word(made, actor)
    made.delete()
    newer = {(row.account_key, row.nickname_key) for row in about.all()}
    replaced = [IdentityDecision(**facts_from_json(facts)) for facts in record["replaced"]]
    IdentityDecision.objects.bulk_create(
        [row for row in replaced if (row.account_key, row.nickname_key) not in newer], batch_size=AT_ONCE
    )
