"""The life of an import batch: staged → planned → applying → applied → undone, each step one conditional UPDATE."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit
from groupadmin.core.errors import DomainError, RowError
from groupadmin.core.headings import heading_to_keep
from groupadmin.core.models import ImportBatch, Job
from groupadmin.core.references import blocking_references
from groupadmin.core.spreadsheets import error_sheet
from groupadmin.core.table_reader import Table

AT_ONCE = 1000
FEW = 20


def compress_json(value: object) -> bytes:
    """Return a JSON-able value (lists, dicts, text, numbers, None; days become ISO text) as compressed bytes.

    Long lists are written piece by piece: the text of a hundred thousand rows is never in memory as a whole.
    """
    squeezer = zlib.compressobj(1)
    packed = [squeezer.compress(piece.encode()) for piece in _pieces(value)]
    return b"".join((*packed, squeezer.flush()))


def decompress_json(content: bytes | memoryview | None) -> Any:
    """Return the value that ``pack`` made bytes of; None for nothing."""
    return json.loads(zlib.decompress(bytes(content))) if content else None


def _pieces(value: Any) -> Iterator[str]:
    """Yield a value's JSON in pieces; whatever holds nothing long comes whole, which is many times quicker."""
    if not _is_long(value):
        yield _text(value)
    elif isinstance(value, dict) and not any(map(_is_long, islice(value.values(), FEW))):
        named = list(value.items())
        for start in range(0, len(named), AT_ONCE):
            yield ("," if start else "{") + _text(dict(named[start : start + AT_ONCE]))[1:-1]
        yield "}"
    elif isinstance(value, dict):
        comma = "{"
        for name, held in value.items():
            yield f"{comma}{_text(str(name))}:"
            yield from _pieces(held)
            comma = ","
        yield "}"
    elif len(value) > AT_ONCE:
        for start in range(0, len(value), AT_ONCE):
            yield ("," if start else "[") + _text(value[start : start + AT_ONCE])[1:-1]
        yield "]"
    else:
        for number, held in enumerate(value):
            yield "," if number else "["
            yield from _pieces(held)
        yield "]"


def _is_long(value: object) -> bool:
    """Tell whether a value has so many members, or holds a value that has, that its text should not be whole.

    The first of many members speak for all: what is long comes first in what we pack, or stands among few.
    """
    if isinstance(value, dict):
        return len(value) > AT_ONCE or any(map(_is_long, islice(value.values(), FEW)))
    if not isinstance(value, list | tuple):
        return False
    return len(value) > AT_ONCE or any(isinstance(held, list | dict) and len(held) > AT_ONCE for held in value[:FEW])


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


# How long a staged file's cells and its preview are kept; what an undo needs is kept as long.
KEEP = timedelta(days=30)
State = ImportBatch.State


class BatchHasMoved(DomainError):
    code = "batch_has_moved"
    wording = _("Somebody was first: this import is now “%(state)s”. Reload the page to see it.")


class StalePreview(DomainError):
    """What a preview was made on has changed since; nothing was written. Each kind says it in its own words."""


class NothingToUndo(DomainError):
    code = "nothing_to_undo"
    wording = _("This import is “%(state)s”; only an applied one whose records are still kept can be undone.")


class UndoBlocked(DomainError):
    """``blocked_by`` lists what was built on an import and stands in the way of its undo, one line each."""

    code = "undo_blocked"

    def __init__(self, blocked_by: Sequence[str], **facts: object) -> None:
        super().__init__(**facts, blocked_by=list(blocked_by))
        self.blocked_by = list(blocked_by)


class ImportIsCited(UndoBlocked):
    code = "import_is_cited"
    wording = _("This import cannot be undone any more, because records refer to it: %(what)s.")


def file_hash(content: bytes) -> str:
    """Return what the same file is recognised by: the SHA-256 of its bytes, in hex."""
    return hashlib.sha256(content).hexdigest()


def stage_batch(
    kind: str,
    *,
    file_name: str,
    content_hash: str,
    table: object,
    dropped_columns: list[str],
    options: dict[str, Any],
    actor: audit.Actor,
    at: datetime,
    preview: bytes | None = None,
    counts: dict[str, int] | None = None,
) -> ImportBatch:
    """Write a new batch: ``table`` is the JSON-able cells, packed or not, without what we must not keep.

    One that comes with its ``preview`` (and the ``counts`` of it) is planned already.
    """
    dropped = [heading_to_keep(heading) for heading in dropped_columns]
    batch = ImportBatch.objects.create(
        state=State.STAGED if preview is None else State.PLANNED,
        preview=preview,
        counts=counts or {},
        kind=kind,
        file_name=file_name[:255],
        file_hash=content_hash,
        table=table if isinstance(table, bytes) else compress_json(table),
        dropped_columns=dropped,
        options=options,
        requested_by_id=actor.pk if actor is not None else None,
        requested_by_name=audit.name_of(actor),
        created_at=at,
        expires_at=at + KEEP,
    )
    audit.record("import.staged", batch, actor=actor, at=at, detail={"kind": kind, "dropped": dropped})
    return batch


