"""Two web processes, two workers and one schedule, as the operator's guide sets them up on machines of their own.

Each has a ``VAR_DIR`` to itself; they share the database, Redis and the secret key. A visitor whose requests reach now
one, now the other web process logs in, brings a list, confirms it and fetches what a worker wrote. Then one of the two
is killed in the middle of an upload. The figures count what went wrong and must be nought.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.utils import timezone

from bench.drills import ROOT, Processes, Row, _answers, _free_port, all_ended, wait_for
from bench.invariants import broken
from groupadmin.core.models import ImportBatch, Job
from groupadmin.directory.models import User
from groupadmin.groups.models import Group
from members.demo import accounts, making

PASTED = "\n".join(f"演练{number:03}" for number in range(40))


def run() -> list[Row]:
    """Follow the guide and return how many steps failed; nothing where there is no PostgreSQL or Redis."""
    if connection.vendor != "postgresql" or not shutil.which("redis-server"):
        return []
    making.make(employees=320, groups=24, seed=1, at=timezone.now())
    # Written as the machines read it: measurements hash cheaply.
    User.objects.update(password=PBKDF2PasswordHasher().encode(accounts.PASSWORD, "drill"))
    begun = timezone.now()
    with Machines() as ours:
        visitor = Visitor(ours.ports)
        failed = [name for name, step in STEPS.items() if not _works(step, visitor, ours)]
    for words, rows in (found := broken(begun)).items():
        print(f"  several machines: {words}: {rows}", file=sys.stderr)
    return [
        ("drill several machines: steps that failed", float(len(failed)), "steps"),
        ("drill several machines: broken", float(len(found)), "rules"),
    ]


UNANSWERED = (AssertionError, OSError, http.client.HTTPException, ObjectDoesNotExist)


def _works(step: Callable[[Visitor, Machines], bool], visitor: Visitor, ours: Machines) -> bool:
    """Say whether a step was answered as it should be; what the visitor saw last is printed where it was not."""
    try:
        if step(visitor, ours):
            return True
        problem: object = "not as it should be"
    except UNANSWERED as met:
        problem = repr(met)
    title = re.search(r"<title>(.*?)</title>", visitor.page, re.DOTALL)
    seen = (visitor.status, visitor.location, title[1].strip() if title else "")
    print(f"  several machines: {step.__name__}: {problem}; seen last: {seen}", file=sys.stderr)
    return False


class Machines(Processes):
    """Two web processes, two workers and a schedule, each with a folder of its own."""

    def __init__(self) -> None:
        super().__init__(redis=True)
        self.ports = (_free_port(), _free_port())
        self.webs: list[subprocess.Popen] = []
        self.secret = uuid.uuid4().hex * 2

    def __enter__(self) -> Machines:
        super().__enter__()
        for number, port in enumerate(self.ports):
            call = [sys.executable, "manage.py", "collectstatic", "--noinput"]
            subprocess.run(call, cwd=ROOT, env=os.environ | self._own(f"web{number}"), check=True, capture_output=True)
            web = [sys.executable, "manage.py", "web", "--host", "127.0.0.1", "--port", str(port)]
            self.webs.append(self._start(web, self._own(f"web{number}")))
        celery = [sys.executable, "-m", "celery", "-A", "groupadmin", "--quiet"]
        for number in range(2):
            self._start([*celery, "worker", "--concurrency", "2"], self._own(f"worker{number}"))
        self._start([*celery, "beat", "--pidfile="], self._own("schedule"))
        wait_for(lambda: all(_answers(port) for port in self.ports), "the web processes")
        return self

    def _own(self, name: str) -> dict[str, str]:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return {
            "VAR_DIR": str(folder),
            "SECRET_KEY": self.secret,
            "REDIS_URL": f"redis://127.0.0.1:{self.port}/0",
            "DJANGO_SETTINGS_MODULE": "groupadmin.settings",
            "LEDGER_ROWS_IN_REQUEST": "1",
            "PYTHONWARNINGS": "ignore",
        }


class Visitor:
    """Somebody with one jar of cookies, whose every request goes to the other machine than the one before."""

    def __init__(self, ports: tuple[int, ...]) -> None:
        self.ports, self.turn = ports, 0
        self.cookies: dict[str, str] = {}
        self.page, self.status, self.location = "", 0, ""
        self.body = b""

    def ask(self, path: str, form: dict[str, str] | None = None, *, port: int | None = None) -> int:
        """GET, or POST a form with the token of the last page; returns the status."""
        self.turn += 1
        there = http.client.HTTPConnection("127.0.0.1", port or self.ports[self.turn % len(self.ports)], timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode({"csrfmiddlewaretoken": self.field("csrfmiddlewaretoken"), **form})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        there.request("GET" if form is None else "POST", path, body, headers)
        answer = there.getresponse()
        self.body, self.status, self.location = answer.read(), answer.status, answer.getheader("Location") or ""
        for cookie in answer.msg.get_all("Set-Cookie") or []:
            name, _equals, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.page = self.body.decode("utf-8", "replace")
        there.close()
        return self.status

    def field(self, name: str) -> str:
        """Return the value of a hidden field of the last page."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.page)
        return found[1] if found else ""


