"""The audit trail in words, deeds and facts: each app declares its names, ``settings.AUDIT_WORDS`` lists them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from groupadmin.core import sweeps
from groupadmin.core.audit import SYSTEM_NAME
from groupadmin.core.models import AuditEvent, ImportBatch

LABELS = {
    "import.staged": gettext_lazy("a file or paste was brought"),
    "import.applied": gettext_lazy("an import was applied"),
    "import.discarded": gettext_lazy("an import was thrown away"),
    "import.undone": gettext_lazy("an import was taken back"),
    "list.exported": gettext_lazy("a list was taken out"),
    "export.fetched": gettext_lazy("an exported file was fetched"),
    "backoffice.searched": gettext_lazy("the back office was searched"),
    "backoffice.viewed": gettext_lazy("a row was looked at in the back office"),
    "backoffice.exported": gettext_lazy("a table was taken out of the back office"),
    "people.searched": gettext_lazy("people or groups were searched"),
    "columns.forgotten": gettext_lazy("what a column means was forgotten"),
    "sweeps.walked": gettext_lazy("the sweeps were run"),
    "trail.viewed": gettext_lazy("the audit trail was looked at"),
    "trail.exported": gettext_lazy("the audit trail was taken out"),
    "demo.made": gettext_lazy("the demonstration was made"),
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
    return str(gettext_lazy("the console itself")) if event.actor_name == SYSTEM_NAME else event.actor_name


def label(action: str) -> str:
    """Return what an action is called; one that nobody has named is shown as it is kept."""
    return str(labels().get(action, action))


Words = Mapping[str, str | Promise]
FACTS: Words = {
    "kind": gettext_lazy("kind"),
    "dropped": gettext_lazy("columns dropped"),
    "filters": gettext_lazy("filters"),
    "form": gettext_lazy("form"),
    "file": gettext_lazy("file"),
    "job": gettext_lazy("job"),
    "on": gettext_lazy("day"),
    "sweeps": gettext_lazy("sweeps"),
    "rows": gettext_lazy("rows"),
    "name": gettext_lazy("name"),
    "mapping": gettext_lazy("columns"),
    "employees": gettext_lazy("people"),
    "groups": gettext_lazy("groups"),
    "before": gettext_lazy("before"),
    "after": gettext_lazy("after"),
    "from": gettext_lazy("before"),
    "to": gettext_lazy("after"),
    "reason": gettext_lazy("reason"),
    "mode": gettext_lazy("kind of list"),
    "changes": gettext_lazy("changes"),
    "answers": gettext_lazy("answers"),
    "counts": gettext_lazy("figures"),
    "created": gettext_lazy("new"),
    "updated": gettext_lazy("changed"),
    "unchanged": gettext_lazy("unchanged"),
    "left": gettext_lazy("no longer there"),
    "errors": gettext_lazy("rows with problems"),
    "problems": gettext_lazy("rows with problems"),
    # The fields of the filters above lists.
    "q": gettext_lazy("searched words"),
    "whose": gettext_lazy("whose turn"),
    "due": gettext_lazy("due on"),
    "said_done": gettext_lazy("said to be done"),
    "state": gettext_lazy("state"),
    "status": gettext_lazy("Status"),
    "department": gettext_lazy("Department"),
    "show": gettext_lazy("Which members"),
    "group": gettext_lazy("group"),
    "who": gettext_lazy("who"),
    "action": gettext_lazy("What"),
    "about": gettext_lazy("about"),
    "since": gettext_lazy("From"),
    "until": gettext_lazy("until"),
}
CODES: Mapping[str, Words] = {
    "kind": dict(ImportBatch.Kind.choices),
    "form": {"csv": "CSV", "xlsx": "Excel"},
    "mode": {
        "full": gettext_lazy("full list"),
        "update": gettext_lazy("update"),
        "FULL": gettext_lazy("full list"),
        "PARTIAL": gettext_lazy("partial list"),
    },
    # A trail names the filters that were used, not what was typed into them.
    "filters": FACTS,
}
# Numbers of rows: a program finds what they stand for, a reader does not.
ROW_NUMBERS = frozenset({"flags", "made", "closed", "job"})
HASH = re.compile(r"[0-9a-f]{64}")


@cache
def names() -> Words:
    """Return fact → what it is called, of all apps together."""
    return dict(declared("FACTS"))


@cache
def codes() -> Mapping[str, Words]:
    """Return fact → code → what the code is called, of all apps together."""
    gathered: dict[str, dict[str, str | Promise]] = {
        "sweeps": {name: sweep.label for name, sweep in sweeps.nightly().items()}
    }
    for name, words in declared("CODES"):
        gathered.setdefault(name, {}).update(words)
    return gathered


def in_words(detail: Mapping[str, object]) -> str:
    """Return the facts of an event on one line; a fact that nobody has named is shown as it is kept."""
    return gettext("; ").join(
        gettext("%(name)s: %(value)s") % {"name": names().get(name, name), "value": _value(name, value)}
        for name, value in _in_order(detail)
        if _is_told(name, value)
    )


def _in_order(facts: Mapping[str, object]) -> list[tuple[str, Any]]:
    """Return facts in the order in which they are named, the unnamed last: PostgreSQL keeps no order of its own."""
    rank = {name: place for place, name in enumerate(names())}
    return sorted(facts.items(), key=lambda fact: (rank.get(fact[0], len(rank)), fact[0]))


def _is_told(name: str, value: object) -> bool:
    if value is False or value in ("", None, [], {}) or name in ROW_NUMBERS:
        return False
    return not (isinstance(value, list) and isinstance(value[0], list))


def _value(name: str, value: object) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")  # within a fact; one by itself is told only when it holds
    if isinstance(value, dict):
        return _change(value) if {"before", "after"} <= value.keys() else _inner(value)
    if isinstance(value, list):
        return "、".join(_value(name, one) for one in value)
    text = str(codes().get(name, {}).get(str(value), value))
    return f"{text[:12]}…" if HASH.fullmatch(text) else text


def _inner(facts: Mapping[str, object]) -> str:
    """Return facts inside a fact; a pair is what was before and what is now."""
    told = []
    for name, value in _in_order(facts):
        is_pair = isinstance(value, list) and len(value) == 2
        text = _arrow(name, *value) if is_pair else _value(name, value)
        told.append(gettext("%(name)s: %(value)s") % {"name": names().get(name, name), "value": text})
    return gettext(", ").join(told)


def _change(fact: Mapping[str, object]) -> str:
    """Return whose role or what else changed, from what to what."""
    arrow = _arrow("before", fact["before"], fact["after"])
    if "who" not in fact:
        return arrow
    return gettext("%(name)s: %(value)s") % {"name": fact["who"] or gettext("somebody not identified"), "value": arrow}


def _arrow(name: str, before: object, after: object) -> str:
    old, new = (_value(name, one) if one not in ("", None, []) else "—" for one in (before, after))
    return f"{old} → {new}"
