"""The directory, prepared for matching: built once from values, never changed afterwards. Pure.

Exact work needs the dictionaries made at once. The dearer ones, for suggestions only, are made when first asked for.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from groupadmin.core.folding import DOTS, has_lost_characters, name_key
from groupadmin.core.pinyin import company_readings, is_chinese, key_set
from members.identity.values import KnownDepartment, KnownPerson
from members.identity.words import department_key, listed_for, may_stand_for, numbered, spoken_short, without_added

_LONGEST_TYPO = 6
_SCOPES_KEPT = 8
_DOTTED = frozenset(DOTS)
_LATIN = re.compile("[a-z]{2,}")
_NOBODY: tuple[KnownPerson, ...] = ()


class Index:
    """Everybody known by everything a nickname may say of them; who has left is known too (``working=False``)."""

    __slots__ = (
        "_ancestors",
        "_by_account",
        "_by_department",
        "_by_name",
        "_by_staff_no",
        "_certain",
        "_deletions",
        "_departments",
        "_departments_by_key",
        "_dotted",
        "_ends",
        "_keys_in_order",
        "_latin",
        "_name_parts",
        "_people",
        "_sounds",
        "_subtrees",
        "_unit_names",
        "_without_zeros",
        "_words",
        "company",
        "longest_department",
        "longest_name",
    )

    def __init__(self, people: Iterable[KnownPerson], departments: Iterable[KnownDepartment]) -> None:
        self._departments = {department.id: department for department in departments}
        self._ancestors = {each.id: frozenset(each.lineage) | {each.id} for each in self._departments.values()}
        self._departments_by_key = _departments_by_key(self._departments.values())
        self.company = _company(self._departments.values())
        self._dotted: set[str] = set()
        self._people: dict[int, KnownPerson] = {}
        self._by_name: dict[str, list[KnownPerson]] = defaultdict(list)
        self._by_staff_no: dict[str, KnownPerson] = {}
        self._by_account: dict[str, KnownPerson] = {}
        self._by_department: dict[int, list[KnownPerson]] = defaultdict(list)
        for person in people:
            self._people[person.id] = person
            key = name_key(person.name)
            self._by_name[key].append(person)
            if len(key) != len(person.name) and not _DOTTED.isdisjoint(person.name):
                self._dotted.add(key)
            self._by_staff_no[name_key(person.staff_no)] = person
            if person.account:
                self._by_account[person.account.casefold()] = person
            for department in person.department_ids:
                self._by_department[department].append(person)
        for key in [key for key, bearers in self._by_name.items() if len(key) < 2 or _all_lost_something(bearers)]:
            del self._by_name[key]  # a name of one character is a slip, and would be found in every other name
        self.longest_department = max(map(len, self._departments_by_key), default=0)
        self.longest_name = min(max(map(len, self._by_name), default=0), 30)
        self._deletions: dict[str, list[str]] | None = None
        self._sounds: dict[str, list[str]] | None = None
        self._without_zeros: dict[str, KnownPerson | None] | None = None
        self._name_parts: dict[str, list[str]] | None = None
        self._words: dict[str, list[str]] | None = None
        self._ends: tuple[Mapping[str, list[str]], Mapping[str, list[str]]] | None = None
        self._latin: dict[frozenset[int], Mapping[str, list[KnownPerson]]] = {}
        self._keys_in_order = sorted(self._departments_by_key)
        self._unit_names: dict[tuple[int, ...], frozenset[str]] = {}
        self._certain: dict[str, frozenset[int]] = {}
        self._subtrees: dict[frozenset[int], frozenset[int]] = {}

    def has_name(self, key: str) -> bool:
        """Tell whether anybody bears a name (by its folded key)."""
        return key in self._by_name

    def has_dotted_name(self, key: str) -> bool:
        """Tell whether somebody's name of this key is written with a dot: 阿卜杜拉·买买提."""
        return key in self._dotted

    def has_staff_no(self, key: str) -> bool:
        """Tell whether a folded staff number is somebody's."""
        return key in self._by_staff_no

    def person(self, person_id: int) -> KnownPerson | None:
        """Return somebody by id."""
        return self._people.get(person_id)

    def named(self, key: str) -> Collection[KnownPerson]:
        """Return everybody of a name (by its folded key)."""
        return self._by_name.get(key, _NOBODY)

    def with_staff_no(self, staff_no: str) -> KnownPerson | None:
        """Return whose staff number this is."""
        return self._by_staff_no.get(name_key(staff_no)) if staff_no else None

    def with_account(self, account: str) -> KnownPerson | None:
        """Return whose WeCom account this is; WeCom tells no upper from lower case."""
        return self._by_account.get(account.casefold()) if account else None

    def with_lost_zeros(self, staff_no: str) -> KnownPerson | None:
        """Return whose number this is if a spreadsheet took its leading zeros; None when that leaves two people."""
        if self._without_zeros is None:
            self._without_zeros = _without_zeros(self._by_staff_no)
        return self._without_zeros.get(name_key(staff_no).lstrip("0"))

    def departments_named(self, key: str) -> frozenset[int]:
        """Return the departments that are called so, in full or for short; ``key`` is a ``department_key``."""
        return self._departments_by_key.get(key, frozenset())

    def __contains__(self, word: object) -> bool:
        """Tell whether a word is any department's name: what a nickname pattern asks of its ``known_departments``."""
        return isinstance(word, str) and department_key(word) in self._departments_by_key

    def department(self, department_id: int) -> KnownDepartment | None:
        """Return a department by id."""
        return self._departments.get(department_id)

    def fitting(self, people: Iterable[KnownPerson], words: Iterable[frozenset[int]]) -> list[KnownPerson]:
        """Return those for whom each department word is right: their own department, or one above it.

        A department below their own is another unit: whoever is placed at the company's root belongs to none of them.
        """
        found = list(people)
        for named in words:
            right = self._below(named)
            found = [person for person in found if not right.isdisjoint(person.department_ids)]
        return found

    def is_short_for(self, word: str, person: KnownPerson) -> bool:
        """Tell whether a folded word is certainly short for a person's department or one above it.

        It is when it begins the name of departments of one name only (人力 of 人力资源部, whoever else has one), or is
        listed for the beginning of it (HR); with 人力行政部 beside 人力资源部, 人力 is certain of neither.
        """
        return not self._below(self._certainly_short_for(word)).isdisjoint(person.department_ids)

    def may_be_short_for(self, word: str, person: KnownPerson) -> bool:
        """Tell whether a folded word may be short for a person's department or one above it, the company left out."""
        return any(may_stand_for(word, key) for key in self._unit_keys(person))

    def begins_a_unit_of(self, word: str, person: KnownPerson) -> bool:
        """Tell whether a person's department or one above it begins with a word that is another one's short name."""
        return any(key.startswith(word) for key in self._unit_keys(person))

    def _unit_keys(self, person: KnownPerson) -> frozenset[str]:
        """Return the keys of a person's departments and those above, the company left out; kept, as many share them."""
        keys = self._unit_names.get(person.department_ids)
        if keys is None:
            above = {number for own in person.department_ids for number in self._above(own)} - self.company
            units = (self._departments[number] for number in above if number in self._departments)
            keys = frozenset(department_key(name) for unit in units for name in unit.names)
            self._unit_names[person.department_ids] = keys
        return keys

    def within(self, person: KnownPerson, scope: frozenset[int]) -> bool:
        """Tell whether a person belongs to one of these departments or to one below; no scope holds everybody."""
        return not scope or not self._below(scope).isdisjoint(person.department_ids)

    def ranked(self, people: Iterable[KnownPerson], scope: frozenset[int]) -> list[int]:
        """Return ids, the likeliest first: within these departments, at work, then by staff number."""
        inside = self._below(scope) if scope else None

        def rank(person: KnownPerson) -> tuple[bool, bool, str]:
            return (
                inside is not None and inside.isdisjoint(person.department_ids),
                not person.working,
                person.staff_no,
            )

        return [person.id for person in sorted(people, key=rank)]

    def lies_within(self, department_id: int, scope: frozenset[int]) -> bool:
        """Tell whether a department is one of these or below one."""
        return department_id in self._below(scope)

    def people_within(self, scope: frozenset[int], limit: int) -> list[KnownPerson] | None:
        """Return the people of these departments and those below, or None when there are more than ``limit``."""
        found: dict[int, KnownPerson] = {}
        for department in self._below(scope):
            found.update((person.id, person) for person in self._by_department.get(department, ()))
            if len(found) > limit:
                return None
        return list(found.values())

    def spelled_within(self, scope: frozenset[int], limit: int) -> Mapping[str, list[KnownPerson]]:
        """Return what the people of these departments are called in Latin letters (``key_set``) → who; nothing when
        they are more than ``limit``. Kept for the last few scopes, since one list asks for it with every such word."""
        spelled = self._latin.get(scope)
        if spelled is None:
            spelled = defaultdict(list)
            for person in self.people_within(scope, limit) or ():
                for key in key_set(person.name):
                    spelled[key].append(person)
            while len(self._latin) >= _SCOPES_KEPT:
                self._latin.pop(next(iter(self._latin)), None)
            self._latin[scope] = spelled = dict(spelled)
        return spelled

    def with_name_part(self, key: str) -> list[str]:
        """Return the name keys of which this is one part between dots: 阿卜杜拉 of 阿卜杜拉·买买提."""
        if self._name_parts is None:
            self._name_parts = _name_parts(self._people.values())
        return self._name_parts.get(key, [])

    def sounding_like(self, pinyin: str) -> list[str]:
        """Return the name keys of one toneless pinyin: 张伟 and 章炜 are both ``zhangwei``."""
        if self._sounds is None:
            self._sounds = _sounds(self._by_name)
        return self._sounds.get(pinyin, [])

    def one_edit_from(self, key: str) -> set[str]:
        """Return the name keys one character away: one wrong, one missing, one too many, two swapped."""
        if self._deletions is None:
            self._deletions = _deletions(self._by_name)
        if len(key) > _LONGEST_TYPO + 1:
            return set()
        found = set(self._deletions.get(key, ()))
        for shorter in _shortened(key):
            if len(shorter) > 1:
                found.update(self._deletions.get(shorter, ()))
                if shorter in self._by_name:
                    found.add(shorter)
        found.discard(key)
        return found

    def with_latin_word(self, word: str) -> list[str]:
        """Return the name keys that hold a Latin word: Jack of Jack Wang."""
        if self._words is None:
            self._words = _latin_words(self._people.values())
        return self._words.get(word, [])

    def with_ends(self, first: str, last: str) -> Collection[str]:
        """Return the name keys that begin with a character and end with one; either may be left open by ""."""
        if self._ends is None:
            self._ends = _by_end(self._by_name, 0), _by_end(self._by_name, -1)
        begins, ends = self._ends
        if first:
            return [key for key in begins.get(first, ()) if key.endswith(last)]
        return ends.get(last, ())

    def _certainly_short_for(self, word: str) -> frozenset[int]:
        """Return the departments of one and the same name that a word is short for; kept, since a list repeats it."""
        certain = self._certain.get(word)
        if certain is None:
            plain = without_added(numbered(word))
            begins = len(plain) > 1 and is_chinese(plain[0])
            found = self._beginning_with(plain) - self.company if begins else frozenset()
            found = found or frozenset().union(*map(self._beginning_with, listed_for(word))) - self.company
            names = {department_key(self._departments[number].names[0]) for number in found}
            certain = self._certain[word] = found if len(names) == 1 else frozenset()
        return certain

    def _beginning_with(self, stem: str) -> frozenset[int]:
        keys, found = self._keys_in_order, set[int]()
        at = bisect_left(keys, stem)
        while at < len(keys) and keys[at].startswith(stem):
            found |= self._departments_by_key[keys[at]]
            at += 1
        return frozenset(found)

    def _below(self, scope: frozenset[int]) -> frozenset[int]:
        """Return the departments of a scope with all that are below them; kept, since one list asks for it often."""
        below = self._subtrees.get(scope)
        if below is None:
            found = (each for each, above in self._ancestors.items() if not scope.isdisjoint(above))
            below = self._subtrees[scope] = scope.union(found)
        return below

    def _above(self, department_id: int) -> frozenset[int]:
        return self._ancestors.get(department_id, frozenset((department_id,)))


