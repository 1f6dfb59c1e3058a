"""Who is behind one row of a list: the tiers of practice §4.3, and what each may do. Pure.

Only a unique full name, alone (NAME) or with a department that fits (EXACT), and a person's remembered word (MEMORY)
bind a row to somebody. Everything else is a suggestion or a question:

* a full name beside a word we do not know, or another department (供应商-张三), waits until a person confirms it;
* people of one name without a department wait for a person, also when only one of them still works here: the one who
  left may be the very one whom the list still holds, and taking the other would hide it;
* a staff number counts like EXACT when the name agrees, and raises doubt when it does not;
* a remark of the exporter's own address book is somebody's word about the member, not the member's: it only suggests.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from groupadmin.core.folding import name_key, nickname_key, same_characters
from groupadmin.core.pinyin import key_set
from members.identity.fuzzy import MOST_SUGGESTIONS, suggest
from members.identity.index import Index
from members.identity.split import Parts, split, split_loosely
from members.identity.values import Decision, GroupRules, KnownPerson, Match, Memory, RosterRow, Tier
from members.identity.words import FIRST_NAMES, SUFFIXES, department_key, says_outside

# What is said of a staff number, where the account tells whose it is.
_BY_ACCOUNT = {
    "staff_no": "name_and_account",
    "staff_no_alone": "account_alone",
    "staff_no_of_another": "account_of_another",
}


@dataclass(frozen=True, slots=True)
class Matcher:
    """Everything one list is matched against; make one per plan."""

    index: Index
    rules: GroupRules
    memory: Memory

    def match(self, row: RosterRow) -> Match:
        """Return who a row seems to be."""
        fresh = self._fresh(row)
        decision, by_account = self._remembered(row)
        if decision is not None and decision.denied:
            found = self._but_not(decision, fresh)
        else:
            shown = nickname_key(shown_name(row))
            found = fresh if decision is None else _by_memory(decision, by_account, fresh, shown)
        ban = None if found.employee_id is None else self.memory.banned_people.get(found.employee_id)
        if ban is not None and not found.banned:
            return replace(found, reason="banned", facts={"decided_by": ban.decided_by}, banned=True)
        return found

    def match_further(self, row: RosterRow, first: Match) -> Match:
        """Return who one more row is that is like the one that is ``first``: not the one somebody said the first is."""
        is_of_the_nickname = first.tier is Tier.MEMORY and first.employee_id is not None and not first.banned
        return self._fresh(row) if is_of_the_nickname else first

    def _but_not(self, decision: Decision, fresh: Match) -> Match:
        """Return who a row is when a person said that it is not this employee: another, or a question."""
        denied = decision.employee_id
        if denied != fresh.employee_id and denied not in fresh.suggestions:
            return fresh
        person = None if denied is None else self.index.person(denied)
        namesakes = self.index.named(name_key(person.name)) if person else ()
        others = dict.fromkeys((*fresh.suggestions, *self._ranked(namesakes)))
        ids = [one for one in others if one != denied]
        return _question(
            "not_this_person", ids, {"decided_by": decision.decided_by, "name": person.name if person else ""}
        )

    def _remembered(self, row: RosterRow) -> tuple[Decision | None, bool]:
        if stable := stable_account(row.account_key):
            decision = self.memory.by_account.get(stable)
            if decision is not None:
                return decision, True
        if not self.memory.by_nickname:
            return None, False
        return self.memory.by_nickname.get(nickname_key(shown_name(row))), False

    def _fresh(self, row: RosterRow) -> Match:
        parts = split(shown_name(row), self.rules.patterns_for("PERSONAL"), self.index)
        doubt = _take_columns(row, parts, self.index)
        holder = self.index.with_account(row.account_key) if self.rules.accounts_are_ours else None
        if holder is not None and not parts.staff_nos:
            parts.staff_nos.append(name_key(holder.staff_no))
            found = self._by_staff_no(parts)
            return replace(found, reason=_BY_ACCOUNT.get(found.reason, found.reason))
        if not shown_name(row) and parts == Parts():
            return self._by_account(row)
        found = self._decide(parts)
        if row.outside:
            doubt = "platform_says_outside"
        if doubt and found.employee_id is not None:
            return _suggestion(Tier.FUZZY, doubt, [found.employee_id])
        if found.tier is Tier.NONE and not found.ambiguous and row.remark:
            return self._by_remark(row) or found
        return found

    def _by_account(self, row: RosterRow) -> Match:
        """A row that bears no name at all says nothing of anybody, unless its account is somebody's staff number."""
        if row.remark and (found := self._by_remark(row)):
            return found
        holder = None if row.outside else self.index.with_staff_no(row.account_key)
        if holder is not None:
            return _suggestion(Tier.FUZZY, "account_is_staff_no", [holder.id], facts={"staff_no": holder.staff_no})
        return Match(Tier.NONE, "nobody_of_that_name") if row.outside else _question("only_an_account", [])

    def _by_remark(self, row: RosterRow) -> Match | None:
        parts = split_loosely(row.remark, self.index)
        people = [person for key in parts.names for person in self.index.named(key)]
        if not people:
            return None
        return _suggestion(Tier.FUZZY, "remark", self._ranked(people), facts={"remark": row.remark})

    def _decide(self, parts: Parts) -> Match:
        if parts.staff_nos:
            return self._by_staff_no(parts)
        if len(parts.names) > 1:
            people = [person for key in parts.names for person in self.index.named(key)]
            return _question("two_names", self._ranked(people), {"names": "、".join(parts.names.values())})
        if parts.names:
            ((key, written),) = parts.names.items()
            return self._by_name(key, written, parts)
        return suggest(parts, self.index, self.rules)

    def _by_staff_no(self, parts: Parts) -> Match:
        holder = self.index.with_staff_no(parts.staff_nos[0])
        if holder is None:
            raise ValueError("split returns only staff numbers that are somebody's")
        facts = {"staff_no": holder.staff_no}
        if len(set(parts.staff_nos)) > 1:
            holders = [person for number in parts.staff_nos if (person := self.index.with_staff_no(number))]
            return _question("two_staff_nos", [person.id for person in holders], facts)
        if list(parts.names) == [name_key(holder.name)]:
            return Match(Tier.EXACT, "staff_no", holder.id, facts=facts)
        if not parts.names:
            return _suggestion(Tier.FUZZY, "staff_no_alone", [holder.id], facts=facts)
        others = [person for key in parts.names for person in self.index.named(key)]
        return _suggestion(Tier.FUZZY, "staff_no_of_another", [holder.id, *self._ranked(others)], facts=facts)

    def _by_name(self, key: str, written: str, parts: Parts) -> Match:
        people = self.index.named(key)
        same = [person for person in people if written == person.name or same_characters(written, person.name)]
        if not same:
            return _suggestion(Tier.FUZZY, "variant_characters", self._ranked(people))
        unknown = _unknown_beside(parts, same, self.rules)
        if unknown and (found := self._by_short_word(same, unknown, parts)):
            return found
        if parts.glued:
            return self._glued(same, parts)
        named = [ids for ids in parts.departments if not ids <= self.index.company]
        if named:
            return self._by_department(same, named, [word for word in unknown if says_outside(word)])
        if unknown:
            return self._doubted(same, "unknown_unit", {"words": " ".join(unknown)})
        if len(same) == 1:
            return Match(Tier.NAME, "unique_name", same[0].id)
        return self._namesakes(same)

    def _by_short_word(self, people: Sequence[KnownPerson], unknown: Sequence[str], parts: Parts) -> Match | None:
        """Words that may be short for somebody's department (总经办, 人资) are no unknown unit: of one full name only
        they leave the tier of a name alone; of several people they suggest one. No match where anything else is said.
        """
        if parts.departments or self._whole(parts).suggestions:
            return None
        units = [word for word in unknown if word not in SUFFIXES]  # of HR部 the 部 was cut off
        fitting = [each for each in people if all(self.index.may_be_short_for(word, each) for word in units)]
        if not units or len(fitting) != 1:
            return None
        facts = {"words": " ".join(unknown)}
        if len(people) == 1:
            return Match(Tier.NAME, "short_department", fitting[0].id, facts=facts)
        return _suggestion(Tier.SCOPED, "short_department_of_one", [fitting[0].id], facts)

    def _by_department(
        self, people: Sequence[KnownPerson], named: Sequence[frozenset[int]], outside: Sequence[str]
    ) -> Match:
        fitting = self.index.fitting(people, named)
        if len(fitting) > 1:
            return _question("namesakes_in_department", self._ranked(fitting))
        if fitting and outside:
            return self._doubted(fitting, "unknown_unit", {"words": " ".join(outside)})
        if fitting:
            return Match(Tier.EXACT, "name_and_department", fitting[0].id)
        return self._doubted(people, "other_department", self._departments_said(named))

    def _glued(self, people: Sequence[KnownPerson], parts: Parts) -> Match:
        """A name cut out of a longer word may be part of another name: 陈庆庆庆 is 陈庆庆 rather than 陈庆."""
        whole = self._whole(parts)
        cut = self._doubted(people, "unknown_unit", {"words": " ".join(parts.unknown)})
        if not whole.suggestions:
            return cut
        ids = list(dict.fromkeys((*whole.suggestions, *cut.suggestions)))
        return _suggestion(Tier.FUZZY, whole.reason, ids, dict(whole.facts))

    def _whole(self, parts: Parts) -> Match:
        """Return whom the longer words mean from which a name was cut."""
        return suggest(Parts(departments=parts.departments, unknown=parts.glued), self.index, self.rules)

    def _departments_said(self, named: Sequence[frozenset[int]]) -> dict[str, str]:
        found = (self.index.department(min(ids)) for ids in named)
        return {"departments": " ".join(department.names[0] for department in found if department)}

    def _doubted(self, people: Sequence[KnownPerson], reason: str, facts: dict[str, str]) -> Match:
        """A full name beside something that does not fit: one person is a suggestion, several are a question."""
        ids = self._ranked(people)
        return _suggestion(Tier.FUZZY, reason, ids, facts) if len(ids) == 1 else _question(reason, ids, facts)

    def _namesakes(self, people: Sequence[KnownPerson]) -> Match:
        ids = self._ranked(people)
        if self.rules.scope:
            inside = [person for person in people if self.index.within(person, self.rules.scope)]
            if len(inside) == 1 and inside[0].working:
                return _suggestion(Tier.SCOPED, "only_one_in_scope", [inside[0].id])
        working = sum(person.working for person in people)
        return _question("namesake_has_left" if working == 1 else "namesakes", ids, {"people": str(len(people))})

    def _ranked(self, people: Collection[KnownPerson]) -> list[int]:
        """Return ids, the likeliest for this group first."""
        return self.index.ranked(people, self.rules.scope)


