"""What one group's page shows: its exceptions, grouped by what to do about them, with wording to copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groupadmin.groups.models import Group
from members.flags import wording
from members.flags.kinds import BY_KIND
from members.flags.kinds.tasks import TASKS, Task
from members.flags.models import Flag, Sending
from members.models import Membership, RosterImport

# A group in disorder has hundreds of exceptions: the first of each kind are shown, the rest is one list away.
SHOWN = 50
# So many of a kind stand open on the page; the others are folded away below them.
AT_A_GLANCE = 5
# What a row shows. A batch carries the packed cells of its list, which are no part of it.
READ = (
    "group", "kind", "level", "due_on", "acted_at", "reopened", "evidence", "employee__name",
    "membership__nickname", "membership__account_key", "membership__role", "membership__first_seen_at",
    "membership__last_seen_at", "membership__evidence__taken_at", "membership__evidence__batch__requested_by_name",
)  # fmt: skip
MEMBERSHIP_COLUMNSED = (
    "role", "nickname", "account_key", "identity", "first_seen_at", "last_seen_at", "employee__name",
    "employee__status", "employee__department__name", "evidence__taken_at", "evidence__batch__requested_by_name",
)  # fmt: skip


class Badge(NamedTuple):
    """What a row is marked with: the words, their tone and their drawing."""

    words: str
    severity: str
    icon: str = ""


class AppliedList(NamedTuple):
    """A member list that was applied: when it was taken, whether it was a full one, and who brought it."""

    taken_at: datetime
    mode: str
    brought_by: str


@dataclass(frozen=True)
class BoardRow:
    """One exception before it is opened: whom, why, known from where, and what it is marked with."""

    flag: Flag
    name: str
    reason: str
    source: str
    correct: str
    is_late: bool
    badges: Sequence[Badge]


@dataclass(frozen=True)
class Block:
    """All exceptions of one kind, with the one message about them. What is inside a row is made when it is opened."""

    kind: str
    title: str
    rows: Sequence[BoardRow]
    total: int
    group_text: str
    sent_at: datetime | None = None
    copied_at: datetime | None = None

    @property
    def first(self) -> Sequence[BoardRow]:
        return self.rows[:AT_A_GLANCE]

    @property
    def folded(self) -> Sequence[BoardRow]:
        return self.rows[AT_A_GLANCE:]

    @property
    def flag_ids(self) -> list[int]:
        return [row.flag.pk for row in self.rows]

    @property
    def said_done(self) -> list[int]:
        return [row.flag.pk for row in self.rows if row.flag.acted_at]


@dataclass
class Section:
    """One thing to do."""

    task: Task
    blocks: list[Block] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(block.total for block in self.blocks)


def sections(group: Group, today: date, only: Collection[int] | None = None) -> list[Section]:
    """Return a group's open matters (``only`` these) by what to do: three queries, however many there are."""
    open_flags = Flag.objects.filter(group=group, state=Flag.State.OPEN)
    if only is not None:
        open_flags = open_flags.filter(pk__in=only)
    numbers: dict[str, list[int]] = defaultdict(list)
    for kind, number in open_flags.order_by("due_on", "pk").values_list("kind", "pk"):
        numbers[kind].append(number)
    shown = [number for of_kind in numbers.values() for number in of_kind[:SHOWN]]
    by_kind: dict[str, list[Flag]] = defaultdict(list)
    for flag in _with_all_a_row_needs(shown):
        flag.group = group
        by_kind[flag.kind].append(flag)
    said = _sendings(shown)
    found = []
    for task in TASKS:
        kinds = [kind for kind, rule in BY_KIND.items() if rule.task is task and by_kind[kind]]
        blocks = [_block(kind, by_kind[kind], len(numbers[kind]), said, today) for kind in kinds]
        if blocks:
            found.append(Section(task, blocks))
    return found


def people_who_run(group: Group) -> list[Membership]:
    """Return owner, deputy and admins, by the last list."""
    memberships = Membership.objects.present().filter(group=group).exclude(role=Membership.Role.MEMBER)
    order = {role: at for at, role in enumerate(Membership.Role.values)}
    memberships = (
        memberships.select_related("employee__department", "evidence__batch").only(*MEMBERSHIP_COLUMNSED).order_by()
    )
    return sorted(memberships, key=lambda membership: (order[membership.role], membership.pk))


def last_lists(group: Group) -> list[AppliedList]:
    """Return the last few lists that were applied."""
    applied = RosterImport.objects.filter(group=group, batch__state="APPLIED").order_by("-taken_at", "-pk")
    return [
        AppliedList(taken_at, str(RosterImport.Mode(mode).label), who)
        for taken_at, mode, who in applied.values_list("taken_at", "mode", "batch__requested_by_name")[:3]
    ]


def _with_all_a_row_needs(numbers: Sequence[int]) -> QuerySet[Flag]:
    flags = Flag.objects.filter(pk__in=numbers).select_related("membership__evidence__batch", "employee")
    return flags.only(*READ).order_by("due_on", "pk")


def _sendings(numbers: Sequence[int]) -> dict[tuple[int, str], tuple[datetime | None, datetime | None]]:
    rows = Sending.objects.filter(flag__in=numbers).order_by().values_list("flag", "tone")
    return {
        (flag, severity): (copied, sent)
        for flag, severity, copied, sent in rows.annotate(copied=Max("copied_at"), sent=Max("sent_at"))
    }


def _block(
    kind: str,
    flags: Sequence[Flag],
    total: int,
    said: dict[tuple[int, str], tuple[datetime | None, datetime | None]],
    today: date,
) -> Block:
    rows = [_row(flag, said, today) for flag in flags]
    to_group = [said[flag.pk, Sending.Tone.GROUP] for flag in flags if (flag.pk, Sending.Tone.GROUP) in said]
    return Block(
        kind=kind,
        title=wording.title(kind, flags),
        rows=rows,
        total=total,
        group_text=wording.group_text(kind, flags, today, total=total),
        copied_at=max((copied for copied, _sent in to_group if copied), default=None),
        sent_at=max((sent for _copied, sent in to_group if sent), default=None),
    )


def _row(flag: Flag, said: dict[tuple[int, str], tuple[datetime | None, datetime | None]], today: date) -> BoardRow:
    _copied, sent = said.get((flag.pk, Sending.Tone.PRIVATE), (None, None))
    is_late = flag.due_on < today
    return BoardRow(
        flag=flag,
        name=wording.name_of(flag),
        reason=wording.reason(flag, today),
        source=wording.source(flag.membership, flag.group.roster_taken_at, today),
        correct=wording.correct_name(flag),
        is_late=is_late,
        badges=list(_badges(flag, is_late, sent)),
    )


def _badges(flag: Flag, is_late: bool, sent: datetime | None) -> Iterator[Badge]:
    if flag.membership is not None and flag.membership.role == Membership.Role.OWNER:
        yield Badge(_("owner: hand over first"), "bad")
    if is_late:
        yield Badge(_("overdue"), "bad")
    if flag.reopened:
        back = ngettext("back %(n)s time", "back %(n)s times", flag.reopened) % {"n": flag.reopened}
        yield Badge(back, "bad", "undo")
    if flag.acted_at:
        yield Badge(_("said to be done, waits for proof"), "info", "clock")
    if flag.level != Flag.Level.OWNER:
        yield Badge(flag.get_level_display(), "warn", "user")
    if sent:
        yield Badge(_("sent"), "good", "check")
