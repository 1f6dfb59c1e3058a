"""Pages about who is in: the whole list, one member's identity, what was decided, and who was in at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from groupadmin.core import audit
from groupadmin.core.addresses import own_address
from groupadmin.core.errors import DomainError
from groupadmin.core.keyset import number_in
from groupadmin.core.list_views import file_or_deed
from groupadmin.core.lists import Column, ListFilter, Listing, Order, ShownList, Tab, in_full
from groupadmin.directory.models import Employee
from groupadmin.directory.roles import everybody
from groupadmin.groups.models import Group
from members import access
from members.imports import identity_decisions
from members.imports.forms import MomentForm
from members.rosters import asof, plan_inputs, row_messages
from members.rosters.decision_records import verdict_of
from members.rosters.models import IdentityDecision, Membership
from members.rosters.preview_choices import box_for, read_choices, typed_choice

# What the list of members can be narrowed to: word in the address → name, condition.
FILTERS = {
    "": (gettext_lazy("everybody"), Q(gone_by=None)),
    "unknown": (gettext_lazy("not identified"), Q(gone_by=None, identity="UNKNOWN", account_kind="PERSONAL")),
    "outside": (gettext_lazy("from outside"), Q(gone_by=None, identity="OUTSIDER")),
    "misnamed": (gettext_lazy("nickname against the rule"), Q(gone_by=None, nickname_fits=False)),
    "runs": (gettext_lazy("owner, deputy and admins"), Q(gone_by=None) & ~Q(role="MEMBER")),
    "gone": (gettext_lazy("gone"), Q(gone_by__isnull=False)),
}


class MembersFilter(ListFilter):
    """What the list of a group's members is narrowed to."""

    q = forms.CharField(label=gettext_lazy("Nickname, name or staff number"), required=False, max_length=64)
    show = forms.ChoiceField(
        label=gettext_lazy("Which members"),
        required=False,
        choices=[(word, name) for word, (name, _condition) in FILTERS.items()],
    )


def _asked_for(user: object, chosen: dict[str, Any], today: date) -> QuerySet[Membership]:
    """Return the memberships of groups that a reader may see, as asked for by a filled-in ``MembersFilter``.

    The words are looked for inside one group, which has few rows.
    """
    _name, condition = FILTERS[chosen.get("show", "")]
    found: QuerySet[Membership] = Membership.objects.filter(condition, group__in=access.groups_seen_by(user))
    if words := chosen.get("q"):
        found = found.filter(
            Q(nickname__icontains=words) | Q(employee__name__icontains=words) | Q(employee__staff_no=words)
        )
    return found


def _department_of(membership: Membership) -> str:
    person = membership.employee
    return person.department.path if person and person.department else ""


def _told(memberships: Sequence[Membership], today: date) -> list[Membership]:
    rows = in_full(memberships, Membership.objects.select_related("employee__department", "evidence"))
    for membership in rows:
        membership.problem = row_messages.nickname_problem(membership.nickname_problem)  # type: ignore[attr-defined]
    return rows


MEMBERS = Listing(
    name="members",
    title=gettext_lazy("Members"),
    rows=_asked_for,
    filter=MembersFilter,
    orders=(Order("number", gettext_lazy("Nickname"), ("pk",)),),
    tabs=tuple(Tab(name, {"show": word} if word else {}) for word, (name, _condition) in FILTERS.items()),
    columns=(
        Column(gettext_lazy("Nickname"), lambda one: one.nickname),
        Column(gettext_lazy("Role in the group"), lambda one: one.get_role_display()),
        Column(gettext_lazy("Identity"), lambda one: one.get_identity_display()),
        Column(gettext_lazy("Staff number"), lambda one: one.employee.staff_no if one.employee else ""),
        Column(gettext_lazy("Name"), lambda one: one.employee.name if one.employee else ""),
        Column(gettext_lazy("Department"), _department_of),
        Column(gettext_lazy("Right nickname"), lambda one: one.correct_nickname),
        Column(gettext_lazy("Joined"), lambda one: one.joined_at),
        Column(gettext_lazy("Spoke last"), lambda one: one.spoke_last_on),
        Column(gettext_lazy("Last seen"), lambda one: one.last_seen_at),
        Column(gettext_lazy("Gone by"), lambda one: one.gone_by),
    ),
    tell=_told,
)


