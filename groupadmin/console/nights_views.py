"""The page of the night's sweeps of all apps: how the last night went, and a walk at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from groupadmin.core import jobs, sweeps
from groupadmin.core.form_fields import Day as DayField
from groupadmin.core.list_views import file_or_deed
from groupadmin.core.lists import Column, ListFilter, Listing, Order, ShownList, Tab, in_full
from groupadmin.core.models import Job, SweepRun
from groupadmin.core.sweeps import kinds_by_sweep, nightly
from groupadmin.directory import roles

TREND_DAYS = 14


class RunsFilter(ListFilter):
    """What the list of sweeps is narrowed to."""

    q = forms.CharField(label=gettext_lazy("Name of a sweep"), required=False, max_length=64)
    since = DayField(label=gettext_lazy("From"), required=False)
    until = DayField(label=gettext_lazy("Until"), required=False)
    done = forms.BooleanField(label=gettext_lazy("something was done"), required=False)
    failed = forms.BooleanField(label=gettext_lazy("failed"), required=False)


def _asked_for(user: object, chosen: dict[str, Any], today: date) -> QuerySet[SweepRun]:
    """Return the runs that somebody who looks after the console asks for by a filled-in ``RunsFilter``."""
    runs = SweepRun.objects.all() if roles.holds(user, roles.HR, roles.AUDITOR) else SweepRun.objects.none()
    if chosen.get("q"):
        runs = runs.filter(name__in=[name for name, sweep in nightly().items() if chosen["q"] in str(sweep.label)])
    if chosen.get("since"):
        runs = runs.filter(on__gte=chosen["since"])
    if chosen.get("until"):
        runs = runs.filter(on__lte=chosen["until"])
    if chosen.get("done"):
        runs = runs.filter(Q(raised__gt=0) | Q(cleared__gt=0))
    return runs.exclude(error="") if chosen.get("failed") else runs


def _told(runs: Sequence[SweepRun], today: date) -> list[SweepRun]:
    """Return runs in full, each with its name for people, and with what it did apart from raising and clearing."""
    rows, known = in_full(runs, SweepRun.objects.all()), nightly()
    for run in rows:
        sweep = known.get(run.name)
        run.label = sweep.label if sweep else run.name  # type: ignore[attr-defined]  # for the page
        run.of_matters = bool(sweep and sweep.kind)  # type: ignore[attr-defined]
    return rows


RUNS = Listing(
    name="nights",
    title=gettext_lazy("Nightly sweeps"),
    rows=_asked_for,
    filter=RunsFilter,
    orders=(Order("on", gettext_lazy("Night"), ("-on", "pk")),),
    tabs=(
        Tab(gettext_lazy("All")),
        Tab(gettext_lazy("Something was done"), {"done": "on"}),
        Tab(gettext_lazy("Failed"), {"failed": "on"}),
    ),
    columns=(
        Column(gettext_lazy("Night"), lambda run: run.on),
        Column(gettext_lazy("Sweep"), lambda run: run.label),
        Column(gettext_lazy("Matters raised"), lambda run: run.raised if run.of_matters else None),
        Column(gettext_lazy("Matters cleared"), lambda run: run.cleared if run.of_matters else None),
        Column(gettext_lazy("Other things done"), lambda run: None if run.of_matters else run.raised + run.cleared),
        Column(gettext_lazy("Seconds"), lambda run: round(run.seconds, 2)),
        Column(gettext_lazy("Finished"), lambda run: run.finished_at),
        Column(gettext_lazy("Error"), lambda run: run.error),
    ),
    tell=_told,
)


@dataclass(frozen=True)
class Day:
    """What one night raised and cleared, and where its two bars stand in a drawing 40 wide a day and 104 high."""

    at: int
    on: date
    raised: int
    cleared: int
    raised_bar: int = 0
    cleared_bar: int = 0

    @property
    def x(self) -> int:
        return self.at * 40 + 3

    @property
    def x2(self) -> int:
        return self.x + 16

    @property
    def raised_top(self) -> int:
        return 104 - self.raised_bar

    @property
    def cleared_top(self) -> int:
        return 104 - self.cleared_bar


def trend(today: date) -> list[Day]:
    """Return the last fourteen nights, the quiet and the missing ones too: one query."""
    first = today - timedelta(days=TREND_DAYS - 1)
    runs = SweepRun.objects.filter(on__gte=first, on__lte=today).filter(name__in=kinds_by_sweep()).order_by()
    counted = runs.values_list("on").annotate(up=Sum("raised"), down=Sum("cleared"))
    by_day: dict[date, tuple[int, int]] = {on: (up, down) for on, up, down in counted}
    days = [first + timedelta(days=at) for at in range(TREND_DAYS)]
    figures = [(on, *by_day.get(on, (0, 0))) for on in days]
    most = max((max(up, down) for _on, up, down in figures), default=0) or 1
    return [
        Day(at, on, up, down, round(100 * up / most), round(100 * down / most))
        for at, (on, up, down) in enumerate(figures)
    ]


@roles.only(roles.HR, roles.AUDITOR)
def sweep_runs(request: HttpRequest) -> HttpResponse:
    """Show the last night on one page: each sweep, what failed, what is open, and the trend."""
    shown = ShownList(RUNS, request)
    if (answer := file_or_deed(shown)) is not None:
        return answer
    today = timezone.localdate()
    last = SweepRun.objects.order_by("-on").values_list("on", flat=True).first()
    runs = list(SweepRun.objects.filter(on=last).order_by("pk")) if last else []
    flagged = [run for run in runs if run.name in kinds_by_sweep()]
    open_by_kind = import_string(settings.OPEN_BY_KIND)()
    fortnight = trend(last or today)
    context = shown.context("listed") | {
        "last": last,
        "missed": last is None or (today - last).days > 1,
        "runs": runs,
        "totals": {"raised": sum(r.raised for r in flagged), "cleared": sum(r.cleared for r in flagged)},
        "seconds": sum(run.seconds for run in runs),
        "failed": [run for run in runs if run.error],
        "trend": fortnight,
        "is_quiet": not any(day.raised or day.cleared for day in fortnight),
        "open_by_kind": open_by_kind,
        "open_total": sum(number for _kind, number, _url in open_by_kind),
        "job": Job.objects.filter(kind="run_sweeps", state__in=jobs.OPEN).first(),
        "may_run": roles.holds(request.user, roles.HR),
    }
    return render(request, "console/nights.html", context)


@roles.only(roles.HR)
@require_POST
def run_now(request: HttpRequest) -> HttpResponse:
    """Put a walk of all sweeps on the list of jobs; while one is under way, no second one."""
    payload = {"on": timezone.localdate().isoformat()}
    jobs.enqueue("run_sweeps", payload, actor=request.user, at=timezone.now(), once=sweeps.NIGHT)
    messages.success(request, _("The sweeps are under way."))
    return redirect("nights")


@roles.only(roles.HR, roles.AUDITOR)
def run_sweeps_job(request: HttpRequest, number: int) -> HttpResponse:
    """Answer how far a walk is; when it is done, send the page to its figures."""
    job = get_object_or_404(Job, pk=number, kind="run_sweeps")
    if job.state == Job.State.DONE and request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": reverse("nights")})
    if not request.headers.get("HX-Request"):
        return redirect("nights")
    return render(request, "partials/_progress.html", {"job": job, "url": request.path})
