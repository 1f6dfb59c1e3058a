"""Every list and home at full size: as many queries at 5 rows as at 50, and no slower than the stock admin.

Each page stands beside a stock changelist of the same rows: same columns, filters, order and page size
(``bench.stock_admin``), in Django's own templates, asked for by the same log-in through the same middleware. Both are
asked in turns. Home is no list; beside it stands the list of matters that its cards are made from.
"""

from __future__ import annotations

from io import StringIO
from statistics import median
from time import perf_counter

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from groupadmin.directory.models import User
from groupadmin.groups.models import Group
from members.demo import making
from members.models import Flag

GOES = 7
# Our page, what it is called, and the address of the stock list beside it. ``{code}`` is the group with the most
# members, ``{id}`` its number.
PAGES = (
    ("/", "home", "/admin/members/flag/"),
    ("/figures/", "figures of the home page", "/admin/members/flag/"),
    ("/groups/", "register", "/register/groups/group/"),
    ("/groups/?order=code", "register by number", "/register/groups/group/?o=2"),
    ("/groups/?category=PROJECT", "register, one category", "/register/groups/group/?category__exact=PROJECT"),
    ("/matters/", "matters", "/admin/members/flag/"),
    ("/matters/?kind=MISSING", "matters of a kind", "/admin/members/flag/?kind__exact=MISSING"),
    ("/matters/?whose=office", "matters of the office", "/admin/members/flag/?level__exact=3"),
    ("/nights/", "nights", "/admin/core/sweeprun/"),
    ("/groups/{code}/", "group", "/admin/members/flag/?group__id__exact={id}"),
    ("/groups/{code}/members/", "members", "/admin/members/membership/?group__id__exact={id}"),
    ("/people/", "people", "/admin/directory/employee/"),
    ("/search/?q=王", "search", "/admin/directory/employee/?q=王"),
    ("/admin/groups/group/", "back office, groups", "/admin/groups/group/"),
    ("/admin/directory/employee/", "back office, people", "/admin/directory/employee/"),
)
# The stock admin in its own clothes: none of our templates before Django's.
STOCK = {
    "ROOT_URLCONF": "bench.stock_admin",
    "TEMPLATES": [settings.TEMPLATES[0] | {"DIRS": []}],
}


def run(employees: int = 100_000, groups: int = 20_000) -> list[tuple[str, float, str]]:
    """Fill the database with the demo and return, for each page, queries and the ratio to the stock changelist."""
    if making.is_empty():
        call_command("load_regulations", stdout=StringIO())
        making.make(employees=max(employees, 400), groups=max(groups, 24), seed=1, at=timezone.now())
    settle()
    # The stock admin lets in staff; our pages go by the role, which stays HR's.
    User.objects.filter(username="hr").update(is_staff=True, is_superuser=False)
    visitor = Client()
    visitor.force_login(User.objects.get(username="hr"), backend="django.contrib.auth.backends.ModelBackend")
    busiest, quiet, number = _alike_groups()
    figures: list[tuple[str, float, str]] = []
    for address, name, stock in PAGES:
        path = address.format(code=busiest)
        answer = visitor.get(path)
        if answer.status_code != 200:
            figures.append((f"list {name}: answered {answer.status_code}", float(answer.status_code), "status"))
            continue
        ours, theirs = _medians(visitor, path, stock.format(id=number))
        figures.append((f"list {name}: queries", float(_queries(visitor, path)), "queries"))
        if "{code}" in address:
            fewer = _queries(visitor, address.format(code=quiet))
            more = _queries(visitor, path)
            figures.append((f"list {name}: queries at 50 rows less those at 5", float(more - fewer), "queries"))
        figures.append((f"list {name}: median", ours * 1000, "ms"))
        figures.append((f"list {name}: ours ÷ the stock changelist", ours / theirs, "×"))
    return figures


def settle() -> None:
    """Let the database know what is in it, as it does by itself in the hours after a filling."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _alike_groups() -> tuple[str, str, int]:
    """Return the group with most members, the one with fewest that has the same kinds of matters, the first's number.

    A page without any row asks for none, and a message about nicknames asks for their rule: by what a group has, not
    by how much of it. Where no other group has all the kinds, the one that has most of them.
    """
    counted = Group.objects.exclude(headcount=None)
    number, busiest = counted.filter(flags__state="OPEN").order_by("-headcount").values_list("pk", "code")[0]
    kinds = Flag.objects.filter(group=number, state="OPEN").order_by().values("kind").distinct()
    alike = counted.filter(flags__state="OPEN", flags__kind__in=kinds)
    most_alike = alike.annotate(kinds=Count("flags__kind", distinct=True)).order_by("-kinds", "headcount")
    quiet = most_alike.values_list("code", flat=True)[0]
    return busiest, quiet, number


def _queries(visitor: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        visitor.get(path)
    return len(asked)


def _medians(visitor: Client, ours: str, stock: str) -> tuple[float, float]:
    """Return the seconds of our page and of the stock list, each warm, in three turns of a few goes."""
    times: dict[bool, list[float]] = {False: [], True: []}
    for _turn in range(3):
        times[False] += _seconds(visitor, ours)
        with override_settings(**STOCK):
            times[True] += _seconds(visitor, stock)
    return median(times[False]), median(times[True])


def _seconds(visitor: Client, path: str) -> list[float]:
    assert visitor.get(path).status_code == 200, path
    times = []
    for _go in range(GOES):
        clock = perf_counter()
        visitor.get(path)
        times.append(perf_counter() - clock)
    return times
