"""What is done from the group page: said to be done, copied, sent, sponsored, excused, said to be in use."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from groupadmin.core.errors import DomainError
from groupadmin.core.keyset import number_in
from groupadmin.core.picking import asked_by
from groupadmin.directory.models import Employee, User
from groupadmin.directory.roles import everybody
from groupadmin.groups.models import Group
from members import access
from members.flags import services
from members.flags import wording as texts
from members.flags.forms import ExcuseForm, SponsorForm
from members.flags.models import Flag, Sending


@everybody
@require_POST
def mark_done(request: HttpRequest, code: str) -> HttpResponse:
    """Note that the ticked matters are said to be done, or (``undo``) take that back."""
    group, flags, at = access.group_for(request.user, code, by_task=True), _numbers(request), timezone.now()
    try:
        if "undo" in request.POST:
            taken = len(services.take_back_acted(group=group, flags=flags, actor=request.user, at=at))
            text = ngettext(
                "The mark on %(n)d matter is taken back.", "The marks on %(n)d matters are taken back.", taken
            )
            messages.success(request, text % {"n": taken})
            return redirect("group", code)
        told = services.mark_acted(group=group, flags=flags, actor=request.user, at=at)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        text = ngettext(
            "%(n)d matter is noted as done. The next full list will prove it.",
            "%(n)d matters are noted as done. The next full list will prove it.",
            told,
        )
        messages.success(request, text % {"n": told})
    return redirect("group", code)


@everybody
@require_POST
def wording(request: HttpRequest, code: str) -> HttpResponse:
    """Note that a text was copied, or (``sent``) is said to be sent, or (``unsent``) is not, after all.

    The text is made here, never taken from a form.
    """
    group = access.group_for(request.user, code, by_task=True)
    if "unsent" in request.POST:
        return _take_back_sent(request, group)
    every = services.require_reminder(request.user, group)
    flags = list(
        services.open_flags(group, _numbers(request), request.user, every=every)
        .select_related("membership", "employee", "group")
        .order_by("due_on", "pk")
    )
    today = timezone.localdate()
    to_group = request.POST.get("tone") == Sending.Tone.GROUP
    text = ""
    if flags and to_group:
        there = Flag.objects.filter(group=group, kind=flags[0].kind, state=Flag.State.OPEN)
        text = texts.group_text(flags[0].kind, flags, today, total=there.count() if every else len(flags))
    if flags and not to_group:
        text = texts.private_text(flags[0], today)
    note = services.mark_sent if "sent" in request.POST else services.copy_text
    try:
        note(
            group=group,
            flags=[flag.pk for flag in flags],
            tone=Sending.Tone.GROUP if to_group else Sending.Tone.PRIVATE,
            text=text,
            actor=request.user,
            at=timezone.now(),
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204)
    return redirect("group", code)


def _take_back_sent(request: HttpRequest, group: Group) -> HttpResponse:
    flags, tone = _numbers(request), request.POST.get("tone", "")
    try:
        services.take_back_sent(group=group, flags=flags, tone=tone, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back: the text does not count as sent."))
    return redirect("group", group.code)


@everybody
@require_POST
def confirm_in_use(request: HttpRequest, code: str) -> HttpResponse:
    """Note that the group is still in use."""
    group = access.group_for(request.user, code, to_run=True)
    reason = request.POST.get("reason", "").strip()[:255]
    services.confirm_in_use(group=group, reason=reason, actor=request.user, at=timezone.now())
    messages.success(request, _("Noted as in use today."))
    return redirect("group", code)


@everybody
def sponsor(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask who answers for a guest, and write it down."""
    group, flag = _matter(request, code, number)
    today = timezone.localdate()
    form = asked_by(SponsorForm(_given(request), today=today), request.user)
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(request, form, _sponsor, membership=flag.membership, **form.cleaned_data)
    ):
        messages.success(request, _("%(name)s answers for them now.") % {"name": form.cleaned_data["sponsor"].name})
        return redirect("group", code)
    title = _("Who answers for “%(name)s”?")
    return _asked(request, group, flag, form, title)


def _sponsor(*, sponsor: Employee, actor: User, at: datetime, **facts: Any) -> None:
    """Have somebody answer for a guest; the answer, a refusal too, tells the name that belongs to a number."""
    access.note_named({sponsor.pk}, actor=actor, at=at)
    services.sponsor(sponsor=sponsor, actor=actor, at=at, **facts)


@everybody
def excuse(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask why a member may be silent, and write it down."""
    group, flag = _matter(request, code, number)
    form = ExcuseForm(_given(request))
    if (
        request.method == "POST"
        and form.is_valid()
        and _done(request, form, services.excuse_silence, membership=flag.membership, **form.cleaned_data)
    ):
        messages.success(request, _("The reason is recorded."))
        return redirect("group", code)
    return _asked(request, group, flag, form, _("Why may “%(name)s” be silent?"))


def _matter(request: HttpRequest, code: str, number: int) -> tuple[Group, Flag]:
    group = access.group_for(request.user, code, to_run=True)
    flags = Flag.objects.select_related("membership", "group").filter(group=group, membership__isnull=False)
    return group, get_object_or_404(flags, pk=number)


def _done(request: HttpRequest, form: forms.Form, deed: Any, **facts: Any) -> bool:
    """Do a deed; a refusal becomes the form's own error."""
    try:
        deed(actor=request.user, at=timezone.now(), **facts)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _asked(request: HttpRequest, group: Group, flag: Flag, form: forms.Form, title: str) -> HttpResponse:
    name = flag.membership.nickname if flag.membership is not None else ""
    context = {"group": group, "flag": flag, "form": form, "title": title % {"name": name}}
    return render(request, "members/flags/ask.html", context)


def _given(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, even where it is nothing; None where the form is only asked for."""
    return request.POST if request.method == "POST" else None


def _numbers(request: HttpRequest) -> list[int]:
    return [number for text in request.POST.getlist("flags") if (number := number_in(text)) is not None]