def _departments_by_key(departments: Collection[KnownDepartment]) -> dict[str, frozenset[int]]:
    """Every name in full or short, and what is said for short: 销售 of 销售中心 is the 销售部 of a branch too."""
    named: dict[str, set[int]] = defaultdict(set)
    for department in departments:
        for name in department.names:
            key = department_key(name)
            named[key].add(department.id)
            if short := spoken_short(key):
                named[short].add(department.id)
    named.pop("", None)
    return {key: frozenset(ids) for key, ids in named.items()}


def _company(departments: Collection[KnownDepartment]) -> frozenset[int]:
    """Return the one root of the tree if there is one: its name fits everybody, so it proves nothing of anybody."""
    roots = [department.id for department in departments if len(department.lineage) <= 1]
    return frozenset(roots) if len(roots) == 1 and len(departments) > 1 else frozenset()


def _name_parts(people: Iterable[KnownPerson]) -> dict[str, list[str]]:
    parts: dict[str, list[str]] = defaultdict(list)
    for person in people:
        if not _DOTTED.isdisjoint(person.name):
            for part in re.split(f"[{re.escape(DOTS)}]", person.name):
                if len(key := name_key(part)) > 1:
                    parts[key].append(name_key(person.name))
    return dict(parts)


def _sounds(names: Iterable[str]) -> dict[str, list[str]]:
    sounds: dict[str, list[str]] = defaultdict(list)
    for name in names:
        if is_chinese(name):
            for reading in company_readings(name):
                sounds[reading].append(name)
    return dict(sounds)


