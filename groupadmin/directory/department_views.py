"""Pages of the department tree: the list, and one department with its short names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupadmin.core.errors import DomainError
from groupadmin.core.list_views import file_or_deed
from groupadmin.core.lists import Column, Listing, Order, ShownList, Tab, in_full, read_as_looked_up
from groupadmin.core.picking import asked_by
from groupadmin.core.sql import begins_with
from groupadmin.directory import departments, roles
from groupadmin.directory.forms import DepartmentForm, DepartmentsFilter
from groupadmin.directory.models import Department, DepartmentHead, DepartmentShortName, Employee
from groupadmin.directory.picking import as_picked
from groupadmin.directory.roles import everybody, only
from groupadmin.directory.search import find_departments

SEE = (roles.HR, roles.CONFIDENTIALITY, roles.AUDITOR)


def _asked_for(user: object, chosen: dict[str, Any], today: date) -> QuerySet[Department]:
    """Return the departments that a reader may see and asks for by a filled-in ``DepartmentsFilter``."""
    rows = Department.objects.all() if roles.holds(user, *SEE) else Department.objects.none()
    if chosen.get("q"):
        key = departments.key_of(chosen["q"].replace("\0", ""))
        rows = rows.filter(
            begins_with("name_key", key)
            | Q(pk__in=DepartmentShortName.objects.filter(name_key=key).values("department"))
        )
    if chosen.get("heads") == "outlived":
        rows = rows.filter(pk__in=DepartmentHead.objects.outlived().values("department"))
    elif chosen.get("heads") == "none":
        rows = rows.exclude(pk__in=DepartmentHead.objects.standing().values("department"))
    return rows


def _told(rows: Sequence[Department], today: date) -> list[Department]:
    """Return departments in full: how deep each lies, and how many people work in it and in those below."""
    found = in_full(rows, Department.objects.prefetch_related("short_names", "heads__employee"))
    people: Counter[int] = Counter()
    there = Employee.objects.here().exclude(department=None).order_by().values_list("department__lineage")
    for lineage, number in there.annotate(n=Count("pk")):
        people.update(dict.fromkeys(map(int, lineage.strip("/").split("/")), number))
    for row in found:
        row.people = people[row.pk]  # type: ignore[attr-defined]  # for the page
        row.depth = min(row.lineage.count("/") - 2, 6)  # type: ignore[attr-defined]
        row.short = "、".join(one.name for one in row.short_names.all())  # type: ignore[attr-defined]
        row.led_by = "、".join(one.employee.name for one in row.heads.all())  # type: ignore[attr-defined]
    return found


DEPARTMENTS = Listing(
    name="departments",
    title=gettext_lazy("Departments"),
    rows=_asked_for,
    filter=DepartmentsFilter,
    orders=(Order("name", gettext_lazy("Department"), ("path", "pk")),),
    tabs=(
        Tab(gettext_lazy("All")),
        Tab(gettext_lazy("Nobody heads them"), {"heads": "none"}),
        Tab(gettext_lazy("A head has moved on"), {"heads": "outlived"}),
    ),
    columns=(
        Column(gettext_lazy("Department"), lambda row: row.path),
        Column(gettext_lazy("Short names"), lambda row: row.short),
        Column(gettext_lazy("Heads"), lambda row: row.led_by),
        Column(gettext_lazy("People, with the departments below"), lambda row: row.people),
    ),
    tell=_told,
    read=read_as_looked_up("path"),
    size=100,
)


@only(*SEE)
def tree(request: HttpRequest) -> HttpResponse:
    """Show the tree in the order in which people look departments up, each with its people, heads and short names."""
    shown = ShownList(DEPARTMENTS, request)
    if (answer := file_or_deed(shown)) is not None:
        return answer
    context = shown.context("departments") | {"is_hr": roles.holds(request.user, roles.HR)}
    return render(request, "directory/departments.html", context)


@everybody
def options(request: HttpRequest) -> HttpResponse:
    """Offer departments for what is typed into a search box, whatever the box is called."""
    q = str(next(iter(request.GET.values()), "")).replace("\0", "")[:512]
    paths = find_departments(request.user, q)
    return HttpResponse(format_html_join("", '<option value="{}"></option>', ((path,) for path in paths)))


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
