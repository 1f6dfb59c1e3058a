"""The back office: Django's own admin, with the console's log-in and the console's roles.

Apps register with Django's ``@admin.register``; this site is what it registers them on. Who may do what with a table is
``groupadmin.directory.roles``.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext_lazy

from groupadmin.directory import roles
from groupadmin.directory.login_views import log_out

# Words of Django's own that its Chinese catalogue does not have, or says less politely than ours (你 for 您).
DJANGOS_WORDS = (
    gettext_noop("Your password can’t be too similar to your other personal information."),
    gettext_noop("Your password can’t be a commonly used password."),
    gettext_noop("Your password can’t be entirely numeric."),
    gettext_noop("Model name"),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
)
DJANGOS_NUMBERS = (
    ngettext_lazy(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
        "min_length",
    ),
)


class BackOffice(AdminSite):
    """The one admin site; it has no log-in, log-out or password page of its own."""

    site_title = _("Back office")
    site_header = _("Back office")
    index_title = _("Master data and settings")
    site_url = "/"

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in HR administrators, auditors (who only look) and those marked as staff."""
        return roles.may_enter(request.user)

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Send strangers to the console's log-in; whoever is logged in and may not enter is told so."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next", request.path))
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect("admin:index")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Answer to nothing: no form of ours asks here, and it would search people without a word on the trail."""
        raise Http404

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return log_out(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("password")
