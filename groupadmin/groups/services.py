"""Everything that changes a group: register, rename, change facts, and the steps of its life. Each leaves an event."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit
from groupadmin.core.addresses import fits_an_address
from groupadmin.core.errors import DomainError
from groupadmin.groups import documents, querysets, transitions
from groupadmin.groups.models import Dissolution, Group, GroupName
from groupadmin.regulations import services as regulations

Status = Group.Status
# What the facts form and an import may change; name, status and the clocks have services of their own.
FACTS: Final = (
    "platform",
    "category",
    "purpose",
    "content_scope",
    "admission_scope",
    "department",
    "secrecy",
    "capacity",
    "approval_no",
    "approved_on",
    "created_on",
    "planned_end_on",
    "last_active_on",
    "note",
)
CODE_TRIES: Final = 5


class CodeTaken(DomainError):
    code = "code_taken"
    wording = _("There is already a group with number %(number)s. Leave the number empty to get the next free one.")


class NoGroupNumber(DomainError):
    code = "no_group_number"
    wording = _("“%(number)s” cannot be a group number: use letters, digits and hyphens, and no slash.")


class NotAFact(DomainError):
    code = "not_a_fact"
    wording = _("“%(names)s” cannot be changed here.")


class SameName(DomainError):
    code = "same_name"
    wording = _("The group is already called “%(name)s”.")


class NoSuchHeir(DomainError):
    code = "no_such_heir"
    wording = _("Group %(heir)s cannot take over: it is “%(state)s”. Choose another group that is in use.")


class SomebodyWasFirst(DomainError):
    code = "somebody_was_first"
    wording = _("Somebody changed group %(group)s a moment ago. Reload the page and try again.")


def may_be_code(code: str) -> bool:
    """Say whether a text can be a group's number: it stands in addresses, beside pages that have names of their own."""
    return fits_an_address(code, below="groups/")


def next_code(after: str = "") -> str:
    """Return the next number of our own, G00001 upwards: one above the highest there is, or above ``after``."""
    last = after or Group.objects.numbered().values_list("code", flat=True).last() or "G00000"
    return f"G{int(last[1:]) + 1:05}"


def register_group(
    *,
    name: str,
    actor: audit.Actor,
    at: datetime,
    code: str = "",
    status: str = Status.ACTIVE,
    regulation: Any = None,
    source: str = "",
    **facts: Any,
) -> Group:
    """Put one group into the register, as in use or (``Status.APPROVED``) as approved and not created yet.

    Its clocks start today, never on the day it was created (governance §7, row 9). ``facts`` are of ``FACTS``. The
    edition it adopts is closed to edits.
    Raises CodeTaken, NoGroupNumber, NotAFact.
    """
    _refuse_strangers(facts)
    today = timezone.localdate(at)
    if status == Status.APPROVED:
        facts.setdefault("approved_on", today)
    group = Group(name=name, code=code, status=status, registered_on=today, source=source, **facts)
    group.regulation, group.regulation_since = regulation, today if regulation else None
    querysets.with_keys([group])
    with transaction.atomic():
        _insert(group)
        if regulation:
            regulations.seal(regulation, actor=actor, at=at)
        GroupName.objects.create(group=group, name=name, since=today, reported_by_name=audit.name_of(actor))
        audit.record("group.registered", group, actor=actor, at=at, detail={"status": status, "source": source})
    return group


def rename_group(group: Group, *, name: str, actor: audit.Actor, at: datetime, reported_by: str = "") -> GroupName:
    """Give a group another name and keep the old one with its days; the actor (or ``reported_by``) reported it.

    Raises SameName, SomebodyWasFirst.
    """
    if name == group.name:
        raise SameName(name=name)
    today, old = timezone.localdate(at), group.name
    group.name = name
    querysets.with_keys([group])
    keys = {field: getattr(group, field) for field in ("name", "name_key", "pinyin", "initials")}
    with transaction.atomic():
        if not Group.objects.filter(pk=group.pk, name=old).update(**keys):
            raise SomebodyWasFirst(group=group.code)
        if not GroupName.objects.filter(group=group, until=None).update(until=today):
            GroupName.objects.create(group=group, name=old, since=group.registered_on, until=today)
        reporter = reported_by or audit.name_of(actor)
        kept = GroupName.objects.create(group=group, name=name, since=today, reported_by_name=reporter)
        audit.record("group.renamed", group, actor=actor, at=at, detail={"before": old, "after": name})
    return kept


def change_group(
    group: Group, *, changes: Mapping[str, object], actor: audit.Actor, at: datetime
) -> dict[str, tuple[str, str]]:
    """Write those of ``changes`` (names of ``FACTS``) that differ; returns name → (before, after) as text.

    Raises NotAFact, and SomebodyWasFirst when one of them is no longer what ``group`` was read with.
    """
    _refuse_strangers(changes)
    differing = {name: value for name, value in changes.items() if getattr(group, name) != value}
    if not differing:
        return {}
    before = {name: getattr(group, name) for name in differing}
    told = {name: (_text(before[name]), _text(value)) for name, value in differing.items()}
    unchanged = Group.objects.filter(pk=group.pk)
    for name, value in before.items():
        unchanged = unchanged.filter(**{name: value} if value is not None else {f"{name}__isnull": True})
    with transaction.atomic():
        if not unchanged.update(**differing):
            raise SomebodyWasFirst(group=group.code)
        audit.record("group.facts_changed", group, actor=actor, at=at, detail={"changes": told})
    for name, value in differing.items():
        setattr(group, name, value)
    return told


