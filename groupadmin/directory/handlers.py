"""The jobs of the directory: long lists planned and applied by a worker."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from groupadmin.core import jobs
from groupadmin.core.models import ImportBatch, Job
from groupadmin.directory import importing
from groupadmin.directory.models import User

State = ImportBatch.State


def plan_directory(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Plan a staged list; one that another attempt has planned already is left as it is."""
    batch = ImportBatch.objects.get(pk=job.payload["batch"])
    if batch.state == State.STAGED:
        importing.plan_directory(batch, at=timezone.now(), progress=progress)
    return dict(batch.counts)


def apply_directory(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Apply a confirmed list; one that another attempt has applied already is left as it is."""
    batch = ImportBatch.objects.get(pk=job.payload["batch"])
    if batch.state == State.APPLYING:
        importing.apply_directory(
            batch,
            actor=User.objects.filter(pk=job.payload["actor"]).first(),
            at=timezone.now(),
            override_reason=job.payload["override_reason"],
            only_if_clean=job.payload["only_if_clean"],
            answers=job.payload.get("answers"),
            before=State.APPLYING,
            progress=progress,
        )
    return dict(batch.counts)
