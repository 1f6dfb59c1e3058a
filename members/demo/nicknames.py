"""Nicknames as people write them: by the rule, or against it in the ways of practice §4.2."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from groupadmin.regulations.patterns import Pattern, parse
from members.demo.names import Names
from members.demo.people import Person

NETIZENS = "清风 静水流深 小鱼儿 追光者 一路向阳 柠檬茶 山高水长 晴天 老船长 花开富贵 大白 星辰 暖阳 南方有嘉木".split()
FIRMS = "恒通供应 瑞达物流 明远建材 华信监理 中联设备 康宁体检".split()
TITLES = "工 总 经理 主任 师傅 姐 哥".split()
EMOJI = "🌹 🌸 😀 🏀 ☀️ 🇨🇳".split()
TRADITIONAL = str.maketrans("张刘陈杨黄赵吴孙马许韩冯邓萧业东车风国华", "張劉陳楊黃趙吳孫馬許韓馮鄧蕭業東車風國華")


@dataclass(frozen=True, slots=True)
class Nickname:
    """A nickname with what the rule says of it: ``fits`` None where there is no rule."""

    text: str
    fits: bool | None = None
    problem: str = ""
    correct: str = ""


class Nicknamer:
    """Writes nicknames for one rule (a template, or none)."""

    def __init__(self, template: str, random: Random, names: Names) -> None:
        self.pattern: Pattern | None = parse(template) if template else None
        self.random, self.names = random, names

    def proper(self, person: Person) -> Nickname:
        """Return the nickname the rule asks for; without a rule, the bare name."""
        if self.pattern is None:
            return Nickname(person.name)
        return Nickname(self.pattern.render(_facts(person)), fits=True)

    def sloppy(self, person: Person) -> Nickname:
        """Return one of the deviations, with the reason and what to write instead."""
        text = self.random.choice(DEVIATIONS)(person, self.random, self.names)
        return self._judged(text, _facts(person))

    def stranger(self, *, invited: bool) -> Nickname:
        """Return the nickname of somebody from outside; whoever was invited mostly keeps to the rule."""
        random = self.random
        name, firm, alias = self.names.next(), random.choice(FIRMS), random.choice(NETIZENS)
        if invited and self.pattern is not None and random.random() < 0.85:
            facts = {"name": name, "company": firm, "department": "业务部", "alias": alias, "tag": "会员"}
            facts["gender_mark"] = random.choice("★☆")
            return self._judged(self.pattern.render({token: (value,) for token, value in facts.items()}), {})
        return self._judged(f"{firm}-{name}" if random.random() < 0.5 else alias, {})

    def _judged(self, text: str, facts: dict[str, tuple[str, ...]]) -> Nickname:
        if self.pattern is None:
            return Nickname(text)
        verdict = self.pattern.check(text, facts)
        if verdict.ok:
            return Nickname(text, fits=True)
        return Nickname(text, fits=False, problem=f"{verdict.reason}:{verdict.offending}", correct=verdict.expected)


def _facts(person: Person) -> dict[str, tuple[str, ...]]:
    return {
        "name": (person.name,),
        "department": (person.unit.name, *person.unit.short_names),
        "company": (person.unit.path.split("/")[0],),
        "staff_no": (person.staff_no,),
        "alias": (person.name,),
        "gender_mark": ("★",),
        "tag": ("同事",),
    }


def _short(person: Person) -> str:
    return person.unit.short_names[-1] if person.unit.short_names else person.unit.name


def _dashed(mark: str) -> Callable[[Person, Random, Names], str]:
    return lambda person, random, names: f"{person.unit.name}{mark}{person.name}"


# A deviation: (person, dice, names) -> nickname. Bare and turned names come most often, so they stand here twice.
DEVIATIONS: tuple[Callable[[Person, Random, Names], str], ...] = (
    lambda person, random, names: person.name,
    lambda person, random, names: person.name,
    lambda person, random, names: f"{person.name}-{person.unit.name}",
    lambda person, random, names: f"{person.name}（{person.unit.name}）",
    lambda person, random, names: f"【{_short(person)}】{person.name}",
    lambda person, random, names: f"{_short(person)} {person.name}",
    lambda person, random, names: f"A{person.unit.name}-{person.name}",
    lambda person, random, names: f"{person.unit.name}-{person.name}{random.choice(EMOJI)}",
    lambda person, random, names: f"{person.unit.name}-{person.name.translate(TRADITIONAL)}",
    lambda person, random, names: f"{person.unit.name}－{person.name}",
    _dashed("—"),
    _dashed("_"),
    _dashed("｜"),
    _dashed(""),
)
# Those that only a person can tell who it is: a title with a surname, a typing mistake, a name for the net.
UNCLEAR: tuple[Callable[[Person, Random, Names], str], ...] = (
    lambda person, random, names: f"{person.name[0]}{random.choice(TITLES)}",
    lambda person, random, names: f"{person.unit.name}-{names.one_edit(person.name)}",
    lambda person, random, names: f"老{person.name[0]}",
)
