"""Handlers of jobs that only tests have: one that takes its time, one that refuses, one that breaks."""

import os
import time
from pathlib import Path

from django.db import transaction

from groupadmin.core import audit
from groupadmin.core.errors import DomainError
from groupadmin.core.jobs import Progress
from groupadmin.core.models import AuditEvent, Job


class NotToday(DomainError):
    code = "not_today"
    wording = "Not on a %(day)s; choose another day."


def steps(job: Job, progress: Progress) -> dict[str, object]:
    """Go through ``steps`` of ``seconds`` each, telling a diary; then write once, whoever tries how often."""
    diary = Path(job.payload["diary"])
    total = job.payload.get("steps", 1)
    for done in range(total):
        with diary.open("a") as page:
            page.write(f"{os.getpid()} attempt {job.attempt} step {done}\n")
        time.sleep(job.payload.get("seconds", 0))
        progress(done + 1, total)
    with transaction.atomic():
        if not AuditEvent.objects.filter(action="steps.done", subject_id=str(job.pk)).exists():
            audit.record("steps.done", job, actor=None, at=job.created_at)
    return {"steps": total}


def refuse(job: Job, progress: Progress) -> dict[str, object]:
    """Say no for a stated reason."""
    raise NotToday(day="Sunday")


def break_down(job: Job, progress: Progress) -> dict[str, object]:
    """Fail as code does that has a mistake in it."""
    progress(1, 2)
    raise ZeroDivisionError("a mistake of ours")
