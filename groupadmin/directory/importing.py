"""A staff list on its way into the directory: stage, plan, apply. Page, command and job all call these."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit, import_kinds, imports, jobs, mappings
from groupadmin.core.errors import DomainError
from groupadmin.core.file_errors import NoRows
from groupadmin.core.imports import compress_json, decompress_json
from groupadmin.core.isolation import one_read_per_user
from groupadmin.core.mass_changes import is_mass_removal
from groupadmin.core.models import ImportBatch, Job
from groupadmin.core.question_forms import NeedsAnswer, open_questions
from groupadmin.core.reading_notes import Note
from groupadmin.core.reading_report import NewDepartment, ReadingReport, SkippedRow
from groupadmin.core.table_reader import Table
from groupadmin.directory import accounts, departments, leavers, plan_questions, roles, writing
from groupadmin.directory.department_paths import Nearest, Tree
from groupadmin.directory.diff import DirectoryPlan, KnownDirectory, compare
from groupadmin.directory.headers import STAFF, TIERS
from groupadmin.directory.models import DepartmentHead, Employee, User
from groupadmin.directory.row_preparation import PreparedList, prepare_list
from groupadmin.directory.staff_list import read_staff
from groupadmin.directory.staff_record import DEPARTMENT, FIELDS, STATUS, Values
from groupadmin.directory.vocabulary import GONE

UPDATE, FULL = "update", "full"
KIND = ImportBatch.Kind.DIRECTORY
State = ImportBatch.State
ReportProgress = Callable[[int, int], None]
Answers = Mapping[str, str]
FEW_LEAVERS = 5


class BrakeOn(DomainError):
    code = "brake"
    wording = _(
        "This list would mark %(leaving)s of %(present)s people as left. "
        "If that is right, say why; if not, correct the list, or import a full one as an update."
    )


class LeavesYourself(DomainError):
    code = "leaves_yourself"
    wording = _(
        "By this list you yourself (%(staff_no)s) have left, and your log-in would be locked. Nothing was written. "
        "Correct the list, or let another administrator import it."
    )


class NotClean(DomainError):
    code = "not_clean"
    wording = _("%(rows)s rows have mistakes, and you asked to import only a list without any. Nothing was written.")


def read_file(
    content: bytes, file_name: str, *, mapping: Mapping[str, str] | None = None, answers: Answers | None = None
) -> tuple[Table, Mapping[str, str]]:
    """Return the list of a staff file and the column mapping that held. Raises an ``Unreadable``."""
    with no_collecting():
        table, said = mappings.read_remembering(KIND, content, file_name, known=STAFF, mapping=mapping, answers=answers)
    if not table.rows:
        raise NoRows(file=file_name)
    return table, said


def made_ready(table: Table, mapping: Mapping[str, str], answers: Answers) -> PreparedList:
    """Return a list as its rows are to be read. Raises NeedsAnswer while its reading leaves anything open."""
    made = prepare_list(table, mapping, answers)
    if questions := open_questions([*table.questions, *made.questions], answers):
        raise NeedsAnswer(questions)
    return made


def stage_directory(
    *,
    content: bytes,
    file_name: str,
    mode: str,
    actor: audit.Actor,
    at: datetime,
    mapping: Mapping[str, str] | None = None,
    answers: Answers | None = None,
) -> ImportBatch:
    """Read a staff file and keep its cells, without the columns that must not be kept, until somebody confirms.

    ``mode`` is ``update`` or ``full``; ``answers`` a person's word on what the reading leaves open. Raises an
    ``Unreadable`` and NeedsAnswer; see ``plan_directory`` for the next step.
    """
    roles.require(actor, roles.HR)
    answers, is_remembered = dict(answers or {}), not mapping
    with one_read_per_user(actor):
        table, mapping = read_file(content, file_name, mapping=mapping, answers=answers)
    made = made_ready(table, mapping, answers)
    staged = _staged(table, mapping, content, file_name, mode, made, answers)
    if mapping and is_remembered and (before := mappings.remembered(KIND, table.header)):
        staged["options"]["remembered"] = before.said_at.isoformat() if before.said_at else ""
    with transaction.atomic():
        return imports.stage_batch(**staged, actor=actor, at=at)


def _staged(
    table: Table,
    mapping: Mapping[str, str],
    content: bytes,
    file_name: str,
    mode: str,
    made: PreparedList,
    answers: Answers,
) -> dict[str, Any]:
    """Return what ``imports.stage_batch`` keeps of a file, the cells packed."""
    asked = [question.as_dict() for question in (*table.questions, *made.questions)]
    table = leavers.kept_to_plan(table, mapping)
    return {
        "kind": KIND,
        "file_name": file_name,
        "content_hash": imports.file_hash(content),
        "table": compress_json(table.as_list()),
        "dropped_columns": list(table.dropped),
        "options": {
            "mode": mode,
            "mapping": dict(mapping),
            "rows": len(table.rows),
            "answers": dict(answers),
            "asked": asked,
            "notes": [note.packed() for note in made.notes],
        },
    }


def plan_table(
    table: Table,
    mapping: Mapping[str, str],
    *,
    mode: str,
    today: date,
    answers: Answers | None = None,
    made: PreparedList | None = None,
    progress: ReportProgress = jobs.no_progress,
) -> DirectoryPlan:
    """Return what a list would change on a day; writes nothing. A handful of queries whatever its length.

    The table is used up: its rows go as soon as they are read, so that a long list is never in memory twice.
    """
    progress(0, 3)
    tree = departments.load_tree()
    with no_collecting():
        made = made or prepare_list(table, mapping, answers or {})
        known = load_known()
        apart = known.others.keys() | known.heads.keys()
        reading = read_staff(
            made.table, made.columns, tree, today=today, people=known.people, apart=apart, faults=made.faults
        )
        table.rows.clear()
        made.table.rows.clear()
        progress(1, 3)
        plan = compare(reading, known, full=mode == FULL, today=today)
    progress(2, 3)
    wanted = _used(plan, tree)
    plan.departments = [
        (node.id, node.parent.id if node.parent else None, node.name) for node in tree.new if node.id in wanted
    ]
    plan.report = _report(table, made, reading.skipped, tree, wanted)
    plan.notes = [*table.notes, *made.notes]
    return plan


def _report(
    table: Table, made: PreparedList, skipped: Iterable[SkippedRow], tree: Tree, wanted: Collection[int]
) -> ReadingReport:
    """Return how a list was read, with the departments it makes and the nearest ones we have."""
    new = ["/".join(node.names()) for node in tree.new if node.id in wanted]
    nearest = Nearest(("/".join(node.names()) for node in tree.by_id.values() if node.id > 0), departments.key_of)
    passed_over = [*table.report.skipped_rows, *made.skipped, *skipped]
    columns = dict(table.report.columns)
    if "department" in made.columns:
        tiers = {made.table.header[made.columns[name]]: name for name in TIERS if name in made.columns}
        path = made.table.header[made.columns["department"]]
        columns = {
            name: heading for name, heading in columns.items() if name != tiers.get(path) or name == "department"
        }
        columns["department"] = path
    return replace(
        table.report,
        columns=columns,
        skipped_rows=tuple(sorted(passed_over, key=lambda one: one.row)),
        new_departments=tuple(
            NewDepartment(path, nearest.to(path) if at < Nearest.MOST else "") for at, path in enumerate(new)
        ),
    )


@contextmanager
def no_collecting() -> Iterator[None]:
    """Keep the garbage collector from walking a hundred thousand rows again and again: there is no garbage in them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _used(plan: DirectoryPlan, tree: Tree) -> set[int]:
    """Return the new departments that a good row names, with those above them: no other one is made."""
    wanted = {
        d for change in (*plan.created, *plan.updated) for d in (change.after[DEPARTMENT], *(change.others or ()))
    }
    for node in reversed(tree.new):  # children come after their parents
        if node.id in wanted and node.parent:
            wanted.add(node.parent.id)
    return wanted


