"""What the pages of every import do alike: carry out what a button asks, hand over the bad rows, show long work.

The apps keep their own views, because who may see them and what a preview shows differ; addresses and sentences are
given by them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from groupadmin.core import imports, jobs
from groupadmin.core.addresses import file_answer
from groupadmin.core.errors import DomainError
from groupadmin.core.headings import Headers
from groupadmin.core.models import ImportBatch, Job
from groupadmin.core.reading_notes import Note
from groupadmin.core.reading_report import ReadingReport
from groupadmin.core.spreadsheets import SHEET

SKIPPED_SHOWN = 50


def carry_out(
    request: HttpRequest, deed: Callable[[], object], *, to: str, refused_to: str = "", said: str = ""
) -> HttpResponse:
    """Do what a button asked and go on to a page, with the sentence for it; a refusal is told in its own words.

    ``to`` and ``refused_to`` (the same page unless given) are addresses.
    """
    try:
        deed()
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(refused_to or to)
    if said:
        messages.success(request, said)
    return redirect(to)


def confirm_or_ask(request: HttpRequest, batch: ImportBatch, deed: Callable[[], object], *, to: str) -> HttpResponse:
    """Write what a preview showed and go on to its page; a second click finds what the first one did, in silence."""
    try:
        deed()
    except imports.BatchHasMoved as refusal:
        if not imports.is_own_deed(batch, request.user):
            messages.error(request, str(refusal))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(to)


def error_file(name: str, content: bytes | None) -> HttpResponse:
    """Hand over the workbook of a file's bad rows; without one there is no such page."""
    if content is None:
        raise Http404
    return file_answer(content, SHEET, name)


def working(request: HttpRequest, template: str, context: dict[str, Any], job: Job | None) -> HttpResponse:
    """Show how far a long file is; a piece of the page for htmx, which goes on by itself when the work is done."""
    context = {**context, "job": job, "url": request.path}
    is_piece = bool(request.headers.get("HX-Request"))
    if is_piece and (job is None or job.state in jobs.OPEN):
        return render(request, "partials/_progress.html", context)
    response = render(request, template, context)
    if is_piece:
        response.headers["HX-Redirect"] = request.path
    return response


def how_read(report: ReadingReport, known: Headers, notes: Sequence[Note]) -> dict[str, Any]:
    """Return what ``partials/_reading.html`` shows of the reading of a file."""
    columns = [(known.label(name), heading) for name, heading in report.columns.items() if name in known.fields]
    return {
        "report": report,
        "columns": columns,
        "notes": [note.sentence for note in notes],
        "skipped": report.skipped_rows[:SKIPPED_SHOWN],
        "is_long": len(report.skipped_rows) > SKIPPED_SHOWN,
    }
