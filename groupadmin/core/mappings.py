"""Remembering which column a person said is which: by the kind of list and the folded headings of the file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from django.utils import timezone

from groupadmin.core.file_errors import HeaderNotFound
from groupadmin.core.fork_server import ask, is_reader
from groupadmin.core.models import ColumnMapping
from groupadmin.core.question_forms import NeedsAnswer, open_questions
from groupadmin.core.table_reader import Headers, Table, folded, read_table


def signature(header: Sequence[str]) -> str:
    """Return what a file layout is recognised by: the SHA-256 of its folded headings, in hex."""
    return hashlib.sha256("\n".join(folded(heading) for heading in header).encode()).hexdigest()


def remember(kind: str, header: Sequence[str], mapping: Mapping[str, str]) -> None:
    """Keep a person's word (heading to field, "" for a column that is none) for the next file of the same layout."""
    said = {"mapping": dict(mapping), "said_at": timezone.now()}
    ColumnMapping.objects.update_or_create(kind=kind, signature=signature(header), defaults=said)


def recall(kind: str, header: Sequence[str]) -> dict[str, str] | None:
    """Return what was said of this layout before."""
    if is_reader():
        told: dict[str, str] | None = ask("recall", kind, tuple(header))
        return told
    row = remembered(kind, header)
    return dict(row.mapping) if row else None


def remembered(kind: str, header: Sequence[str]) -> ColumnMapping | None:
    """Return the row that keeps what was said of this layout."""
    return ColumnMapping.objects.filter(kind=kind, signature=signature(header)).first()


def require_answers(table: Table, answers: Mapping[str, str]) -> None:
    """Raise NeedsAnswer while the reading of a file leaves anything open."""
    if questions := open_questions(table.questions, answers):
        raise NeedsAnswer(questions)


def read_remembering(
    kind: str,
    content: bytes,
    file_name: str,
    *,
    known: Headers,
    mapping: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
) -> tuple[Table, Mapping[str, str]]:
    """Read a list, with a person's mapping (which is then remembered) or the one remembered for its layout.

    Returns the table and the mapping that held. Raises what ``read_table`` raises. What the reading leaves open stands
    in the table's ``questions``: see ``require_answers``.
    """
    try:
        table = read_table(content, file_name, known=known, mapping=mapping, answers=answers)
    except HeaderNotFound as unknown:
        before = None if mapping else recall(kind, unknown.header)
        if not before:
            raise
        return read_table(content, file_name, known=known, mapping=before, answers=answers), before
    if mapping:
        remember(kind, table.header, mapping)
        return table, mapping
    return table, recall(kind, table.header) or {}
