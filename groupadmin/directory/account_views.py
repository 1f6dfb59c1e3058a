"""Pages of log-ins: the list, making them in bulk, and one log-in. One-time passwords are shown once."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from groupadmin.core import audit
from groupadmin.core.errors import DomainError
from groupadmin.core.list_views import file_or_deed
from groupadmin.core.lists import Column, Listing, Order, ShownList, Tab
from groupadmin.core.picking import asked_by
from groupadmin.directory import accounts, roles
from groupadmin.directory.forms import ROLE_LABELS, AccountsFilter, NewLogInsForm, RolesForm
from groupadmin.directory.models import Employee, User
from groupadmin.directory.roles import only


@only(roles.HR)
def account_list(request: HttpRequest) -> HttpResponse:
    """List the log-ins by user name; search by name, number or pinyin, which is noted as that of people is."""
    shown = ShownList(ACCOUNTS, request)
    if request.GET.get("q"):
        audit.record("people.searched", "accounts", actor=request.user, at=timezone.now())
    if (answer := file_or_deed(shown)) is not None:
        return answer
    lines = [{"user": user, "roles": _role_words(user)} for user in shown.page.rows]
    return render(request, "directory/accounts.html", shown.context("users") | {"lines": lines})


@only(roles.HR)
@never_cache
def new_accounts(request: HttpRequest) -> HttpResponse:
    """Choose for whom log-ins are made, look at who it would be, make them, and print the slips."""
    form = asked_by(NewLogInsForm(request.POST or None), request.user)
    people: list[Employee] = []
    if form.is_valid():
        key, shown = accounts.read_sheet(request.POST.get("sheet", ""))
        chosen = Employee.objects.filter(pk__in=shown) if shown else form.people
        people = list(chosen.select_related("department").order_by("staff_no")[: accounts.MOST_AT_ONCE + 1])
        if "make" in request.POST:
            try:
                slips = accounts.make_log_ins(people, actor=request.user, at=timezone.now(), key=key)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                return render(
                    request, "directory/slips.html", {"slips": slips, "address": request.build_absolute_uri("/")}
                )
        elif not people:
            form.add_error(None, str(accounts.NobodyWithoutLogIn()))
    context = {"form": form, "people": people, "passed_over": getattr(form, "passed_over", [])}
    return render(request, "directory/accounts_new.html", context | {"sheet": accounts.new_sheet(people)})


@only(roles.HR)
def account(request: HttpRequest, number: int) -> HttpResponse:
    """Show one log-in, and set its roles."""
    found = _user(number)
    held = list(found.groups.values_list("name", flat=True))
    form = RolesForm(request.POST if request.method == "POST" else None, initial={"names": held})
    if form.is_valid():
        try:
            accounts.give_roles(found, names=form.cleaned_data["names"], actor=request.user, at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Saved."))
        return redirect("account", number)
    context = {
        "account": found,
        "form": form,
        "hidden": {"sheet": accounts.new_sheet()},
        "may_touch": not found.is_superuser or request.user.is_superuser,
        "may_reset": accounts.may_reset(found, request.user),
    }
    return render(request, "directory/account.html", context)


@only(roles.HR)
@require_POST
@never_cache
def reset(request: HttpRequest, number: int) -> HttpResponse:
    """Give a new one-time password and show its slip, once."""
    try:
        key, _people = accounts.read_sheet(request.POST.get("sheet", ""))
        slip = accounts.reset_password(_user(number), actor=request.user, at=timezone.now(), key=key)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("account", number)
    return render(request, "directory/slips.html", {"slips": [slip], "address": request.build_absolute_uri("/")})


@only(roles.HR)
@require_POST
def lock(request: HttpRequest, number: int) -> HttpResponse:
    """Close or open a log-in."""
    found = _user(number)
    deed = accounts.lock if found.is_active else accounts.unlock
    try:
        deed(found, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("account", number)


def _user(number: int) -> User:
    return get_object_or_404(User.objects.select_related("employee__department"), pk=number)


def _asked_for(user: Any, filters: dict[str, Any], today: date) -> QuerySet[User]:
    """Return the log-ins that HR asks for by a filled-in ``AccountsFilter``."""
    users = User.objects.select_related("employee__department").prefetch_related("groups")
    if not roles.holds(user, roles.HR):
        return users.none()
    if filters.get("q"):
        people = Employee.objects.found_by(filters["q"].replace("\0", ""))
        users = users.filter(Q(employee__in=people) | Q(username=filters["q"]))
    kind = filters.get("kind")
    if kind == "locked":
        return users.filter(is_active=False)
    if kind == "first":
        return users.filter(must_change_password=True)
    return users.filter(groups__name=kind) if kind else users


def _department_of(user: User) -> str:
    return user.employee.department.path if user.employee and user.employee.department else ""


def _role_words(user: User) -> list[Any]:
    return [ROLE_LABELS[group.name] for group in user.groups.all() if group.name in ROLE_LABELS]


def state_of(user: User) -> str:
    """Return whether somebody may log in, in words."""
    if not user.is_active:
        return _("locked")
    return _("one-time password") if user.must_change_password else _("may log in")


ACCOUNTS = Listing(
    name="accounts",
    title=gettext_lazy("Accounts"),
    rows=_asked_for,
    filter=AccountsFilter,
    orders=(Order("name", gettext_lazy("User name"), ("username",)),),
    tabs=(
        Tab(gettext_lazy("All")),
        Tab(gettext_lazy("Not used yet"), {"kind": "first"}),
        Tab(gettext_lazy("Locked"), {"kind": "locked"}),
    ),
    columns=(
        Column(gettext_lazy("Person"), lambda user: user.employee.name if user.employee else ""),
        Column(gettext_lazy("User name"), lambda user: user.username),
        Column(gettext_lazy("Department"), _department_of),
        Column(gettext_lazy("Roles"), lambda user: "、".join(str(word) for word in _role_words(user))),
        Column(gettext_lazy("Last log-in"), lambda user: user.last_login),
        Column(gettext_lazy("State"), state_of),
    ),
)
