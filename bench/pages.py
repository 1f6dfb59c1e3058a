"""Every page at full size, for whoever it is the heaviest for: p50, p95, queries and kilobytes; then eight at once.

One visitor asks each page in turn, warm, through the whole stack of middleware. Then eight visitors, each with a
log-in of its own, go through all pages over HTTP in an order of their own, as people do at nine in the morning; the web
processes are those that ``serve`` starts. The pages of ``bench.lists`` that have a stock list beside them stand there.
"""

from __future__ import annotations

import http.client
import random
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import StringIO
from statistics import quantiles
from time import perf_counter
from urllib.parse import quote

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import lists
from bench.drills import _free_port, wait_for
from groupadmin.console.management.commands.serve import _answers, web_programs
from groupadmin.directory.models import Employee, User
from groupadmin.groups.models import Group
from members.demo import making
from members.models import Membership

GOES = 40
VISITORS, ROUNDS = 8, 3
# Who asks, what it is called, the address. ``{group}`` has most members, ``{person}`` is in most groups, ``{deep}`` is
# the key of a page near the end of the register, ``{moment}`` half a year ago.
PAGES = (
    ("hr", "home of HR", "/"),
    ("audit", "home of the auditor", "/"),
    ("hr", "figures of HR", "/figures/"),
    ("audit", "figures of the auditor", "/figures/"),
    ("baomi", "home of the confidentiality officer", "/"),
    ("head", "home of a head", "/"),
    ("owner", "home of an owner", "/"),
    ("hr", "register", "/groups/"),
    ("hr", "register by number", "/groups/?order=code"),
    ("hr", "register, deepest page", "/groups/?after={deep}"),
    ("hr", "register with matters", "/groups/?matters=on"),
    ("hr", "register by owner's name", "/groups/?owner=王"),
    ("hr", "register, all states", "/groups/?status=EVERY"),
    ("hr", "register of guarded groups", "/groups/?secrecy=GUARDED&matters=on"),
    ("hr", "register without pledges", "/groups/?papers=UNSIGNED"),
    ("hr", "register, old lists", "/groups/?older=60"),
    ("hr", "register by a piece of a name", "/groups/?q=销售"),
    ("head", "register of a head", "/groups/"),
    ("owner", "register of an owner", "/groups/"),
    ("hr", "ledger", "/groups/ledger/"),
    ("hr", "ledger of one category", "/groups/ledger/?category=PROJECT"),
    ("hr", "group", "/groups/{group}/"),
    ("hr", "members", "/groups/{group}/members/"),
    ("hr", "who was in", "/groups/{group}/as-of/?at={moment}"),
    ("hr", "history", "/groups/{group}/history/"),
    ("hr", "matters", "/matters/"),
    ("hr", "matters of a kind", "/matters/?kind=MISSING"),
    ("head", "matters of a head", "/matters/"),
    ("owner", "matters of an owner", "/matters/?whose=groups"),
    ("hr", "nights", "/nights/"),
    ("hr", "people", "/people/"),
    ("head", "people of a head", "/people/"),
    ("hr", "person", "/people/{person}/"),
    ("hr", "groups of a person", "/people/{person}/groups/"),
    ("hr", "search", "/search/?q=王"),
)
Row = tuple[str, float, str]


def run(employees: int = 100_000, groups: int = 20_000) -> list[Row]:
    """Fill the database with the demo and return the figures of each page and of the mix."""
    if making.is_empty():
        call_command("load_regulations", stdout=StringIO())
        making.make(employees=max(employees, 400), groups=max(groups, 24), seed=1, at=timezone.now())
    lists.settle()
    pages = list(_pages())
    return [*_one_by_one(pages), *_together(pages)]


def _pages() -> Iterator[tuple[str, str, str]]:
    busiest = Group.objects.exclude(headcount=None).order_by("-headcount").values_list("code", flat=True)[0]
    memberships = (
        Membership.objects.present().exclude(employee=None).order_by().values("employee").annotate(n=Count("pk"))
    )
    person = Employee.objects.get(pk=memberships.order_by("-n")[0]["employee"]).staff_no
    deep = Group.objects.order_by("-code").values_list("code", flat=True)[min(100, Group.objects.count() - 1)]
    moment = f"{timezone.localtime() - timezone.timedelta(days=180):%Y-%m-%dT%H:%M}"
    facts = {"group": busiest, "person": person, "deep": f"0~{deep}", "moment": moment}
    for who, name, address in PAGES:
        yield who, name, address.format(**facts)


def _visitor(who: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=who), backend="django.contrib.auth.backends.ModelBackend")
    return client


def _one_by_one(pages: list[tuple[str, str, str]]) -> Iterator[Row]:
    for who, name, path in pages:
        visitor = _visitor(who)
        answer = visitor.get(path)
        if answer.status_code != 200:
            yield f"page {name}: answered", float(answer.status_code), "status"
            continue
        with CaptureQueriesContext(connection) as asked:
            visitor.get(path)
        queries = len(asked)
        size = len(visitor.get(path, headers={"Accept-Encoding": "gzip"}).content)
        cut = quantiles([_seconds(visitor, path) for _go in range(GOES)], n=20)
        yield f"page {name}: queries", float(queries), "queries"
        yield f"page {name}: size as sent", size / 1024, "KB"
        yield f"page {name}: p50", cut[9] * 1000, "ms"
        yield f"page {name}: p95", cut[18] * 1000, "ms"


def _together(pages: list[tuple[str, str, str]]) -> Iterator[Row]:
    """Yield the figures of eight visitors at once, once every web process is warm."""
    cookies = {who: _visitor(who).cookies[settings.SESSION_COOKIE_NAME].value for who, _name, _path in pages}
    with _web_processes() as port, ThreadPoolExecutor(VISITORS) as threads:
        asked = [(path, cookies[who]) for who, _name, path in pages]
        list(threads.map(_walk(asked, port, rounds=1), range(VISITORS)))
        begun = perf_counter()
        seconds = [time for times in threads.map(_walk(asked, port, rounds=ROUNDS), range(VISITORS)) for time in times]
        took = perf_counter() - begun
    cut = quantiles(seconds, n=100)
    yield "eight at once: requests a second", len(seconds) / took, "/s"
    for percent in (50, 95, 99):
        yield f"eight at once: p{percent}", cut[percent - 1] * 1000, "ms"


@contextmanager
def _web_processes() -> Iterator[int]:
    """Start what ``serve`` would start to answer pages; gives the port."""
    port = _free_port()
    started = [subprocess.Popen(program.command) for program in web_programs("127.0.0.1", port)]
    try:
        wait_for(lambda: _answers("127.0.0.1", port), "an answer of the web processes")
        yield port
    finally:
        for process in started:
            process.terminate()
            process.wait()


def _walk(asked: list[tuple[str, str]], port: int, *, rounds: int) -> Callable[[int], list[float]]:
    def walk(number: int) -> list[float]:
        order = asked * rounds
        random.Random(number).shuffle(order)
        return [_seconds_over_http(port, path, cookie) for path, cookie in order]

    return walk


def _seconds_over_http(port: int, path: str, cookie: str) -> float:
    """Return how long a page takes from the connection to its last byte."""
    clock = perf_counter()
    there = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    there.request(
        "GET",
        quote(path, safe="/?=&%~"),
        headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}", "Accept-Encoding": "gzip"},
    )
    answer = there.getresponse()
    answer.read()
    there.close()
    assert answer.status == 200, (path, answer.status)
    return perf_counter() - clock


def _seconds(visitor: Client, path: str) -> float:
    clock = perf_counter()
    visitor.get(path)
    return perf_counter() - clock
