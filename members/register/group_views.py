"""Pages about one group's place in the register: enter it, change it, end it, read what happened to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from groupadmin.core.errors import DomainError
from groupadmin.core.keyset import PAGE
from groupadmin.core.list_views import file_or_deed
from groupadmin.core.lists import ShownList
from groupadmin.core.picking import asked_by
from groupadmin.directory import roles
from groupadmin.directory.roles import everybody, only
from groupadmin.groups import dissolution, services
from groupadmin.groups.models import Group
from members import access
from members.register import actions, group_admins, history, naming
from members.register.forms import NewGroupForm


@only(roles.HR)
def new(request: HttpRequest) -> HttpResponse:
    """Enter one group by hand; similar names are shown before a second one is made (is it necessary?)."""
    form = asked_by(NewGroupForm(request.POST if request.method == "POST" else None), request.user)
    if form.is_bound and form.is_valid():
        try:
            group = _register(request, form)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Group %(code)s is in the register.") % {"code": group.code})
            _warn_of_name(request, group)
            return redirect("group_edit", group.code)
    return render(request, "members/register/new.html", {"form": form}, status=422 if form.is_bound else 200)


def _register(request: HttpRequest, form: NewGroupForm) -> Group:
    at, wanted = timezone.now(), form.wanted()
    with transaction.atomic():
        group = services.register_group(**form.facts(), actor=request.user, at=at)
        if wanted:
            group_admins.change_runners(group, wanted, actor=request.user, at=at)
    return group


@everybody
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a group: HR everything, whoever runs it its name and papers, the confidentiality officer its pledge."""
    group = access.group_for(request.user, code)
    possible = actions.possible(request.user, group)
    if not possible and not access.may_run(request.user, group):
        raise PermissionDenied
    done, status, bound = request.POST.get("do", ""), 200, None
    if request.method == "POST":
        if done not in possible:
            raise PermissionDenied
        bound = asked_by(actions.form_of(done, group, request.POST), request.user)
        if _do(request, group, done, bound):
            return redirect("group_edit", group.code)
        status = 422
    sections = [
        {
            "name": name,
            "deed": actions.ACTIONS[name],
            "form": bound if name == done and bound else actions.form_of(name, group),
        }
        for name in possible
    ]
    return render(request, "members/register/edit.html", _context(group, sections), status=status)


def _do(request: HttpRequest, group: Group, name: str, form: Any) -> bool:
    """Do one deed; says whether it was done. What was refused stands on the form."""
    if not form.is_valid():
        return False
    try:
        actions.ACTIONS[name].do(group, form, request.user, timezone.now())
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Saved."))
    if name == "rename":
        _warn_of_name(request, group)
    return True


def _warn_of_name(request: HttpRequest, group: Group) -> None:
    """Tell what the regulation says of a name that was kept all the same."""
    if warning := naming.warning(group.name, group.regulation, group.department):
        messages.warning(request, warning)


@everybody
def check_name(request: HttpRequest) -> HttpResponse:
    """Say while somebody types whether the regulation wants another name: of a new group, or of one they run."""
    if code := request.GET.get("group", ""):
        group = access.group_for(request.user, code, to_run=True)
        warning = naming.warning(request.GET.get("rename-name", ""), group.regulation, group.department)
    elif roles.holds(request.user, roles.HR):
        asked = NewGroupForm(request.GET)
        asked.is_valid()
        facts = asked.cleaned_data
        warning = naming.warning(facts.get("name", ""), facts.get("regulation"), facts.get("department"))
    else:
        raise PermissionDenied
    return render(request, "members/register/_name_verdict.html", {"warning": warning})


def _context(group: Group, sections: list[dict[str, Any]]) -> dict[str, Any]:
    today = timezone.localdate()
    open_one = group.dissolutions.open_for(group).first()
    waiting = group.status == Group.Status.APPROVED
    has_roster = group.roster_taken_at is not None
    missing = services.missing_to_activate(group, has_roster=has_roster, on=today) if waiting else []
    return {
        "group": group,
        "sections": sections,
        "missing": [history.MISSING[name] for name in missing],
        "dissolution": open_one,
        "still_open": [dissolution.STEPS[name] for name in dissolution.missing_to_dissolve(open_one)]
        if open_one
        else [],
        "pledge": group.pledges.first(),
        "announcement": group.announcements.first(),
    }


@everybody
def group_history(request: HttpRequest, code: str) -> HttpResponse:
    """Show the names a group has borne and what was done to it, newest first; with ``show=looks`` who looked."""
    group = access.group_for(request.user, code)
    shown = ShownList(history.of_group(group, may_run=access.may_run(request.user, group)), request)
    if (answer := file_or_deed(shown)) is not None:
        return answer
    context = shown.context("events") | {
        "group": group,
        "names": group.names.all(),
        "pledges": group.pledges.all()[:PAGE],
        "announcements": group.announcements.all()[:PAGE],
    }
    return render(request, "members/register/history.html", context)
