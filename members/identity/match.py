"""Who is behind one row of a list: the tiers of practice §4.3, and what each may do. Pure.

The rule: a row is bound to somebody only when every part of the nickname is explained by that person. The parts that
explain are the full name (NAME), a department of theirs or one above it, by its name, its short name or a beginning of
the name that no other department shares (EXACT with the name), the staff number, the own post and pinyin, and what is
listed as harmless: titles, telephone numbers, ornaments. Everything else is a suggestion or a question:

* a full name beside one word that we cannot explain, another department, or another company (中建三局-财务部-张伟);
* a name with a character that is missing, masked or cut off (王□明, 徐攀…);
* people of one name without a department, also when only one of them still works here: the one who left may be the very
  one whom the list still holds, and taking the other would hide it; for the same reason a leaver who is found by the
  department while a namesake works here;
* a bare name that is no group nickname but what somebody calls themselves on the platform (江南, 平安);
* a staff number counts like EXACT when the name agrees, and raises doubt when it does not;
* a remark of the exporter's own address book is somebody's word about the member, not the member's: it only suggests.

A person's remembered word (MEMORY) binds the account it was said of. Where it was said of a nickname only, it binds the
membership that bears the nickname and is that person's; anybody who comes with the nickname later is asked about.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from groupadmin.core.folding import name_key, nickname_key, same_characters
from groupadmin.core.pinyin import COMPOUND_SURNAMES, key_set
from members.identity.fuzzy import MOST_SUGGESTIONS, suggest, with_a_hole, words_with_holes
from members.identity.index import Index
from members.identity.remembered import by_account, by_nickname
from members.identity.split import Parts, split, split_loosely
from members.identity.values import (
    Decision,
    GroupRules,
    KnownAccounts,
    KnownMembership,
    KnownPerson,
    Match,
    Memory,
    RosterRow,
    Tier,
)
from members.identity.words import ADDED, FIRST_NAMES, OWN_POSTS, department_key, listed_for, names_a_unit, says_outside

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
    memberships: Mapping[str, Sequence[KnownMembership]] = field(default_factory=dict)

    def match(self, row: RosterRow) -> Match:
        """Return who a row seems to be."""
        found = self._with_memory(row, self._fresh(row))
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
        facts = {"decided_by": decision.decided_by, "name": person.name if person else ""}
        return _question("not_this_person", ids, facts)

    def _with_memory(self, row: RosterRow, fresh: Match) -> Match:
        """Return what was decided before about the account or, where nothing was, about the nickname."""
        shown = nickname_key(shown_name(row)) if self.memory else ""
        account = stable_account(row.account_key)
        if account and (decision := self.memory.by_account.get(account)):
            if decision.denied:
                return self._but_not(decision, fresh)
            return by_account(decision, fresh, shown)
        if decision := self.memory.by_nickname.get(shown):
            if decision.denied:
                return self._but_not(decision, fresh)
            memberships = [
                membership
                for membership in self.memberships.get(shown, ())
                if accounts_agree(account, stable_account(membership.account_key))
            ]
            holder = None if decision.employee_id is None else self.index.person(decision.employee_id)
            return by_nickname(decision, fresh, account, memberships, is_here=holder is not None and holder.working)
        return fresh

    def _fresh(self, row: RosterRow) -> Match:
        parts = split(shown_name(row), self.rules.patterns_for("PERSONAL"), self.index)
        doubt = _take_columns(row, parts, self.index)
        holder = self.index.with_account(row.account_key) if self.rules.accounts_are_ours else None
        if holder is not None and not parts.staff_nos:
            # The account itself says who it is, so nothing beside the name has to.
            found = self._by_staff_no(Parts(names=parts.names, staff_nos=[name_key(holder.staff_no)]))
            return replace(found, reason=_BY_ACCOUNT.get(found.reason, found.reason))
        if not shown_name(row) and parts == Parts():
            return self._by_account(row)
        found = self._decide(parts)
        if not row.nickname and not row.real_name and found.tier is Tier.NAME and not self.rules.accounts_are_ours:
            doubt = "only_on_the_platform"
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
        if parts.lost:
            return with_a_hole(parts, self.index, self.rules)
        if parts.staff_nos:
            return self._by_staff_no(parts)
        if len(parts.names) > 1:
            people = [person for key in parts.names for person in self.index.named(key)]
            return _question("two_names", self._ranked(people), {"names": "、".join(parts.names.values())})
        if parts.names:
            ((key, written),) = parts.names.items()
            return self._in_pinyin(key, parts) or self._by_name(key, written, parts)
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
            return self._beside_a_number(holder, parts) or Match(Tier.EXACT, "staff_no", holder.id, facts=facts)
        if not parts.names:
            return _suggestion(Tier.FUZZY, "staff_no_alone", [holder.id], facts=facts)
        others = [person for key in parts.names for person in self.index.named(key)]
        return _suggestion(Tier.FUZZY, "staff_no_of_another", [holder.id, *self._ranked(others)], facts=facts)

    def _beside_a_number(self, holder: KnownPerson, parts: Parts) -> Match | None:
        """A name and its staff number explain neither another company nor another department beside them."""
        if parts.lost:
            return _suggestion(Tier.FUZZY, "lost_characters", [holder.id], {"words": words_with_holes(parts)})
        if unknown := _unknown_beside(parts, [holder], self.rules):
            return self._doubted([holder], "unknown_unit", {"words": " ".join(unknown)})
        named = self._named(parts)
        if named and not self.index.fitting([holder], named):
            return self._doubted([holder], "other_department", self._departments_said(named))
        return None

    def _named(self, parts: Parts) -> list[frozenset[int]]:
        """Return the departments that are named, without the company, which is everybody's."""
        return [ids for ids in parts.departments if not ids <= self.index.company]

    def _by_name(self, key: str, written: str, parts: Parts) -> Match:
        people = self.index.named(key)
        same = _of_the_same_characters(written, people)
        if not same:
            return _suggestion(Tier.FUZZY, "variant_characters", self._ranked(people))
        if key in COMPOUND_SURNAMES and parts.titles:
            return self._surname_that_is_a_name(key, same, parts)
        unknown = _unknown_beside(parts, same, self.rules)
        if unknown and (found := self._by_short_word(same, unknown, parts)):
            return found
        if unknown and parts.glued:
            return self._glued(same, parts)
        if named := self._named(parts):
            return self._by_department(key, same, named, parts, unknown)
        if unknown:
            return self._doubted(same, "unknown_unit", {"words": " ".join(unknown)})
        alone = len(same) == 1 and (same[0].working or len(people) == 1)
        return Match(Tier.NAME, "unique_name", same[0].id) if alone else self._namesakes(people)

    def _in_pinyin(self, key: str, parts: Parts) -> Match | None:
        """A Latin name may be another person's in pinyin (Li Na, 李娜), unless the department tells which it is."""
        if not key.isascii():
            return None
        others = [person for name in self.index.sounding_like(key) if name != key for person in self.index.named(name)]
        named = self._named(parts)
        if named:
            others = list(self.index.fitting(others, named))
        return _question("pinyin", [*self._ranked(self.index.named(key)), *self._ranked(others)]) if others else None

    def _surname_that_is_a_name(self, key: str, same: Sequence[KnownPerson], parts: Parts) -> Match:
        """欧阳经理 may be 欧阳 or anybody of that surname."""
        others = suggest(Parts(departments=parts.departments, titled=[key]), self.index, self.rules).suggestions
        return _suggestion(Tier.FUZZY, "surname_and_title", [*self._ranked(same), *others], {"surname": key})

    def _by_short_word(self, people: Sequence[KnownPerson], unknown: Sequence[str], parts: Parts) -> Match | None:
        """Words that are short for somebody's department (人力, HR) are no unknown unit: of one full name only they
        leave the tier of a name alone. What may be short for it (技术, or another company's 中建) only suggests,
        and of several people one. No match where anything else is said.
        """
        if parts.departments or self._whole(parts).suggestions:
            return None
        units = [word for word in unknown if word not in ADDED]  # of HR部 the 部 was cut off
        if not units or any(word in OWN_POSTS and not listed_for(word) for word in units):
            return None
        facts = {"words": " ".join(unknown)}
        if len(people) == 1 and all(self.index.is_short_for(word, people[0]) for word in units):
            return Match(Tier.NAME, "short_department", people[0].id, facts=facts)
        fitting = [each for each in people if all(self.index.may_be_short_for(word, each) for word in units)]
        if len(fitting) != 1:
            return None
        if not fitting[0].working and any(each.working for each in people):
            return _question("namesake_has_left", self._ranked(people), {"people": str(len(people))})
        if len(people) == 1:
            return _suggestion(Tier.FUZZY, "perhaps_short_department", [fitting[0].id], facts)
        return _suggestion(Tier.SCOPED, "short_department_of_one", [fitting[0].id], facts)

    def _by_department(
        self,
        key: str,
        people: Sequence[KnownPerson],
        named: Sequence[frozenset[int]],
        parts: Parts,
        unknown: Sequence[str],
    ) -> Match:
        fitting = self.index.fitting(people, named)
        if not fitting:
            parted = [person for name in self.index.with_name_part(key) for person in self.index.named(name)]
            if nearer := self.index.fitting(parted, named):
                ids = [*self._ranked(nearer), *self._ranked(people)]
                return _suggestion(Tier.FUZZY, "name_part", ids, {"word": key})
            return self._doubted(people, "other_department", self._departments_said(named))
        if unknown:
            return self._doubted(fitting, "unknown_unit", {"words": " ".join(unknown)})
        namesakes = (
            [each for each in self.index.named(key) if each not in fitting] if len(self.index.named(key)) > 1 else []
        )
        others = [each for each in namesakes if all(self.index.begins_a_unit_of(word, each) for word in parts.said)]
        if len(fitting) > 1 or others:
            return _question("namesakes_in_department", self._ranked([*fitting, *others]))
        if not fitting[0].working and any(each.working for each in namesakes):
            return _question("namesake_has_left", self._ranked([*namesakes, *fitting]))
        return Match(Tier.EXACT, "name_and_department", fitting[0].id)

    def _glued(self, people: Sequence[KnownPerson], parts: Parts) -> Match:
        """A name cut out of a longer word may be part of another name: 陈庆庆庆 is 陈庆庆 rather than 陈庆."""
        whole = self._whole(parts)
        fitting = self.index.fitting(people, self._named(parts)) or people
        cut = self._doubted(fitting, "unknown_unit", {"words": " ".join(parts.unknown)})
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

    def _namesakes(self, people: Collection[KnownPerson]) -> Match:
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


