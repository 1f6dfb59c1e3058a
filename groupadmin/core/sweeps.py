"""The night's walk: the ordered list of settings, each sweep in its own transaction with one SweepRun row."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit, errors, jobs
from groupadmin.core.errors import DomainError
from groupadmin.core.models import Job, SweepRun

log = logging.getLogger(__name__)

# The name under which only one walk is under way at a time.
NIGHT = "night"


@dataclass(frozen=True)
class SweepResult:
    """What a sweep did: how many it raised and cleared, and the raised ones by kind."""

    raised: int = 0
    cleared: int = 0
    by_kind: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Sweep:
    """One line of the night: it finds what is late on a day and writes it set by set; running it twice changes nothing.

    ``label`` is what people call it, ``kind`` the kind of flag it raises and clears; "" where it does something else.
    """

    name: str
    label: str | Promise
    run: Callable[[date], SweepResult]
    kind: str = ""


class UnknownSweep(DomainError):
    code = "unknown_sweep"
    wording = _("There is no sweep called “%(name)s”. There are: %(known)s.")


def nightly() -> dict[str, Sweep]:
    """Return the sweeps of all apps by name, in the order of ``settings.NIGHTLY_SWEEPS``."""
    return {sweep.name: sweep for path in settings.NIGHTLY_SWEEPS for sweep in import_string(path)}


def kinds_by_sweep() -> dict[str, str]:
    """Return, by the names of the sweeps that raise and clear flags, the kind that each is for."""
    return {name: sweep.kind for name, sweep in nightly().items() if sweep.kind}


def run_all(
    names: Sequence[str] = (),
    *,
    today: date,
    actor: audit.Actor = None,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = jobs.no_progress,
) -> list[SweepRun]:
    """Run the named sweeps, or all, in the list's order; one that fails is recorded and does not stop the others.

    A dry run shows each sweep what those before it would have done, takes all of it back in the end, and leaves no
    SweepRun row. Raises UnknownSweep.
    """
    known = nightly()
    for name in names:
        if name not in known:
            raise UnknownSweep(name=name, known=", ".join(known))
    wanted = [sweep for name, sweep in known.items() if not names or name in names]
    if dry_run:
        with transaction.atomic():
            runs = [_run(sweep, today) for sweep in wanted]
            transaction.set_rollback(True)
        return runs
    runs = []
    for done, sweep in enumerate(wanted):
        progress(done, len(wanted))
        runs.append(_kept(_run(sweep, today)))
    progress(len(wanted), len(wanted))
    detail = {"on": str(today), "sweeps": [sweep.name for sweep in wanted]}
    audit.record("sweeps.walked", "night", actor=actor, at=timezone.now(), detail=detail)
    return runs


def enqueue_nightly(at: datetime) -> Job | None:
    """Put the night's walk on the list of jobs, once a day from NIGHTLY_HOUR on; None where it has been.

    Asked by every tick, so a console that was off at that hour makes up for it when it comes back.
    """
    local = timezone.localtime(at)
    due = local.replace(hour=settings.NIGHTLY_HOUR, minute=0, second=0, microsecond=0)
    if local < due or Job.objects.filter(kind="run_sweeps", once=NIGHT, created_at__gte=due).exists():
        return None
    return jobs.enqueue("run_sweeps", {"on": local.date().isoformat()}, actor=None, at=at, once=NIGHT)


@jobs.called(_("the nightly sweeps"))
def run_job(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Walk the list as a job: ``payload`` may name ``sweeps`` and the day ``on`` (ISO)."""
    today = date.fromisoformat(job.payload["on"]) if job.payload.get("on") else timezone.localdate()
    asked_by = get_user_model().objects.filter(pk=job.requested_by_id or 0).first()
    runs = run_all(job.payload.get("sweeps", ()), today=today, actor=asked_by, progress=progress)
    return {"on": str(today), "sweeps": [as_dict(run) for run in runs]}


def as_dict(run: SweepRun) -> dict[str, object]:
    """Return one run for ``--json``; seconds to the millisecond."""
    row = {"name": run.name, "raised": run.raised, "cleared": run.cleared, "seconds": round(run.seconds, 3)}
    return row | ({"error": run.error} if run.error else {})


def _run(sweep: Sweep, today: date) -> SweepRun:
    """Run one sweep in a transaction of its own; returns the row about it, not written yet."""
    row = SweepRun(name=sweep.name, on=today, started_at=timezone.now())
    clock = time.perf_counter()
    try:
        with transaction.atomic():
            result = sweep.run(today)
        row.raised, row.cleared = result.raised, result.cleared
    except Exception as problem:
        log.exception("sweep %s failed", sweep.name)
        row.error = errors.sentence(problem) or f"{type(problem).__name__}: {problem}"
    row.seconds, row.finished_at = time.perf_counter() - clock, timezone.now()
    return row


def _kept(run: SweepRun) -> SweepRun:
    """Write the row about a run and return what this run did.

    One of the same day is updated: what it raised and cleared adds up, so that a second look does not hide the first's;
    one that failed had written nothing.
    """
    facts = {f: getattr(run, f) for f in ("started_at", "finished_at", "seconds", "error")}
    counts = {"raised": run.raised, "cleared": run.cleared}
    row, created = SweepRun.objects.get_or_create(name=run.name, on=run.on, defaults=facts | counts)
    if not created:
        more = counts if row.error else {name: F(name) + number for name, number in counts.items()}
        SweepRun.objects.filter(pk=row.pk).update(**facts, **more)
    return run
