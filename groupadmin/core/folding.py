"""Folding text to the key it is compared by, and cleaning it for display. Pure: no Django.

The steps are those of practice §4.3. NFKC alone leaves most dashes, dots and brackets, every zero-width mark and the
letters ー and 丨 that people use as dashes, so they are listed here by hand. Traditional characters are folded with a
table derived from OpenCC (``data/NOTICE``), on both sides of every comparison and never for what is shown: it turns
李乾 into 李干. Variant surnames (闫/阎, 肖/萧, 付/傅) are different surnames and stay apart.

What decorates a name may go; what stands for a character that was lost, masked or cut off never does. A private code,
a code that no character has and U+FFFD all become U+FFFD, for display too, so that 王⟨private⟩明 is never read as 王明.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path


def read_words(path: Path) -> tuple[str, ...]:
    """Return the words of a file, in order: parted by spaces or line ends, lines that begin with ``#`` left out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


def read_pairs(path: Path) -> dict[str, tuple[str, ...]]:
    """Return a file of ``word:value/value`` as a dictionary of word to values."""
    pairs = (word.split(":", 1) for word in read_words(path))
    return {word: tuple(values.split("/")) for word, values in pairs}


SEPARATOR, OPENING, CLOSING = "-", "(", ")"
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u2500\u2501\u2796\ufe58\u30fc丨丶"
DOTS = "·•・‧∙⋅●.。"
OTHER_SEPARATORS = '_|¦/\\~〜∼+:、,;*#=>●■◆▪►▶◇○□★☆→“”"丿'
SEPARATORS = frozenset(DASHES + DOTS + OTHER_SEPARATORS.replace(">", ""))
BRACKET_PAIRS = ("【】", "[]", "()", "「」", "『』", "〔〕", "《》", "<>", "〈〉", "〖〗", "{}")
BRACKETS = frozenset("".join(BRACKET_PAIRS))
KEY_LENGTH = 128
# How ``mark`` writes what soften leaves out: a character that is missing, a name that was cut off, and an ornament.
LOST, CUT, ORNAMENT = "\ufffd", "…", "~"
# Signs that programs and people put for a character they cannot or will not write. ★ and ◆ only decorate.
MASKS = "*?×✕✖╳∗⁎✱✲✳✻✽٭※■□▢▣▯▮▪▫☐◻◼◽◾⬚⬜⬛○●◯◌⚪⚫〓⍰\ufffc\ufffd"

_DATA = Path(__file__).parent / "data"
_TAGS = "span|img|br|script|style|b|i|u|a|p|div|font|em|strong|iframe|svg|input"
_HTML = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
# WeChat's own emoticons as text exports write them; any other word in [] is what somebody put in brackets.
_EMOTICONS = read_words(_DATA / "emoticons.txt")
_CODES = re.compile(r"\[(?:" + "|".join(sorted(_EMOTICONS, key=len, reverse=True)) + r")\]", re.IGNORECASE)
_PLAIN = re.compile("[0-9a-z\u4e00-\u4e27\u4e29-\u4e35\u4e37-\u4e3e\u4e40-\u9fa5]+")
# Characters whose form NFKC keeps, with the marks nicknames are mostly parted by; x may be a mask, so it is left out.
_USUAL = re.compile(f"(?:{_PLAIN.pattern[:-2]}A-WYZ【】()—-]|(?<! ) (?! ))+".replace("0-9a-z", "0-9a-wyz"))
_SPACES = re.compile(r"\s+")
_MARKUP_OR_SPACE = re.compile(r"[&<]|  |^ | $")
_RUNS = re.compile(r"-{2,}")
# For display a joiner stays between the parts of one emoji; everywhere else it is an invisible character.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\xad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb]"
    "|(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"
)
# What programs leave where they had no character: private codes, halves of a pair, SUB and the upper control codes.
_LOST_CODES = "\x1a\x80-\x84\x86-\x9f\ue000-\uf8ff\ud800-\udfff\U000f0000-\U0010ffff"
_UNREADABLE = re.compile(f"[{_LOST_CODES}]")
_CUT = re.compile(r"[.。](?: ?[.。])+|[⋯︙]+|[·・]{3,}")
_SIGNS_OF_LOSS = re.compile("_{2,}|(?<=[\u3400-\u9fff])(?:['`’‘](?=[\u3400-\u9fff])|[xX]{1,3}(?![A-Za-z0-9]))")
_ROSE = "\U0001f339"
_MARKS = ((0x0300, 0x036F), (0x180B, 0x180F), (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))


@cache
def traditional_pairs() -> dict[int, str]:
    """Return the table that ``str.translate`` takes: code point of a traditional character to its simplified form."""
    return {ord(pair[0]): pair[1] for pair in read_words(_DATA / "traditional.txt")}


@cache
def _doubtful() -> frozenset[str]:
    """Return the few traditional forms that are characters of simplified script too: 乾 is not always 干."""
    return frozenset(char for char in map(chr, traditional_pairs()) if _in_gb2312(char))


