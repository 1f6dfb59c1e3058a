"""What there is to do about flags: the sections of a group's page, and what is offered beside a flag."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.flags.models import Flag


@dataclass(frozen=True)
class Task:
    """What there is to do about some kinds of flag: a section of the group's page."""

    key: str
    title: str | Promise
    what_to_do: str | Promise = ""
    done: str | Promise = ""


REMOVE = Task(
    "remove",
    _("To remove"),
    _("Tell them, remove them in the app, then say so here; the next full list proves it."),
    _("Mark as removed"),
)
IDENTIFY = Task(
    "identify",
    _("Who is this?"),
    _(
        "Say who they are, once; it is remembered. If you do not know either, ask them to set their nickname by "
        "the rule. From outside is only whom you say so of."
    ),
)
RENAME = Task(
    "rename",
    _("To rename"),
    _("Ask them to change their nickname in this group; the next list proves it."),
)
ADD = Task(
    "add",
    _("To bring in"),
    _("They must be in by the regulation. Invite them; the next list proves it."),
    _("Mark as invited"),
)
SPEAK = Task("speak", _("To speak up"), _("Ask them to say something, or record why they may be silent."))
GROUP = Task("group", _("The group itself"))
# In the order of the page.
TASKS = (REMOVE, IDENTIFY, RENAME, ADD, SPEAK, GROUP)


@dataclass(frozen=True)
class Action:
    """What the page offers to do about a flag: a link, or with ``by_post`` a button that does it at once.

    ``about`` is the column of the flag whose number the address ends with, "" where the group is enough.
    """

    label: str | Promise
    page: str
    about: str = ""
    by_post: bool = False

    def address(self, flag: Flag) -> str:
        """Return where it is done for this flag."""
        return reverse(self.page, args=[flag.group.code, *([getattr(flag, self.about)] if self.about else [])])


SAY_WHO = Action(_("Say who it is"), "member_decide", "membership_id")
SPONSOR = Action(_("A colleague answers for them"), "matter_sponsor", "pk")
EXCUSE = Action(_("Record a reason"), "matter_excuse", "pk")
IN_USE = Action(_("It is in use"), "group_in_use", by_post=True)
PASTE_LIST = Action(_("Paste a new list"), "roster_new")
