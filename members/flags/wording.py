"""Sentences about matters: why one was raised and whom it is about, and polite messages to copy into WeChat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from groupadmin.regulations.models import NicknamePattern
from groupadmin.regulations.patterns import parse
from members.flags.kinds import BY_KIND
from members.flags.kinds.base import Texts
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


# A message longer than this is cut by WeChat; the rest of the names goes into a second one.
MOST_NAMES = 60
BY = gettext_lazy("by %(day)s")


def group_text(kind: str, flags: Sequence[Flag], today: date, *, total: int = 0) -> str:
    """Return one polite message to the whole group about all matters of a kind, or "" where none suits the group.

    ``total``: how many there are, where ``flags`` are only the first of them; the message says how many it leaves out.
    """
    if not BY_KIND[kind].texts.to_group or not flags:
        return ""
    shown = flags[:MOST_NAMES]
    lines = []
    for texts, some in _told_alike(shown).items():
        facts = {"by": by(max(flag.due_on for flag in some), today), "form": nickname_form(some[0])}
        lines += [str(texts.to_group) % facts, *map(_line, some)]
    if rest := max(total, len(flags)) - len(shown):
        lines.append(ngettext("and %(n)d more", "and %(n)d more", rest) % {"n": rest})
    return "\n".join(lines)


def private_text(flag: Flag, today: date) -> str:
    """Return a polite message to the one person a matter is about; for matters of the group, to its owner."""
    facts = {
        "name": name_of(flag),
        "group": flag.group.name,
        "correct": correct_name(flag),
        "by": by(flag.due_on, today),
        "form": nickname_form(flag),
    }
    return str(BY_KIND[flag.kind].texts_for(flag).to_person) % facts


def person_texts(person: Employee, flags: Sequence[Flag], today: date) -> list[str]:
    """Return a polite message to somebody about all groups in which these matters about them ask the same."""
    alike = _told_alike([flag for flag in flags if BY_KIND[flag.kind].removal])
    return [
        str(texts.to_person)
        % {
            "name": person.name,
            "group": _("”, “").join(dict.fromkeys(flag.group.name for flag in some)),
            "correct": "",
            "by": by(min(flag.due_on for flag in some), today),
            "form": "",
        }
        for texts, some in alike.items()
    ]


def nickname_form(flag: Flag) -> str:
    """Return how a nickname has to look in a matter's group, as part of a sentence; "" where the text does not say."""
    otherwise = BY_KIND[flag.kind].texts_for(flag).form
    if otherwise is None:
        return ""
    forms = [(parse(pattern.template).describe(), pattern.example) for pattern in _patterns(flag.group)]
    told = [_("%(form)s, like %(example)s") % {"form": f, "example": e} if e else f for f, e in forms]
    told = told or [str(otherwise)] * bool(otherwise)
    return _(" (%(forms)s)") % {"forms": _(" or ").join(told)} if told else ""


def _patterns(group: Group) -> Iterable[NicknamePattern]:
    """Return the nicknames that a group's regulation asks for; they are read once for all messages about the group."""
    if group.regulation is None:
        return ()
    prefetch_related_objects([group.regulation], "nickname_patterns")
    return group.regulation.nickname_patterns.all()


def _told_alike(flags: Sequence[Flag]) -> dict[Texts, list[Flag]]:
    """Return flags by the texts that are for them, in the order of the first of each."""
    alike: dict[Texts, list[Flag]] = {}
    for flag in flags:
        alike.setdefault(BY_KIND[flag.kind].texts_for(flag), []).append(flag)
    return alike


def by(due_on: date, today: date) -> str:
    """Return until when, as part of a sentence; what is late already is asked for today."""
    if due_on <= today:
        return _("today")
    return str(BY) % {"day": f"{due_on:%Y-%m-%d}"}


def _line(flag: Flag) -> str:
    if correct := correct_name(flag):
        return f"@{name_of(flag)} → {correct}"
    return f"@{name_of(flag)}" if flag.membership is not None else name_of(flag)
