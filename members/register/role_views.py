"""The page of changes of roles in a group: what waits, for whose word, and what was said."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from groupadmin.core.errors import DomainError
from groupadmin.core.keyset import keys_in, keyset_page
from groupadmin.directory.roles import everybody
from groupadmin.groups.models import Group
from members import access
from members.register import role_agreeing
from members.register.history import role_line
from members.rosters import role_authority
from members.rosters.models import RoleChange, RoleChangeLine

State = RoleChange.State
SHOWN = 20
TONES = {State.WAITING: "warn", State.DONE: "good"}


@everybody
def changes(request: HttpRequest, code: str) -> HttpResponse:
    """Show the changes of roles of a group, the last first."""
    group = access.group_for(request.user, code)
    found = RoleChange.objects.filter(group=group).prefetch_related("lines__employee", "lines__membership")
    words = role_authority.authorities_of(request.user, group)
    page = keyset_page(found, ["-pk"], **keys_in(request.GET), size=SHOWN)
    for change in page.rows:
        _dress(change, group, words)
    context = {"group": group, "changes": page.rows, "page": page, "before": page.before, "after": page.after}
    return render(request, "members/register/roles.html", context)


@everybody
@require_POST
def agree(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Give one's word for a change; the last one wanted carries it out."""
    change = _waiting(request, code, number)
    try:
        is_done = role_agreeing.agree(change, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Saved.") if is_done else _("Noted; the other's word is still wanted."))
    return redirect("role_changes", code)


@everybody
@require_POST
def decline(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Leave the roles as they are."""
    change = _waiting(request, code, number)
    try:
        role_agreeing.decline(change, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The roles stay as they are."))
    return redirect("role_changes", code)


def told(line: RoleChangeLine) -> dict[str, object]:
    """Return who a line is about and what they were and would be, in the reader's words."""
    shown = role_line({"before": line.before, "after": line.after})
    who = line.employee.name if line.employee else line.membership.nickname if line.membership else ""
    return {"who": who or _("somebody not identified"), "before": shown["before"], "after": shown["after"]}


def _waiting(request: HttpRequest, code: str, number: int) -> RoleChange:
    group = access.group_for(request.user, code)
    return get_object_or_404(RoleChange.objects.select_related("group"), group=group, pk=number)


def _dress(change: Any, group: Group, words: frozenset[role_authority.RoleAuthority]) -> None:
    """Put beside a change what its page says of it."""
    wanted = role_authority.missing(change, group)
    change.shown = [told(line) for line in change.lines.all()]
    change.severity = TONES.get(change.state, "")
    change.waits_for = "、".join(str(role_authority.WORD_LABELS[word]) for word in wanted)
    change.may_decide = bool(words & set(wanted))
