"""The work that drills have done: steps that take their time and one line of the trail at the end."""

from __future__ import annotations

import time

from django.db import transaction

from groupadmin.core import audit
from groupadmin.core.jobs import Progress
from groupadmin.core.models import AuditEvent, Job


def steps(job: Job, progress: Progress) -> dict[str, object]:
    """Go through ``steps`` of ``seconds`` each, looking at the database each time; then write once."""
    total = job.payload["steps"]
    for done in range(total):
        time.sleep(job.payload["seconds"])
        Job.objects.filter(pk=job.pk).exists()
        progress(done + 1, total)
    with transaction.atomic():
        if not AuditEvent.objects.filter(action="drill.done", subject_id=str(job.pk)).exists():
            audit.record("drill.done", job, actor=None, at=job.created_at)
    return {"steps": total}
