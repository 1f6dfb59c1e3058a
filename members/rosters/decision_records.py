"""A person's word on who is behind an account or a nickname: remembered, applied, forgotten (practice §4.3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit
from groupadmin.core.errors import DomainError
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members.identity.match import stable_account
from members.identity.values import Decision
from members.rosters.models import IdentityDecision


class HRHasSaid(DomainError):
    code = "hr_has_said"
    wording = _(
        "HR has decided who “%(nickname)s” is, and that holds in every group. Leave this answer out, or ask HR to "
        "change it."
    )


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """One decision to remember: of whom (account, or nickname in the group), and what."""

    account_key: str
    nickname_key: str
    nickname: str
    decision: Decision


def remember_decision(
    group: Group, words: Iterable[DecisionRecord], *, actor: audit.Actor, at: datetime
) -> tuple[list[IdentityDecision], list[IdentityDecision]]:
    """Write decisions over those of the same account or nickname; returns the written ones and the replaced ones.

    A word counts where it was said, so it replaces none of another group. Three statements and one insert, however
    many. A word without a stable account and without a nickname is nothing that could be recognised again and is not
    kept. Raises HRHasSaid where HR has said something else of the same.
    """
    made = (_row(group, word, actor, at) for word in words)
    rows = list(_of_each([row for row in made if row]).values())
    if not rows:
        return [], []
    if not speaks_for_hr(actor):
        _refuse_against_hr(group, rows)
    same = about(group, (r.account_key for r in rows), (r.nickname_key for r in rows if not r.account_key))
    replaced = list(same)
    same.delete()
    IdentityDecision.objects.bulk_create(rows, batch_size=1000)
    return rows, replaced


def speaks_for_hr(actor: audit.Actor) -> bool:
    """Say whether an actor's word about an account counts in every group; None is the operator's command."""
    return actor is None or roles.holds(actor, roles.HR)


def require_own_word(words: Iterable[IdentityDecision], actor: audit.Actor) -> None:
    """Raise HRHasSaid where one of these words is HR's and the actor does not speak for HR."""
    if not speaks_for_hr(actor):
        for word in words:
            if word.by_hr:
                raise HRHasSaid(nickname=word.nickname or word.account_key)


def by_hr() -> Q:
    """Say of a decision that it is HR's, or holds for all groups by itself."""
    return Q(by_hr=True) | Q(group=None)


def _refuse_against_hr(group: Group, rows: Iterable[IdentityDecision]) -> None:
    """Raise HRHasSaid where a word goes against HR's: about the same here, or about whom an account belongs to."""
    wanted = {(row.account_key, row.account_key or row.nickname_key): row for row in rows}
    accounts = {row.account_key for row in wanted.values() if row.account_key}
    nicknames = {row.nickname_key for row in wanted.values() if not row.account_key}
    of_account = Q(platform=group.platform, account_key__in=accounts)
    of_nickname = Q(group=group, account_key="", nickname_key__in=nicknames)
    for said in IdentityDecision.objects.filter(by_hr()).filter(of_account | of_nickname):
        row = wanted[said.account_key, said.account_key or said.nickname_key]
        is_ban = row.verdict == IdentityDecision.Verdict.BANNED
        if said.group_id == group.pk or (not is_ban and row.employee_id != said.employee_id):
            raise HRHasSaid(nickname=row.nickname or row.account_key)


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
    """Return what was decided in a group about accounts and about folded nicknames."""
    by_account = Q(account_key__in={key for key in accounts if key})
    by_nickname = Q(account_key="", nickname_key__in=set(nicknames))
    return IdentityDecision.objects.filter(by_account | by_nickname, group=group)


def verdict_of(decision: Decision) -> IdentityDecision.Verdict:
    """Return what a decision says: banned for good, whoever it is; not this employee; this one; or from outside."""
    if decision.banned:
        return IdentityDecision.Verdict.BANNED
    if decision.denied:
        return IdentityDecision.Verdict.NOT
    return IdentityDecision.Verdict.EMPLOYEE if decision.employee_id else IdentityDecision.Verdict.OUTSIDER


def _row(group: Group, word: DecisionRecord, actor: audit.Actor, at: datetime) -> IdentityDecision | None:
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
        by_hr=speaks_for_hr(actor),
        decided_by_id=actor.pk if actor is not None else None,
        decided_by_name=audit.name_of(actor),
        decided_at=at,
    )
