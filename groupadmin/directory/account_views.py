"""Pages of log-ins: the list, making them in bulk, the sheet of one-time passwords, and one log-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, cast

from django import forms
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
from groupadmin.core.keyset import number_in
from groupadmin.core.list_views import file_or_deed
from groupadmin.core.lists import Action, Column, Listing, Order, Outcome, ShownList, Tab
from groupadmin.core.picking import asked_by
from groupadmin.directory import accounts, roles, slips
from groupadmin.directory.forms import ROLE_LABELS, AccountsFilter, NewLogInsForm, RolesForm
from groupadmin.directory.models import Employee, SlipSheet, User
from groupadmin.directory.roles import only


@only(roles.HR)
def account_list(request: HttpRequest) -> HttpResponse:
    """List the log-ins by user name; search by name, number or pinyin, which is noted as that of people is."""
    shown = ShownList(ACCOUNTS, request)
    if request.GET.get("q"):
        audit.record("people.searched", "accounts", actor=request.user, at=timezone.now())
    if (answer := file_or_deed(shown)) is not None:
        return answer
    lines = [{"user": user, "roles": _role_words(user), "state": state_of(user)} for user in shown.page.rows]
    context = {"lines": lines, "sheets": slips.open_sheets(_reader(request), at=timezone.now())}
    return render(request, "directory/accounts.html", shown.context("users") | context)


@only(roles.HR)
@never_cache
def new_accounts(request: HttpRequest) -> HttpResponse:
    """Choose for whom log-ins are made, look at who it would be, make them, and go on to the sheet of their slips."""
    form = asked_by(NewLogInsForm(request.POST or None), request.user)
    people: list[Employee] = []
    if form.is_valid():
        key, shown = slips.read_sheet(request.POST.get("sheet", ""))
        chosen = Employee.objects.filter(pk__in=shown) if shown else form.people
        people = list(chosen.select_related("department").order_by("staff_no")[: accounts.MOST_AT_ONCE + 1])
        if "make" in request.POST:
            try:
                made = accounts.make_log_ins(people, actor=request.user, at=timezone.now(), key=key)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                return redirect("account_slips", made[0].user.one_time_sheet_id)
        elif not people:
            form.add_error(None, str(accounts.NobodyWithoutLogIn()))
    context = {"form": form, "people": people, "passed_over": getattr(form, "passed_over", [])}
    context["gone"] = Employee.OUTSIDE_WORK
    return render(request, "directory/accounts_new.html", context | {"sheet": slips.new_sheet(people)})


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
        "state": state_of(found),
        "form": form,
        "hidden": {"sheet": slips.new_sheet()},
        "is_own": found == request.user,
        "may_touch": not found.is_superuser or request.user.is_superuser,
        "may_reset": accounts.may_reset(found, request.user),
    }
    return render(request, "directory/account.html", context)


@only(roles.HR)
@require_POST
@never_cache
def reset(request: HttpRequest, number: int) -> HttpResponse:
    """Give a new one-time password and go on to its slip."""
    try:
        key, _people = slips.read_sheet(request.POST.get("sheet", ""))
        slip = accounts.reset_password(_user(number), actor=request.user, at=timezone.now(), key=key)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("account", number)
    return redirect("account_slips", slip.user.one_time_sheet_id)


@only(roles.HR)
@never_cache
def sheet_of_slips(request: HttpRequest, number: int) -> HttpResponse:
    """Show a sheet of one-time passwords to whoever made it, as often as they ask, as far as nobody has used them."""
    at = timezone.now()
    sheet = get_object_or_404(SlipSheet, pk=number, maker=_reader(request), made_at__gt=at - slips.ONE_TIME_HOLDS)
    found = slips.slips_on(sheet, at=at)
    audit.record("user.slips_shown", "accounts", actor=request.user, at=at, detail={"people": len(found)})
    context = {"sheet": sheet, "slips": found, "address": request.build_absolute_uri("/")}
    response = render(request, "directory/slips.html", context)
    # Not compressed: beside these secrets stands the page's own address, which somebody else may have written.
    response.headers["Content-Encoding"] = "identity"
    return response


@only(roles.HR)
@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Make a one-time password open nothing any more; whoever came from its sheet goes back to it."""
    found = _user(number)
    try:
        accounts.take_back(found, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The one-time password of %(name)s opens nothing any more.") % {"name": found})
    sheet = number_in(request.POST.get("sheet", ""))
    return redirect("account", number) if sheet is None else redirect("account_slips", sheet)


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


def _reader(request: HttpRequest) -> User:
    return cast("User", request.user)  # no page of this module is for strangers


def _user(number: int) -> User:
    return get_object_or_404(User.objects.select_related("employee__department"), pk=number)


def _asked_for(user: object, filters: dict[str, Any], today: date) -> QuerySet[User]:
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


def state_of(user: User) -> tuple[str, str]:
    """Return whether somebody may log in, in words, and the tone of it."""
    if not user.is_active:
        return _("locked"), "bad"
    if not user.must_change_password:
        return _("may log in"), ""
    if not user.has_usable_password():
        return _("waits for a one-time password"), "bad"
    has_ended = user.one_time_until is not None and user.one_time_until < timezone.now()
    return (_("one-time password has ended"), "bad") if has_ended else (_("one-time password"), "warn")


class NewPasswords(forms.Form):
    """A sheet for the slips, so that a form sent twice makes one."""

    sheet = forms.CharField(widget=forms.HiddenInput, initial=slips.new_sheet)


def _renew(users: QuerySet[User], actor: Any, at: datetime, facts: dict[str, Any]) -> list[Outcome]:
    key, _people = slips.read_sheet(facts["sheet"])
    told = _("has a new one-time password; its slip is on the newest sheet above the list")
    return _each(users, told, lambda user: accounts.reset_password(user, actor=actor, at=at, key=key))


def _take_back_many(users: QuerySet[User], actor: Any, at: datetime, facts: dict[str, Any]) -> list[Outcome]:
    told = _("the one-time password opens nothing any more")
    return _each(users, told, lambda user: accounts.take_back(user, actor=actor, at=at))


def _each(users: QuerySet[User], told: str, deed: Callable[[User], object]) -> list[Outcome]:
    """Do a deed to each log-in by itself and tell what became of it."""
    outcomes = []
    for user in users:
        try:
            deed(user)
        except DomainError as refusal:
            outcomes.append(Outcome(str(user), str(refusal), is_done=False))
        else:
            outcomes.append(Outcome(str(user), told))
    return outcomes


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
        Column(gettext_lazy("State"), lambda user: state_of(user)[0]),
    ),
    actions=(
        Action("renew", gettext_lazy("New one-time passwords"), _renew, form=NewPasswords),
        Action("take_back", gettext_lazy("Take one-time passwords back"), _take_back_many),
    ),
)
