"""Bringing groups under a regulation: first what it would raise, in numbers and names; then, confirmed, the change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

from groupadmin.core import audit, jobs
from groupadmin.core.errors import DomainError
from groupadmin.core.models import Job
from groupadmin.core.sql import chunks
from groupadmin.directory import roles
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from groupadmin.regulations import services as regulations
from groupadmin.regulations.models import Blank, Regulation
from groupadmin.regulations.rendering import question_of, stopped_by
from members.flags.kinds import BY_KIND, people
from members.flags.kinds.base import SUBJECT
from members.flags.models import Adoption, Flag
from members.flags.rule_context import RuleContext
from members.flags.sql import FlagWriter
from members.models import Membership
from members.rosters import nickname_checks

Kind = Flag.Kind
# So many names and groups a preview shows of each kind; the numbers are whole.
NAMES, WORST = 20, 20
# Above this many members a preview, and judging the nicknames after a confirmation, is a job.
MEMBERS_IN_REQUEST = 20_000
# So many days an adoption can be taken back.
TAKE_BACK_DAYS = 30
# No preview names more: above it the numbers speak.
ALL_NAMES = 1_000_000


class NothingToAdopt(DomainError):
    code = "nothing_to_adopt"
    wording = gettext_lazy("No group was chosen that is not under “%(regulation)s” already. Choose other groups.")


class SelectionHasMoved(DomainError):
    code = "selection_has_moved"
    wording = gettext_lazy(
        "The preview was made for %(expected)s groups; now %(found)s would be changed. Look at the new preview."
    )


class NothingToTakeBack(DomainError):
    code = "nothing_to_take_back"
    wording = gettext_lazy(
        "This adoption cannot be taken back: it was already, it is older than %(days)s days, or its groups are under "
        "another regulation by now."
    )


class UnknownRegulation(DomainError):
    code = "unknown_regulation"
    wording = gettext_lazy("There is no regulation with the short name “%(slug)s”.")


class UnknownGroup(DomainError):
    code = "unknown_group"
    wording = gettext_lazy("There is no group with the number %(codes)s.")


@dataclass
class Preview:
    """What a regulation would raise in some groups, as JSON-able values; nothing was written for it."""

    regulation: str
    edition: int
    on: str
    groups: int = 0
    would_raise: dict[str, int] = field(default_factory=dict)
    later: dict[str, int] = field(default_factory=dict)
    later_on: str = ""
    would_clear: dict[str, int] = field(default_factory=dict)
    names: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    worst: list[dict[str, Any]] = field(default_factory=list)
    # What the regulation leaves open, each with what waits for it.
    blanks: list[list[str]] = field(default_factory=list)
    # How many of the groups the regulation is not meant for.
    outside: int = 0

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def newest_edition(slug: str) -> Regulation:
    """Return the newest edition of a regulation; raises UnknownRegulation."""
    found = Regulation.objects.filter(slug=slug).order_by("-edition").first()
    if found is None:
        raise UnknownRegulation(slug=slug)
    return found


def groups_of(codes: Iterable[str]) -> QuerySet[Group]:
    """Return the groups of these numbers; raises UnknownGroup naming those that do not exist."""
    wanted = list(dict.fromkeys(codes))
    found = Group.objects.filter(code__in=wanted)
    if missing := set(wanted) - set(found.values_list("code", flat=True)):
        raise UnknownGroup(codes="、".join(sorted(missing)))
    return found


# Kinds of group whose members are not of the organisation: a regulation is for them only where it says so.
OF_OTHERS = (Group.Category.EXTERNAL, Group.Category.CUSTOMERS, Group.Category.ASSOCIATION)


def meant_for(regulation: Regulation) -> Q:
    """Return which groups an edition is for: of the kinds and on the platforms that it names.

    One that names no kind is for every kind but those of other people.
    """
    kinds = list(regulation.categories.values_list("category", flat=True))
    platforms = list(regulation.platforms.values_list("platform", flat=True))
    meant = Q(category__in=kinds) if kinds else ~Q(category__in=OF_OTHERS)
    return meant & Q(platform__in=platforms) if platforms else meant


def simulate(
    regulation: Regulation,
    groups: QuerySet[Group],
    *,
    today: date,
    progress: Callable[[int, int], None] = jobs.no_progress,
    names: int = NAMES,
) -> Preview:
    """Return what tonight's sweeps would raise and clear if these groups were under a regulation; writes nothing.

    The same findings run, with the regulation's rules in place of the groups' own. Nicknames are judged in memory;
    those that still have days of grace are counted as ``later``. Of each kind the first ``names`` are named.
    """
    scope = RuleContext(today, groups.order_by(), regulation)
    preview = Preview(regulation.slug, regulation.edition, str(today), groups=groups.count())
    by_group: Counter[int] = Counter()
    for done, kind in enumerate(BY_KIND):
        progress(done, len(BY_KIND))
        look = partial(_misnamed, regulation) if kind == Kind.MISNAMED else partial(_found, kind)
        found = look(scope, preview, names)
        for group, number in found.items():
            by_group[group] += number
            preview.would_raise[kind] = preview.would_raise.get(kind, 0) + number
    preview.worst = _worst(by_group)
    preview.outside = groups.exclude(meant_for(regulation)).count()
    preview.blanks = _blanks(regulation)
    progress(len(BY_KIND), len(BY_KIND))
    return preview


def adopt(
    regulation: Regulation,
    groups: QuerySet[Group],
    *,
    actor: audit.Actor,
    at: datetime,
    expected: int | None = None,
) -> int:
    """Bring groups under an edition, close the edition to edits, and judge their nicknames anew; returns how many.

    The night raises what follows. ``expected`` is the number the preview showed. Raises PermissionDenied,
    NothingToAdopt, SelectionHasMoved.
    """
    roles.require(actor, roles.HR)
    today = timezone.localdate(at)
    with transaction.atomic():
        chosen = groups.exclude(regulation=regulation).order_by("pk")
        was = {
            pk: facts for pk, *facts in chosen.values_list("pk", "regulation", "regulation_since", "regulation__slug")
        }
        before = {pk: slug for pk, (_number, _since, slug) in was.items()}
        if not before:
            raise NothingToAdopt(regulation=regulation.title)
        if expected is not None and expected != len(before):
            raise SelectionHasMoved(expected=expected, found=len(before))
        for numbers in chunks(list(before)):
            chunk = Group.objects.filter(pk__in=numbers)
            chunk.update(regulation=regulation, regulation_since=today)
            audit.record_many(
                audit.event(
                    "group.regulation_adopted",
                    group,
                    actor=actor,
                    at=at,
                    detail={"regulation": regulation.slug, "edition": regulation.edition, "before": before[group.pk]},
                )
                for group in chunk
            )
        Adoption.objects.create(
            regulation=regulation,
            adopted_at=at,
            adopted_by_name=audit.name_of(actor),
            before={str(pk): [number, since and str(since)] for pk, (number, since, _slug) in was.items()},
        )
        regulations.seal(regulation, actor=actor, at=at)
        _judge_names(regulation, today, actor, at)
    return len(before)


def can_be_taken_back(regulation: Regulation, at: datetime) -> QuerySet[Adoption]:
    """Return the adoptions of an edition that are young enough to be taken back, the newest first."""
    young = Adoption.objects.filter(regulation=regulation, taken_back_at=None)
    return young.filter(adopted_at__gt=at - timedelta(days=TAKE_BACK_DAYS))


def take_back(adoption: Adoption, *, actor: audit.Actor, at: datetime) -> int:
    """Put the groups of an adoption back under what they were under before; returns how many.

    A group that has changed its regulation since stays as it is. The edition stays closed to edits: it was in use.
    Raises PermissionDenied, NothingToTakeBack.
    """
    roles.require(actor, roles.HR)
    regulation, today = adoption.regulation, timezone.localdate(at)
    with transaction.atomic():
        claimed = can_be_taken_back(regulation, at).filter(pk=adoption.pk).update(taken_back_at=at)
        still = Group.objects.filter(regulation=regulation, regulation_since=timezone.localdate(adoption.adopted_at))
        by_rule: dict[tuple[int | None, str | None], list[int]] = {}
        for numbers in chunks([int(number) for number in adoption.before]):
            for pk in still.filter(pk__in=numbers).order_by("pk").values_list("pk", flat=True):
                by_rule.setdefault(tuple(adoption.before[str(pk)]), []).append(pk)
        if not claimed or not by_rule:
            raise NothingToTakeBack(days=TAKE_BACK_DAYS)
        for (number, since), pks in by_rule.items():
            for some in chunks(pks):
                groups = Group.objects.filter(pk__in=some)
                groups.update(regulation=number, regulation_since=since)
                audit.record_many(
                    audit.event(
                        "group.regulation_taken_back", group, actor=actor, at=at, detail={"regulation": regulation.slug}
                    )
                    for group in groups
                )
        back = Group.objects.filter(pk__in=[pk for pks in by_rule.values() for pk in pks])
        # Of very many the night does it.
        if not is_large(back):
            nickname_checks.recheck_nicknames(today=today, groups=back)
    return sum(map(len, by_rule.values()))


def is_large(groups: QuerySet[Group]) -> bool:
    """Say whether looking at all members of these groups is too much for a request."""
    memberships = Membership.objects.present().filter(group__in=groups.order_by())
    return memberships[MEMBERS_IN_REQUEST : MEMBERS_IN_REQUEST + 1].exists()


@jobs.called(gettext_lazy("the check of nicknames"))
def recheck_job(job: Job, progress: jobs.Progress) -> dict[str, Any]:
    """Judge the nicknames of all groups under a regulation anew, as a job: ``payload`` names the regulation's id."""
    groups = Group.objects.filter(regulation=job.payload["regulation"])
    return {"judged": nickname_checks.recheck_nicknames(today=timezone.localdate(), groups=groups)}


