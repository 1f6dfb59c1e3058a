"""What a new installation needs of the register: the groups there are, their rules, and the first member lists."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from groupadmin.core.cards import FirstStep
from groupadmin.core.links import address_of
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members import access


def steps(user: object) -> list[FirstStep]:
    """Return the HR administrator's steps, in the order that makes sense; whoever runs groups has one of their own."""
    if not roles.holds(user, roles.HR):
        return list(_of_a_runner(user))
    with_rules, with_list = Q(regulation__isnull=False), Q(roster_taken_at__isnull=False)
    live = Group.objects.live()
    all_done = live.filter(with_rules, with_list).exists()
    rules, lists = (all_done or live.filter(done).exists() for done in (with_rules, with_list))
    groups = rules or lists or Group.objects.exists()
    return [
        FirstStep(
            title=_("Import the register of groups"),
            text=_("The register of the groups that exist already. Their deadlines count from the day they come in."),
            url=address_of("register_import"),
            action=_("Import the register"),
            done=groups,
            rank=20,
        ),
        FirstStep(
            title=_("Choose the regulation of each group"),
            text=_("You see first what it would raise; nothing is written before you confirm."),
            url=address_of("regulation_library"),
            action=_("Open the regulations"),
            done=rules,
            rank=30,
        ),
        FirstStep(
            title=_("Bring the first member list"),
            text=_("Owners do this for their own groups; try one yourself. It shows only what is wrong."),
            url=address_of("register"),
            action=_("Choose a group"),
            done=lists,
            rank=40,
        ),
    ]


def _of_a_runner(user: object) -> Iterator[FirstStep]:
    """Yield what somebody does first who runs groups of which none has a member list yet."""
    mine = access.groups_run_by(user).filter(status__in=Group.LIVE).order_by("pk")
    groups = list(mine.values_list("code", "name", "roster_taken_at"))
    if not groups or any(taken_at for _code, _name, taken_at in groups):
        return
    code, name, _never = groups[0]
    yield FirstStep(
        title=_("Bring the first member list of “%(group)s”") % {"group": name},
        text=_(
            "Paste the members as the app shows them, or upload a file. You see only what is wrong and get the "
            "sentence to send; the next list proves that it was done."
        ),
        url=address_of("roster_new", code),
        action=_("Bring the list"),
        done=False,
    )
