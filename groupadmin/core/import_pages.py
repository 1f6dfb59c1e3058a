"""What the pages of every import do alike: throw away, take back, hand over the bad rows, show long work.

The apps keep their own forms and previews, because what these ask and show differs; who may see a page, its addresses
and sentences are given by them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from groupadmin.core import imports, jobs
from groupadmin.core.addresses import file_answer
from groupadmin.core.errors import DomainError
from groupadmin.core.headings import Headers
from groupadmin.core.import_kinds import kind_of
from groupadmin.core.lists import ListFilter, Tab
from groupadmin.core.models import ImportBatch
from groupadmin.core.reading_notes import Note
from groupadmin.core.reading_report import ReadingReport
from groupadmin.core.spreadsheets import SHEET, TemplateField, template_sheet

State = ImportBatch.State
View = Callable[..., HttpResponse]
Link = tuple[str, str]  # an address, and the words for it
SKIPPED_SHOWN = 50


class ImportsFilter(ListFilter):
    """What a list of imports is narrowed to."""

    q = forms.CharField(label=gettext_lazy("File, or who imported it"), required=False, max_length=64)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[("", gettext_lazy("any")), *State.choices]
    )


IMPORT_TABS = (
    Tab(gettext_lazy("All")),
    Tab(gettext_lazy("Waiting for confirmation"), {"state": State.PLANNED}),
    Tab(gettext_lazy("Applied"), {"state": State.APPLIED}),
)


def asked_imports(batches: QuerySet[ImportBatch], chosen: dict[str, Any]) -> QuerySet[ImportBatch]:
    """Return those of some batches that are asked for by a filled-in ``ImportsFilter``; they are few of a kind."""
    if chosen.get("q"):
        words = chosen["q"].replace("\0", "")
        batches = batches.filter(Q(file_name__icontains=words) | Q(requested_by_name__icontains=words))
    return batches.filter(state=chosen["state"]) if chosen.get("state") else batches


@dataclass(frozen=True, slots=True)
class CommonPages:
    """The pages that are the same for every kind of import.

    ``find(request, **place)`` returns the batch of an address, if the reader may deal with it. ``page`` and ``start``
    name the addresses of an import and of the form to bring one, which lack the number; ``taken_back`` says what is
    true after an undo.
    """

    find: Callable[..., ImportBatch]
    page: str
    start: str
    taken_back: Promise

    def guarded(self, guard: Callable[[View], Any]) -> tuple[Any, Any, Any]:
        """Return the views ``discard``, ``undo`` and ``errors`` for those whom a guard lets pass."""
        return guard(require_POST(self.discard)), guard(require_POST(self.undo)), guard(self.errors)

    def discard(self, request: HttpRequest, **place: object) -> HttpResponse:
        """Throw a preview away; nothing was written, and the file's cells go."""
        batch, now = self.find(request, **place), timezone.now()
        before = {name: value for name, value in place.items() if name != "number"}
        return run_action(
            request,
            lambda: kind_of(batch).discard(batch, actor=request.user, at=now),
            to=reverse(self.start, kwargs=before),
            refused_to=reverse(self.page, kwargs=place),
            said=_("Thrown away. Nothing was changed."),
        )

    def undo(self, request: HttpRequest, **place: object) -> HttpResponse:
        """Take an applied import back."""
        batch, now = self.find(request, **place), timezone.now()
        return run_action(
            request,
            lambda: kind_of(batch).undo(batch, actor=request.user, at=now),
            to=reverse(self.page, kwargs=place),
            said=str(self.taken_back),
        )

    def errors(self, request: HttpRequest, **place: object) -> HttpResponse:
        """Give the file's own rows that were not taken, with their numbers and reasons, as a workbook."""
        batch = self.find(request, **place)
        content = kind_of(batch).bad_rows(batch)
        if content is None:
            raise Http404
        return file_answer(content, SHEET, f"{_('Rows to mend')}-{place.get('code', '')}{batch.pk}.xlsx")


def facts_of(batch: ImportBatch) -> dict[str, Any]:
    """Return what the page of an import shows whatever its kind, among it an earlier import of the same file."""
    before = imports.applied_before(batch.kind, batch.file_hash)
    return {
        "batch": batch,
        "counts": batch.counts,
        "before": before if before and before.pk != batch.pk else None,
        "is_planned": batch.state == State.PLANNED,
        "may_undo": batch.state == State.APPLIED and bool(batch.undo),
    }


def run_action(
    request: HttpRequest, action: Callable[[], object], *, to: str, refused_to: str = "", said: str = ""
) -> HttpResponse:
    """Do what a button asked and go on to a page, with the sentence for it; a refusal is told in its own words.

    ``to`` and ``refused_to`` (the same page unless given) are addresses.
    """
    try:
        action()
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(refused_to or to)
    if said:
        messages.success(request, said)
    return redirect(to)


def confirm_or_ask(request: HttpRequest, batch: ImportBatch, action: Callable[[], object], *, to: str) -> HttpResponse:
    """Write what a preview showed and go on to its page; a second click finds what the first one did, in silence."""
    try:
        action()
    except imports.BatchHasMoved as refusal:
        if not imports.is_own_action(batch, request.user):
            messages.error(request, str(refusal))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(to)


def working(
    request: HttpRequest, batch: ImportBatch, *, heading: str, way: Sequence[Link], again: Link, watch: str = ""
) -> HttpResponse:
    """Show how far a long file is; a piece of the page for htmx, which goes on by itself when the work is done.

    ``way`` are the two pages above this one, ``again`` is where the file is brought anew when the work has failed;
    ``watch`` is the page that tells how far the job is, if it is not this one.
    """
    job = batch.job
    context = {"batch": batch, "job": job, "heading": heading, "way": way, "again": again}
    context["url"] = watch or request.path
    is_piece = bool(request.headers.get("HX-Request"))
    if is_piece and (job is None or job.state in jobs.OPEN):
        return render(request, "partials/_progress.html", context)
    response = render(request, "import_working.html", context)
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


def to_fill_in(title: str, fields: Sequence[TemplateField]) -> HttpResponse:
    """Return the workbook in which a list can be filled in, to save; it says nothing of anybody."""
    return file_answer(template_sheet(title, fields), SHEET, f"{title}.xlsx")
