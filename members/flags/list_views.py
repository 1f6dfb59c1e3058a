"""The list of matters, and what a leaver still holds."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from groupadmin.core import audit
from groupadmin.core.keyset import number_in
from groupadmin.core.list_views import file_or_deed
from groupadmin.core.lists import ShownList
from groupadmin.directory.models import Employee
from groupadmin.directory.roles import everybody
from members import access
from members.flags import lists, wording


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
    """Show every group and role somebody holds, and what is to be handed over first; looking is written down."""
    person = get_object_or_404(Employee.objects.select_related("department"), staff_no=staff_no)
    today = timezone.localdate()
    start = number_in(request.GET.get("after") or request.GET.get("before") or "") or 0
    held = lists.holdings(person, request.user, today, start=start)
    if not lists.may_look_at(person, held, request.user):
        raise Http404
    audit.record("person.groups_viewed", person, actor=request.user, at=timezone.now())
    for holding in held.groups:
        for flag in holding.flags:
            flag.why = wording.reason(flag, today)  # type: ignore[attr-defined]  # for the page
    is_gone = not person.works_on(today)
    context = {"person": person, "held": held, "is_gone": is_gone, "before": held.before, "after": held.after}
    return render(request, "members/flags/person.html", context)
