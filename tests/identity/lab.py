"""The staff list of the cases of member lists, as the pure core takes it. All names are made up."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from members.identity.index import Index
from members.identity.match import Matcher
from members.identity.membership_keys import memberships_by_nickname
from members.identity.values import GroupRules, KnownDepartment, KnownMembership, KnownPerson, Match, Memory, RosterRow

CASES = Path(__file__).parents[1] / "cases" / "member-lists"


def lab() -> tuple[list[KnownPerson], list[KnownDepartment]]:
    """Return the people and departments of lab-directory.csv; ids are the digits of the staff number."""
    with (CASES / "lab-directory.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    ids: dict[str, int] = {}
    departments: list[KnownDepartment] = []
    for row in rows:
        parts = row["部门"].split("/")
        for depth in range(1, len(parts) + 1):
            path = "/".join(parts[:depth])
            if path not in ids:
                ids[path] = len(ids) + 1
                lineage = tuple(ids["/".join(parts[:level])] for level in range(1, depth + 1))
                departments.append(KnownDepartment(ids[path], (parts[depth - 1],), lineage))
    people = [
        KnownPerson(
            int(row["工号"][1:]), row["工号"], row["姓名"], (ids[row["部门"]],), row["在职状态"] != "离职", row["岗位"]
        )
        for row in rows
    ]
    return people, departments


PEOPLE, DEPARTMENTS = lab()
INDEX = Index(PEOPLE, DEPARTMENTS)


def match(
    nickname: str = "",
    *,
    index: Index = INDEX,
    rules: GroupRules | None = None,
    memory: Memory | None = None,
    memberships: Sequence[KnownMembership] = (),
    **columns: str,
) -> Match:
    """Match one row against the company of the cases."""
    matcher = Matcher(index, rules or GroupRules(), memory or Memory(), memberships_by_nickname(memberships))
    return matcher.match(RosterRow(1, nickname=nickname, **columns))


def said(found: Match) -> str:
    """Return a match in one line, for the eye."""
    people = [INDEX.person(each) for each in found.suggestions]
    names = " ".join(f"{each.name}({each.staff_no})" for each in people if each)
    bound = INDEX.person(found.employee_id) if found.employee_id else None
    return f"{found.tier:7} {'BOUND ' + bound.staff_no if bound else '-'} {found.reason} [{names}] {dict(found.facts)}"
