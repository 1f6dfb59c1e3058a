"""Suggestions for a row that bears nobody's full name: never more than that (practice §4.3, e and f). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from groupadmin.core.pinyin import full_readings, is_chinese, search_keys, surname_of
from members.identity.index import Index
from members.identity.split import Parts
from members.identity.values import GroupRules, KnownPerson, Match, Tier
from members.identity.words import FIRST_NAMES

MOST_SUGGESTIONS = 8
_MOST_SEARCHED = 3000  # a circle of people larger than this is not searched one by one
_PIECES_TRIED = 3


def suggest(parts: Parts, index: Index, rules: GroupRules) -> Match:
    """Return whom the left-over words may mean: homophones, one edit, pinyin, a surname with a title; or NONE."""
    circle = _Circle(parts, index, rules)
    for word in parts.unknown[:_PIECES_TRIED]:
        if (found := _likeliest(word, parts, circle, index, rules)) is not None:
            return found
    if parts.titled:
        return _by_surname(parts, circle, index, rules)
    if parts.departments and not parts.unknown:
        return Match(Tier.NONE, "department_account", ambiguous=True)
    return Match(Tier.NONE, "nobody_of_that_name")


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
        sounds = full_readings(word)
        yield "same_sound", _named((name for sound in sounds for name in index.sounding_like(sound)), index)
        yield "one_character", _named((name for name in index.one_edit_from(word) if _same_surname(name, word)), index)
        yield "one_character", [person for person in circle.people() if _one_character_differs(person.name, word)]
    elif word.isascii() and word.isalpha():
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
    people = [person for person in near if person.working and person.name.startswith(surname)]
    facts = {"surname": surname}
    if 0 < len(people) <= MOST_SUGGESTIONS:
        return Match(Tier.FUZZY, "surname_and_title", suggestions=_ids(people, index, rules), facts=facts)
    return Match(Tier.NONE, "surname_and_title", facts=facts, ambiguous=True)


def _named(keys: Iterable[str], index: Index) -> list[KnownPerson]:
    return [person for key in dict.fromkeys(keys) for person in index.named(key)]


def _ids(people: Sequence[KnownPerson], index: Index, rules: GroupRules) -> tuple[int, ...]:
    return tuple(index.ranked(people, rules.scope)[:MOST_SUGGESTIONS])
