"""What the audit trail calls what was done: each app declares its words, ``settings.AUDIT_WORDS`` names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groupadmin.core.audit import SYSTEM_NAME
from groupadmin.core.models import AuditEvent

LABELS = {
    "import.staged": _("a file or paste was brought"),
    "import.applied": _("an import was applied"),
    "import.discarded": _("an import was thrown away"),
    "import.undone": _("an import was taken back"),
    "list.exported": _("a list was taken out"),
    "export.fetched": _("an exported file was fetched"),
    "backoffice.searched": _("the back office was searched"),
    "backoffice.viewed": _("a row was looked at in the back office"),
    "backoffice.exported": _("a table was taken out of the back office"),
    "people.searched": _("people or groups were searched"),
    "columns.forgotten": _("what a column means was forgotten"),
    "sweeps.walked": _("the sweeps were run"),
    "trail.viewed": _("the audit trail was looked at"),
    "trail.exported": _("the audit trail was taken out"),
    "demo.made": _("the demonstration was made"),
}


def declared(name: str) -> Iterator[tuple[str, Any]]:
    """Yield what all apps declare in a table (LABELS, FACTS or CODES); an app may go without it."""
    for module in settings.AUDIT_WORDS:
        yield from getattr(import_module(module), name, {}).items()


@cache
def labels() -> Mapping[str, str | Promise]:
    """Return action → words, of all apps together."""
    return dict(declared("LABELS"))


def actor(event: AuditEvent) -> str:
    """Return who did it; what nobody did was done by the console itself."""
    return str(_("the console itself")) if event.actor_name == SYSTEM_NAME else event.actor_name


def label(action: str) -> str:
    """Return what an action is called; one that nobody has named is shown as it is kept."""
    return str(labels().get(action, action))
