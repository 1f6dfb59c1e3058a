"""One command: everything runs, says where and how to log in, comes back with its data, and stops without a trace."""

import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path
from unittest import TestCase

import pytest
from django.conf import settings

from members.demo.accounts import PASSWORD
from tests.console.test_supervisor import alive

# Web processes, before the worker and the schedule.
WEB = max(2, os.cpu_count() or 1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.worker
class Serving(TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.addCleanup(folder.cleanup)
        self.folder, self.port = folder.name, free_port()

    def serve(self, **environment) -> subprocess.Popen:
        ours = {"VAR_DIR": self.folder, "PORT": str(self.port), "DATABASE_URL": "", "REDIS_URL": ""}
        ours |= {"DJANGO_SETTINGS_MODULE": "groupadmin.settings", "ALLOWED_HOSTS": "127.0.0.1", "PYTHONUNBUFFERED": "1"}
        ours = os.environ | ours | environment
        for empty in ("DATABASE_URL", "REDIS_URL"):
            if not ours[empty]:
                del ours[empty]
        started = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=settings.BASE_DIR,
            env=ours,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.addCleanup(started.stdout.close)
        self.addCleanup(started.kill)
        return started

    def until(self, started: subprocess.Popen, words: str) -> str:
        said = ""
        for line in started.stdout:
            said += line
            if words in line:
                return said
        raise AssertionError(said)

    def children(self, parent: int) -> list[int]:
        return [int(n) for n in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]

    def open_to_others(self) -> list[str]:
        """Return what of our data others on the machine may read, static files apart."""
        data = [path for path in (Path(self.folder), *Path(self.folder).rglob("*")) if "static" not in path.parts]
        return [str(path) for path in data if path.exists() and path.stat().st_mode & 0o077]

    def stop(self, started: subprocess.Popen) -> None:
        children = self.children(started.pid)
        self.assertEqual(len(children), WEB + 2)
        started.send_signal(signal.SIGINT)
        said = started.stdout.read()
        self.assertEqual(started.wait(timeout=30), 0, said)
        self.assertIn("Your data is kept", said)
        self.assertEqual([number for number in children if alive(number)], [])

    def get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=20) as answer:
            return answer.read().decode()

    def log_in(self, username: str) -> str:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        visitor = urllib.request.build_opener(jar)
        address = f"http://127.0.0.1:{self.port}/login/"
        page = visitor.open(address, timeout=20).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        form = {"csrfmiddlewaretoken": token, "username": username, "password": PASSWORD}
        sent = urllib.request.Request(address, urllib.parse.urlencode(form).encode(), {"Referer": address})
        with visitor.open(sent, timeout=20) as answer:
            return answer.url

    def test_runs_all_with_demo_data_restarts_what_dies_and_comes_back(self):
        first = self.serve()
        said = self.until(first, "Stop with Ctrl-C")
        self.assertIn(f"http://127.0.0.1:{self.port}/", said)
        self.assertIn(PASSWORD, said)
        self.assertEqual(json.loads(self.get("/healthz")), {"ok": True})
        self.assertEqual(self.log_in("hr"), f"http://127.0.0.1:{self.port}/")
        self.assertEqual(self.open_to_others(), [])

        second = self.serve(PORT=str(free_port()))
        self.assertIn("running already", second.stdout.read())
        self.assertNotEqual(second.wait(), 0)

        os.kill(self.children(first.pid)[WEB], signal.SIGKILL)
        self.until(first, "worker stopped (exit -9); starting it again")
        self.stop_when_back(first)

        again = self.serve()
        said = self.until(again, "Stop with Ctrl-C")
        self.assertIn(PASSWORD, said)
        self.stop(again)

    def stop_when_back(self, started: subprocess.Popen) -> None:
        while len(self.children(started.pid)) < WEB + 2:
            pass
        self.stop(started)

    def test_leaves_an_empty_database_empty_when_told_so_and_says_how_to_begin(self):
        started = self.serve(DEMO="0")
        said = self.until(started, "Stop with Ctrl-C")
        self.assertIn("make_administrator", said)
        self.assertNotIn(PASSWORD, said)
        self.stop(started)

    def test_says_that_the_port_is_taken_and_what_to_do(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", self.port))
            other.listen()
            started = self.serve()
            said = started.stdout.read()
        self.assertNotEqual(started.wait(), 0)
        self.assertIn("PORT=8080 make run", said)
        self.assertNotIn("Traceback", said)

    def test_says_that_the_database_is_away(self):
        started = self.serve(DATABASE_URL="postgres://nobody@127.0.0.1:1/nothing")
        said = started.stdout.read()
        self.assertNotEqual(started.wait(), 0)
        self.assertIn("The database at 127.0.0.1 cannot be used", said)
        self.assertNotIn("Traceback", said)
