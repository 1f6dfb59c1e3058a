"""How far long work is: a piece of a page that asks again by itself, and the page for those without JavaScript."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from groupadmin.core import exports, import_kinds, jobs
from groupadmin.core.addresses import file_answer
from groupadmin.core.list_views import CSV
from groupadmin.core.models import Job
from groupadmin.core.spreadsheets import SHEET
from groupadmin.directory import roles
from groupadmin.directory.roles import everybody


@everybody
def job(request: HttpRequest, number: int) -> HttpResponse:
    """Show one job to whoever asked for it, and to HR administrators; when it has ended, the page it is on reloads."""
    seen = Job.objects.all() if roles.holds(request.user, roles.HR) else jobs.requested_by(request.user)
    found = seen.filter(pk=number).first()
    if found is None:
        raise Http404
    is_piece = bool(request.headers.get("HX-Request"))
    file = exports.offered(found, to=request.user, at=timezone.now()) if found.state == Job.State.DONE else None
    context: dict[str, object] = {"job": found, "url": request.path, "file": file}
    if not is_piece and found.state not in jobs.OPEN:
        context["done_url"] = import_kinds.page_of(found)
    response = render(request, "partials/_progress.html" if is_piece else "console/job.html", context)
    if is_piece and found.state not in jobs.OPEN:
        response.headers["HX-Refresh"] = "true"
    return response


@everybody
def job_file(request: HttpRequest, number: int) -> HttpResponse:
    """Hand over the file a job has written, until it expires, to who asked and may still have it; that is noted."""
    now = timezone.now()
    file = exports.offered(get_object_or_404(Job, pk=number), to=request.user, at=now)
    if file is None:
        raise Http404
    kind = CSV if file.file_name.endswith(".csv") else SHEET
    return file_answer(exports.hand_over(file, to=request.user, at=now), kind, file.file_name)
