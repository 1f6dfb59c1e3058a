"""What one group's page shows: its exceptions, grouped by what to do about them, with wording to copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Max, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from groupadmin.groups.models import Group
from members.flags import reasons, wording
from members.flags.models import Flag, Sending
from members.models import Membership, RosterImport

# A group in disorder has hundreds of exceptions: the first of each kind are shown, the rest is one list away.
SHOWN = 50
# So many of a kind stand open on the page; the others are folded away below them.
AT_A_GLANCE = 5
# What a row shows. A batch carries the packed cells of its list, which are no part of it.
READ = (
    "group", "kind", "level", "raised_on", "due_on", "acted_at", "reopened", "evidence",
    "membership__nickname", "membership__account_key", "membership__role", "membership__last_seen_at",
    "membership__evidence__taken_at", "membership__evidence__batch__requested_by_name",
    "employee__name", "employee__staff_no", "employee__department__name",
)  # fmt: skip
SEATED = (
    "role", "nickname", "account_key", "identity", "last_seen_at", "employee__name", "employee__department__name",
    "evidence__taken_at", "evidence__batch__requested_by_name",
)  # fmt: skip
LISTED = ("group", "taken_at", "mode", "batch__requested_by_name")


@dataclass(frozen=True)
class Row:
    """One exception: whom, why, since when, known from where, and what was said about it."""

    flag: Flag
    name: str
    reason: str
    source: str
    when: str
    correct: str
    is_late: bool
    copied_at: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Block:
    """All exceptions of one kind, with the one message about them. Private ones are made when a row is opened."""

    kind: str
    title: str
    rows: Sequence[Row]
    total: int
    group_text: str
    sent_at: datetime | None = None
    copied_at: datetime | None = None

    @property
    def first(self) -> Sequence[Row]:
        return self.rows[:AT_A_GLANCE]

    @property
    def folded(self) -> Sequence[Row]:
        return self.rows[AT_A_GLANCE:]

    @property
    def flag_ids(self) -> list[int]:
        return [row.flag.pk for row in self.rows]


@dataclass
class Section:
    """One thing to do."""

    task: reasons.Task
    blocks: list[Block] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(block.total for block in self.blocks)


def sections(group: Group, today: date, only: Collection[int] | None = None) -> list[Section]:
    """Return a group's open matters (``only`` these) by what to do: three queries, however many there are."""
    open_flags = Flag.objects.filter(group=group, state=Flag.State.OPEN)
    if only is not None:
        open_flags = open_flags.filter(pk__in=only)
    totals = dict(open_flags.order_by().values_list("kind").annotate(n=Count("pk")))
    by_kind: dict[str, list[Flag]] = defaultdict(list)
    for flag in _first_of_each(open_flags):
        flag.group = group
        by_kind[flag.kind].append(flag)
    said = _sendings(open_flags)
    found = []
    for task in reasons.TASKS:
        blocks = [_block(kind, by_kind[kind], totals[kind], said, today) for kind in task.kinds if by_kind[kind]]
        if blocks:
            found.append(Section(task, blocks))
    return found


def people_who_run(group: Group) -> list[Membership]:
    """Return owner, deputy and admins, by the last list."""
    seats = Membership.objects.present().filter(group=group).exclude(role=Membership.Role.MEMBER)
    order = {role: at for at, role in enumerate(Membership.Role.values)}
    seats = seats.select_related("employee__department", "evidence__batch").only(*SEATED)
    return sorted(seats, key=lambda seat: (order[seat.role], seat.pk))


def last_lists(group: Group) -> list[RosterImport]:
    """Return the last few lists that were applied."""
    applied = RosterImport.objects.filter(group=group, batch__state="APPLIED").select_related("batch")
    return list(applied.only(*LISTED).order_by("-taken_at", "-pk")[:3])


def _first_of_each(flags: QuerySet[Flag]) -> QuerySet[Flag]:
    """Return at most SHOWN of each kind, the longest due first, with all that a row needs."""
    place = Window(RowNumber(), partition_by="kind", order_by=["due_on", "pk"])
    firsts = flags.annotate(place=place).filter(place__lte=SHOWN)
    return firsts.select_related("membership__evidence__batch", "employee__department").only(*READ).order_by("place")


def _sendings(flags: QuerySet[Flag]) -> dict[tuple[int, str], tuple[datetime | None, datetime | None]]:
    rows = Sending.objects.filter(flag__in=flags).order_by().values_list("flag", "tone")
    return {
        (flag, tone): (copied, sent)
        for flag, tone, copied, sent in rows.annotate(copied=Max("copied_at"), sent=Max("sent_at"))
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
        title=str(Flag.Kind(kind).label),
        rows=rows,
        total=total,
        group_text=wording.group_text(kind, flags, today),
        copied_at=max((copied for copied, _sent in to_group if copied), default=None),
        sent_at=max((sent for _copied, sent in to_group if sent), default=None),
    )


def _row(flag: Flag, said: dict[tuple[int, str], tuple[datetime | None, datetime | None]], today: date) -> Row:
    copied, sent = said.get((flag.pk, Sending.Tone.PRIVATE), (None, None))
    return Row(
        flag=flag,
        name=reasons.name_of(flag),
        reason=reasons.reason(flag, today),
        source=reasons.source(flag.membership, flag.group.roster_taken_at, today),
        when=_("raised %(age)s, due %(due)s")
        % {"age": reasons.age(flag.raised_on, today), "due": date_format(flag.due_on, "DATE_FORMAT")},
        correct=flag.evidence.get("correct") or "",
        is_late=flag.due_on < today,
        copied_at=copied,
        sent_at=sent,
    )
