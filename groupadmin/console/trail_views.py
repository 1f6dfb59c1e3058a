"""The page of the audit trail, for auditors and HR: who, what, about which, when; looking at it stands on it too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groupadmin.core import audit, audit_labels
from groupadmin.core.audit_labels import actor, label, labels
from groupadmin.core.form_fields import Day, midnight
from groupadmin.core.list_views import file_or_deed
from groupadmin.core.lists import Column, ListFilter, Listing, Order, ShownList, Tab, in_full
from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.directory.cards import of_rights
from groupadmin.directory.models import Employee, User
from groupadmin.directory.roles import only

# The word in an address for what the home page tells of roles, and of the log-ins that hold one.
RIGHTS = "rights"


class TrailFilter(ListFilter):
    """The filters above the trail; an empty form shows everything, the newest first."""

    q = forms.CharField(label=gettext_lazy("About: group number or staff number"), required=False, max_length=64)
    who = forms.CharField(label=gettext_lazy("User name or staff number"), required=False, max_length=150)
    action = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    since = Day(label=gettext_lazy("From"), required=False)
    until = Day(label=gettext_lazy("Until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted(((name, str(words)) for name, words in labels().items()), key=lambda pair: pair[1])
        choices = [("", _("anything")), (RIGHTS, _("roles, and log-ins that hold one")), *named]
        self.fields["action"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def chosen(self) -> dict[str, Any]:
        """Return what is filled in; where something is wrong, that no event is asked for."""
        return self.cleaned_data if self.is_valid() else {"is_wrong": True}


def _asked_for(user: object, chosen: dict[str, Any], today: date) -> QuerySet[AuditEvent]:
    """Return the events asked for by a filled-in ``TrailFilter``; a wrong filter lets none through."""
    events: QuerySet[AuditEvent] = AuditEvent.objects.all()
    if chosen.get("is_wrong"):
        return events.none()
    if chosen.get("who"):
        events = events.filter(_of_actor(chosen["who"].replace("\0", "")))
    if chosen.get("action"):
        events = events.filter(of_rights() if chosen["action"] == RIGHTS else Q(action=chosen["action"]))
    if chosen.get("q"):
        events = events.filter(_about(chosen["q"].replace("\0", "")))
    if chosen.get("since"):
        events = events.filter(at__gte=midnight(chosen["since"]))
    if chosen.get("until"):
        events = events.filter(at__lt=midnight(chosen["until"], days=1))
    return events


def _told(events: Sequence[AuditEvent], today: date) -> list[AuditEvent]:
    """Return events in full, each in words."""
    rows = in_full(events, AuditEvent.objects.all())
    for event in rows:
        event.who, event.what = actor(event), label(event.action)  # type: ignore[attr-defined]  # for the page
        event.about = event.subject_label if event.subject_id else ""  # type: ignore[attr-defined]
        event.facts = audit_labels.in_words(event.detail)  # type: ignore[attr-defined]
    return rows


TRAIL = Listing(
    name="trail",
    title=gettext_lazy("Audit trail"),
    rows=_asked_for,
    filter=TrailFilter,
    orders=(Order("at", gettext_lazy("When"), ("-pk",)),),
    tabs=(Tab(gettext_lazy("All")), Tab(gettext_lazy("Roles, and log-ins that hold one"), {"action": RIGHTS})),
    columns=(
        Column(gettext_lazy("When"), lambda event: event.at),
        Column(gettext_lazy("Who"), lambda event: event.who),
        Column(gettext_lazy("What"), lambda event: event.what),
        Column(gettext_lazy("About"), lambda event: event.about),
        Column(gettext_lazy("Detail"), lambda event: event.facts),
    ),
    tell=_told,
)


def _of_actor(who: str) -> Q:
    if who == audit.SYSTEM_NAME:
        return Q(actor_id=None)
    users = User.objects.filter(Q(username=who) | Q(employee__staff_no=who) | Q(employee__name=who))
    return Q(actor_id__in=list(users.values_list("pk", flat=True)[:50]))


def _about(text: str) -> Q:
    """Return the events about whoever has a number: a person or, as the apps above know them, a group."""
    found = Q(pk=None)
    people = Employee.objects.filter(staff_no=text).values_list("pk", flat=True)
    subjects = [("directory.employee", str(pk)) for pk in people]
    subjects += [pair for path in settings.AUDIT_SUBJECTS for pair in import_string(path)(text)]
    for kind, number in subjects:
        found |= Q(subject_type=kind, subject_id=number)
    return found


@only(roles.HR, roles.AUDITOR)
def page(request: HttpRequest) -> HttpResponse:
    """List what was done and looked at, the newest first; the look is noted, but not what was typed, which may name
    somebody."""
    shown = ShownList(TRAIL, request)
    if (answer := file_or_deed(shown)) is not None:
        return answer
    context = shown.context("events")
    detail = {"filters": sorted(name for name in shown.form.fields if request.GET.get(name))}
    audit.record("trail.viewed", "trail", actor=request.user, at=timezone.now(), detail=detail)
    return render(request, "console/trail.html", context)
