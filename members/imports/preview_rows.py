"""What the pages of a list show: the plan in the order in which a person needs it, names looked up in one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit
from groupadmin.core.models import ImportBatch
from groupadmin.core.reading_report import ReadingReport
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from members import access
from members.flags.models import Flag
from members.identity.values import KnownMembership, PlanRow, RosterPlan, Verdict
from members.imports import staging, undoing
from members.imports.applying import role_steps_of
from members.rosters import preview_choices, role_authority, row_messages
from members.rosters.models import Membership, RoleChange, RosterImport

# Columns that no list of imports needs to load.
PACKED = ("batch__table", "batch__preview", "batch__undo")
# A form with more questions is no question any more; the rest waits on the group page, exceptions first.
QUESTIONS, LINES = 60, 300


@dataclass(frozen=True)
class Candidate:
    """One answer to "who is this?"."""

    choice: str
    label: str | Promise
    note: str = ""
    is_chosen: bool = False


@dataclass(frozen=True)
class RowQuestion:
    """One row that a person must decide, with its candidates and why the console does not."""

    row: PlanRow
    reason: str
    candidates: list[Candidate]
    box: SafeString


@dataclass(frozen=True)
class Shown:
    """The first lines of a list, and how many there are in all; folded unless ``is_open``."""

    title: str | Promise
    total: int
    lines: list[dict[str, Any]]
    note: str | Promise = ""
    is_open: bool = False
    # A line that was not taken is nobody whose identity waits to be decided.
    is_no_member: bool = False

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


def planned(roster: RosterImport, group: Group, choices: Mapping[int, str], reader: Any = None) -> dict[str, Any]:
    """Return what the preview shows its ``reader``: warnings, what to decide, what would change, what stays."""
    plan = staging.kept_plan(roster)
    own_rows = preview_choices.own_rows(plan, reader)
    plan = preview_choices.with_own_rows(plan, reader)
    waiting = [row for row in plan.rows if row.verdict in (Verdict.AMBIGUOUS, Verdict.SUGGESTED)]
    unsure = [row for row in waiting if row.suggestions]
    unplaced = [row for row in waiting if not row.suggestions]
    people = _people(plan, unsure, reader)
    return {
        "group": group,
        "roster": roster,
        "batch": roster.batch,
        "counts": {
            **plan.counts(),
            "ambiguous": len(unsure),
            "unplaced": len(unplaced),
            "wrong": len(_wrong(plan)),
        },
        "coverage": coverage(roster),
        "warnings": row_messages.warnings(plan, roster, group),
        "reading": how_read(staging.reading_of(roster, plan)),
        **_roles(roster, group, plan, reader),
        "brakes": preview_choices.brakes(plan, roster, group),
        "own_rows": own_rows,
        "questions": [_question(row, people, choices, reader) for row in unsure[:QUESTIONS]],
        "questions_later": max(0, len(unsure) - QUESTIONS),
        "unplaced": [_question(row, people, choices, reader) for row in unplaced[:QUESTIONS]],
        "lists": _lists(plan, people, choices),
    }


def result(roster: RosterImport, group: Group) -> dict[str, Any]:
    """Return what a list has done, or what became of it."""
    batch = roster.batch
    applied = batch.state == ImportBatch.State.APPLIED
    return {
        "group": group,
        "roster": roster,
        "batch": batch,
        "applied": applied,
        "counts": batch.counts,
        "coverage": coverage(roster),
        "proved": Flag.objects.filter(group=group, state=Flag.State.CLEARED, cleared_by=roster).count(),
        "role_change": RoleChange.objects.filter(roster=roster, state=RoleChange.State.WAITING).exists(),
        "may_undo": applied and batch.undo is not None,
        "blocked_by": undoing.blocked_by(roster) if applied and batch.undo else [],
    }


def _roles(roster: RosterImport, group: Group, plan: RosterPlan, reader: audit.Actor) -> dict[str, Any]:
    """Return whose role in the group would change, and whether the reader's confirming is enough for that."""
    labels = dict(Membership.Role.choices)
    steps = [
        {"nickname": one.nickname, "before": labels[one.before], "after": labels.get(one.after, _("gone"))}
        for one in role_steps_of(roster, group, plan)
    ]
    return {
        "role_steps": steps[:LINES],
        "roles_wait": bool(steps) and not role_authority.suffices(reader, group),
        "is_confidential": group.is_confidential,
    }


def how_read(report: ReadingReport) -> dict[str, Any]:
    """Return what ``partials/_reading.html`` shows of the reading of a list; its lines that were not taken stand in a
    list of their own."""
    columns = [(row_messages.FIELDS[name], heading) for name, heading in report.columns.items()]
    return {"report": replace(report, skipped_rows=()), "columns": columns, "notes": row_messages.sums(report)}


def coverage(roster: RosterImport) -> dict[str, Any] | None:
    """Return how many rows bear a group nickname, and whether nicknames can be trusted (practice §1.2)."""
    if roster.nickname_coverage is None:
        return None
    covered = round(roster.nickname_coverage * roster.rows)
    return {"covered": covered, "rows": roster.rows, "reliable": roster.nicknames_reliable}


def columns(roster: RosterImport) -> dict[str, Any]:
    """Return the headings that are not known with a few cells of each, and what a column can be."""
    table, suggestions = staging.unmapped(roster)
    examples: list[list[str]] = [[] for _heading in table.header]
    for _number, cells in table.rows[:30]:
        for place, cell in enumerate(cells):
            if cell and place < len(examples) and len(examples[place]) < 3 and cell not in examples[place]:
                examples[place].append(cell)
    headings = [
        {"place": place, "heading": heading, "examples": examples[place], "field": suggestions.get(place, "")}
        for place, heading in enumerate(table.header)
        if heading or examples[place]
    ]
    first_row = " · ".join(heading for heading in table.header if heading) if table.header_row else ""
    return {"headings": headings, "fields": row_messages.FIELDS, "dropped": table.dropped, "first_row": first_row}


