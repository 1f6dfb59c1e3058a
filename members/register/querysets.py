"""The register as its pages need it: annotations over groups, and the keys to go on from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

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
    is_turned = order.startswith("-")
    page = page_of(
        _by_matters(groups, key, size + 1, is_turned=is_turned, is_back=back is not None),
        size,
        is_back=back is not None,
        has_key=key is not None,
        key_of=lambda row: f"{row.matters}~{row.code}",
        preceding=lambda row: row.place - 1,
        total=groups.count(),
    )
    return replace(page, rows=_rows({row.pk: row.matters for row in page.rows}))


def _key_in(text: str) -> tuple[int, str] | None:
    count, _sign, code = text.partition("~")
    number = number_in(count) if len(count) <= LONGEST_COUNT else None
    return (number, code) if code and number is not None else None


class _Placed(NamedTuple):
    """A group, how many matters it has open, and which one it is in the order (from 1; 0 where nobody asked)."""

    pk: int
    matters: int
    code: str
    place: int


def _by_matters(
    groups: QuerySet[Group], key: tuple[int, str] | None, limit: int, *, is_turned: bool, is_back: bool
) -> list[_Placed]:
    """Return the first groups after a key, those with most open matters first, by code among equals.

    ``is_turned`` puts those with fewest first; ``is_back`` goes the other way from the key. Every group's matters are
    needed to put them in order. They are counted in one walk along an index and joined to the groups afterwards, which
    is three times as fast as the other way round; the ORM cannot say it. A place is worked out in the same walk.
    """
    chosen = compiled(groups, "pk", "code")
    if chosen is NOTHING:
        return []
    falls = is_turned == is_back
    shown, read = (_sorted_by(falls=not is_turned), _sorted_by(falls=falls))
    place, beyond, given = "0", "", list[int | str]()
    if key is not None:
        less, more = ("<", ">") if falls else (">", "<")
        place, beyond = f"ROW_NUMBER() OVER (ORDER BY {shown})", f"WHERE n {less} %s OR (n = %s AND code {more} %s)"
        given = [key[0], *key]
    statement = f"""
        WITH g AS (
            SELECT g.pk, COALESCE(m.n, 0) AS n, g.code FROM ({chosen.sql}) g LEFT JOIN (
                SELECT group_id, COUNT(*) AS n FROM members_flag WHERE state = 'OPEN' GROUP BY group_id
            ) m ON m.group_id = g.pk
        ), placed AS (SELECT pk, n, code, {place} AS place FROM g)
        SELECT pk, n, code, place FROM placed {beyond} ORDER BY {read} LIMIT {limit}"""  # noqa: S608  our own words
    with connection.cursor() as cursor:
        cursor.execute(statement, [*chosen.params, *given])
        return [_Placed(*row) for row in cursor.fetchall()]


def _sorted_by(*, falls: bool) -> str:
    return "n DESC, code ASC" if falls else "n ASC, code DESC"


def _rows(matters: dict[int, int]) -> list[Any]:
    """Return the groups of one page, in its order, with what the list shows of each.

    SQLite works out every column before it sorts: were owners asked for together with the order, it would look up the
    owner of every group there is.
    """
    late = Flag.objects.filter(group=OuterRef("pk"), state=Flag.State.OPEN, due_on__lt=timezone.localdate())
    groups: QuerySet[Any] = with_owner(Group.objects.filter(pk__in=matters)).select_related("department", "regulation")
    groups = groups.annotate(is_late=Exists(late))
    by_number = {group.pk: group for group in groups.only(*SHOWN)}
    rows = [by_number[pk] for pk in matters if pk in by_number]
    for group in rows:
        group.open_matters = matters[group.pk]
    return rows
