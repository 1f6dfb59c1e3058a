"""Polite sentences to copy into WeChat: one message to the group for all of a kind, a private one for each person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groupadmin.groups.models import Group
from groupadmin.regulations.models import NicknamePattern
from groupadmin.regulations.patterns import parse
from members.flags.kinds import BY_KIND
from members.flags.kinds.base import Texts
from members.flags.models import Flag
from members.flags.reasons import correct_name, name_of

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
