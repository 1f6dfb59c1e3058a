"""Bringing groups under a regulation: tick them, see what it would raise, confirm; and take it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groupadmin.core import audit, jobs
from groupadmin.core.addresses import file_answer
from groupadmin.core.errors import DomainError
from groupadmin.core.keyset import number_in
from groupadmin.core.list_views import BY_JOB, by_job, file_or_deed
from groupadmin.core.lists import Column, Listing, Order, ShownList, Tab, in_full
from groupadmin.core.models import Job
from groupadmin.core.office_paper import head_line
from groupadmin.core.spreadsheets import SHEET, office_sheet
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from groupadmin.regulations.models import Regulation
from members.flags import adoption
from members.flags.forms import GroupsToAdopt, groups_to_adopt
from members.flags.models import Flag

SIMULATE = "simulate_adoption"
# How a preview is asked for: of the ticked groups, or of all that are shown.
TICKED, ALL = "ticked", "all"
CONCERNED = gettext_lazy("Whom an adoption concerns")


def _told(groups: Sequence[Group], today: date) -> list[Group]:
    return in_full(groups, Group.objects.select_related("department", "regulation"))


ADOPTABLE = Listing(
    name="adopt",
    title=gettext_lazy("Groups that may adopt a regulation"),
    rows=groups_to_adopt,
    filter=GroupsToAdopt,
    orders=(Order("number", gettext_lazy("Group number"), ("code",)),),
    tabs=(Tab(gettext_lazy("Groups it is for")), Tab(gettext_lazy("Also the others"), {"beyond": "on"})),
    columns=(
        Column(gettext_lazy("Group number"), lambda group: group.code),
        Column(gettext_lazy("Group"), lambda group: group.name),
        Column(gettext_lazy("Kind of group"), lambda group: group.get_category_display()),
        Column(gettext_lazy("Department"), lambda group: group.department.path if group.department else ""),
        Column(gettext_lazy("Regulation now"), lambda group: group.regulation.title if group.regulation else ""),
        Column(gettext_lazy("Members"), lambda group: group.headcount),
    ),
    tell=_told,
)


@roles.only(roles.HR)
def adopt(request: HttpRequest, slug: str) -> HttpResponse:
    """List the groups (GET), show a preview (GET with ``preview``), confirm or take back (POST)."""
    try:
        regulation = adoption.newest_edition(slug)
    except adoption.UnknownRegulation as unknown:
        raise Http404 from unknown
    if request.method == "POST":
        return _take_back(request, regulation) if "take_back" in request.POST else _confirm(request, regulation)
    if "preview" in request.GET and (answer := _preview(request, regulation)) is not None:
        return answer
    meant = adoption.meant_for(regulation)
    shown = ShownList(ADOPTABLE, request)
    beyond = shown.rows.exclude(regulation=regulation).exclude(meant).count()
    shown.rows = _shown(regulation, shown.chosen)
    if (answer := file_or_deed(shown)) is not None:
        return answer
    outside = set(
        Group.objects.filter(pk__in=[group.pk for group in shown.page.rows]).exclude(meant).values_list("pk", flat=True)
    )
    for group in shown.page.rows:
        group.is_outside = group.pk in outside
    context = shown.context("groups") | {
        "regulation": regulation,
        "number": shown.page.total,
        "beyond": beyond,
        "is_for_one": regulation.coverage == Regulation.Coverage.ONE,
        "adoptions": adoption.can_be_taken_back(regulation, timezone.now()),
        "take_back_days": adoption.TAKE_BACK_DAYS,
    }
    return render(request, "members/flags/adopt.html", context)


@roles.only(roles.HR)
def preview_job(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the preview of many groups as it is worked out, and then what it found."""
    job = get_object_or_404(jobs.requested_by(request.user).filter(kind=SIMULATE, payload__slug=slug), pk=number)
    if request.headers.get("HX-Request"):
        if job.state == Job.State.DONE:
            return HttpResponse(headers={"HX-Redirect": request.path})
        return render(request, "partials/_progress.html", {"job": job, "url": request.path})
    context: dict[str, object] = {"regulation": adoption.newest_edition(slug), "job": job}
    if job.state == Job.State.DONE:
        context |= _told_of(job.result, QueryDict(job.payload["chosen"]))
    return render(request, "members/flags/adopting.html", context)


@jobs.called(gettext_lazy("the preview of adopting a regulation"))
def simulate_job(job: Job, progress: jobs.Progress) -> dict[str, object]:
    """Work out a preview as a job: ``payload`` has the regulation's ``slug`` and what was ``chosen``, as a query."""
    regulation = adoption.newest_edition(job.payload["slug"])
    groups = _chosen(regulation, QueryDict(job.payload["chosen"]))
    return adoption.simulate(regulation, groups, today=timezone.localdate(), progress=progress).as_dict()


def _shown(regulation: Regulation, facts: dict[str, Any]) -> QuerySet[Group]:
    """Return the groups that may be ticked: those it is for, or all where somebody asks for them."""
    found = groups_to_adopt(None, facts, timezone.localdate()).exclude(regulation=regulation)
    return found if facts.get("beyond") else found.filter(adoption.meant_for(regulation))


