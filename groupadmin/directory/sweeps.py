"""The directory's line of the night: whoever's announced last day has come has left, and their log-in is locked."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit
from groupadmin.core.sweeps import Sweep, SweepResult
from groupadmin.directory import accounts, slips
from groupadmin.directory.models import DirectoryState, Employee, SlipSheet, User

Status = Employee.Status


def departures(today: date) -> SweepResult:
    """Turn "about to leave" into "left" for everybody whose leaving day is over: eight statements in all.

    Runs before the sweeps that look at leavers. A second run finds nobody; a missed night is made up for.
    """
    due = Employee.objects.filter(status=Status.LEAVING, left_on__lt=today)
    if not due.exists():
        return SweepResult()
    DirectoryState.advance()
    users = User.objects.filter(employee__in=due, is_active=True)
    at = timezone.now()
    locked = list(users.values_list("pk", flat=True))
    User.objects.filter(pk__in=locked).update(is_active=False)
    left = due.update(status=Status.LEFT, status_since=today, confirmed_at=at)
    detail = {"on": today.isoformat(), "left": left, "locked": len(locked)}
    audit.record("directory.departures_swept", "directory", actor=None, at=at, detail=detail)
    accounts.note_locks(locked, "user.locked", actor=None, at=at, because="the last day at work")
    return SweepResult(raised=left)


def old_slips(today: date) -> SweepResult:
    """Forget sheets of one-time passwords whose time is over: from then on nobody can work out what was on them."""
    _sheets, by_table = SlipSheet.objects.filter(made_at__lt=timezone.now() - slips.ONE_TIME_HOLDS).delete()
    return SweepResult(cleared=by_table.get(SlipSheet._meta.label, 0))


SWEEPS = (
    Sweep("departures", _("departures due today"), departures),
    Sweep("old_slips", _("sheets of one-time passwords whose time is over"), old_slips),
)
