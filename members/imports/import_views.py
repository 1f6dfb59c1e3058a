"""Pages of a member list's way in: bring it, look at what it changes, confirm, take back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from groupadmin.core import audit, import_pages, imports
from groupadmin.core.errors import DomainError
from groupadmin.core.keyset import number_in
from groupadmin.core.list_views import file_or_deed
from groupadmin.core.lists import Column, Listing, Order, ShownList, in_full
from groupadmin.core.models import ImportBatch
from groupadmin.core.question_forms import NeedsAnswer, answer_form, answers_in
from groupadmin.directory.roles import everybody
from groupadmin.groups.models import Group
from members import access
from members.imports import applying, preview_rows, staging
from members.imports.forms import TEMPLATE, RosterForm
from members.rosters import directory_index, preview_choices
from members.rosters.models import RosterImport

State = ImportBatch.State
CHOICE, STAFF_NO, COLUMN = "choice-", "staff-", "column-"
PAGE = 25
# It stands on the trail for ever.
LONGEST_REASON = 255


@everybody
def bring(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the member list; a list that can be read goes on to its preview."""
    group = access.group_for(request.user, code, to_run=True)
    form = RosterForm(request.POST or None, request.FILES or None)
    asked: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        content, file_name = form.content()
        answers = answers_in(request.POST)
        try:
            roster = staging.stage_roster(
                group=group,
                content=content,
                file_name=file_name,
                mode=form.cleaned_data["mode"],
                taken_at=form.cleaned_data["taken_at"],
                answers=answers,
                actor=request.user,
                at=timezone.now(),
            )
        except NeedsAnswer as refusal:
            form.add_error("file" if file_name else "text", _("Answer the questions below; choose a file once more."))
            asked = answer_form(refusal.questions, answers, preview_choices.SENTENCES, preview_choices.ANSWERS)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _to(roster)
    status = 422 if form.is_bound else 200
    directory_index.warm_index()
    return render(request, "members/rosters/bring.html", {"group": group, "form": form, **asked}, status=status)


