"""The list of matters, what a leaver still holds, and the nights."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from groupadmin.core import audit, jobs, sweeps
from groupadmin.core.keyset import number_keys
from groupadmin.core.models import Job, SweepRun
from groupadmin.directory import roles
from groupadmin.directory.models import Employee
from groupadmin.directory.roles import everybody
from members import access
from members.flags import lists, reasons
from members.flags.forms import FlagsForm

# What each sweep is called; one of another room shows by its own name until it is named here.
SWEEPS = {
    "departures": gettext_lazy("departures due today"),
    "recheck_nicknames": gettext_lazy("nicknames judged anew"),
    "leavers": gettext_lazy("leavers"),
    "out_of_scope": gettext_lazy("moved, or outside the scope"),
    "outsiders": gettext_lazy("from outside, without a sponsor"),
    "banned": gettext_lazy("banned for good"),
    "unidentified": gettext_lazy("not identified"),
    "misnamed": gettext_lazy("nicknames against the rule"),
    "missing": gettext_lazy("must be in, but is not"),
    "silent_newcomers": gettext_lazy("newcomers who have not spoken"),
    "silent": gettext_lazy("silent too long"),
    "rosters_old": gettext_lazy("lists too old"),
    "stale": gettext_lazy("no sign of life"),
    "past_end": gettext_lazy("past the planned end"),
    "ownerless": gettext_lazy("without an owner"),
    "not_created": gettext_lazy("approved but not created"),
    "over_capacity": gettext_lazy("too many members"),
    "escalate": gettext_lazy("passed on to the next level"),
    "expire_approvals": gettext_lazy("approvals that have lapsed"),
    "forget_outsiders": gettext_lazy("outsiders long gone forgotten"),
    "forget_expired": gettext_lazy("expired data dropped"),
}


@everybody
def flag_list(request: HttpRequest) -> HttpResponse:
    """List open (or done) matters of the groups the reader may see, a page at a time."""
    today = timezone.localdate()
    form = FlagsForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    flags = lists.narrowed(lists.flags_seen_by(request.user), request.user, chosen, today)
    rows, after = lists.flags_page(flags, request.GET.get("after", ""))
    for flag in rows:
        flag.who, flag.why = reasons.name_of(flag), reasons.reason(flag, today)  # type: ignore[attr-defined]  # shown
    context = {"form": form, "matters": rows, "after": after, "today": today, "is_narrowed": any(chosen.values())}
    context["has_groups"] = bool(rows) or access.groups_seen_by(request.user).exists()
    return render(request, "members/flags/matters.html", context)


@everybody
def person_groups(request: HttpRequest, staff_no: str) -> HttpResponse:
    """Show every group and role somebody holds, and what is to be handed over first; looking is written down."""
    person = get_object_or_404(Employee.objects.select_related("department"), staff_no=staff_no)
    today = timezone.localdate()
    keys = number_keys(request.GET)
    start = int(keys["after"] or keys["before"] or 0)
    held = lists.holdings(person, request.user, today, start=start)
    if not lists.may_look_at(person, held, request.user):
        raise Http404
    audit.record("person.groups_viewed", person, actor=request.user, at=timezone.now())
    for holding in held.groups:
        for flag in holding.flags:
            flag.why = reasons.reason(flag, today)  # type: ignore[attr-defined]  # for the page
    is_gone = not person.works_on(today)
    context = {"person": person, "held": held, "is_gone": is_gone, "before": held.before, "after": held.after}
    return render(request, "members/flags/person.html", context)


@roles.only(roles.HR, roles.AUDITOR)
def sweep_runs(request: HttpRequest) -> HttpResponse:
    """Show the last night on one page: each sweep, what failed, what is open, and the trend."""
    today = timezone.localdate()
    last = SweepRun.objects.order_by("-on").values_list("on", flat=True).first()
    runs = list(SweepRun.objects.filter(on=last).order_by("pk")) if last else []
    for run in runs:
        run.label = SWEEPS.get(run.name, run.name)  # type: ignore[attr-defined]  # for the page
    flagged = [run for run in runs if run.name in lists.FLAG_SWEEPS]
    open_by_kind = lists.open_by_kind()
    trend = lists.trend(last or today)
    context = {
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
    return render(request, "members/flags/nights.html", context)


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