# What the answer "an account of this kind" is written as.
KIND = "kind:"
# The three lists of who was in at a moment: field of the answer → title, what it rests on.
PARTS = {
    "certain": (
        gettext_lazy("Certainly in"),
        gettext_lazy("A list before (or the platform's joining time) and a list after show them."),
    ),
    "possible": (
        gettext_lazy("Possibly in"),
        gettext_lazy("They came or went between two lists around that moment, or no later list is there."),
    ),
    "not_in": (
        gettext_lazy("Not in"),
        gettext_lazy("A full list without them, or a later joining time, shows that they were not in."),
    ),
}
MEMBERSHIPS_AT_ONCE = 30


class DecisionsFilter(ListFilter):
    """What the list of decisions is narrowed to."""

    q = forms.CharField(label=gettext_lazy("Nickname, name or staff number"), required=False, max_length=64)


def _asked_decisions(user: object, chosen: dict[str, Any], today: date) -> QuerySet[IdentityDecision]:
    """Return what was decided in the groups a reader may see; the words are looked for inside one group."""
    found = IdentityDecision.objects.filter(group__in=access.groups_seen_by(user))
    if words := chosen.get("q"):
        person = Q(employee__name__icontains=words) | Q(employee__staff_no=words)
        found = found.filter(Q(nickname__icontains=words) | Q(account_key=words) | person)
    return found


def _told_decisions(rows: Sequence[IdentityDecision], today: date) -> list[IdentityDecision]:
    """Return decisions in full, each with the groups in which it is used, in words."""
    found = in_full(rows, IdentityDecision.objects.select_related("employee__department"))
    for one in found:
        one.holds = _("this nickname in this group")  # type: ignore[attr-defined]  # for the page
        if one.account_key:
            is_banned = one.verdict == IdentityDecision.Verdict.BANNED
            one.holds = _("this account in this group") if is_banned else _("this account in every group")  # type: ignore[attr-defined]
    return found


DECISIONS = Listing(
    name="decisions",
    title=gettext_lazy("Decisions on who members are"),
    rows=_asked_decisions,
    filter=DecisionsFilter,
    orders=(Order("at", gettext_lazy("Decided"), ("-pk",)),),
    columns=(
        Column(gettext_lazy("Nickname"), lambda one: one.nickname or one.account_key),
        Column(gettext_lazy("Decided"), lambda one: one.get_verdict_display()),
        Column(gettext_lazy("Staff number"), lambda one: one.employee.staff_no if one.employee else ""),
        Column(gettext_lazy("Name"), lambda one: one.employee.name if one.employee else ""),
        Column(gettext_lazy("Holds for"), lambda one: one.holds),
        Column(gettext_lazy("By"), lambda one: one.decided_by_name),
        Column(gettext_lazy("When"), lambda one: one.decided_at),
    ),
    tell=_told_decisions,
)


@everybody
def members(request: HttpRequest, code: str) -> HttpResponse:
    """List a group's members with the age and the source of what is known; looking is written down."""
    group = access.group_for(request.user, code)
    shown = ShownList(MEMBERS, request, within=Q(group=group))
    # What was typed may name somebody who is to be forgotten one day; that something was is enough.
    looked = {"show": shown.chosen.get("show", ""), "searched": bool(shown.chosen.get("q"))}
    audit.record("roster.viewed", group, actor=request.user, at=timezone.now(), detail=looked)
    if (answer := file_or_deed(shown)) is not None:
        return answer
    context = shown.context("members") | {"group": group, "may_run": access.may_run(request.user, group)}
    return render(request, "members/rosters/members.html", context)


