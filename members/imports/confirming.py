"""Confirming a list: at once where it is short, as a job where it is long; and the jobs of this room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from groupadmin.core import audit, import_kinds, jobs
from groupadmin.core.models import ImportBatch
from members import access
from members.imports.applying import apply_plan
from members.imports.staging import discard_roster, error_file, plan_roster
from members.imports.undoing import undo_roster
from members.rosters import checks
from members.rosters.models import RosterImport


def confirm_roster(
    *,
    roster: RosterImport,
    choices: Mapping[int, str],
    override_reason: str = "",
    own_row: str = checks.KEEP,
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
)
