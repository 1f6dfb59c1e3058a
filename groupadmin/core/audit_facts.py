"""The facts of an event on the audit trail in words: each app declares its names and codes, the settings list them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groupadmin.core import sweeps
from groupadmin.core.audit_labels import declared
from groupadmin.core.models import ImportBatch

Words = Mapping[str, str | Promise]
FACTS: Words = {
    "kind": _("kind"),
    "dropped": _("columns dropped"),
    "filters": _("filters"),
    "form": _("form"),
    "file": _("file"),
    "job": _("job"),
    "on": _("day"),
    "sweeps": _("sweeps"),
    "rows": _("rows"),
    "name": _("name"),
    "mapping": _("columns"),
    "employees": _("people"),
    "groups": _("groups"),
    "before": _("before"),
    "after": _("after"),
    "from": _("before"),
    "to": _("after"),
    "reason": _("reason"),
    "mode": _("kind of list"),
    "changes": _("changes"),
    "answers": _("answers"),
    "counts": _("figures"),
    "created": _("new"),
    "updated": _("changed"),
    "unchanged": _("unchanged"),
    "left": _("no longer there"),
    "errors": _("rows with problems"),
    "problems": _("rows with problems"),
    # The fields of the filters above lists.
    "q": _("searched words"),
    "whose": _("whose turn"),
    "due": _("due on"),
    "said_done": _("said to be done"),
    "state": _("state"),
    "status": _("Status"),
    "department": _("Department"),
    "show": _("Which members"),
    "group": _("group"),
    "who": _("who"),
    "action": _("What"),
    "about": _("about"),
    "since": _("From"),
    "until": _("until"),
}
CODES: Mapping[str, Words] = {
    "kind": dict(ImportBatch.Kind.choices),
    "form": {"csv": "CSV", "xlsx": "Excel"},
    "mode": {"full": _("full list"), "update": _("update"), "FULL": _("full list"), "PARTIAL": _("partial list")},
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


def in_words(detail: Mapping[str, Any]) -> str:
    """Return the facts of an event on one line; a fact that nobody has named is shown as it is kept."""
    return gettext("; ").join(
        gettext("%(name)s: %(value)s") % {"name": names().get(name, name), "value": _value(name, value)}
        for name, value in _in_order(detail)
        if _is_told(name, value)
    )


def _in_order(facts: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return facts in the order in which they are named, the unnamed last: PostgreSQL keeps no order of its own."""
    rank = {name: place for place, name in enumerate(names())}
    return sorted(facts.items(), key=lambda fact: (rank.get(fact[0], len(rank)), fact[0]))


def _is_told(name: str, value: Any) -> bool:
    if value is False or value in ("", None, [], {}) or name in ROW_NUMBERS:
        return False
    return not (isinstance(value, list) and isinstance(value[0], list))


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")  # within a fact; one by itself is told only when it holds
    if isinstance(value, dict):
        return _change(value) if {"before", "after"} <= value.keys() else _inner(value)
    if isinstance(value, list):
        return "、".join(_value(name, one) for one in value)
    text = str(codes().get(name, {}).get(str(value), value))
    return f"{text[:12]}…" if HASH.fullmatch(text) else text


def _inner(facts: Mapping[str, Any]) -> str:
    """Return facts inside a fact; a pair is what was before and what is now."""
    told = []
    for name, value in _in_order(facts):
        is_pair = isinstance(value, list) and len(value) == 2
        text = _arrow(name, *value) if is_pair else _value(name, value)
        told.append(gettext("%(name)s: %(value)s") % {"name": names().get(name, name), "value": text})
    return gettext(", ").join(told)


def _change(fact: Mapping[str, Any]) -> str:
    """Return whose role or what else changed, from what to what."""
    arrow = _arrow("before", fact["before"], fact["after"])
    if "who" not in fact:
        return arrow
    return gettext("%(name)s: %(value)s") % {"name": fact["who"] or gettext("somebody not identified"), "value": arrow}


def _arrow(name: str, before: Any, after: Any) -> str:
    old, new = (_value(name, one) if one not in ("", None, []) else "—" for one in (before, after))
    return f"{old} → {new}"
