"""The group page: what is wrong first, then what is known of the group, and how old it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from groupadmin.core import audit
from groupadmin.directory.models import Employee
from groupadmin.directory.roles import everybody
from groupadmin.groups import dissolution
from groupadmin.groups.models import Group
from members import access
from members.flags import board, wording
from members.flags.kinds import BY_KIND, REMOVALS
from members.flags.kinds.group_life import fresh_for, is_fresh
from members.flags.lists import flags_seen_by
from members.flags.models import Flag, Sending
from members.rosters import plan_inputs, row_messages

# What the page tells of a group's regulation, or judges the group by.
RULES = ("slug", "title", "roster_check_days", "pledge_required", "announcement_required")

# A template looks for what is not there in four ways before it gives up.
BARE_FACT = {"url": "", "severity": "", "source": ""}


@dataclass(frozen=True)
class Reader:
    """What one log-in may do about a group's matters; ``tasks`` are those that fall to it by a staff change (R08)."""

    may_run: bool
    may_remind: bool
    is_whole: bool
    tasks: Mapping[int, str]


def reader_of(user: object, group: Group) -> Reader:
    """Say what a log-in that sees the group, or is there for a task alone, may see and do."""
    if access.may_run(user, group):
        return Reader(may_run=True, may_remind=True, is_whole=True, tasks={})
    tasks = dict(access.tasks_of(user).filter(group=group).values_list("pk", "kind"))
    is_whole = not tasks or access.groups_seen_by(user).filter(pk=group.pk).exists()
    may_remind = not is_whole or access.groups_headed_by(user).filter(pk=group.pk).exists()
    return Reader(may_run=False, may_remind=may_remind, is_whole=is_whole, tasks=tasks)


@everybody
def group_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a group's exceptions by what to do, with wording to copy, then its facts; looking is written down.

    Whoever is here for a task alone (R08) sees the matters that are theirs.
    """
    group = access.group_for(request.user, code, by_task=True, rules=RULES)
    now, today = timezone.now(), timezone.localdate()
    reader = reader_of(request.user, group)
    sections = board.sections(group, today, None if reader.is_whole else reader.tasks.keys())
    audit.record("group.viewed", group, actor=request.user, at=now)
    context = vars(reader) | {
        "group": group,
        "today": today,
        "sections": sections,
        "total": sum(section.total for section in sections),
        "task_kinds": set(reader.tasks.values()),
        "lists": board.last_lists(group) if reader.is_whole else [],
        "facts": facts(group, today),
        "fresh_for": fresh_for(group),
        "is_fresh": is_fresh(group, today),
        "has_ended": group.status in Group.ENDED,
        "still_to_do": _still_to_do(group),
        "links": links(group, may_run=reader.may_run) if reader.is_whole else [],
    }
    return render(request, "members/flags/group.html", context)


@everybody
def flag_detail(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show the inside of one open matter: since when, whom, what can be done, and the private message.

    It goes into the matter's row when that is opened; without scripts it is a page of its own.
    """
    group = access.group_for(request.user, code, by_task=True, rules=RULES)
    reader, today = reader_of(request.user, group), timezone.localdate()
    there = Flag.objects.filter(group=group, state=Flag.State.OPEN)
    seen = there if reader.is_whole else there.filter(pk__in=reader.tasks)
    flag = get_object_or_404(seen.select_related("membership", "employee__department"), pk=number)
    flag.group = group
    action = BY_KIND[flag.kind].action
    context = vars(reader) | {
        "group": group,
        "flag": flag,
        "action": action,
        "address": action.address(flag) if action else "",
        "name": wording.name_of(flag),
        "reason": wording.reason(flag, today),
        "why": _why_not_known(flag),
        "when": wording.when(flag, today),
        "person": wording.person(flag),
        "correct": wording.correct_name(flag),
        "text": wording.private_text(flag, today) if reader.may_remind else "",
        "task_done": BY_KIND[flag.kind].task.done if reader.may_run or flag.pk in reader.tasks else "",
        "elsewhere": _groups_elsewhere(request.user, flag) if reader.is_whole else 0,
        "reminders": flag.sendings.filter(tone=Sending.Tone.CONSOLE).values_list("by_name", "sent_at")[:5],
        "said": flag.sendings.filter(tone=Sending.Tone.PRIVATE).aggregate(copied=Max("copied_at"), sent=Max("sent_at")),
    }
    piece = "_matter" if request.headers.get("HX-Request") else "matter"
    return render(request, f"members/flags/{piece}.html", context)


