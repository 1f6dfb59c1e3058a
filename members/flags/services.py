"""What people and lists do about flags; each deed is one transaction with its event."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit
from groupadmin.core.errors import DomainError
from groupadmin.core.form_fields import midnight
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from groupadmin.regulations.models import Regulation
from members import access
from members.flags import escalation, sweeps
from members.flags.models import Flag, Sending, SilenceExcuse
from members.flags.rule_context import RuleContext
from members.models import Membership, Sponsorship

OPEN = Flag.State.OPEN
# What somebody marked by mistake is taken back within so many days, while the matter is open: until a list answers it.
TAKE_BACK_DAYS = 7


class NothingOpen(DomainError):
    code = "nothing_open"
    wording = _("None of these matters of %(group)s is open any more. Reload the page to see how things stand.")


class NothingTicked(NothingOpen):
    wording = _("Nothing is ticked. Tick those that are done, then press the button again.")


class NothingToTakeBack(NothingOpen):
    code = "nothing_to_take_back"
    wording = _(
        "Nothing can be taken back here: it was not marked, a list has answered it, or it is older than %(days)s days."
    )


class SponsorNotHere(DomainError):
    code = "sponsor_not_here"
    wording = _("%(sponsor)s does not work here today and cannot answer for anybody. Name a colleague who does.")


class OutsidersNever(DomainError):
    code = "outsiders_never"
    wording = _("The regulation of %(group)s admits nobody from outside, so a sponsor does not help: remove them.")


class DayIsPast(DomainError):
    code = "day_is_past"
    wording = _("%(until)s is not after today. Choose a later day.")


class NotIn(DomainError):
    code = "not_in"
    wording = _("“%(nickname)s” is not in %(group)s any more, by the last list.")


def mark_acted(*, group: Group, flags: Collection[int], actor: audit.Actor, at: datetime) -> int:
    """Note that somebody says these matters are done; they stay open until a list proves it. Returns how many.

    Whose task a matter is by a staff change (R08) says so of that matter alone. Raises PermissionDenied, NothingTicked,
    NothingOpen.
    """
    runs = actor is None or access.may_run(actor, group)
    if not runs:
        _require_task(actor, group)
    if not flags:
        raise NothingTicked
    with transaction.atomic():
        told = open_flags(group, flags, actor, every=runs).update(acted_at=at, acted_by_name=audit.name_of(actor))
        if not told:
            raise NothingOpen(group=group)
        audit.record("flags.acted", group, actor=actor, at=at, detail={"flags": sorted(flags), "told": told})
    return told


def take_back_acted(*, group: Group, flags: Collection[int], actor: audit.Actor, at: datetime) -> list[int]:
    """Take back that these matters are said to be done; returns the numbers of those it was said of.

    Whoever may say so may take it back. Raises PermissionDenied, NothingToTakeBack.
    """
    runs = actor is None or access.may_run(actor, group)
    if not runs:
        _require_task(actor, group)
    with transaction.atomic():
        said = open_flags(group, flags, actor, every=runs).filter(acted_at__gt=at - timedelta(TAKE_BACK_DAYS))
        numbers = list(said.order_by("pk").values_list("pk", flat=True))
        if not numbers:
            raise NothingToTakeBack(days=TAKE_BACK_DAYS)
        Flag.objects.filter(pk__in=numbers).update(acted_at=None, acted_by_name="")
        audit.record("flags.acted_undone", group, actor=actor, at=at, detail={"flags": numbers, "told": len(numbers)})
    return numbers


def pass_on(*, group: Group, flags: Collection[int], actor: audit.Actor, at: datetime) -> dict[int, Flag]:
    """Give matters to the next level now, without waiting for their day; returns those that moved, by number.

    Whoever runs the group may, and whoever's turn it is. What stands with the office already stays there.
    Raises PermissionDenied, NothingOpen.
    """
    every = actor is None or access.may_run(actor, group)
    with transaction.atomic():
        found = Flag.objects.filter(group=group, pk__in=flags, state=OPEN)
        if not every:
            found = found.filter(assignee=getattr(actor, "employee_id", None) or 0)
            if not found.exists():
                raise PermissionDenied
        numbers = list(found.values_list("pk", flat=True))
        if not numbers:
            raise NothingOpen(group=group)
        below = Flag.objects.filter(pk__in=numbers).exclude(level=Flag.Level.OFFICE)
        moving = list(below.values_list("pk", flat=True))
        escalation.pass_on(below, RuleContext(timezone.localdate(at), Group.objects.filter(pk=group.pk)))
        audit.record("flags.passed_on", group, actor=actor, at=at, detail={"flags": sorted(moving)})
    return Flag.objects.select_related("assignee").in_bulk(moving)


def remind(*, group: Group, flags: Collection[int], actor: audit.Actor, at: datetime) -> frozenset[int]:
    """Remind whoever's turn these matters are, among their messages; of each once a day. Returns those it was done to.

    Left out is what is the actor's own turn, stands with nobody by name, or with somebody who cannot log in.
    Raises PermissionDenied, NothingOpen.
    """
    every = require_reminder(actor, group)
    with transaction.atomic():
        about = open_flags(group, flags, actor, every=every)
        if not about.exists():
            raise NothingOpen(group=group)
        others = about.filter(assignee__user__is_active=True)
        if own := getattr(actor, "employee_id", None):
            others = others.exclude(assignee=own)
        due = Q(reminded_at=None) | Q(reminded_at__lt=midnight(timezone.localdate(at)))
        Flag.objects.filter(due, pk__in=list(others.values_list("pk", flat=True))).update(reminded_at=at)
        told = frozenset(about.filter(reminded_at=at).values_list("pk", flat=True))
        by = {"by_id": actor.pk if actor is not None else None, "by_name": audit.name_of(actor)}
        Sending.objects.bulk_create(
            Sending(flag_id=number, tone=Sending.Tone.CONSOLE, copied_at=at, sent_at=at, **by)
            for number in sorted(told)
        )
        if told:
            audit.record("flags.reminded", group, actor=actor, at=at, detail={"flags": sorted(told)})
    return told


def copy_text(
    *, group: Group, flags: Iterable[int], tone: str, text: str, actor: audit.Actor, at: datetime
) -> list[Sending]:
    """Note that a sentence was taken; that alone does not say it was sent. Raises PermissionDenied, NothingOpen."""
    every = require_reminder(actor, group)
    with transaction.atomic():
        about = list(open_flags(group, list(flags), actor, every=every))
        if not about:
            raise NothingOpen(group=group)
        sendings = Sending.objects.bulk_create(
            [
                Sending(
                    flag=flag,
                    tone=tone,
                    text=text,
                    copied_at=at,
                    by_id=actor.pk if actor is not None else None,
                    by_name=audit.name_of(actor),
                )
                for flag in about
            ]
        )
        audit.record("wording.copied", group, actor=actor, at=at, detail={"flags": [f.pk for f in about], "tone": tone})
    return sendings


def mark_sent(
    *, group: Group, flags: Iterable[int], tone: str, text: str, actor: audit.Actor, at: datetime
) -> list[Sending]:
    """Note that somebody says a sentence was sent: on what they copied before, or else as taken and sent at once.

    Raises PermissionDenied, NothingOpen.
    """
    require_reminder(actor, group)
    wanted = list(flags)
    with transaction.atomic():
        taken = Sending.objects.filter(
            flag__group=group, flag__state=OPEN, flag__in=wanted, tone=tone, sent_at=None, by_name=audit.name_of(actor)
        )
        sent = list(taken)
        already = {sending.flag_id for sending in sent}
        taken.update(sent_at=at)
        if rest := [number for number in wanted if number not in already]:
            made = copy_text(group=group, flags=rest, tone=tone, text=text, actor=actor, at=at)
            Sending.objects.filter(pk__in=[sending.pk for sending in made]).update(sent_at=at)
            sent += made
        if not sent:
            raise NothingOpen(group=group)
        audit.record("wording.sent", group, actor=actor, at=at, detail={"flags": wanted, "tone": tone})
    return sent


def take_back_sent(*, group: Group, flags: Collection[int], tone: str, actor: audit.Actor, at: datetime) -> int:
    """Take back that a sentence about these matters is said to be sent; that it was copied stays. Returns how often.

    Raises PermissionDenied, NothingToTakeBack.
    """
    every = require_reminder(actor, group)
    with transaction.atomic():
        about = open_flags(group, flags, actor, every=every).values("pk")
        sent = Sending.objects.filter(flag__in=about, tone=tone, sent_at__gt=at - timedelta(TAKE_BACK_DAYS))
        numbers = sorted(set(sent.values_list("flag", flat=True)))
        if not sent.update(sent_at=None):
            raise NothingToTakeBack(days=TAKE_BACK_DAYS)
        audit.record("wording.sent_undone", group, actor=actor, at=at, detail={"flags": numbers, "tone": tone})
    return len(numbers)


def excuse_silence(
    *, membership: Membership, until: date, reason: str, actor: audit.Actor, at: datetime
) -> SilenceExcuse:
    """Record why a member may be silent up to and on a day (R03), and clear what it excuses.

    Raises PermissionDenied, DayIsPast, NotIn.
    """
    group, today = _group_of(membership, actor), timezone.localdate(at)
    _later(until, today)
    with transaction.atomic():
        excuse = SilenceExcuse.objects.create(
            membership=membership,
            since=today,
            until=until,
            reason=reason,
            recorded_by_name=audit.name_of(actor),
            recorded_at=at,
        )
        # The trail stays for ever, so nothing is told in it of people from outside (practice §5.3).
        told = {"until": str(until)} | ({"reason": reason} if membership.employee_id else {})
        audit.record("silence.excused", membership, actor=actor, at=at, detail=told)
        sweeps.refresh_group(group, at=at)
    return excuse


def sponsor(
    *, membership: Membership, sponsor: Employee, until: date, reason: str = "", actor: audit.Actor, at: datetime
) -> Sponsorship:
    """Have an employee answer for a member from outside, or an outsourced one, up to and on a day.

    Whoever runs the group consents by doing it (R12, R21). Raises PermissionDenied, SponsorNotHere, OutsidersNever,
    DayIsPast, NotIn.
    """
    group, today = _group_of(membership, actor), timezone.localdate(at)
    _later(until, today)
    if not sponsor.works_on(today):
        raise SponsorNotHere(sponsor=sponsor.name)
    never = group.regulation is not None and group.regulation.outsiders == Regulation.Outsiders.NEVER
    if never and membership.identity == Membership.Identity.OUTSIDER:
        raise OutsidersNever(group=group)
    with transaction.atomic():
        made = Sponsorship.objects.create(
            group=group,
            membership=membership,
            sponsor=sponsor,
            since=today,
            until=until,
            consent_by_name=audit.name_of(actor),
            reason=reason,
        )
        detail = {"sponsor": sponsor.staff_no, "until": str(until), "group": group.code}
        audit.record("outsider.sponsored", membership, actor=actor, at=at, detail=detail)
        sweeps.refresh_group(group, at=at)
    return made


def confirm_in_use(*, group: Group, reason: str, actor: audit.Actor, at: datetime) -> None:
    """Note that whoever runs a group says it is still in use: a sign of life of today. Raises PermissionDenied."""
    access.require_runner(actor, group)
    today = timezone.localdate(at)
    with transaction.atomic():
        earlier = Q(last_active_on=None) | Q(last_active_on__lt=today)
        Group.objects.filter(earlier, pk=group.pk).update(last_active_on=today)
        audit.record("group.said_in_use", group, actor=actor, at=at, detail={"reason": reason})
        sweeps.refresh_group(group, at=at)


def require_reminder(actor: audit.Actor, group: Group) -> bool:
    """Raise PermissionDenied unless the actor may remind people: who runs the group, and heads it was escalated to.

    Returns False for who may do so only of what is their own task by a staff change.
    """
    if actor is None or access.may_run(actor, group) or access.groups_headed_by(actor).filter(pk=group.pk).exists():
        return True
    _require_task(actor, group)
    return False


def _require_task(actor: audit.Actor, group: Group) -> None:
    if not access.tasks_of(actor).filter(group=group).exists():
        raise PermissionDenied


def open_flags(group: Group, flags: Collection[int], actor: audit.Actor, *, every: bool) -> QuerySet[Flag]:
    """Return those of a group's matters that are open and, unless ``every``, the actor's own task."""
    found = Flag.objects.filter(group=group, pk__in=flags, state=OPEN)
    return found if every else found.filter(pk__in=access.tasks_of(actor).values("pk"))


def _group_of(membership: Membership, actor: audit.Actor) -> Group:
    group = Group.objects.select_related("regulation").get(pk=membership.group_id)
    access.require_runner(actor, group)
    if membership.gone_by is not None:
        raise NotIn(nickname=membership.nickname, group=group)
    return group


def _later(until: date, today: date) -> None:
    if until <= today:
        raise DayIsPast(until=until)
