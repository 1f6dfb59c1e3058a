"""What the directory puts on the home page: first steps, heads in name only, who was given rights lately, by whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Q, QuerySet, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from groupadmin.core.addresses import address_of
from groupadmin.core.audit_labels import actor
from groupadmin.core.cards import Card, FirstStep, Line, Notice, NoticeKind
from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.directory.forms import ROLE_LABELS
from groupadmin.directory.models import DepartmentHead, Employee, User

SHOWN = 6
DEPARTMENTS = ngettext_lazy("%(n)d department", "%(n)d departments", "n")
DEEDS = ngettext_lazy("%(n)d change", "%(n)d changes", "n")
# Done to a log-in that has a role; ``user.roles_given`` is told whoever it is done to.
DONE_TO_ROLES = ("user.locked", "user.unlocked", "user.password_reset")
RIGHTS_TOLD = timedelta(days=7)


# How long somebody with a role is told what was done with their own password, however seldom they come.
OWN_TOLD = timedelta(days=30)


def cards(user: Any, today: date) -> list[Card]:
    """Return the cards about the directory for whoever can do something about them."""
    found = list(_own_password(user, today)) if roles.roles_of(user) else []
    found += list(_outlived_heads()) if roles.holds(user, roles.HR) else []
    return found + list(_rights(today)) if roles.holds(user, roles.HR, roles.AUDITOR) else found


def _own_password(user: Any, today: date) -> Iterator[Card]:
    """Yield who set the reader's own password anew, and when one was chosen since: whoever did the one could have done
    the other, and have been two people who agree (docs/decisions/0043)."""
    since = timezone.make_aware(datetime.combine(today - OWN_TOLD, time.min))
    own = AuditEvent.objects.filter(subject_type=user._meta.label_lower, subject_id=str(user.pk), at__gte=since)
    events = list(own.filter(action__in=("user.password_reset", "user.password_chosen")).order_by("-pk")[:SHOWN])
    if any(event.action == "user.password_reset" and event.actor_id != user.pk for event in events):
        title = _("Your password was set anew. Was that at your wish, and was it you who chose the next one?")
        yield Card(title, [_own(event) for event in events], rank=1, severity="warn")


def _own(event: AuditEvent) -> Line:
    is_reset = event.action == "user.password_reset"
    text = _("set anew by %(actor)s") % {"actor": actor(event)} if is_reset else _("a password was chosen")
    return Line(text, reverse("password"), f"{timezone.localtime(event.at):%m-%d %H:%M}", "warn" if is_reset else "")


def _outlived_heads() -> Iterator[Card]:
    """Yield the departments whose heads have left or moved on: they see and decide nothing any more, and who remains
    is named."""
    outlived = DepartmentHead.objects.outlived().select_related("department", "employee__department")
    of: dict[int, list[DepartmentHead]] = {}
    for head in outlived.order_by("department__path", "rank"):
        of.setdefault(head.department_id, []).append(head)
    if not of:
        return
    shown = [head for heads in list(of.values())[:SHOWN] for head in heads]
    remaining = _remaining(shown)
    yield Card(
        title=_("Heads who have moved on: who heads these departments now?"),
        lines=[_line(head, remaining.get(head.department_id, [])) for head in shown],
        count=len(of),
        url=f"{reverse('departments')}?heads=outlived",
        rank=18,
        severity="warn",
        unit=DEPARTMENTS,
    )


def _rights(today: date) -> Iterator[Card]:
    """Yield what administrators did to log-ins with a role: nobody should do so unseen by the others.

    Roles that were given stand first, so that no number of new passwords pushes one out of sight.
    """
    since = timezone.make_aware(datetime.combine(today - RIGHTS_TOLD, time.min))
    until = since + RIGHTS_TOLD + timedelta(days=1)
    events = AuditEvent.objects.filter(of_rights(), at__gte=since, at__lt=until)
    shown = list(events.order_by(Case(When(action="user.roles_given", then=0), default=1), "-pk")[: SHOWN + 1])
    if shown:
        title = _("Roles and their log-ins, changed within a week")
        count = len(shown) if len(shown) <= SHOWN else events.count()
        url = f"{address_of('trail')}?action=rights&since={timezone.localdate(since)}"
        yield Card(title, [_right(event) for event in shown[:SHOWN]], count, url, rank=42, unit=DEEDS)


def of_rights() -> Q:
    """Say of an event that a role was given or taken, or that something was done to the log-in of who holds one."""
    return Q(action="user.roles_given") | Q(action__in=DONE_TO_ROLES, detail__has_key="roles")


def _right(event: AuditEvent) -> Line:
    """Tell of a role that was given or taken, or of what was done to the log-in of somebody who holds one."""
    facts = {"name": event.subject_label, "actor": actor(event)}
    if event.action == "user.roles_given":
        held = "、".join(str(ROLE_LABELS.get(name, name)) for name in event.detail.get("after", ()))
        text = _("%(name)s: %(roles)s (set by %(actor)s)") % {**facts, "roles": held or _("no role")}
    else:
        text = {
            "user.password_reset": _("%(name)s: password set anew by %(actor)s"),
            "user.locked": _("%(name)s: log-in locked by %(actor)s"),
            "user.unlocked": _("%(name)s: log-in opened by %(actor)s"),
        }[event.action] % facts
    return Line(text, reverse("account", args=[event.subject_id]), f"{timezone.localdate(event.at):%m-%d}", "warn")


def _done_to_me(user: Any, since: datetime) -> QuerySet[AuditEvent]:
    """Return what others did to a reader's own log-in: roles given or taken, a new password, opened again."""
    mine = AuditEvent.objects.filter(subject_type=User._meta.label_lower, subject_id=str(user.pk))
    actions = ("user.roles_given", "user.password_reset", "user.unlocked")
    return mine.filter(action__in=actions, at__gte=since).exclude(actor_id=user.pk)