def missing_to_activate(group: Group, *, has_roster: bool, on: date) -> list[str]:
    """Return what stands between an approved group and its use: of ``roster``, ``pledge``, ``announcement``."""
    rule = group.regulation
    missing = [] if has_roster else ["roster"]
    if rule and rule.pledge_required and not documents.pledge_stands(group, on):
        missing.append("pledge")
    if rule and rule.announcement_required and not group.announcements.exists():
        missing.append("announcement")
    return missing


def activate_if_ready(group: Group, *, has_roster: bool, actor: audit.Actor, at: datetime) -> list[str]:
    """Take an approved group into use once nothing is missing; returns what is (design §3), empty when it is in use.

    A group that is past this step is left alone, so the roster import and the pledge page may both simply call it.
    """
    if group.status != Status.APPROVED:
        return []
    today = timezone.localdate(at)
    missing = missing_to_activate(group, has_roster=has_roster, on=today)
    if not missing:
        apply_transition(group, transitions.ACTIVATE, actor=actor, at=at, created_on=group.created_on or today)
    return missing


def merge_groups(group: Group, *, into: Group, actor: audit.Actor, at: datetime) -> None:
    """End a group because another takes over its people and purpose. Raises NoSuchHeir."""
    if into.pk == group.pk or into.status != Status.ACTIVE:
        raise NoSuchHeir(heir=into.code, state=into.get_status_display())
    ended = timezone.localdate(at)
    facts = {"merged_into": into, "dissolved_on": ended, "watch_until": ended + querysets.WATCH}
    with transaction.atomic():
        apply_transition(group, transitions.MERGE, actor=actor, at=at, detail={"into": into.code}, **facts)
        Dissolution.objects.open_for(group).update(finished_on=ended)


def restore_group(group: Group, *, reason: str, actor: audit.Actor, at: datetime) -> None:
    """Take back an end: a dissolution called off, a group found alive, a merger undone, an approval given again."""
    today = timezone.localdate(at)
    facts: dict[str, object] = {"dissolved_on": None, "watch_until": None, "merged_into": None}
    if group.status == Status.EXPIRED:
        facts = {"approved_on": today}
    with transaction.atomic():
        apply_transition(group, transitions.RESTORE, actor=actor, at=at, detail={"reason": reason}, **facts)
        Dissolution.objects.open_for(group).update(withdrawn_on=today)


def expire_approvals(*, today: date, actor: audit.Actor, at: datetime) -> int:
    """Let every approval lapse that was not turned into a group in fourteen days; returns how many. Set-based."""
    with transaction.atomic():
        late = list(Group.objects.lapsed(today).select_for_update().order_by("pk"))
        gone = Group.objects.filter(pk__in=[group.pk for group in late], status=Status.APPROVED)
        count = gone.update(status=transitions.after(Status.APPROVED, transitions.EXPIRE))
        audit.record_many(
            audit.event(
                "group.expired", group, actor=actor, at=at, detail={"before": Status.APPROVED, "on": str(today)}
            )
            for group in late
        )
    return count


def apply_transition(
    group: Group,
    action: str,
    *,
    actor: audit.Actor,
    at: datetime,
    detail: dict[str, object] | None = None,
    **facts: object,
) -> None:
    """Do one step of the life cycle with the facts that come with it.

    Raises NotFromThisState where the table has no such step, SomebodyWasFirst when the state has moved meanwhile.
    """
    before, wanted = group.status, transitions.after(group.status, action)
    if wanted is None:
        raise transitions.NotFromThisState(group=group.code, state=group.get_status_display())
    with transaction.atomic():
        if not Group.objects.filter(pk=group.pk, status=before).update(status=wanted, **facts):
            raise SomebodyWasFirst(group=group.code)
        told = {"before": before, "after": wanted} | (detail or {})
        audit.record(EVENTS[action], group, actor=actor, at=at, detail=told)
    group.status = wanted
    for name, value in facts.items():
        setattr(group, name, value)


EVENTS: Final = {
    transitions.ACTIVATE: "group.activated",
    transitions.EXPIRE: "group.expired",
    transitions.START_DISSOLVING: "group.dissolving_started",
    transitions.DISSOLVE: "group.dissolved",
    transitions.RECORD_DISSOLVED: "group.dissolved",
    transitions.MERGE: "group.merged",
    transitions.RESTORE: "group.restored",
}


def _insert(group: Group) -> None:
    """Write a new row, under its given number or the next free one; two at once simply try the number after."""
    given = group.code
    if given and not may_be_code(given):
        raise NoGroupNumber(number=given)
    for _try in range(CODE_TRIES):
        group.code = given or next_code()
        try:
            with transaction.atomic():
                group.save(force_insert=True)
            return
        except IntegrityError:
            if not Group.objects.filter(code=group.code).exists():
                raise
            if given:
                raise CodeTaken(number=given) from None
    raise CodeTaken(number=group.code)


def _refuse_strangers(facts: Mapping[str, object]) -> None:
    if strangers := sorted(set(facts) - set(FACTS)):
        raise NotAFact(names=", ".join(strangers))


def _text(value: object) -> str:
    return "" if value is None else str(value)
