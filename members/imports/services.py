"""What this room does, by name; each function is told in its own module."""

from members.imports.applying import RosterHasMoved, apply_plan
from members.imports.confirming import confirm_roster
from members.imports.identity_decisions import decide_identity, forget_decision, set_account_kind
from members.imports.staging import (
    ListIsOlder,
    discard_roster,
    error_file,
    name_columns,
    plan_roster,
    renew,
    stage_roster,
    wants_columns,
)
from members.imports.undoing import UndoBlocked, blocked_by, undo_roster
from members.rosters.asof import who_was_in
from members.rosters.checks import BrakeHolds

__all__ = [
    "BrakeHolds",
    "ListIsOlder",
    "RosterHasMoved",
    "UndoBlocked",
    "apply_plan",
    "blocked_by",
    "confirm_roster",
    "decide_identity",
    "discard_roster",
    "error_file",
    "forget_decision",
    "name_columns",
    "plan_roster",
    "renew",
    "set_account_kind",
    "stage_roster",
    "undo_roster",
    "wants_columns",
    "who_was_in",
]
