"""What the console says of one identified row: leaver, transferred, ineligible, misnamed or ok. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from members.identity.index import Index
from members.identity.values import Fit, GroupRules, KnownPerson, NicknamePattern, Seat, Verdict


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, its reason in a code with facts, and the nickname that would be right ("" where no rule says)."""

    verdict: Verdict
    reason: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    correct_nickname: str = ""


class Judge:
    """The group's rules applied to one identified member after the other; make one per plan."""

    __slots__ = ("_company", "_index", "_rules", "_units")

    def __init__(self, index: Index, rules: GroupRules) -> None:
        self._index, self._rules = index, rules
        company = [each for number in index.company if (each := index.department(number))]
        self._company = tuple(name for each in company for name in each.names)
        self._units: dict[tuple[int, ...], tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def judge(self, person: KnownPerson, shown: str, seat: Seat | None, *, names_reliable: bool) -> Judgement:
        """Return the verdict on an identified member.

        Leaving the company weighs more than being out of scope, and that more than a wrong nickname. Somebody out of
        scope who had a seat while in scope was transferred; anybody else out of scope should never have been let in.
        """
        if not person.working:
            return Judgement(Verdict.LEAVER, "has_left", (("name", person.name), ("staff_no", person.staff_no)))
        correct, wrong = self._nickname(person, shown, seat)
        if not self._index.within(person, self._rules.scope):
            verdict = Verdict.TRANSFERRED if self._has_moved(person, seat) else Verdict.INELIGIBLE
            return Judgement(verdict, "outside_scope", (("department", _department(person, self._index)),), correct)
        posts = self._rules.posts
        if posts and not any(word in person.post for word in posts):
            facts = (("post", person.post), ("posts", "、".join(posts)))
            return Judgement(Verdict.INELIGIBLE, "outside_posts", facts, correct)
        if wrong is not None and names_reliable:
            return Judgement(Verdict.MISNAMED, wrong[0], wrong[1], correct)
        return Judgement(Verdict.OK, correct_nickname=correct)

    def _has_moved(self, person: KnownPerson, seat: Seat | None) -> bool:
        if seat is None or seat.employee_id != person.id:
            return False
        return seat.identified_in is None or self._index.lies_within(seat.identified_in, self._rules.scope)

    def facts_of(self, person: KnownPerson) -> dict[str, Sequence[str]]:
        """Return the spellings a nickname pattern may take for a person, the preferred one first.

        A department may be the own one, by any of its names, or one above it except the company itself.
        """
        departments, team = self._units_of(person.department_ids)
        facts: dict[str, Sequence[str]] = {
            "name": (person.name,),
            "staff_no": (person.staff_no,),
            "department": departments,
            "team": team,
            "company": self._company,
            "post": (person.post,) if person.post else (),
        }
        for token, spellings in self._rules.extra_facts.items():
            facts[token] = tuple(dict.fromkeys((*spellings, *facts.get(token, ()))))
        return {token: spellings for token, spellings in facts.items() if spellings}

    def _units_of(self, department_ids: tuple[int, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return every right word for the department, and for the team; worked out once per department."""
        found = self._units.get(department_ids)
        if found is None:
            index = self._index
            own = [each for number in department_ids if (each := index.department(number))]
            above = [
                each
                for department in own
                for number in reversed(department.lineage)
                if number not in index.company and (each := index.department(number))
            ]
            names = tuple(dict.fromkeys(name for each in (*own, *above) for name in each.names))
            found = names, tuple(dict.fromkeys(name for each in own for name in each.names))
            self._units[department_ids] = found
        return found

    def _nickname(
        self, person: KnownPerson, shown: str, seat: Seat | None
    ) -> tuple[str, tuple[str, tuple[tuple[str, str], ...]] | None]:
        """Return the correct nickname and, when none of the patterns fits, why the shown one does not."""
        patterns: Sequence[NicknamePattern] = self._rules.patterns_for(seat.account_kind if seat else "PERSONAL")
        if not patterns:
            return "", None
        facts = self.facts_of(person)
        fits: list[Fit] = []
        for pattern in patterns:
            fits.append(pattern.check(shown, facts, known_departments=self._index))
            if fits[-1].ok:
                return "", None
        first = fits[0]
        return first.expected, (first.reason, (("offending", first.offending), ("expected", first.expected)))


def facts_of(person: KnownPerson, index: Index, rules: GroupRules) -> dict[str, Sequence[str]]:
    """Return what ``Judge.facts_of`` does, for one person alone."""
    return Judge(index, rules).facts_of(person)


def _department(person: KnownPerson, index: Index) -> str:
    found = (index.department(number) for number in person.department_ids)
    return "、".join(department.names[0] for department in found if department)
