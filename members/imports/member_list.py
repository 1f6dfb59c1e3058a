"""The lists of a group's members and of what was decided about them: their filters, and what their files hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupadmin.core.lists import Column, ListFilter, Listing, Order, Tab, in_full
from members import access
from members.rosters import row_messages
from members.rosters.models import IdentityDecision, Membership

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


def _asked_for(user: Any, chosen: dict[str, Any], today: date) -> QuerySet[Membership]:
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


class DecisionsFilter(ListFilter):
    """What the list of decisions is narrowed to."""

    q = forms.CharField(label=gettext_lazy("Nickname, name or staff number"), required=False, max_length=64)


def _asked_decisions(user: Any, chosen: dict[str, Any], today: date) -> QuerySet[IdentityDecision]:
    """Return what was decided in the groups a reader may see; the words are looked for inside one group."""
    found = IdentityDecision.objects.filter(group__in=access.groups_seen_by(user)).select_related(
        "employee__department"
    )
    if words := chosen.get("q"):
        person = Q(employee__name__icontains=words) | Q(employee__staff_no=words)
        found = found.filter(Q(nickname__icontains=words) | Q(account_key=words) | person)
    return found


def holds_for(decision: IdentityDecision) -> str:
    """Return in which groups a decision is used, in words."""
    if decision.account_key and decision.verdict != IdentityDecision.Verdict.BANNED:
        return _("this account in every group")
    return _("this account in this group") if decision.account_key else _("this nickname in this group")


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
        Column(gettext_lazy("Holds for"), holds_for),
        Column(gettext_lazy("By"), lambda one: one.decided_by_name),
        Column(gettext_lazy("When"), lambda one: one.decided_at),
    ),
)
