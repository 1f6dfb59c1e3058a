"""What a person decided before, and how far it holds for a row that comes later. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from members.identity.values import Decision, KnownMembership, Match, Tier


def by_account(decision: Decision, fresh: Match, shown: str) -> Match:
    """A word about an account stands, unless the account bears somebody else's full name now: then a person looks.

    Whoever decided with this very nickname (the folded ``shown``) before them has looked already.
    """
    facts = {"decided_by": decision.decided_by}
    seen = bool(shown) and decision.said_of == shown
    if not decision.banned and not seen and fresh.employee_id not in (None, decision.employee_id):
        return _both(fresh, decision, "account_bears_another_name", facts)
    return _as_decided(decision, facts)


def by_nickname(
    decision: Decision, fresh: Match, account: str, memberships: Sequence[KnownMembership], *, is_here: bool
) -> Match:
    """A word about a nickname stands for the membership that bears it and is that person's, as long as they are here.

    ``memberships``: those that bear the nickname and whose account is not another one. Whoever takes up the nickname
    later, or comes with an account the word was not said of, may be anybody: then it only suggests. Of somebody from
    outside it also stands where nobody's account is known and nobody of ours is called so. What is said at this moment
    stands.
    """
    facts = {"decided_by": decision.decided_by}
    if decision.banned or decision.anew:
        return _as_decided(decision, facts)
    if decision.employee_id is None:
        names_nobody = fresh.employee_id is None and not fresh.suggestions
        if any(membership.employee_id is None for membership in memberships) or (names_nobody and not account):
            return _as_decided(decision, facts)
        return fresh if fresh.employee_id is None else _both(fresh, decision, "decided_of_the_nickname", facts)
    if is_here and any(membership.employee_id == decision.employee_id for membership in memberships):
        return _as_decided(decision, facts)
    if fresh.employee_id == decision.employee_id:
        return fresh
    return _both(fresh, decision, "decided_of_the_nickname", facts)


def _as_decided(decision: Decision, facts: dict[str, str]) -> Match:
    if decision.banned:
        return Match(Tier.MEMORY, "banned", decision.employee_id, facts=facts, banned=True)
    if decision.employee_id is None:
        return Match(Tier.MEMORY, "decided_outsider", facts=facts, outsider=True)
    return Match(Tier.MEMORY, "decided", decision.employee_id, facts=facts)


def _both(fresh: Match, decision: Decision, reason: str, facts: dict[str, str]) -> Match:
    """Suggest whom the row names now, and then whom it was said to be."""
    ids = [fresh.employee_id, *fresh.suggestions, decision.employee_id]
    people = tuple(dict.fromkeys(each for each in ids if each is not None))
    return Match(Tier.FUZZY, reason, suggestions=people, facts=facts)
