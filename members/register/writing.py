"""A plan of the register into rows: set by set, with what an undo needs to put everything back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone

from groupadmin.core import audit
from groupadmin.core.models import ImportBatch
from groupadmin.core.sql import chunks
from groupadmin.groups import documents, querysets, services
from groupadmin.groups.models import Announcement, Group, GroupName, Pledge
from groupadmin.regulations import services as regulations
from groupadmin.regulations.models import Regulation
from members.register import group_admins
from members.register.group_rows import OWN, ROLE_OF
from members.register.people_cells import without_names
from members.register.planning import CREATED, UPDATED, PlannedGroup
from members.rosters import role_authority
from members.rosters.models import Membership

CHUNK: Final = 500
DATES: Final = ("created_on", "planned_end_on", "dissolved_on", "approved_on", "last_active_on")
# What a name change and a change of state bring along.
ALONG: Final = ("name_key", "pinyin", "initials", "watch_until", "regulation_since")
WRITTEN: Final = (*OWN, *ALONG)
TEXT_VERSION: Final = "登记"


class RegisterWriter:
    """Writes one confirmed plan in the caller's transaction; ``undo`` is what would take it back."""

    def __init__(self, batch: ImportBatch, *, actor: audit.Actor, at: datetime) -> None:
        self.batch, self.actor, self.at = batch, actor, at
        self.today = timezone.localdate(at)
        self.undo: dict[str, Any] = {"created": [], "updated": [], "made": {}}
        self.owners: dict[int, str] = {}

    def write(self, planned: Sequence[PlannedGroup], progress: Any) -> None:
        """Write created and updated groups, their names, people, pledges and announcements, and an event for each."""
        created = [one for one in planned if one.kind == CREATED]
        updated = [one for one in planned if one.kind == UPDATED]
        # Heirs come before those merged into them.
        merged = [one for one in created if "merged_into" in one.values]
        heirs = [one for one in created if "merged_into" not in one.values]
        total, done = len(created) + len(updated), 0
        self._number(created)
        for rows, write in ((heirs, self._create), (merged, self._create), (updated, self._update)):
            for part in chunks(rows, CHUNK):
                groups = write(part)
                self._beside(part, groups)
                done += len(part)
                progress(done, total)
        self._seal([*created, *updated])

    def _seal(self, planned: Sequence[PlannedGroup]) -> None:
        """Close the editions that groups adopt by this import to edits."""
        adopted = {one.values["regulation_id"] for one in planned if one.values.get("regulation_id")}
        for regulation in Regulation.objects.filter(pk__in=adopted, sealed_at=None) if adopted else ():
            regulations.seal(regulation, actor=self.actor, at=self.at)

    def _number(self, created: Sequence[PlannedGroup]) -> None:
        taken = {one.code for one in created}
        last = ""
        for one in created:
            while not one.code:
                last = services.next_code(last)
                if last not in taken:
                    one.code = last

    def _create(self, part: Sequence[PlannedGroup]) -> list[Group]:
        heirs = self._heirs(part)
        fresh = []
        for one in part:
            group = Group(code=one.code, name=one.name, registered_on=self.today, source=str(self.batch)[:255])
            self._fill(group, one, heirs)
            if group.status == Group.Status.APPROVED and group.approved_on is None:
                group.approved_on = self.today
            fresh.append(group)
        made = Group.objects.bulk_create(querysets.with_keys(fresh))
        named = [self._name(group) for group in made]
        self._remember("names", GroupName.objects.bulk_create(named))
        self.undo["created"] += [[group.pk, _facts(group)] for group in made]
        return made

    def _update(self, part: Sequence[PlannedGroup]) -> list[Group]:
        heirs = self._heirs(part)
        known = Group.objects.in_bulk([one.group_id for one in part])
        renamed, differing = [], []
        for one in part:
            group = known[one.group_id]
            before = _facts(group)
            if "name" in one.values:
                renamed.append((group, group.name))
            self._fill(group, one, heirs)
            querysets.with_keys([group])
            after = _facts(group)
            changed = [name for name in WRITTEN if before[name] != after[name]]
            self.undo["updated"].append(
                [group.pk, {name: before[name] for name in changed}, {name: after[name] for name in changed}]
            )
            if changed:
                differing.append(group)
        if differing:
            Group.objects.bulk_create(
                differing, update_conflicts=True, unique_fields=["id"], update_fields=list(WRITTEN)
            )
        self._rename(renamed)
        return [known[one.group_id] for one in part]

    def _fill(self, group: Group, one: PlannedGroup, heirs: dict[str, int]) -> None:
        """Put a row's values on a group, with what comes along with a new state or regulation."""
        values = dict(one.values)
        was = group.status if group.pk else None
        heir = values.pop("merged_into", None)
        for name, value in values.items():
            if name in OWN:
                setattr(group, name, date.fromisoformat(value) if value and name in DATES else value)
        if "regulation_id" in values:
            group.regulation_since = self.today
        if heir:
            group.merged_into_id = heirs[heir]
        if group.status in (Group.Status.DISSOLVED, Group.Status.MERGED) and was != group.status:
            group.dissolved_on = group.dissolved_on or self.today
            group.watch_until = group.dissolved_on + querysets.WATCH
        elif group.status in Group.LIVE:
            group.watch_until, group.merged_into_id = None, None

    def _heirs(self, part: Sequence[PlannedGroup]) -> dict[str, int]:
        codes = [one.values["merged_into"] for one in part if "merged_into" in one.values]
        return dict(Group.objects.filter(code__in=codes).values_list("code", "id")) if codes else {}

    def _rename(self, renamed: Sequence[tuple[Group, str]]) -> None:
        if not renamed:
            return
        ids = [group.pk for group, _old in renamed]
        closing = list(GroupName.objects.filter(group__in=ids, until=None).values_list("id", "group_id"))
        GroupName.objects.filter(pk__in=[pk for pk, _group in closing]).update(until=self.today)
        self.undo["made"].setdefault("names_closed", []).extend(pk for pk, _group in closing)
        with_history = {group_id for _pk, group_id in closing}
        rows = [self._name(group) for group, _old in renamed]
        rows += [
            GroupName(group=group, name=old, since=group.registered_on, until=self.today)
            for group, old in renamed
            if group.pk not in with_history
        ]
        self._remember("names", GroupName.objects.bulk_create(rows))

    def _beside(self, part: Sequence[PlannedGroup], groups: Sequence[Group]) -> None:
        """Write the people, the pledges, the announcements and the events of a part."""
        pairs = list(zip(part, groups, strict=True))
        self._set_runners(pairs)
        signed = [self._pledge(one, group) for one, group in pairs if one.values.get("pledge_on")]
        self._remember("pledges", Pledge.objects.bulk_create(signed))
        posted = [
            Announcement(group=group, posted_on=self.today, reported_by_name=audit.name_of(self.actor))
            for one, group in pairs
            if one.values.get("announced")
        ]
        self._remember("announcements", Announcement.objects.bulk_create(posted))
        audit.record_many(self._event(one, group) for one, group in pairs)

    def _set_runners(self, pairs: Sequence[tuple[PlannedGroup, Group]]) -> None:
        """Set who runs the groups; of a new one, whom nobody ran before, ``group.registered`` tells it."""
        wanted = {group.pk: one.runners for one, group in pairs if one.runners is not None}
        done = group_admins.set_runners(wanted, at=self.at)
        for name, ids in done.undo.items():
            self.undo["made"].setdefault(name, []).extend(ids)
        steps = {group: done.steps.get(group.pk, []) for one, group in pairs if one.kind == UPDATED}
        role_authority.note_done(steps, actor=self.actor, at=self.at)

    def _pledge(self, one: PlannedGroup, group: Group) -> Pledge:
        signed_on = date.fromisoformat(one.values["pledge_on"])
        owner = next((runner.name for runner in one.runners or () if runner.role == Membership.Role.OWNER), "")
        return Pledge(
            group=group,
            text_version=TEXT_VERSION,
            signer_name=owner[:64],
            signed_on=signed_on,
            expires_on=documents.months_later(signed_on, documents.PLEDGE_LASTS_MONTHS),
        )

    def _event(self, one: PlannedGroup, group: Group) -> Any:
        action = "group.registered" if one.kind == CREATED else "group.import_changed"
        # The trail stays for ever, so people from outside have no name in it (practice §5.3).
        changes = {
            column: [without_names(text) for text in pair] if column in ROLE_OF else pair
            for column, pair in one.changes.items()
        }
        detail = {"import": self.batch.pk, "row": one.row, "changes": changes}
        return audit.event(action, group, actor=self.actor, at=self.at, detail=detail)

    def _name(self, group: Group) -> GroupName:
        return GroupName(group=group, name=group.name, since=self.today, reported_by_name=audit.name_of(self.actor))

    def _remember(self, kind: str, rows: Iterable[Any]) -> None:
        self.undo["made"].setdefault(kind, []).extend(row.pk for row in rows)


def _facts(group: Group) -> dict[str, Any]:
    """Return what a group's own row says, JSON-able: what an undo compares and puts back."""
    facts = {name: getattr(group, name) for name in WRITTEN}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}
