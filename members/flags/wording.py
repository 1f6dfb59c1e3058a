"""Polite sentences to copy into WeChat: one message to the group for all of a kind, a private one for each person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from groupadmin.regulations.models import NicknamePattern
from groupadmin.regulations.patterns import parse
from members.flags.models import Flag
from members.flags.reasons import name_of

Kind = Flag.Kind
# A message longer than this is cut by WeChat; the rest of the names goes into a second one.
MOST_NAMES = 60
BY = gettext_lazy("by %(day)s")

# Kinds of which some are told otherwise: who has not started yet has not left, and not everybody has a right name.
NOT_STARTED, WITHOUT_A_NAME = "NOT_STARTED", "WITHOUT_A_NAME"
GROUP_OPENINGS: Mapping[str, str | Promise] = {
    NOT_STARTED: gettext_lazy(
        "Hello everybody. These colleagues are still to start with us; until then they will leave this group %(by)s, "
        "and are welcome from their first day on:"
    ),
    WITHOUT_A_NAME: gettext_lazy(
        "Hello everybody. Please set your nickname in this group by the rule %(by)s (group settings, “My alias in "
        "group”)%(form)s. Thank you:"
    ),
    Kind.LEAVER: gettext_lazy(
        "Hello everybody. These colleagues no longer work with us; as the rules of this group ask, we say goodbye to "
        "them here %(by)s. Thank you for the time together:"
    ),
    Kind.OUT_OF_SCOPE: gettext_lazy(
        "Hello everybody. This group is for its own department; these colleagues have moved on or belong elsewhere and "
        "will leave the group %(by)s. Thank you for your understanding:"
    ),
    Kind.OUTSIDER: gettext_lazy(
        "Hello everybody. Work groups are for colleagues; guests need one who answers for them. If you invited one of "
        "these, please tell the owner %(by)s, or they will leave the group:"
    ),
    Kind.BANNED: gettext_lazy("Hello everybody. By the rules of this group these members will leave it %(by)s:"),
    Kind.UNIDENTIFIED: gettext_lazy(
        "Hello everybody. So that everybody knows whom they write to, please set your nickname in this group by the "
        "rule %(by)s%(form)s, or tell the owner who you are:"
    ),
    Kind.MISNAMED: gettext_lazy(
        "Hello everybody. Please change your nickname in this group %(by)s (group settings, “My alias in group”). "
        "Thank you. The right ones to copy:"
    ),
    Kind.MISSING: gettext_lazy(
        "Hello everybody. These colleagues should be in this group and are not yet; whoever has them as a contact, "
        "please invite them %(by)s. Thank you:"
    ),
    Kind.SILENT_NEWCOMER: gettext_lazy(
        "A warm welcome to those who are new. Please introduce yourselves in the group %(by)s:"
    ),
    Kind.SILENT: gettext_lazy(
        "Hello. We have not heard from you for a long time; please say hello %(by)s, or tell the owner what keeps you:"
    ),
}
PRIVATE: Mapping[str, str | Promise] = {
    NOT_STARTED: gettext_lazy(
        "Hello %(name)s, you are in our work group “%(group)s” already. As you are still to start with us, please "
        "leave it %(by)s; you are welcome from your first day on."
    ),
    WITHOUT_A_NAME: gettext_lazy(
        "Hello, in the work group “%(group)s” your nickname is “%(name)s”. Please set it by the rule %(by)s%(form)s. "
        "Thank you."
    ),
    Kind.LEAVER: gettext_lazy(
        "Hello %(name)s, you are still in our work group “%(group)s”. As you no longer work here, the rules ask you to "
        "leave it %(by)s. All the best, and thank you."
    ),
    Kind.OUT_OF_SCOPE: gettext_lazy(
        "Hello %(name)s, the work group “%(group)s” is for its own department. After your move, please leave it "
        "%(by)s; if you still need it for your work, tell me why."
    ),
    Kind.OUTSIDER: gettext_lazy(
        "Hello %(name)s, for the work group “%(group)s” every guest needs a colleague who answers for them. Who is "
        "your contact with us? Without one, please leave the group %(by)s."
    ),
    Kind.BANNED: gettext_lazy(
        "Hello %(name)s, by the rules of “%(group)s” you cannot be a member of it. Please leave the group %(by)s."
    ),
    Kind.UNIDENTIFIED: gettext_lazy(
        "Hello, you are in our work group “%(group)s” as “%(name)s”. May I know your name and department? Please also "
        "set your nickname there by the rule %(by)s%(form)s."
    ),
    Kind.MISNAMED: gettext_lazy(
        "Hello, in the work group “%(group)s” your nickname is “%(name)s”. Please change it to “%(correct)s” %(by)s. "
        "Thank you."
    ),
    Kind.MISSING: gettext_lazy(
        "Hello %(name)s, by the rules you belong into the work group “%(group)s” and are not in it yet. May I invite "
        "you %(by)s?"
    ),
    Kind.SILENT_NEWCOMER: gettext_lazy(
        "Hello %(name)s, welcome to “%(group)s”. Please introduce yourself there with a few words %(by)s."
    ),
    Kind.SILENT: gettext_lazy(
        "Hello %(name)s, it has been quiet around you in “%(group)s”. Please say hello there %(by)s, or tell me what "
        "keeps you."
    ),
    Kind.ROSTER_OLD: gettext_lazy(
        "Hello, the member list of “%(group)s” needs a look. Please export it and paste it into the console %(by)s. "
        "Thank you."
    ),
    Kind.STALE: gettext_lazy(
        "Hello, “%(group)s” has been quiet for a long time. Is it still needed? Please dissolve it or confirm in the "
        "console that it is in use %(by)s."
    ),
    Kind.PAST_END: gettext_lazy(
        "Hello, “%(group)s” was planned to end. Please close it, or have it extended, %(by)s. Thank you."
    ),
    Kind.OWNERLESS: gettext_lazy(
        "Hello, “%(group)s” has no owner who works here. Please agree on a new one, hand the group over in the app, "
        "and paste a new member list into the console %(by)s."
    ),
    Kind.NOT_CREATED: gettext_lazy(
        "Hello, “%(group)s” was approved but we have no member list of it. Please create it and paste the list into "
        "the console %(by)s, or the approval lapses."
    ),
    Kind.OVER_CAPACITY: gettext_lazy(
        "Hello, “%(group)s” has more members than it may have. Please look who no longer needs it %(by)s. Thank you."
    ),
}


def group_text(kind: str, flags: Sequence[Flag], today: date, *, total: int = 0) -> str:
    """Return one polite message to the whole group about all matters of a kind, or "" where none suits the group.

    ``total``: how many there are, where ``flags`` are only the first of them; the message says how many it leaves out.
    """
    if kind not in GROUP_OPENINGS or not flags:
        return ""
    shown = flags[:MOST_NAMES]
    lines = []
    for told, some in _told_alike(shown):
        facts = {"by": by(max(flag.due_on for flag in some), today), "form": nickname_form(some[0])}
        lines += [str(GROUP_OPENINGS[told]) % facts, *map(_line, some)]
    if rest := max(total, len(flags)) - len(shown):
        lines.append(ngettext("and %(n)d more", "and %(n)d more", rest) % {"n": rest})
    return "\n".join(lines)


def private_text(flag: Flag, today: date) -> str:
    """Return a polite message to the one person a matter is about; for matters of the group, to its owner."""
    facts = {
        "name": name_of(flag),
        "group": flag.group.name,
        "correct": flag.evidence.get("correct"),
        "by": by(flag.due_on, today),
        "form": nickname_form(flag),
    }
    return str(PRIVATE[_told_as(flag)]) % facts


def nickname_form(flag: Flag) -> str:
    """Return how a nickname has to look in a matter's group, as part of a sentence; "" where no rule says."""
    if _told_as(flag) not in (WITHOUT_A_NAME, Kind.UNIDENTIFIED):
        return ""
    forms = [(parse(pattern.template).describe(), pattern.example) for pattern in _patterns(flag.group)]
    told = [_("%(form)s, like %(example)s") % {"form": f, "example": e} if e else f for f, e in forms]
    if not told and flag.kind == Kind.MISNAMED:
        told = [_("department and name, as the rule says")]
    return _(" (%(forms)s)") % {"forms": _(" or ").join(told)} if told else ""


