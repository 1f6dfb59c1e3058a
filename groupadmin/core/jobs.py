"""Long work as rows with leases: enqueue, claim, run, reap. Losing the broker or the worker loses nothing.

The queue is a hint, the row is the truth. A worker takes a job with one conditional UPDATE and holds it by a lease
that a second thread renews (``groupadmin.core.heartbeat``); whoever lets the lease lapse is taken for dead, and the
tick sends the job again. On the same machine the process itself is looked at (``this_process``):
one that has ended loses its jobs at once, one that is merely slow keeps them longer. A handler may therefore run twice
and must be idempotent: its own writes are conditional and stand in one transaction.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from celery import current_app
from django.conf import settings
from django.db import Error, IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from groupadmin.core import audit, errors, imports
from groupadmin.core.errors import DomainError
from groupadmin.core.heartbeat import LeaseLost, Progress, heartbeat, held, lease, no_progress
from groupadmin.core.models import Job

PROC = Path("/proc")


def this_process() -> str:
    """Return what this process is called: machine, number, and when it began; "" where the system does not tell."""
    number = os.getpid()
    return f"{machine()} {number} {_began(number)}" if machine() else ""


def is_gone(holder: str) -> bool:
    """Say whether a process of this very machine has ended; False where that cannot be known."""
    return _is_here(holder) and not _is_alive(holder)


def is_alive(holder: str) -> bool:
    """Say whether a process of this very machine is still there; False where that cannot be known."""
    return _is_here(holder) and _is_alive(holder)


@cache
def machine() -> str:
    """Return what tells this machine, since it was switched on, and this container from all others."""
    try:
        boot = Path(PROC, "sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{Path(PROC, 'self/ns/pid').readlink()}".replace(" ", "")
    except OSError:
        return ""


def _is_here(holder: str) -> bool:
    return bool(holder) and holder.partition(" ")[0] == machine()


def _is_alive(holder: str) -> bool:
    _machine, number, began = holder.split(" ")
    return _began(int(number)) == began


def _began(number: int) -> str:
    """Return when a process began, in the system's own ticks; "" where there is none, or only its remains."""
    try:
        # The name stands in brackets and may hold anything; state and start are the 1st and 20th word after it.
        facts = Path(PROC, str(number), "stat").read_text().rpartition(")")[2].split()
    except (OSError, UnicodeDecodeError):
        return ""
    return "" if facts[0] in "ZX" else facts[19]


__all__ = ["Handler", "LeaseLost", "Progress", "no_progress"]

log = logging.getLogger(__name__)

# A handler is named in settings.JOB_HANDLERS; it gets the job and its progress, and returns JSON-able results.
Handler = Callable[[Job, Progress], dict[str, object]]
H = TypeVar("H", bound=Callable[..., object])
_called: dict[Callable[..., object], Promise] = {}
# A sent job that nobody has picked up for so long may have lost its message; the wait doubles up to the second figure.
PICK_UP, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=10)
# The reaper sends no more than this at one tick: the rest waits for the next.
REAP_AT_ONCE = 200
KEEP_FINISHED = timedelta(days=90)
# A process that is there but lets its lease lapse is slow for so long, and hangs after that.
SLOW_FOR = timedelta(seconds=60)
# A fault that passes (the database restarts) gives a job back, to be sent again after so long.
COME_BACK = timedelta(seconds=5)
# Seconds waited before each try to write that a job is given back: a database that restarts takes some.
PATIENCE = (0, 1, 3, 6, 10)
# A worker of an older release leaves a kind of work it does not know to the others; after so long nobody knows it.
LEFT_TO_OTHERS = timedelta(days=1)
OPEN = (Job.State.QUEUED, Job.State.RUNNING)
# What threads of this process work on. SQLite has one writer: a lease that lapses behind a long write of our own is no
# death, and the thread that took it for one would do the work twice.
_here: set[int] = set()


def called(words: Promise) -> Callable[[H], H]:
    """Name what a handler does, as whoever asked for the job is told of its end."""

    def named(handler: H) -> H:
        _called[handler] = words
        return handler

    return named


def name_of(kind: str) -> str:
    """Return what a kind of job is called; the kind itself where no handler is known, or it bears no name."""
    path = settings.JOB_HANDLERS.get(kind)
    return str(_called.get(import_string(path), kind)) if path else kind


