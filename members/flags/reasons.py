"""Why a matter was raised, where that is known from, and what is to be done: sentences for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groupadmin.directory.models import Employee
from groupadmin.regulations.models import Regulation, RequiredMember
from members.flags.models import Flag
from members.models import Membership
from members.rosters import row_messages

Kind = Flag.Kind


@dataclass(frozen=True)
class Task:
    """What there is to do about some kinds of matter: the sections of the group page, in this order."""

    key: str
    title: str | Promise
    what_to_do: str | Promise
    kinds: Sequence[str]
    done: str | Promise = ""


TASKS = (
    Task(
        "remove",
        gettext_lazy("To remove"),
        gettext_lazy("Tell them, remove them in the app, then say so here; the next full list proves it."),
        (Kind.BANNED, Kind.LEAVER, Kind.OUT_OF_SCOPE, Kind.OUTSIDER),
        gettext_lazy("Said to be removed"),
    ),
    Task(
        "identify",
        gettext_lazy("Who is this?"),
        gettext_lazy(
            "Say who they are, once; it is remembered. If you do not know either, ask them to set their nickname by "
            "the rule. From outside is only whom you say so of."
        ),
        (Kind.UNIDENTIFIED,),
    ),
    Task(
        "rename",
        gettext_lazy("To rename"),
        gettext_lazy("Ask them to change their nickname in this group; the next list proves it."),
        (Kind.MISNAMED,),
    ),
    Task(
        "add",
        gettext_lazy("To bring in"),
        gettext_lazy("They must be in by the regulation. Invite them; the next list proves it."),
        (Kind.MISSING,),
        gettext_lazy("Said to be invited"),
    ),
    Task(
        "speak",
        gettext_lazy("To speak up"),
        gettext_lazy("Ask them to say something, or record why they may be silent."),
        (Kind.SILENT_NEWCOMER, Kind.SILENT),
    ),
    Task(
        "group",
        gettext_lazy("The group itself"),
        "",
        (Kind.ROSTER_OLD, Kind.OWNERLESS, Kind.PAST_END, Kind.STALE, Kind.NOT_CREATED, Kind.OVER_CAPACITY),
    ),
)
TASK_OF: Mapping[str, Task] = {str(kind): task for task in TASKS for kind in task.kinds}


def title(kind: str, flags: Sequence[Flag]) -> str:
    """Return what a kind of matter is called above these of it: who has not started yet has not left."""
    pending = [flag.evidence.get("status") == Employee.Status.PENDING for flag in flags]
    if kind != Kind.LEAVER or not any(pending):
        return str(Flag.Kind(kind).label)
    return _("has not started yet") if all(pending) else _("has left, or has not started yet")


def reason(flag: Flag, today: date) -> str:
    """Return why a flag stands, from the facts it was raised on; needs membership, employee and group at hand."""
    facts = flag.evidence
    teller = TELLERS.get(flag.kind)
    return teller(flag, facts, today) if teller else str(flag.get_kind_display())


def _leaver(flag: Flag, facts: Mapping[str, str], today: date) -> str:
    status = dict(Employee.Status.choices).get(facts.get("status", ""), "")
    if facts.get("left_on"):
        told = _("%(status)s on %(day)s, by the directory.") % {"status": status, "day": facts["left_on"]}
    else:
        told = _("%(status)s, by the directory.") % {"status": status}
    if int(facts.get("accounts") or 1) > 1:
        told += " " + _("Here with %(accounts)s accounts: all of them.") % {"accounts": facts["accounts"]}
    return told


def _out_of_scope(flag: Flag, facts: Mapping[str, str], today: date) -> str:
    if facts.get("admission") == Regulation.Admission.POSTS:
        held = facts.get("post") or _("no post")
        return _("Has the post “%(post)s”; the group is for other posts only.") % {"post": held}
    where = facts.get("department") or _("no department")
    if facts.get("since"):
        return _("In %(department)s since %(day)s; the group is for its own department only.") % {
            "department": where,
            "day": facts["since"],
        }
    return _("In %(department)s; the group is for its own department only.") % {"department": where}


def _outsider(flag: Flag, facts: Mapping[str, str], today: date) -> str:
    told = _("From outside, and no colleague answers for them today.")
    if facts.get("employment"):
        kind = dict(Employee.Employment.choices).get(facts["employment"], "")
        told = _("%(employment)s, and no colleague answers for them today.") % {"employment": kind}
    return told + _invited(facts)


def _unidentified(flag: Flag, facts: Mapping[str, str], today: date) -> str:
    if facts.get("tier") in (Membership.Tier.FUZZY, Membership.Tier.SCOPED):
        return _("Somebody in the directory may be this; nobody has confirmed it.") + _invited(facts)
    return _("Nobody has said yet who this is.") + _invited(facts)


def _invited(facts: Mapping[str, str]) -> str:
    return " " + _("Invited by %(inviter)s.") % {"inviter": facts["inviter"]} if facts.get("inviter") else ""


def _misnamed(flag: Flag, facts: Mapping[str, str], today: date) -> str:
    return row_messages.nickname_problem(facts.get("problem") or "does_not_fit:")


def _missing(flag: Flag, facts: Mapping[str, str], today: date) -> str:
    if facts.get("post"):
        return _("Must be in as “%(post)s”.") % {"post": facts["post"]}
    return _("Must be in: %(whom)s.") % {"whom": dict(RequiredMember.Whom.choices).get(facts.get("whom", ""), "")}


def _newcomer(flag: Flag, facts: Mapping[str, str], today: date) -> str:
    told = _("Joined on %(day)s and has not spoken.") % {"day": str(facts.get("joined_at") or "")[:10]}
    return told + _known_on(facts)


def _silent(flag: Flag, facts: Mapping[str, str], today: date) -> str:
    if facts.get("spoke_last_on"):
        return _("Spoke last on %(day)s.") % {"day": facts["spoke_last_on"]} + _known_on(facts)
    return _("Has never spoken.") + _known_on(facts)


def _known_on(facts: Mapping[str, str]) -> str:
    return " " + _("Known up to the list of %(day)s.") % {"day": facts["known_on"]} if facts.get("known_on") else ""


def _roster_old(flag: Flag, facts: Mapping[str, str], today: date) -> str:
    taken = flag.group.roster_taken_at
    if taken is None:
        return _("No full member list has ever come in. Paste one.")
    days = (today - timezone.localdate(taken)).days
    return ngettext(
        "The last full list is %(days)s day old. Paste a new one.",
        "The last full list is %(days)s days old. Paste a new one.",
        days,
    ) % {"days": days}


def _stale(flag: Flag, facts: Mapping[str, str], today: date) -> str:
    if facts.get("last_active_on"):
        return _("No sign of life since %(day)s. Dissolve it, or say that it is in use.") % {
            "day": facts["last_active_on"]
        }
    return _("No sign of life since it came into the register. Dissolve it, or say that it is in use.")


def _past_end(flag: Flag, facts: Mapping[str, str], today: date) -> str:
    return _("Its planned end was %(day)s. Dissolve it, or have it extended.") % {
        "day": facts.get("planned_end_on", "")
    }


def _ownerless(flag: Flag, facts: Mapping[str, str], today: date) -> str:
    if facts.get("owner"):
        return _(
            "The owner, %(owner)s, no longer works here. Hand the group over in the app, then paste a new list."
        ) % {"owner": facts["owner"]}
    if facts.get("roster_taken_at"):
        return _("No owner who works here, by the last list. Hand the group over in the app, then paste a new list.")
    return _("Nobody is known to own it. Paste a list that names the owner.")


def _not_created(flag: Flag, facts: Mapping[str, str], today: date) -> str:
    return _("Approved on %(day)s and not created. The first member list shows that it is.") % {
        "day": facts.get("approved_on", "")
    }


def _over_capacity(flag: Flag, facts: Mapping[str, str], today: date) -> str:
    return _("%(headcount)s members are more than it may have.") % {"headcount": facts.get("headcount", "")}


TELLERS = {
    str(kind): teller
    for kind, teller in (
        (Kind.LEAVER, _leaver),
        (Kind.OUT_OF_SCOPE, _out_of_scope),
        (Kind.OUTSIDER, _outsider),
        (Kind.UNIDENTIFIED, _unidentified),
        (Kind.MISNAMED, _misnamed),
        (Kind.MISSING, _missing),
        (Kind.SILENT_NEWCOMER, _newcomer),
        (Kind.SILENT, _silent),
        (Kind.ROSTER_OLD, _roster_old),
        (Kind.STALE, _stale),
        (Kind.PAST_END, _past_end),
        (Kind.OWNERLESS, _ownerless),
        (Kind.NOT_CREATED, _not_created),
        (Kind.OVER_CAPACITY, _over_capacity),
    )
}


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