def load_known() -> KnownDirectory:
    """Return everybody we have, in three narrow queries."""
    rows = Employee.objects.order_by().values_list("staff_no", *FIELDS)
    people: dict[str, Values] = {row[0]: row[1:] for row in rows.iterator(5000)}
    others: dict[str, tuple[int, ...]] = {}
    further = Employee.other_departments.through.objects.order_by("id")
    for staff_no, department in further.values_list("employee__staff_no", "department_id"):
        others[staff_no] = (*others.get(staff_no, ()), department)
    heads: dict[str, set[int]] = {}
    for staff_no, department in DepartmentHead.objects.order_by().values_list("employee__staff_no", "department_id"):
        heads.setdefault(staff_no, set()).add(department)
    return KnownDirectory(people, others, heads)


def plan_directory(batch: ImportBatch, *, at: datetime, progress: ReportProgress = jobs.no_progress) -> DirectoryPlan:
    """Work out what a staged list would change, and keep it as the batch's preview. Raises BatchHasMoved."""
    table = Table.of_list(decompress_json(batch.table))
    today = timezone.localdate(at)
    mode, mapping = batch.options["mode"], batch.options["mapping"]
    answers = batch.options.get("answers", {})
    plan = plan_table(table, mapping, mode=mode, today=today, answers=answers, progress=progress)
    if "notes" in batch.options:  # what was seen while all columns were there
        plan.notes = [*table.notes, *map(Note.unpacked, batch.options["notes"])]
    keep_plan(batch, plan, before=State.STAGED)
    progress(3, 3)
    return plan


