"""One person in several rows of a list: an exporter's fault, a namesake we do not know, or a second account. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from members.identity.match import stable_account
from members.identity.membership_keys import Keyed
from members.identity.values import KnownMembership, Match, Tier


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
