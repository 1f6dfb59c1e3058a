"""Planning a roster: the index of 100,000 people, and 500 nicknames against it. Budgets: 1 s, 50 ms, 150 MB.

Seconds are of this process on the processor, so that others at work on the machine do not count.
``python -m bench.roster_plan`` prints a line a figure.
"""

from __future__ import annotations

import gc
import random
import resource
import time
from statistics import median

from groupadmin.regulations.patterns import parse
from members.identity.index import Index
from members.identity.plan import plan_roster
from members.identity.values import GroupRules, KnownDepartment, KnownPerson, RosterRow

WELL_KEPT = ("{d}-{n}",) * 9 + ("{n}",)
AS_THEY_ARE = (
    *("{d}-{n}", "{d}—{n}", "【{d}】{n}", "{n}（{d}）", "{d} {n}"),
    *("{n}-{d}", "🌹{d}-{n}", "{d}{n}", "{n}", "{s}总"),
)
PEOPLE, DEPARTMENTS, NICKNAMES = 100_000, 300, 500
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚"
GIVEN = (
    "伟芳娜敏静秀丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉春梅海燕建国庆宇浩轩子涵雨欣怡诺博文思远晨曦嘉豪梓萱一诺志鹏晓东"
    "佳琪俊峰雪莹振宁立群永康家栋若溪书瑶正阳景行"
)


def made_directory(seed: int = 7) -> tuple[list[KnownPerson], list[KnownDepartment]]:
    """Return 100,000 made-up people, half of whom share their name, in 300 departments below one company."""
    chance = random.Random(seed)
    departments = [KnownDepartment(1, ("总公司",), (1,))]
    departments += [KnownDepartment(n, (f"第{n}事业部", f"事{n}"), (1, n)) for n in range(2, DEPARTMENTS + 2)]
    people = [
        KnownPerson(
            n,
            f"{n:06}",
            chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2)))),
            (chance.randrange(2, DEPARTMENTS + 2),),
        )
        for n in range(1, PEOPLE + 1)
    ]
    return people, departments


def made_rows(people: list[KnownPerson], departments: list[KnownDepartment], right: bool = False) -> list[RosterRow]:
    """Return 500 rows in the shapes nicknames have: right, turned, bracketed, bare, with a title, with a typo.

    ``right``: nine of ten as the rule 部门-姓名 wants them, as a group looks that is well kept.
    """
    chance = random.Random(8)
    shapes = WELL_KEPT if right else AS_THEY_ARE
    rows = []
    for number, person in enumerate(chance.sample(people, NICKNAMES), 1):
        name = person.name
        if number % 10 == 0:
            name = name[:-1] + chance.choice(GIVEN)
        department = departments[person.department_ids[0] - 1].names[number % 2]
        written = shapes[number % len(shapes)].format(d=department, n=name, s=name[0])
        rows.append(RosterRow(number, nickname=written))
    return rows


def resident_mb() -> float:
    """Return the peak of this process's memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def milliseconds(rows: list[RosterRow], index: Index, rules: GroupRules) -> float:
    """Return the median of nine plans, in milliseconds."""
    times = []
    for _turn in range(9):
        start = time.process_time()
        plan_roster(rows, [], index, rules, full=True)
        times.append(time.process_time() - start)
    return median(times) * 1000


def run() -> list[tuple[str, float, str]]:
    """Return (name, value, unit) per figure; the index is warm when 500 nicknames are planned."""
    people, departments = made_directory()
    rows = made_rows(people, departments)
    gc.collect()
    before = resident_mb()
    start = time.process_time()
    index = Index(people, departments)
    built = time.process_time() - start
    start = time.process_time()
    plan_roster(rows, [], index, GroupRules(), full=True)
    first = time.process_time() - start
    rule = GroupRules(patterns={"": (parse("{department}-{name}"),)})
    return [
        ("index of 100k people", built, "s"),
        ("first plan, makes the tables for suggestions", first, "s"),
        ("plan of 500 nicknames", milliseconds(rows, index, GroupRules()), "ms"),
        (
            "and with a nickname rule that most obey",
            milliseconds(made_rows(people, departments, right=True), index, rule),
            "ms",
        ),
        ("and with a nickname rule that most break", milliseconds(rows, index, rule), "ms"),
        ("growth of the process", resident_mb() - before, "MB"),
    ]


if __name__ == "__main__":
    for name, value, unit in run():
        print(f"{name}: {value:.3f} {unit}")
