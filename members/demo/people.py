"""The demo's people: everybody's status and employment, a manager for each department, movers, leavers, namesakes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from groupadmin.core.folding import name_key
from groupadmin.core.pinyin import search_keys
from groupadmin.directory.models import Employee
from members.demo.departments import Unit
from members.demo.names import Dice, Names

Status, Employment = Employee.Status, Employee.Employment
# Shares in a thousand (practice §2.1); whoever is left over is in post, and a regular employee.
STATUSES = {
    Status.LEFT: 50,
    Status.RETIRED: 12,
    Status.PENDING: 12,
    Status.PROBATION: 35,
    Status.LEAVING: 15,
    Status.LONG_LEAVE: 10,
    Status.SUSPENDED: 4,
}
EMPLOYMENTS = {
    Employment.OUTSOURCED: 45,
    Employment.DISPATCHED: 40,
    Employment.INTERN: 25,
    Employment.LABOUR: 10,
    Employment.REHIRED: 8,
    Employment.ADVISER: 4,
    Employment.PART_TIME: 4,
}
MOVERS, OTHER_MANAGERS = 0.04, 0.05
# However small the demo is: so many after the managers are here, and so many have left.
SURELY_HERE, SURELY_GONE = 12, 4


@dataclass(slots=True)
class Person:
    """What groups and rosters need to know of an employee."""

    id: int
    staff_no: str
    name: str
    unit: Unit
    old_unit: Unit | None
    status: str
    is_manager: bool
    left_on: date | None

    @property
    def working(self) -> bool:
        return self.status not in Employee.OUTSIDE_WORK


class People:
    """Makes the people of a tree one after the other; ``made`` keeps what groups need of them."""

    def __init__(self, units: list[Unit], count: int, *, first_id: int, today: date, random: Random) -> None:
        self.units, self.count, self.first_id, self.today, self.random = units, count, first_id, today, random
        self.names = Names(random)
        self.made: list[Person] = []
        self._statuses = _of_a_thousand(STATUSES, Status.ACTIVE, random)
        self._employments = _of_a_thousand(EMPLOYMENTS, Employment.REGULAR, random)

    def rows(self) -> Iterator[dict[str, object]]:
        """Yield the employees' rows: first a manager for each department, then everybody by the units' weights."""
        units = Dice(self.units, (unit.weight for unit in self.units), self.random)
        for place in range(self.count):
            leads = place < len(self.units)
            unit = self.units[place] if leads else units.throw()
            yield self._row(place, unit, leads)

    def _row(self, place: int, unit: Unit, leads: bool) -> dict[str, object]:
        random = self.random
        # The second person of 人力资源部 bears the first one's name: only a department's list can tell them apart.
        twin = place == len(self.units) + 1
        if twin:
            unit = self.made[place - 1].unit
        name = self.made[place - 1].name if twin else self.names.ordinary() if leads else self.names.next()
        senior = leads or place < len(self.units) + SURELY_HERE
        status = Status.ACTIVE if senior else self._statuses.throw()
        if SURELY_HERE <= place - len(self.units) < SURELY_HERE + SURELY_GONE:
            status = Status.LEFT
        employment = Employment.REGULAR if senior else self._employments.throw()
        hired_on = self.today - timedelta(days=random.randrange(30, 6000))
        left_on, since = self._end(status)
        old_unit = self._moved_from(unit) if not senior and status == Status.ACTIVE else None
        person = Person(
            id=self.first_id + place,
            staff_no=f"{self.first_id + place:06}",
            name=name,
            unit=unit,
            old_unit=old_unit,
            status=status,
            is_manager=leads or (status == Status.ACTIVE and random.random() < OTHER_MANAGERS),
            left_on=left_on,
        )
        unit.staff.append(place)
        self.made.append(person)
        pinyin, initials = search_keys(name)
        moved_on = self.today - timedelta(days=random.randrange(5, 50)) if old_unit else hired_on
        return {
            "id": person.id,
            "staff_no": person.staff_no,
            "name": name,
            "name_key": name_key(name),
            "pinyin": pinyin,
            "initials": initials,
            "department_id": unit.id,
            "post": _post(unit, leads, person.is_manager, random),
            "level": f"M{random.randrange(1, 4)}" if person.is_manager else f"P{random.randrange(1, 8)}",
            "is_manager": person.is_manager,
            "employment": employment,
            "status": status,
            "hired_on": hired_on if status != Status.PENDING else self.today + timedelta(days=random.randrange(3, 20)),
            "left_on": left_on,
            "status_since": since,
            "department_since": moved_on,
        }

    def _end(self, status: str) -> tuple[date | None, date | None]:
        """Return (left_on, status_since): behind us for those who left, ahead for those about to leave."""
        days = self.random.randrange(2, 120)
        if status in (Status.LEFT, Status.RETIRED):
            return self.today - timedelta(days=days), self.today - timedelta(days=days)
        if status == Status.LEAVING:
            return self.today + timedelta(days=1 + days // 5), self.today - timedelta(days=10)
        return None, self.today - timedelta(days=days)

    def _moved_from(self, unit: Unit) -> Unit | None:
        if self.random.random() >= MOVERS:
            return None
        other = self.random.choice(self.units[1:])
        return other if other is not unit else None


def _of_a_thousand(shares: Mapping[Any, int], rest: str, random: Random) -> Dice[str]:
    return Dice([*shares, rest], [*shares.values(), 1000 - sum(shares.values())], random)


def _post(unit: Unit, leads: bool, manager: bool, random: Random) -> str:
    if leads:
        return "总经理" if unit.parent is None else "主任" if unit.name.endswith(("办公室", "车间")) else "经理"
    return "主管" if manager else random.choice(unit.posts)
