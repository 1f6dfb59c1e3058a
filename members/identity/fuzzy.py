"""Suggestions for a row that bears nobody's full name: never more than that (practice §4.3, e and f). Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import permutations

from groupadmin.core.folding import CUT, LOST, name_key
from groupadmin.core.pinyin import full_readings, is_chinese, search_keys, surname_of
from members.identity.index import Index
from members.identity.split import Parts
from members.identity.values import GroupRules, KnownPerson, Match, Tier
from members.identity.words import FIRST_NAMES, department_key

MOST_SUGGESTIONS = 8
_MOST_SEARCHED = 3000  # a circle of people larger than this is not searched one by one
_PIECES_TRIED = 3
# What people put before a whole name: 小张伟 and 大张伟 are two of one name, 原张三 has another name now.
_BEFORE_NAME = frozenset("小大老阿原前新旧真假")
_HOLES = re.compile(f"([{LOST}{CUT}]+)")


def suggest(parts: Parts, index: Index, rules: GroupRules) -> Match:
    """Return whom the left-over words may mean: homophones, one edit, pinyin, a surname with a title; or NONE."""
    circle = _Circle(parts, index, rules)
    for word in _words(parts.unknown):
        if (found := _likeliest(word, parts, circle, index, rules)) is not None:
            return found
    single = [word for word in parts.unknown if len(word) == 1 and is_chinese(word)]
    if len(single) > 1:
        return with_a_hole(Parts(departments=parts.departments, lost=[LOST.join(single)]), index, rules)
    if parts.titled:
        return _by_surname(parts, circle, index, rules)
    if parts.departments and not parts.unknown:
        return Match(Tier.NONE, "department_account", ambiguous=True)
    return Match(Tier.NONE, "nobody_of_that_name")


def _words(unknown: Sequence[str]) -> Iterator[str]:
    """Yield the words to try: Latin ones together first, in every order, since Wang Jack and Zeng Zhuo are one name."""
    latin = [word for word in unknown if word.isascii() and word.isalpha()]
    if 1 < len(latin) <= _PIECES_TRIED:
        yield from ("".join(order) for order in permutations(latin))
    yield from unknown[:_PIECES_TRIED]


def words_with_holes(parts: Parts) -> str:
    """Return the words that have lost characters, each of these as □, which is how people write them."""
    return " ".join(parts.lost).replace(LOST, "□")


def with_a_hole(parts: Parts, index: Index, rules: GroupRules) -> Match:
    """Return whose name a text with a hole may be: 王□明 may be 王䶮明, 徐攀… may go on or not. It never binds."""
    keys = [key for word in parts.lost for key in _keys_with_holes(word, index)]
    people = _named([*keys, *parts.names], index)
    facts = {"words": words_with_holes(parts)}
    if not people:
        return Match(Tier.NONE, "lost_characters", facts=facts, ambiguous=True)
    near = index.fitting(people, parts.departments) or people
    return Match(Tier.FUZZY, "lost_characters", suggestions=_ids(near, index, rules), facts=facts)


def _keys_with_holes(word: str, index: Index) -> list[str]:
    """Return the name keys that a word with holes may stand for; one hole may have been one character or two."""
    found = []
    for start in _starts(word, index):
        pieces = [piece if _HOLES.fullmatch(piece) else name_key(piece) for piece in _HOLES.split(word[start:])]
        first, last = pieces[0][:1], pieces[-1][-1:]
        if not (first or last):
            continue
        found += [key for key in index.with_ends(first, last) if fits_with_holes(pieces, key)]
    return found


def _starts(word: str, index: Index) -> list[int]:
    """Return where a name may begin in a word: at its start, or behind a department that it begins with."""
    lengths = range(min(index.longest_department, len(word) - 1), 1, -1)
    return [0, *(length for length in lengths if index.departments_named(department_key(word[:length])))][:2]


def fits_with_holes(pieces: Sequence[str], key: str) -> bool:
    """Tell whether a key is these pieces in order, where a hole stands for anything, or for about as many characters.

    It goes on from all places that the pieces before may end at, so no arrangement is tried twice.
    """
    ends = {0}
    for piece in pieces:
        if CUT in piece:
            ends = set(range(min(ends), len(key) + 1))
        elif LOST in piece:
            ends = _within(ends, len(piece) + 1, len(key))
        else:
            ends = {end + len(piece) for end in ends if key.startswith(piece, end)}
        if not ends:
            return False
    return len(key) in ends


def _within(ends: set[int], most: int, length: int) -> set[int]:
    """Return the places that are at most so many characters behind one of the ends."""
    found, last = set(), -most - 1
    for place in range(length + 1):
        last = place if place in ends else last
        if place - last <= most:
            found.add(place)
    return found


def _likeliest(word: str, parts: Parts, circle: _Circle, index: Index, rules: GroupRules) -> Match | None:
    """Return the first kind of likeness that finds somebody of the named department, or else anybody."""
    anybody: Match | None = None
    for reason, people in _similar(word, circle, index):
        if not people:
            continue
        fitting = index.fitting(people, parts.departments)
        near = [each for each in fitting or people if index.within(each, rules.scope)] or fitting or people
        found = Match(Tier.FUZZY, reason, suggestions=_ids(near, index, rules), facts={"word": word})
        if fitting:
            return found
        anybody = anybody or found
    return anybody


class _Circle:
    """The people of the named department, or of the group's departments; nobody when they are too many."""

    def __init__(self, parts: Parts, index: Index, rules: GroupRules) -> None:
        self._scope = parts.departments[0] if parts.departments else rules.scope
        self._home = self._scope or rules.home
        self._index = index

    def spelled(self, word: str) -> Sequence[KnownPerson]:
        """Return whom a Latin word may mean, in the group's own department too; nobody when it means half of it."""
        found = self._index.spelled_within(self._home, _MOST_SEARCHED).get(word, ()) if self._home else ()
        return found if len(found) <= MOST_SUGGESTIONS else ()

    def people(self) -> list[KnownPerson]:
        """Look them up: only when a word was not explained without them."""
        return self._index.people_within(self._scope, _MOST_SEARCHED) or [] if self._scope else []


