"""A member list on its way in: read by its content, staged without what we must not keep, planned, thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit, import_kinds, imports
from groupadmin.core.errors import DomainError
from groupadmin.core.headings import heading_to_keep
from groupadmin.core.imports import compress_json, decompress_json
from groupadmin.core.isolation import one_read_per_user
from groupadmin.core.models import ImportBatch
from groupadmin.core.reading_report import ReadingReport, SkippedRow
from groupadmin.core.table_reader import Table
from groupadmin.groups.models import Group
from members import access
from members.identity.values import RosterPlan, RosterRow, Verdict
from members.rosters import json_values, plan_inputs, preview_choices, roster_file
from members.rosters.models import RosterImport

State = ImportBatch.State
Mode = RosterImport.Mode
# A clock may run a little ahead of ours; and "taken this minute" typed by hand means now.
# So many rows in which a number was cut out are named; how many there are stands beside them.
CUT_ROWS_NAMED = 100
CLOCKS_DIFFER = timedelta(minutes=5)


class ListIsOlder(DomainError):
    code = "list_is_older"
    wording = _(
        "This list was taken at %(taken_at)s, but the roster of %(group)s already holds a full list of %(newest)s. An "
        "older list proves nothing about today: bring a new one, or correct when it was taken."
    )


class ListFromTheFuture(DomainError):
    code = "list_from_the_future"
    wording = _("This list is said to be taken at %(taken_at)s, which is still to come. Correct when it was taken.")


def stage_roster(
    *,
    group: Group,
    content: bytes | str,
    mode: str,
    actor: audit.Actor,
    at: datetime,
    file_name: str = "",
    taken_at: datetime | None = None,
    answers: Mapping[str, str] | None = None,
) -> RosterImport:
    """Read a list (``content`` of a file, or pasted text) and stage it; a short one is planned at once, a long one by
    a job.

    ``mode`` FULL or PARTIAL; a 接龙 is always partial (practice §1.3). ``taken_at`` None is now. A list whose
    headings nobody knows is staged without a plan until ``name_columns``. ``answers``: a person's words on what the
    list leaves open. Raises NeedsAnswer, ListIsOlder, ListFromTheFuture, and what reading refuses (``file_errors``).
    """
    access.require_runner(actor, group)
    taken_at = _taken(taken_at, at)
    refuse_older(group, taken_at)
    with one_read_per_user(actor):
        found = roster_file.read_roster(content, file_name)
    found = replace(found, rows=preview_choices.settled(found.rows, answers or {}))
    content_hash = imports.file_hash(content if isinstance(content, bytes) else content.encode())
    mode = Mode.PARTIAL if found.signup else mode
    planned = None
    if not found.wants_columns and len(found.rows) <= settings.IMPORT_ROWS_IN_REQUEST:
        planned = _planned(group.pk, found.rows, mode)
    with transaction.atomic():
        batch = imports.stage_batch(
            ImportBatch.Kind.ROSTER,
            file_name=file_name or gettext("pasted list"),
            content_hash=content_hash,
            table=_packed(found),
            dropped_columns=list(found.dropped),
            options=_options(group, found, content_hash),
            actor=actor,
            at=at,
            preview=planned.packed if planned else None,
            counts=planned.plan.counts() if planned else None,
        )
        facts = planned.facts if planned else {"base_version": group.roster_version, "rows": len(found.rows)}
        roster = RosterImport.objects.create(batch=batch, group=group, mode=mode, taken_at=taken_at, **facts)
        if not planned and not found.wants_columns:
            import_kinds.start_planning(roster.batch, actor=actor, at=at)
    return roster


def _taken(taken_at: datetime | None, at: datetime) -> datetime:
    if taken_at is None or abs(at - taken_at) < timedelta(minutes=1):
        return at
    if taken_at > at + CLOCKS_DIFFER:
        raise ListFromTheFuture(taken_at=_told(taken_at))
    return min(taken_at, at)


def refuse_older(group: Group, taken_at: datetime) -> None:
    """Raise ListIsOlder for a list taken before the group's last full one.

    What such a list could still prove (that somebody was in back then) is not worth what it could spoil: whoever left
    in between would be opened again, whoever came would be closed. Between the last full list and a later partial one a
    list may stand; it closes nobody whom the later one has seen (``movements``).
    """
    if group.roster_taken_at and taken_at < group.roster_taken_at:
        raise ListIsOlder(taken_at=_told(taken_at), group=group, newest=_told(group.roster_taken_at))


def _told(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def _packed(found: roster_file.RosterReading) -> dict[str, Any]:
    table = found.table.as_list() if found.table else None
    return {"rows": json_values.rows_to_json(found.rows), "table": table}


def reading_of(roster: RosterImport, plan: RosterPlan) -> ReadingReport:
    """Return how a list was read, with the lines that its plan did not take; the sums are those of the plan."""
    kept = ReadingReport.from_dict(roster.batch.options.get("reading") or ReadingReport().as_dict())
    refused = tuple(SkippedRow(row.number, row.reason) for row in plan.rows if row.verdict is Verdict.REJECTED)
    sums = {**kept.sums, "members": len(plan.rows) - len(refused), "not_taken": len(refused)}
    return replace(kept, skipped_rows=refused, sums=sums)


def _kept(report: ReadingReport) -> dict[str, Any]:
    """Return what is kept of a report beside the cells, which go after a while: nothing that members wrote."""
    unread = tuple(map(heading_to_keep, report.unread_columns))
    return replace(report, skipped_rows=(), unread_columns=unread, cut_rows=report.cut_rows[:CUT_ROWS_NAMED]).as_dict()


def _options(group: Group, found: roster_file.RosterReading, content_hash: str) -> dict[str, Any]:
    """Return what is remembered of a list beside its cells."""
    options: dict[str, object] = {"group": group.code, "says_roles": any(row.role for row in found.rows)}
    if found.signup:
        options["signup"] = True
    if found.wants_columns:
        options["wants_columns"] = True
    options["reading"] = _kept(found.report)
    before = imports.applied_before(ImportBatch.Kind.ROSTER, content_hash, group=group.code)
    if before is not None and before.applied_at is not None:
        options["same_as"] = {
            "number": str(before.pk),
            "at": before.applied_at.isoformat(),
            "who": before.applied_by_name,
        }
    return options


def plan_roster(*, roster: RosterImport) -> RosterPlan:
    """Compare a staged list with the roster as it is now, and keep the difference as its preview."""
    return _keep(_planned(roster.group_id, kept_rows(roster), roster.mode), roster, before=State.STAGED)


def renew(roster: RosterImport, group: Group) -> bool:
    """Plan a waiting preview again if the roster has moved since it was made; says whether it had."""
    version = Group.objects.filter(pk=group.pk).values_list("roster_version", flat=True).get()
    if roster.batch.state != State.PLANNED or version == roster.base_version:
        return False
    _keep(_planned(roster.group_id, kept_rows(roster), roster.mode), roster, before=State.PLANNED)
    return True


@dataclass(frozen=True, slots=True)
class _Planned:
    """A plan, packed as a preview, and the roster version that it was made on."""

    plan: RosterPlan
    base_version: int

    @property
    def packed(self) -> bytes:
        return compress_json(json_values.plan_to_json(self.plan))

    @property
    def facts(self) -> dict[str, Any]:
        """What the list itself tells of its plan."""
        return {
            "base_version": self.base_version,
            "rows": len(self.plan.rows),
            "nickname_coverage": self.plan.nickname_coverage,
            "nicknames_reliable": self.plan.nicknames_reliable,
        }


def _planned(group_id: int, rows: list[RosterRow], mode: str) -> _Planned:
    # The version is read before the memberships: whoever comes in between makes the plan stale, not wrong.
    group = Group.objects.select_related("regulation").get(pk=group_id)
    return _Planned(plan_inputs.plan_for(group, rows, full=mode == Mode.FULL), group.roster_version)


def _keep(planned: _Planned, roster: RosterImport, *, before: str) -> RosterPlan:
    """Write a plan as the preview of its list."""
    counts = planned.plan.counts()
    imports.change_state(roster.batch, before=before, after=State.PLANNED, preview=planned.packed, counts=counts)
    for name, value in planned.facts.items():
        setattr(roster, name, value)
    roster.save(update_fields=list(planned.facts))
    return planned.plan


def wants_columns(roster: RosterImport) -> bool:
    """Say whether a list waits for a person to say which column is which."""
    return roster.batch.state == State.STAGED and bool(roster.batch.options.get("wants_columns"))


def unmapped(roster: RosterImport) -> tuple[Table, dict[int, str]]:
    """Return the cells of a list that waits for its columns, and what can be guessed of them (place → field)."""
    table = Table.of_list(decompress_json(roster.batch.table)["table"])
    return table, roster_file.guess(table)


def name_columns(
    *,
    roster: RosterImport,
    chosen: Mapping[int, str],
    first_is_member: bool = False,
    actor: audit.Actor,
    at: datetime,
) -> None:
    """Take a person's word which column (by place) is which field; remembered for the same layout; then plan.

    ``first_is_member``: what was taken for the heading row is a member too.
    Raises NobodyNamed when no column says who a member is, BatchHasMoved when somebody was first.
    """
    access.require_runner(actor, roster.group)
    table, _guessed = unmapped(roster)
    found = roster_file.by_columns(table, chosen, first_is_member=first_is_member)
    told = {preview_choices.GONE: preview_choices.GONE, preview_choices.SIGNED: preview_choices.LINE}
    found = replace(found, rows=preview_choices.settled(found.rows, told))
    options = {name: value for name, value in roster.batch.options.items() if name != "wants_columns"}
    options["says_roles"] = any(row.role for row in found.rows)
    options["reading"] = _kept(found.report)
    with transaction.atomic():
        if not first_is_member:  # those are no headings of a layout, and they say who somebody is
            roster_file.remember_columns(table, chosen)
        kept = roster_file.as_chosen(table, chosen)
        packed = compress_json({"rows": json_values.rows_to_json(found.rows), "table": kept.as_list()})
        imports.change_state(roster.batch, before=State.STAGED, after=State.STAGED, table=packed, options=options)
        roster.rows = len(found.rows)
        if roster.rows <= settings.IMPORT_ROWS_IN_REQUEST:
            plan_roster(roster=roster)
        else:
            import_kinds.start_planning(roster.batch, actor=actor, at=at)


def kept_rows(roster: RosterImport) -> list[RosterRow]:
    """Return the rows of a staged list."""
    return json_values.rows_from_json(decompress_json(roster.batch.table)["rows"])


def kept_plan(roster: RosterImport) -> RosterPlan:
    """Return the plan of a preview. Raises BatchHasMoved when it is gone."""
    packed = decompress_json(roster.batch.preview)
    if packed is None:
        raise imports.BatchHasMoved(state=roster.batch.get_state_display())
    return json_values.plan_from_json(packed)


def discard_roster(*, roster: RosterImport, actor: audit.Actor, at: datetime) -> None:
    """Throw a waiting list away; its cells go at once. Raises BatchHasMoved."""
    access.require_runner(actor, roster.group)
    with transaction.atomic():
        if wants_columns(roster):
            imports.change_state(roster.batch, before=State.STAGED, after=State.PLANNED)
        imports.discard_batch(roster.batch, actor=actor, at=at)


def error_file(roster: RosterImport) -> bytes | None:
    """Return the list's own rows that were not taken, with number and reason, as a workbook; None for none."""
    packed, plan = decompress_json(roster.batch.table), decompress_json(roster.batch.preview)
    if packed is None or plan is None:
        return None
    return roster_file.error_file(packed, json_values.plan_from_json(plan))
