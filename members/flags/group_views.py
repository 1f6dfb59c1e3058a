"""The group page: what is wrong first, then what is known of the group, and how old it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from groupadmin.core import audit
from groupadmin.directory.roles import everybody
from groupadmin.groups.models import Group
from members import access
from members.flags import board, reasons
from members.flags.findings.group_life import fresh_for, is_fresh


@everybody
def group_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a group's exceptions by what to do, with wording to copy, then its facts; looking is written down.

    Whoever is here for a task alone (R08) sees the matters that are theirs.
    """
    user = request.user
    group = access.group_for(user, code, by_task=True)
    now, today = timezone.now(), timezone.localdate()
    tasks = dict(access.tasks_of(user).filter(group=group).values_list("pk", "kind"))
    is_whole = not tasks or access.groups_seen_by(user).filter(pk=group.pk).exists()
    sections = board.sections(group, today, None if is_whole else tasks)
    audit.record("group.viewed", group, actor=user, at=now)
    may_run = access.may_run(user, group)
    context = {
        "group": group,
        "today": today,
        "sections": sections,
        "total": sum(section.total for section in sections),
        "tasks": tasks,
        "task_kinds": set(tasks.values()),
        "is_whole": is_whole,
        "lists": board.last_lists(group) if is_whole else [],
        "facts": facts(group, today),
        "fresh_for": fresh_for(group),
        "is_fresh": is_fresh(group, today),
        "may_run": may_run,
        "may_remind": may_run or not is_whole or access.groups_headed_by(user).filter(pk=group.pk).exists(),
        "links": links(group, may_run=may_run) if is_whole else [],
    }
    return render(request, "members/flags/group.html", context)


def facts(group: Group, today: date) -> list[dict[str, Any]]:
    """Return what is known of a group, each fact with its source where there is one."""
    by_list = reasons.source(None, group.roster_taken_at, today)
    told: list[dict[str, Any]] = [
        {"label": seat.get_role_display(), "value": _who(seat), "source": reasons.source(seat, None, today)}
        for seat in board.people_who_run(group)
    ]
    if not any(fact["label"] == _("owner") for fact in told):
        told.insert(0, {"label": _("owner"), "value": None, "source": by_list})
    regulation = group.regulation
    return [
        *told,
        {"label": _("members"), "value": group.headcount, "source": by_list or group.source},
        {"label": _("of them from outside"), "value": group.headcount_outside, "source": by_list},
        {
            "label": _("regulation"),
            "value": regulation.title if regulation else None,
            "url": _address("regulation", regulation.slug) if regulation else "",
            "source": _("since %(day)s") % {"day": group.regulation_since} if group.regulation_since else "",
        },
        {"label": _("department"), "value": group.department.path if group.department else None},
        {"label": _("secrecy level"), "value": group.get_secrecy_display()},
        {"label": _("what it is for"), "value": group.purpose},
        {"label": _("platform and kind"), "value": f"{group.get_platform_display()} · {group.get_category_display()}"},
        {"label": _("created on"), "value": group.created_on, "source": group.source},
        {"label": _("planned end"), "value": group.planned_end_on or _("none named")},
        {"label": _("last sign of life"), "value": group.last_active_on},
        *_papers(group, today),
    ]


def links(group: Group, *, may_run: bool) -> list[tuple[str, str]]:
    """Return the other pages about a group that exist, as (words, address)."""
    wanted = [(_("Members"), "members"), (_("Earlier lists"), "rosters"), (_("History"), "group_history")]
    if may_run:
        wanted.append((_("Edit"), "group_edit"))
    wanted.append((_("Who was in at a moment"), "as_of"))
    return [(words, address) for words, name in wanted if (address := _address(name, group.code))]


def _papers(group: Group, today: date) -> list[dict[str, Any]]:
    """Return pledge and announcement; what the regulation demands and is not there shows as unknown."""
    rule = group.regulation
    told: list[dict[str, Any]] = []
    pledge = group.pledges.first()
    if pledge is not None or (rule is not None and rule.pledge_required):
        expired = pledge is not None and pledge.expires_on is not None and pledge.expires_on < today
        told.append(
            {
                "label": _("confidentiality pledge"),
                "value": f"{pledge.signer_name} {pledge.signed_on}" if pledge is not None else None,
                "source": _("expired on %(day)s") % {"day": pledge.expires_on} if pledge and expired else "",
            }
        )
    posted = group.announcements.first()
    if posted is not None or (rule is not None and rule.announcement_required):
        told.append(
            {
                "label": _("announcement"),
                "value": posted.posted_on if posted is not None else None,
                "source": posted.reported_by_name if posted is not None else "",
            }
        )
    return told


def _who(seat: Any) -> str:
    if seat.employee is None:
        return f"{seat.nickname or seat.account_key} ({seat.get_identity_display()})"
    where = seat.employee.department.name if seat.employee.department is not None else ""
    return f"{seat.employee.name} · {where}" if where else seat.employee.name


def _address(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
