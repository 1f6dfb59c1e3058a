"""The last line of the night's list: what has had its time is dropped (practice §5.3, shortest necessary time)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groupadmin.core import exports, imports, jobs
from groupadmin.core.sweeps import Sweep, SweepResult


def forget_expired(today: date) -> SweepResult:
    """Drop staged cells, previews, undo records, exports, ended jobs, sessions and failed log-ins in due time."""
    at = timezone.make_aware(datetime.combine(today, time.min))
    sessions, _by_table = Session.objects.filter(expire_date__lt=at).delete()
    dropped = imports.purge_expired(at) + exports.purge_expired(at) + jobs.forget_finished(at)
    return SweepResult(cleared=dropped + sessions + _forget_log_ins(at))


def _forget_log_ins(at: datetime) -> int:
    """Drop what django-axes keeps of log-ins (name, address, browser); returns how many rows."""
    until = at - timedelta(days=settings.LOG_IN_FAILURES_KEPT_DAYS)
    failures, _by_table = AccessAttempt.objects.filter(attempt_time__lt=until).delete()
    log_ins, _by_table = AccessLog.objects.filter(attempt_time__lt=until).delete()
    return int(failures + log_ins)


SWEEPS = (Sweep("forget_expired", _("expired data dropped"), forget_expired),)
