"""Words by which lists say that somebody is not here (any more, or yet): in titles, headings, beside names. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from groupadmin.core.dividing_rows import title_in
from groupadmin.core.headings import LONGEST_HEADING, folded
from groupadmin.directory import vocabulary

GONE = re.compile(
    "离职|离岗|离司|离开|辞职|退休|离退|调离|调出|解聘|辞退|开除|退工|亡故|去世|减员|不在职|不在册"
    r"|\b(?:resigned|resignations?|left|leavers?|terminat(?:ed|ions?)|departed|retired|retirees?|dimission"
    r"|(?:former|ex)[\s_-]?(?:staff|employees?|members?|colleagues?|workers?))\b",
    re.IGNORECASE,
)
# An office that looks after the retired is a department like any other.
NOT_GONE = re.compile(
    "返聘|未离|未退|待离|(?<!不)在职|返岗|复职|不含|除外|重新入职|无离职|退休?[干职人]?[部工员]?(?:处|办|科|中心|服务|管理|工作)"
)
# Whoever has been hired and is not here yet has not left, and does not work here either.
TO_COME = re.compile(
    "待入职|未入职|拟入职|预入职|即将入职|待报到|未报到|待到岗|未到岗|待上岗|拟录用|待录用|已录用|offer"
    r"|\b(?:pre-?boarding|not[\s_-]started|(?:new|pending)[\s_-]hires?)\b",
    re.IGNORECASE,
)
NOT_TO_COME = re.compile("取消|放弃|拒|爽约|无待|不含|除外")
HAS_COME = re.compile("是否已?(?:入职|报到|到岗|到职)")
# A title about some kind of people, and one over a part of the house.
OF_PEOPLE = re.compile(r"(?:人员|员工|职工|名单|名册)[:：]?(?:\s*[(（].{0,15}[)）])?$")
OF_A_PART = re.compile(
    r".{2,}(?:部|处|中心|车间|班组|公司|分厂|厂|科室|院|门店|办公室|干部|用工)[:：]?(?:\s*[(（].{0,15}[)）])?"
)
MOST_IN_A_TITLE = 3
BRACKETS = re.compile(r"(.+?)\s*[(（\[【〔]([^()（）\[\]【】〔〕]{1,12})[)）\]】〕]")
# 甲一（代）, 丁四1, 王伟A, 张三*: what is no part of a name in Chinese, as far as anybody can tell who reads it.
MARKED = re.compile(r"([\u3400-\u9fff·]{2,20}?)\s*(?:[\dA-Za-zＡ-Ｚａ-ｚ]{1,2}|[*＊★☆#＃^、，,。.；;:：—–-]{1,3})")
BEFORE_A_NAME = re.compile(r"(?:[(（\[【][^()（）\[\]【】]{1,12}[)）\]】]|\d{1,3}[.、]?)\s*([\u3400-\u9fff·]{2,20})")
# 员工1, 用户2 are no names with something behind them.
NOBODY = frozenset("员工 人员 职工 职员 用户 测试 同事 成员 学生 老师 合计 小计 总计 共计 人数".split())
CHINESE = re.compile(r"[\u3400-\u9fff·]{2,20}")
CLOSING = frozenset(")）]】〕")
SHORTEST_WITH_MARK = 3
# 张三-离职, 张三 已离职, （离职）张三, 离职-张三: the word, parted or not, before or behind the name.
WORD = "(?:已|现已)?(?:离职|离岗|离司|辞职|退休|离退休|调离|调出|辞退)(?:人员|员工)?"
BEHIND = re.compile(rf"(.{{2,40}}?)[\s*_/／·,，、:：—–-]{{0,4}}({WORD})")
BEFORE = re.compile(rf"[(（\[【〔]?({WORD})[)）\]】〕]?[\s*_/／·,，、:：—–-]{{0,4}}([^\s(（\[【〔].{{1,40}})")
# Days and ages at which everybody will retire say of nobody that they have.
OF_EVERYBODY = re.compile("预计|法定|年龄|应退|拟|到龄|计划|证明|次数")
# Headings over words of a status that are none of the headings of a status: 在职/离职, 是否在册, 合同状态.
STATES = re.compile("[在离][职岗册司]|状态|情况|[变异调]动|增减")
CHANGES = re.compile("[变异调]动|增减")
AT_ALL = re.compile("在[职岗册司]")


def says_gone(text: str) -> bool:
    """Say whether a title or a note is about people who have left."""
    return bool(GONE.search(text)) and not NOT_GONE.search(text)


def says_to_come(text: str) -> bool:
    """Say whether a title or a note is about people who have not started yet."""
    return bool(TO_COME.search(text)) and not NOT_TO_COME.search(text)


def is_about_leaving(heading: str) -> bool:
    return says_gone(heading) and not OF_EVERYBODY.search(heading)


def watched(header: Iterable[str]) -> set[str]:
    """Return the headings, folded, of columns that are no field of a person and may say that somebody has left."""
    keys = {folded(heading) for heading in header if heading and len(heading) <= LONGEST_HEADING}
    return {key for key in keys if is_about_leaving(key) or STATES.search(key) or HAS_COME.search(key)}


def ends_part(depth: int, other: str, deep: int) -> bool:
    """Say whether a title ends the part of the list that one of a depth began: one of the same depth or above does,
    and so does one without a figure that is about people."""
    if not deep:
        return bool(OF_PEOPLE.search(other)) or says_gone(other) or says_to_come(other) or "在职" in other
    return deep <= (depth or 1) or (not depth and bool(OF_PEOPLE.search(other)))


def name_and_word(text: str) -> tuple[str, str]:
    """Return a name and what stands beside it about being here or having left; "" twice where nothing does."""
    if text[-1] in CLOSING and (found := BRACKETS.fullmatch(text)):
        word = found[2].strip()
        if says_gone(word) or vocabulary.status_of(word) or vocabulary.employment_of(word):
            return found[1], word
    if GONE.search(text):
        if found := BEHIND.fullmatch(text):
            return found[1], found[2]
        if found := BEFORE.fullmatch(text):
            return found[2], found[1]
    return "", ""


def without_mark(text: str) -> str:
    """Return the name of a cell in which a mark or a figure stands behind it: 甲一（代）, 丁四1; "" where none does."""
    if vocabulary.is_vacancy(text):
        return ""
    found = BRACKETS.fullmatch(text) if text[-1] in CLOSING else None
    if found is not None:
        return found[1] if CHINESE.fullmatch(found[1]) else ""
    found = MARKED.fullmatch(text) or BEFORE_A_NAME.fullmatch(text)
    return found[1] if found and found[1] not in NOBODY else ""


def title_of(cells: Sequence[str], name_at: int, left_until: int) -> tuple[str, int] | None:
    """Return the words and the depth of a row that is nothing but a title, and nobody's; None for any other.

    ``name_at`` is the column of names; the first ones, up to ``left_until``, tell who somebody is. A title that is
    centred over the columns stands anywhere; a lone remark far on the right is none.
    """
    if cells.count("") < len(cells) - MOST_IN_A_TITLE:
        return None
    text, depth = title_in(cells)
    says = bool(text) and (says_gone(text) or says_to_come(text) or "在职" in text)
    of_people = bool(text) and bool(OF_PEOPLE.search(text))
    if not text or (text == cells[name_at] and not (depth or (says and of_people))):
        return None
    if text not in cells or sum(map(bool, cells)) > 1:
        return (text, depth) if of_people or OF_A_PART.fullmatch(text) else None
    is_left = cells.index(text) <= left_until
    return (text, depth) if depth or (says and (is_left or "在职" not in text)) else None
