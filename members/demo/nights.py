"""The nights before today: what they raised, passed on and cleared, so that the demo's curves have a past.

Tonight's walk has found all there is; here that is told as if the console had looked on each of the last nights. Every
row is what the sweeps of those nights would have written: no matter is older than its cause, each is due and with whom
it would be by now, and what was cleared is proved by the list that no longer has the leaver.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import count
from typing import Any

from django.db.models import BooleanField, Case, Count, F, Value, When
from django.utils import timezone

from groupadmin.core.models import SweepRun
from groupadmin.core.sql import chunks, update_from_values
from groupadmin.core.sweeps import kinds_by_sweep
from members.demo import fast
from members.flags import escalation
from members.flags.kinds import BY_KIND
from members.flags.kinds.base import NEXT_LEVEL_DAYS
from members.flags.models import Flag
from members.flags.rule_context import RuleContext
from members.models import Membership

Kind, Level = Flag.Kind, Flag.Level
NIGHTS = 14
CHUNK = 2000
# How many nights ago a matter was raised, by its number: most lately, a few long ago.
AGES = (0,) * 3 + (1,) * 4 + (2,) * 4 + (3,) * 4 + (4, 4, 5, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17)
# One of so many matters that wait for their owner is said to be done already.
SAID_DONE_OF = 6
# One of so many nicknames that fit did not a while ago.
RENAMED_OF = 14
# What is asked of a membership whose matter is cleared.
MEMBERSHIP_COLUMNS = (
    "pk",
    "group_id",
    "group__secrecy",
    "employee_id",
    "employee__status",
    "employee__left_on",
    "nickname",
    "role",
    "first_seen_at",
    "evidence_id",
    "evidence__taken_at",
)
# A list's moment stands on all its memberships: each is turned into a day once.
day_of = lru_cache(maxsize=1 << 16)(timezone.localdate)


def at_once() -> Case:
    """Return of a matter whether its group's regulation wants it done at once, as a column."""
    columns = {kind: rule.due.at_once for kind, rule in BY_KIND.items() if rule.due.at_once}
    whens = [When(**{"kind": kind, f"group__regulation__{at}": True}, then=Value(True)) for kind, at in columns.items()]
    return Case(*whens, default=Value(False), output_field=BooleanField())


