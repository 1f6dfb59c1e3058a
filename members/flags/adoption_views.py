"""Bringing groups under a regulation: choose, see what it would raise, confirm."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groupadmin.core import jobs
from groupadmin.core.errors import DomainError
from groupadmin.core.keyset import number_in
from groupadmin.core.models import Job
from groupadmin.directory import roles
from groupadmin.regulations.models import Regulation
from members.flags import adoption
from members.flags.forms import GroupsToAdopt
from members.flags.models import Flag

SHOWN = 30
SIMULATE = "simulate_adoption"


@roles.only(roles.HR)
def adopt(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose groups (GET), see the preview (GET with ``preview``), confirm (POST with the same choice)."""
    try:
        regulation = adoption.newest_edition(slug)
    except adoption.UnknownRegulation as unknown:
        raise Http404 from unknown
    given = request.POST if request.method == "POST" else request.GET
    form = GroupsToAdopt(given, regulation=regulation)
    if not form.is_valid():
        return render(request, "members/flags/adopt.html", {"regulation": regulation, "form": form})
    if request.method == "POST":
        return _confirm(request, regulation, form)
    groups = form.groups().exclude(regulation=regulation)
    context: dict[str, Any] = {"regulation": regulation, "form": form, "number": groups.count()}
    context["groups"] = groups.select_related("department", "regulation")[:SHOWN]
    context["left_out"] = form.left_out().count()
    context["outside"] = groups.exclude(form.meant).count()
    context["hidden"] = {name: request.GET.get(name, "") for name in form.fields}
    if "preview" in request.GET and context["number"]:
        if adoption.is_large(groups):
            return _enqueue(request, regulation, context["number"])
        found = adoption.simulate(regulation, groups, today=timezone.localdate())
        context |= {"preview": _shown(found.as_dict())}
    return render(request, "members/flags/adopt.html", context)


@roles.only(roles.HR)
def preview_job(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the preview of many groups as it is worked out, and then what it found."""
    job = get_object_or_404(jobs.requested_by(request.user).filter(kind=SIMULATE, payload__slug=slug), pk=number)
    if request.headers.get("HX-Request"):
        if job.state == Job.State.DONE:
            return HttpResponse(headers={"HX-Redirect": request.path})
        return render(request, "partials/_progress.html", {"job": job, "url": request.path})
    chosen, regulation = QueryDict(job.payload["chosen"]), adoption.newest_edition(slug)
    form = GroupsToAdopt(chosen, regulation=regulation)
    context: dict[str, object] = {"regulation": regulation, "form": form, "job": job}
    context["hidden"] = {name: chosen.get(name, "") for name in form.fields}
    if job.state == Job.State.DONE:
        context |= {"preview": _shown(job.result), "number": job.result["groups"]}
    return render(request, "members/flags/adopt.html", context)


def simulate_job(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Work out a preview as a job: ``payload`` has the regulation's ``slug`` and what was ``chosen``, as a query."""
    regulation = adoption.newest_edition(job.payload["slug"])
    form = GroupsToAdopt(QueryDict(job.payload["chosen"]), regulation=regulation)
    form.is_valid()
    groups = form.groups().exclude(regulation=regulation)
    return adoption.simulate(regulation, groups, today=timezone.localdate(), progress=progress).as_dict()


def _enqueue(request: HttpRequest, regulation: Regulation, number: int) -> HttpResponse:
    chosen = request.GET.copy()
    chosen.pop("preview", None)
    payload = {"slug": regulation.slug, "chosen": chosen.urlencode(), "groups": number}
    job = jobs.enqueue(SIMULATE, payload, actor=request.user, at=timezone.now())
    return redirect("adopt_preview", regulation.slug, job.pk)


def _confirm(request: HttpRequest, regulation: Regulation, form: GroupsToAdopt) -> HttpResponse:
    expected = request.POST.get("expected", "")
    try:
        adopted = adoption.adopt(
            regulation,
            form.groups(),
            actor=request.user,
            at=timezone.now(),
            expected=number_in(expected),
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("adopt", regulation.slug)
    text = ngettext(
        "%(n)d group is now under “%(title)s”. Tonight's sweeps raise what follows.",
        "%(n)d groups are now under “%(title)s”. Tonight's sweeps raise what follows.",
        adopted,
    )
    messages.success(request, text % {"n": adopted, "title": regulation.title})
    return redirect("nights")


def _shown(found: dict[str, Any]) -> dict[str, Any]:
    """Return a preview for the page: kinds by their names, each with its number and first names."""
    labels = dict(Flag.Kind.choices)
    kinds = [kind for kind in labels if any(kind in found[part] for part in ("would_raise", "later", "would_clear"))]
    rows = [
        {
            "label": labels[kind],
            "now": found["would_raise"].get(kind, 0),
            "later": found["later"].get(kind, 0),
            "cleared": found["would_clear"].get(kind, 0),
            "names": found["names"].get(kind, []),
        }
        for kind in kinds
    ]
    summary = _("%(n)s new matters tonight") % {"n": sum(found["would_raise"].values())}
    return found | {"rows": rows, "summary": summary}