def _in_gb2312(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


class _Softener(dict[int, str]):
    """Per character, worked out once: nothing, a space, the canonical separator or bracket, or the character itself."""

    def __missing__(self, code: int) -> str:
        self[code] = soft = self._soft(chr(code))
        return soft

    @staticmethod
    def _soft(char: str) -> str:
        if char in SEPARATORS:
            return SEPARATOR
        if char in BRACKETS:
            return OPENING if any(pair[0] == char for pair in BRACKET_PAIRS) else CLOSING
        category = unicodedata.category(char)
        if category[0] == "Z" or char in "\t\n\r\v\f\x85":
            return " "
        if (category == "So" and char != LOST) or 0x1F3FB <= ord(char) <= 0x1F3FF:
            return " "  # an emoji parts words, as a space does
        if _is_nobodys(char, category):
            return LOST
        dropped = category in ("Cf", "Cc", "Me") or any(low <= ord(char) <= high for low, high in _MARKS)
        return "" if dropped or char in "'`’‘" else char


def _is_nobodys(char: str, category: str) -> bool:
    """Tell whether a code is no character at all; in planes 2 and 3 it is one younger than this program's tables."""
    if category == "Cn":
        return not 0x20000 <= ord(char) <= 0x3FFFF
    return category in ("Co", "Cs") or _UNREADABLE.match(char) is not None


class _Marker(_Softener):
    """As the softener, but what is missing stays told from what only decorates."""

    @staticmethod
    def _soft(char: str) -> str:
        if char in MASKS:
            return LOST
        if char == CUT:
            return CUT
        soft = _Softener._soft(char)
        return ORNAMENT if soft == " " and unicodedata.category(char)[0] in "SN" else soft


_SOFTENER, _MARKER = _Softener(), _Marker()


@lru_cache(maxsize=1024)  # a plan asks twice for each nickname, once to key it and once to split it
def soften(text: str) -> str:
    """Return text without mark-up, emoji and invisible marks, with one separator, one pair of brackets and one space.

    Case and characters stay: this is what a nickname is split from. ``-`` stands for every separator, ``(`` and ``)``
    for every bracket, a single space for every run of spaces.
    """
    if _PLAIN.fullmatch(text):
        return text
    if _USUAL.fullmatch(text):
        return text.translate(_SOFTENER).strip()
    return _SPACES.sub(" ", _plain(text).translate(_SOFTENER)).strip()


def _plain(text: str, ornament: str = "") -> str:
    """Return text in one form of each letter and without mark-up; ``ornament`` is left where mark-up was."""
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    text = unicodedata.normalize("NFKC", _HTML.sub(ornament, text) if "<" in text else text)
    if "<" in text:
        text = _HTML.sub(ornament, text)
    return _CODES.sub(ornament or " ", text) if "[" in text else text


@lru_cache(maxsize=1024)
def mark(text: str) -> str:
    """Return text as ``soften`` does, with what is missing still told from what decorates.

    ``LOST`` stands for every character that was lost or masked, ``CUT`` where a name was cut off (徐攀…), ``ORNAMENT``
    for emoji and mark-up: an ornament parts words, but nobody's name goes on behind it as behind a space.
    """
    if _PLAIN.fullmatch(text) and "x" not in text:
        return text
    if _USUAL.fullmatch(text):
        return text.translate(_MARKER).strip()
    text = _SIGNS_OF_LOSS.sub(LOST, _CUT.sub(CUT, _plain(text, _ROSE)))
    return _SPACES.sub(" ", text.translate(_MARKER)).strip()


def has_lost_characters(text: str) -> bool:
    """Tell whether a character of a name is lost, masked or cut off: 王⟨private code⟩明, 李�刚, 赵*强, 欧阳□, 徐攀….

    Such a text names nobody for certain, in a member list as in a staff list.
    """
    marked = mark(text)
    return LOST in marked or CUT in marked


def fold(text: str) -> str:
    """Return the key two texts are compared by: 銷售部—張三🌹 and 销售部-张三 have the same one.

    Folding a key again gives the key, except where a fold has laid bare mark-up that was hidden in the text.
    """
    if _PLAIN.fullmatch(text):
        return text.translate(traditional_pairs())
    if text.isascii() and text.isalnum():
        return text.lower()
    soft = soften(text).casefold()
    if not soft.isascii():
        soft = unicodedata.normalize("NFKC", soft).translate(_SOFTENER).translate(traditional_pairs())
    return _RUNS.sub(SEPARATOR, soft.replace(" ", "")).strip(SEPARATOR)


def name_key(name: str) -> str:
    """Return the key of a person's name: folded, and without the dots and brackets that people leave out at will."""
    key = fold(name)
    return key if key.isalnum() else key.replace(SEPARATOR, "").replace(OPENING, "").replace(CLOSING, "")


def nickname_key(nickname: str) -> str:
    """Return the key a nickname is remembered by, at most 128 characters; never empty unless the nickname is.

    A nickname of nothing but emoji folds to nothing, so it keeps its own characters. 欧阳* and 徐攀… have keys of their
    own, not those of 欧阳 and 徐攀.
    """
    if has_lost_characters(nickname):
        return fold(mark(nickname).replace(ORNAMENT, "").replace(CUT, LOST))[:KEY_LENGTH]
    return (fold(nickname) or unicodedata.normalize("NFKC", nickname).strip())[:KEY_LENGTH]


def same_characters(one: str, other: str) -> bool:
    """Tell whether two names of one key are the same name in another script, and not 李乾 beside 李干.

    A traditional form that is a character of its own in simplified script proves nothing, so it must stand in both.
    """
    return _doubtful_in(one) == _doubtful_in(other)


def _doubtful_in(name: str) -> list[str]:
    doubtful = _doubtful()
    return [char for char in name if char in doubtful]


def without_entities(text: str) -> str:
    """Return text with what web pages write for a character (&amp;, &nbsp;, &#128512;) as that character."""
    return _ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text


def clean(text: str) -> str:
    """Return text for display and storage: no NULs, no invisible marks, no mark-up, trimmed; else unchanged.

    A code that nobody can read is shown as U+FFFD rather than left out.
    """
    if text.isprintable() and not _MARKUP_OR_SPACE.search(text):
        return text
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    if "<" in text:
        text = _HTML.sub("", text)
    return _SPACES.sub(" ", _INVISIBLE.sub("", _UNREADABLE.sub(LOST, text))).strip()
