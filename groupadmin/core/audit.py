"""The audit trail: services write what was done, and pages what was looked at, in the transaction of the deed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models

from groupadmin.core import deferred_audit
from groupadmin.core.models import AuditEvent

# Whoever acts: a log-in, or None for the console itself (the night's sweeps, a command without --as).
Actor = AbstractBaseUser | AnonymousUser | None
SYSTEM_NAME = "console"


def name_of(actor: Actor) -> str:
    """Return the name that evidence keeps of an actor: a person's own name where the log-in belongs to one.

    Pages show it years later, when a staff number tells nobody anything; the trail keeps the log-in's number beside it.
    """
    return str(actor) if actor is not None and actor.is_authenticated else SYSTEM_NAME


def event(
    action: str, subject: models.Model | str, *, actor: Actor, at: datetime, detail: dict[str, Any] | None = None
) -> AuditEvent:
    """Return an unsaved event; ``subject`` is a row, or a bare word where no single row stands for it.

    The trail is never altered, so it may not name whom the law wants forgotten: a row that may be about such a person
    has an ``audit_label`` and is kept by that instead of by its text (practice §5.3).
    """
    kind, number = (subject, "") if isinstance(subject, str) else (subject._meta.label_lower, str(subject.pk))
    return AuditEvent(
        at=at,
        actor_id=actor.pk if actor is not None else None,
        actor_name=name_of(actor),
        action=action,
        subject_type=kind,
        subject_id=number,
        subject_label=str(getattr(subject, "audit_label", subject))[:255],
        detail=detail or {},
    )


def record(
    action: str, subject: models.Model | str, *, actor: Actor, at: datetime, detail: dict[str, Any] | None = None
) -> None:
    """Write one event: ``action`` is ``noun.verb_past`` (``roster.applied``), ``detail`` JSON-able facts.

    A deed writes within its transaction. Outside one it is a look, which never waits
    (``groupadmin.core.deferred_audit``).
    """
    deferred_audit.write_without_waiting(event(action, subject, actor=actor, at=at, detail=detail))


def record_many(events: Iterable[AuditEvent]) -> None:
    """Write many events with one statement per thousand."""
    AuditEvent.objects.bulk_create(events, batch_size=1000)
