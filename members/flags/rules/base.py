"""What a finding is, and the columns that findings share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat, JSONObject

from groupadmin.groups.models import Group
from members.flags import due
from members.flags.rule_context import RuleContext
from members.flags.sql import COLUMNS, RAISES, Select, compiled, without_open
from members.models import Membership


@dataclass(frozen=True)
class FlagRule:
    """One kind of matter as a query.

    ``key`` is what a flag is recognised by: its membership, its employee, or its group alone. ``removal``: only the
    full roster without the person proves it done. ``returns``: who is back within half a year reopens the old flag.
    ``keeps``: what an open flag stands on, where that is more than what raises one; it says which of it raises.
    ``gives_way_to``: kinds that ask for more of the same member, so that this one is not asked for beside them.
    """

    kind: str
    select: Callable[[RuleContext], Select]
    key: str = "membership"
    removal: bool = False
    returns: bool = False
    keeps: Callable[[RuleContext], Select] | None = None
    gives_way_to: tuple[str, ...] = ()

    def kept(self, scope: RuleContext) -> Select | None:
        """Return what keeps open flags open, or None where that is just what raises them."""
        return self.keeps(scope) if self.keeps is not None else None

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
    memberships: QuerySet[Membership], kind: str, scope: RuleContext, raising: Q | None = None, **evidence: Any
) -> Select:
    """Return a finding about members; ``evidence`` are the facts that the flag keeps, as expressions.

    With ``raising`` it is what keeps flags open, and says of each member whether that raises one too.
    """
    found = memberships.annotate(
        f_group=F("group_id"),
        f_subject=SUBJECT,
        f_membership=F("pk"),
        f_employee=F("employee_id"),
        f_due=due.expression(kind, scope.today, "group__"),
        f_evidence=JSONObject(nickname=F("nickname"), **evidence),
    )
    return _compiled(found, raising)


def of_groups(
    groups: QuerySet[Group], kind: str, scope: RuleContext, raising: Q | None = None, **evidence: Any
) -> Select:
    """Return a finding about groups themselves; ``raising`` as of members."""
    nobody = Cast(Value(None), BigIntegerField())
    found = groups.annotate(
        f_group=F("pk"),
        f_subject=Value("group", CharField()),
        f_membership=nobody,
        f_employee=nobody,
        f_due=due.expression(kind, scope.today, ""),
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
