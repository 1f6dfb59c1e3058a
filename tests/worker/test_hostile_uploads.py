"""A hostile workbook, brought through the real web server: its bringer reads a sentence, others their pages meanwhile.

Worker and web server run as ``make run`` starts them; a job is done afterwards, and neither has been started anew.
"""

import os
import re
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Group as AuthGroup
from django.test import TransactionTestCase
from django.utils import timezone

from groupadmin.core import jobs
from groupadmin.core.models import Job
from groupadmin.directory import roles
from tests.console.test_serve import free_port
from tests.making import make_user
from tests.worker.running import ROOT, RealWorker, database_url, wait_until

CASES = ROOT / "tests" / "cases" / "hostile"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
# Only how long one may read; a reader that goes on has to be ended by its limits.
HASTY = {"READER_CPU_SECONDS": "4", "READER_SECONDS": "5"}


class Visitor:
    """A browser: cookies, forms, and nothing else."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), Lenient)

    def get(self, path: str) -> tuple[int, str]:
        with self.opener.open(self.root + path, timeout=30) as answer:
            return answer.status, answer.read().decode()

    def send(self, path: str, fields: dict[str, str], file: tuple[str, bytes] | None = None) -> tuple[int, str]:
        """Fill the form of a page and send it."""
        fields = {"csrfmiddlewaretoken": TOKEN.search(self.get(path)[1])[1], **fields}
        edge = uuid.uuid4().hex
        parts = [f'Content-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in fields.items()]
        if file:
            head = f'Content-Disposition: form-data; name="file"; filename="{file[0]}"\r\n\r\n'
            parts.append(head.encode() + file[1] + b"\r\n")
        body = b"".join(b"--" + edge.encode() + b"\r\n" + part for part in parts) + f"--{edge}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={edge}", "Referer": self.root + path}
        request = urllib.request.Request(self.root + path, body, headers)  # noqa: S310  our own server
        with self.opener.open(request, timeout=60) as answer:
            return answer.status, answer.read().decode()


class Lenient(urllib.request.HTTPErrorProcessor):
    """Take a refusal for the answer it is; follow redirects as ever."""

    def http_response(self, request, response):
        return super().http_response(request, response) if response.status < 400 else response


@pytest.mark.worker
class HostileUploads(TransactionTestCase):
    def setUp(self):
        for name in roles.ALL:
            AuthGroup.objects.get_or_create(name=name)
        self.names = [make_user(None, roles.HR).username for _visitor in range(3)]
        self.port = free_port()
        command = [sys.executable, "manage.py", "web", "--port", str(self.port)]
        ours = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url(), "PYTHONPATH": str(ROOT)}
        ours |= {"VAR_DIR": str(settings.VAR_DIR), "REDIS_URL": settings.REDIS_URL, "PYTEST_XDIST_WORKER": ""}
        with Path(settings.VAR_DIR, "web.log").open("ab") as log:
            self.web = subprocess.Popen(command, cwd=ROOT, env=os.environ | ours | HASTY, stdout=log, stderr=log)
        self.addCleanup(self.web.wait, 30)
        self.addCleanup(self.web.terminate)

    def logged_in(self, name: str) -> Visitor:
        visitor = Visitor(f"http://127.0.0.1:{self.port}")
        visitor.send("/login/", {"username": name, "password": "correct horse battery"})
        return visitor

    def answers(self) -> bool:
        try:
            return Visitor(f"http://127.0.0.1:{self.port}").get("/healthz")[0] == 200
        except OSError:
            return False

    def bring(self, visitor: Visitor, path: str, name: str, said: list) -> None:
        began = time.monotonic()
        status, page = visitor.send(path, {"mode": "update"}, (name, (CASES / name).read_bytes()))
        said.append((path, name, status, "alert-error" in page, time.monotonic() - began < 30))

    def test_on_the_pages_of_the_staff_list_and_of_the_ledger(self):
        with RealWorker() as worker:
            wait_until(self.answers, what="the web server")
            *bringers, other = map(self.logged_in, self.names)
            for name in ("ss_count.xlsx", "grid_ok.xlsx", "damaged.xls"):
                said: list = []
                both = [
                    threading.Thread(target=self.bring, args=(visitor, path, name, said))
                    for visitor, path in zip(bringers, ("/people/import/", "/groups/import/"), strict=True)
                ]
                for one in both:
                    one.start()
                self.assertEqual([other.get(path)[0] for path in ("/healthz", "/", "/groups/")], [200, 200, 200])
                for one in both:
                    one.join()
                with self.subTest(name):
                    expected = [(path, name, 422, True, True) for path in ("/groups/import/", "/people/import/")]
                    self.assertEqual(sorted(said), expected)
            job = jobs.enqueue("run_sweeps", {"names": [], "on": "2026-03-12"}, actor=None, at=timezone.now())
            wait_until(lambda: Job.objects.get(pk=job.pk).state in (Job.State.DONE, Job.State.FAILED), what="a job")
            self.assertEqual((worker.process.poll(), self.web.poll()), (None, None))
