"""The four roles, and who may do what. Undeclared means no.

A role is a Django auth group made by a migration. Everybody else is an employee: what they see hangs on the groups they
own, which the roster knows.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from groupadmin.core import audit
from groupadmin.directory.models import User

HR = "HR administrator"
CONFIDENTIALITY = "Confidentiality officer"
APPROVER = "Approver"
AUDITOR = "Auditor"
ALL = (HR, CONFIDENTIALITY, APPROVER, AUDITOR)

View = Callable[..., HttpResponseBase]


def roles_of(user: Any) -> frozenset[str]:
    """Return the roles a log-in holds; asked of the database once per request. A superuser holds every role."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    if not hasattr(user, "_held_roles"):
        # The name comes with them: every page shows it above the menu, which the roles decide.
        held = dict(User.objects.filter(pk=user.pk).values_list("groups__name", "employee__name"))
        user.called = next(iter(held.values()), None)
        user._held_roles = frozenset(ALL if user.is_superuser else held.keys() & set(ALL))
    roles: frozenset[str] = user._held_roles
    return roles


def holds(user: object, *roles: str) -> bool:
    """Say whether a log-in holds any of these roles."""
    return bool(roles_of(user).intersection(roles))


def require(actor: audit.Actor, *roles: str) -> None:
    """Raise PermissionDenied unless the actor holds one of the roles. None is the console itself, which may."""
    if actor is not None and not holds(actor, *roles):
        raise PermissionDenied


def only(*roles: str) -> Callable[[View], View]:
    """Let only log-ins with one of these roles reach a page; nobody named = every log-in. Marks the page as guarded."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if roles:
                require(request.user, *roles)
            return view(request, *args, **kwargs)

        guarded.guarded_for = roles  # type: ignore[attr-defined]  # read by DenyByDefault and by the test of all URLs
        return guarded

    return guard


everybody = only()


def public(view: View) -> View:
    """Mark a page that may be reached without a log-in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


MADE_ELSEWHERE = frozenset({"directory.user"})
RIGHTS = {
    HR: frozenset({"view", "add", "change"}),
    AUDITOR: frozenset({"view"}),
}


def back_office_of(app_label: str) -> str:
    """Return how an app's tables are treated in the back office; "" where it does not say so, or is not installed."""
    config = apps.app_configs.get(app_label)
    return getattr(config, "back_office", "")


def may_enter(user: Any) -> bool:
    """Say whether a log-in may come into the back office at all."""
    return bool(user.is_active and (user.is_staff or holds(user, *RIGHTS)))


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
            return right == "view" and holds(user_obj, *RIGHTS)
        return any(right in RIGHTS[role] for role in roles_of(user_obj) & RIGHTS.keys())

    def has_module_perms(self, user_obj: object, app_label: str) -> bool:
        return bool(back_office_of(app_label)) and holds(user_obj, *RIGHTS)
