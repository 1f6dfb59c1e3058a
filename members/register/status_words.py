"""What a ledger's words on status and end mean for the life of a group."""

from __future__ import annotations

from groupadmin.core.table_reader import folded
from groupadmin.groups import transitions
from groupadmin.groups.models import Group
from members.register import column_words
from members.register.group_rows import GroupRow
from members.register.reading import RegisterRow

Status = Group.Status


def says_ended(row: RegisterRow) -> bool:
    """Say whether a row is about a group that is no more."""
    status = column_words.CODE_OF["status"].get(folded(row.texts.get("status", "")))
    return status in Group.ENDED if status else bool(row.texts.get("dissolved_on"))


def settle(row: RegisterRow, snapshot: GroupRow | None) -> None:
    """Bring status, day of the end and heir of a row together, or note why they do not fit."""
    values = row.values
    before = snapshot.own["status"] if snapshot else None
    status = values.get("status") or before
    if status is None:
        status = Status.DISSOLVED if "dissolved_on" in values else Status.ACTIVE
    elif "dissolved_on" in values and not row.texts.get("status") and status in (*Group.LIVE, Status.APPROVED):
        status = Status.DISSOLVED
    values["status"] = status
    if before and status != before and transitions.action_between(before, status) is None:
        row.refuse("status", "not_by_a_file", before=column_words.word("status", before, column_words.CHINESE))
        return
    _settle_end(row, snapshot, status)


def _settle_end(row: RegisterRow, snapshot: GroupRow | None, status: str) -> None:
    values, own = row.values, snapshot.own if snapshot else {}
    comes_back = snapshot is not None and status in Group.LIVE and own["status"] not in (status, Status.APPROVED)
    if status in (*Group.LIVE, Status.APPROVED) and "dissolved_on" in values:
        state = column_words.word("status", status, column_words.CHINESE)
        row.refuse("dissolved_on", "ended_but_in_use", state=state)
    elif status == Status.DISSOLVED and not (values.get("dissolved_on") or own.get("dissolved_on")):
        row.refuse("dissolved_on", "dissolved_needs_a_date")
    elif status == Status.MERGED:
        heir = values.get("merged_into") or (snapshot.heir if snapshot else "")
        if not heir or heir == (snapshot.code if snapshot else row.texts.get("code")):
            row.refuse("merged_into", "merged_needs_an_heir")
    elif comes_back and own.get("dissolved_on"):
        values["dissolved_on"] = None
    if status != Status.MERGED:
        values.pop("merged_into", None)
