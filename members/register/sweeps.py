"""The register's own part of the night: approvals that nobody turned into a group lapse (design §3)."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groupadmin.core.sweeps import Sweep, SweepResult
from groupadmin.groups import services


def expire_approvals(today: date) -> SweepResult:
    """Let lapse every approval older than fourteen days; a second run finds nothing left to do."""
    return SweepResult(cleared=services.expire_approvals(today=today, actor=None, at=timezone.now()))


SWEEPS = (Sweep("expire_approvals", _("approvals that have lapsed"), expire_approvals),)