@everybody
def decide(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask who a member is, or (POST) write it down: ``who`` is a choice, ``staff_no`` beats it."""
    group = access.group_for(request.user, code, to_run=True)
    memberships = Membership.objects.select_related("employee__department", "group__regulation", "evidence")
    membership = get_object_or_404(memberships, group=group, pk=number)
    if request.method == "POST":
        typed = typed_choice("staff_no", request.POST, request.user)
        try:
            _decide(request, membership, typed or request.POST.get("who", ""))
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            return _back(request, group)
    row = plan_inputs.suggested(group, membership)
    candidates = access.people_for(request.user, [row], row.suggestions)
    said = request.POST.get("staff_no", "").strip()
    box = box_for(said, request.user).render("staff_no", said, {"class": "form-control"})
    context = {"group": group, "member": membership, "candidates": candidates.values(), "next": _next(request)}
    context |= {"box": box, "chosen": request.POST.get("who", "")}
    context["kinds"] = [
        (f"{KIND}{kind.value}", kind.label) for kind in Membership.AccountKind if kind != membership.account_kind
    ]
    return render(request, "members/rosters/decide.html", context)


def _decide(request: HttpRequest, membership: Membership, choice: str) -> None:
    kind = choice.removeprefix(KIND)
    if kind != choice and kind in Membership.AccountKind.values:
        identity_decisions.set_account_kind(membership=membership, kind=kind, actor=request.user, at=timezone.now())
        messages.success(request, _("Written down."))
        return
    line = 1
    # Nothing chosen is no answer here, while it is one in a preview of many lines.
    decision = read_choices({line: choice or "?"}, decided_by=audit.name_of(request.user))[line]
    row = plan_inputs.suggested(membership.group, membership)
    access.note_numbers({line: decision}, [row], actor=request.user, at=timezone.now())
    employee = Employee.objects.get(pk=decision.employee_id) if decision.employee_id else None
    is_written = identity_decisions.decide_identity(
        membership=membership,
        verdict=verdict_of(decision),
        employee=employee,
        actor=request.user,
        at=timezone.now(),
    )
    if is_written:
        messages.success(request, _("Written down and remembered for the next list."))
    else:
        messages.warning(request, _("This member runs the group, so it waits until those who may say so have agreed."))


@everybody
def decisions(request: HttpRequest, code: str) -> HttpResponse:
    """List what people have decided about this group's members, newest first; each can be taken back."""
    group = access.group_for(request.user, code, to_run=True)
    shown = ShownList(DECISIONS, request, within=Q(group=group))
    if (answer := file_or_deed(shown)) is not None:
        return answer
    return render(request, "members/rosters/decisions.html", shown.context("decisions") | {"group": group})


@everybody
@require_POST
def forget(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Take a decision back."""
    group = access.group_for(request.user, code, to_run=True)
    decision = get_object_or_404(IdentityDecision, group=group, pk=number)
    try:
        identity_decisions.forget_decision(decision=decision, group=group, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Forgotten. The member was looked at anew."))
    return redirect("decisions", group.code)


@everybody
def as_of(request: HttpRequest, code: str) -> HttpResponse:
    """Say who was in at a moment: certain, possible, not."""
    group = access.group_for(request.user, code)
    form = MomentForm(request.GET or None)
    answer = None
    if form.is_valid():
        try:
            moment, now = form.cleaned_data["at"], timezone.now()
            answer = asof.who_was_in(group, moment=moment, actor=request.user, at=now)
        except DomainError as refusal:
            form.add_error("at", str(refusal))
    status = 422 if form.is_bound and answer is None else 200
    context = {"group": group, "form": form, "answer": answer, "parts": _parts(answer, request) if answer else []}
    return render(request, "members/rosters/as_of.html", context, status=status)


def _parts(answer: asof.Answer, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the three lists of an answer, of each the part that is shown: one is gone through at a time."""
    asked = request.GET.get("part", "")
    start = number_in(request.GET.get("after") or request.GET.get("before") or "") or 0
    parts = []
    for name, (title, text) in PARTS.items():
        memberships: Sequence[Membership] = getattr(answer, name)
        first = start if name == asked and start < len(memberships) else 0
        shown = memberships[first : first + MEMBERSHIPS_AT_ONCE]
        prefetch_related_objects(shown, "employee__department")
        goes_on = first + MEMBERSHIPS_AT_ONCE < len(memberships)
        part = {
            "name": name,
            "title": title,
            "text": text,
            "memberships": shown,
            "total": len(memberships),
            "first": first + 1,
        }
        part |= {"before": str(max(first - MEMBERSHIPS_AT_ONCE, 0)) if first else ""}
        part |= {
            "after": str(first + MEMBERSHIPS_AT_ONCE) if goes_on else "",
            "open": name == asked or (not asked and name != "not_in"),
        }
        parts.append(part)
    return parts


def _next(request: HttpRequest) -> str:
    """Return where to go on, if it is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return own_address(wanted, request)


def _back(request: HttpRequest, group: Group) -> HttpResponse:
    wanted = _next(request)
    return redirect(wanted) if wanted else redirect("members", group.code)
