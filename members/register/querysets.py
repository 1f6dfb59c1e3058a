"""The register as its pages need it: annotations over groups, and the keys to go on from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from groupadmin.groups.models import Group
from members.flags.models import Flag
from members.rosters.models import Membership

BY_CODE, WORST_FIRST = "code", "worst"
PAGE: Final = 30


def with_open_matters(groups: QuerySet[Group]) -> QuerySet[Group]:
    """Annotate ``open_matters``: how many flags are open, by the index of a group's flags."""
    mine = Flag.objects.filter(group=OuterRef("pk"), state=Flag.State.OPEN).order_by().values("group")
    counted = Subquery(mine.annotate(n=Count("id")).values("n"), output_field=IntegerField())
    return groups.annotate(open_matters=Coalesce(counted, Value(0)))


def with_owner(groups: QuerySet[Group]) -> QuerySet[Group]:
    """Annotate ``owner_name`` (None = nobody known) and ``owner_staff_no`` of the present owner."""
    owner = Membership.objects.present().filter(group=OuterRef("pk"), role=Membership.Role.OWNER)
    return groups.annotate(
        owner_name=Subquery(owner.values(name=Coalesce("employee__name", "nickname"))[:1]),
        owner_staff_no=Subquery(owner.values("employee__staff_no")[:1]),
    )


def page_of(groups: QuerySet[Group], *, order: str, after: str) -> tuple[Sequence[Any], str]:
    """Return one page of the register and the key to go on from ("" at the end): two queries for any size.

    ``worst`` puts the groups with most open matters first; ``code`` goes by number. The key of the last row stands in
    the address, so the next page costs the same as the first.
    """
    rows: QuerySet[Any] = with_open_matters(groups)
    if order == WORST_FIRST:
        rows = rows.order_by("-open_matters", "code")
        count, _sign, code = after.partition("~")
        if code and count.isdecimal():
            rows = rows.filter(Q(open_matters__lt=int(count)) | Q(open_matters=int(count), code__gt=code))
    else:
        rows = rows.order_by("code")
        rows = rows.filter(code__gt=after) if after else rows
    found = list(with_owner(rows).select_related("department", "regulation")[: PAGE + 1])
    if len(found) <= PAGE:
        return found, ""
    last: Any = found[PAGE - 1]
    return found[:PAGE], f"{last.open_matters}~{last.code}" if order == WORST_FIRST else last.code
