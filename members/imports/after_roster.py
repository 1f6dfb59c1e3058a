"""What follows when a roster has changed: the group may become active, and its open matters are looked at anew."""

from __future__ import annotations

from datetime import datetime

from groupadmin.core import audit
from groupadmin.groups import services as groups
from groupadmin.groups.models import Group
from members.flags import services as flags
from members.rosters.models import RosterImport


def update_group_and_flags(roster: RosterImport, group: Group, *, actor: audit.Actor, at: datetime) -> None:
    """Let the register and the flags know of a list that was applied or taken back, inside the caller's transaction."""
    if group.status == Group.Status.APPROVED and group.headcount:
        groups.activate_if_ready(group, has_roster=True, actor=actor, at=at)
    flags.after_roster(roster, at=at)
