"""A small company for the tests of identity, a small nickname pattern, short ways to ask. All names are made up."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from groupadmin.core.folding import nickname_key
from members.identity.from_table import read_grid
from members.identity.index import Index
from members.identity.match import Matcher
from members.identity.membership_keys import memberships_by_nickname
from members.identity.plan import plan_roster
from members.identity.values import (
    Decision,
    GroupRules,
    KnownDepartment,
    KnownMembership,
    KnownPerson,
    ListReading,
    Match,
    Memory,
    PlanRow,
    RosterPlan,
    RosterRow,
)

COMPANY, SALES, EAST, HR, SALES_ONE, FINANCE, OFFICE, IT = range(1, 9)
DEPARTMENTS = [
    KnownDepartment(COMPANY, ("某某公司",), (COMPANY,)),
    KnownDepartment(SALES, ("销售中心", "销售"), (COMPANY, SALES)),
    KnownDepartment(EAST, ("华东区",), (COMPANY, SALES, EAST)),
    KnownDepartment(HR, ("人力资源部", "人力", "人资", "HR"), (COMPANY, HR)),
    KnownDepartment(SALES_ONE, ("销售一部", "销一"), (COMPANY, SALES, SALES_ONE)),
    KnownDepartment(FINANCE, ("财务部", "财"), (COMPANY, FINANCE)),
    KnownDepartment(OFFICE, ("总经理办公室", "总经办", "办公室", "综合办"), (COMPANY, OFFICE)),
    KnownDepartment(IT, ("信息技术部", "信息", "IT", "技术"), (COMPANY, IT)),
]
PEOPLE = [
    KnownPerson(1, "000101", "张三", (EAST,), post="客户经理"),
    KnownPerson(2, "000102", "李四", (OFFICE,)),
    KnownPerson(3, "000103", "王五", (HR,)),
    KnownPerson(4, "000104", "王五", (FINANCE,)),
    KnownPerson(5, "000105", "阿卜杜拉·买买提", (SALES_ONE,)),
    KnownPerson(6, "000106", "李乾", (FINANCE,)),
    KnownPerson(7, "000107", "欧阳修文", (SALES,)),
    KnownPerson(8, "000108", "陈伟", (FINANCE,)),
    KnownPerson(9, "000109", "赵小明", (IT,)),
    KnownPerson(10, "000110", "闫闯", (HR,)),
    KnownPerson(11, "000111", "尉迟恭谨", (SALES_ONE,)),
    KnownPerson(12, "000112", "孙八", (SALES,), working=False),
    KnownPerson(13, "000113", "孙九", (SALES,), working=False),
    KnownPerson(14, "000114", "孙九", (FINANCE,)),
    KnownPerson(15, "000115", "周十", (HR,)),
    KnownPerson(16, "000116", "周十", (HR,)),
    KnownPerson(17, "HR-2023-001", "吴敏敏", (HR, FINANCE)),
    KnownPerson(18, "000118", "肖云", (IT,)),
    KnownPerson(19, "000119", "钱百灵", (FINANCE,)),
    KnownPerson(20, "000120", "张伟民", (SALES,)),
]
NAMES = {person.id: person.name for person in PEOPLE}
INDEX = Index(PEOPLE, DEPARTMENTS)


@dataclass(frozen=True)
class Fit:
    ok: bool
    offending: str
    expected: str
    reason: str


@dataclass(frozen=True)
class TinyPattern:
    """The contract of nickname patterns, as small as a test needs it: tokens in braces, literal between them."""

    template: str

    def render(self, facts: Mapping[str, Sequence[str]]) -> str:
        return re.sub(r"\{(\w+)\}", lambda found: facts[found[1]][0], self.template)

    def check(
        self, nickname: str, facts: Mapping[str, Sequence[str]], *, known_departments: Container[str] = ()
    ) -> Fit:
        spellings = {token: "|".join(map(re.escape, values)) for token, values in facts.items()}
        regex = re.sub(r"\\\{(\w+)\\\}", lambda found: f"(?:{spellings[found[1]]})", re.escape(self.template))
        ok = re.fullmatch(regex, nickname) is not None
        return Fit(ok, "" if ok else nickname, self.render(facts), "" if ok else "does_not_fit")

    def split(self, nickname: str) -> dict[str, str] | None:
        regex = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(self.template))
        found = re.fullmatch(regex, nickname)
        return found.groupdict() if found else None


DEPARTMENT_NAME = GroupRules(patterns={"": (TinyPattern("{department}-{name}"),)})
NO_RULES = GroupRules()
NOBODY_KNOWN = Memory()


def who(
    nickname: str = "",
    *,
    rules: GroupRules = NO_RULES,
    memory: Memory = NOBODY_KNOWN,
    memberships: Sequence[KnownMembership] = (),
    **columns: str,
) -> Match:
    """Match one row against the company."""
    return Matcher(INDEX, rules, memory, memberships_by_nickname(memberships)).match(
        RosterRow(1, nickname=nickname, **columns)
    )


def sits(nickname: str, employee_id: int | None, account: str = "", *, number: int = 1) -> KnownMembership:
    """Return an open membership under a nickname."""
    identity = "OUTSIDER" if employee_id is None else "EMPLOYEE"
    return KnownMembership(number, employee_id, identity, nickname, nickname_key(nickname), account)


def names(ids: Sequence[int]) -> list[str]:
    return [NAMES[each] for each in ids]


def rows(*nicknames: str) -> list[RosterRow]:
    return [RosterRow(number, nickname=nickname) for number, nickname in enumerate(nicknames, 1)]


def planned(
    *listed: str | RosterRow,
    memberships: Sequence[KnownMembership] = (),
    rules: GroupRules = NO_RULES,
    memory: Memory = NOBODY_KNOWN,
    full: bool = True,
) -> RosterPlan:
    """Plan a list given as nicknames or rows."""
    made = [
        each if isinstance(each, RosterRow) else RosterRow(number, nickname=each)
        for number, each in enumerate(listed, 1)
    ]
    return plan_roster(made, memberships, INDEX, rules, memory, full=full)


def only(result: RosterPlan) -> PlanRow:
    (row,) = result.rows
    return row


def decided(employee_id: int | None, **facts: bool) -> Decision:
    return Decision(employee_id, decided_by="hr.clerk", **facts)


def rows_from_cells(cells: Sequence[Sequence[str]]) -> ListReading:
    """Return the people of a sheet whose first row is number 1."""
    return read_grid(list(enumerate(cells, 1)))
