"""What the console says of identified rows: leaver, transferred, misnamed, ok, or one person several times. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

from groupadmin.core.folding import name_key
from members.identity.index import Index
from members.identity.match import stable_account
from members.identity.membership_keys import Keyed
from members.identity.values import Fit, GroupRules, KnownMembership, KnownPerson, Match, NicknamePattern, Tier, Verdict


@dataclass(frozen=True, slots=True)
class RowReview:
    """A verdict, its reason in a code with facts, and the nickname that would be right ("" where no rule says)."""

    verdict: Verdict
    reason: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    correct_nickname: str = ""


class RowReviewer:
    """The group's rules applied to one identified member after the other; make one per plan."""

    __slots__ = ("_company", "_index", "_rules", "_units")

    def __init__(self, index: Index, rules: GroupRules) -> None:
        self._index, self._rules = index, rules
        company = [each for number in index.company if (each := index.department(number))]
        self._company = tuple(name for each in company for name in each.names)
        self._units: dict[tuple[int, ...], dict[str, Sequence[str]]] = {}

    def judge(
        self, person: KnownPerson, shown: str, membership: KnownMembership | None, *, names_reliable: bool
    ) -> RowReview:
        """Return the verdict on an identified member.

        Leaving the company weighs more than being out of scope, and that more than a wrong nickname.
        """
        if not person.working:
            reason = "not_started" if person.expected else "has_left"
            return RowReview(Verdict.LEAVER, reason, (("name", person.name), ("staff_no", person.staff_no)))
        correct, wrong = self._nickname(person, shown, membership)
        if (refused := self._refused(person, membership)) is not None:
            return replace(refused, correct_nickname=correct)
        if wrong is not None and names_reliable:
            return RowReview(Verdict.MISNAMED, wrong[0], wrong[1], correct)
        return RowReview(Verdict.OK, correct_nickname=correct)

    def _refused(self, person: KnownPerson, membership: KnownMembership | None) -> RowReview | None:
        """Return why somebody who works here may not be in, or None."""
        rules = self._rules
        within = self._index.within
        outside = not within(person, rules.scope) or (person.id in rules.moved and not within(person, rules.home))
        other_post = bool(rules.posts) and not _holds(person, rules.posts)
        if not (outside or other_post) or self._is_welcome(person):
            return None
        if outside:
            verdict = Verdict.TRANSFERRED if self._belonged(person, membership) else Verdict.INELIGIBLE
            return RowReview(verdict, "outside_scope", (("department", _department(person, self._index)),))
        facts = (("post", person.post), ("posts", "、".join(rules.posts)))
        return RowReview(Verdict.INELIGIBLE, "outside_posts", facts)

    def _is_welcome(self, person: KnownPerson) -> bool:
        """Say whether the regulation names somebody, or wants them in, whatever their department and post."""
        rules = self._rules
        if person.id in rules.welcome_people or (rules.managers_welcome and person.manager):
            return True
        if _holds(person, rules.welcome_posts):
            return True
        return bool(rules.welcome_units) and self._index.within(person, rules.welcome_units)

    def _belonged(self, person: KnownPerson, membership: KnownMembership | None) -> bool:
        """Say whether somebody was of the group's departments when they were first known to be in, or may have been.

        Such a one was transferred since; anybody else out of scope should never have been let in.
        """
        if membership is None or membership.employee_id != person.id:
            return False
        then = membership.identified_in
        return then is None or self._index.lies_within(then, self._rules.scope or self._rules.home)

    def facts_of(self, person: KnownPerson) -> dict[str, Sequence[str]]:
        """Return the spellings a nickname pattern may take for a person, the preferred one first.

        A department may be the own one, by any of its names, or one above it except the company itself.
        """
        facts = self._units.get(person.department_ids)
        if facts is None:
            facts = self._units[person.department_ids] = self._facts_of_units(person.department_ids)
        facts = {"name": (person.name,), "staff_no": (person.staff_no,), **facts}
        if person.post:
            facts["post"] = (person.post,)
        for token, spellings in self._rules.extra_facts.items():
            if spellings:
                facts[token] = tuple(dict.fromkeys((*spellings, *facts.get(token, ()))))
        return facts

    def _facts_of_units(self, department_ids: tuple[int, ...]) -> dict[str, Sequence[str]]:
        """Return every right word for department, team and company: the same for everybody of a department."""
        index = self._index
        own = [each for number in department_ids if (each := index.department(number))]
        above = [
            each
            for department in own
            for number in reversed(department.lineage)
            if number not in index.company and (each := index.department(number))
        ]
        facts: dict[str, Sequence[str]] = {
            "department": tuple(dict.fromkeys(name for each in (*own, *above) for name in each.names)),
            "team": tuple(dict.fromkeys(name for each in own for name in each.names)),
            "company": self._company,
        }
        return {token: spellings for token, spellings in facts.items() if spellings}

    def _nickname(
        self, person: KnownPerson, shown: str, membership: KnownMembership | None
    ) -> tuple[str, tuple[str, tuple[tuple[str, str], ...]] | None]:
        """Return the correct nickname and, when none of the patterns fits, why the shown one does not."""
        patterns: Sequence[NicknamePattern] = self._rules.patterns_for(
            membership.account_kind if membership else "PERSONAL"
        )
        if not patterns:
            return "", None
        facts = self.facts_of(person)
        fits: list[Fit] = []
        for pattern in patterns:
            fits.append(pattern.check(shown, facts, known_departments=self._index))
            if fits[-1].ok:
                return "", None
        first = fits[0]
        if self._rules.form_is_suggested and shows_name(shown, person.name):
            return first.expected, None
        return first.expected, (first.reason, (("offending", first.offending), ("expected", first.expected)))


