"""Who runs a group by somebody's word: set in bulk, kept apart from what a member list proves.

A role given by the register or by HR before any list has shown the person is a *claim*: a membership without evidence
and without nickname. The first list that shows the person confirms it (same membership, nickname and evidence filled
in); a full list without them ends it like any other membership. A claim taken back is closed at once, unless a matter
is open that says its holder has to be removed: they may be in all the same, so the membership stays, as a member's,
until a list tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import F, Q

from groupadmin.core import audit
from groupadmin.core.folding import fold
from groupadmin.core.sql import chunks
from groupadmin.groups.models import Group
from members.access import RUNNERS
from members.flags.kinds import REMOVALS
from members.flags.models import Flag
from members.register.people_cells import key_of
from members.rosters import role_authority
from members.rosters.models import Membership
from members.rosters.roster_changes import GONE, RoleStep

Role = Membership.Role
CHUNK = 500


class Runner(NamedTuple):
    """Who shall run a group, and as what: an employee, or (``employee_id`` None) somebody known by name alone."""

    role: str
    employee_id: int | None
    name: str
    identity: str

    @property
    def key(self) -> int | str:
        return key_of(self.employee_id, self.name)


class RunnersSet(NamedTuple):
    """What was set: ``undo`` is what takes it back, ``steps`` what changed for whom in each group (by its id).

    ``undo`` holds ``roles`` [membership, role before, role after], and ``closed`` and ``made`` membership ids.
    """

    undo: dict[str, list[object]]
    steps: dict[int, list[RoleStep]]


def set_runners(wanted: Mapping[int, Sequence[Runner]], *, at: datetime) -> RunnersSet:
    """Make these people, and nobody else, run these groups (group id → whom); four updates and one insert per 500.

    A group in which this changes anything gets its next roster version: the preview of a list made before is stale.
    Call inside a transaction, and tell of the steps (``role_authority.note_done``).
    """
    done = RunnersSet({"roles": [], "closed": [], "made": []}, {})
    for ids in chunks(sorted(wanted), CHUNK):
        _set_some({group_id: wanted[group_id] for group_id in ids}, at, done)
    return done


def change_runners(group: Group, wanted: Sequence[Runner], *, actor: audit.Actor, at: datetime) -> None:
    """Give one group its owner, deputies and admins by HR's word.

    Who runs a guarded group today changes by a member list, to which the confidentiality officer agrees too; here HR
    names the first ones. Raises RolesNeedAWord.
    """
    if group.is_confidential and actor is not None and _would_unseat(group, wanted):
        raise role_authority.RolesNeedAWord(group=group)
    steps = set_runners({group.pk: wanted}, at=at).steps.get(group.pk, [])
    role_authority.note_done({group: steps}, actor=actor, at=at)


def _would_unseat(group: Group, wanted: Sequence[Runner]) -> bool:
    """Say whether a group that somebody runs would be run by others."""
    held = _held(_memberships({group.pk: wanted}).get(group.pk, {}))
    return bool(held) and held != {one.key: one.role for one in wanted}


def _set_some(wanted: Mapping[int, Sequence[Runner]], at: datetime, done: RunnersSet) -> None:
    memberships = _memberships(wanted)
    roles: dict[str, list[int]] = {}
    taken_back: list[Membership] = []
    made = []
    for group_id, people in wanted.items():
        found = memberships.get(group_id, {})
        for one in people:
            membership = found.get(one.key)
            if membership is None:
                made.append(_claim(group_id, one, at))
            elif membership.role != one.role:
                roles.setdefault(one.role, []).append(membership.pk)
                _note(done, membership, one.role)
        shall_run = {one.key for one in people}
        taken_back += [
            membership for key, membership in found.items() if membership.role in RUNNERS and key not in shall_run
        ]
    closed = _to_close(taken_back)
    for membership in taken_back:
        if membership.pk not in closed:
            roles.setdefault(Role.MEMBER, []).append(membership.pk)
        _note(done, membership, GONE if membership.pk in closed else Role.MEMBER)
    moved = [
        group_id
        for group_id, people in wanted.items()
        if {one.key: one.role for one in people} != _held(memberships.get(group_id, {}))
    ]
    Group.objects.filter(pk__in=moved).update(roster_version=F("roster_version") + 1)
    # Whoever steps down goes first, so that no group has two owners for a moment.
    moving = [pk for pks in roles.values() for pk in pks]
    Membership.objects.filter(pk__in=moving).update(role=Role.MEMBER)
    Membership.objects.filter(pk__in=closed).update(gone_by=at)
    for role, pks in roles.items():
        if role != Role.MEMBER:
            Membership.objects.filter(pk__in=pks).update(role=role)
    for membership in Membership.objects.bulk_create(made, batch_size=CHUNK):
        done.undo["made"].append(membership.pk)
        done.steps.setdefault(membership.group_id, []).append(step(membership, Role.MEMBER, membership.role))


def step(membership: Membership, before: str, after: str) -> RoleStep:
    """Return what changes for the person of a membership."""
    return RoleStep(membership.employee_id, membership.nickname, before, after, membership.pk)


def _note(done: RunnersSet, membership: Membership, after: str) -> None:
    done.steps.setdefault(membership.group_id, []).append(step(membership, membership.role, after))
    if after == GONE:
        done.undo["closed"].append(membership.pk)
    else:
        done.undo["roles"].append([membership.pk, membership.role, after])


def _to_close(taken_back: Sequence[Membership]) -> set[int]:
    """Return the claims among these memberships on which nothing stands that only a list can close."""
    claims = {membership.pk for membership in taken_back if membership.evidence_id is None}
    if not claims:
        return claims
    to_be_removed = Flag.objects.filter(membership__in=claims, state=Flag.State.OPEN, kind__in=REMOVALS)
    return claims - set(to_be_removed.values_list("membership_id", flat=True))


def _memberships(wanted: Mapping[int, Sequence[Runner]]) -> dict[int, dict[int | str, Membership]]:
    """Return the present memberships that matter, by group and key: of those who run the groups, and of those who
    shall.
    """
    employees = {one.employee_id for people in wanted.values() for one in people if one.employee_id}
    runs_or_shall = Q(role__in=RUNNERS) | Q(employee_id__in=employees)
    present = Membership.objects.present().filter(runs_or_shall, group__in=wanted).order_by("-role", "id")
    found: dict[int, dict[int | str, Membership]] = {}
    for membership in present.only("id", "group_id", "employee_id", "nickname", "account_key", "role", "evidence_id"):
        of_group = found.setdefault(membership.group_id, {})
        key = key_of(membership.employee_id, membership.nickname or membership.account_key)
        if key not in of_group or membership.role in RUNNERS:
            of_group[key] = membership
    return found


def _held(memberships: Mapping[int | str, Membership]) -> dict[int | str, str]:
    return {key: membership.role for key, membership in memberships.items() if membership.role in RUNNERS}


def _claim(group_id: int, runner: Runner, at: datetime) -> Membership:
    """Return a membership nobody has seen yet; somebody from outside has no other name than the one given."""
    nickname = "" if runner.employee_id else runner.name[:128]
    return Membership(
        group_id=group_id,
        employee_id=runner.employee_id,
        identity=runner.identity,
        tier=Membership.Tier.NONE,
        nickname=nickname,
        nickname_key=fold(nickname)[:128] or nickname,
        role=runner.role,
        first_seen_at=at,
        last_seen_at=at,
    )