def _latin_words(people: Iterable[KnownPerson]) -> dict[str, list[str]]:
    words: dict[str, list[str]] = defaultdict(list)
    for person in people:
        if not is_chinese(person.name):
            for word in _LATIN.findall(person.name.casefold()):
                words[word].append(name_key(person.name))
    return dict(words)


def _by_end(names: Iterable[str], at: int) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        found[name[at]].append(name)
    return dict(found)


def _all_lost_something(bearers: Iterable[KnownPerson]) -> bool:
    """王⟨private code⟩明 and 赵*强 name nobody: of such a directory entry no list can be sure."""
    return all(has_lost_characters(person.name) for person in bearers)


def _deletions(names: Iterable[str]) -> dict[str, list[str]]:
    """One-deletion index; two-character names are left out, or every 张 would be one edit from every other."""
    deletions: dict[str, list[str]] = defaultdict(list)
    for name in names:
        if 2 < len(name) <= _LONGEST_TYPO:
            for shorter in _shortened(name):
                deletions[shorter].append(name)
    return dict(deletions)


def _without_zeros(by_staff_no: Mapping[str, KnownPerson]) -> dict[str, KnownPerson | None]:
    found: dict[str, KnownPerson | None] = {}
    for staff_no, person in by_staff_no.items():
        shorter = staff_no.lstrip("0")
        found[shorter] = None if shorter in found else person
    return found


def _shortened(key: str) -> set[str]:
    return {key[:at] + key[at + 1 :] for at in range(len(key))}
