"""What the page of a list answers besides itself: its rows as a file, and what was done with those that were ticked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groupadmin.core import audit, jobs
from groupadmin.core.addresses import file_answer
from groupadmin.core.errors import DomainError
from groupadmin.core.keyset import counted, number_in
from groupadmin.core.lists import Action, Outcome, ShownList
from groupadmin.core.office_paper import head_line
from groupadmin.core.picking import asked_by
from groupadmin.core.spreadsheets import SHEET, csv_bytes, office_sheet

JOB = "write_list"
# The mark of a request that a job makes for whoever asked: the file is written there, however long.
BY_JOB = "is_made_by_a_job"
CSV = "text/csv; charset=utf-8"
OUTCOMES = "list_outcomes"
# What every list with ticks and a file offers besides its own actions: the ticked rows as a workbook.
EXPORT = "export"


def file_or_deed(shown: ShownList) -> HttpResponse | None:
    """Return the answer where a file was asked for or something was done with ticked rows; None asks for the page.

    The view of a list calls it first, so that whoever may see the page, and nobody else, has its file and its actions.
    """
    if shown.request.method == "POST":
        return _act(shown)
    kind = shown.request.GET.get("as", "")
    return _file(shown, kind) if kind in ("xlsx", "csv") and shown.listing.columns else None


def list_file(shown: ShownList, kind: str) -> tuple[str, bytes]:
    """Return name and content of exactly the rows of a list as a file, and note that they were taken out.

    The filters are named, but not what was typed, which may name somebody who is to be forgotten one day.
    """
    columns, at = shown.listing.columns, timezone.now()
    header = [str(column.heading) for column in columns]
    count = 0

    def lines() -> Iterator[list[object]]:
        nonlocal count
        for piece in shown.pieces():
            for row in piece:
                count += 1
                yield [column.value(row) for column in columns]

    title = str(shown.listing.title)
    if kind == "csv":
        content = csv_bytes(header, lines())
    else:
        content = office_sheet(title, header, lines(), subtitle=head_line(shown.request.user, at))
    filters = sorted(name for name, value in shown.chosen.items() if value)
    detail = {"rows": count, "form": kind, "filters": filters}
    audit.record("list.exported", shown.listing.name, actor=shown.request.user, at=at, detail=detail)
    return _file_name(shown, kind), content


def _file(shown: ShownList, kind: str) -> HttpResponse:
    if not hasattr(shown.request, BY_JOB) and counted(shown.rows) > settings.LIST_ROWS_IN_REQUEST:
        return by_job(shown.request, f"{shown.query}&as={kind}".lstrip("&"), _file_name(shown, kind))
    name, content = list_file(shown, kind)
    return file_answer(content, SHEET if kind == "xlsx" else CSV, name)


def by_job(request: HttpRequest, query: str, file_name: str) -> HttpResponse:
    """Have a job ask this page with a query for its file, and show that job; a second click makes no second one."""
    payload, user = {"path": request.path, "query": query, "file": file_name}, request.user
    mark = sha256(f"{user.pk} {payload}".encode()).hexdigest()[:32]
    job = jobs.enqueue(JOB, payload, actor=user, at=timezone.now(), once=f"{JOB} {mark}")
    return redirect("job", job.pk)


def _file_name(shown: ShownList, kind: str) -> str:
    return f"{shown.listing.title}-{shown.today:%Y%m%d}.{kind}"


def _act(shown: ShownList) -> HttpResponse:
    """Do what was asked with the ticked rows, or ask for what it needs; every row's outcome shows above the list."""
    request = shown.request
    asked = request.POST.get("action")
    action = next((each for each in shown.actions if each.name == asked), None)
    if action is None and not (asked == EXPORT and shown.listing.columns):
        raise Http404
    wanted = [number for text in request.POST.getlist("rows") if (number := number_in(text)) is not None]
    rows = shown.rows.filter(pk__in=wanted[: shown.listing.size])
    if not wanted:
        messages.error(request, _("Nothing is ticked. Tick the rows first, then press the button again."))
        return redirect(request.get_full_path())
    if action is None:
        shown.rows = rows
        return _file(shown, "xlsx")
    given = request.POST if "facts" in request.POST or not action.form.base_fields else None
    form = asked_by(action.form(given), request.user)
    if form.is_bound and form.is_valid():
        note_outcomes(request, _run(action, rows, request, form.cleaned_data), lost=len(set(wanted)) - rows.count())
        return redirect(request.get_full_path())
    context = {"list": shown, "action": action, "form": form, "rows": shown.told(list(rows))}
    return render(request, "partials/list_action.html", context)


def _run(action: Action, rows: Any, request: HttpRequest, facts: dict[str, Any]) -> list[Outcome]:
    try:
        return action.run(rows, request.user, timezone.now(), facts)
    except DomainError as refusal:
        return [Outcome("", str(refusal), is_done=False)]


def note_outcomes(request: HttpRequest, outcomes: Sequence[Outcome], *, lost: int) -> None:
    """Keep for the next page what became of the ticked rows, and how many of them (``lost``) are not there any more."""
    told = [[outcome.row, outcome.text, outcome.is_done] for outcome in outcomes]
    if lost > 0:
        text = ngettext(
            "%(n)d ticked row is not in this list any more.", "%(n)d ticked rows are not in this list any more.", lost
        )
        told.append(["", text % {"n": lost}, False])
    request.session[OUTCOMES] = told
