"""The page of the night's sweeps of all apps: how the last night went, and a walk at once."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from groupadmin.console import nights
from groupadmin.core import jobs, sweeps
from groupadmin.core.list_views import file_or_deed
from groupadmin.core.lists import ShownList
from groupadmin.core.models import Job, SweepRun
from groupadmin.directory import roles


@roles.only(roles.HR, roles.AUDITOR)
def sweep_runs(request: HttpRequest) -> HttpResponse:
    """Show the last night on one page: each sweep, what failed, what is open, and the trend."""
    shown = ShownList(nights.RUNS, request)
    if (answer := file_or_deed(shown)) is not None:
        return answer
    today = timezone.localdate()
    last = SweepRun.objects.order_by("-on").values_list("on", flat=True).first()
    runs = list(SweepRun.objects.filter(on=last).order_by("pk")) if last else []
    flagged = [run for run in runs if run.name in sweeps.kinds_by_sweep()]
    open_by_kind = import_string(settings.OPEN_BY_KIND)()
    trend = nights.trend(last or today)
    context = shown.context("listed") | {
        "last": last,
        "missed": last is None or (today - last).days > 1,
        "runs": runs,
        "totals": {"raised": sum(r.raised for r in flagged), "cleared": sum(r.cleared for r in flagged)},
        "seconds": sum(run.seconds for run in runs),
        "failed": [run for run in runs if run.error],
        "trend": trend,
        "is_quiet": not any(day.raised or day.cleared for day in trend),
        "open_by_kind": open_by_kind,
        "open_total": sum(number for _kind, number in open_by_kind),
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
