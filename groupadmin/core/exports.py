"""Files that a job writes because a request should not wait: kept for a week, for who asked, as long as they may."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from groupadmin.core import audit
from groupadmin.core.models import ExportFile, Job

# Long enough to come back for on Monday; the same file can be made again at any time.
KEEP: Final = timedelta(days=7)


def store_export(job: Job, *, file_name: str, content: bytes, at: datetime) -> ExportFile:
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
    """Return a job's file without its content, if this log-in asked for it, may have it today, and it still stands.

    A file outlives the role for which it was made: ``settings.FILE_RIGHTS`` names, for each kind of job, who says
    whether it may still be had. A kind that is not named there offers no file.
    """
    if to is None or to.pk is None or not _may_have(to, job):
        return None
    files = ExportFile.objects.filter(job=job, requested_by_id=to.pk, expires_at__gt=at)
    return files.defer("content").first()


def hand_over(file: ExportFile, *, to: audit.Actor, at: datetime) -> bytes:
    """Return a file's content and note who fetched it."""
    detail = {"file": file.file_name, "job": file.job_id}
    audit.record("export.fetched", file, actor=to, at=at, detail=detail)
    return bytes(file.content)


def _may_have(user: audit.Actor, job: Job) -> bool:
    right = settings.FILE_RIGHTS.get(job.kind)
    return bool(right and import_string(right)(user, job))


def purge_expired(at: datetime) -> int:
    """Drop the files whose time is over; returns how many."""
    dropped, _by_table = ExportFile.objects.filter(expires_at__lte=at).delete()
    return dropped
