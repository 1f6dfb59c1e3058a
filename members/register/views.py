"""The register: the list of groups a reader may see, and the ledger to print or to take out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from groupadmin.core import audit, picking
from groupadmin.core.addresses import file_answer
from groupadmin.core.keyset import keys_in
from groupadmin.core.list_views import file_or_deed
from groupadmin.core.lists import ShownList
from groupadmin.core.spreadsheets import SHEET
from groupadmin.directory import roles
from groupadmin.directory.roles import everybody, only
from members import access
from members.register import column_words, register_sheet, register_sheet_job
from members.register.filters import REGISTER, RegisterFilter, asked_for
from members.register.search import offered

SEES_LEDGER = access.SEE_EVERY_GROUP


@everybody
def register(request: HttpRequest) -> HttpResponse:
    """List the groups that the reader may see, the worst first."""
    shown = ShownList(REGISTER, request)
    if (answer := file_or_deed(shown)) is not None:
        return answer
    nothing = not shown.page.rows and not request.GET
    context = shown.context("groups") | {
        "may_edit": roles.holds(request.user, roles.HR),
        "may_print": roles.holds(request.user, *SEES_LEDGER),
        "none_at_all": nothing and not access.groups_seen_by(request.user).exists(),
    }
    return render(request, "members/register/list.html", context)


@only(*SEES_LEDGER)
def ledger_page(request: HttpRequest) -> HttpResponse:
    """Show the ledger as sheets to print, a page at a time, with the same filters; the whole is the workbook's."""
    form, at = RegisterFilter(request.GET), timezone.now()
    chosen = asked_for(request.user, form.chosen(), timezone.localdate(at))
    told_in = register_sheet.language()
    shown = register_sheet.sheet(chosen, told_in, keys_in(request.GET))
    register_sheet.record_export("print", len(shown.lines), actor=request.user, at=at, chosen=_filters(form))
    columns = [column_words.BY_FIELD[name] for name in register_sheet.PRINTED]
    context = {
        "title": register_sheet.TITLE[told_in],
        "headings": [column.heading(told_in) for column in columns],
        "sheet": shown,
        "before": shown.page.before,
        "after": shown.page.after,
        "day_columns": [at for at, column in enumerate(columns) if column.field.endswith("_on")],
        "query": _query(request),
    }
    return render(request, "members/register/ledger.html", context)


@only(*SEES_LEDGER)
def ledger_workbook(request: HttpRequest) -> HttpResponse:
    """Give the ledger as a workbook in office form, with the same filters; a long one is written by a job."""
    form, at = RegisterFilter(request.GET), timezone.now()
    chosen = asked_for(request.user, form.chosen(), timezone.localdate(at))
    if chosen.count() > settings.LEDGER_ROWS_IN_REQUEST:
        return redirect("job", register_sheet_job.ask_for(_filters(form), actor=request.user, at=at).pk)
    content = register_sheet.workbook(chosen, actor=request.user, at=at, chosen=_filters(form))
    return file_answer(content, SHEET, register_sheet.file_name(at))


@everybody
def options(request: HttpRequest) -> HttpResponse:
    """Offer groups for what is typed into a box, among those the reader may see; that one searched is noted."""
    typed = picking.typed_in(request)
    if typed:
        audit.record("people.searched", "group_options", actor=request.user, at=timezone.now())
    return picking.suggestions(offered(request.user, typed), typed)


def _filters(form: RegisterFilter) -> dict[str, Any]:
    return {name: value for name, value in form.data.items() if value} if form.is_bound else {}


def _query(request: HttpRequest) -> str:
    """Return the filters as they go on to the ledger: without the page of the list."""
    kept = request.GET.copy()
    kept.pop("after", None)
    kept.pop("before", None)
    return kept.urlencode()
