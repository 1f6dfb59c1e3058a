"""The kinds of import, and what is done alike for all: long work goes to jobs, an import is undone by its number.

A kind is declared in its app and named in ``settings.IMPORT_KINDS``, so that this floor knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit, imports, jobs
from groupadmin.core.errors import DomainError
from groupadmin.core.models import ImportBatch, Job

State = ImportBatch.State


class NoSuchImport(DomainError):
    code = "no_such_import"
    wording = _("There is no import #%(number)s.")


class LogInClosed(DomainError):
    code = "log_in_closed"
    wording = _("The log-in of %(name)s, who confirmed this, is locked by now. Nothing was written.")


@dataclass(frozen=True, slots=True)
class ImportKind:
    """What one kind gives to the life that all imports share; each function gets the batch first.

    ``plan(batch, *, at, progress)`` keeps the preview of a staged batch; ``apply(batch, *, actor, at, before, progress,
    **said)`` writes it, with what was ``said`` in the confirmation; ``undo(batch, *, actor, at)`` takes it back;
    ``bad_rows(batch)`` is the workbook of the rows that were not taken; ``discard`` throws a preview away.
    """

    kind: str
    plan: Callable[..., object]
    apply: Callable[..., object]
    undo: Callable[..., object]
    bad_rows: Callable[[ImportBatch], bytes | None]
    discard: Callable[..., None] = imports.discard_batch
    # The address of a batch's page.
    page: Callable[[ImportBatch], str] = lambda batch: ""


def kind_of(batch: ImportBatch) -> ImportKind:
    """Return the declaration of a batch's kind."""
    kind: ImportKind = import_string(settings.IMPORT_KINDS[batch.kind])
    return kind


def page_of(job: Job) -> str:
    """Return the address of the import that a job works on; "" where it is another kind of work."""
    batch = ImportBatch.objects.defer("table", "preview", "undo").filter(pk=job.payload.get("batch")).first()
    return kind_of(batch).page(batch) if batch is not None else ""


def is_long(batch: ImportBatch) -> bool:
    """Say whether a file has more rows than a request should wait for."""
    return bool(batch.options.get("rows", 0) > settings.IMPORT_ROWS_IN_REQUEST)


def start_planning(batch: ImportBatch, *, actor: audit.Actor, at: datetime) -> Job:
    """Have a staged batch planned by a worker; the page watches the job."""
    return _enqueue("plan_import", batch, {}, actor, at)


def start_applying(batch: ImportBatch, *, actor: audit.Actor, at: datetime, **said: object) -> Job:
    """Have a planned batch applied by a worker, with what was ``said`` in the confirmation. Raises BatchHasMoved."""
    with transaction.atomic():
        imports.change_state(batch, before=State.PLANNED, after=State.APPLYING, error="")
        return _enqueue("apply_import", batch, {"said": said}, actor, at)


def _enqueue(name: str, batch: ImportBatch, payload: dict[str, Any], actor: audit.Actor, at: datetime) -> Job:
    with transaction.atomic():
        job = jobs.enqueue(name, {"batch": batch.pk, **payload}, actor=actor, at=at, once=f"{name} {batch.pk}")
        ImportBatch.objects.filter(pk=batch.pk).update(job=job)
        batch.job = job
    return job


@jobs.called(_("the preview of an import"))
def plan_job(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Plan a staged batch; one that another attempt has planned already is left as it is."""
    batch = ImportBatch.objects.get(pk=job.payload["batch"])
    if batch.state == State.STAGED:
        kind_of(batch).plan(batch, at=timezone.now(), progress=progress)
    return {"batch": batch.pk, **batch.counts}


@jobs.called(_("an import"))
def apply_job(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Apply a confirmed batch in the name of who confirmed it; one that was applied already is left as it is."""
    batch = ImportBatch.objects.get(pk=job.payload["batch"])
    if batch.state == State.APPLYING:
        facts = {"at": timezone.now(), "before": State.APPLYING, "progress": progress, **job.payload["said"]}
        kind_of(batch).apply(batch, actor=_confirmed_by(job), **facts)
    return {"batch": batch.pk, **batch.counts}


def _confirmed_by(job: Job) -> audit.Actor:
    """Return who confirmed an import, None for the operator's command. Raises LogInClosed where they may no more."""
    if job.requested_by_id is None:
        return None
    actor: audit.Actor = get_user_model().objects.filter(pk=job.requested_by_id, is_active=True).first()
    if actor is None:
        raise LogInClosed(name=job.requested_by_name)
    return actor


def undo_import(number: int, *, at: datetime) -> dict[str, Any]:
    """Undo an import of any kind by its number; returns ``{"undone", "blocked_by"}``, what stands in its way as text.

    Raises NoSuchImport, NothingToUndo, BatchHasMoved.
    """
    batch = ImportBatch.objects.filter(pk=number).first()
    if batch is None:
        raise NoSuchImport(number=number)
    try:
        kind_of(batch).undo(batch, actor=None, at=at)
    except imports.UndoBlocked as refusal:
        return {"undone": False, "blocked_by": refusal.blocked_by}
    return {"undone": True, "blocked_by": []}
