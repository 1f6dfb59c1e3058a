"""A real worker in a process of its own, on the test's database and queue."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)


def database_url() -> str:
    """Return the address of the database that this test writes to."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    return f"postgres://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"


class RealWorker:
    """``with RealWorker() as worker``: worker and schedule as ``make run`` starts them, with a lease of two seconds."""

    def __init__(self, **environment: str) -> None:
        self.environment = environment
        self.log = Path(settings.VAR_DIR, "worker.log")
        self.process: subprocess.Popen | None = None

    def __enter__(self) -> RealWorker:
        self.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self.signal(signal.SIGKILL)

    def start(self) -> None:
        pool = "prefork" if settings.REDIS_URL else "threads"
        command = [sys.executable, "-m", "celery", "-A", "groupadmin", "worker", "-B", "--pool", pool, "-c", "2"]
        command += ["--loglevel", "INFO", "--schedule", str(Path(settings.VAR_DIR, "test-schedule"))]
        ours = {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": database_url(),
            "VAR_DIR": str(settings.VAR_DIR),
            "REDIS_URL": settings.REDIS_URL,
            "JOB_LEASE_SECONDS": "2",
            "TICK_SECONDS": "1",
            "PYTHONPATH": str(ROOT),
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                env=os.environ | ours | self.environment,
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def signal(self, number: int) -> None:
        """Signal the worker and everything it started; after a deadly signal, see it out."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        self.process.wait(timeout=30)


def wait_until(condition: Callable[[], object], *, seconds: float = 120, what: str = "it") -> None:
    """Wait until something holds; two minutes are for slow machines, the tests look at outcomes and not at time."""
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            log = Path(settings.VAR_DIR, "worker.log")
            raise AssertionError(f"{what} did not happen; the worker said:\n{log.read_text() if log.exists() else ''}")
        time.sleep(0.1)
