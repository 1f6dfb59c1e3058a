"""Confirming a list: at once where it is short, as a job where it is long; and the jobs of this room."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from groupadmin.core import audit, imports, jobs
from groupadmin.core.errors import DomainError
from groupadmin.core.heartbeat import held
from groupadmin.core.models import ImportBatch, Job
from groupadmin.directory.models import User
from members import access
from members.rosters import checks
from members.rosters.applying import apply_plan
from members.rosters.models import RosterImport
from members.rosters.staging import plan_roster

State = ImportBatch.State


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
    payload = {"roster": roster.pk, "choices": said, "reason": override_reason, "own_row": own_row}
    with transaction.atomic():
        job = jobs.enqueue("apply_roster", payload, actor=actor, at=at)
        imports.change_state(roster.batch, before=State.PLANNED, after=State.APPLYING, job=job)


def plan_job(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Plan a long list; run again after a lost worker it does nothing that was done."""
    roster = RosterImport.objects.select_related("batch", "group").get(pk=job.payload["roster"])
    progress(0, roster.rows)
    if roster.batch.state == State.STAGED:
        plan_roster(roster=roster)
        progress(roster.rows, roster.rows)
    return {"roster": roster.pk, "counts": roster.batch.counts}


def apply_job(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Apply a long list: all of it and the lease's last proof in one transaction, so a lost worker doubles nothing."""
    roster = RosterImport.objects.select_related("batch", "group").get(pk=job.payload["roster"])
    progress(0, roster.rows)
    if roster.batch.state == State.APPLYING:
        try:
            with transaction.atomic():
                apply_plan(
                    roster=roster,
                    choices={int(row): choice for row, choice in job.payload["choices"].items()},
                    override_reason=job.payload["reason"],
                    own_row=job.payload.get("own_row", checks.KEEP),
                    actor=_asker(job),
                    at=timezone.now(),
                )
                if not held(job).exists():
                    raise jobs.LeaseLost(job)
            progress(roster.rows, roster.rows)
        except DomainError as refusal:
            imports.change_state(roster.batch, before=State.APPLYING, after=State.PLANNED, error=str(refusal))
            raise
    return {"roster": roster.pk, "counts": roster.batch.counts}


def take_up_again(roster: RosterImport) -> None:
    """Bring back to its preview a list whose job has failed for good."""
    batch = roster.batch
    if batch.state == State.APPLYING and batch.job is not None and batch.job.state == Job.State.FAILED:
        imports.change_state(batch, before=State.APPLYING, after=State.PLANNED, error=batch.job.error)


def _asker(job: Job) -> audit.Actor:
    return User.objects.filter(pk=job.requested_by_id).first() if job.requested_by_id else None
