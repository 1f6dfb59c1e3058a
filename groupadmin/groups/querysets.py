"""Named questions about groups."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Greatest, Length

from groupadmin.core.folding import fold
from groupadmin.core.pinyin import search_keys

if TYPE_CHECKING:
    from groupadmin.groups.models import Dissolution, Group  # noqa: F401  named in the base class

# An approval that nobody has turned into a group lapses (governance §7, row 8).
APPROVAL_LASTS = timedelta(days=14)
# A platform may bring a dissolved group back to life under another name: somebody looks again (governance §7, row 34).
WATCH = timedelta(days=30)
# Early enough to have a pledge signed anew before the old one ends.
ENDS_SOON = timedelta(days=30)
# Levels at which a group is guarded, whatever its regulation says.
CONFIDENTIAL = ("SENSITIVE", "CLASSIFIED")


def asked_for_pledge() -> Q:
    """Say of a group that its owner is to sign: it is guarded, or its regulation wants it."""
    return Q(secrecy__in=CONFIDENTIAL) | Q(regulation__pledge_required=True)


def asked_for_announcement() -> Q:
    """Say of a group that an announcement is to stand in it: it is guarded, or its regulation wants it."""
    return Q(secrecy__in=CONFIDENTIAL) | Q(regulation__announcement_required=True)


def pledge_stands(today: date) -> Q:
    """Say of a group that a pledge signed for it holds on a day."""
    return Q(Exists(_pledges(today)))


def pledge_ends_soon(today: date) -> Q:
    """Say of a group that a pledge holds today and none does so in a month."""
    return pledge_stands(today) & ~Q(Exists(_pledges(today).exclude(expires_on__lt=today + ENDS_SOON)))


def has_announcement() -> Q:
    """Say of a group that somebody reported an announcement."""
    announcements = apps.get_model("groups", "Announcement").objects
    return Q(Exists(announcements.filter(group=OuterRef("pk"))))


def _pledges(today: date) -> models.QuerySet[Any]:
    pledges = apps.get_model("groups", "Pledge").objects.filter(group=OuterRef("pk"), signed_on__lte=today)
    return pledges.exclude(expires_on__lt=today)


class GroupQuerySet(models.QuerySet["Group"]):
    """Adjectives that filter the register."""

    def live(self) -> GroupQuerySet:
        """Those that people are in now: in use, or being dissolved."""
        return self.filter(status__in=self.model.LIVE)

    def waiting_to_be_created(self) -> GroupQuerySet:
        """Those approved but without a first roster yet."""
        return self.filter(status=self.model.Status.APPROVED)

    def approved_within(self, first: date, last: date) -> GroupQuerySet:
        """Those whose approval's clock started on one of these days.

        It starts on the day of the approval, but never before the group was entered here: an import of the register
        must not let old approvals lapse at once (governance §7, row 9).
        """
        began = Greatest(Coalesce("approved_on", "registered_on"), "registered_on")
        return self.annotate(approval_day=began).filter(approval_day__range=(first, last))

    def lapsing(self, today: date) -> GroupQuerySet:
        """Those that wait to be created on the last day of their approval, or later."""
        return self.waiting_to_be_created().approved_within(date.min, today - APPROVAL_LASTS)

    def lapsed(self, today: date) -> GroupQuerySet:
        """Those that wait to be created, and whose approval is older than it lasts, on a day."""
        return self.lapsing(today - timedelta(days=1))

    def lapsed_lately(self, today: date) -> GroupQuerySet:
        """Those whose approval has lapsed so lately that somebody may still want the group."""
        expired = self.filter(status=self.model.Status.EXPIRED)
        return expired.approved_within(today - APPROVAL_LASTS - WATCH, today)

    def watched(self, today: date) -> GroupQuerySet:
        """Those dissolved lately enough that somebody should look whether they came back."""
        return self.filter(status=self.model.Status.DISSOLVED, watch_until__gte=today)

    def never_imported(self) -> GroupQuerySet:
        """Live groups of which no full list has ever come."""
        return self.live().filter(roster_taken_at=None)

    def numbered(self) -> GroupQuerySet:
        """Those with a number of our own making, G00001, the highest last."""
        return self.filter(code__regex=r"^G[0-9]{5,}$").annotate(digits=Length("code")).order_by("digits", "code")

    def found_by(self, words: str) -> GroupQuerySet:
        """Those whose name holds what somebody typed, or whose number or pinyin begins with it.

        ``words`` may be a number (g00012), a piece of a name (销售) or the beginning of its pinyin or initials (xsb).
        A register has thousands of rows, not millions, so a piece of a name may be looked for; memberships may not.
        """
        plain = "".join(words.split())
        key = fold(plain)
        if not key:
            return self
        latin = plain.casefold()
        wanted = Q(code__startswith=plain.upper()) | Q(name_key__contains=key)
        if latin.isascii():
            wanted |= Q(initials__startswith=latin) | Q(pinyin__startswith=latin)
        return self.filter(wanted)


def with_keys(groups: Iterable[Group]) -> list[Group]:
    """Set ``name_key``, ``pinyin`` and ``initials`` from the name on rows about to be written in bulk."""
    ready = []
    for group in groups:
        # A name of nothing but emoji folds to nothing and keeps its own characters.
        group.name_key = (fold(group.name) or group.name)[:128]
        pinyin, initials = search_keys(group.name)
        group.pinyin, group.initials = pinyin[:255], initials[:64]
        ready.append(group)
    return ready


class DissolutionQuerySet(models.QuerySet["Dissolution"]):
    """Ends of groups."""

    def open_for(self, group: Group) -> DissolutionQuerySet:
        """The one being worked through for a group, if there is one."""
        return self.filter(group=group, finished_on=None, withdrawn_on=None)
