"""Pages of the register's way in: bring the ledger, look at what it changes, confirm, take back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from groupadmin.core import imports
from groupadmin.core.errors import Refusal
from groupadmin.core.models import ImportBatch, Job
from groupadmin.core.office import SHEET, error_sheet
from groupadmin.core.packing import unpack
from groupadmin.directory import roles
from groupadmin.directory.roles import only
from members.register import services, words
from members.register.forms import LedgerFileForm
from members.register.ledger import language

State = ImportBatch.State
SHOWN = 200
RECENT = 10


@only(roles.HR)
def bring(request: HttpRequest) -> HttpResponse:
    """Ask for the ledger; one that can be read goes on to its preview."""
    form = LedgerFileForm(request.POST, request.FILES) if request.method == "POST" else LedgerFileForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = services.stage(content=file.read(), file_name=file.name, actor=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("register_import_batch", batch.pk)
    recent = ImportBatch.objects.filter(kind=services.KIND).defer("table", "preview", "undo")[:RECENT]
    columns = [column for column in words.COLUMNS if not column.derived]
    context = {"form": form, "recent": recent, "columns": [column.heading(language()) for column in columns]}
    return render(request, "members/register/bring.html", context, status=422 if form.is_bound else 200)


@only(roles.HR)
def batch(request: HttpRequest, number: int) -> HttpResponse:
    """Show one import: being read, what it would change, or what it has changed."""
    found = _batch(number)
    if found.state in (State.STAGED, State.APPLYING):
        return _working(request, found)
    kept = unpack(found.preview) if found.preview else {"groups": [], "problems": []}
    problems = services.problems_of(found)
    before = imports.applied_before(services.KIND, found.file_hash)
    context = {
        "batch": found,
        "counts": found.counts,
        "differences": [_shown(group) for group in kept["groups"][:SHOWN]],
        "further": max(len(kept["groups"]) - SHOWN, 0),
        "problems": problems[:SHOWN],
        "problem_rows": found.counts.get("problems", 0),
        "before": before if before and before.pk != found.pk else None,
        "is_planned": found.state == State.PLANNED,
        "may_undo": found.state == State.APPLIED and bool(found.undo),
        "ignored": [words.BY_FIELD[name].heading(language()) for name in words.DERIVED],
    }
    return render(request, "members/register/batch.html", context)


@only(roles.HR)
@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Write what the preview showed."""
    found = _batch(number)
    try:
        services.confirm(found, actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("register_import_batch", number)


@only(roles.HR)
@require_POST
def discard(request: HttpRequest, number: int) -> HttpResponse:
    """Throw a preview away; nothing was written, and the file's cells go."""
    try:
        imports.discard(_batch(number), actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("register_import_batch", number)
    messages.success(request, _("Thrown away. Nothing was changed."))
    return redirect("register_import")


@only(roles.HR)
@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take an applied import back."""
    try:
        services.undo(_batch(number), actor=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back: the register is as it was before this import."))
    return redirect("register_import_batch", number)


@only(roles.HR)
def errors(request: HttpRequest, number: int) -> HttpResponse:
    """Give the file's own rows that were not taken, with their numbers and reasons, as a workbook."""
    found = _batch(number)
    problems = services.problems_of(found)
    if not problems or not found.table:
        raise Http404
    content = error_sheet(services.table_of(found), problems)
    headers = {"Content-Disposition": f'attachment; filename="register-{number}-errors.xlsx"'}
    return HttpResponse(content, SHEET, headers=headers)


def _batch(number: int) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.select_related("job"), kind=services.KIND, pk=number)


def _shown(group: dict[str, Any]) -> dict[str, Any]:
    """Return one planned group as the preview shows it: each difference under its heading."""
    changes = [
        {"heading": words.BY_FIELD[column].heading(language()), "before": before, "after": after}
        for column, (before, after) in group["changes"].items()
    ]
    return {**group, "is_new": group["kind"] == "created", "changes": changes}


def _working(request: HttpRequest, found: ImportBatch) -> HttpResponse:
    """Show how far a long file is; a piece of the page for htmx, which goes on by itself when the work is done."""
    context = {"batch": found, "job": found.job, "url": request.path}
    is_piece = bool(request.headers.get("HX-Request"))
    if is_piece and (found.job is None or found.job.state in (Job.State.QUEUED, Job.State.RUNNING)):
        return render(request, "partials/_progress.html", context)
    response = render(request, "members/register/working.html", context)
    if is_piece:
        response.headers["HX-Redirect"] = request.path
    return response
