"""The directory, prepared for matching: built once from values, never changed afterwards. Pure.

Exact work needs the dictionaries made at once. The dearer ones, for suggestions only, are made when first asked for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from groupadmin.core.folding import DOTS, name_key
from groupadmin.core.pinyin import first_reading, is_chinese, key_set
from members.identity.values import KnownDepartment, KnownPerson
from members.identity.words import department_key, may_stand_for, spoken_short

_LONGEST_TYPO = 6
_SCOPES_KEPT = 8
_DOTTED = frozenset(DOTS)
_NOBODY: tuple[KnownPerson, ...] = ()


class Index:
    """Everybody known by everything a nickname may say of them; who has left is known too (``working=False``)."""

    __slots__ = (
        "_ancestors",
        "_by_account",
        "_by_department",
        "_by_name",
        "_by_staff_no",
        "_deletions",
        "_departments",
        "_departments_by_key",
        "_fitting",
        "_latin",
        "_name_parts",
        "_people",
        "_sounds",
        "_subtrees",
        "_without_zeros",
        "company",
        "longest_department",
        "longest_name",
    )

    def __init__(self, people: Iterable[KnownPerson], departments: Iterable[KnownDepartment]) -> None:
        self._departments = {department.id: department for department in departments}
        self._ancestors = {each.id: frozenset(each.lineage) | {each.id} for each in self._departments.values()}
        self._departments_by_key = _departments_by_key(self._departments.values())
        self.company = _company(self._departments.values())
        self._people: dict[int, KnownPerson] = {}
        self._by_name: dict[str, list[KnownPerson]] = defaultdict(list)
        self._by_staff_no: dict[str, KnownPerson] = {}
        self._by_account: dict[str, KnownPerson] = {}
        self._by_department: dict[int, list[KnownPerson]] = defaultdict(list)
        for person in people:
            self._people[person.id] = person
            self._by_name[name_key(person.name)].append(person)
            self._by_staff_no[name_key(person.staff_no)] = person
            if person.account:
                self._by_account[person.account.casefold()] = person
            for department in person.department_ids:
                self._by_department[department].append(person)
        for key in [key for key in self._by_name if len(key) < 2]:
            del self._by_name[key]  # a name of one character is a slip, and would be found in every other name
        self.longest_department = max(map(len, self._departments_by_key), default=0)
        self.longest_name = min(max(map(len, self._by_name), default=0), 30)
        self._deletions: dict[str, list[str]] | None = None
        self._sounds: dict[str, list[str]] | None = None
        self._without_zeros: dict[str, KnownPerson | None] | None = None
        self._name_parts: dict[str, list[str]] | None = None
        self._latin: dict[frozenset[int], Mapping[str, list[KnownPerson]]] = {}
        self._fitting: dict[frozenset[int], frozenset[int]] = {}
        self._subtrees: dict[frozenset[int], frozenset[int]] = {}

    def has_name(self, key: str) -> bool:
        """Tell whether anybody bears a name (by its folded key)."""
        return key in self._by_name

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
        """Return those for whom each department word is right: their own, one above it, or one below it."""
        found = list(people)
        for named in words:
            right = self._right_for(named)
            found = [person for person in found if not right.isdisjoint(person.department_ids)]
        return found

    def may_be_short_for(self, word: str, person: KnownPerson) -> bool:
        """Tell whether a folded word may be short for a person's department or one above it, the company left out."""
        above = {number for own in person.department_ids for number in (own, *self._above(own))} - self.company
        units = (self._departments[number] for number in above if number in self._departments)
        return any(may_stand_for(word, department_key(name)) for unit in units for name in unit.names)

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

    def _right_for(self, named: frozenset[int]) -> frozenset[int]:
        """Return the departments whose people a word is right for; kept, since one list asks for it often."""
        right = self._fitting.get(named)
        if right is None:
            above = frozenset().union(*map(self._above, named))
            right = self._fitting[named] = self._below(named) | above
        return right

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
    """Every name in full or short, and what is said for short where that is no department's own name."""
    named: dict[str, set[int]] = defaultdict(set)
    spoken: dict[str, set[int]] = defaultdict(set)
    for department in departments:
        for name in department.names:
            key = department_key(name)
            named[key].add(department.id)
            if short := spoken_short(key):
                spoken[short].add(department.id)
    named.pop("", None)
    merged = {**spoken, **named}
    return {key: frozenset(ids) for key, ids in merged.items()}


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
            sounds[first_reading(name)].append(name)
    return dict(sounds)


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