@everybody
def template(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the workbook in which the member list of a group can be filled in."""
    access.group_for(request.user, code, to_run=True)
    return import_pages.to_fill_in(_("Member list"), TEMPLATE)


@everybody
def preview(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show one list: being read, what it would change, or what it has changed."""
    group, roster = _roster(request, code, number)
    batch = roster.batch
    if batch.state == State.STAGED and staging.wants_columns(roster):
        return redirect("roster_columns", group.code, batch.pk)
    if batch.state in (State.STAGED, State.APPLYING):
        return import_pages.working(
            request,
            batch,
            heading=_("The list of %(name)s is being worked on") % {"name": group.name},
            way=((reverse("register"), _("Groups")), (reverse("group", args=[group.code]), group.name)),
            again=(reverse("roster_new", args=[group.code]), _("Bring the list again")),
        )
    if batch.state != State.PLANNED:
        return render(request, "members/rosters/result.html", preview_rows.result(roster, group))
    if staging.renew(roster, group):
        messages.warning(request, _("The roster has changed since this preview was made; this is a new one."))
    return _show(request, group, roster)


@everybody
def columns(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask which column is which, where the headings are not known; remembered for the next file of the same layout."""
    group, roster = _roster(request, code, number)
    if not staging.wants_columns(roster):
        return _to(roster)
    error = ""
    if request.method == "POST":
        try:
            staging.name_columns(
                roster=roster,
                chosen=_numbered(request, COLUMN),
                first_is_member="first_is_member" in request.POST,
                actor=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            error = str(refusal)
        else:
            return _to(roster)
    context = preview_rows.columns(roster) | {"group": group, "roster": roster, "error": error}
    return render(request, "members/rosters/columns.html", context, status=422 if error else 200)


@everybody
@require_POST
def confirm(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Write the list, with the answers given in the preview."""
    group, roster = _roster(request, code, number)
    choices = _choices(request)
    try:
        applying.confirm_roster(
            roster=roster,
            choices=choices,
            override_reason=request.POST.get("override_reason", "")[:LONGEST_REASON],
            own_row=request.POST.get("own_row", ""),
            actor=request.user,
            at=timezone.now(),
        )
    except applying.RosterHasMoved as refusal:
        if imports.is_own_action(roster.batch, request.user):
            return _to(roster)
        messages.error(request, str(refusal))
        if roster.batch.state != State.PLANNED:
            return _to(roster)
        staging.renew(roster, group)
        return _show(request, group, roster, choices, status=409)
    except imports.BatchHasMoved as refusal:
        if not imports.is_own_action(roster.batch, request.user):
            messages.error(request, str(refusal))
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return _show(request, group, roster, choices, status=422)
    return _to(roster)


@everybody
def history(request: HttpRequest, code: str) -> HttpResponse:
    """List a group's member lists, newest first; looking is written down."""
    group = access.group_for(request.user, code)
    audit.record("roster.lists_viewed", group, actor=request.user, at=timezone.now())
    shown = ShownList(LISTS, request, within=Q(group=group))
    if (answer := file_or_deed(shown)) is not None:
        return answer
    context = shown.context("rosters") | {"group": group, "may_run": access.may_run(request.user, group)}
    return render(request, "members/rosters/history.html", context)


def _asked_for(user: object, chosen: dict[str, Any], today: date) -> QuerySet[RosterImport]:
    """Return the member lists of the groups a reader may see, as asked for by a filled-in ``ImportsFilter``."""
    rosters = RosterImport.objects.filter(group__in=access.groups_seen_by(user))
    if chosen.get("q") or chosen.get("state"):
        rosters = rosters.filter(batch__in=import_pages.asked_imports(ImportBatch.objects.all(), chosen))
    return rosters


def _told(rosters: Sequence[RosterImport], today: date) -> list[RosterImport]:
    return in_full(rosters, RosterImport.objects.select_related("batch").defer(*preview_rows.PACKED))


LISTS = Listing(
    name="rosters",
    title=gettext_lazy("Earlier lists"),
    rows=_asked_for,
    filter=import_pages.ImportsFilter,
    orders=(Order("at", gettext_lazy("List"), ("-pk",)),),
    tabs=import_pages.IMPORT_TABS,
    columns=(
        Column(gettext_lazy("Number"), lambda one: one.batch_id),
        Column(gettext_lazy("List"), lambda one: one.batch.file_name),
        Column(gettext_lazy("Taken"), lambda one: one.taken_at),
        Column(gettext_lazy("Kind"), lambda one: one.get_mode_display()),
        Column(gettext_lazy("State"), lambda one: one.batch.get_state_display()),
        Column(gettext_lazy("Joined"), lambda one: one.batch.counts.get("joined")),
        Column(gettext_lazy("Left"), lambda one: one.batch.counts.get("left")),
        Column(gettext_lazy("By"), lambda one: one.batch.requested_by_name),
    ),
    tell=_told,
    size=PAGE,
)


def _roster(request: HttpRequest, code: str, number: int) -> tuple[Group, RosterImport]:
    """Return a group this log-in runs and one of its lists; 404 for anybody else's."""
    group = access.group_for(request.user, code, to_run=True)
    rosters = RosterImport.objects.select_related("batch__job")
    return group, get_object_or_404(rosters, group=group, batch_id=number)


def _to(roster: RosterImport) -> HttpResponse:
    return redirect(_page(roster))


def _page(roster: RosterImport) -> str:
    return reverse("roster", args=[roster.group.code, roster.batch_id])


def _show(
    request: HttpRequest,
    group: Group,
    roster: RosterImport,
    choices: dict[int, str] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = preview_rows.planned(roster, group, choices or {}, request.user)
    context |= {name: request.POST.get(name, "") for name in ("override_reason", "own_row")}
    return render(request, "members/rosters/preview.html", context, status=status)


def _choices(request: HttpRequest) -> dict[int, str]:
    """Return the answers: row number → choice; somebody who was typed in beats the radio beside the box."""
    rows = _numbered(request, STAFF_NO)
    typed = {row: preview_choices.typed_choice(f"{STAFF_NO}{row}", request.POST, request.user) for row in rows}
    return _numbered(request, CHOICE) | typed


def _numbered(request: HttpRequest, prefix: str) -> dict[int, str]:
    fields: dict[str, Any] = request.POST.dict()
    given = {number_in(name.removeprefix(prefix)): value for name, value in fields.items() if name.startswith(prefix)}
    return {row: text for row, value in given.items() if row is not None and (text := str(value).strip())}


pages = import_pages.CommonPages(
    find=lambda request, code, number: _roster(request, code, number)[1].batch,
    page="roster",
    start="roster_new",
    taken_back=gettext_lazy("Taken back: the roster is as it was before this list."),
)
discard, undo, errors = pages.guarded(everybody)