def shows_name(nickname: str, name: str) -> bool:
    """Say whether a nickname shows somebody's real name, whatever else stands in it."""
    return bool(name) and name_key(name) in name_key(nickname)


def _holds(person: KnownPerson, words: Sequence[str]) -> bool:
    return any(word in person.post or word in person.level for word in words)


def _department(person: KnownPerson, index: Index) -> str:
    found = (index.department(number) for number in person.department_ids)
    return "、".join(department.names[0] for department in found if department)


def doubted(rows: Sequence[Keyed], taken: Mapping[int, KnownMembership]) -> list[Keyed]:
    """Return the rows, those that claim one person together made questions.

    From the second row on none of them is certain, not the first one either: a list in which ten accounts are all
    called 张三 says who none of them is. A row is not asked about when a person said so of it, or when it goes on a
    membership that was this person's, by the account or by a nickname that no other row bears. What a person answers is
    remembered, so two accounts of one person are confirmed once.
    """
    claims = Counter(map(_claimed, rows))
    bearers = Counter(each.nickname_key for each in rows)
    return [
        each
        if claims[each.match.employee_id] < 2 or _is_settled(each, taken.get(each.row.number), bearers)
        else replace(each, match=_question(each.match, claims[each.match.employee_id]))
        for each in rows
    ]


def _claimed(each: Keyed) -> int | None:
    """Return whom a row is, or would be if no row before it bore the same nickname."""
    match = each.match
    return match.suggestions[0] if match.reason == "second_of_nickname" else match.employee_id


def _is_settled(each: Keyed, membership: KnownMembership | None, bearers: Mapping[str, int]) -> bool:
    if each.match.tier is Tier.MEMORY or each.match.banned or each.match.employee_id is None:
        return True
    if membership is None or membership.employee_id != each.match.employee_id:
        return False
    if each.account and each.account == stable_account(membership.account_key):
        return True
    return membership.nickname_key == each.nickname_key and bearers[each.nickname_key] == 1


def _question(match: Match, rows: int) -> Match:
    people = () if match.employee_id is None else (match.employee_id,)
    return Match(Tier.FUZZY, "same_person_in_several_rows", suggestions=people, facts={"rows": str(rows)})


_FEWEST = 2


def repeated(keys: Sequence[Hashable]) -> set[int]:
    """Return the places of rows that stand a second time, in the order in which they stood before.

    A part that was pasted again repeats row after row at one distance: its own length, or that of what it overlaps. Two
    people of one nickname do so by chance only, hence more rows than half of the distance must agree, and of more than
    one name.
    """
    last: dict[Hashable, int] = {}
    distances: Counter[int] = Counter()
    for place, key in enumerate(keys):
        if key in last:
            distances[place - last[key]] += 1
        last[key] = place
    for distance, _count in distances.most_common(2):
        same = [place for place in range(distance, len(keys)) if keys[place] == keys[place - distance]]
        if distance > 1 and len({keys[place] for place in same}) >= _FEWEST and len(same) * 2 > distance:
            return set(same)
    return set()