def _chosen(regulation: Regulation, given: QueryDict) -> QuerySet[Group]:
    """Return the groups that are ticked in a query or, where it has none, all that its filters show."""
    if ticked := _ticked(given):
        return groups_to_adopt(None, {}, timezone.localdate()).exclude(regulation=regulation).filter(pk__in=ticked)
    form = GroupsToAdopt(given)
    if regulation.coverage == Regulation.Coverage.ONE or not form.is_valid():
        return Group.objects.none()
    return _shown(regulation, form.cleaned_data)


def _ticked(given: QueryDict) -> list[int]:
    numbers = [number for text in given.getlist("rows") if (number := number_in(text)) is not None]
    return numbers[: ADOPTABLE.size]


def _preview(request: HttpRequest, regulation: Regulation) -> HttpResponse | None:
    """Show what would follow, or begin to work it out; None where nothing was ticked."""
    given = _as_asked(request.GET)
    groups = _chosen(regulation, given)
    if request.GET["preview"] == TICKED and not _ticked(given):
        messages.error(request, _("No group is ticked. Tick the groups first, then press the button again."))
        return None
    if not groups.exists():
        return None
    if "names" in request.GET:
        return _names(request, regulation, groups)
    if adoption.is_large(groups):
        payload = {"slug": regulation.slug, "chosen": given.urlencode(), "groups": groups.count()}
        job = jobs.enqueue(SIMULATE, payload, actor=request.user, at=timezone.now())
        return redirect("adopt_preview", regulation.slug, job.pk)
    found = adoption.simulate(regulation, groups, today=timezone.localdate())
    context = {"regulation": regulation} | _told_of(found.as_dict(), given)
    return render(request, "members/flags/adopting.html", context)


def _as_asked(given: QueryDict) -> QueryDict:
    """Return a choice as it goes on from page to page: ticks only where those were asked for."""
    kept = given.copy()
    for name in ("names", "csrfmiddlewaretoken", "expected", *(() if given.get("preview") == TICKED else ("rows",))):
        kept.pop(name, None)
    return kept


def _names(request: HttpRequest, regulation: Regulation, groups: QuerySet[Group]) -> HttpResponse:
    """Give all whom the adoption would concern by name, as a workbook; of very many members a job writes it."""
    today, at = timezone.localdate(), timezone.now()
    name = f"{CONCERNED}-{regulation.title}-{today:%Y%m%d}.xlsx"
    if adoption.is_large(groups) and not hasattr(request, BY_JOB):
        return by_job(request, request.GET.urlencode(), name)
    found = adoption.simulate(regulation, groups, today=today, names=adoption.ALL_NAMES)
    header = [_("Matter"), _("Group number"), _("Group"), _("Nickname"), _("Name"), _("Staff number")]
    rows = list(_rows(found.names))
    content = office_sheet(str(CONCERNED), header, iter(rows), subtitle=head_line(request.user, at))
    audit.record("list.exported", ADOPTABLE.name, actor=request.user, at=at, detail={"rows": len(rows), "form": "xlsx"})
    return file_answer(content, SHEET, name)


def _rows(names: dict[str, list[dict[str, str]]]) -> Iterator[list[object]]:
    labels = dict(Flag.Kind.choices)
    for kind, people in names.items():
        for one in people:
            yield [str(labels[kind]), *(one[part] for part in ("group", "group_name", "who", "name", "staff_no"))]


def _confirm(request: HttpRequest, regulation: Regulation) -> HttpResponse:
    groups = _chosen(regulation, _as_asked(request.POST))
    expected = number_in(request.POST.get("expected", ""))
    try:
        adopted = adoption.adopt(regulation, groups, actor=request.user, at=timezone.now(), expected=expected)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("adopt", regulation.slug)
    text = ngettext(
        "%(n)d group is now under “%(title)s”. Tonight's sweeps raise what follows.",
        "%(n)d groups are now under “%(title)s”. Tonight's sweeps raise what follows.",
        adopted,
    )
    messages.success(request, text % {"n": adopted, "title": regulation.title})
    return redirect("adopt", regulation.slug)


def _take_back(request: HttpRequest, regulation: Regulation) -> HttpResponse:
    number = number_in(request.POST["take_back"])
    found = get_object_or_404(regulation.adoptions, pk=number or 0)
    try:
        back = adoption.take_back(found, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        text = ngettext(
            "%(n)d group is back under what it was under before.",
            "%(n)d groups are back under what they were under before.",
            back,
        )
        messages.success(request, text % {"n": back})
    return redirect("adopt", regulation.slug)


def _told_of(found: dict[str, Any], given: QueryDict) -> dict[str, Any]:
    """Return a preview for the page: kinds by their names, each with its number and first names, and the choice."""
    labels = dict(Flag.Kind.choices)
    kinds = [kind for kind in labels if any(kind in found[part] for part in ("would_raise", "later", "would_clear"))]
    rows = [
        {
            "label": labels[kind],
            "now": found["would_raise"].get(kind, 0),
            "later": found["later"].get(kind, 0),
            "cleared": found["would_clear"].get(kind, 0),
            "names": found["names"].get(kind, []),
        }
        for kind in kinds
    ]
    hidden = [(name, value) for name, values in given.lists() for value in values]
    return {"preview": found | {"rows": rows}, "number": found["groups"], "hidden": hidden, "query": given.urlencode()}
