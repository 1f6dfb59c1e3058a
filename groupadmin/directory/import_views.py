"""Pages of the staff list's way in: bring the file, look at the differences, confirm, take back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from groupadmin.core import import_kinds, import_pages
from groupadmin.core.addresses import address_of
from groupadmin.core.errors import DomainError
from groupadmin.core.file_errors import HeaderNotFound
from groupadmin.core.keyset import number_in
from groupadmin.core.list_views import file_or_deed
from groupadmin.core.lists import Column, Listing, Order, ShownList
from groupadmin.core.models import ImportBatch
from groupadmin.core.question_forms import NeedsAnswer, Question, answer_form, answers_in, answers_told, asked_questions
from groupadmin.directory import importing, plan_page, roles
from groupadmin.directory.forms import ConfirmForm, StaffFileForm
from groupadmin.directory.headers import STAFF, TEMPLATE
from groupadmin.directory.plan_questions import ANSWERS, SENTENCES
from groupadmin.directory.roles import only

State = ImportBatch.State
SHOWN = 100
SEE_IMPORTS = (roles.HR, roles.AUDITOR)


@only(roles.HR)
def bring(request: HttpRequest) -> HttpResponse:
    """Ask for the staff list; one whose headings are not known is asked for again with the question which is which."""
    form = StaffFileForm(request.POST or None, request.FILES or None)
    context: dict[str, object] = {"form": form, "recent": _batches()[:5]}
    if request.method == "POST" and form.is_valid():
        try:
            batch = _stage(request, form)
        except HeaderNotFound as unknown:
            form.add_error("file", str(unknown))
            context |= _which_is_which(unknown.header)
        except NeedsAnswer as refusal:
            form.add_error("file", _("Answer the questions below and choose the file once more."))
            context |= answer_form(refusal.questions, answers_in(request.POST), SENTENCES, ANSWERS)
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("directory_import_batch", batch.pk)
    context["columns"] = [STAFF.label(name) for name in STAFF.fields]
    return render(request, "directory/import.html", context, status=422 if form.is_bound else 200)


@only(roles.HR)
def template(request: HttpRequest) -> HttpResponse:
    """Hand out the workbook in which a staff list can be filled in."""
    return import_pages.to_fill_in(_("Staff list"), TEMPLATE)


def _which_is_which(header: Sequence[str]) -> dict[str, Any]:
    """Return what the form asks of headings: each with the field it is known to be, "" for those nobody knows."""
    known = {at: name for name, at in STAFF.columns(header).items()}
    headings = [(heading, known.get(at, "")) for at, heading in enumerate(header) if heading]
    return {"headings": headings, "fields": {field: STAFF.label(field) for field in STAFF.fields}}


def _stage(request: HttpRequest, form: StaffFileForm) -> ImportBatch:
    now, file = timezone.now(), form.cleaned_data["file"]
    said = {
        request.POST[name]: request.POST.get(f"field-{name[8:]}", "") for name in request.POST if name[:8] == "heading-"
    }
    batch = importing.stage_directory(
        content=file.read(),
        file_name=file.name,
        mode=form.cleaned_data["mode"],
        mapping=said or None,
        answers=answers_in(request.POST),
        actor=request.user,
        at=now,
    )
    if import_kinds.is_long(batch):
        import_kinds.start_planning(batch, actor=request.user, at=now)
    else:
        importing.plan_directory(batch, at=now)
    return batch


@only(roles.HR)
def batch(request: HttpRequest, number: int) -> HttpResponse:
    """Show one import: being read, what it would change, or what it has changed. ``part`` and ``from`` page through."""
    found = _batch(number)
    if found.state in (State.STAGED, State.APPLYING):
        start = reverse("directory_import")
        return import_pages.working(
            request,
            found,
            heading=_("The staff list is being worked on"),
            way=((reverse("people"), _("People")), (start, _("Import the staff list"))),
            again=(start, _("Bring the file again")),
            watch=reverse("job", args=[found.job_id]) if found.job_id else "",
        )
    plan = importing.plan_of(found)
    part = request.GET.get("part", "")
    start = request.GET.get("from", "0")
    counts = found.counts
    context = {
        **import_pages.facts_of(found),
        "is_full": found.options["mode"] == importing.FULL,
        "shown": plan_page.part_of(plan, part, number_in(start) or 0, SHOWN) if plan else None,
        "problems": sorted(plan.problems, key=lambda one: one.row)[:SHOWN] if plan else [],
        "renamed": plan_page.renamed(plan)[:SHOWN] if plan and found.state == State.PLANNED else [],
        "braked": importing.is_braked(counts),
        "reading": import_pages.how_read(plan.report, STAFF, plan.notes) if plan else None,
        "answers": _answered(found),
        "asked": asked_questions(plan.questions, {}, SENTENCES, ANSWERS)
        if plan and found.state == State.PLANNED
        else [],
        "form": ConfirmForm(needs_reason=importing.is_braked(counts)),
        "next_links": _next_links(found),
        "is_empty": not any(counts.get(name) for name in ("created", "updated", "left")),
    }
    return render(request, "directory/import_batch.html", context)


def _answered(found: ImportBatch) -> list[str]:
    """Return what somebody has said of this file, now or of an earlier one of the same layout."""
    asked = [Question.from_dict(values) for values in found.options.get("asked", ())]
    told = answers_told(asked, found.options.get("answers", {}), SENTENCES, ANSWERS)
    if not found.options.get("mapping"):
        return told
    when = parse_datetime(found.options.get("remembered") or "") or found.created_at
    said = _("The columns were read as somebody said on %(day)s.") % {"day": date_format(localtime(when))}
    return [said, *told]


def _next_links(found: ImportBatch) -> list[tuple[str, str]]:
    """Return what is usually done after a list has been taken: the rows that were not, the groups, the log-ins."""
    if found.state != State.APPLIED:
        return []
    mend = [(reverse("directory_import"), _("Bring the mended rows"))] if found.counts.get("errors") else []
    others = (("people", _("To the people")), ("register_import", _("Import the register")))
    return [*mend, *((url, words) for name, words in others if (url := address_of(name)))]


@only(roles.HR)
@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Write what the preview showed, here or by a worker."""
    found, form, now = _batch(number), ConfirmForm(request.POST), timezone.now()
    form.full_clean()
    said = answers_in(request.POST)
    write = importing.start_applying if import_kinds.is_long(found) else importing.apply_directory
    return import_pages.confirm_or_ask(
        request,
        found,
        lambda: write(found, actor=request.user, at=now, answers=said, **form.cleaned_data),
        to=_page(number),
    )


