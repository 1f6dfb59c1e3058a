"""The page of the audit trail, for auditors and HR; looking at it stands on it too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
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
from groupadmin.core.addresses import file_answer
from groupadmin.core.audit_labels import actor, label, labels
from groupadmin.core.form_fields import Day
from groupadmin.core.keyset import keys_in, keyset_page
from groupadmin.core.models import AuditEvent
from groupadmin.core.office_paper import head_line
from groupadmin.core.spreadsheets import SHEET, csv_bytes, office_sheet
from groupadmin.directory import roles
from groupadmin.directory.models import Employee, User
from groupadmin.directory.roles import only

# A file holds no more than a reader can look through; the filters narrow it.
MOST_TAKEN_OUT = 50_000


class TrailFilter(forms.Form):
    """The filters above the trail; an empty form shows everything, the newest first."""

    who = forms.CharField(label=gettext_lazy("User name or staff number"), required=False, max_length=150)
    action = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    about = forms.CharField(label=gettext_lazy("About: group number or staff number"), required=False, max_length=64)
    since = Day(label=gettext_lazy("From"), required=False)
    until = Day(label=gettext_lazy("Until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted(((name, str(words)) for name, words in labels().items()), key=lambda pair: pair[1])
        self.fields["action"].choices = [("", _("anything")), *named]  # type: ignore[attr-defined]  # a ChoiceField

    def chosen(self) -> QuerySet[AuditEvent]:
        """Return the events asked for; a wrong filter lets none through."""
        events: QuerySet[AuditEvent] = AuditEvent.objects.all()
        if not self.is_bound:
            return events
        if not self.is_valid():
            return events.none()
        facts = self.cleaned_data
        if facts["who"]:
            events = events.filter(_of_actor(facts["who"].replace("\0", "")))
        if facts["action"]:
            events = events.filter(action=facts["action"])
        if facts["about"]:
            events = events.filter(_about(facts["about"].replace("\0", "")))
        if facts["since"]:
            events = events.filter(at__gte=_midnight(facts["since"]))
        if facts["until"]:
            events = events.filter(at__lt=_midnight(facts["until"], days=1))
        return events


def told(event: AuditEvent) -> dict[str, Any]:
    """Return one event in words."""
    return {
        "at": event.at,
        "who": actor(event),
        "what": label(event.action),
        "about": event.subject_label if event.subject_id else "",
        "detail": audit_labels.in_words(event.detail),
    }


def lines(events: QuerySet[AuditEvent]) -> Iterator[list[str]]:
    """Yield the events as lines of a file, the newest first."""
    for event in events.order_by("-pk")[:MOST_TAKEN_OUT].iterator(chunk_size=1000):
        one = told(event)
        at = f"{timezone.localtime(one['at']):%Y-%m-%d %H:%M:%S}"
        yield [at, one["who"], one["what"], one["about"], one["detail"]]


def header() -> list[str]:
    """Return the headings of such a file."""
    return [_("When"), _("Who"), _("What"), _("About"), _("Detail")]


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


def _midnight(day: date, *, days: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min)) + timedelta(days=days)


READERS = (roles.HR, roles.AUDITOR)


@only(*READERS)
def page(request: HttpRequest) -> HttpResponse:
    """List what was done and looked at, the newest first."""
    form = TrailFilter(request.GET or None)
    found = keyset_page(form.chosen(), ["-pk"], **keys_in(request.GET))
    _note("trail.viewed", request, form)
    query = request.GET.copy()
    for key in ("after", "before"):
        query.pop(key, None)
    context = {
        "form": form,
        "events": [told(event) for event in found.rows],
        "page": found,
        "before": found.before,
        "after": found.after,
        "query": query.urlencode(),
    }
    return render(request, "console/trail.html", context)


@only(*READERS)
def workbook(request: HttpRequest) -> HttpResponse:
    """Give what the filters let through as a workbook."""
    form = TrailFilter(request.GET or None)
    _note("trail.exported", request, form, form="xlsx")
    subtitle = head_line(request.user, timezone.now())
    content = office_sheet(_("Audit trail"), header(), lines(form.chosen()), subtitle=subtitle)
    return _file(content, SHEET, "xlsx")


@only(*READERS)
def plain(request: HttpRequest) -> HttpResponse:
    """Give the same as CSV."""
    form = TrailFilter(request.GET or None)
    _note("trail.exported", request, form, form="csv")
    return _file(csv_bytes(header(), lines(form.chosen())), "text/csv; charset=utf-8", "csv")


def _file(content: bytes, kind: str, ending: str) -> HttpResponse:
    return file_answer(content, kind, f"{_('Audit trail')}-{timezone.localdate():%Y%m%d}.{ending}")


def _note(action: str, request: HttpRequest, asked: TrailFilter, **detail: Any) -> None:
    """Note the look: by which filters, but not what was typed, which may name somebody."""
    detail["filters"] = sorted(name for name in asked.fields if asked.data.get(name)) if asked.is_bound else []
    audit.record(action, "trail", actor=request.user, at=timezone.now(), detail=detail)
