"""Words that nicknames are made of, besides names and departments. Pure."""

from __future__ import annotations

import re
from pathlib import Path

from groupadmin.core.folding import name_key, read_pairs, read_words
from groupadmin.core.pinyin import is_chinese

_DATA = Path(__file__).parent / "data"

# What stands behind a surname (practice §4.2, 5), or behind a full name where it says nothing of who it is.
TITLES = frozenset(read_words(_DATA / "titles.txt"))
# Titles that are right behind a full name only where they are that person's post: 徐攀助理 assists 徐攀, and 总经理李四
# is another firm's where our 李四 of the 总经理办公室 is a secretary.
OWN_POSTS = frozenset(read_words(_DATA / "own_posts.txt"))
# What people add to their own name without saying where they belong.
HARMLESS = frozenset(read_words(_DATA / "harmless.txt"))
# What says that somebody is not from here, whatever the group's pattern allows in that place.
OUTSIDE_WORDS = frozenset(read_words(_DATA / "outside.txt"))
_OUTSIDE = re.compile(
    rf"(?:{'|'.join(sorted(OUTSIDE_WORDS, key=len, reverse=True))})+"
    r"(?:代表|方|公司|单位|人员|负责人|联系人|对接人)?\d*"
)
# What ends the name of a company (not of a unit of one), whatever stands before it.
_A_COMPANY = re.compile("集团|公司|银行|商会|协会|事务所|有限|股份")
# English first names people put beside their own; any other Latin word may be a company's.
FIRST_NAMES = frozenset(read_words(_DATA / "first_names.txt"))

# Where people say they are from, in the place that a group's pattern keeps for it.
REGIONS = frozenset(read_words(_DATA / "regions.txt"))

# What is written for a kind of department: the word to what stands in the department's name.
_SHORT_WORDS = read_pairs(_DATA / "short_words.txt")

# 销售一部 and 销售1部 are the same department; the mapping keeps the length, so that cutting can count on it.
_NUMERALS = str.maketrans("一二三四五六七八九〇零", "12345678900")
_NUMERAL = re.compile("[一二三四五六七八九〇零]")
# Left off in speech: 销售部 is called 销售.
SUFFIXES = (
    *("事业部", "项目部", "分公司", "办公室", "中心", "部门", "车间", "小组", "团队", "公司", "门店"),
    *("部", "处", "科", "室", "组", "队", "所", "院", "区", "班", "厂", "店", "站", "局"),
)
_UNITS = re.compile(f"{_A_COMPANY.pattern}|科技|大学|学院|医院|工厂|企业|软件")

# Said behind a department's short name without meaning another one: 销售部 of 销售. 财务公司 is no 财务部.
ADDED = ("部门", "部")


def department_key(name: str) -> str:
    """Return the key of a department's name: folded, without separators and brackets, its numerals as digits."""
    return numbered(name_key(name))


def numbered(key: str) -> str:
    """Return a folded key with its numerals as digits."""
    return key.translate(_NUMERALS) if _NUMERAL.search(key) else key


def spoken_short(key: str) -> str:
    """Return a department's key without what is left off in speech, or nothing when too little would remain."""
    for suffix in SUFFIXES:
        if key.endswith(suffix):
            rest = key.removesuffix(suffix)
            return rest if len(rest) > 1 and rest not in OWN_POSTS else ""
    return ""


def says_outside(word: str) -> bool:
    """Tell whether a folded word says that somebody is not from here: 供应商, 客户方, 供应商代表."""
    return _OUTSIDE.fullmatch(word) is not None


def names_a_unit(word: str) -> bool:
    """Tell whether a word names a unit of somebody's, ours or not: 中建三局, 恒大集团, 供应商."""
    return says_outside(word) or word.endswith(SUFFIXES) or _UNITS.search(word) is not None


def listed_for(word: str) -> tuple[str, ...]:
    """Return how the departments begin that a listed word is said for: HR for 人力 and 人事, 总经办 for 总经理办."""
    return _SHORT_WORDS.get(without_added(word), ())


def words_of_outside(nickname: str) -> list[str]:
    """Return the words of a nickname that say somebody is from elsewhere: 供应商, or a company's name (恒大集团)."""
    pieces = [key for piece in re.split(r"[\W_丨丶]+", nickname) if (key := name_key(piece))]
    return [piece for piece in pieces if says_outside(piece) or _A_COMPANY.search(piece)]


def may_stand_for(word: str, department: str) -> bool:
    """Tell whether a folded word may be short for a department (by its key), whatever short names it was given.

    总经办 and 人资 keep the order of the characters and begin as 总经理办公室 and 人力资源部 do; 技术 stands whole in
    信息技术部; HR is what is said for 人力资源. A word that every department's name may end in is short for none. It is
    no more than likely: 中建 keeps the order of 中心建设部 too, so it only suggests.
    """
    word = numbered(word)
    if word in SUFFIXES:
        return False
    if any(stem in department for stem in listed_for(word)):
        return True
    if not all(is_chinese(char) or char.isdigit() for char in word):
        return False
    return (len(word) > 1 and word in department) or (word[:1] == department[:1] and _in_order(word, department))


def without_added(word: str) -> str:
    """Return a word without the 部 that is said behind it."""
    return word if word in _SHORT_WORDS else next((word[: -len(end)] for end in ADDED if word.endswith(end)), word)


def _in_order(word: str, department: str) -> bool:
    rest = iter(department)
    return all(char in rest for char in word)
