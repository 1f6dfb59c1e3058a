"""The list of matters, and what a leaver still holds."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from groupadmin.core import audit
from groupadmin.core.keyset import number_in
from groupadmin.core.list_views import file_or_deed, note_outcomes
from groupadmin.core.lists import ShownList
from groupadmin.directory import roles
from groupadmin.directory.models import Employee
from groupadmin.directory.roles import everybody
from members import access
from members.flags import bulk, lists, wording
from members.flags.models import Flag


@everybody
def flag_list(request: HttpRequest) -> HttpResponse:
    """List open (or done) matters of the groups the reader may see; as a file; or do something with those ticked."""
    shown = ShownList(lists.MATTERS, request)
    if (answer := file_or_deed(shown)) is not None:
        return answer
    has_groups = bool(shown.page.rows) or access.groups_seen_by(request.user).exists()
    return render(request, "members/flags/matters.html", shown.context("matters") | {"has_groups": has_groups})


@everybody
def person_groups(request: HttpRequest, staff_no: str) -> HttpResponse:
    """Show every group and role somebody holds, what is to be handed over and done first; looking is written down.

    POST does something with their matters in all groups at once, as far as they are the reader's.
    """
    person = get_object_or_404(Employee.objects.select_related("department"), staff_no=staff_no)
    today = timezone.localdate()
    start = number_in(request.GET.get("after") or request.GET.get("before") or "") or 0
    held = lists.holdings(person, request.user, today, start=start)
    if not lists.may_look_at(person, held, request.user):
        raise Http404
    if request.method == "POST":
        return _act(request, person)
    audit.record("person.groups_viewed", person, actor=request.user, at=timezone.now())
    return render(request, "members/flags/person.html", _told_of(person, held, request.user, today))


def _told_of(person: Employee, held: lists.Holdings, user: object, today: date) -> dict[str, Any]:
    """Return what ``members/flags/_held.html`` shows of a person."""
    return {
        "person": person,
        "held": held,
        "is_gone": not person.works_on(today),
        "is_hr": roles.holds(user, roles.HR),
        "texts": wording.person_texts(person, held.to_do, today),
        "done_url": lists.MATTERS.url(q=person.staff_no, state=Flag.State.CLEARED),
        "before": held.before,
        "after": held.after,
    }


def _act(request: HttpRequest, person: Employee) -> HttpResponse:
    """Do something with matters of one person in several groups; each is told what became of it."""
    wanted = {number for text in request.POST.getlist("rows") if (number := number_in(text)) is not None}
    deed = bulk.BY_NAME.get(request.POST.get("action", ""))
    if deed is None or not wanted:
        raise Http404
    flags = lists.flags_seen_by(request.user).filter(employee=person, state=Flag.State.OPEN, pk__in=wanted)
    lost = len(wanted) - flags.count()
    note_outcomes(request, deed.run(flags, request.user, timezone.now(), {}), lost=lost)
    return redirect("person_groups", person.staff_no)


def groups_of(request: HttpRequest, person: Employee) -> SafeString:
    """Return the part of a person's page that tells of their groups, matters and earlier groups; the look is noted."""
    today = timezone.localdate()
    held = lists.holdings(person, request.user, today)
    audit.record("person.groups_viewed", person, actor=request.user, at=timezone.now())
    told = _told_of(person, held, request.user, today) | {"before": "", "after": "", "is_part": True}
    return render_to_string("members/flags/_held.html", told, request)