@dataclass
class Past:
    """Tells the last nights; ``today`` is the day of the walk that has just been."""

    at: datetime
    today: date
    passed_on: Counter[date] = field(default_factory=Counter)
    let_lie: list[tuple[int, date]] = field(default_factory=list)

    def tell(self) -> None:
        """Date the open matters back, add those cleared since, and write what each night did."""
        self._date_back()
        self._pass_on()
        self._say_done()
        # Read to the end first: while PostgreSQL copies rows in, its connection answers nothing else.
        fast.insert(Flag, list(self._cleared()))
        fast.reset_sequences(Flag)
        self._runs()

    def _date_back(self) -> None:
        opened = Flag.objects.filter(state=Flag.State.OPEN).order_by()
        facts = opened.values_list(
            "pk", "kind", "level", "group__secrecy", "membership__first_seen_at", "employee__left_on", at_once()
        )
        moved = (row for fact in facts.iterator(CHUNK) if (row := self._moved(*fact)) is not None)
        # Read to the end before the first is written: SQLite would meet its own rows again.
        rows = list(moved)
        self.let_lie = [(row[0], row[2]) for row in rows if row[3] < Level.HEAD and row[2] < self.today]
        columns = ("raised_on::date", "due_on::date", "level::smallint")
        for some in chunks(rows, CHUNK):
            update_from_values("members_flag", columns, some)
        opened.filter(level=Level.OFFICE).update(assignee=None)

    def _moved(
        self,
        number: int,
        kind: str,
        level: int,
        secrecy: str,
        seen: datetime | None,
        left_on: date | None,
        is_at_once: bool,
    ) -> tuple[int, date, date, int] | None:
        """Return a matter's number, day, due day and level, or None where it is tonight's."""
        causes = [day_of(seen)] if seen is not None else []
        if kind == Kind.LEAVER and left_on is not None:
            causes.append(left_on)
        raised = max([self.today - timedelta(days=AGES[number % len(AGES)]), *causes])
        if raised >= self.today:
            return None
        return number, raised, *self._climbed(raised, BY_KIND[kind].due.day(secrecy, raised, at_once=is_at_once), level)

    def _climbed(self, raised: date, first_due: date, level: int) -> tuple[date, int]:
        """Return when a matter is due by now and whose turn it is; the last step to a head is left to the sweep."""
        at_head, at_office = (timedelta(days=NEXT_LEVEL_DAYS[step]) for step in (Level.HEAD, Level.OFFICE))
        night = timedelta(days=1)
        if level == Level.OFFICE:
            return raised + at_office, level
        given = raised if level == Level.HEAD else first_due + night
        if given + at_head >= self.today:
            # Nobody's turn but the owner's, or the head's since one of the last nights.
            return (given + at_head, level) if level == Level.HEAD else (given - night, level)
        self.passed_on.update((given, given + at_head + night))
        return given + at_head + night + at_office, Level.OFFICE

    def _pass_on(self) -> None:
        """Give what owners have let lie to the heads, as of the night after it was due."""
        escalation.escalate(RuleContext(self.today))
        for some in chunks(self.let_lie, CHUNK):
            ended = dict(some)
            levels = Flag.objects.filter(pk__in=ended, level__gt=Level.OWNER).values_list("pk", "level")
            given = {number: (ended[number] + timedelta(days=1), level) for number, level in levels}
            self.passed_on.update(night for night, _level in given.values())
            rows = [
                (number, night + timedelta(days=NEXT_LEVEL_DAYS[level])) for number, (night, level) in given.items()
            ]
            update_from_values("members_flag", ("due_on::date",), rows)

    def _say_done(self) -> None:
        waiting = Flag.objects.filter(state=Flag.State.OPEN, level=Level.OWNER, raised_on__lt=self.today)
        chosen = waiting.annotate(turn=F("pk") % SAID_DONE_OF).filter(turn=0, membership__isnull=False)
        chosen.order_by().update(acted_at=self.at - timedelta(hours=3), acted_by_name="demo")

    def _cleared(self) -> Iterator[dict[str, object]]:
        """Yield what the last nights cleared: leavers whom a list has no more, and nicknames put right."""
        since = timezone.make_aware(datetime.combine(self._first(), time()))
        memberships = Membership.objects.filter(employee__isnull=False, evidence__taken_at__gte=since)
        renamed = (
            memberships.filter(gone_by=None, nickname_fits=True).annotate(turn=F("pk") % RENAMED_OF).filter(turn=0)
        )
        gone = memberships.filter(gone_by=F("evidence__taken_at"), employee__left_on__isnull=False)
        owners = dict(
            Membership.objects.present()
            .filter(role=Membership.Role.OWNER, employee__isnull=False)
            .values_list("group_id", "employee_id")
        )
        numbers = count(fast.next_id(Flag))
        for kind, found in ((Kind.LEAVER, gone), (Kind.MISNAMED, renamed)):
            for membership in found.order_by("pk").values(*MEMBERSHIP_COLUMNS).iterator(CHUNK):
                row = self._cleared_of(kind, membership)
                if row is not None:
                    yield row | {"id": next(numbers), "assignee_id": owners.get(membership["group_id"])}

    def _cleared_of(self, kind: str, membership: dict[str, Any]) -> dict[str, Any] | None:
        """Return the matter there was about a membership, or None where its cause would be younger than its end."""
        number, proof = membership["pk"], membership["evidence_id"]
        began, cleared = day_of(membership["first_seen_at"]), day_of(membership["evidence__taken_at"])
        evidence = {"nickname": membership["nickname"]}
        if kind == Kind.LEAVER:
            began, left = max(began, membership["employee__left_on"]), membership["employee__left_on"]
            evidence |= {
                "status": membership["employee__status"],
                "left_on": left.isoformat(),
                "role": membership["role"],
            }
        elif number // RENAMED_OF % 2:
            # Judged again by a night, since the rule or the department is another: no list proves it.
            proof, cleared = None, self.today - timedelta(days=number // RENAMED_OF % (NIGHTS - 1))
        if began >= cleared:
            return None
        raised = max(began, cleared - timedelta(days=3 + number * 7 % 17))
        return {
            "kind": kind,
            "group_id": membership["group_id"],
            "subject": f"employee:{membership['employee_id']}",
            "membership_id": number,
            "employee_id": membership["employee_id"],
            "state": Flag.State.CLEARED,
            "raised_on": raised,
            "due_on": BY_KIND[kind].due.day(membership["group__secrecy"], raised),
            "cleared_on": cleared,
            "cleared_by_id": proof,
            "evidence": evidence,
        }

    def _runs(self) -> None:
        """Write each night's row for each sweep: what its day's matters add up to, as fast as tonight's was."""
        raised, cleared = (
            {(kind, day): n for kind, day, n in self._counted(name)} for name in ("raised_on", "cleared_on")
        )
        rows, kinds = [], kinds_by_sweep()
        for run in SweepRun.objects.filter(on=self.today).order_by("pk"):
            for back in range(NIGHTS - 1, -1, -1):
                night = self.today - timedelta(days=back)
                began = run.started_at - timedelta(days=back)
                told = SweepRun(name=run.name, on=night, started_at=began, raised=run.raised if not back else 0)
                if kind := kinds.get(run.name):
                    told.raised = raised.get((kind, night), 0)
                    told.cleared = cleared.get((kind, night), 0)
                elif run.name == "escalate":
                    told.raised = self.passed_on[night]
                told.seconds = run.seconds * (1 - back % 4 / 20)
                told.finished_at = began + timedelta(seconds=told.seconds)
                rows.append(told)
        SweepRun.objects.filter(on=self.today).delete()
        rows.sort(key=lambda run: run.on)
        SweepRun.objects.bulk_create(rows)

    def _counted(self, day: str) -> Any:
        known = Flag.objects.filter(**{f"{day}__gte": self._first()}).order_by()
        return known.values_list("kind", day).annotate(n=Count("pk"))

    def _first(self) -> date:
        return self.today - timedelta(days=NIGHTS - 1)
