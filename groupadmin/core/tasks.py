"""Celery's door: ids in, one call, out."""

import logging

from celery import shared_task
from celery.signals import worker_ready
from django.db import Error, connection
from django.utils import timezone

from groupadmin.core import audit, jobs, sweeps

log = logging.getLogger(__name__)


@shared_task(name="core.run_job")
def run_job(job_id: int) -> None:
    """Run one job by its number."""
    jobs.run(job_id)


@shared_task(name="core.tick")
def tick() -> None:
    """Send again the jobs that lost their worker, bring in what was put aside, begin a night's walk that was missed."""
    jobs.reap(at=timezone.now())
    audit.write_deferred()
    sweeps.enqueue_nightly(timezone.now())


@shared_task(name="core.nightly_sweeps")
def nightly_sweeps() -> None:
    """Put the night's walk on the list of jobs."""
    sweeps.enqueue_nightly(timezone.now())


@worker_ready.connect
def look_at_once(**facts: object) -> None:
    """Have a worker that comes up look for the jobs of one that died, without waiting for the next tick."""
    try:
        jobs.reap(at=timezone.now())
    except Error as problem:
        log.warning("the tick will look for lost jobs: %s", problem)
    finally:
        connection.close()
