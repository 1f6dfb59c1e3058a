"""What the roles may do with the tables of the back office, as data; a backend that Django's permission checks ask.

HR administrators look, add and change; nothing is deleted by role, since what was once in use is evidence. Log-ins are
made on the accounts page and the ground floor's records are written by services alone, so both can only be looked at.
Auditors look. A superuser may do everything, by Django's own backend. What a ModelAdmin forbids, it forbids to all.
"""

from __future__ import annotations

from typing import Any

from groupadmin.directory import roles

OURS = frozenset({"directory", "regulations", "groups", "members", "core"})
ONLY_LOOKED_AT = frozenset({"core"})
MADE_ELSEWHERE = frozenset({"directory.user"})
DEEDS = {
    roles.HR: frozenset({"view", "add", "change"}),
    roles.AUDITOR: frozenset({"view"}),
}


def may_enter(user: Any) -> bool:
    """Say whether a log-in may come into the back office at all."""
    return bool(user.is_active and (user.is_staff or roles.holds(user, *DEEDS)))


class ByRole:
    """Answers ``user.has_perm("groups.change_group")`` from the table above.

    It knows nobody and logs nobody in, so that it can stand before Django's own without being taken for it.
    """

    def authenticate(self, request: Any, **credentials: Any) -> None:
        """Leave it to the others to say who somebody is."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        app, _dot, name = perm.partition(".")
        deed, _line, model = name.partition("_")
        if app not in OURS:
            return False
        if app in ONLY_LOOKED_AT or f"{app}.{model}" in MADE_ELSEWHERE:
            return deed == "view" and roles.holds(user_obj, *DEEDS)
        return any(deed in DEEDS[role] for role in roles.roles_of(user_obj) & DEEDS.keys())

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return app_label in OURS and roles.holds(user_obj, *DEEDS)
