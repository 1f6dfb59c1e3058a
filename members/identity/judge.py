"""What the console says of one identified row: leaver, transferred, ineligible, misnamed or ok. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from members.identity.index import Index
from members.identity.values import GroupRules, KnownPerson, NicknamePattern, Seat, Verdict


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict, its reason in a code with facts, and the nickname that would be right ("" where no rule says)."""

    verdict: Verdict
    reason: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    correct_nickname: str = ""


def facts_of(person: KnownPerson, index: Index, rules: GroupRules) -> dict[str, Sequence[str]]:
    """Return the spellings a nickname pattern may take for a person, the preferred one first.

    A department may be the own one, by any of its names, or one above it except the company itself.
    """
    own = [each for number in person.department_ids if (each := index.department(number))]
    above = [
        each
        for department in own
        for number in reversed(department.lineage)
        if number not in index.company and (each := index.department(number))
    ]
    company = [each for number in index.company if (each := index.department(number))]
    facts: dict[str, Sequence[str]] = {
        "name": (person.name,),
        "staff_no": (person.staff_no,),
        "department": tuple(dict.fromkeys(name for each in (*own, *above) for name in each.names)),
        "team": tuple(dict.fromkeys(name for each in own for name in each.names)),
        "company": tuple(name for each in company for name in each.names),
        "post": (person.post,) if person.post else (),
    }
    for token, spellings in rules.extra_facts.items():
        facts[token] = tuple(dict.fromkeys((*spellings, *facts.get(token, ()))))
    return {token: spellings for token, spellings in facts.items() if spellings}


def judge(
    person: KnownPerson, shown: str, seat: Seat | None, index: Index, rules: GroupRules, *, names_reliable: bool
) -> Judgement:
    """Return the verdict on an identified member.

    Leaving the company weighs more than being out of scope, and that more than a wrong nickname. Somebody out of scope
    who already had a seat was transferred; a newcomer out of scope should never have been let in.
    """
    correct, wrong = _nickname(person, shown, seat, index, rules)
    if not person.working:
        return Judgement(Verdict.LEAVER, "has_left", (("name", person.name), ("staff_no", person.staff_no)))
    if not index.within(person, rules.scope):
        moved = seat is not None and seat.employee_id == person.id
        verdict = Verdict.TRANSFERRED if moved else Verdict.INELIGIBLE
        return Judgement(verdict, "outside_scope", (("department", _department(person, index)),), correct)
    if rules.posts and not any(word in person.post for word in rules.posts):
        facts = (("post", person.post), ("posts", "、".join(rules.posts)))
        return Judgement(Verdict.INELIGIBLE, "outside_posts", facts, correct)
    if wrong is not None and names_reliable:
        return Judgement(Verdict.MISNAMED, wrong[0], wrong[1], correct)
    return Judgement(Verdict.OK, correct_nickname=correct)


def _nickname(
    person: KnownPerson, shown: str, seat: Seat | None, index: Index, rules: GroupRules
) -> tuple[str, tuple[str, tuple[tuple[str, str], ...]] | None]:
    """Return the correct nickname and, when none of the patterns fits, why the shown one does not."""
    patterns: Sequence[NicknamePattern] = rules.patterns_for(seat.account_kind if seat else "PERSONAL")
    if not patterns:
        return "", None
    facts = facts_of(person, index, rules)
    fits = [pattern.check(shown, facts) for pattern in patterns]
    if any(fit.ok for fit in fits):
        return "", None
    first = fits[0]
    return first.expected, (first.reason, (("offending", first.offending), ("expected", first.expected)))


def _department(person: KnownPerson, index: Index) -> str:
    found = (index.department(number) for number in person.department_ids)
    return "、".join(department.names[0] for department in found if department)