def names_somebody(index: Index) -> Callable[[str], bool]:
    """Return a test for texts that hold one full name of the directory: tells a reader where a nickname ends."""
    return lambda text: len(split_loosely(text, index).names) == 1


def shown_name(row: RosterRow) -> str:
    """Return what the group shows of a row: the group nickname or, where none is set, the platform's own name."""
    return row.nickname or row.platform_name


def stable_account(account_key: str) -> str:
    """Return an account key that lasts, or nothing: itchat's ``@…`` is a key of one session (practice §1.2)."""
    return "" if account_key.startswith("@") else account_key


def _take_columns(row: RosterRow, parts: Parts, index: Index) -> str:
    """Add what the list's own columns say to the parts of the nickname; returns a reason for doubt, or nothing.

    A real name in its own column is better than a nickname: words that were left of the nickname then say nothing,
    unless they say that somebody is from outside.
    """
    doubt = ""
    if row.real_name:
        own = split_loosely(row.real_name, index)
        if own.names:
            if parts.names and not own.names.keys() & parts.names.keys():
                doubt = "real_name_differs"
            parts.names = own.names
            parts.unknown = [word for word in parts.unknown if says_outside(word)] + own.unknown
            parts.titled, parts.glued = [], own.glued
        elif parts.names:
            doubt = "real_name_differs"
        else:
            parts.add(own)
    if row.department:
        _take_department(row.department, parts, index)
    if row.staff_no:
        doubt = _take_staff_no(row.staff_no, parts, index) or doubt
    return doubt


