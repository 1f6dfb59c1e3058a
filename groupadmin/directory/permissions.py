"""What the roles may do with the tables of the back office; a backend that Django's permission checks ask.

An app says of itself how its tables are treated there: ``back_office = "changed"`` or ``"only_looked_at"`` on its
AppConfig. Of an app that says nothing no role has any right.

HR administrators look, add and change; nothing is deleted by role, since what was once in use is evidence. Log-ins are
made on the accounts page and the ground floor's records are written by services alone, so both can only be looked at.
Auditors look. A superuser may do everything, by Django's own backend. What a ModelAdmin forbids, it forbids to all.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps

from groupadmin.directory import roles

MADE_ELSEWHERE = frozenset({"directory.user"})
RIGHTS = {
    roles.HR: frozenset({"view", "add", "change"}),
    roles.AUDITOR: frozenset({"view"}),
}


def back_office_of(app_label: str) -> str:
    """Return how an app's tables are treated in the back office; "" where it does not say so, or is not installed."""
    config = apps.app_configs.get(app_label)
    return getattr(config, "back_office", "")


def may_enter(user: Any) -> bool:
    """Say whether a log-in may come into the back office at all."""
    return bool(user.is_active and (user.is_staff or roles.holds(user, *RIGHTS)))


class ByRole:
    """Answers ``user.has_perm("groups.change_group")`` from the table above.

    It knows nobody and logs nobody in, so that it can stand before Django's own without being taken for it.
    """

    def authenticate(self, request: object, **credentials: object) -> None:
        """Leave it to the others to say who somebody is."""

    def has_perm(self, user_obj: object, perm: str, obj: object = None) -> bool:
        app, _dot, name = perm.partition(".")
        right, _line, model = name.partition("_")
        treated = back_office_of(app)
        if not treated:
            return False
        if treated == "only_looked_at" or f"{app}.{model}" in MADE_ELSEWHERE:
            return right == "view" and roles.holds(user_obj, *RIGHTS)
        return any(right in RIGHTS[role] for role in roles.roles_of(user_obj) & RIGHTS.keys())

    def has_module_perms(self, user_obj: object, app_label: str) -> bool:
        return bool(back_office_of(app_label)) and roles.holds(user_obj, *RIGHTS)
