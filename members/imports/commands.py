"""What the command answers (design §9): one list imported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from groupadmin.core.errors import DomainError
from groupadmin.core.models import ImportBatch
from groupadmin.core.question_forms import NeedsAnswer, Question
from groupadmin.core.sql import chunks
from groupadmin.core.table_reader import Table
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from members.identity.headers import ALIASES
from members.identity.values import KnownMembership, PlanRow, RosterPlan
from members.imports import applying, staging
from members.imports.applying import role_steps_of
from members.rosters import preview_choices, role_authority, row_messages
from members.rosters.models import RosterImport

# Whether the first row of a list without a known heading is one, or a member like the others.
FIRST_ROW, HEADING, MEMBER = "first_row", "heading", "member"


class ColumnsUnknown(NeedsAnswer):
    """Nobody knows what the columns of a list are: a question each, with what can be guessed filled in, and whether
    its first row is the headings at all."""

    wording = _("The headings of “%(file)s” are not known: %(headings)s. Name the columns once on the page of imports.")

    def __init__(self, file_name: str, table: Table, guessed: Mapping[int, str]) -> None:
        headings = [(place, heading) for place, heading in enumerate(table.header) if heading]
        shown = "、".join(heading for _place, heading in headings)
        DomainError.__init__(self, file=file_name, headings=shown)
        first = table.rows[0][1] if table.rows else ()
        columns = (
            Question(
                f"column:{place + 1}",
                "column",
                (*ALIASES, ""),
                guessed.get(place, ""),
                {"heading": heading, "example": first[place] if place < len(first) else ""},
            )
            for place, heading in headings
        )
        is_doubted = [Question(FIRST_ROW, FIRST_ROW, (HEADING, MEMBER), HEADING, {"cells": shown})]
        self.questions = (*columns, *(is_doubted if table.header_row else ()))


def import_roster(
    group: Group,
    content: bytes,
    file_name: str,
    *,
    mode: str,
    taken_at: datetime | None,
    dry_run: bool,
    override_reason: str,
    at: datetime,
    answers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Stage, plan and (unless ``dry_run``) apply a list; returns the object of design §9. A dry run leaves no trace.

    ``answers`` say what the columns are where nobody knows: ``column:2`` = ``nickname``, ``first_row`` = ``member``
    where there is no heading; ``gone`` whether those have left of whom the list says so, ``signed`` whether lines like
    a signature are members, ``roles`` whether 群主 before a name is a role. Raises ColumnsUnknown, NeedsAnswer while
    none does, or one is no answer.
    ``kept`` are members who stay open because a row that waits may be theirs.
    ``warnings`` are the sentences that the page shows above its preview: the same file again, another group's list.
    """
    of_columns = dict(answers or {})
    said = {key: of_columns.pop(key) for key in preview_choices.CHOICES if key in of_columns}
    with transaction.atomic():
        roster = staging.stage_roster(
            group=group, content=content, file_name=file_name, mode=mode, taken_at=taken_at, actor=None, at=at,
            answers=said,
        )  # fmt: skip
        if staging.wants_columns(roster):
            _name_columns(roster, file_name, of_columns, at)
        if roster.batch.state == ImportBatch.State.STAGED:
            staging.plan_roster(roster=roster)
        plan = staging.kept_plan(roster)
        steps = role_authority.told(role_steps_of(roster, group, plan))
        warnings = row_messages.warnings(plan, roster, group)
        if not override_reason.strip():
            warnings += [str(held) for held in preview_choices.brakes(plan, roster, group)]
        if not dry_run:
            applying.apply_plan(roster=roster, override_reason=override_reason, actor=None, at=at)
        transaction.set_rollback(dry_run)
    return {
        "group": group.code,
        "mode": roster.mode.lower(),
        "counts": plan.counts(),
        **_rows(plan),
        "applied": not dry_run,
        "import": None if dry_run else roster.batch_id,
        "warnings": warnings,
        "role_changes": steps,
        "reading": staging.reading_of(roster, plan).as_dict(),
    }


def _name_columns(roster: RosterImport, file_name: str, answers: Mapping[str, str], at: datetime) -> None:
    table, guessed = staging.unmapped(roster)
    asked = ColumnsUnknown(file_name, table, guessed)
    said = {one.key: answers[one.key] for one in asked.questions if answers.get(one.key) in one.choices}
    if not answers or said != answers:
        raise asked
    is_member = said.pop(FIRST_ROW, HEADING) == MEMBER
    chosen = guessed | {int(key.rpartition(":")[2]) - 1: field for key, field in said.items()}
    staging.name_columns(roster=roster, chosen=chosen, first_is_member=is_member, actor=None, at=at)


def _rows(plan: RosterPlan) -> dict[str, object]:
    staff_no = _staff_numbers(plan)

    def told(memberships: Iterable[KnownMembership]) -> list[dict[str, str | None]]:
        return [{"staff_no": staff_no.get(one.employee_id or 0), "nickname": one.nickname} for one in memberships]

    return {"rows": [_row(row, staff_no) for row in plan.rows], "left": told(plan.left), "kept": told(plan.kept)}


def _row(row: PlanRow, staff_no: dict[int, str]) -> dict[str, object]:
    return {
        "row": row.number,
        "nickname": row.nickname,
        "verdict": row.verdict.value,
        "tier": row.tier.value,
        "staff_no": staff_no.get(row.employee_id or 0),
        "suggestions": [staff_no[one] for one in row.suggestions if one in staff_no],
        "correct_nickname": row.correct_nickname,
        "reason": row_messages.reason(row.reason, row.reason_facts),
    }


def _staff_numbers(plan: RosterPlan) -> dict[int, str]:
    wanted = {one for row in plan.rows for one in (*row.suggestions, row.employee_id) if one}
    wanted.update(membership.employee_id for membership in (*plan.left, *plan.kept) if membership.employee_id)
    found: dict[int, str] = {}
    for some in chunks(sorted(wanted)):
        found.update(Employee.objects.filter(pk__in=some).values_list("pk", "staff_no"))
    return found
