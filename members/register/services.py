"""The import of the register: staged → planned → applied → undone, each one transaction with its event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit, import_kinds, imports, jobs, mappings
from groupadmin.core.imports import compress_json, decompress_json
from groupadmin.core.isolation import one_read_per_user
from groupadmin.core.models import ImportBatch
from groupadmin.core.question_forms import NeedsAnswer, Question, open_questions
from groupadmin.core.table_reader import Table, folded, read_table
from groupadmin.directory import roles
from members.register import column_words, sections, undoing
from members.register.planning import RegisterPlan, plan_register
from members.register.writing import RegisterWriter

State = ImportBatch.State
KIND = ImportBatch.Kind.REGISTER
# So many later imports are looked at when one cannot be taken back.
LATER = 10
Answers = Mapping[str, str]


class RegisterHasMoved(imports.StalePreview):
    code = "register_has_moved"
    wording = _("The register has changed since this preview was made. Look at the new preview and confirm again.")


class ReadByAnswers(imports.StalePreview):
    code = "read_by_answers"
    wording = _("By your answers this file changes something else. Look at the new preview and confirm again.")


class CannotUndo(imports.UndoBlocked):
    """``why`` and ``how`` are sentences more: what has come between, and what to do about it."""

    code = "cannot_undo"
    wording = _(
        "This import cannot be undone any more, because these groups were changed after it: %(groups)s. %(why)s %(how)s"
    )

    def __init__(
        self, blocked: Sequence[str], adopted: Sequence[str], later: Sequence[ImportBatch], built: Sequence[str]
    ) -> None:
        why = gettext("Records refer to what it brought: %(names)s.") % {"names": "、".join(built)} if built else ""
        if adopted:
            why = gettext("They were brought under a regulation since then (%(names)s).") % {
                "names": "、".join(adopted)
            }
        if later and not adopted:
            told = "；".join(f"{one.get_kind_display()} {one}" for one in later)
            how = gettext("First undo these later imports, beginning with the last one: %(later)s.") % {"later": told}
        else:
            how = gettext("Put the groups right on their pages, or by another import of the register.")
        super().__init__(blocked, groups="、".join(blocked[:20]), why=why, how=how)


def read_register(content: bytes, file_name: str, *, answers: Answers | None = None) -> Table:
    """Return the ledger in a file, read by a person's ``answers``.

    Raises an Unreadable that says what the file is instead, and NeedsAnswer while it can be read in several ways.
    """
    table = read_table(content, file_name, known=column_words.HEADERS, answers=answers)
    mappings.require_answers(table, answers or {})
    ends = [folded(heading) for heading in table.header if sections.asks_about_end(heading) is not None]
    return table.without_unread(column_words.HEADERS, keep=ends)


def stage_register(
    *,
    content: bytes,
    file_name: str,
    actor: audit.Actor,
    at: datetime,
    at_once: bool = False,
    answers: Answers | None = None,
) -> ImportBatch:
    """Take a file in and plan it, or leave that to a job where it is long and not wanted ``at_once``.

    ``answers`` are a person's words on the questions a file leaves open, by their keys.

    Raises Unreadable, NeedsAnswer, PermissionDenied.
    """
    roles.require(actor, roles.HR)
    answers = dict(answers or {})
    with one_read_per_user(actor):
        table = read_register(content, file_name, answers=answers)
    with transaction.atomic():
        batch = imports.stage_batch(
            KIND,
            file_name=file_name,
            content_hash=imports.file_hash(content),
            table=table.as_list(),
            dropped_columns=list(table.dropped),
            options={
                "rows": len(table.rows),
                "answers": answers,
                "asked": [question.as_dict() for question in table.questions],
            },
            actor=actor,
            at=at,
        )
        if import_kinds.is_long(batch) and not at_once:
            import_kinds.start_planning(batch, actor=actor, at=at)
            return batch
    preview_register(batch, at=at)
    return batch


def preview_register(batch: ImportBatch, *, at: datetime, progress: Any = jobs.no_progress) -> RegisterPlan:
    """Plan a staged batch and keep the differences as its preview."""
    total = batch.options["rows"]
    progress(0, total)
    made = _plan(batch, at)
    imports.change_state(batch, before=State.STAGED, after=State.PLANNED, **_kept(batch, made))
    progress(total, total)
    return made


def _kept(batch: ImportBatch, made: RegisterPlan) -> dict[str, Any]:
    """Return what a batch keeps of a plan: the counts, and the preview with the answers that it was made by."""
    return {
        "counts": made.counts(),
        "preview": compress_json({**made.as_dict(), "answers": batch.options.get("answers", {})}),
    }


def _plan(batch: ImportBatch, at: datetime) -> RegisterPlan:
    answers = batch.options.get("answers", {})
    return plan_register(table_of(batch), today=timezone.localdate(at), answers=answers)


def confirm_register(batch: ImportBatch, *, actor: audit.Actor, at: datetime, answers: Answers | None = None) -> None:
    """Apply a previewed batch, or send it to a job where it is long. ``answers`` are words on the plan's questions.

    Raises BatchHasMoved, NeedsAnswer, RegisterHasMoved, and ReadByAnswers where the answers make it another plan.
    """
    roles.require(actor, roles.HR)
    questions = plan_of(batch).questions
    if answers:
        _take_answers(batch, questions, answers)
    if still_open := open_questions(questions, batch.options.get("answers", {})):
        raise NeedsAnswer(still_open)
    write = import_kinds.start_applying if import_kinds.is_long(batch) else apply_register
    write(batch, actor=actor, at=at)


def _take_answers(batch: ImportBatch, questions: Sequence[Question], answers: Answers) -> None:
    """Keep the answers to a plan's questions with the batch that waits for them."""
    given = {one.key: answers[one.key] for one in questions if answers.get(one.key) in one.choices}
    batch.options = {**batch.options, "answers": {**batch.options.get("answers", {}), **given}}
    ImportBatch.objects.filter(pk=batch.pk, state=State.PLANNED).update(options=batch.options)


