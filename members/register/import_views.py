"""Pages of the register's way in: bring the ledger, look at what it changes, confirm, take back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from groupadmin.core import import_pages
from groupadmin.core.errors import DomainError
from groupadmin.core.imports import decompress_json
from groupadmin.core.models import ImportBatch
from groupadmin.core.question_forms import NeedsAnswer, Question, answer_form, answers_in, answers_told, asked_questions
from groupadmin.directory import roles
from groupadmin.directory.roles import only
from members.register import column_words, services
from members.register.forms import LedgerFileForm
from members.register.problems import ANSWERS, SENTENCES, warnings_told
from members.register.register_sheet import language

State = ImportBatch.State
SHOWN = 200
RECENT = 10


@only(roles.HR)
def bring(request: HttpRequest) -> HttpResponse:
    """Ask for the ledger; one that can be read goes on to its preview."""
    form = LedgerFileForm(request.POST, request.FILES) if request.method == "POST" else LedgerFileForm()
    asked: dict[str, object] = {}
    if form.is_bound and form.is_valid():
        file, answers = form.cleaned_data["file"], answers_in(request.POST)
        said = {"file_name": file.name, "answers": answers, "actor": request.user}
        try:
            batch = services.stage_register(content=file.read(), at=timezone.now(), **said)
        except NeedsAnswer as refusal:
            form.add_error("file", _("Answer the questions below and choose the file once more."))
            asked = answer_form(refusal.questions, answers, SENTENCES, ANSWERS)
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("register_import_batch", batch.pk)
    recent = ImportBatch.objects.filter(kind=services.KIND).defer("table", "preview", "undo")[:RECENT]
    columns = [column for column in column_words.COLUMNS if not column.derived]
    headings = [column.heading(language()) for column in columns]
    context = {"form": form, "recent": recent, "columns": headings, **asked}
    return render(request, "members/register/bring.html", context, status=422 if form.is_bound else 200)


@only(roles.HR)
def template(request: HttpRequest) -> HttpResponse:
    """Hand out the workbook in which a register of groups can be filled in."""
    return import_pages.to_fill_in(_("Register of groups"), column_words.TEMPLATE)


@only(roles.HR)
def batch(request: HttpRequest, number: int) -> HttpResponse:
    """Show one import: being read, what it would change, or what it has changed."""
    found = _batch(number)
    if found.state in (State.STAGED, State.APPLYING):
        start = reverse("register_import")
        return import_pages.working(
            request,
            found,
            heading=_("The register is being worked on"),
            way=((reverse("register"), _("Groups")), (start, _("Import the register"))),
            again=(start, _("Bring the file again")),
        )
    kept = decompress_json(found.preview) if found.preview else {"groups": []}
    plan, facts = services.plan_of(found), import_pages.facts_of(found)
    given = found.options.get("answers", {})
    warned = warnings_told(plan.warnings)
    context = {
        **facts,
        "differences": [_shown(group) for group in kept["groups"][:SHOWN]],
        "further": max(len(kept["groups"]) - SHOWN, 0),
        "problems": plan.problems[:SHOWN],
        "warnings": warned[:SHOWN],
        "further_warnings": max(len(warned) - SHOWN, 0),
        "reading": import_pages.how_read(plan.report, column_words.HEADERS, plan.notes) if found.preview else None,
        "answers": answers_told([*_asked_before(found), *plan.questions], given, SENTENCES, ANSWERS),
        "asked": asked_questions(plan.questions, given, SENTENCES, ANSWERS) if facts["is_planned"] else [],
        "problem_rows": found.counts.get("problems", 0),
        "next_links": _next_links(found),
        "ignored": [column_words.BY_FIELD[name].heading(language()) for name in column_words.DERIVED],
    }
    return render(request, "members/register/batch.html", context)


def _asked_before(found: ImportBatch) -> list[Question]:
    """Return what was asked of the file itself before it could be read."""
    return [Question.from_dict(values) for values in found.options.get("asked", ())]


def _next_links(found: ImportBatch) -> list[tuple[str, str]]:
    """Return what is usually done after a ledger has been taken: the rows that were not, log-ins, a rule, a list."""
    if found.state != State.APPLIED:
        return []
    mend = [(reverse("register_import"), _("Bring the mended rows"))] if found.counts.get("problems") else []
    return [
        *mend,
        (reverse("register"), _("To the groups")),
        (reverse("accounts_new"), _("Make log-ins")),
        (reverse("regulation_library"), _("Open the regulations")),
    ]


@only(roles.HR)
@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Write what the preview showed."""
    found, now = _batch(number), timezone.now()
    said = answers_in(request.POST)
    return import_pages.confirm_or_ask(
        request,
        found,
        lambda: services.confirm_register(found, actor=request.user, at=now, answers=said),
        to=_page(number),
    )


def _page(number: int) -> str:
    return reverse("register_import_batch", args=[number])


def _batch(number: int) -> ImportBatch:
    return get_object_or_404(ImportBatch.objects.select_related("job"), kind=services.KIND, pk=number)


def _shown(group: dict[str, Any]) -> dict[str, Any]:
    """Return one planned group as the preview shows it: each difference under its heading."""
    changes = [
        {"heading": column_words.BY_FIELD[column].heading(language()), "before": before, "after": after}
        for column, (before, after) in group["changes"].items()
    ]
    return {**group, "is_new": group["kind"] == "created", "changes": changes}


pages = import_pages.CommonPages(
    find=lambda request, number: _batch(number),
    page="register_import_batch",
    start="register_import",
    taken_back=gettext_lazy("Taken back: the register is as it was before this import."),
)
discard, undo, errors = pages.guarded(only(roles.HR))
