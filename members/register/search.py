"""Finding groups, among those the reader may see."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from groupadmin.core.folding import fold
from groupadmin.core.search import LIMIT, Found, Hit
from groupadmin.groups.models import Group
from members import access

TONES = {Group.Status.ACTIVE: "good", Group.Status.DISSOLVING: "warn", Group.Status.APPROVED: "info"}


def find_groups(user: object, q: str) -> Found:
    """Return the groups found by number, piece of a name, pinyin or initials, those in use first."""
    if not fold(q):
        return Found(_("Groups"))
    seen = access.groups_seen_by(user).select_related("department")
    groups = list(seen.filter(pk__in=Group.objects.found_by(q).values("pk")).order_by("code")[: LIMIT + 1])
    groups.sort(key=lambda group: group.status not in Group.LIVE)
    return Found(_("Groups"), [_hit(group) for group in groups[:LIMIT]], more=len(groups) > LIMIT)


def numbered(code: str) -> list[tuple[str, str]]:
    """Return what the audit trail calls the group of a number."""
    return [("groups.group", str(pk)) for pk in Group.objects.filter(code=code).values_list("pk", flat=True)]


def _hit(group: Group) -> Hit:
    place = group.department.path or group.department.name if group.department else ""
    return Hit(
        text=group.name,
        url=reverse("group", args=[group.code]),
        note=" · ".join(part for part in (group.code, place) if part),
        state=group.get_status_display(),
        severity=TONES.get(Group.Status(group.status), ""),
    )
