"""The pulse of a running job: how far it is, and the lease that says its worker is alive."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

from django.conf import settings
from django.db import Error, connection
from django.db.models import QuerySet
from django.utils import timezone

from groupadmin.core.models import Job

log = logging.getLogger(__name__)

# How often progress reaches the row, in seconds.
TELL_EVERY = 0.5


class LeaseLost(Exception):
    """Somebody else holds the job now; the worker that sees this stops without writing more."""


class Progress:
    """What a handler calls as it goes. A second thread (``pulse``) brings it to the row, outside any transaction."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.done = self.total = 0
        self.lost = Event()

    def __call__(self, done: int, total: int) -> None:
        """Tell that ``done`` of ``total`` units are through. Raises LeaseLost where another worker has the job."""
        self.done, self.total = done, total
        if self.lost.is_set():
            raise LeaseLost(self.job)

    def prove(self) -> None:
        """Ask the row itself, inside the transaction that writes. Raises LeaseLost where another worker has the job."""
        if not held(self.job).exists():
            raise LeaseLost(self.job)

    def write(self) -> None:
        """Bring progress and a new lease to the row, in the thread that calls."""
        until = timezone.now() + lease()
        facts = {"progress_done": self.done, "progress_total": self.total}
        if not held(self.job).update(lease_until=until, send_again_at=until, **facts):
            self.lost.set()


class InlineProgress(Progress):
    """Progress where no second connection could see the row: the work stands in a transaction of the caller's."""

    def __call__(self, done: int, total: int) -> None:
        super().__call__(done, total)
        self.write()


def no_progress(done: int, total: int) -> None:
    """Stand in for a Progress where the work runs inside the request."""


@contextmanager
def heartbeat(job: Job) -> Iterator[Progress]:
    """Keep a job's lease while the body runs, however long one of its statements takes."""
    if connection.in_atomic_block:
        yield InlineProgress(job)
        return
    progress, stop = Progress(job), Event()
    beating = Thread(target=_beat, args=(progress, stop), name=f"heartbeat of job {job.pk}", daemon=True)
    beating.start()
    try:
        yield progress
    finally:
        stop.set()
        beating.join()
    _try_to_write(progress)  # what was told after the last beat still belongs on the row
    if progress.lost.is_set():
        raise LeaseLost(job)


def lease() -> timedelta:
    """Return how long a worker may be silent before it is taken for dead."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def held(job: Job) -> QuerySet[Job]:
    """Return the job's row if this attempt still holds it."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempt=job.attempt)


def _beat(progress: Progress, stop: Event) -> None:
    renew_every = settings.JOB_LEASE_SECONDS / 4
    told, waited = (0, 0), 0.0
    try:
        while not stop.wait(TELL_EVERY) and not progress.lost.is_set():
            waited += TELL_EVERY
            now = (progress.done, progress.total)
            if (now != told or waited >= renew_every) and _try_to_write(progress):
                told, waited = now, 0.0
    finally:
        connection.close()


def _try_to_write(progress: Progress) -> bool:
    """Write, unless the database is busy (SQLite has one writer) or away: the next beat tries again."""
    try:
        progress.write()
    except Error as problem:
        log.info("the heartbeat of job %s missed a beat: %s", progress.job.pk, problem)
        return False
    return True
