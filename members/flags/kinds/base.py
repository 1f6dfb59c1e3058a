"""What is declared of a kind of flag, the days it may take, and the columns that the queries share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Literal

from django.conf import settings
from django.db import models
from django.db.models import BigIntegerField, Case, CharField, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat, JSONObject
from django.utils.functional import Promise

from groupadmin.groups.models import Group
from members.flags.kinds.tasks import Action, Task
from members.flags.models import Flag
from members.flags.rule_context import CONFIDENTIAL, RuleContext
from members.flags.sql import COLUMNS, RAISES, Select, compiled, without_open
from members.models import Membership

# Days the next level has, counted from the night it gets the matter.
NEXT_LEVEL_DAYS: Mapping[int, int] = {Flag.Level.HEAD: 2, Flag.Level.OFFICE: 3}


@dataclass(frozen=True)
class Due:
    """Days from raising to due: in an ordinary group, and in a sensitive or classified one.

    A leaver is out within a day, where it is sensitive on the same day (governance §8, suggested default numbers); the
    rest keep their proportion. ``at_once`` is the column of a regulation that asks for it at once: dissolved
    immediately when the work ends (R13), removed at departure (R14).
    """

    ordinary: int
    confidential: int
    at_once: str = ""

    def day(self, secrecy: str, today: date, *, at_once: bool = False) -> date:
        """Return the day on which a flag raised today is due; ``at_once`` where the group's regulation asks for it."""
        days = self.confidential if secrecy in CONFIDENTIAL else self.ordinary
        return today + timedelta(days=0 if at_once else days)

    def expression(self, today: date, path: str) -> models.Expression:
        """Return the same as a column; ``path`` leads to the group (``group__``, or "" on groups themselves)."""
        ordinary, confidential = (
            Value(today + timedelta(days=days), DateField()) for days in (self.ordinary, self.confidential)
        )
        now = Value(today, DateField())
        at_once = [When(**{f"{path}regulation__{self.at_once}": True}, then=now)] if self.at_once else []
        return Case(*at_once, When(**{f"{path}secrecy__in": CONFIDENTIAL}, then=confidential), default=ordinary)


# What a flag was raised on: ``Flag.evidence``.
Facts = Mapping[str, str]
Query = Callable[[RuleContext, Due], Select]


@dataclass(frozen=True, eq=False)
class Texts:
    """What to copy into WeChat: a message to the group ("" where none suits it), and one to the person or the owner.

    ``form`` is for those who are asked to set a nickname, so that the text tells how it has to look: what is said where
    the regulation shows no form.
    """

    to_group: str | Promise
    to_person: str | Promise
    form: str | Promise | None = None


@dataclass(frozen=True, kw_only=True)
class FlagRule:
    """One kind of flag: the query that finds it, what the night and the page do about it, and what is said of it.

    ``sweep`` and ``label`` name its sweep, for commands and for people. ``key`` is what a flag is recognised by: its
    membership, its employee, or its group alone. ``removal``: only the full roster without the person proves it done.
    ``returns``: who is back within half a year reopens the old flag. ``usual_due``: the days it may take. ``reason``
    tells why it stands.
    """

    kind: str
    sweep: str
    label: str | Promise
    query: Query
    key: Literal["membership", "employee", "group"]
    removal: bool
    returns: bool
    usual_due: Due
    task: Task
    action: Action | None
    reason: Callable[[Flag, Facts, date], str]
    texts: Texts
    # What an open flag stands on, where that is more than what raises one; it says which of it raises.
    keeps: Query | None = None
    # Kinds that ask for more of the same member, so that this one is not asked for beside them.
    gives_way_to: tuple[str, ...] = ()
    # Some flags of the kind are called or told otherwise.
    title: Callable[[Sequence[Flag]], str] | None = None
    other_texts: Callable[[Flag], Texts | None] | None = None

    @property
    def due(self) -> Due:
        """Return the days a flag may take; ``settings.FLAG_DUE_DAYS`` overrides the usual ones, kind by kind."""
        days = getattr(settings, "FLAG_DUE_DAYS", {}).get(self.kind)
        return replace(self.usual_due, ordinary=days[0], confidential=days[1]) if days else self.usual_due

    def select(self, scope: RuleContext) -> Select:
        """Return what raises a flag."""
        return self.query(scope, self.due)

    def kept(self, scope: RuleContext) -> Select | None:
        """Return what keeps open flags open, or None where that is just what raises them."""
        return self.keeps(scope, self.due) if self.keeps is not None else None

    def texts_for(self, flag: Flag) -> Texts:
        """Return what is said of this flag."""
        return (self.other_texts(flag) if self.other_texts else None) or self.texts

    def alone(self, found: Select) -> Select:
        """Return of what was found what does not give way to an open matter of another kind."""
        return without_open(found, self.gives_way_to) if self.gives_way_to else found


SUBJECT = Case(
    When(employee__isnull=False, then=Concat(Value("employee:"), Cast("employee_id", CharField()))),
    When(~Q(account_key=""), then=Concat(Value("account:"), F("account_key"))),
    When(namesake__gt=0, then=Concat(Value("nickname:"), F("nickname_key"), Value("#"), Cast("namesake", CharField()))),
    default=Concat(Value("nickname:"), F("nickname_key")),
    output_field=CharField(),
)


def of_memberships(
    memberships: QuerySet[Membership], scope: RuleContext, due: Due, raising: Q | None = None, **evidence: object
) -> Select:
    """Return a finding about members; ``evidence`` are the facts that the flag keeps, as expressions.

    With ``raising`` it is what keeps flags open, and says of each member whether that raises one too.
    """
    found = memberships.annotate(
        f_group=F("group_id"),
        f_subject=SUBJECT,
        f_membership=F("pk"),
        f_employee=F("employee_id"),
        f_due=due.expression(scope.today, "group__"),
        f_evidence=JSONObject(nickname=F("nickname"), **evidence),
    )
    return _compiled(found, raising)


def of_groups(
    groups: QuerySet[Group], scope: RuleContext, due: Due, raising: Q | None = None, **evidence: object
) -> Select:
    """Return a finding about groups themselves; ``raising`` as of members."""
    nobody = Cast(Value(None), BigIntegerField())
    found = groups.annotate(
        f_group=F("pk"),
        f_subject=Value("group", CharField()),
        f_membership=nobody,
        f_employee=nobody,
        f_due=due.expression(scope.today, ""),
        f_evidence=JSONObject(**evidence),
    )
    return _compiled(found, raising)


def _compiled(found: QuerySet[Any], raising: Q | None) -> Select:
    if raising is None:
        return compiled(found, *COLUMNS)
    raises = Case(When(raising, then=Value(True)), default=Value(False))
    return compiled(found.annotate(**{RAISES: raises}), *COLUMNS, RAISES)


def with_rules(memberships: QuerySet[Membership], scope: RuleContext) -> QuerySet[Any]:
    """Annotate memberships with the rules about who may be in: ``r_admission`` and ``r_outsiders``."""
    return memberships.alias(r_admission=scope.rule("admission"), r_outsiders=scope.rule("outsiders"))