def log_in(visitor: Visitor, ours: Machines) -> bool:
    """Log in at one machine, and be known at the other."""
    visitor.ask("/login/")
    visitor.ask("/login/", {"username": "hr", "password": accounts.PASSWORD})
    return visitor.status == 302 and all(visitor.ask("/", port=port) == 200 for port in ours.ports)


def same_files(visitor: Visitor, ours: Machines) -> bool:
    """Every style and script that a page of one names is served by the other."""
    visitor.ask("/", port=ours.ports[0])
    named = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', visitor.page))
    return bool(named) and all(visitor.ask(path, port=ours.ports[1]) == 200 for path in named)


def list_of_a_group(visitor: Visitor, ours: Machines) -> bool:
    """Bring a list at one, look at its preview at the other, confirm it; a second click finds it done."""
    code = Group.objects.live().order_by("code").values_list("code", flat=True)[0]
    visitor.ask(f"/groups/{code}/roster/")
    visitor.ask(f"/groups/{code}/roster/", {"text": PASTED, "mode": "PARTIAL"})
    preview = visitor.location
    visitor.ask(preview)
    form = dict.fromkeys(set(re.findall(r'name="(choice[^"]*|who[^"]*)"', visitor.page)), "")
    visitor.ask(f"{preview}confirm/", form)
    first = visitor.status
    visitor.ask(preview)
    visitor.ask(f"{preview}confirm/", form)
    batch = ImportBatch.objects.order_by("-id")[0]
    return first in (302, 303) and visitor.status < 500 and batch.state == ImportBatch.State.APPLIED


def file_of_a_job(visitor: Visitor, ours: Machines) -> bool:
    """Ask for the ledger at one; a worker writes it, and each of the two hands it over."""
    visitor.ask("/groups/ledger.xlsx")
    wait_for(all_ended, "the ledger")
    job = Job.objects.filter(kind="write_ledger").latest("id")
    files = []
    for port in ours.ports:
        visitor.ask(f"/jobs/{job.pk}/file/", port=port)
        files.append((visitor.status, visitor.body[:2]))
    return files == [(200, b"PK")] * 2


def slips(visitor: Visitor, ours: Machines) -> bool:
    """The page for new log-ins is filled in at one machine and looked at at the other."""
    visitor.ask("/accounts/new/")
    return visitor.ask("/accounts/new/", {"sheet": visitor.field("sheet"), "who": "runners"}) < 500


def killed_in_an_upload(visitor: Visitor, ours: Machines) -> bool:
    """One web process is killed while it takes a file: nothing of it is kept, and the other goes on."""
    before = ImportBatch.objects.count()
    visitor.ask("/people/import/")
    there = http.client.HTTPConnection("127.0.0.1", ours.ports[0], timeout=5)
    there.putrequest("POST", "/people/import/")
    there.putheader("Cookie", "; ".join(f"{name}={value}" for name, value in visitor.cookies.items()))
    there.putheader("Content-Type", "multipart/form-data; boundary=x")
    there.putheader("Content-Length", "1000000")
    there.endheaders()
    there.send(b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' + b"a,b\n" * 1000)
    ours.kill(ours.webs[0])
    there.close()
    left = list(Path(tempfile.gettempdir()).glob("*.upload*"))
    goes_on = visitor.ask("/", port=ours.ports[1]) == 200
    return goes_on and ImportBatch.objects.count() == before and not left


STEPS = {
    "log-in": log_in,
    "static files": same_files,
    "a list, its preview and its confirmation": list_of_a_group,
    "the file of a job": file_of_a_job,
    "slips": slips,
    "a web process killed in an upload": killed_in_an_upload,
}