def known_names(index: Index) -> KnownAccounts:
    """Return what reading asks of the directory: tells who stands in a line, and where a nickname ends."""

    def is_somebody(text: str) -> bool:
        parts = split_loosely(text, index)
        return parts.clear and not parts.titled

    return KnownAccounts(lambda text: len(split_loosely(text, index).names) == 1, is_somebody)


def shown_name(row: RosterRow) -> str:
    """Return what the group shows of a row: the group nickname or, where none is set, the platform's own name."""
    return row.nickname or row.platform_name


def stable_account(account_key: str) -> str:
    """Return an account key that lasts, or nothing: itchat's ``@…`` is a key of one session (practice §1.2)."""
    return "" if account_key.startswith("@") else account_key


def _take_columns(row: RosterRow, parts: Parts, index: Index) -> str:
    """Add what the list's own columns say to the parts of the nickname; returns a reason for doubt, or nothing.

    A real name in its own column is better than a nickname that names nobody: words that were left of it then say
    nothing, unless they name a unit or say that somebody is from outside.
    """
    doubt = ""
    if row.real_name:
        own = split_loosely(row.real_name, index)
        if own.names:
            if parts.names and not own.names.keys() & parts.names.keys():
                doubt = "real_name_differs"
            named = bool(parts.names)
            parts.unknown = [word for word in parts.unknown if named or names_a_unit(word)] + own.unknown
            parts.lost = [*(parts.lost if named else ()), *own.lost]
            parts.names, parts.titled, parts.glued = own.names, [], own.glued
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
    """A department column is one department or a path of them; all of them must be right, the company says nothing."""
    key = department_key(written)
    if ids := index.departments_named(key):
        parts.departments, parts.said = [ids], [key]
        return
    said = split_loosely(written, index)
    parts.lost += said.lost
    if said.departments:
        pairs = [pair for pair in zip(said.departments, said.said, strict=True) if not pair[0] <= index.company]
        parts.departments, parts.said = [ids for ids, _word in pairs], [word for _ids, word in pairs]
        parts.unknown += [*said.unknown, *said.names]
    else:
        parts.unknown.append(name_key(written))


