"""What people and lists do about flags; each deed is one transaction with its event."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from groupadmin.core.sweeps import SweepResult
from groupadmin.groups.models import Group
from members.flags import sweeps
from members.flags.scope import Scope
from members.models import RosterImport


def after_roster(roster: RosterImport, *, at: datetime) -> SweepResult:
    """Raise and clear one group's flags right after a list was applied to it, or taken back; the list is the proof.

    Called inside the transaction that applies it, so its owner sees the proof at once. The number of statements does
    not depend on how many members the list has.
    """
    scope = Scope(timezone.localdate(at), Group.objects.filter(pk=roster.group_id))
    with transaction.atomic():
        return sweeps.sweep_all(scope, roster=roster)
