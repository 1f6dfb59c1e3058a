"""The last line of the night's list: what has had its time is dropped (practice §5.3, shortest necessary time)."""

from __future__ import annotations

from datetime import date, datetime, time

from django.contrib.sessions.models import Session
from django.utils import timezone

from groupadmin.core import exports, imports, jobs
from groupadmin.core.sweeps import SweepResult


def forget_expired(today: date) -> SweepResult:
    """Drop staged cells, previews, undo records, exports, ended jobs and log-in sessions on the day their time ends."""
    at = timezone.make_aware(datetime.combine(today, time.min))
    sessions, _by_table = Session.objects.filter(expire_date__lt=at).delete()
    dropped = imports.purge_expired(at) + exports.purge_expired(at) + jobs.forget_finished(at)
    return SweepResult(cleared=dropped + sessions)
