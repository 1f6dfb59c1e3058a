"""What the console says of one identified row: leaver, transferred, ineligible, misnamed or ok. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from groupadmin.core.folding import name_key
from members.identity.index import Index
from members.identity.values import Fit, GroupRules, KnownMembership, KnownPerson, NicknamePattern, Verdict


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