def _take_staff_no(written: str, parts: Parts, index: Index) -> str:
    """A number that lost its leading zeros to a spreadsheet counts only when the name agrees."""
    holder = index.with_staff_no(written)
    if holder is None:
        shortened = index.with_lost_zeros(written)
        holder = shortened if shortened and name_key(shortened.name) in parts.names else None
    if holder is None:
        return "unknown_staff_no"
    parts.staff_nos.append(name_key(holder.staff_no))
    return ""


def _take_department(written: str, parts: Parts, index: Index) -> None:
    """A department column is one department or a path of them, of which the last known one counts."""
    if ids := index.departments_named(department_key(written)):
        parts.departments = [ids]
        return
    said = split_loosely(written, index)
    if said.departments:
        parts.departments = said.departments[-1:]
        parts.unknown += said.unknown
    else:
        parts.unknown.append(name_key(written))


def _unknown_beside(parts: Parts, people: Sequence[KnownPerson], rules: GroupRules) -> list[str]:
    """Return the words beside a full name that say something we do not know.

    Known are somebody's own post and pinyin, English first names, and what the rule holds right for everybody. 客户 is
    no part of the post 客户经理: a word that says outside is never explained away.
    """
    if not parts.unknown:
        return []
    right = [name_key(spelling) for spellings in rules.extra_facts.values() for spelling in spellings]
    right += [name_key(person.post) for person in people if person.post]
    latin = any(word.isascii() for word in parts.unknown)
    pinyin = {key for person in people for key in key_set(person.name)} if latin else set()
    return [
        word
        for word in parts.unknown
        if says_outside(word)
        or (word not in FIRST_NAMES and word not in pinyin and not any(word in known for known in right))
    ]


