"""The messages of the console: a bell with what concerns the reader since they last looked, and counts in the menu.

Which kinds there are stands in ``settings.NOTICES`` (``core.cards.NoticeKind``), what the menu counts in
``settings.MENU_COUNTS``. All of it is one statement a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.db.models import CharField, Count, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from groupadmin.core import jobs
from groupadmin.core.cards import Notice, NoticeKind
from groupadmin.core.models import Job
from groupadmin.directory.models import User
from groupadmin.directory.roles import everybody

# What is older says nothing any more.
KEPT = timedelta(days=30)
SHOWN = 30
NEW = "new"


def kinds() -> list[NoticeKind]:
    """Return the kinds of messages of all apps."""
    return [kind for path in settings.NOTICES for kind in import_string(path)]


def read_until(user: User, now: datetime) -> datetime:
    """Return until when a reader has read; what is older than ``KEPT`` is read."""
    return max(user.messages_read_at or user.date_joined, now - KEPT)


def counts(request: HttpRequest) -> dict[str, tuple[int, str]]:
    """Return the number of new messages (``NEW``) and of what menu entries count, each with its list: one statement,
    once a request."""
    known: dict[str, tuple[int, str]] | None = getattr(request, "_notice_counts", None)
    if known is None:
        known = _counted(request.user) if isinstance(request.user, User) else {}
        request._notice_counts = known  # type: ignore[attr-defined]  # as middleware keeps what it knows
    return known


def _counted(user: User) -> dict[str, tuple[int, str]]:
    since = read_until(user, timezone.now())
    parts = [(NEW, rows) for kind in kinds() if (rows := kind.rows(user, since)) is not None]
    urls = {NEW: reverse("messages")}
    for name, path in settings.MENU_COUNTS.items():
        rows, urls[name] = import_string(path)(user)
        parts.append((name, rows))
    first, *others = [_number_of(rows, name) for name, rows in parts]
    found: dict[str, int] = {}
    for name, number in first.union(*others, all=True):
        found[name] = found.get(name, 0) + number
    return {name: (number, urls[name]) for name, number in found.items() if number}


def _number_of(rows: QuerySet[Any], name: str) -> QuerySet[Any, tuple[str, int]]:
    named = rows.order_by().annotate(of=Value(name, CharField())).values_list("of")
    counted: QuerySet[Any, tuple[str, int]] = named.annotate(n=Count("*"))
    return counted


@everybody
def messages(request: HttpRequest) -> HttpResponse:
    """Show the messages, the new ones first. Shown, the page says itself that they are read (``mark_read``)."""
    user, now = cast(User, request.user), timezone.now()
    since = read_until(user, now)
    told = [notice for kind in kinds() for notice in kind.tell(user, since, now - KEPT)]
    told.sort(key=lambda notice: (notice.is_new, notice.at), reverse=True)
    new = [notice for notice in told if notice.is_new]
    earlier = [notice for notice in told if not notice.is_new]
    return render(request, "console/messages.html", {"new": new, "earlier": earlier, "now": now})


class ReadForm(forms.Form):
    """Until when messages were shown."""

    until = forms.DateTimeField(required=False)


@everybody
@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    """Note that a reader has read what the page of messages showed: all up to the moment it was made (``until``)."""
    user, now = cast(User, request.user), timezone.now()
    form = ReadForm(request.POST)
    shown = form.cleaned_data["until"] if form.is_valid() else None
    until = max(min(shown or now, now), read_until(user, now))
    User.objects.filter(pk=user.pk).update(messages_read_at=until)
    return HttpResponse(status=204) if "HX-Request" in request.headers else redirect("messages")


def _own_work(user: Any, since: datetime) -> QuerySet[Job]:
    ended = (Job.State.DONE, Job.State.FAILED)
    return jobs.requested_by(user).filter(state__in=ended, finished_at__gte=since)


def _tell_of_work(user: object, since: datetime, kept: datetime) -> Iterator[Notice]:
    for job in _own_work(user, kept).order_by("-finished_at")[:SHOWN]:
        is_done, at = job.state == Job.State.DONE, job.finished_at or job.created_at
        text = _("Done: %(work)s") if is_done else _("Failed: %(work)s")
        url = reverse("job", args=[job.pk])
        yield Notice(text % {"work": jobs.name_of(job.kind)}, url, at, at >= since, "" if is_done else "bad")


# Work that a reader asked for has ended: an import, a file, a walk of the sweeps.
NOTICES = (NoticeKind("work", _own_work, _tell_of_work),)
