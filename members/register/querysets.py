"""The register as its pages need it: annotations over groups, and the keys to go on from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from groupadmin.groups.models import Group
from members.flags.models import Flag
from members.flags.sql import NOTHING, compiled
from members.rosters.models import Membership

BY_CODE, WORST_FIRST = "code", "worst"
PAGE: Final = 30
# No group has more matters open than this many digits tell.
LONGEST_COUNT: Final = 9
# The columns of a group, its department and its regulation that the list shows or judges by.
SHOWN: Final = (
    "code",
    "name",
    "platform",
    "category",
    "status",
    "secrecy",
    "headcount",
    "headcount_outside",
    "roster_taken_at",
    "department__name",
    "department__path",
    "regulation__roster_check_days",
)


def with_open_flags(groups: QuerySet[Group]) -> QuerySet[Group]:
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


def register_page(
    groups: QuerySet[Group], *, order: str, after: str, only_open: bool = False
) -> tuple[Sequence[Any], str]:
    """Return one page of the register and the key to go on from ("" at the end): two queries for any size.

    ``worst`` puts the groups with most open matters first; ``code`` goes by number. The key of the last row stands in
    the address, so the next page costs the same as the first. ``only_open``: of ``worst``, those with any at all.
    """
    worst = order == WORST_FIRST
    found = _worst_first(groups, after, only_open=only_open) if worst else _by_code(groups, after)
    more = len(found) > PAGE
    shown = _rows({pk: matters for pk, matters, _code in found[:PAGE]})
    if not more:
        return shown, ""
    _pk, matters, last = found[PAGE - 1]
    return shown, f"{matters}~{last}" if worst else last


def _by_code(groups: QuerySet[Group], after: str) -> list[tuple[int, int, str]]:
    ordered: QuerySet[Any] = with_open_flags(groups).order_by("code")
    ordered = ordered.filter(code__gt=after) if after else ordered
    return list(ordered.values_list("pk", "open_matters", "code")[: PAGE + 1])


def _worst_first(groups: QuerySet[Group], after: str, *, only_open: bool) -> list[tuple[int, int, str]]:
    """Return number, open matters and code of one page of groups, those with most matters first.

    Every group's matters are needed to put them in order. They are counted in one walk along an index and joined to
    the groups afterwards, which is three times as fast as the other way round; the ORM cannot say it.
    """
    chosen = compiled(groups, "pk", "code")
    if chosen is NOTHING:
        return []
    count, _sign, code = after.partition("~")
    is_key = bool(code) and count.isdecimal() and len(count) <= LONGEST_COUNT
    beyond = "WHERE COALESCE(m.n, 0) < %s OR (COALESCE(m.n, 0) = %s AND g.code > %s)" if is_key else ""
    statement = f"""
        SELECT g.pk, COALESCE(m.n, 0) AS matters, g.code FROM ({chosen.sql}) g
        {"" if only_open else "LEFT"} JOIN (
            SELECT group_id, COUNT(*) AS n FROM members_flag WHERE state = 'OPEN' GROUP BY group_id
        ) m ON m.group_id = g.pk {beyond} ORDER BY matters DESC, g.code LIMIT {PAGE + 1}"""  # noqa: S608  our own words
    with connection.cursor() as cursor:
        cursor.execute(statement, [*chosen.params, *((int(count), int(count), code) if is_key else ())])
        return [(pk, matters, found) for pk, matters, found in cursor.fetchall()]


def _rows(matters: dict[int, int]) -> list[Any]:
    """Return the groups of one page, in its order, with what the list shows of each.

    SQLite works out every column before it sorts: were owners asked for together with the order, it would look up the
    owner of every group there is.
    """
    groups: QuerySet[Any] = with_owner(Group.objects.filter(pk__in=matters)).select_related("department", "regulation")
    by_number = {group.pk: group for group in groups.only(*SHOWN)}
    rows = [by_number[pk] for pk in matters if pk in by_number]
    for group in rows:
        group.open_matters = matters[group.pk]
    return rows