def _similar(word: str, circle: _Circle, index: Index) -> Iterator[tuple[str, list[KnownPerson]]]:
    """Yield people by one kind of likeness after the other, the stronger first; each is looked up only when asked."""
    if is_chinese(word) and len(word) > 1:
        yield "name_part", _named(index.with_name_part(word), index)
        if word[0] in _BEFORE_NAME:
            yield "word_before_name", list(index.named(word[1:]))
        sounds = full_readings(word)
        yield "same_sound", _named((name for sound in sounds for name in index.sounding_like(sound)), index)
        yield "one_character", _named((name for name in index.one_edit_from(word) if _same_surname(name, word)), index)
        yield "one_character", [person for person in circle.people() if _one_character_differs(person.name, word)]
        if not index.with_ends(word[0], ""):  # 王张三 is a 王 rather than 张三
            yield "word_before_name", list(index.named(word[1:]))
    elif word.isascii() and word.isalpha():
        yield "latin_word", _named([word, *index.with_latin_word(word)], index)
        yield "pinyin", _named(index.sounding_like(word), index)
        if word not in FIRST_NAMES:
            yield "pinyin", list(circle.spelled(word))


def _same_surname(one: str, other: str) -> bool:
    return one[0] == other[0] or _sound(surname_of(one)) == _sound(surname_of(other))


@lru_cache(maxsize=1024)  # there are few surnames, and a slip of the pen has hundreds of names around it
def _sound(surname: str) -> str:
    return search_keys(surname)[0]


def _one_character_differs(name: str, word: str) -> bool:
    """Two-character names of one surname: searched only within a department, or they would be half the company."""
    return len(name) == len(word) == 2 and name[0] == word[0]


def _by_surname(parts: Parts, circle: _Circle, index: Index, rules: GroupRules) -> Match:
    surname = parts.titled[0]
    near = circle.people() or index.people_within(rules.home, _MOST_SEARCHED) or ()
    people = [*index.named(surname)]  # 老欧阳 may be 欧阳
    people += [each for each in near if each.working and each.name.startswith(surname) and each not in people]
    facts = {"surname": surname}
    if 0 < len(people) <= MOST_SUGGESTIONS:
        return Match(Tier.FUZZY, "surname_and_title", suggestions=_ids(people, index, rules), facts=facts)
    return Match(Tier.NONE, "surname_and_title", facts=facts, ambiguous=True)


def _named(keys: Iterable[str], index: Index) -> list[KnownPerson]:
    return [person for key in dict.fromkeys(keys) for person in index.named(key)]


def _ids(people: Sequence[KnownPerson], index: Index, rules: GroupRules) -> tuple[int, ...]:
    return tuple(index.ranked(people, rules.scope)[:MOST_SUGGESTIONS])
