"""The page of the audit trail, for auditors and HR; looking at it stands on it too."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from groupadmin.console import trail
from groupadmin.core import audit
from groupadmin.core.addresses import file_answer
from groupadmin.core.keyset import keys_in, keyset_page
from groupadmin.core.office_paper import head_line
from groupadmin.core.spreadsheets import SHEET, csv_bytes, office_sheet
from groupadmin.directory import roles
from groupadmin.directory.roles import only

READERS = (roles.HR, roles.AUDITOR)


@only(*READERS)
def page(request: HttpRequest) -> HttpResponse:
    """List what was done and looked at, the newest first."""
    form = trail.TrailFilter(request.GET or None)
    found = keyset_page(form.chosen(), ["-pk"], **keys_in(request.GET))
    _note("trail.viewed", request, form)
    query = request.GET.copy()
    for key in ("after", "before"):
        query.pop(key, None)
    context = {
        "form": form,
        "events": [trail.told(event) for event in found.rows],
        "page": found,
        "before": found.before,
        "after": found.after,
        "query": query.urlencode(),
    }
    return render(request, "console/trail.html", context)


@only(*READERS)
def workbook(request: HttpRequest) -> HttpResponse:
    """Give what the filters let through as a workbook."""
    form = trail.TrailFilter(request.GET or None)
    _note("trail.exported", request, form, form="xlsx")
    subtitle = head_line(request.user, timezone.now())
    content = office_sheet(_("Audit trail"), trail.header(), trail.lines(form.chosen()), subtitle=subtitle)
    return _file(content, SHEET, "xlsx")


@only(*READERS)
def plain(request: HttpRequest) -> HttpResponse:
    """Give the same as CSV."""
    form = trail.TrailFilter(request.GET or None)
    _note("trail.exported", request, form, form="csv")
    return _file(csv_bytes(trail.header(), trail.lines(form.chosen())), "text/csv; charset=utf-8", "csv")


def _file(content: bytes, kind: str, ending: str) -> HttpResponse:
    return file_answer(content, kind, f"{_('Audit trail')}-{timezone.localdate():%Y%m%d}.{ending}")


def _note(action: str, request: HttpRequest, asked: trail.TrailFilter, **detail: Any) -> None:
    """Note the look: by which filters, but not what was typed, which may name somebody."""
    detail["filters"] = sorted(name for name in asked.fields if asked.data.get(name)) if asked.is_bound else []
    audit.record(action, "trail", actor=request.user, at=timezone.now(), detail=detail)
