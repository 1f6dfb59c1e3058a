"""Pinyin keys of names: for the search box and for nicknames in pinyin. Pure: no Django.

pypinyin knows characters, not surnames: it reads 单 as dan and 仇 as chou (practice §4.3). So the surname has its own
table here, and a given name is read character by character with every common reading where keys are compared.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import product
from pathlib import Path

from pypinyin.constants import PINYIN_DICT

from groupadmin.core.folding import fold, name_key, read_pairs

PINYIN_LENGTH, INITIALS_LENGTH = 128, 32
_MOST_READINGS = 12

_DATA = Path(__file__).parent / "data"
# How a character is read when it stands first in a name; the first reading is the one to file under.
SURNAMES = read_pairs(_DATA / "surnames.txt")
COMPOUND_SURNAMES = read_pairs(_DATA / "compound_surnames.txt")
# Characters of given names that are read in two ways by people who do not know the name.
_TWO_VOICED = frozenset("乐长晟茜行朝盛重传宿曾单朴参适调降藏会娜洁峙炅")


@lru_cache(maxsize=32768)
def readings(char: str) -> tuple[str, ...]:
    """Return a character's readings without tones, the common one first; the character itself where it has none."""
    marked = PINYIN_DICT.get(ord(char))
    if not marked:
        return (char,)
    plain = (_without_tone(reading) for reading in marked.split(","))
    return tuple(dict.fromkeys(plain))


def _without_tone(reading: str) -> str:
    bare = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(char for char in bare if char.isascii() and char.isalpha())


def surname_of(name: str) -> str:
    """Return the surname a Chinese name begins with: two characters where they are a known compound surname."""
    return name[:2] if name[:2] in COMPOUND_SURNAMES else name[:1]


def _syllables(key: str) -> list[tuple[str, ...]]:
    first: list[tuple[str, ...]]
    surname = surname_of(key)
    if len(surname) == 2:
        first = [(syllable,) for syllable in COMPOUND_SURNAMES[surname]]
    else:
        first = [SURNAMES.get(char) or readings(char) for char in surname]
    return first + [readings(char) for char in key[len(surname) :]]


def search_keys(name: str) -> tuple[str, str]:
    """Return what the search box looks a name up by: full pinyin without tones and spaces, and the initials.

    Cut to 128 and 32 characters. Letters and digits stand for themselves: 张三Jack is ``zhangsanjack`` and ``zsj…``.
    """
    syllables = _syllables(name_key(name))
    full = "".join(reading[0] for reading in syllables)
    return full[:PINYIN_LENGTH], "".join(reading[0][:1] for reading in syllables)[:INITIALS_LENGTH]


_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_PLACES = {"十": 10, "百": 100}
_FIGURES = re.compile(f"([0-9]{{1,18}}|[{''.join((*_DIGITS, *_PLACES))}]{{1,18}})")


class _FirstReadings(dict[str, str]):
    def __missing__(self, char: str) -> str:
        self[char] = reading = readings(char)[0]
        return reading


_first_readings = _FirstReadings()


def first_reading(key: str) -> str:
    """Return the likeliest full pinyin of a folded name, uncut; quick, for tables of many thousand names."""
    surname = SURNAMES.get(key[:1])
    if key[:2] in COMPOUND_SURNAMES:
        return "".join(COMPOUND_SURNAMES[key[:2]]) + "".join([_first_readings[char] for char in key[2:]])
    if surname is None:
        return "".join([_first_readings[char] for char in key])
    return surname[0] + "".join([_first_readings[char] for char in key[1:]])


def company_readings(key: str) -> set[str]:
    """Return the full pinyins that a folded name is looked up by in a table of many thousand names.

    Beside the likeliest one: a surname read as the plain character (曾 as ceng, 尉迟 as weichi), and the other reading
    of the few characters that given names are often read wrongly by (乐, 长, 晟).
    """
    likeliest = first_reading(key)
    surname = surname_of(key)
    if surname not in COMPOUND_SURNAMES and surname not in SURNAMES and _TWO_VOICED.isdisjoint(key):
        return {likeliest}
    first = (
        {"".join(COMPOUND_SURNAMES[surname])} if len(surname) == 2 else set(SURNAMES.get(surname, readings(surname)))
    )
    plain = {"".join(voices) for voices in product(*(readings(char)[:2] for char in surname))}
    rest = [readings(char) if char in _TWO_VOICED else readings(char)[:1] for char in key[len(surname) :]]
    given = ["".join(voices) for voices, _n in zip(product(*rest), range(_MOST_READINGS), strict=False)]
    return {likeliest, *(one + other for one in first | plain for other in given)}


def full_readings(name: str) -> tuple[str, ...]:
    """Return every full pinyin of a name, the likeliest first; at most twelve (names with many-voiced characters)."""
    syllables = _syllables(name_key(name))
    if all(len(each) == 1 for each in syllables):
        return ("".join(each[0] for each in syllables),)
    found = dict.fromkeys("".join(each) for each, _n in zip(product(*syllables), range(_MOST_READINGS), strict=False))
    return tuple(found)


def key_set(name: str) -> frozenset[str]:
    """Return what people write for a name in pinyin: zhangsan, zhangs, zs, sanzhang, szhang (practice §4.2, 6);
    a given name of two characters also by itself."""
    key = name_key(name)
    cut = len(surname_of(key))
    keys: set[str] = set()
    for syllables, _n in zip(product(*_syllables(key)), range(_MOST_READINGS), strict=False):
        surname, given = "".join(syllables[:cut]), syllables[cut:]
        rest, initials = "".join(given), "".join(part[:1] for part in given)
        short = "".join(part[:1] for part in syllables)
        keys |= {surname + rest, surname + initials, short, rest + surname, initials + surname}
        if len(given) > 1:
            keys.add(rest)
    return frozenset(keys)


@lru_cache(maxsize=32768)
def reading_order(text: str) -> tuple[tuple[int, str], ...]:
    """Return what texts are put in order by where people look them up.

    Figures stand by their value (一车间, 二车间, 10车间), hanzi by their sound; what is alike in both stands by its
    characters.
    """
    parts = [part for part in _FIGURES.split(text) if part]
    return (*((_figure(part), "") if _FIGURES.fullmatch(part) else (-1, _sound(part)) for part in parts), (-2, text))


def _sound(text: str) -> str:
    return " ".join([_first_readings[char] for char in fold(text)])


def _figure(text: str) -> int:
    """Return the value of a figure: 12, 十二, 一百零二; without tens and hundreds its digits in a row: 二〇."""
    if text.isascii():
        return int(text)
    value = digit = 0
    for char in text:
        if char in _PLACES:
            value, digit = value + (digit or 1) * _PLACES[char], 0
        else:
            digit = digit * 10 + _DIGITS[char]
    return value + digit


def is_chinese(text: str) -> bool:
    """Tell whether a text is written in Chinese characters only."""
    return bool(text) and all("\u3400" <= char <= "\u9fff" or char >= "\U00020000" for char in text)