def apply_register(
    batch: ImportBatch,
    *,
    actor: audit.Actor,
    at: datetime,
    before: str = State.PLANNED,
    progress: object = jobs.no_progress,
) -> None:
    """Write what the preview showed, if the register still is as it was then; else a new preview is made.

    Raises BatchHasMoved, NeedsAnswer, RegisterHasMoved, ReadByAnswers.
    """
    moved: imports.StalePreview | None = None
    with transaction.atomic():
        _one_at_a_time()
        made = _plan(batch, at)
        if still_open := open_questions(made.questions, batch.options.get("answers", {})):
            raise NeedsAnswer(still_open)
        kept = decompress_json(batch.preview)
        if made.digest() == kept["digest"]:
            writer = RegisterWriter(batch, actor=actor, at=at)
            imports.mark_applied(batch, before=before, actor=actor, at=at)
            writer.write(made.differences(), progress)
            batch.undo = compress_json(writer.undo)
            batch.save(update_fields=["undo"])
            audit.record("import.applied", batch, actor=actor, at=at, detail=batch.counts)
        else:
            is_same = kept.get("answers", {}) == batch.options.get("answers", {})
            moved = RegisterHasMoved() if is_same else ReadByAnswers()
            error = str(moved) if before == State.APPLYING else ""
            imports.change_state(batch, before=before, after=State.PLANNED, error=error, **_kept(batch, made))
    if moved:
        raise moved


def undo_register(batch: ImportBatch, *, actor: audit.Actor, at: datetime) -> None:
    """Take a whole import back.

    Raises NothingToUndo, BatchHasMoved, RolesNeedAWord, and CannotUndo naming what was touched since.
    """
    roles.require(actor, roles.HR)
    kept = imports.undo_record(batch)
    with transaction.atomic():
        _one_at_a_time()
        blocked = undoing.blocked_by(kept)
        if blocked:
            later, built = _later(batch, kept, blocked), undoing.built_since(kept)
            raise CannotUndo(blocked, undoing.adopted_since(kept), later, built)
        imports.require_uncited(batch)
        undoing.take_back(kept, actor=actor, at=at)
        imports.mark_undone(batch, actor=actor, at=at)
        audit.record("import.undone", batch, actor=actor, at=at, detail=batch.counts)


def _later(batch: ImportBatch, kept: Mapping[str, object], blocked: Sequence[str]) -> list[ImportBatch]:
    """Return the last few imports after a batch that wrote on its groups and can be taken back, the latest first."""
    of_groups = Q(kind=KIND) | Q(kind=ImportBatch.Kind.ROSTER, options__group__in=list(blocked))
    later = ImportBatch.objects.filter(of_groups, state=State.APPLIED, applied_at__gt=batch.applied_at)
    mine = undoing.groups_of(kept)
    return [
        one
        for one in later.exclude(undo=None).order_by("-applied_at", "-pk").defer("table", "preview")[:LATER]
        if one.kind != KIND or mine & undoing.groups_of(decompress_json(one.undo))
    ]


def table_of(batch: ImportBatch) -> Table:
    """Return the staged table of a batch."""
    if not batch.table:
        raise imports.BatchHasMoved(state=batch.get_state_display())
    return Table.of_list(decompress_json(batch.table))


def plan_of(batch: ImportBatch) -> RegisterPlan:
    """Return the plan that a batch's preview kept, but for its groups."""
    return RegisterPlan.told(decompress_json(batch.preview) if batch.preview else {})


def _one_at_a_time() -> None:
    """Let one register import write at a time. SQLite has one writer anyway; PostgreSQL needs to be told."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('register import'))")


REGISTER = import_kinds.ImportKind(
    kind=KIND,
    plan=preview_register,
    apply=apply_register,
    undo=undo_register,
    bad_rows=lambda batch: imports.bad_rows(batch, plan_of(batch).problems),
    page=lambda batch: reverse("register_import_batch", args=[batch.pk]),
)
