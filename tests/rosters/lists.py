"""Helpers of the roster tests: bring a list and apply it, in the words of the domain."""

from __future__ import annotations

from datetime import datetime

from members.imports import applying, staging
from members.models import Membership, RosterImport
from tests.making import NOON

FULL, PARTIAL = RosterImport.Mode.FULL, RosterImport.Mode.PARTIAL


def csv(*lines: str, header: str = "群昵称,wxid") -> bytes:
    return "\n".join([header, *lines]).encode()


def bring(group, content, *, mode=FULL, at: datetime = NOON, taken_at=None, actor=None, **more) -> RosterImport:
    """Stage and plan a list."""
    if isinstance(content, (list, tuple)):
        content = csv(*content)
    group.refresh_from_db()
    return staging.stage_roster(
        group=group, content=content, mode=mode, taken_at=taken_at or at, actor=actor, at=at, **more
    )


def apply(group, content, *, choices=None, reason="", actor=None, at: datetime = NOON, **more) -> RosterImport:
    """Stage, plan and apply a list."""
    roster = bring(group, content, at=at, actor=actor, **more)
    applying.apply_plan(roster=roster, choices=choices, override_reason=reason, actor=actor, at=at)
    group.refresh_from_db()
    return roster


def present(group) -> dict[str, Membership]:
    """Return the present stays by nickname."""
    stays = Membership.objects.filter(group=group).present().select_related("employee")
    return {stay.nickname: stay for stay in stays}


def names(group) -> set[str]:
    return set(present(group))
