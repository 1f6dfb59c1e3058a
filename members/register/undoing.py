"""Taking an import of the register back: only while nothing later has touched what it wrote."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from groupadmin.core import audit
from groupadmin.core.references import References, blocking_references
from groupadmin.core.sql import chunks
from groupadmin.groups.models import Announcement, Group, GroupName, Pledge
from members.flags.models import Flag
from members.register import group_admins
from members.register.writing import DATES, WRITTEN
from members.rosters import role_authority
from members.rosters.models import Membership, RoleChangeLine
from members.rosters.roster_changes import GONE, RoleStep

# What an import writes about a group beside its row, and where the undo record keeps the keys.
PAPERS: tuple[tuple[type[Any], str], ...] = (
    (Pledge, "pledges"),
    (Announcement, "announcements"),
    (GroupName, "names"),
)


def blocked_by(kept: dict[str, Any]) -> list[str]:
    """Return the numbers of the groups that somebody changed after the import, in order; none = it can be undone."""
    made = kept["made"]
    blocked: set[str] = set()
    expected = [(pk, after) for pk, after in kept["created"]]
    expected += [(pk, after) for pk, _before, after in kept["updated"]]
    for part in chunks(expected):
        blocked |= _changed_since(dict(part))
    created: list[int] = [pk for pk, _after in kept["created"]]
    for some in chunks(created):
        blocked |= _lived_since(some, made)
    blocked |= _people_changed_since(made)
    for _one, groups in _built_on(kept):
        blocked |= groups
    return sorted(blocked)


def built_since(kept: Mapping[str, object]) -> list[str]:
    """Return the tables whose rows refer to what an import brought, with how many of them do."""
    return [str(one) for one, _groups in _built_on(kept)]


def _built_on(kept: Mapping[str, Any]) -> Iterator[tuple[References, set[str]]]:
    """Yield what refers to rows that an undo would delete, with the numbers of their groups."""
    made, created = kept["made"], [pk for pk, _after in kept["created"]]
    matters: list[int] = []
    for name, pks in (("group", created), ("membership", made.get("made", []))):
        for some in chunks(pks):
            matters += Flag.objects.filter(**{f"{name}__in": some}).values_list("pk", flat=True)
    own: dict[Any, tuple[Any, ...]] = {
        Group: (Flag, Group, Membership, *(model for model, _name in PAPERS)),
        Membership: (Flag, RoleChangeLine),
    }
    rows: list[tuple[type[Any], list[int]]] = [
        (Group, created),
        (Membership, made.get("made", [])),
        (Flag, sorted(set(matters))),
    ]
    rows += [(model, made.get(name, [])) for model, name in PAPERS]
    for model, pks in rows:
        for one in blocking_references(model, pks, ignore=own.get(model, ())):
            number = "code" if model is Group else "group__code"
            of = [model.objects.filter(pk__in=some).values_list(number, flat=True) for some in chunks(list(one.counts))]
            yield one, {code for part in of for code in part}


def groups_of(kept: Mapping[str, Any]) -> set[int]:
    """Return the groups that an import wrote."""
    return {row[0] for row in (*kept["created"], *kept["updated"])}


def adopted_since(kept: dict[str, Any]) -> list[str]:
    """Return the regulations, by their titles, that groups of the import were brought under after it."""
    expected = [(pk, after) for pk, after in kept["created"]] + [(pk, after) for pk, _before, after in kept["updated"]]
    found: dict[str, None] = {}
    for part in chunks(expected):
        now = Group.objects.filter(pk__in=[pk for pk, _after in part], regulation__isnull=False)
        said = dict(part)
        for pk, regulation, title in now.values_list("pk", "regulation", "regulation__title"):
            if "regulation_id" in said[pk] and said[pk]["regulation_id"] != regulation:
                found[title] = None
    return list(found)


def take_back(kept: dict[str, Any], *, actor: audit.Actor, at: datetime) -> None:
    """Put everything back as it was before the import; call after ``blocked_by`` found nothing.

    Raises RolesNeedAWord where that would change who runs a guarded group, which is not for one alone to say.
    """
    made = kept["made"]
    steps = _role_steps(made, {pk for pk, _after in kept["created"]})
    for group in steps:
        if not role_authority.suffices(actor, group):
            raise role_authority.RolesNeedAWord(group=group)
    for some in chunks(list(steps)):
        role_authority.note_done({group: steps[group] for group in some}, actor=actor, at=at)
    _move_rosters_on(made)
    for part in chunks(made.get("made", [])):
        # Nobody has acted on these: what the night raised about somebody named by the file goes with the name.
        Flag.objects.filter(membership__in=part).delete()
        Membership.objects.filter(pk__in=part).delete()
    _return_roles(made)
    for model, name in PAPERS:
        for part in chunks(made.get(name, [])):
            model.objects.filter(pk__in=part).delete()
    for part in chunks(made.get("names_closed", [])):
        GroupName.objects.filter(pk__in=part).update(until=None)
    for part in chunks(kept["updated"]):
        _return_facts(part)
    created = [pk for pk, _after in kept["created"]]
    # Merged groups go before their heirs, on which they hang.
    Group.objects.filter(merged_into__in=created, pk__in=created).update(status=Group.Status.ACTIVE, merged_into=None)
    for part in chunks(created):
        # Nobody has acted on these: what the night raised about a group goes with the group.
        Flag.objects.filter(group__in=part).delete()
        Group.objects.filter(pk__in=part).delete()


def _changed_since(expected: dict[int, dict[str, Any]]) -> set[str]:
    """Return the numbers of groups whose own row no longer says what the import wrote."""
    blocked = set()
    for row in Group.objects.filter(pk__in=expected).values("id", "code", *WRITTEN):
        now = {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
        if any(now[name] != value for name, value in expected[row["id"]].items()):
            blocked.add(row["code"])
    return blocked


def _lived_since(created: Sequence[int], made: dict[str, list[Any]]) -> set[str]:
    """Return the numbers of created groups that have a life of their own by now."""
    mine = OuterRef("pk")
    acted = Flag.objects.filter(group=mine, acted_at__isnull=False)
    later = Exists(acted) | Exists(Group.objects.filter(merged_into=mine).exclude(pk__in=created))
    blocked = set(Group.objects.filter(pk__in=created).filter(later).values_list("code", flat=True))
    models: tuple[tuple[type[Any], str], ...] = ((Membership, "made"), *PAPERS)
    for model, name in models:
        ours = set(made.get(name, []))
        rows = model.objects.filter(group__in=created).values_list("pk", "group__code")
        blocked |= {code for pk, code in rows if pk not in ours}
    return blocked


def _people_changed_since(made: dict[str, list[Any]]) -> set[str]:
    """Return the numbers of groups whose people a list or a person has touched since."""
    blocked: set[str] = set()
    for part in chunks(made.get("made", [])):
        acted = Flag.objects.filter(membership=OuterRef("pk"), acted_at__isnull=False)
        touched = Membership.objects.filter(pk__in=part).filter(
            Q(gone_by__isnull=False) | Q(evidence__isnull=False) | Exists(acted)
        )
        blocked |= set(touched.values_list("group__code", flat=True))
    for rows in chunks(made.get("roles", [])):
        expected = {pk: after for pk, _before, after in rows}
        found = Membership.objects.filter(pk__in=expected).values_list("pk", "role", "gone_by", "group__code")
        blocked |= {code for pk, role, gone_by, code in found if role != expected[pk] or gone_by}
    return blocked


def _move_rosters_on(made: dict[str, list[Any]]) -> None:
    """Give the groups whose people change their next roster version: previews of lists made before are stale."""
    memberships = [
        *made.get("made", []),
        *made.get("closed", []),
        *(pk for pk, _before, _after in made.get("roles", [])),
    ]
    for part in chunks(memberships):
        Group.objects.filter(memberships__in=part).update(roster_version=F("roster_version") + 1)


def _role_steps(made: dict[str, list[Any]], created: Collection[int]) -> dict[Group, list[RoleStep]]:
    """Return what taking the import back changes in who runs the groups that were there before it."""
    held = {pk: (after, before) for pk, before, after in made.get("roles", [])}
    ended, reopened = set(made.get("made", [])), set(made.get("closed", []))
    steps: dict[Group, list[RoleStep]] = {}
    for part in chunks([*held, *ended, *reopened]):
        for membership in Membership.objects.filter(pk__in=part).select_related("group"):
            if membership.group_id in created:
                continue
            before, after = held.get(membership.pk, (Membership.Role.MEMBER, membership.role))
            if membership.pk in ended:
                before, after = membership.role, GONE
            steps.setdefault(membership.group, []).append(group_admins.step(membership, before, after))
    return steps


def _return_roles(made: dict[str, list[Any]]) -> None:
    for part in chunks(made.get("roles", [])):
        Membership.objects.filter(pk__in=[pk for pk, _before, _after in part]).update(role=Membership.Role.MEMBER)
        for role in Membership.Role.values:
            returning = [pk for pk, before, _after in part if before == role]
            Membership.objects.filter(pk__in=returning).update(role=role)
    for part in chunks(made.get("closed", [])):
        Membership.objects.filter(pk__in=part).update(gone_by=None)


def _return_facts(part: Sequence[list[Any]]) -> None:
    known = Group.objects.in_bulk([pk for pk, _before, _after in part])
    for pk, before, _after in part:
        for name, value in before.items():
            is_day = name in (*DATES, "watch_until", "regulation_since")
            setattr(known[pk], name, date.fromisoformat(value) if value and is_day else value)
    Group.objects.bulk_create(known.values(), update_conflicts=True, unique_fields=["id"], update_fields=list(WRITTEN))