@only(roles.HR)
@require_POST
def again(request: HttpRequest, number: int) -> HttpResponse:
    """Compare a waiting list with the directory anew."""
    found, now = _batch(number), timezone.now()
    return import_pages.run_action(
        request, lambda: importing.plan_anew(found, actor=request.user, at=now), to=_page(number)
    )


@only(roles.HR)
def ask_undo(request: HttpRequest, number: int) -> HttpResponse:
    """Show what taking an import back does, before it is done."""
    found = _batch(number)
    changed = found.counts.get("updated", 0) + found.counts.get("left", 0)
    return render(request, "directory/import_undo.html", {"batch": found, "changed": changed})


@only(*SEE_IMPORTS)
def history(request: HttpRequest) -> HttpResponse:
    """List the imports of the directory, the latest first."""
    shown = ShownList(IMPORTS, request)
    if (answer := file_or_deed(shown)) is not None:
        return answer
    is_hr = roles.holds(request.user, roles.HR)
    context = shown.context("batches") | {"is_hr": is_hr, "not_hr": not is_hr}
    return render(request, "directory/import_history.html", context)


def _asked_for(user: object, chosen: dict[str, Any], today: date) -> QuerySet[ImportBatch]:
    """Return the imports that HR or an auditor asks for by a filled-in ``ImportsFilter``."""
    return import_pages.asked_imports(_batches(), chosen) if roles.holds(user, *SEE_IMPORTS) else _batches().none()


IMPORTS = Listing(
    name="directory_imports",
    title=gettext_lazy("Imports of the staff list"),
    rows=_asked_for,
    filter=import_pages.ImportsFilter,
    orders=(Order("at", gettext_lazy("When"), ("-pk",)),),
    tabs=import_pages.IMPORT_TABS,
    columns=(
        Column(gettext_lazy("Number"), lambda batch: batch.pk),
        Column(gettext_lazy("File"), lambda batch: batch.file_name),
        Column(gettext_lazy("When"), lambda batch: batch.created_at),
        Column(gettext_lazy("By"), lambda batch: batch.requested_by_name),
        Column(gettext_lazy("new"), lambda batch: batch.counts.get("created")),
        Column(gettext_lazy("changed"), lambda batch: batch.counts.get("updated")),
        Column(gettext_lazy("left"), lambda batch: batch.counts.get("left")),
        Column(gettext_lazy("State"), lambda batch: batch.get_state_display()),
    ),
)


def _page(number: int) -> str:
    return reverse("directory_import_batch", args=[number])


def _batches() -> QuerySet[ImportBatch]:
    return ImportBatch.objects.filter(kind=importing.KIND).defer("table", "preview", "undo")


def _batch(number: int) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.select_related("job"), kind=importing.KIND, pk=number)


pages = import_pages.CommonPages(
    find=lambda request, number: _batch(number),
    page="directory_import_batch",
    start="directory_import",
    taken_back=gettext_lazy("Taken back: the directory is as it was before this import."),
)
discard, undo, errors = pages.guarded(only(roles.HR))
