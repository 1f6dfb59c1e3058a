"""Celery's door: ids in, one call, out."""

from celery import shared_task
from django.utils import timezone

from groupadmin.core import jobs


@shared_task(name="core.run_job")
def run_job(job_id: int) -> None:
    """Run one job by its number."""
    jobs.run(job_id)


@shared_task(name="core.reap_jobs")
def reap_jobs() -> None:
    """Send again the jobs that lost their worker."""
    jobs.reap(at=timezone.now())


@shared_task(name="core.nightly_sweeps")
def nightly_sweeps() -> None:
    """Put the night's walk on the list of jobs."""
    jobs.enqueue("run_sweeps", {}, actor=None, at=timezone.now())
