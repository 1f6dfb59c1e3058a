"""What the home page says of changes in who runs a group: what waits for the reader's word, and what was changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from groupadmin.core.cards import Card, Line, Notice, NoticeKind
from groupadmin.directory import roles
from groupadmin.groups.querysets import CONFIDENTIAL
from members import access
from members.flags.figures import GROUP
from members.register.filters import CONFIDENTIAL as GUARDED
from members.register.filters import EVERY, REGISTER, changed_lately
from members.register.role_views import told
from members.rosters.models import RoleChange

State = RoleChange.State
SHOWN, LOOKED_AT = 6, 50


def cards(user: object, today: date) -> list[Card]:
    """Return the cards of whoever has a say in a change of roles, or is concerned by one: four queries at the most."""
    concerned = _concerning(user)
    if concerned is None:
        return []
    lately = Q(state=State.WAITING) | Q(pk__in=changed_lately(today).values("pk"))
    found = RoleChange.objects.filter(concerned, lately).select_related("group")
    changes = list(found.prefetch_related("lines__employee", "lines__membership").distinct()[:LOOKED_AT])
    waiting = [change for change in changes if change.state == State.WAITING]
    _address(changes, user)
    done = [change for change in changes if change.state == State.DONE]
    made: list[Card] = []
    if waiting:
        title = _("Who runs these groups? A change waits for a word")
        made.append(Card(title, _lines(waiting), rank=12, severity="warn", **_behind(user, today, "WAITING")))
    if done:
        title = _("Owner, deputies and admins changed within a week")
        made.append(Card(title, _lines(done), rank=41, **_behind(user, today, "CHANGED")))
    return made


def _behind(user: object, today: date, state: str) -> dict[str, Any]:
    """Return the number of groups behind a card, and the list of just these; who lost a group has no list of it."""
    whose = {"secrecy": GUARDED} if roles.holds(user, roles.CONFIDENTIALITY) else {"run": "on"}
    filters = {"roles": state, "status": EVERY} | ({} if roles.holds(user, roles.HR) else whose)
    count = REGISTER.narrowed(user, today, **filters).count()
    return {"count": count, "unit": GROUP, "url": REGISTER.url(**filters)} if count else {}


def _address(changes: list[Any], user: object) -> None:
    """Put the way to its page beside each change; who has lost a group is told of it and sees nothing more of it."""
    groups = {change.group_id for change in changes}
    seen = set(access.groups_seen_by(user).filter(pk__in=groups).values_list("pk", flat=True)) if groups else set()
    for change in changes:
        is_seen = change.group_id in seen
        change.url = reverse("role_changes", args=[change.group.code]) if is_seen else reverse("home")


def _concerning(user: Any) -> Q | None:
    """Return which changes a reader is told of: HR of all, the officer of guarded groups, others of what is theirs."""
    if roles.holds(user, roles.HR):
        return Q()
    mine = Q(group__secrecy__in=CONFIDENTIAL) if roles.holds(user, roles.CONFIDENTIALITY) else None
    if user.employee_id:
        own = Q(group__in=_groups(user)) | Q(lines__employee=user.employee_id, state=State.DONE)
        mine = own if mine is None else mine | own
    return mine


def _groups(user: object) -> QuerySet[Any]:
    return access.groups_run_by(user).values("pk")


def _lines(changes: list[RoleChange]) -> list[Line]:
    return [_line(change) for change in changes[:SHOWN]]


def _line(change: Any) -> Line:
    people = [told(line) for line in change.lines.all()]
    who = "；".join(f"{one['who']} {one['before']}→{one['after']}" for one in people[:3])
    text = f"{change.group.name}：{who}" + ("…" if len(people) > 3 else "")
    by = change.word_by_name or change.asked_by_name
    return Line(text, change.url, by, "warn" if change.state == State.WAITING else "")


def _said_of_roles(user: Any, since: datetime) -> QuerySet[RoleChange]:
    """Return the changes that wait for the word of whom a reader is, and those they asked for themselves and others
    have decided."""
    concerned = Q(group__in=_groups(user))
    if roles.holds(user, roles.HR):
        concerned = Q()
    elif roles.holds(user, roles.CONFIDENTIALITY):
        concerned |= Q(group__secrecy__in=CONFIDENTIAL)
    waiting = Q(state=State.WAITING, asked_at__gte=since) & concerned & ~Q(asked_by_id=user.pk)
    mine = Q(asked_by_id=user.pk, closed_at__gte=since) & ~Q(state=State.WAITING) & ~Q(word_by_id=user.pk)
    return RoleChange.objects.filter(waiting | mine)


def _tell_of_roles(user: object, since: datetime, kept: datetime) -> Iterator[Notice]:
    for change in _said_of_roles(user, kept).select_related("group").order_by("-pk")[:SHOWN]:
        at, facts = (
            change.closed_at or change.asked_at,
            {"group": change.group.name, "state": change.get_state_display()},
        )
        text = _("Who runs “%(group)s”? A change waits for a word") % facts
        if change.state != State.WAITING:
            text = _("What you asked for in “%(group)s” (owner, deputies, admins): %(state)s") % facts
        yield Notice(text, reverse("role_changes", args=[change.group.code]), at, at >= since)


NOTICES = (NoticeKind("roles", _said_of_roles, _tell_of_roles),)
