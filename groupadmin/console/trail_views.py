"""The page of the audit trail, for auditors and HR; looking at it stands on it too."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from groupadmin.console.trail import TRAIL
from groupadmin.core import audit
from groupadmin.core.list_views import file_or_deed
from groupadmin.core.lists import ShownList
from groupadmin.directory import roles
from groupadmin.directory.roles import only


@only(roles.HR, roles.AUDITOR)
def page(request: HttpRequest) -> HttpResponse:
    """List what was done and looked at, the newest first; the look is noted, but not what was typed, which may name
    somebody."""
    shown = ShownList(TRAIL, request)
    if (answer := file_or_deed(shown)) is not None:
        return answer
    context = shown.context("events")
    detail = {"filters": sorted(name for name in shown.form.fields if request.GET.get(name))}
    audit.record("trail.viewed", "trail", actor=request.user, at=timezone.now(), detail=detail)
    return render(request, "console/trail.html", context)