def _judge_names(regulation: Regulation, today: date, actor: audit.Actor, at: datetime) -> None:
    groups = Group.objects.filter(regulation=regulation)
    if is_large(groups):
        jobs.enqueue("recheck_nicknames", {"regulation": regulation.pk}, actor=actor, at=at)
    else:
        nickname_checks.recheck_nicknames(today=today, groups=groups)


def _found(kind: str, scope: RuleContext, preview: Preview, names: int) -> dict[int, int]:
    """Count by group what one finding would raise; notes the first names and what it would clear."""
    rule = BY_KIND[kind]
    writer = FlagWriter(kind, rule.select(scope), scope.today, scope.groups, rule.kept(scope))
    if cleared := writer.would_clear(rule.key):
        preview.would_clear[kind] = cleared
    counted = dict(writer.would_raise())
    if counted:
        first = writer.first_found(names)
        preview.names[kind] = _named([(group, membership, person) for group, _subject, membership, person in first])
    return counted


def _misnamed(regulation: Regulation, scope: RuleContext, preview: Preview, names: int) -> dict[int, int]:
    """Do the same for nicknames, judged in memory by the regulation on trial."""
    kind = str(Kind.MISNAMED)
    flagged = Flag.objects.filter(kind=kind, state=Flag.State.OPEN, group__in=scope.groups or Group.objects.all())
    open_now = set(flagged.order_by().values_list("group_id", "subject"))
    now, later = set(), set()
    first: list[tuple[int, int, int | None]] = []
    leaving = people.leaving(scope)
    for row in nickname_checks.misfits_under(regulation, scope.groups, f_group=F("group_id"), f_subject=SUBJECT):
        if row["pk"] in leaving:
            continue
        key = (row["f_group"], row["f_subject"])
        if _grace_is_over(row, regulation, scope.today):
            if key not in open_now and key not in now and len(first) < names:
                first.append((row["f_group"], row["pk"], row["employee_id"]))
            now.add(key)
        else:
            later.add(key)
    if later - now:
        preview.later[kind] = len(later - now)
        preview.later_on = str(scope.today + timedelta(days=(regulation.rename_grace_days or 0) + 1))
    if gone := len(open_now - now - _unproved(flagged, regulation)):
        preview.would_clear[kind] = gone
    if first:
        preview.names[kind] = _named(first)
    return Counter(group for group, _who in now - open_now)


