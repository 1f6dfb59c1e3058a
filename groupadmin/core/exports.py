"""Files that a job writes because a request should not wait: kept for a week, for who asked and nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from groupadmin.core import audit
from groupadmin.core.models import ExportFile, Job

# Long enough to come back for on Monday; the same file can be made again at any time.
KEEP: Final = timedelta(days=7)


def keep(job: Job, *, file_name: str, content: bytes, at: datetime) -> ExportFile:
    """Keep what a job wrote, in the name of who asked for it; a job that runs again writes its file anew."""
    facts = {
        "file_name": file_name[:255],
        "content": content,
        "requested_by_id": job.requested_by_id,
        "created_at": at,
        "expires_at": at + KEEP,
    }
    with transaction.atomic():
        return ExportFile.objects.update_or_create(job=job, defaults=facts)[0]


def offered(job: Job, *, to: audit.Actor, at: datetime) -> ExportFile | None:
    """Return a job's file without its content, if there is one that this log-in asked for and that still stands."""
    if to is None or to.pk is None:
        return None
    files = ExportFile.objects.filter(job=job, requested_by_id=to.pk, expires_at__gt=at)
    return files.defer("content").first()


def purge_expired(at: datetime) -> int:
    """Drop the files whose time is over; returns how many."""
    dropped, _by_table = ExportFile.objects.filter(expires_at__lte=at).delete()
    return dropped