def _patterns(group: Group) -> Iterable[NicknamePattern]:
    """Return the nicknames that a group's regulation asks for; they are read once for all messages about the group."""
    if group.regulation is None:
        return ()
    prefetch_related_objects([group.regulation], "nickname_patterns")
    return group.regulation.nickname_patterns.all()


def _told_as(flag: Flag) -> str:
    if flag.kind == Kind.LEAVER and flag.evidence.get("status") == Employee.Status.PENDING:
        return NOT_STARTED
    if flag.kind == Kind.MISNAMED and not flag.evidence.get("correct"):
        return WITHOUT_A_NAME
    return flag.kind


def _told_alike(flags: Sequence[Flag]) -> list[tuple[str, list[Flag]]]:
    """Return flags by the sentence that opens for them, in the order of the first of each."""
    alike: dict[str, list[Flag]] = {}
    for flag in flags:
        alike.setdefault(_told_as(flag), []).append(flag)
    return list(alike.items())


def by(due_on: date, today: date) -> str:
    """Return until when, as part of a sentence; what is late already is asked for today."""
    if due_on <= today:
        return _("today")
    return str(BY) % {"day": f"{due_on:%Y-%m-%d}"}


def _line(flag: Flag) -> str:
    if flag.kind == Kind.MISNAMED and flag.evidence.get("correct"):
        return f"@{name_of(flag)} → {flag.evidence['correct']}"
    return f"@{name_of(flag)}" if flag.membership is not None else name_of(flag)
