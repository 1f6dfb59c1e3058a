"""Why a matter was raised, where that is known from, and whom it is about: sentences for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.flags.kinds import BY_KIND
from members.flags.models import Flag
from members.models import Membership


def title(kind: str, flags: Sequence[Flag]) -> str:
    """Return what a kind of matter is called above these of it."""
    named = BY_KIND[kind].title
    return named(flags) if named else str(Flag.Kind(kind).label)


def reason(flag: Flag, today: date) -> str:
    """Return why a flag stands, from the facts it was raised on; needs membership, employee and group at hand."""
    return BY_KIND[flag.kind].reason(flag, flag.evidence, today)


def source(membership: Membership | None, taken_at: datetime | None, today: date) -> str:
    """Return where a fact is known from: which list, by whom, how old; "" where no list says it."""
    if membership is not None and membership.evidence is not None:
        roster = membership.evidence
        day = timezone.localdate(roster.taken_at)
        facts = {"day": day, "who": roster.batch.requested_by_name, "age": age(day, today)}
        return _("List of %(day)s, brought by %(who)s, %(age)s") % facts
    if membership is not None and not membership.nickname and not membership.account_key:
        day = timezone.localdate(membership.first_seen_at)
        return _("By the register since %(day)s; no list has shown it yet") % {"day": day}
    if membership is not None:
        day = timezone.localdate(membership.last_seen_at)
        return _("Last seen on %(day)s, %(age)s") % {"day": day, "age": age(day, today)}
    if taken_at is not None:
        day = timezone.localdate(taken_at)
        return _("By the list of %(day)s, %(age)s") % {"day": day, "age": age(day, today)}
    return ""


def age(moment: datetime | date, today: date) -> str:
    """Return how long ago something was, in days."""
    day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
    days = (today - day).days
    if days <= 0:
        return _("today")
    return ngettext("%(n)d day ago", "%(n)d days ago", days) % {"n": days}


def when(flag: Flag, today: date) -> str:
    """Return since when a matter is open, and until when it is to be done."""
    return _("raised %(age)s, due %(due)s") % {
        "age": age(flag.raised_on, today),
        "due": date_format(flag.due_on, "DATE_FORMAT"),
    }


def person(flag: Flag) -> str:
    """Return whom a matter is about by the directory, with department and number; "" where it is nobody known."""
    if flag.employee is None:
        return ""
    where = flag.employee.department.name if flag.employee.department is not None else ""
    return f"{flag.employee.name} · {where} · {flag.employee.staff_no}"


def correct_name(flag: Flag) -> str:
    """Return the nickname that would be right, where the matter is one of names."""
    return flag.evidence.get("correct") or ""


def name_of(flag: Flag) -> str:
    """Return whom a flag is about, as the group knows them; the group's own name for matters of the group."""
    membership, person = flag.membership, flag.employee
    nickname, account = (membership.nickname, membership.account_key) if membership is not None else (None, None)
    return name_by(nickname, account, person.name if person is not None else None, flag.group.name)


def name_by(nickname: str | None, account: str | None, person: str | None, group: str) -> str:
    """Return the same from the columns: nickname and account are None where the matter is about no member.

    A member whom only the register names has neither yet, so the person's own name stands for them.
    """
    return nickname or account or person or ("" if nickname is not None else group)
