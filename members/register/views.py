"""The register: the list of groups a reader may see, and the ledger to print or to take out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groupadmin.console.severities import severity_of
from groupadmin.core import audit, picking
from groupadmin.core.addresses import file_answer
from groupadmin.core.keyset import Keys, Page
from groupadmin.core.list_views import file_or_deed
from groupadmin.core.lists import Listing, Order, ShownList, Tab
from groupadmin.core.spreadsheets import SHEET
from groupadmin.directory import roles
from groupadmin.directory.roles import everybody, only
from groupadmin.groups.models import Group
from groupadmin.groups.querysets import GroupQuerySet
from members import access
from members.flags.kinds.group_life import fresh_for, is_fresh
from members.register import column_words, register_sheet, register_sheet_job
from members.register.filters import EVERY, RegisterFilter, narrowed
from members.register.querysets import BY_CODE, PAGE, WORST_FIRST, register_page
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
    chosen = narrowed(access.groups_seen_by(request.user), form.chosen())
    told_in = register_sheet.language()
    shown = register_sheet.sheet(chosen, told_in, after=request.GET.get("after", "")[:40])
    register_sheet.record_export("print", len(shown.lines), actor=request.user, at=at, chosen=_filters(form))
    columns = [column_words.BY_FIELD[name] for name in register_sheet.PRINTED]
    context = {
        "title": register_sheet.TITLE[told_in],
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
    form, at = RegisterFilter(request.GET), timezone.now()
    chosen = narrowed(access.groups_seen_by(request.user), form.chosen())
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


def state_tone(group: Group, today: date) -> str:
    """Return the tone of a group's state: one in use is quiet only while a fresh list shows who is in."""
    if group.status != Group.Status.ACTIVE:
        return severity_of(group.status)
    if group.roster_taken_at is None:
        return "unknown"
    return severity_of(group.status) if is_fresh(group, today) else "warn"


def _asked_for(user: Any, facts: dict[str, Any], today: date) -> GroupQuerySet:
    return narrowed(access.groups_seen_by(user), facts)


def _read(groups: QuerySet[Group], order: str, keys: Keys, size: int) -> Page[Group]:
    """Read a page of the register, each group with how its state looks today."""
    page, today = register_page(groups, order, keys, size), timezone.localdate()
    for group in page.rows:
        group.fresh_days, group.state_tone = fresh_for(group), state_tone(group, today)
    return page


REGISTER = Listing(
    name="register",
    title=_("Groups"),
    rows=_asked_for,
    filter=RegisterFilter,
    orders=(Order(WORST_FIRST, _("Open matters"), ("code",)), Order(BY_CODE, _("Group number"), ("code",))),
    tabs=(
        Tab(_("In use")),
        Tab(_("With open matters"), {"matters": "on"}),
        Tab(_("Without a list"), {"never": "on"}),
        Tab(_("All, also dissolved ones"), {"status": EVERY}),
    ),
    read=_read,
    size=PAGE,
)


def _filters(form: RegisterFilter) -> dict[str, Any]:
    return {name: value for name, value in form.data.items() if value} if form.is_bound else {}


def _query(request: HttpRequest) -> str:
    """Return the filters as they go on to the ledger: without the page of the list."""
    kept = request.GET.copy()
    kept.pop("after", None)
    return kept.urlencode()
