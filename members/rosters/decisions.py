"""A person's word on who is behind an account or a nickname: remembered, applied, forgotten (practice §4.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from groupadmin.core import audit
from groupadmin.groups.models import Group
from members.identity.match import stable_account
from members.identity.values import Decision
from members.rosters.models import IdentityDecision


@dataclass(frozen=True, slots=True)
class Word:
    """One decision to remember: of whom (account, or nickname in the group), and what."""

    account_key: str
    nickname_key: str
    nickname: str
    decision: Decision


def remember(
    group: Group, words: Iterable[Word], *, actor: audit.Actor, at: datetime
) -> tuple[list[IdentityDecision], list[IdentityDecision]]:
    """Write decisions over those of the same account or nickname; returns the written ones and the replaced ones.

    Two statements and one insert, however many. A word without a stable account and without a nickname is nothing that
    could be recognised again and is not kept.
    """
    made = (_row(group, word, actor, at) for word in words)
    rows = list(_of_each([row for row in made if row]).values())
    if not rows:
        return [], []
    same = about(group, (r.account_key for r in rows), (r.nickname_key for r in rows if not r.account_key))
    replaced = list(same)
    same.delete()
    IdentityDecision.objects.bulk_create(rows, batch_size=1000)
    return rows, replaced


def _of_each(rows: Iterable[IdentityDecision]) -> dict[tuple[str, str], IdentityDecision]:
    """Return one word an account or nickname: the last, but of several people of one nickname the one we know."""
    kept: dict[tuple[str, str], IdentityDecision] = {}
    for row in rows:
        key = (row.account_key, row.account_key or row.nickname_key)
        before = kept.get(key)
        if before is None or row.account_key or row.employee_id is not None or before.employee_id is None:
            kept[key] = row
    return kept


def about(group: Group, accounts: Iterable[str], nicknames: Iterable[str]) -> QuerySet[IdentityDecision]:
    """Return what was decided about accounts of the group's platform, and about folded nicknames in the group."""
    by_account = Q(platform=group.platform, account_key__in={key for key in accounts if key})
    by_nickname = Q(group=group, account_key="", nickname_key__in=set(nicknames))
    return IdentityDecision.objects.filter(by_account | by_nickname)


def verdict_of(decision: Decision) -> IdentityDecision.Verdict:
    """Return what a decision says: banned for good, whoever it is; not this employee; this one; or from outside."""
    if decision.banned:
        return IdentityDecision.Verdict.BANNED
    if decision.denied:
        return IdentityDecision.Verdict.NOT
    return IdentityDecision.Verdict.EMPLOYEE if decision.employee_id else IdentityDecision.Verdict.OUTSIDER


def _row(group: Group, word: Word, actor: audit.Actor, at: datetime) -> IdentityDecision | None:
    account = stable_account(word.account_key)
    if not account and not word.nickname_key:
        return None
    return IdentityDecision(
        verdict=verdict_of(word.decision),
        employee_id=word.decision.employee_id,
        platform=group.platform,
        account_key=account,
        group=group,
        nickname_key=word.nickname_key,
        nickname=word.nickname,
        decided_by_id=actor.pk if actor is not None else None,
        decided_by_name=audit.name_of(actor),
        decided_at=at,
    )
