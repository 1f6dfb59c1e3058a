"""Finding groups, among those the reader may see."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from groupadmin.core.folding import fold
from groupadmin.core.picking import Meant, Offer, Picked, name_and_bracket
from groupadmin.core.search import LIMIT, Found, Hit
from groupadmin.groups.models import Group
from members import access

TONES = {Group.Status.ACTIVE: "good", Group.Status.DISSOLVING: "warn", Group.Status.APPROVED: "info"}


def find_groups(user: object, q: str) -> Found:
    """Return the groups found by number, piece of a name, pinyin or initials, those in use first."""
    groups = _found(user, q)
    return Found(_("Groups"), [_hit(group) for group in groups[:LIMIT]], more=len(groups) > LIMIT)


def offered(user: object, typed: str) -> list[Offer]:
    """Return the groups that may be meant by what was typed into a box, those in use first."""
    return [_offer(group) for group in _found(user, typed)[:LIMIT]]


class GroupField(Picked):
    """A group that the reader may see."""

    address = "group_options"

    def meant(self, texts: Sequence[str]) -> dict[str, Meant]:
        """Return of each text the group of its number, or the one whose name it is; else those that fit."""
        codes = {text: (name_and_bracket(text)[1] or text).upper() for text in texts}
        seen = access.groups_seen_by(self.reader)
        by_code = {group.code: group for group in seen.filter(code__in=codes.values())}
        return {text: Meant(by_code[code]) if code in by_code else self._by_name(text) for text, code in codes.items()}

    def _by_name(self, text: str) -> Meant:
        found = _found(self.reader, text)
        named = [group for group in found if fold(group.name) == fold(text)]
        if len(named) == 1:
            return Meant(named[0])
        return Meant(offers=[_offer(group) for group in found[:LIMIT]])


def numbered(code: str) -> list[tuple[str, str]]:
    """Return what the audit trail calls the group of a number."""
    return [("groups.group", str(pk)) for pk in Group.objects.filter(code=code).values_list("pk", flat=True)]


def _found(user: object, q: str) -> list[Group]:
    if not fold(q):
        return []
    seen = access.groups_seen_by(user).select_related("department")
    groups = list(seen.filter(pk__in=Group.objects.found_by(q).values("pk")).order_by("code")[: LIMIT + 1])
    return sorted(groups, key=lambda group: group.status not in Group.LIVE)


def _note(group: Group, *more: object) -> str:
    place = group.department.path or group.department.name if group.department else ""
    return " · ".join(str(part) for part in (group.code, place, *more) if part)


def _offer(group: Group) -> Offer:
    return Offer(f"{group.name}({group.code})", group.name, _note(group, group.get_status_display()))


def _hit(group: Group) -> Hit:
    return Hit(
        text=group.name,
        url=reverse("group", args=[group.code]),
        note=_note(group),
        state=group.get_status_display(),
        severity=TONES.get(Group.Status(group.status), ""),
    )
