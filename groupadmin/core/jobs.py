"""Long work as rows with leases: enqueue, claim, run, reap. Losing the broker or the worker loses nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from groupadmin.core import audit
from groupadmin.core.errors import Refusal
from groupadmin.core.models import Job

log = logging.getLogger(__name__)

# A handler is named in settings.JOB_HANDLERS; it gets the job and its progress, and returns JSON-able results.
Handler = Callable[[Job, "Progress"], dict[str, Any]]
# A queued job that nobody has picked up for this long has lost its message.
PICK_UP = timedelta(seconds=30)


class LeaseLost(Exception):
    """Somebody else holds the job now; the worker that sees this stops without writing more."""


class Progress:
    """What a handler calls as it goes: writes how far it is and holds the lease."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._told_at = timezone.now() - timedelta(days=1)

    def __call__(self, done: int, total: int) -> None:
        """Tell that ``done`` of ``total`` units are through; at most one UPDATE a half second."""
        now = timezone.now()
        if now - self._told_at < timedelta(seconds=0.5) and done != total:
            return
        self._told_at = now
        held = _held(self.job).update(progress_done=done, progress_total=total, lease_until=now + _lease())
        if not held:
            raise LeaseLost(self.job)


def no_progress(done: int, total: int) -> None:
    """Stand in for a Progress where the work runs inside the request."""


def enqueue(kind: str, payload: dict[str, Any], *, actor: audit.Actor, at: datetime) -> Job:
    """Write a job row and send its number after the commit; a broker that is away is no loss, the reaper sends again."""
    import_string(settings.JOB_HANDLERS[kind])
    job = Job.objects.create(
        kind=kind,
        payload=payload,
        requested_by_id=actor.pk if actor is not None else None,
        requested_by_name=audit.name_of(actor),
        created_at=at,
    )
    transaction.on_commit(lambda: send(job.pk))
    return job


def send(job_id: int) -> None:
    """Hand a job's number to the queue."""
    try:
        current_app.send_task("core.run_job", args=[job_id], retry=False)
    except Exception as problem:  # noqa: BLE001  any broker's own error: the row is written, the reaper will send it
        log.warning("job %s waits for the queue to come back: %s", job_id, problem)


def claim(job_id: int, *, at: datetime) -> Job | None:
    """Take a job that waits, or whose worker is gone; None when somebody was first or it is finished.

    A job that has lost its worker JOB_MAX_ATTEMPTS times fails instead of killing a fourth.
    """
    free = Job.objects.filter(pk=job_id).filter(
        Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=at)
    )
    if free.filter(attempt__gte=settings.JOB_MAX_ATTEMPTS).update(
        state=Job.State.FAILED,
        finished_at=at,
        error=_("The worker stopped every time this was tried; please tell the operator."),
    ):
        return None
    taken = free.update(state=Job.State.RUNNING, started_at=at, lease_until=at + _lease(), attempt=F("attempt") + 1)
    return Job.objects.get(pk=job_id) if taken else None


def run(job_id: int) -> None:
    """Claim a job and call its handler; what it returns or refuses ends up on the row."""
    job = claim(job_id, at=timezone.now())
    if job is None:
        return
    handler: Handler = import_string(settings.JOB_HANDLERS[job.kind])
    try:
        result = handler(job, Progress(job))
    except LeaseLost:
        log.warning("job %s was taken over by another worker", job_id)
    except Refusal as refusal:
        _finish(job, Job.State.FAILED, error=str(refusal), result=refusal.as_dict())
    except Exception:
        log.exception("job %s failed", job_id)
        _finish(
            job,
            Job.State.FAILED,
            error=_("Something went wrong on our side; nothing was written. Please tell the operator."),
        )
    else:
        _finish(job, Job.State.DONE, result=result)


def reap(*, at: datetime) -> int:
    """Send again what lost its worker or its message; returns how many."""
    lost = Job.objects.filter(
        Q(state=Job.State.RUNNING, lease_until__lt=at) | Q(state=Job.State.QUEUED, created_at__lt=at - PICK_UP)
    ).values_list("pk", flat=True)
    for job_id in lost:
        send(job_id)
    return len(lost)


def _lease() -> timedelta:
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def _held(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempt=job.attempt)


def _finish(job: Job, state: str, *, error: str = "", result: dict[str, Any] | None = None) -> None:
    _held(job).update(state=state, finished_at=timezone.now(), error=error, result=result or {}, lease_until=None)