def _unproved(flagged: QuerySet[Flag], regulation: Regulation) -> set[tuple[int, str]]:
    """Return the flags that this very edition stands by, though their last list's nicknames cannot be trusted."""
    held = flagged.filter(
        membership__evidence__nicknames_reliable=False,
        membership__nickname_fits=False,
        membership__nickname_judged_by=regulation.pk,
        membership__gone_by=None,
    )
    return set(held.order_by().values_list("group_id", "subject"))


def _grace_is_over(row: dict[str, Any], regulation: Regulation, today: date) -> bool:
    """Say whether a misfit would be flagged at once: a regulation that is new to a group brings new days of grace."""
    grace = regulation.rename_grace_days or 0
    known = row["nickname_judged_by"] == regulation.pk and row["misnamed_since"]
    return grace == 0 or bool(known and row["misnamed_since"] < today - timedelta(days=grace))


def _named(rows: Sequence[tuple[int, int | None, int | None]]) -> list[dict[str, str]]:
    """Return group and name of each (group, membership, employee): three queries."""
    groups = Group.objects.in_bulk({group for group, _membership, _person in rows})
    memberships = Membership.objects.in_bulk({membership for _group, membership, _person in rows if membership})
    people = Employee.objects.in_bulk({person for _group, _membership, person in rows if person})
    named = []
    for group, membership, person in rows:
        known = people[person].name if person else ""
        shown = memberships[membership].nickname if membership else known
        one = {"group": groups[group].code, "group_name": groups[group].name, "who": shown, "name": known}
        named.append(one | {"staff_no": people[person].staff_no if person else ""})
    return named


def _worst(by_group: Counter[int]) -> list[dict[str, Any]]:
    top = by_group.most_common(WORST)
    groups = Group.objects.in_bulk([group for group, _number in top])
    return [{"code": groups[pk].code, "name": groups[pk].name, "flags": number} for pk, number in top]


def _blanks(regulation: Regulation) -> list[list[str]]:
    """Return what the regulation leaves open, each once, with what waits for it."""
    blanks = Blank.objects.filter(regulation=regulation).with_places()
    return [list(pair) for pair in dict.fromkeys((question_of(blank), stopped_by(blank)) for blank in blanks)]
