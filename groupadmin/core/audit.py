"""The audit trail: services write what was done, and pages what was looked at, in the transaction of the deed.

A look never waits: while SQLite has another writer, it is put in a file and written later. SQLite has one writer at a
time, and a page that only shows something would stand behind a long import for one line's sake. What was done is not
treated so: it is written in the transaction of the deed.
"""

from __future__ import annotations

import json
import logging
import os
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import OperationalError, connection, models, transaction

from groupadmin.core.models import AuditEvent

log = logging.getLogger(__name__)

FIELDS = ("at", "actor_id", "actor_name", "action", "subject_type", "subject_id", "subject_label", "detail")


def write_without_waiting(event: AuditEvent) -> None:
    """Write an event, at once where the database takes it, else to a file that the next tick brings in."""
    if connection.in_atomic_block or connection.vendor != "sqlite":
        event.save(force_insert=True)
        return
    try:
        with _without_waiting():
            event.save(force_insert=True)
    except OperationalError as problem:
        if "locked" not in str(problem):
            raise
        _put_aside(event)


def write_deferred() -> int:
    """Write the events that were put aside, each once; returns how many. Stops where the database is still busy."""
    brought = 0
    for path in sorted(_folder().glob("*.json")):
        facts = json.loads(path.read_text(encoding="utf-8"))
        facts["at"] = datetime.fromisoformat(facts["at"])
        same = {name: facts[name] for name in ("at", "actor_id", "action", "subject_id")}
        try:
            with transaction.atomic():
                # A power cut between the commit and the removal of the file must not double it.
                if not AuditEvent.objects.filter(**same).exists():
                    AuditEvent(**facts).save(force_insert=True)
                    brought += 1
        except OperationalError as problem:
            log.info("looks that were put aside wait for the next tick: %s", problem)
            break
        path.unlink(missing_ok=True)
    return brought


def _put_aside(event: AuditEvent) -> None:
    facts = {name: getattr(event, name) for name in FIELDS} | {"at": event.at.isoformat()}
    whole = _folder() / f"{time.time_ns()}-{uuid.uuid4().hex}.json"
    part = whole.with_suffix(".part")
    number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "w", encoding="utf-8") as file:
        json.dump(facts, file, cls=DjangoJSONEncoder, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    part.replace(whole)


@contextmanager
def _without_waiting() -> Iterator[None]:
    """Have SQLite say at once that another writes, while the body runs."""
    with connection.cursor() as cursor:
        before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(before)}")


def _folder() -> Path:
    folder = Path(settings.VAR_DIR, "looks")
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


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

    A deed writes within its transaction. Outside one it is a look, which never waits.
    """
    write_without_waiting(event(action, subject, actor=actor, at=at, detail=detail))


def record_many(events: Iterable[AuditEvent]) -> None:
    """Write many events with one statement per thousand."""
    AuditEvent.objects.bulk_create(events, batch_size=1000)