def _people(plan: RosterPlan, unsure: Iterable[PlanRow], reader: object) -> dict[int, Employee]:
    """Return everybody whom the page names, as far as the reader may be told of them."""
    unsure = list(unsure)
    wanted = {one for row in unsure for one in row.suggestions}
    shown = [*_wrong(plan)[:LINES], *plan.rows[: LINES * 10]]
    wanted.update(row.employee_id for row in shown if row.employee_id)
    not_listed = (*plan.left[:LINES], *plan.kept[:LINES])
    wanted.update(membership.employee_id for membership in not_listed if membership.employee_id)
    return access.people_for(reader, [*unsure, *shown], wanted)


def _question(row: PlanRow, people: Mapping[int, Employee], choices: Mapping[int, str], reader: object) -> RowQuestion:
    chosen = choices.get(row.number, "")
    candidates = [
        Candidate(
            choice := f"{preview_choices.EMPLOYEE}{one}", people[one].name, _whereabouts(people[one]), choice == chosen
        )
        for one in row.suggestions
        if one in people
    ]
    candidates.append(
        Candidate(preview_choices.OUTSIDER, _("from outside"), is_chosen=chosen == preview_choices.OUTSIDER)
    )
    candidates.append(Candidate(preview_choices.BANNED, _("ban for good"), is_chosen=chosen == preview_choices.BANNED))
    candidates.append(Candidate("", _("decide later"), is_chosen=not chosen))
    typed = chosen.removeprefix(preview_choices.STAFF_NO) if chosen.startswith(preview_choices.STAFF_NO) else ""
    box = preview_choices.box_for(typed, reader).render(
        f"staff-{row.number}", typed, {"class": "form-control form-control-sm"}
    )
    return RowQuestion(row, row_messages.reason(row.reason, row.reason_facts), candidates, box)


def _whereabouts(person: Employee) -> str:
    parts = [person.department.path if person.department else "", person.staff_no]
    if person.status in Employee.OUTSIDE_WORK:
        parts.append(str(person.get_status_display()))
    return " · ".join(part for part in parts if part)


def _lists(plan: RosterPlan, people: Mapping[int, Employee], choices: Mapping[int, str]) -> list[Shown]:
    """Return the lists: what is wrong (open, since it is what the reader came for), then folded who left, who joined,
    who renamed themselves, what was not taken, who is in order. Wherever somebody was recognised, and once of each, it
    can be said that it is not them."""
    rows = plan.rows
    fine = [row for row in rows if row.verdict is Verdict.OK]
    shown = [
        replace(_correctable(_shown(_("Something is wrong"), _wrong(plan), people), choices), is_open=True),
        _gone(_("Left"), plan.left, people, _("They were on the roster and are not on this list.")),
        _gone(
            _("Kept until answered"), plan.kept, people, _("A row of this list that waits for an answer may be theirs.")
        ),
        _shown(_("From outside"), [row for row in rows if row.verdict is Verdict.OUTSIDER], people),
        _shown(_("Joined"), [row for row in rows if row.change == "joined"], people),
        _shown(_("Renamed"), [row for row in rows if row.change == "renamed"], people),
        replace(
            _shown(_("Not taken"), [row for row in rows if row.verdict is Verdict.REJECTED], people), is_no_member=True
        ),
        _correctable(_shown(_("In order"), fine, people), choices),
    ]
    return [one for one in shown if one.total]


def _wrong(plan: RosterPlan) -> list[PlanRow]:
    """Return the identified rows whose verdict is not good."""
    plain = (Verdict.OK, Verdict.AMBIGUOUS, Verdict.SUGGESTED, Verdict.OUTSIDER, Verdict.REJECTED)
    return [row for row in plan.rows if row.verdict not in plain]


def _shown(title: Promise, rows: list[PlanRow], people: Mapping[int, Employee]) -> Shown:
    lines = [
        {
            "nickname": row.nickname,
            "person": people.get(row.employee_id or 0),
            "verdict": row_messages.verdict(row),
            "severity": row_messages.TONES[row.verdict],
            "correct": row.correct_nickname if row.verdict is Verdict.MISNAMED else "",
            "reason": _reason(row, people),
            "number": row.number,
        }
        for row in rows[:LINES]
    ]
    return Shown(title, len(rows), lines)


def _reason(row: PlanRow, people: Mapping[int, Employee]) -> str:
    """Return why a row is judged so; of its person no more is told there than beside it."""
    person, facts = people.get(row.employee_id or 0), row.reason_facts
    if person is not None and "name" in facts:
        facts = {**facts, "name": person.name, "staff_no": person.staff_no}
    return row_messages.reason(row.reason, facts)


def _correctable(shown: Shown, choices: Mapping[int, str]) -> Shown:
    """Offer on every line with a person the answer "not this person", ticked where it was given already."""
    for line in shown.lines:
        if line["person"] is not None:
            line["denial"] = f"{preview_choices.NOT}{line['person'].pk}"
            line["is_denied"] = choices.get(line["number"]) == line["denial"]
    return shown


def _gone(
    title: Promise, memberships: Sequence[KnownMembership], people: Mapping[int, Employee], note: Promise
) -> Shown:
    """Return memberships that no row of the list is."""
    lines = [
        {"nickname": membership.nickname, "person": people.get(membership.employee_id or 0)}
        for membership in memberships[:LINES]
    ]
    return Shown(title, len(memberships), lines, note)
