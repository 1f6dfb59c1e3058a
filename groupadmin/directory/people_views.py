"""Pages about people: the list, and one person."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit, picking
from groupadmin.core.list_views import file_or_deed
from groupadmin.core.lists import Column, Listing, Order, ShownList, Tab
from groupadmin.core.models import ImportBatch
from groupadmin.directory import roles
from groupadmin.directory.access import SEE_EVERYBODY, people_seen_by
from groupadmin.directory.forms import ROLE_LABELS, PeopleFilter
from groupadmin.directory.models import Employee, EmployeeQuerySet
from groupadmin.directory.picking import offered
from groupadmin.directory.roles import everybody


@everybody
def people(request: HttpRequest) -> HttpResponse:
    """List the people this reader may see, by staff number, filtered by department and status; a search is noted."""
    shown = ShownList(PEOPLE, request)
    if request.GET.get("q"):
        audit.record("people.searched", "people", actor=request.user, at=timezone.now())
    if (answer := file_or_deed(shown)) is not None:
        return answer
    context = shown.context("people") | {
        "none_at_all": not shown.page.rows and not shown.is_narrowed,
        "may_import": roles.holds(request.user, roles.HR),
        "sees_everybody": roles.holds(request.user, *SEE_EVERYBODY),
    }
    return render(request, "directory/people.html", context)


@everybody
def person(request: HttpRequest, staff_no: str) -> HttpResponse:
    """Show one person: what HR's lists say, since when, and where the facts come from. The look is noted."""
    found = people_seen_by(request.user).select_related("user").filter(staff_no=staff_no).first()
    if found is None:
        raise Http404
    if found.pk != getattr(request.user, "employee_id", None):
        audit.record("person.looked_at", found, actor=request.user, at=timezone.now())
    account, is_hr = getattr(found, "user", None), roles.holds(request.user, roles.HR)
    # Of a locked log-in too: it holds them again when it is opened.
    held = set(account.groups.values_list("name", flat=True)) if account and is_hr else set()
    context = {
        "person": found,
        "others": found.other_departments.order_by("path"),
        "heads": found.heads.standing().select_related("department").order_by("department__path"),
        "last_full": _last_full_list(),
        "parts": [import_string(path)(request, found) for path in settings.PERSON_PARTS],
        "is_hr": is_hr,
        "account": account,
        "account_roles": [ROLE_LABELS[name] for name in roles.ALL if name in held],
    }
    return render(request, "directory/person.html", context)


@everybody
def options(request: HttpRequest) -> HttpResponse:
    """Offer people for what is typed into a box, as far as the reader may know of them; that one searched is noted."""
    typed = picking.typed_in(request)
    if typed:
        audit.record("people.searched", "people_options", actor=request.user, at=timezone.now())
    return picking.suggestions(offered(request.user, typed), typed)


def _asked_for(user: object, filters: dict[str, Any], today: date) -> EmployeeQuerySet:
    """Return the people that a reader may see and asks for by a filled-in ``PeopleFilter``."""
    seen = cast(EmployeeQuerySet, people_seen_by(user))
    if filters.get("q"):
        seen = seen.found_by(filters["q"].replace("\0", ""))
    if filters.get("department"):
        seen = seen.below(filters["department"])
    if filters.get("status") == "here":
        return seen.here()
    return seen.filter(status=filters["status"]) if filters.get("status") else seen


PEOPLE = Listing(
    name="people",
    title=_("People"),
    rows=_asked_for,
    filter=PeopleFilter,
    orders=(Order("number", _("Staff number"), ("staff_no",)),),
    tabs=(
        Tab(_("All")),
        Tab(_("Working here"), {"status": "here"}),
        Tab(_("Have left"), {"status": Employee.Status.LEFT}),
    ),
    columns=(
        Column(_("Staff number"), lambda person: person.staff_no),
        Column(_("Name"), lambda person: person.name),
        Column(_("Department"), lambda person: person.department.path if person.department else ""),
        Column(_("Post"), lambda person: person.post),
        Column(_("Employment"), lambda person: person.get_employment_display()),
        Column(_("Status"), lambda person: person.get_status_display()),
        Column(_("Day of joining"), lambda person: person.hired_on),
        Column(_("Last working day"), lambda person: person.left_on),
    ),
)


def _last_full_list() -> ImportBatch | None:
    """Return the last full staff list: whoever it named was confirmed by it, changed or not."""
    applied = ImportBatch.objects.filter(kind=ImportBatch.Kind.DIRECTORY, state=ImportBatch.State.APPLIED)
    return applied.filter(options__mode="full").defer("table", "preview", "undo").first()