def keep_plan(batch: ImportBatch, plan: DirectoryPlan, *, before: str) -> None:
    """Put a plan on its batch, which then waits for confirmation. Raises BatchHasMoved."""
    facts = {"preview": compress_json(plan.packed()), "counts": plan.counts(), "error": ""}
    imports.change_state(batch, before=before, after=State.PLANNED, **facts)


def plan_again(batch: ImportBatch, *, at: datetime) -> DirectoryPlan:
    """Compare a list that waits anew, because the directory has moved since."""
    imports.change_state(batch, before=State.PLANNED, after=State.STAGED)
    return plan_directory(batch, at=at)


def plan_anew(batch: ImportBatch, *, actor: audit.Actor, at: datetime) -> None:
    """Compare a list that waits with the directory as it is now, here or by a worker. Raises BatchHasMoved."""
    roles.require(actor, roles.HR)
    if import_kinds.is_long(batch):
        with transaction.atomic():
            imports.change_state(batch, before=State.PLANNED, after=State.STAGED)
            import_kinds.start_planning(batch, actor=actor, at=at)
    else:
        plan_again(batch, at=at)


def bad_rows(batch: ImportBatch) -> bytes | None:
    """Return the workbook of the rows that were not taken; None where there are none, or they are kept no longer."""
    plan = plan_of(batch)
    return imports.bad_rows(batch, plan.problems if plan else [])


def plan_of(batch: ImportBatch) -> DirectoryPlan | None:
    """Return the preview of a batch, None once it was dropped."""
    packed = decompress_json(batch.preview)
    return DirectoryPlan.unpacked(packed) if packed else None


def apply_directory(
    batch: ImportBatch,
    *,
    actor: audit.Actor,
    at: datetime,
    override_reason: str = "",
    only_if_clean: bool = False,
    answers: Answers | None = None,
    plan: DirectoryPlan | None = None,
    before: str = State.PLANNED,
    progress: ReportProgress = jobs.no_progress,
) -> DirectoryPlan:
    """Write what the preview showed, as one transaction, and lock the log-ins of those who have left.

    ``answers`` settles what the comparison has left doubtful. Raises BatchHasMoved, NeedsAnswer, BrakeOn (unless
    ``override_reason`` is given), NotClean, LeavesYourself, and DirectoryHasMoved where somebody changed one of the
    rows since the preview.
    """
    roles.require(actor, roles.HR)
    plan, answers = plan or plan_of(batch) or DirectoryPlan(), answers or {}
    if questions := open_questions(plan.questions, answers):
        raise NeedsAnswer(questions)
    plan = plan_questions.without_left_out(plan, answers)
    if only_if_clean and plan.problems:
        raise NotClean(rows=plan.counts()["errors"])
    if is_braked(plan.counts()) and not override_reason.strip():
        raise BrakeOn(leaving=len(plan.left), present=plan.present)
    _require_not_themselves(plan, actor)
    with transaction.atomic():
        imports.mark_applied(batch, before=before, actor=actor, at=at)
        undo = writing.write_plan(plan, at=at, progress=progress)
        ImportBatch.objects.filter(pk=batch.pk).update(undo=compress_json(undo))
        detail = {
            **plan.counts(),
            "mode": batch.options["mode"],
            "reason": override_reason,
            "answers": {**batch.options.get("answers", {}), **answers},
            "locked": len(undo["locked"]),
        }
        audit.record("directory.imported", batch, actor=actor, at=at, detail=detail)
        accounts.note_locks(undo["locked"], "user.locked", actor=actor, at=at, because=str(batch))
    return plan