def _still_to_do(group: Group) -> list[str]:
    """Return the steps that a group being dissolved still waits for, in words; nothing of any other group."""
    if group.status != Group.Status.DISSOLVING:
        return []
    open_one = group.dissolutions.open_for(group).first()
    missing = dissolution.missing_to_dissolve(open_one) if open_one else []
    return [str(dissolution.STEPS[name]) for name in missing] or [_("finish the dissolution")]


def _groups_elsewhere(user: object, flag: Flag) -> int:
    """Return in how many other groups somebody is to be removed too."""
    if flag.employee_id is None or flag.kind not in REMOVALS:
        return 0
    others = flags_seen_by(user).filter(employee=flag.employee_id, kind__in=REMOVALS, state=Flag.State.OPEN)
    return others.exclude(group=flag.group).order_by().values("group").distinct().count()


def _why_not_known(flag: Flag) -> str:
    """Return why the console does not say who a member is, where the matter asks for that; "" where it does not."""
    if flag.kind != Flag.Kind.UNIDENTIFIED or flag.membership is None:
        return ""
    whole = Group.objects.select_related("regulation", "department").get(pk=flag.group_id)
    row = plan_inputs.suggested(whole, flag.membership)
    return row_messages.reason(row.reason, row.reason_facts) if row.employee_id is None else ""


def facts(group: Group, today: date) -> list[dict[str, Any]]:
    """Return what is known of a group, each fact with its source where there is one."""
    by_list = wording.source(None, group.roster_taken_at, today)
    told: list[dict[str, object]] = [
        {
            "label": membership.get_role_display(),
            "value": _who(membership),
            "source": wording.source(membership, None, today),
        }
        for membership in board.people_who_run(group)
    ]
    if not any(fact["label"] == _("owner") for fact in told):
        told.insert(0, {"label": _("owner"), "value": None, "source": by_list})
    regulation = group.regulation
    counted_by = by_list or (group.source if group.headcount is not None else "")
    told += [
        {"label": _("members"), "value": group.headcount, "source": counted_by},
        {
            "label": _("of them from outside"),
            "value": group.headcount_outside,
            "source": by_list,
            "severity": "bad" if group.headcount_outside and group.is_confidential else "",
        },
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
    return [BARE_FACT | fact for fact in told]


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
    told: list[dict[str, object]] = []
    signer, signed_on, expires_on, posted_on, reporter = _last_papers(group)
    if signed_on is not None or (rule is not None and rule.pledge_required):
        expired = expires_on is not None and expires_on < today
        told.append(
            {
                "label": _("confidentiality pledge"),
                "value": f"{signer} {signed_on}" if signed_on is not None else None,
                "source": _("expired on %(day)s") % {"day": expires_on} if expired else "",
            }
        )
    if posted_on is not None or (rule is not None and rule.announcement_required):
        told.append({"label": _("announcement"), "value": posted_on, "source": reporter or ""})
    return told


def _last_papers(group: Group) -> Sequence[Any]:
    """Return the last pledge's signer, day and end, the last announcement's day and reporter; None where none is."""
    one_of_each = Group.objects.filter(pk=group.pk).order_by(
        "-pledges__signed_on", "-pledges__pk", "-announcements__posted_on", "-announcements__pk"
    )
    pledge = ("pledges__signer_name", "pledges__signed_on", "pledges__expires_on")
    announcement = ("announcements__posted_on", "announcements__reported_by_name")
    told: Sequence[object] = one_of_each.values_list(*pledge, *announcement)[0]
    return told


def _who(membership: Any) -> str:
    if membership.employee is None:
        return f"{membership.nickname or membership.account_key} ({membership.get_identity_display()})"
    where = membership.employee.department.name if membership.employee.department is not None else ""
    gone = membership.employee.get_status_display() if membership.employee.status in Employee.OUTSIDE_WORK else ""
    return " · ".join(filter(None, (membership.employee.name, where, gone)))


def _address(name: str, *args: object) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
