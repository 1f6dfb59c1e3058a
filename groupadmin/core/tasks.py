"""Celery's door: ids in, one call, out."""

from celery import shared_task
from django.utils import timezone

from groupadmin.core import jobs, sweeps


@shared_task(name="core.run_job")
def run_job(job_id: int) -> None:
    """Run one job by its number."""
    jobs.run(job_id)


@shared_task(name="core.tick")
def tick() -> None:
    """Send again the jobs that lost their worker, and begin a night's walk that was missed."""
    jobs.reap(at=timezone.now())
    sweeps.begin_night(timezone.now())


@shared_task(name="core.nightly_sweeps")
def nightly_sweeps() -> None:
    """Put the night's walk on the list of jobs."""
    sweeps.begin_night(timezone.now())