def is_braked(counts: Mapping[str, int]) -> bool:
    """Say whether too many would have left: by their absence from a full list, or by what any list says of them.

    A few who are said to have left, one by one, are no mistake of the whole list, however small the company.
    """
    present, left, absent = (counts.get(name, 0) for name in ("present", "left", "absent"))
    return is_mass_removal(present, absent) or (left > FEW_LEAVERS and is_mass_removal(present, left))


def _require_not_themselves(plan: DirectoryPlan, actor: audit.Actor) -> None:
    """Refuse a list by which whoever imports it would lock their own log-in. Raises LeavesYourself."""
    if actor is None or actor.pk is None:
        return
    own = User.objects.filter(pk=actor.pk).values_list("employee__staff_no", flat=True).first()
    if own and any(c.staff_no == own and c.after[STATUS] in GONE for c in (*plan.updated, *plan.left)):
        raise LeavesYourself(staff_no=own)


def start_applying(
    batch: ImportBatch,
    *,
    actor: audit.Actor,
    at: datetime,
    override_reason: str = "",
    only_if_clean: bool = False,
    answers: Answers | None = None,
) -> Job:
    """Have a long list applied by a worker. Raises what ``apply_directory`` can know beforehand, and BatchHasMoved."""
    roles.require(actor, roles.HR)
    if only_if_clean and batch.counts["errors"]:
        raise NotClean(rows=batch.counts["errors"])
    plan = plan_of(batch) if batch.counts.get("questions") else None
    if plan and (questions := open_questions(plan.questions, answers or {})):
        raise NeedsAnswer(questions)
    if is_braked(batch.counts) and not override_reason.strip():
        raise BrakeOn(leaving=batch.counts["left"], present=batch.counts["present"])
    said = {"override_reason": override_reason, "only_if_clean": only_if_clean, "answers": dict(answers or {})}
    return import_kinds.start_applying(batch, actor=actor, at=at, **said)


def import_now(
    *,
    content: bytes,
    file_name: str,
    mode: str,
    actor: audit.Actor,
    at: datetime,
    dry_run: bool = False,
    override_reason: str = "",
    only_if_clean: bool = False,
    answers: Answers | None = None,
) -> DirectoryPlan:
    """Read, compare and apply a staff file in one go, as the command does; with ``dry_run`` nothing at all is written.

    ``answers`` settles what the reading and the comparison leave open; ``heading:人名`` = ``name`` says what a column
    is. Raises an ``Unreadable``, NeedsAnswer and whatever ``apply_directory`` raises.
    """
    roles.require(actor, roles.HR)
    answers = dict(answers or {})
    said = {key.partition(":")[2]: field for key, field in answers.items() if key.startswith("heading:")}
    table, mapping = read_file(content, file_name, mapping=said or None, answers=answers)
    made = made_ready(table, mapping, answers)
    # The plan uses the table up.
    staged = {} if dry_run else _staged(table, mapping, content, file_name, mode, made, answers)
    del content
    plan = plan_table(table, mapping, mode=mode, today=timezone.localdate(at), answers=answers, made=made)
    if dry_run:
        return plan
    with transaction.atomic():
        batch = imports.stage_batch(**staged, actor=actor, at=at)
        keep_plan(batch, plan, before=State.STAGED)
        return apply_directory(
            batch,
            actor=actor,
            at=at,
            override_reason=override_reason,
            only_if_clean=only_if_clean,
            answers=answers,
            plan=plan,
        )
