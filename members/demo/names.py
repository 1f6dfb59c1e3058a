"""Names of people who do not exist: weighted surnames, compound ones, names with ·, and a share of namesakes.

Shares follow practice §4.4: 3–8 % of people share their name with somebody in a company of a few hundred, some names
have four characters, and · stands inside a name without being a separator.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

Side = TypeVar("Side")


class Dice(Generic[Side]):
    """Sides with a weight each; the same ``random`` throws the same."""

    def __init__(self, sides: Sequence[Side], weights: Iterable[float], random: Random) -> None:
        self._sides, self._weights, self._random = sides, list(accumulate(weights)), random

    def throw(self) -> Side:
        """Return one side."""
        return self._random.choices(self._sides, cum_weights=self._weights)[0]


# How often a surname is met in a hundred people, roughly as in the national ranking; the rest share what is left.
COMMON = (
    "王7.2 李7.0 张6.7 刘5.1 陈4.6 杨3.1 黄2.2 赵2.1 吴2.0 周2.0"
    " 徐1.7 孙1.5 马1.3 朱1.3 胡1.2 郭1.2 何1.1 林1.1 高1.0 罗1.0"
)
RARER = (
    "郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙"
    "史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤单仇查区翟缪解朴乐"
)
COMPOUND = ("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "令狐", "慕容", "司徒")
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建文辉力红玉兰萍鹏飞斌宇浩凯倩雪梅琳晨阳旭晓佳欣怡婷婷博睿轩哲思雨涵子昊天"
    "泽宏达志远成功国庆春生海燕云峰松柏青山立新永康福顺长林少波正义俊良德才书香若彤诗语嘉懿沐川望舒知行安然景行慕白星河南乔北辰"
)
ETHNIC_FIRST = ("阿依古丽", "买买提", "古丽娜", "巴哈尔", "帕提曼", "扎西", "索朗", "阿里木")
ETHNIC_LAST = ("艾山", "吐尔逊", "热合曼", "玉素甫", "卡德尔", "多吉", "旺堆", "依明")
# Shares, of all people: those who get the name of somebody there is, a compound surname, a name with ·.
NAMESAKES, COMPOUNDS, ETHNIC = 0.025, 0.008, 0.004


class Names:
    """A source of names: the same seed gives the same names."""

    def __init__(self, random: Random) -> None:
        self.random = random
        common = [(part[0], float(part[1:])) for part in COMMON.split()]
        rest = (100 - sum(weight for _, weight in common)) / len(RARER)
        weighted = common + [(surname, rest) for surname in RARER]
        self.surnames = Dice([surname for surname, _ in weighted], (weight for _, weight in weighted), random)
        self.given = "".join(dict.fromkeys(GIVEN))
        self.made: list[str] = []

    def next(self) -> str:
        """Return one more name; now and then that of somebody who is there already."""
        if self.made and self.random.random() < NAMESAKES:
            return self.random.choice(self.made)
        name = self._fresh()
        # A sample to draw namesakes from is enough, and stays small.
        if len(self.made) < 2000:
            self.made.append(name)
        return name

    def ordinary(self) -> str:
        """Return a name of two or three characters with a surname of one: of people whom everybody meets first."""
        while len(name := self._fresh()) > 3 or name[:2] in COMPOUND:
            pass
        self.made.append(name)
        return name

    def _fresh(self) -> str:
        chance = self.random.random()
        if chance < ETHNIC:
            return f"{self.random.choice(ETHNIC_FIRST)}·{self.random.choice(ETHNIC_LAST)}"
        surname = self.random.choice(COMPOUND) if chance < ETHNIC + COMPOUNDS else self.surnames.throw()
        given = self.random.choice(self.given)
        if self.random.random() < 0.78:
            given += self.random.choice(self.given)
        return surname + given

    def one_edit(self, name: str) -> str:
        """Return a name with one character written wrong, as typists do."""
        place = self.random.randrange(1, len(name)) if len(name) > 1 else 0
        return name[:place] + self.random.choice(self.given) + name[place + 1 :]