def _of_the_same_characters(written: str, people: Collection[KnownPerson]) -> list[KnownPerson]:
    """Return whose name is written so: exactly if anybody's is (陈升 beside 陈陞), or else in another script."""
    exact = [person for person in people if written == person.name]
    return exact or [person for person in people if same_characters(written, person.name)]


def _unknown_beside(parts: Parts, people: Sequence[KnownPerson], rules: GroupRules) -> list[str]:
    """Return the words beside a full name that say something we do not know.

    Known are somebody's own post and pinyin, English first names, a title behind their own surname, and what the rule
    holds right for everybody. 客户 is no part of the post 客户经理: a word that says outside is never explained away.
    """
    titled = [word for word in parts.titled if not any(name_key(each.name).startswith(word) for each in people)]
    posts = [name_key(person.post) for person in people if person.post]
    titled += [word for word in parts.titles if word in OWN_POSTS and not any(word in post for post in posts)]
    if not parts.unknown:
        return titled
    said = [name_key(spelling) for spellings in rules.extra_facts.values() for spelling in spellings]
    said += posts
    right = {word for word in parts.unknown for whole in said if word == whole or _is_tail(word, whole)}
    latin = any(word.isascii() for word in parts.unknown)
    pinyin = {key for person in people for key in key_set(person.name)} if latin else set()
    known = right | pinyin | FIRST_NAMES
    return [*(word for word in parts.unknown if says_outside(word) or word not in known), *titled]


def _is_tail(word: str, whole: str) -> bool:
    """Tell whether a word is what is left of a longer one whose beginning is known by itself: 销售 + 代表."""
    return len(word) > 1 and whole.endswith(word)


def accounts_agree(one: str, other: str) -> bool:
    """Two accounts that are both known and differ are two members, whatever they call themselves."""
    return not (one and other) or one == other


def _suggestion(tier: Tier, reason: str, ids: Sequence[int], facts: dict[str, str] | None = None) -> Match:
    return Match(tier, reason, suggestions=tuple(dict.fromkeys(ids))[:MOST_SUGGESTIONS], facts=facts or {})


def _question(reason: str, ids: Sequence[int], facts: dict[str, str] | None = None) -> Match:
    return Match(Tier.NONE, reason, suggestions=tuple(ids)[:MOST_SUGGESTIONS], facts=facts or {}, ambiguous=True)
