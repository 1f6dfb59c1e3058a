"""The register as its pages need it: annotations over groups, and the keys to go on from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from groupadmin.core.keyset import Keys, Page, keyset_page, number_in, page_of
from groupadmin.groups.models import Group
from groupadmin.groups.querysets import GroupQuerySet
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


def with_matters(groups: GroupQuerySet) -> GroupQuerySet:
    """Return the groups that have something open."""
    return groups.filter(Exists(Flag.objects.filter(group=OuterRef("pk"), state=Flag.State.OPEN)))


def register_page(groups: QuerySet[Group], order: str, keys: Keys, size: int = PAGE) -> Page[Any]:
    """Return one page of the register: four queries at most, for any size.

    ``worst`` puts the groups with most open matters first; ``code`` goes by number; "-" before either turns it round.
    """
    if order.removeprefix("-") != WORST_FIRST:
        columns = ("-code",) if order.startswith("-") else ("code",)
        page: Page[Any] = keyset_page(with_open_flags(groups), columns, **keys, size=size)
        return replace(page, rows=_rows({group.pk: group.open_matters for group in page.rows}))
    back = _key_in(keys["before"])
    key = back or _key_in(keys["after"])
    chosen = _ByMatters(groups)
    is_turned = order.startswith("-")
    page = page_of(
        chosen.rows(key, size + 1, falls=is_turned == (back is not None)),
        size,
        is_back=back is not None,
        has_key=key is not None,
        key_of=lambda row: f"{row[1]}~{row[2]}",
        preceding=lambda row: chosen.count((row[1], row[2]), falls=is_turned),
        total=groups.count(),
    )
    return replace(page, rows=_rows({pk: matters for pk, matters, _code in page.rows}))


def _key_in(text: str) -> tuple[int, str] | None:
    count, _sign, code = text.partition("~")
    number = number_in(count) if len(count) <= LONGEST_COUNT else None
    return (number, code) if code and number is not None else None


class _ByMatters:
    """Groups put in order by their open matters, and by code among equals.

    Every group's matters are needed to put them in order. They are counted in one walk along an index and joined to
    the groups afterwards, which is three times as fast as the other way round; the ORM cannot say it.
    """

    def __init__(self, groups: QuerySet[Group]) -> None:
        self.chosen = compiled(groups, "pk", "code")
        self.body = f"""
            FROM ({self.chosen.sql}) g LEFT JOIN (
                SELECT group_id, COUNT(*) AS n FROM members_flag WHERE state = 'OPEN' GROUP BY group_id
            ) m ON m.group_id = g.pk"""  # noqa: S608  our own words

    def rows(self, key: tuple[int, str] | None, limit: int, *, falls: bool) -> list[tuple[int, int, str]]:
        """Return number, matters and code of the first groups after a key; ``falls``: those with most come first."""
        way, back = ("DESC", "ASC") if falls else ("ASC", "DESC")
        tail, given = self._beyond(key, falls=falls)
        found = self._ask(
            f"SELECT g.pk, COALESCE(m.n, 0) AS matters, g.code {self.body} {tail}"
            f" ORDER BY matters {way}, g.code {back} LIMIT {limit}",
            given,
        )
        return [(pk, matters, code) for pk, matters, code in found]

    def count(self, key: tuple[int, str], *, falls: bool) -> int:
        """Return how many groups there are after a key."""
        tail, given = self._beyond(key, falls=falls)
        return int(next(iter(self._ask(f"SELECT COUNT(*) {self.body} {tail}", given)), (0,))[0])

    def _beyond(self, key: tuple[int, str] | None, *, falls: bool) -> tuple[str, list[int | str]]:
        if key is None:
            return "", []
        less, more = ("<", ">") if falls else (">", "<")
        count, code = key
        text = f"WHERE COALESCE(m.n, 0) {less} %s OR (COALESCE(m.n, 0) = %s AND g.code {more} %s)"
        return text, [count, count, code]

    def _ask(self, statement: str, given: list[int | str]) -> list[tuple[Any, ...]]:
        if self.chosen is NOTHING:
            return []
        with connection.cursor() as cursor:
            cursor.execute(statement, [*self.chosen.params, *given])
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


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
