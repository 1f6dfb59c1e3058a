"""Every list and home at full size: as many queries at 5 rows as at 50, and no slower than the stock admin."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from statistics import median
from time import perf_counter

from django.core.management import call_command
from django.db import connection, models
from django.http import HttpResponseBase
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import set_urlconf
from django.utils import timezone

from groupadmin.core.models import SweepRun
from groupadmin.directory.models import Employee, User
from groupadmin.groups.models import Group
from members.demo import making
from members.models import Flag, Membership

GOES = 7
# Our page, and the table that the stock admin lists beside it. ``{code}`` is the group with the most members.
PAGES: tuple[tuple[str, str, type[models.Model]], ...] = (
    ("/", "home", Flag),
    ("/groups/", "register", Group),
    ("/matters/", "matters", Flag),
    ("/nights/", "nights", SweepRun),
    ("/groups/{code}/", "group", Flag),
    ("/groups/{code}/members/", "members", Membership),
    ("/search/?q=王", "search", Employee),
    ("/admin/groups/group/", "back office, groups", Group),
    ("/admin/directory/employee/", "back office, people", Employee),
)


def run(employees: int = 100_000, groups: int = 20_000) -> list[tuple[str, float, str]]:
    """Fill the database with the demo and return, for each page, queries and the ratio to the stock changelist."""
    call_command("load_regulations", stdout=StringIO())
    making.make(employees=max(employees, 400), groups=max(groups, 24), seed=1, at=timezone.now())
    visitor = Client()
    visitor.force_login(User.objects.get(username="hr"), backend="django.contrib.auth.backends.ModelBackend")
    busiest, quiet = (
        Group.objects.exclude(headcount=None).order_by(order).values_list("code", flat=True)[0]
        for order in ("-headcount", "headcount")
    )
    figures: list[tuple[str, float, str]] = []
    for address, name, model in PAGES:
        path = address.format(code=busiest)
        answer = visitor.get(path)
        if answer.status_code != 200:
            figures.append((f"list {name}: answered {answer.status_code}", float(answer.status_code), "status"))
            continue
        ours = _seconds(lambda path=path: visitor.get(path))
        figures.append((f"list {name}: queries", float(_queries(visitor, path)), "queries"))
        if "{code}" in address:
            fewer = _queries(visitor, address.format(code=quiet))
            more = _queries(visitor, path)
            figures.append((f"list {name}: queries at 50 rows less those at 5", float(more - fewer), "queries"))
        figures.append((f"list {name}: median", ours * 1000, "ms"))
        figures.append((f"list {name}: ours ÷ the stock changelist", ours / _seconds(_stock(model)), "×"))
    return figures


def _queries(visitor: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        visitor.get(path)
    return len(asked)


def _stock(model: type[models.Model]) -> Callable[[], HttpResponseBase]:
    from bench.stock_admin import site

    request = RequestFactory().get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/")
    request.user = User.objects.get(username="hr")
    request.user.is_staff = request.user.is_superuser = True

    def ask() -> HttpResponseBase:
        set_urlconf("bench.stock_admin")
        answer = site._registry[model].changelist_view(request)
        answer.render()
        set_urlconf(None)
        return answer

    return ask


def _seconds(ask: Callable[[], HttpResponseBase]) -> float:
    ask()
    times = []
    for _go in range(GOES):
        clock = perf_counter()
        ask()
        times.append(perf_counter() - clock)
    return median(times)
