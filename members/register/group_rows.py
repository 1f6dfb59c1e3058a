"""What the register says of each group now, gathered a thousand at a time: for the ledger and for imports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Count, F, Max, Q, QuerySet

from groupadmin.core.file_reader import clean
from groupadmin.core.spreadsheets import neutral
from groupadmin.groups.models import Announcement, Group, Pledge
from members.flags.models import Flag
from members.register import column_words
from members.register.lookups import Departments, Regulations
from members.register.people_cells import NamedPerson
from members.rosters.models import Membership

CHUNK: Final = 1000
ROLE_OF: Final = {
    "owner": Membership.Role.OWNER,
    "deputies": Membership.Role.DEPUTY,
    "admins": Membership.Role.ADMIN,
}
# Columns of the group's own row that a file may change; ids stand for departments, regulations and heirs.
OWN: Final = (
    "name",
    "platform",
    "category",
    "purpose",
    "department_id",
    "headcount",
    "headcount_outside",
    "created_on",
    "approval_no",
    "secrecy",
    "planned_end_on",
    "status",
    "dissolved_on",
    "note",
    "regulation_id",
    "approved_on",
    "admission_scope",
    "content_scope",
    "capacity",
    "last_active_on",
    "merged_into_id",
)
FURTHER: Final = ("id", "code", "name_key", "roster_version", "roster_taken_at", "registered_on", "regulation_since")
CHOICES: Final = ("platform", "category", "secrecy")


@dataclass(slots=True)
class RunnerRow:
    """One present membership with a role, as the register shows it."""

    role: str
    person: NamedPerson


@dataclass(slots=True)
class GroupRow:
    """One group: its own columns by name, who runs it, and what is known besides."""

    own: dict[str, Any]
    heir: str = ""
    memberships: list[RunnerRow] = field(default_factory=list)
    pledge_on: date | None = None
    announced: bool = False
    open_matters: int = 0
    is_late: bool = False
    is_dormant: bool = False

    @property
    def id(self) -> int:
        pk: int = self.own["id"]
        return pk

    @property
    def code(self) -> str:
        code: str = self.own["code"]
        return code

    def runners(self, column: str) -> list[NamedPerson]:
        """Return who holds the role of a people column."""
        return [membership.person for membership in self.memberships if membership.role == ROLE_OF[column]]


def group_rows(groups: QuerySet[Group], *, at_once: int = CHUNK) -> Iterator[GroupRow]:
    """Yield the groups of a queryset by number, ``at_once`` at a time; five queries each time, memory flat."""
    after = ""
    while True:
        page = groups.filter(code__gt=after).order_by("code").values(*OWN, *FURTHER, heir=F("merged_into__code"))
        rows = list(page[:at_once])
        yield from _complete(rows)
        if len(rows) < at_once:
            return
        after = rows[-1]["code"]


def _complete(rows: list[dict[str, Any]]) -> list[GroupRow]:
    found = {row["id"]: GroupRow(row, heir=row.pop("heir") or "") for row in rows}
    for membership, group_id in _memberships(list(found)):
        found[group_id].memberships.append(membership)
    pledges = Pledge.objects.filter(group__in=found).values_list("group").annotate(last=Max("signed_on")).order_by()
    for group_id, last in pledges:
        found[group_id].pledge_on = last
    for group_id in Announcement.objects.filter(group__in=found).values_list("group", flat=True):
        found[group_id].announced = True
    matters = Flag.objects.filter(group__in=found, state=Flag.State.OPEN).values("group").order_by()
    late, stale = Q(kind=Flag.Kind.ROSTER_OLD), Q(kind=Flag.Kind.STALE)
    counted = matters.annotate(n=Count("id"), late=Count("id", late), stale=Count("id", stale))
    for row in counted:
        snapshot = found[row["group"]]
        snapshot.open_matters, snapshot.is_late, snapshot.is_dormant = row["n"], bool(row["late"]), bool(row["stale"])
    return list(found.values())


def _memberships(group_ids: list[int]) -> Iterator[tuple[RunnerRow, int]]:
    runners = Membership.objects.present().filter(group__in=group_ids, role__in=ROLE_OF.values()).order_by("id")
    facts = ("group_id", "role", "identity", "nickname", "account_key", "employee_id")
    rows = runners.values_list(*facts, "employee__name", "employee__staff_no")
    for group_id, role, identity, nickname, account, employee_id, name, staff_no in rows:
        yield RunnerRow(role, NamedPerson(employee_id, name or nickname or account, staff_no or "", identity)), group_id


def plain(text: str) -> str:
    """Return a cell on one line; what is written and what is read back are compared in this form."""
    return " ".join(text.split())


def _told(value: object) -> str:
    return plain(clean(neutral(value)))


class Telling:
    """How the ledger writes a snapshot: column → text, in one language."""

    def __init__(self, departments: Departments, regulations: Regulations, language: int) -> None:
        self.departments, self.regulations, self.language = departments, regulations, language

    def texts(self, snapshot: GroupRow) -> dict[str, str]:
        """Return every column of the ledger as text; reading a ledger back gives the very same."""
        own, language = snapshot.own, self.language
        told = {name: _told(own.get(name)) for name in column_words.BY_FIELD if name in own}
        told |= {name: column_words.word(name, own[name], language) for name in CHOICES}
        told |= {column: _told("、".join(p.told(language) for p in snapshot.runners(column))) for column in ROLE_OF}
        checked = own["roster_taken_at"]
        return told | {
            "department": _told(self.departments.told(own["department_id"])),
            "regulation": _told(self.regulations.told(own["regulation_id"])),
            "merged_into": snapshot.heir,
            "status": self._status(snapshot),
            "pledge_on": _told(snapshot.pledge_on),
            "announced": (column_words.YES if snapshot.announced else column_words.NO)[language],
            "checked_on": _told(checked)[:10],
            "check_result": self._result(snapshot) if checked else "",
        }

    def _status(self, snapshot: GroupRow) -> str:
        if snapshot.own["status"] == Group.Status.ACTIVE and snapshot.is_dormant:
            return column_words.DORMANT[self.language]
        if snapshot.own["status"] == Group.Status.ACTIVE and snapshot.is_late:
            return column_words.TO_BE_CHECKED[self.language]
        return column_words.word("status", snapshot.own["status"], self.language)

    def _result(self, snapshot: GroupRow) -> str:
        if not snapshot.open_matters:
            return ("无问题", "nothing open")[self.language]
        return (f"待办 {snapshot.open_matters} 项", f"{snapshot.open_matters} open")[self.language]
