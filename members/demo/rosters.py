"""The demo's member lists: who is in each group, since which list, under which nickname, and with what wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count
from random import Random

from groupadmin.core.folding import nickname_key
from groupadmin.groups.models import Group
from members.demo.departments import Unit
from members.demo.groups import Plan, Story
from members.demo.names import Names
from members.demo.nicknames import UNCLEAR, Nickname, Nicknamer
from members.demo.people import Person
from members.models import Membership

Identity, Role, Tier = Membership.Identity, Membership.Role, Membership.Tier
# Categories whose lists are mostly other people than ours.
OPEN = (Group.Category.EXTERNAL, Group.Category.CUSTOMERS, Group.Category.ASSOCIATION)
# Categories whose members come from the group's own department.
OF_DEPARTMENT = (Group.Category.DEPARTMENT, Group.Category.WORKSHOP, Group.Category.CENTRE)


@dataclass(slots=True)
class Seat:
    """Somebody on a list: a person of ours, or nobody we know."""

    person: Person | None
    role: str
    nickname: Nickname
    identity: str
    tier: str
    banned: bool = False


class Rosters:
    """Fills groups with people."""

    def __init__(
        self, units: list[Unit], people: list[Person], *, numbers: count[int], today: date, random: Random, names: Names
    ) -> None:
        self.people, self.numbers, self.today, self.random, self.names = people, numbers, today, random, names
        self.leavers = [p for p in people if not p.working and p.left_on]
        self.movers: dict[int, list[Person]] = {}
        for person in people:
            if person.old_unit is not None:
                self.movers.setdefault(person.old_unit.id, []).append(person)
        self.namesakes = {name for name, times in Counter(p.name for p in people).items() if times > 1}
        self._below: dict[int, list[int]] = {}
        self._units = units
        self._nicknamers: dict[str, Nicknamer] = {}

    def rows(self, plan: Plan, evidence: list[int]) -> Iterator[dict[str, object]]:
        """Yield the memberships of a group; ``evidence`` are the numbers of its lists, oldest first."""
        if not plan.lists:
            return
        memberships = list(self._memberships(plan))
        for membership in memberships:
            yield self._present(plan, membership, evidence)
        for membership in self._gone(plan, {s.person.id for s in memberships if s.person is not None}):
            yield self._left(plan, membership, evidence)

    def _memberships(self, plan: Plan) -> Iterator[Seat]:
        writer = self._writer(plan.template)
        insiders = self._insiders(plan)
        wrong = {Story.TROUBLE: 0.16, Story.CLEAN: 0.0}.get(plan.story, 0.03)
        for place, person in enumerate(insiders):
            role = self._role(plan, place)
            yield self._membership(writer, person, role, wrong if place > 2 else 0.0)
        if plan.story is Story.OWNER_LEFT:
            leaver = self._outside(insiders)
            yield self._known(writer.proper(leaver), leaver, Role.OWNER)
        yield from self._strangers(plan, writer)

    def _outside(self, insiders: list[Person]) -> Person:
        there = {person.id for person in insiders}
        return next((leaver for leaver in reversed(self.leavers) if leaver.id not in there), self.leavers[0])

    def _writer(self, template: str) -> Nicknamer:
        if template not in self._nicknamers:
            self._nicknamers[template] = Nicknamer(template, self.random, self.names)
        return self._nicknamers[template]

    def _insiders(self, plan: Plan) -> list[Person]:
        """Return our people on the list, whoever may lead it first."""
        if plan.category in OF_DEPARTMENT:
            places = self._staff_below(plan.unit)
        else:
            size = plan.size // 4 if plan.category in OPEN else plan.size
            places = [plan.unit.staff[0], *self.random.sample(range(len(self.people)), min(size, len(self.people)))]
        here = [self.people[place] for place in dict.fromkeys(places)]
        working = [p for p in here if p.working][: plan.size]
        if plan.story is Story.MISSING:
            working = working[:1] + [p for p in working[1:] if not p.is_manager]
        gone = [p for p in here if p.left_on and not p.working]
        extra: list[Person] = []
        if plan.story in (Story.TROUBLE, Story.OLD_LIST):
            extra = gone[:3] or self.random.sample(self.leavers, min(2, len(self.leavers)))
        if plan.story is Story.MOVED:
            extra = self.movers.get(plan.unit.id, [])[:4] or [p for p in self.people[5:400:97] if p.working]
        seen = {p.id for p in working}
        return working + [p for p in extra if p.id not in seen]

    def _staff_below(self, unit: Unit) -> list[int]:
        if unit.id not in self._below:
            below = (u for u in self._units if u.lineage.startswith(unit.lineage))
            self._below[unit.id] = [place for u in below for place in u.staff][:2000]
        return self._below[unit.id]

    def _role(self, plan: Plan, place: int) -> str:
        ownerless = plan.story in (Story.OWNERLESS, Story.OWNER_LEFT)
        if place == 0:
            return Role.MEMBER if ownerless else Role.OWNER
        return {1: Role.DEPUTY, 2: Role.ADMIN}.get(place, Role.MEMBER)

    def _membership(self, writer: Nicknamer, person: Person, role: str, wrong: float) -> Seat:
        dice = self.random.random()
        if dice >= wrong:
            return self._known(writer.proper(person), person, role)
        if dice < wrong / 5:
            text = self.random.choice(UNCLEAR)(person, self.random, self.names)
            return Seat(None, role, Nickname(text), Identity.UNKNOWN, Tier.FUZZY)
        if person.name in self.namesakes and dice < wrong / 2:
            return Seat(None, role, Nickname(person.name), Identity.UNKNOWN, Tier.NONE)
        return self._known(writer.sloppy(person), person, role)

    def _known(self, nickname: Nickname, person: Person, role: str) -> Seat:
        return Seat(person, role, nickname, Identity.EMPLOYEE, Tier.EXACT if nickname.fits else Tier.NAME)

    def _strangers(self, plan: Plan, writer: Nicknamer) -> Iterator[Seat]:
        number = {Story.TROUBLE: 3, Story.BANNED: 1}.get(plan.story, 0)
        if plan.category in OPEN:
            number = plan.size * 3 // 4
        for place in range(number):
            known_outside = plan.category in OPEN or place == 0
            identity = Identity.OUTSIDER if known_outside else Identity.UNKNOWN
            yield Seat(
                None,
                Role.MEMBER,
                writer.stranger(invited=known_outside),
                identity,
                Tier.MEMORY if known_outside else Tier.NONE,
                banned=plan.story is Story.BANNED and place == 0,
            )

    def _gone(self, plan: Plan, present: set[int]) -> Iterator[Seat]:
        """Yield a few who were on an earlier list and are no longer: a group without comings and goings is not real."""
        if len(plan.lists) < 2 or not self.leavers:
            return
        writer = self._writer(plan.template)
        for person in self.random.sample(self.leavers, min(2, len(self.leavers))):
            if person.id not in present:
                yield self._known(writer.proper(person), person, Role.MEMBER)

    def _present(self, plan: Plan, membership: Seat, evidence: list[int]) -> dict[str, object]:
        first = 0 if self.random.random() < 0.9 else self.random.randrange(len(plan.lists))
        row = self._row(plan, membership, first)
        row |= {"last_seen_at": plan.lists[-1], "evidence_id": evidence[-1]}
        if plan.platform == Group.Platform.QQ:
            row |= self._qq(plan, first)
        return row

    def _left(self, plan: Plan, membership: Seat, evidence: list[int]) -> dict[str, object]:
        row = self._row(plan, membership, 0)
        return row | {"last_seen_at": plan.lists[-2], "gone_by": plan.lists[-1], "evidence_id": evidence[-1]}

    def _row(self, plan: Plan, membership: Seat, first: int) -> dict[str, object]:
        number, nickname = next(self.numbers), membership.nickname
        return {
            "id": number,
            "group_id": plan.id,
            "identity": membership.identity,
            "employee_id": membership.person.id if membership.person is not None else None,
            "tier": membership.tier,
            "nickname": nickname.text,
            "nickname_key": nickname_key(nickname.text),
            "account_key": self._account(plan, membership, number),
            "role": membership.role,
            "nickname_fits": nickname.fits,
            "nickname_problem": nickname.problem,
            "correct_nickname": nickname.correct,
            "nickname_judged_by": plan.regulation.pk if plan.regulation is not None else None,
            "nickname_judged_in": membership.person.unit.id if membership.person is not None else None,
            "misnamed_since": plan.lists[0].date() if nickname.fits is False else None,
            "absent_at": plan.lists[first - 1] if first else None,
            "first_seen_at": plan.lists[first],
            "banned": membership.banned,
        }

    def _account(self, plan: Plan, membership: Seat, number: int) -> str:
        """Return the platform's account: QQ lists have them, WeChat exports of some tools do, others have none."""
        who = membership.person.id if membership.person is not None else 10_000_000 + number
        if plan.platform == Group.Platform.QQ:
            return str(100_000_000 + who)
        return f"wxid_demo{who:08}" if plan.id % 5 < 2 or membership.banned else ""

    def _qq(self, plan: Plan, first: int) -> dict[str, object]:
        quiet = plan.story is Story.SILENT and self.random.random() < 0.3
        days = self.random.randrange(100, 400) if quiet else self.random.randrange(20)
        joined: datetime = plan.lists[first] - timedelta(days=self.random.randrange(1, 25))
        spoke = None if quiet and first else max(joined.date(), plan.lists[-1].date() - timedelta(days=days))
        if quiet and spoke is not None:
            joined = plan.lists[0] - timedelta(days=500)
            spoke = self.today - timedelta(days=days)
        return {"joined_at": joined, "spoke_last_on": spoke, "speech_known_on": plan.lists[-1].date()}
