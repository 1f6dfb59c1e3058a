"""The register: the list of groups a reader may see, and the ledger to print or to take out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from groupadmin.console.severities import severity_of
from groupadmin.core.addresses import file_answer
from groupadmin.core.office_paper import head_line, signature_words
from groupadmin.core.spreadsheets import SHEET
from groupadmin.directory import roles
from groupadmin.directory.roles import everybody, only
from groupadmin.groups.models import Group
from members import access
from members.flags.kinds.group_life import fresh_for, is_fresh
from members.register import column_words, register_sheet, register_sheet_job
from members.register.filters import RegisterFilter
from members.register.querysets import WORST_FIRST, register_page

SEES_LEDGER = access.SEE_EVERY_GROUP


@everybody
def register(request: HttpRequest) -> HttpResponse:
    """List the groups that the reader may see, the worst first."""
    form, today = RegisterFilter(request.GET or None), timezone.localdate()
    seen = access.groups_seen_by(request.user)
    worst = form.sorting == WORST_FIRST
    groups, after = register_page(
        form.chosen(seen, counted=worst),
        order=form.sorting,
        after=request.GET.get("after", "")[:60],
        only_open=form.wants_flags,
    )
    for group in groups:
        group.fresh_days, group.state_tone = fresh_for(group), state_tone(group, today)
    context = {
        "form": form,
        "groups": groups,
        "after": after,
        "may_edit": roles.holds(request.user, roles.HR),
        "may_print": roles.holds(request.user, *SEES_LEDGER),
        "query": _query(request),
        "none_at_all": not groups and not request.GET and not seen.exists(),
    }
    return render(request, "members/register/list.html", context)


@only(*SEES_LEDGER)
def ledger_page(request: HttpRequest) -> HttpResponse:
    """Show the ledger as sheets to print, a page at a time, with the same filters; the whole is the workbook's."""
    form, at = RegisterFilter(request.GET or None), timezone.now()
    chosen = form.chosen(access.groups_seen_by(request.user))
    told_in = register_sheet.language()
    shown = register_sheet.sheet(chosen, told_in, after=request.GET.get("after", "")[:40])
    register_sheet.record_export("print", len(shown.lines), actor=request.user, at=at, chosen=_filters(form))
    columns = [column_words.BY_FIELD[name] for name in register_sheet.PRINTED]
    context = {
        "title": register_sheet.TITLE[told_in],
        "subtitle": head_line(request.user, at),
        "signature": signature_words(),
        "headings": [column.heading(told_in) for column in columns],
        "sheet": shown,
        "after": shown.after,
        "day_columns": [at for at, column in enumerate(columns) if column.field.endswith("_on")],
        "query": _query(request),
    }
    return render(request, "members/register/ledger.html", context)


@only(*SEES_LEDGER)
def ledger_workbook(request: HttpRequest) -> HttpResponse:
    """Give the ledger as a workbook in office form, with the same filters; a long one is written by a job."""
    form, at = RegisterFilter(request.GET or None), timezone.now()
    chosen = form.chosen(access.groups_seen_by(request.user))
    if chosen.count() > settings.LEDGER_ROWS_IN_REQUEST:
        return redirect("job", register_sheet_job.ask_for(_filters(form), actor=request.user, at=at).pk)
    content = register_sheet.workbook(chosen, actor=request.user, at=at, chosen=_filters(form))
    return file_answer(content, SHEET, register_sheet.file_name(at))


def state_tone(group: Group, today: date) -> str:
    """Return the tone of a group's state: one in use is quiet only while a fresh list shows who is in."""
    if group.status != Group.Status.ACTIVE:
        return severity_of(group.status)
    if group.roster_taken_at is None:
        return "unknown"
    return severity_of(group.status) if is_fresh(group, today) else "warn"


def _filters(form: RegisterFilter) -> dict[str, Any]:
    return {name: value for name, value in form.data.items() if value} if form.is_bound else {}


def _query(request: HttpRequest) -> str:
    """Return the filters as they go on to the ledger: without the page of the list."""
    kept = request.GET.copy()
    kept.pop("after", None)
    return kept.urlencode()
