"""What a new installation needs of the register: the groups there are, their rules, and the first member lists."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from groupadmin.core.cards import FirstStep
from groupadmin.core.links import address_of
from groupadmin.directory import roles
from groupadmin.groups.models import Group


def steps(user: object) -> list[FirstStep]:
    """Return the HR administrator's steps, in the order that makes sense."""
    if not roles.holds(user, roles.HR):
        return []
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
