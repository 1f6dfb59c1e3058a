"""Filters that readers save for themselves, and the files of lists that are too long for a request."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from groupadmin.console.models import SavedFilter
from groupadmin.core import audit, exports, jobs
from groupadmin.core.addresses import own_address
from groupadmin.core.heartbeat import Progress
from groupadmin.core.list_views import BY_JOB
from groupadmin.core.models import Job
from groupadmin.directory import access, roles
from groupadmin.directory.models import User
from groupadmin.directory.roles import everybody

# More of them on one page help nobody to find one again.
MOST_SAVED = 20


@everybody
@require_POST
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep the filters of a list under a name; the same name again is overwritten."""
    page, _mark, query = own_address(request.POST.get("address", ""), request).partition("?")
    name = request.POST.get("name", "").strip()[:40]
    if not page or not query or len(page) > 200 or len(query) > 1000:
        messages.error(request, _("There is no filter to keep. Narrow the list first."))
    elif not name:
        messages.error(request, _("Give the filter a name."))
    else:
        mine = SavedFilter.objects.filter(user_id=request.user.pk or 0, page=page)
        if mine.exclude(name=name).count() >= MOST_SAVED:
            messages.error(
                request, _("You keep %(n)d filters of this list already. Take one away first.") % {"n": MOST_SAVED}
            )
        else:
            SavedFilter.objects.update_or_create({"query": query}, user_id=request.user.pk or 0, page=page, name=name)
            messages.success(request, _("Kept as “%(name)s”.") % {"name": name})
    return redirect(f"{page}?{query}" if page else "home")


@everybody
@require_POST
def drop_filter(request: HttpRequest, number: int) -> HttpResponse:
    """Forget a filter of one's own."""
    found = SavedFilter.objects.filter(user_id=request.user.pk or 0, pk=number).first()
    if found is None:
        return redirect("home")
    found.delete()
    return redirect(found.page)


@jobs.called(gettext_lazy("a list as a file"))
def write_list(job: Job, progress: Progress) -> dict[str, Any]:
    """Have the page of a list write its file for whoever asked: rows and rights are those of the page, today."""
    progress(0, 1)
    user = User.objects.get(pk=job.requested_by_id or 0)
    content = _ask_page(job.payload, user).content
    kept = exports.store_export(job, file_name=job.payload["file"], content=content, at=timezone.now())
    progress(1, 1)
    return {"file": kept.file_name, "rights": rights_of(user)}


def may_fetch(user: audit.Actor, job: Job) -> bool:
    """Say whether a log-in may have the file of a list today: with just the rights it was written with."""
    return bool(job.result) and job.result.get("rights") == rights_of(user)


def rights_of(user: object) -> list[str]:
    """Return what decides about the rows of a long list: roles, and the departments that somebody heads."""
    return [*sorted(roles.roles_of(user)), *sorted(access.lineages_headed_by(user))]


def _ask_page(payload: dict[str, str], user: User) -> HttpResponse:
    request = HttpRequest()
    request.method, request.path, request.user = "GET", payload["path"], user
    request.GET = QueryDict(payload["query"])
    request.session = {}  # type: ignore[assignment]  # nothing is told of ticked rows
    match = resolve(request.path)
    request.resolver_match = match
    setattr(request, BY_JOB, True)
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return answer
