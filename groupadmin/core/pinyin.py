"""Pinyin keys of names: for the search box and for nicknames in pinyin. Pure: no Django.

pypinyin knows characters, not surnames: it reads 单 as dan and 仇 as chou (practice §4.3). So the surname has its own
table here, and a given name is read character by character with every common reading where keys are compared.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import product

from pypinyin.constants import PINYIN_DICT

from groupadmin.core.folding import name_key

PINYIN_LENGTH, INITIALS_LENGTH = 128, 32
_MOST_READINGS = 12

# How a character is read when it stands first in a name; the first reading is the one to file under.
SURNAMES: dict[str, tuple[str, ...]] = {
    char: tuple(readings.split("/"))
    for char, readings in (
        pair.split(":")
        for pair in (
            "单:shan 仇:qiu 员:yun/yuan 召:shao 曾:zeng 朴:piao/pu 解:xie 任:ren 查:zha 区:ou 欧:ou 乐:yue/le 翟:zhai/di "
            "缪:miao 覃:qin/tan 盖:ge/gai 种:chong 重:chong 宁:ning 尹:yin 华:hua 洗:xian 冼:xian 黑:he/hei 秘:bi/mi 折:she/zhe "
            "哈:ha 逄:pang 佴:nai 郇:xun/huan 郗:xi/chi 车:che 卜:bu 祭:zhai/ji 都:du 那:na 能:nai 万:wan 纪:ji 过:guo 葛:ge "
            "适:kuo/shi 句:gou 谌:chen/shen 褚:chu 令:ling 晁:chao 燕:yan 应:ying 於:yu 于:yu 阚:kan 郝:hao 隗:wei/kui 尉:wei "
            "瞿:qu 强:qiang 相:xiang 俞:yu 余:yu 佘:she 厍:she 幺:yao 亓:qi 牟:mu/mou 费:fei 薄:bo/bao 柏:bai/bo 洪:hong 教:jiao "
            "候:hou 侯:hou 沈:shen 石:shi 行:xing 贾:jia 乜:nie 撒:sa 藏:zang 臧:zang 占:zhan 繁:po/fan 参:shen 称:cheng 长:chang "
            "祝:zhu 粘:nian 庞:pang 虑:lv 吕:lv 闾:lv"
        ).split()
    )
}
COMPOUND_SURNAMES: dict[str, tuple[str, ...]] = {
    chars: tuple(reading.split("_"))
    for chars, reading in (
        pair.split(":")
        for pair in (
            "尉迟:yu_chi 长孙:zhang_sun 万俟:mo_qi 欧阳:ou_yang 上官:shang_guan 司马:si_ma 诸葛:zhu_ge 夏侯:xia_hou 东方:dong_fang "
            "皇甫:huang_fu 令狐:ling_hu 公孙:gong_sun 慕容:mu_rong 宇文:yu_wen 轩辕:xuan_yuan 独孤:du_gu 南宫:nan_gong 西门:xi_men "
            "司徒:si_tu 司空:si_kong 端木:duan_mu 百里:bai_li 呼延:hu_yan 钟离:zhong_li 澹台:tan_tai 濮阳:pu_yang 太史:tai_shi "
            "申屠:shen_tu 单于:chan_yu 赫连:he_lian 闻人:wen_ren 公冶:gong_ye 仲孙:zhong_sun 拓跋:tuo_ba 淳于:chun_yu 纳兰:na_lan "
            "贺兰:he_lan 完颜:wan_yan 叶赫:ye_he"
        ).split()
    )
}


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
    surname = surname_of(key)
    if len(surname) == 2:
        first = [(reading,) for reading in COMPOUND_SURNAMES[surname]]
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


def full_readings(name: str) -> tuple[str, ...]:
    """Return every full pinyin of a name, the likeliest first; at most twelve (names with many-voiced characters)."""
    syllables = _syllables(name_key(name))
    if all(len(each) == 1 for each in syllables):
        return ("".join(each[0] for each in syllables),)
    found = dict.fromkeys("".join(each) for each, _n in zip(product(*syllables), range(_MOST_READINGS), strict=False))
    return tuple(found)


def key_set(name: str) -> frozenset[str]:
    """Return what people write for a name in pinyin: zhangsan, zhangs, zs, sanzhang, szhang (practice §4.2, 6)."""
    key = name_key(name)
    cut = len(surname_of(key))
    keys: set[str] = set()
    for syllables, _n in zip(product(*_syllables(key)), range(_MOST_READINGS), strict=False):
        surname, given = "".join(syllables[:cut]), syllables[cut:]
        rest, initials = "".join(given), "".join(part[:1] for part in given)
        short = "".join(part[:1] for part in syllables)
        keys |= {surname + rest, surname + initials, short, rest + surname, initials + surname}
    return frozenset(keys)


def is_chinese(text: str) -> bool:
    """Tell whether a text is written in Chinese characters only."""
    return bool(text) and all("\u3400" <= char <= "\u9fff" or char >= "\U00020000" for char in text)

