"""The life of a group as data: (state, action) → state. Whatever is not written here is refused."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from groupadmin.core.errors import DomainError
from groupadmin.groups.models import Group

Status = Group.Status

ACTIVATE: Final = "activate"
EXPIRE: Final = "expire"
START_DISSOLVING: Final = "start_dissolving"
DISSOLVE: Final = "dissolve"
# A file or a person says that a group is gone already; nobody can be asked to post a notice in it any more.
RECORD_DISSOLVED: Final = "record_dissolved"
MERGE: Final = "merge"
RESTORE: Final = "restore"
ACTIONS: Final = (ACTIVATE, EXPIRE, START_DISSOLVING, DISSOLVE, RECORD_DISSOLVED, MERGE, RESTORE)

TRANSITIONS: Final[dict[tuple[str, str], str]] = {
    (Status.APPROVED, ACTIVATE): Status.ACTIVE,
    (Status.APPROVED, EXPIRE): Status.EXPIRED,
    (Status.ACTIVE, START_DISSOLVING): Status.DISSOLVING,
    (Status.ACTIVE, RECORD_DISSOLVED): Status.DISSOLVED,
    (Status.ACTIVE, MERGE): Status.MERGED,
    (Status.DISSOLVING, DISSOLVE): Status.DISSOLVED,
    (Status.DISSOLVING, RECORD_DISSOLVED): Status.DISSOLVED,
    (Status.DISSOLVING, MERGE): Status.MERGED,
    (Status.DISSOLVING, RESTORE): Status.ACTIVE,
    (Status.DISSOLVED, RESTORE): Status.ACTIVE,
    (Status.MERGED, RESTORE): Status.ACTIVE,
    (Status.EXPIRED, RESTORE): Status.APPROVED,
}


class NotFromThisState(DomainError):
    code = "not_from_this_state"
    wording = _("Group %(group)s is “%(state)s”; that cannot be done from there. Reload the page to see what can.")


def after(status: str, action: str) -> str | None:
    """Return the state an action leads to, or None where it may not be done."""
    return TRANSITIONS.get((status, action))


def before(action: str) -> tuple[str, ...]:
    """Return the states an action may be done from."""
    return tuple(state for state, name in TRANSITIONS if name == action)


def action_between(status: str, wanted: str) -> str | None:
    """Return the action by which a file's word takes a group from one state to another, or None where none does.

    A file tells how things are, so a dissolved group is recorded as such without the checklist; approvals are not
    given or expired by a file, and a merger needs its heir.
    """
    by_file = (START_DISSOLVING, RECORD_DISSOLVED, MERGE, RESTORE)
    return next((action for action in by_file if TRANSITIONS.get((status, action)) == wanted), None)