def _tell_me(user: object, since: datetime, kept: datetime) -> Iterator[Notice]:
    for event in _done_to_me(user, kept).order_by("-pk")[:SHOWN]:
        held = "、".join(str(ROLE_LABELS.get(name, name)) for name in event.detail.get("after", ()))
        text = {
            "user.roles_given": _("%(actor)s set your roles: %(roles)s"),
            "user.password_reset": _("%(actor)s set your password anew"),
            "user.unlocked": _("%(actor)s opened your log-in again"),
        }[event.action] % {"actor": actor(event), "roles": held or _("no role")}
        yield Notice(text, reverse("home"), event.at, event.at >= since)


NOTICES = (NoticeKind("log-in", _done_to_me, _tell_me),)


def _remaining(heads: list[DepartmentHead]) -> dict[int, list[str]]:
    """Return who still heads the departments of these heads."""
    still: dict[int, list[str]] = {}
    standing = DepartmentHead.objects.standing().filter(department__in={head.department_id for head in heads})
    for department, name in standing.order_by("rank").values_list("department_id", "employee__name"):
        still.setdefault(department, []).append(name)
    return still


def _line(head: DepartmentHead, remaining: list[str]) -> Line:
    who = "、".join(remaining) or _("nobody")
    return Line(
        text=_("%(department)s: %(name)s heads it no more; heading it now: %(who)s")
        % {"department": head.department.path, "name": head.employee.name, "who": who},
        url=reverse("department", args=[head.department_id]),
        note=head.employee.get_status_display()
        if head.employee.status in head.employee.OUTSIDE_WORK
        else (head.employee.department.path if head.employee.department else ""),
        severity="warn" if remaining else "bad",
    )


def steps(user: Any) -> list[FirstStep]:
    """Return the HR administrator's steps: the staff directory, and log-ins for those who work with the console."""
    if not roles.holds(user, roles.HR):
        return []
    # Whoever has a log-in of their own stands in the directory.
    people = bool(user.employee_id) or Employee.objects.exists()
    log_ins = User.objects.exclude(pk=user.pk).filter(employee__isnull=False).exists()
    return [
        FirstStep(
            title=_("Import the staff list"),
            text=_("The spreadsheet HR already has, as it is. Everything else asks it who works here."),
            url=reverse("directory_import"),
            action=_("Import the staff list"),
            done=people,
            rank=10,
        ),
        FirstStep(
            title=_("Make log-ins"),
            text=_("For group owners and department heads, with one-time passwords to print and hand out."),
            url=reverse("accounts_new"),
            action=_("Make log-ins"),
            done=log_ins,
            # Once the register tells who runs which group.
            rank=25,
        ),
    ]