def applied_before(kind: str, content_hash: str, **options: object) -> ImportBatch | None:
    """Return the last applied batch of the same file (and the same options, such as the group), if there is one."""
    same = {f"options__{name}": value for name, value in options.items()}
    return ImportBatch.objects.filter(kind=kind, file_hash=content_hash, state=State.APPLIED, **same).first()


def change_state(batch: ImportBatch, *, before: str, after: str, **facts: object) -> None:
    """Take a batch from one state to the next, with the facts that come with it; raises BatchHasMoved."""
    if not ImportBatch.objects.filter(pk=batch.pk, state=before).update(state=after, **facts):
        batch.refresh_from_db(fields=["state"])
        raise BatchHasMoved(state=batch.get_state_display())
    batch.state = after
    for name, value in facts.items():
        setattr(batch, name, value)


def mark_applied(batch: ImportBatch, *, before: str, actor: audit.Actor, at: datetime, **facts: object) -> None:
    """Take a batch to applied, inside the transaction that writes what it holds; raises BatchHasMoved."""
    facts |= {"applied_at": at, "applied_by_name": audit.name_of(actor), "error": ""}
    change_state(batch, before=before, after=State.APPLIED, **facts)


def undo_record(batch: ImportBatch) -> Any:
    """Return what an applied batch has kept for its undo. Raises NothingToUndo."""
    if batch.state != State.APPLIED or not batch.undo:
        raise NothingToUndo(state=batch.get_state_display())
    return decompress_json(batch.undo)


def mark_undone(batch: ImportBatch, *, actor: audit.Actor, at: datetime) -> None:
    """Take a batch to undone; what its undo needed goes. Raises BatchHasMoved."""
    facts = {"undone_at": at, "undone_by_name": audit.name_of(actor)}
    change_state(batch, before=State.APPLIED, after=State.UNDONE, undo=None, **facts)


def is_own_action(batch: ImportBatch, actor: audit.Actor) -> bool:
    """Say whether a batch that has moved was confirmed by the very one who confirms it now: a second click."""
    batch.refresh_from_db(fields=["state", "applied_by_name", "job"])
    if batch.state == State.APPLYING:
        return batch.job is not None and actor is not None and batch.job.requested_by_id == actor.pk
    return batch.state == State.APPLIED and batch.applied_by_name == audit.name_of(actor)


def job_failed(job: Job, error: str) -> None:
    """Tell the batch of a failed job: one that could not be read has failed, one that was being applied waits again.

    Applying is one transaction, so a batch found half-way has written nothing and may be confirmed once more.
    """
    batches = ImportBatch.objects.filter(job=job)
    batches.filter(state=State.STAGED).update(state=State.FAILED, error=error)
    batches.filter(state=State.APPLYING).update(state=State.PLANNED, error=error)


def discard_batch(batch: ImportBatch, *, actor: audit.Actor, at: datetime) -> None:
    """Throw a planned batch away; its cells go at once. Raises BatchHasMoved."""
    change_state(batch, before=State.PLANNED, after=State.DISCARDED, table=None, preview=None)
    audit.record("import.discarded", batch, actor=actor, at=at)


def require_uncited(batch: ImportBatch) -> None:
    """Raise ImportIsCited when records of another kind rest on a batch, which an undo would pull from under them."""
    citing = [str(one) for one in blocking_references(ImportBatch, [batch.pk])]
    if citing:
        raise ImportIsCited(citing, what="；".join(citing))


def bad_rows(batch: ImportBatch, problems: Sequence[RowError]) -> bytes | None:
    """Return the workbook of a batch's own rows that were not taken; None without any, or when they are gone."""
    if not problems or not batch.table:
        return None
    return error_sheet(Table.of_list(decompress_json(batch.table)), problems)


def purge_expired(at: datetime) -> int:
    """Drop the cells, previews and undo records whose time is over; returns how many batches."""
    return (
        ImportBatch.objects.filter(expires_at__lt=at)
        .exclude(table=None, preview=None, undo=None)
        .update(table=None, preview=None, undo=None)
    )