def _by_memory(decision: Decision, by_account: bool, fresh: Match, shown: str) -> Match:
    """A person's word stands, unless the account now bears somebody else's full name: then a person looks again.

    Whoever decided with this very nickname (the folded ``shown``) before them has looked already.
    """
    facts = {"decided_by": decision.decided_by}
    if decision.banned:
        return Match(Tier.MEMORY, "banned", decision.employee_id, facts=facts, banned=True)
    seen = bool(shown) and decision.said_of == shown
    if by_account and not seen and fresh.employee_id is not None and fresh.employee_id != decision.employee_id:
        before = () if decision.employee_id is None else (decision.employee_id,)
        return Match(Tier.FUZZY, "account_bears_another_name", suggestions=(fresh.employee_id, *before), facts=facts)
    if decision.employee_id is None:
        return Match(Tier.MEMORY, "decided_outsider", facts=facts, outsider=True)
    return Match(Tier.MEMORY, "decided", decision.employee_id, facts=facts)


def _suggestion(tier: Tier, reason: str, ids: Sequence[int], facts: dict[str, str] | None = None) -> Match:
    return Match(tier, reason, suggestions=tuple(ids)[:MOST_SUGGESTIONS], facts=facts or {})


def _question(reason: str, ids: Sequence[int], facts: dict[str, str] | None = None) -> Match:
    return Match(Tier.NONE, reason, suggestions=tuple(ids)[:MOST_SUGGESTIONS], facts=facts or {}, ambiguous=True)