def enqueue(kind: str, payload: dict[str, Any], *, actor: audit.Actor, at: datetime, once: str = "") -> Job:
    """Write a job row and send its number after the commit; a broker that is away is no loss, the reaper sends again.

    Where ``once`` is given and such a job is waiting or running already, that one is returned and nothing is written.
    """
    import_string(settings.JOB_HANDLERS[kind])
    job = Job(
        kind=kind,
        payload=payload,
        once=once,
        requested_by_id=actor.pk if actor is not None else None,
        requested_by_name=audit.name_of(actor),
        language=translation.get_language() or "",
        created_at=at,
        send_again_at=at + PICK_UP,
        sends=1,
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
    except IntegrityError:
        under_way = Job.objects.filter(once=once, state__in=OPEN).first()
        if not once or under_way is None:
            raise
        return under_way
    transaction.on_commit(lambda: send(job.pk))
    return job


def send(job_id: int) -> bool:
    """Hand a job's number to the queue; says whether the queue took it."""
    try:
        current_app.send_task("core.run_job", args=[job_id], retry=False)
    except Exception as problem:  # noqa: BLE001  any broker's own error: the row is written, the reaper will send it
        log.warning("job %s waits for the queue to come back: %s", job_id, problem)
        return False
    return True


def claim(job_id: int, *, at: datetime) -> Job | None:
    """Take a job that waits, or whose worker is gone; None when somebody was first or it is finished.

    A job that has lost its worker JOB_MAX_ATTEMPTS times fails instead of killing a fourth.
    """
    release_the_dead(at=at, jobs=[job_id])
    job = Job.objects.filter(pk=job_id).filter(_free(at)).first()
    if job is None or _is_merely_slow(job, at) or not _is_known(job, at):
        return None
    if job.attempt >= settings.JOB_MAX_ATTEMPTS:
        error = _("The worker stopped every time this was tried; nothing was written. Please tell the operator.")
        _give_up(job, at=at, error=error)
        return None
    until, attempt = at + lease(), job.attempt + 1
    # The attempt's number is in the filter, so of two who read the same row only one takes it.
    taken = (
        Job.objects.filter(pk=job_id, attempt=job.attempt)
        .filter(_free(at))
        .update(
            state=Job.State.RUNNING,
            started_at=at,
            lease_until=until,
            send_again_at=until,
            attempt=attempt,
            holder=this_process(),
            error="",
        )
    )
    if not taken:
        return None
    job.state, job.started_at, job.lease_until, job.attempt = Job.State.RUNNING, at, until, attempt
    return job


def run(job_id: int) -> None:
    """Claim a job and call its handler; what it returns or refuses ends up on the row, in the language of who asked."""
    if job_id in _here:
        return
    job = claim(job_id, at=timezone.now())
    if job is None:
        return
    _here.add(job_id)
    try:
        with translation.override(job.language or settings.LANGUAGE_CODE):
            _run(job)
    except Error as problem:  # the end could not be written: done once more, the work finds itself done
        if not _give_back(job, problem):
            raise
    finally:
        _here.discard(job_id)


def release_the_dead(*, at: datetime, jobs: Sequence[int] | None = None) -> int:
    """Take running jobs (all, or just these) from processes of this machine that have ended; returns how many."""
    running = Job.objects.filter(state=Job.State.RUNNING).exclude(holder="")
    if jobs is not None:
        running = running.filter(pk__in=jobs)
    gone = [(pk, attempt) for pk, attempt, holder in running.values_list("pk", "attempt", "holder") if is_gone(holder)]
    lapsed = at - timedelta(microseconds=1)
    for pk, attempt in gone:
        held_no_more = Job.objects.filter(pk=pk, state=Job.State.RUNNING, attempt=attempt)
        held_no_more.update(lease_until=lapsed, send_again_at=lapsed, holder="")
        log.warning("the worker of job %s is gone; the job goes to another", pk)
    return len(gone)


def reap(*, at: datetime) -> int:
    """Send again what lost its worker or its message; returns how many were sent.

    The wait before the next sending doubles each time: a worker that is merely busy must not find its queue flooded.
    Stops at the first refusal of the queue, so that a tick is short while the broker is away.
    """
    release_the_dead(at=at)
    lost = Job.objects.filter(state__in=OPEN, send_again_at__lt=at).order_by("send_again_at").values_list("pk", "sends")
    sent = 0
    for job_id, sends in lost[:REAP_AT_ONCE]:
        if not send(job_id):
            break
        wait = min(PICK_UP * 2 ** min(sends, 10), LONGEST_WAIT)
        Job.objects.filter(pk=job_id, state__in=OPEN, sends=sends).update(send_again_at=at + wait, sends=sends + 1)
        sent += 1
    return sent


def requested_by(actor: audit.Actor) -> QuerySet[Job]:
    """Return the jobs that a log-in asked for itself; a page shows no other's progress without saying why it may."""
    if actor is None or actor.pk is None:
        return Job.objects.none()
    return Job.objects.filter(requested_by_id=actor.pk)


def forget_finished(at: datetime) -> int:
    """Drop the rows of jobs that ended long ago; returns how many."""
    dropped, _by_table = Job.objects.exclude(state__in=OPEN).filter(finished_at__lt=at - KEEP_FINISHED).delete()
    return dropped


def _run(job: Job) -> None:
    try:
        with heartbeat(job) as progress:
            handler: Handler = import_string(settings.JOB_HANDLERS[job.kind])
            result = handler(job, progress)
    except LeaseLost:
        log.warning("job %s was taken over by another worker", job.pk)
    except DomainError as refusal:
        _finish(job, Job.State.FAILED, error=str(refusal), result=refusal.as_dict())
    except Exception as problem:
        if _give_back(job, problem):
            return
        log.exception("job %s failed", job.pk)
        unclear = _("Something went wrong on our side; nothing was written. Please tell the operator.")
        _finish(job, Job.State.FAILED, error=errors.sentence(problem) or unclear)
    else:
        _finish(job, Job.State.DONE, result=result)


def _free(at: datetime) -> Q:
    return Q(state=Job.State.QUEUED) | Q(state=Job.State.RUNNING, lease_until__lt=at)


def _is_merely_slow(job: Job, at: datetime) -> bool:
    """Say whether a job's lease has lapsed but its process is there: a machine under load is no death."""
    if job.state != Job.State.RUNNING or job.lease_until is None:
        return False
    return is_alive(job.holder) and job.lease_until > at - SLOW_FOR


def _is_known(job: Job, at: datetime) -> bool:
    """Say whether this release knows a job's kind; one it does not know is left to a newer worker, and says so."""
    if job.kind in settings.JOB_HANDLERS:
        return True
    waiting = Job.objects.filter(pk=job.pk, attempt=job.attempt).filter(_free(at))
    if job.created_at < at - LEFT_TO_OTHERS:
        _give_up(job, at=at, error=_("No worker knows this kind of work. Please tell the operator."))
        return False
    log.warning("job %s (%s) is of another release; it is left to a worker that knows it", job.pk, job.kind)
    waiting.update(
        send_again_at=at + COME_BACK,
        error=_("This waits for a worker of the newer release; the operator is to restart the older ones."),
    )
    return False


def _give_back(job: Job, problem: Exception) -> bool:
    """Put a job back among the waiting where what went wrong passes by itself; says whether it was put there.

    What the attempt wrote stood in a transaction and is gone.
    """
    if not errors.passes(problem) or job.attempt >= settings.JOB_MAX_ATTEMPTS:
        return False
    log.warning("job %s is given back: %s", job.pk, problem)
    facts = {"lease_until": None, "holder": "", "progress_done": 0, "progress_total": 0}
    for pause in PATIENCE:
        time.sleep(pause)
        if not connection.in_atomic_block:
            connection.close()  # it may be the broken one; the next statement opens another
        try:
            held(job).update(state=Job.State.QUEUED, send_again_at=timezone.now() + COME_BACK, **facts)
        except Error as away:
            log.warning("job %s cannot be given back yet: %s", job.pk, away)
        else:
            break
    return True  # where even this cannot be written, the lease runs out


def _give_up(job: Job, *, at: datetime, error: str) -> None:
    given_up = Job.objects.filter(pk=job.pk, attempt=job.attempt).filter(_free(at))
    with transaction.atomic():
        if given_up.update(state=Job.State.FAILED, finished_at=at, error=error, lease_until=None):
            imports.job_failed(job, error)


def _finish(job: Job, state: str, *, error: str = "", result: dict[str, object] | None = None) -> None:
    facts: dict[str, object] = {"error": error, "result": result or {}, "finished_at": timezone.now()}
    with transaction.atomic():
        if held(job).update(state=state, lease_until=None, **facts) and state == Job.State.FAILED:
            imports.job_failed(job, error)
