"""``make run``: everything the console needs, started and looked after by one command."""

from __future__ import annotations

import fcntl
import os
import socket
import sys
from io import StringIO
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.utils.module_loading import import_string

from groupadmin.console.supervisor import Program, Supervisor


class Command(BaseCommand):
    help = "Prepare the database, load demo data where there is none, and serve web, worker and nightly schedule."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or 8000)
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")

    def handle(self, *args: object, port: int, host: str, no_demo: bool, **options: object) -> None:
        kept_open = self._be_the_only_one()
        self._find_the_port_free(host, port)
        self._prepare(with_demo=not no_demo and settings.DEMO)
        connection.close()
        supervisor = Supervisor(_programs(host, port), self._say)
        supervisor.run(lambda: _answers(host, port), lambda: self._say_where(host, port))
        kept_open.close()
        self._say("Stopped. Your data is kept; start again with the same command.")

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def _be_the_only_one(self) -> IO[str]:
        """Hold the lock of the data folder: two workers on one file queue would only wait for each other."""
        held = Path(settings.VAR_DIR, "serve.lock").open("w")  # noqa: SIM115  held until we stop
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CommandError(
                f"The console is running already with the data in {settings.VAR_DIR}. Stop it first (Ctrl-C where it "
                "runs), or give this one a folder of its own: VAR_DIR=/another/folder make run"
            ) from None
        return held

    def _find_the_port_free(self, host: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as problem:
                raise CommandError(
                    f"Port {port} on {host} cannot be had ({problem.strerror}). Stop what uses it, or choose another: "
                    "PORT=8080 make run"
                ) from None

    def _prepare(self, *, with_demo: bool) -> None:
        self._say("Preparing the database ...")
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except DatabaseError as problem:
            where = settings.DATABASES["default"].get("HOST") or settings.DATABASES["default"]["NAME"]
            raise CommandError(f"The database at {where} cannot be used: {problem}".strip()) from None
        call_command("collectstatic", verbosity=0, interactive=False)
        for line in settings.FIRST_START:
            if with_demo or line.split()[0] != "demo":
                call_command(*line.split(), stdout=StringIO())

    def _say_where(self, host: str, port: int) -> None:
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else f"[{host}]" if ":" in host else host  # noqa: S104
        self._say(f"\nThe console is ready: http://{shown}:{port}/")
        for line in import_string(settings.LOG_IN_HINT)():
            self._say(line)
        self._say("Stop with Ctrl-C.\n")


def _programs(host: str, port: int) -> list[Program]:
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-A", "groupadmin", "--quiet"]
    worker = [*celery, "worker", "--loglevel", "warning", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    # The file queue is drained by threads of one process; with a broker, by processes.
    worker += ["--pool", "prefork" if settings.REDIS_URL else "threads", "--concurrency", "2"]
    beat = [*celery, "beat", "--loglevel", "warning", "--pidfile="]
    # Root is how a container runs it; Celery's page-long warning about that would bury the address.
    quiet = {"PYTHONWARNINGS": "ignore:You're running the worker"}
    return [*web_programs(host, port), Program("worker", worker, quiet), Program("schedule", beat)]


def web_programs(host: str, port: int) -> list[Program]:
    """Return the web processes, one per core: an interpreter uses one core, however many threads it has."""
    web = [sys.executable, str(settings.BASE_DIR / "manage.py"), "web", "--host", host, "--port", str(port), "--shared"]
    return [Program(f"web {n}", web) for n in range(1, max(2, os.cpu_count() or 1) + 1)]


def _answers(host: str, port: int) -> bool:
    """Say whether the web process takes connections yet."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    try:
        with socket.create_connection((target, port), timeout=0.2):
            return True
    except OSError:
        return False
