"""Pages of the department tree: the list, and one department with its short names."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from groupadmin.core.errors import DomainError
from groupadmin.core.keyset import number_in
from groupadmin.core.picking import asked_by
from groupadmin.core.sql import begins_with
from groupadmin.directory import departments, roles
from groupadmin.directory.forms import DepartmentForm
from groupadmin.directory.models import Department
from groupadmin.directory.picking import as_picked
from groupadmin.directory.roles import everybody, only
from groupadmin.directory.search import find_departments

SEE = (roles.HR, roles.CONFIDENTIALITY, roles.AUDITOR)
PAGE = 100


@only(*SEE)
def tree(request: HttpRequest) -> HttpResponse:
    """Show the tree in the order of its paths, with people, heads and short names; ``q`` is the beginning of a name."""
    q = request.GET.get("q", "").replace("\0", "").strip()[:64]
    rows = Department.objects.prefetch_related("short_names", "heads__employee")
    if q:
        key = departments.key_of(q)
        rows = rows.filter(begins_with("name_key", key) | Q(short_names__name_key=key)).distinct()
    found, before, after = _page(rows, request)
    counts = dict(
        Department.objects.filter(pk__in=[row.pk for row in found])
        .annotate(people=Count("employees", filter=~Q(employees__status__in=("LEFT", "RETIRED", "PENDING"))))
        .values_list("pk", "people")
    )
    lines = [
        {"department": row, "depth": min(row.lineage.count("/") - 2, 6), "people": counts[row.pk]} for row in found
    ]
    context = {"lines": lines, "q": q, "before": before, "after": after, "is_hr": roles.holds(request.user, roles.HR)}
    return render(request, "directory/departments.html", context)


@everybody
def options(request: HttpRequest) -> HttpResponse:
    """Offer departments for what is typed into a search box, whatever the box is called."""
    q = str(next(iter(request.GET.values()), "")).replace("\0", "")[:512]
    paths = find_departments(request.user, q)
    return HttpResponse(format_html_join("", '<option value="{}"></option>', ((path,) for path in paths)))


def _page(rows: Any, request: HttpRequest) -> tuple[list[Department], int | str, int | str]:
    """Return a page by (path, id), which is how the tree reads; the keys are ids."""
    mark = request.GET.get("after") or request.GET.get("before") or ""
    at = Department.objects.filter(pk=number_in(mark) or 0).first()
    backwards = at is not None and not request.GET.get("after")
    if at is not None and backwards:
        rows = rows.filter(Q(path__lt=at.path) | Q(path=at.path, pk__lt=at.pk)).order_by("-path", "-id")
    elif at is not None:
        rows = rows.filter(Q(path__gt=at.path) | Q(path=at.path, pk__gt=at.pk)).order_by("path", "id")
    found = list(rows[: PAGE + 1])
    more, found = len(found) > PAGE, found[:PAGE]
    if backwards:
        found.reverse()
    if not found:
        return [], "", ""
    has_before, has_after = (more, True) if backwards else (at is not None, more)
    return found, found[0].pk if has_before else "", found[-1].pk if has_after else ""


@only(roles.HR)
def department(request: HttpRequest, number: int) -> HttpResponse:
    """Change one department: its name, its place and its short names."""
    found = get_object_or_404(
        Department.objects.select_related("parent").prefetch_related("heads__employee"), pk=number
    )
    initial = {
        "name": found.name,
        "parent": found.parent.path if found.parent else "",
        "code": found.code or "",
        "short_names": "、".join(found.short_names.values_list("name", flat=True)),
        "heads": "、".join(as_picked(head.employee) for head in found.heads.all()),
    }
    form = asked_by(DepartmentForm(request.POST or None, initial=initial), request.user)
    if form.is_valid():
        try:
            _save(found, form, request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("departments")
    return render(request, "directory/department.html", {"department": found, "form": form})


@only(roles.HR)
def new_department(request: HttpRequest) -> HttpResponse:
    """Enter a department by hand."""
    form = asked_by(DepartmentForm(request.POST or None), request.user)
    del form.fields["keep_old_name"]
    if form.is_valid():
        try:
            _make(form, request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("departments")
    return render(request, "directory/department.html", {"form": form})


@transaction.atomic
def _make(form: DepartmentForm, user: Any) -> None:
    """Make a department with all that is said of it, or none of it."""
    given, now = form.cleaned_data, timezone.now()
    made = departments.place_department(name=given["name"], parent=given["parent"], actor=user, at=now)
    departments.set_code(made, code=given["code"], actor=user, at=now)
    departments.set_short_names(made, names=given["short_names"], actor=user, at=now)
    departments.set_heads(made, heads=given["heads"], actor=user, at=now)


@transaction.atomic
def _save(found: Department, form: DepartmentForm, user: Any) -> None:
    given, now, old = form.cleaned_data, timezone.now(), found.name
    if given["name"] != old:
        departments.rename_department(found, name=given["name"], actor=user, at=now)
        if given["keep_old_name"]:
            given["short_names"].append(old)
    if given["parent"] != found.parent:
        departments.move_department(found, parent=given["parent"], actor=user, at=now)
    departments.set_code(found, code=given["code"], actor=user, at=now)
    if "short_names" in form.changed_data or given["name"] != old:
        departments.set_short_names(found, names=given["short_names"], actor=user, at=now)
    if "heads" in form.changed_data:
        departments.set_heads(found, heads=given["heads"], actor=user, at=now)
