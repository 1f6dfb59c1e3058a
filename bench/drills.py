"""Drills: what goes wrong in a machine room, done on purpose to real processes, and what is left afterwards.

    make bench ARGS="drills"

Each drill starts workers (and a Redis of its own, where there is one) on the database of this run, breaks something,
waits until all is done, and asks ``bench.invariants`` whether the data holds: its figure "broken" must be nought. The
other figures are seconds until the work went on. Only what a drill itself has started is ever stopped.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from celery import Celery
from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, connections
from django.test import Client
from django.utils import timezone

from bench.invariants import broken
from groupadmin.core import audit, jobs, sweeps
from groupadmin.core.models import Job, SweepRun
from groupadmin.directory.models import User
from groupadmin.groups.models import Group
from members.demo import making

ROOT = Path(__file__).parent.parent
PATIENCE = 180
Row = tuple[str, float, str]


def run() -> Iterator[Row] | list[Row]:
    """Make a small demo, go through the drills that this machine can do, and return their figures."""
    making.make(employees=320, groups=24, seed=1, at=timezone.now())
    figures: list[Row] = []
    for drill in (worker_killed, worker_told_to_end, two_nights, night_beside_jobs, *BY_ENGINE[connection.vendor]):
        clear_jobs()
        begun = timezone.now()
        for figure, value, unit in drill():
            figures.append((f"drill {figure}", value, unit))
        found = broken(begun)
        for words, rows in found.items():
            print(f"  {drill.__name__}: {words}: {rows}", file=sys.stderr)
        figures.append((f"drill {drill.__name__}: broken", float(len(found)), "rules"))
    return figures


# -- the drills ----------------------------------------------------------------------------------------------------


def worker_killed() -> Iterator[Row]:
    """Power cut: a worker and all it started vanish in the middle; another is there at once, or on another machine."""
    for words, elsewhere in (("on the same machine", False), ("seen from another machine", True)):
        with Processes() as ours:
            first = ours.worker()
            ours.schedule()
            (job,) = ask(1, steps=400, seconds=0.1)
            wait_for(lambda job=job: progress_of(job) > 5, "the first steps")
            ours.kill(first)
            if elsewhere:
                Job.objects.filter(pk=job.pk).update(holder="")
            at = time.monotonic()
            ours.worker()
            wait_for(lambda job=job: attempt_of(job) == 2, "the second attempt")
            yield f"worker killed, job goes on, {words}", time.monotonic() - at, "s"
            Job.objects.filter(pk=job.pk).update(payload={"steps": 1, "seconds": 0})
            ours.stop()
        finish()


def worker_told_to_end() -> Iterator[Row]:
    """SIGTERM in the middle of ten jobs: a worker ends what it has in hand or leaves it, and the next does the rest."""
    with Processes() as ours:
        first = ours.worker()
        ours.schedule()
        asked = ask(10, steps=10, seconds=0.1)
        wait_for(lambda: progress_of(asked[0]) > 2, "the first steps")
        first.send_signal(signal.SIGTERM)
        at = time.monotonic()
        ours.worker()
        wait_for(all_ended, "the ten jobs")
        yield "worker told to end, ten jobs done", time.monotonic() - at, "s"
        yield "worker told to end: jobs done", float(done(asked)), "jobs"


def two_nights() -> Iterator[Row]:
    """The night is begun by two schedules and by hand at once: one walk each, and not one row of figures too many."""
    command = [sys.executable, "manage.py", "sweep"]
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) for _twice in range(2)]
    begun = [sweeps.enqueue_nightly(timezone.now()) for _twice in range(2)]
    ended = [process.wait(PATIENCE) for process in both]
    for night in filter(None, begun):
        jobs.run(night.pk)
    yield "two nights: walks that failed", float(sum(code != 0 for code in ended)), "walks"
    yield "two nights: sweeps with an error", float(SweepRun.objects.exclude(error="").count()), "sweeps"


def night_beside_jobs() -> Iterator[Row]:
    """The night runs while jobs do."""
    with Processes() as ours:
        ours.worker()
        ours.schedule()
        asked = ask(6, steps=10, seconds=0.1)
        subprocess.run([sys.executable, "manage.py", "sweep"], cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        wait_for(all_ended, "the jobs beside the night")
        yield "night beside jobs: jobs done", float(done(asked)), "jobs"


def sessions_ended() -> Iterator[Row]:
    """Every session of this database is ended, again and again, while jobs and a night run."""
    with Processes() as ours:
        ours.worker()
        ours.schedule()
        asked = ask(6, steps=30, seconds=0.1)
        night = sweeps.enqueue_nightly(timezone.now())
        wait_for(lambda: progress_of(asked[0]) > 2, "the first steps")
        for _time in range(4):
            end_sessions()
            time.sleep(1)
        at = time.monotonic()
        wait_for(all_ended, "the jobs after the sessions were ended")
        yield "sessions ended: all jobs ended after", time.monotonic() - at, "s"
        yield "sessions ended: jobs done", float(done([*asked, *([night] if night else [])])), "jobs"


def redis_away() -> Iterator[Row]:
    """Redis is away while people ask for work, and comes back empty."""
    with Processes(redis=True) as ours:
        ours.worker()
        ours.schedule()
        ours.kill(ours.redis_server)
        at = time.monotonic()
        asked = ask(20, steps=1, seconds=0)
        yield "redis away: asking for twenty jobs", time.monotonic() - at, "s"
        time.sleep(20)
        ours.start_redis()
        at = time.monotonic()
        wait_for(all_ended, "the jobs after Redis came back")
        yield "redis away: all done after it is back", time.monotonic() - at, "s"
        yield "redis away: jobs done", float(done(asked)), "jobs"


def three_workers() -> Iterator[Row]:
    """Three workers of two processes each take three hundred jobs: each is done once."""
    with Processes(redis=True) as ours:
        workers = [ours.worker() for _number in range(3)]
        ours.schedule()
        at = time.monotonic()
        asked = ask(300, steps=1, seconds=0.01)
        wait_for(lambda: done(asked) > 60, "the first sixty")
        ours.kill(workers[0])
        wait_for(all_ended, "the three hundred")
        yield "three workers, one killed: three hundred jobs", time.monotonic() - at, "s"
        yield "three workers, one killed: jobs done", float(done(asked)), "jobs"


def disk_full() -> Iterator[Row]:
    """The database may not grow any more while a job writes; with room again everything goes on."""
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        refused = 0
        for _time in range(400):
            try:
                ask(1, steps=1, seconds=0)
            except DatabaseError:
                refused += 1
                break
        cursor.execute("PRAGMA max_page_count = 1073741823")
    with Processes() as ours:
        ours.worker()
        ours.schedule()
        at = time.monotonic()
        wait_for(all_ended, "the jobs that were taken")
        yield "disk full: refused", float(refused), "times"
        yield "disk full: what was taken is done after", time.monotonic() - at, "s"


def eight_writers() -> Iterator[Row]:
    """Eight people bring and confirm lists at once beside four readers: nobody is refused, and readers do not wait."""
    codes = list(Group.objects.live().order_by("code").values_list("code", flat=True)[:8])
    with ThreadPoolExecutor(12) as threads:
        writing = [threads.submit(_bring_lists, code, number) for number, code in enumerate(codes)]
        reading = [threads.submit(_look, f"/groups/{code}/members/", writing) for code in codes[:4]]
        wrong = sum(future.result() for future in writing)
        seconds = [time for future in reading for time in future.result()]
    yield "eight writers: answers that were errors", float(wrong), "answers"
    yield "eight writers: a reader waits at most", max(seconds), "s"
    yield "eight writers: looks brought in afterwards", float(audit.write_deferred()), "looks"


def _visitor() -> Client:
    visitor = Client(raise_request_exception=False)
    visitor.force_login(User.objects.get(username="hr"), backend="django.contrib.auth.backends.ModelBackend")
    return visitor


def _bring_lists(code: str, number: int) -> int:
    """Bring and confirm three lists of a hundred; returns how many answers were errors."""
    visitor, wrong = _visitor(), 0
    for day in range(3):
        text = "\n".join(f"新人{number}{day}{line:03}" for line in range(100))
        staged = visitor.post(f"/groups/{code}/roster/", {"text": text, "mode": "PARTIAL"})
        wrong += staged.status_code >= 500
        if "Location" in staged.headers:
            wrong += visitor.post(f"{staged.headers['Location']}confirm/").status_code >= 500
    connections.close_all()
    return wrong


def _look(path: str, until: list[Future[int]]) -> list[float]:
    """Look at a page again and again while others write; returns how long each look took."""
    visitor, seconds = _visitor(), []
    while not all(future.done() for future in until):
        begun = time.monotonic()
        assert visitor.get(path).status_code == 200, path
        seconds.append(time.monotonic() - begun)
    connections.close_all()
    return seconds or [0.0]


REDIS = (redis_away, three_workers) if shutil.which("redis-server") else ()
BY_ENGINE: dict[str, tuple[Callable[[], Iterator[Row]], ...]] = {
    "sqlite": (disk_full, eight_writers),
    "postgresql": (sessions_ended, eight_writers, *REDIS),
}


# -- the processes -------------------------------------------------------------------------------------------------


class Processes:
    """What a drill has started: workers and schedules on the database of this run, each in a group of its own."""

    def __init__(self, *, redis: bool = False) -> None:
        self.started: list[subprocess.Popen] = []
        self.redis_server: subprocess.Popen | None = None
        self.port = _free_port() if redis else 0
        self.room = ExitStack()

    def __enter__(self) -> Processes:
        self.folder = Path(self.room.enter_context(tempfile.TemporaryDirectory(prefix="drill-")))
        if self.port:
            self.start_redis()
            self.room.enter_context(_broker(f"redis://127.0.0.1:{self.port}/0"))
        return self

    def __exit__(self, *problem: object) -> None:
        self.stop()
        self.room.close()

    def worker(self) -> subprocess.Popen:
        pool = "prefork" if self.port else "threads"
        return self._celery("worker", "--pool", pool, "--concurrency", "2", "--without-gossip", "--without-mingle")

    def schedule(self) -> subprocess.Popen:
        return self._celery("beat", "--pidfile=", "--schedule", str(self.folder / "schedule"))

    def start_redis(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--save", "", "--dir", str(self.folder)]
        self.redis_server = self._start(command, {})
        wait_for(lambda: _answers(self.port), "Redis")

    def kill(self, process: subprocess.Popen | None) -> None:
        """End one of ours, and all that it started, as a power cut does."""
        assert process is not None
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        for process in self.started:
            if process.poll() is None:
                self.kill(process)
        self.started.clear()

    def _celery(self, *words: str) -> subprocess.Popen:
        own = {"REDIS_URL": f"redis://127.0.0.1:{self.port}/0" if self.port else ""}
        command = [sys.executable, "-m", "celery", "-A", "groupadmin", "--quiet", *words, "--loglevel", "critical"]
        return self._start(command, own | {"PYTHONWARNINGS": "ignore", "NIGHTLY_HOUR": "23"})

    def _start(self, command: list[str], own: dict[str, str]) -> subprocess.Popen:
        log = (Path(settings.VAR_DIR) / "drills.log").open("ab")
        process = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | own, stdout=log, stderr=log, start_new_session=True
        )
        self.started.append(process)
        return process


@contextmanager
def _broker(url: str) -> Iterator[None]:
    """Have this process send its jobs there as well."""
    app = Celery("drills", broker=url, set_as_current=False)
    app.conf.broker_transport_options = {"socket_timeout": 5, "socket_connect_timeout": 3, "max_retries": 0}
    before, jobs.current_app = jobs.current_app, app
    try:
        yield
    finally:
        jobs.current_app = before
        app.close()


# -- what is asked and waited for -----------------------------------------------------------------------------------


def ask(number: int, *, steps: int, seconds: float) -> list[Job]:
    """Ask for so many jobs of so many steps."""
    payload = {"steps": steps, "seconds": seconds}
    return [jobs.enqueue("drill", payload, actor=None, at=timezone.now()) for _one in range(number)]


def done(asked: list[Job]) -> int:
    """Return how many of these jobs are done."""
    return Job.objects.filter(pk__in=[job.pk for job in asked], state=Job.State.DONE).count()


def all_ended() -> bool:
    return not Job.objects.filter(state__in=jobs.OPEN).exists()


def progress_of(job: Job) -> int:
    return Job.objects.values_list("progress_done", flat=True).get(pk=job.pk)


def attempt_of(job: Job) -> int:
    return Job.objects.values_list("attempt", flat=True).get(pk=job.pk)


def clear_jobs() -> None:
    """Drop what an earlier drill left of the queue."""
    Job.objects.all().delete()
    for path in Path(settings.VAR_DIR, "queue").glob("*.msg"):
        path.unlink(missing_ok=True)


def finish() -> None:
    """End the jobs of a drill that was about how they begin."""
    Job.objects.filter(state__in=jobs.OPEN).update(state=Job.State.DONE, lease_until=None)


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Wait until something holds; raises AssertionError after three minutes."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            if condition():
                return
        except DatabaseError:
            close_old_connections()
        assert time.monotonic() < until, f"{what} did not happen"
        time.sleep(0.1)


def end_sessions() -> None:
    """End every session of this database, our own too."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid()"
            )
    except DatabaseError:
        close_old_connections()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.2):
            return True
    except OSError:
        return False
