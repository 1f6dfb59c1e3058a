"""A later word on one member from the group page: this is 张三, from outside, banned; and taking that word back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit
from groupadmin.core.errors import DomainError
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from members import access
from members.flags import sweeps
from members.identity.values import Decision, PlanRow, Tier, Verdict
from members.imports.applying import count_heads
from members.rosters import decision_records as memory
from members.rosters import plan_inputs, role_authority
from members.rosters.models import IdentityDecision, Membership
from members.rosters.roster_changes import MEMBER, UNJUDGED, RoleStep, identity_of

DecisionVerdict = IdentityDecision.Verdict


class NotInAnyMore(DomainError):
    code = "not_in_any_more"
    wording = _("%(nickname)s is no longer in the group; reload the page.")


class NothingToKnowBy(DomainError):
    code = "nothing_to_know_by"
    wording = _("This member has neither a nickname nor an account to be known by; a decision could not be remembered.")


def decide_identity(
    *, membership: Membership, verdict: str, employee: Employee | None = None, actor: audit.Actor, at: datetime
) -> bool:
    """Write who a present member is (``verdict``: EMPLOYEE or NOT with ``employee``, OUTSIDER, BANNED), remembered.

    Remembered per stable account of the platform, else per group and folded nickname (practice §4.3); undone by
    ``forget_decision``. A ban keeps the employee who is known. Returns False where the member runs the group and the
    actor's word is not enough for that: then nothing is written but that it waits (``role_words``).
    Raises NotInAnyMore, NothingToKnowBy.
    """
    group = membership.group
    access.require_runner(actor, group)
    known = employee.pk if employee else membership.employee_id if verdict == DecisionVerdict.BANNED else None
    decision = Decision(
        known,
        banned=verdict == DecisionVerdict.BANNED,
        denied=verdict == DecisionVerdict.NOT,
        decided_by=audit.name_of(actor),
    )
    word = memory.DecisionRecord(membership.account_key, membership.nickname_key, membership.nickname, decision)
    judged = plan_inputs.judge_of(group)(_row_of(membership), decision)
    steps = _steps(membership, judged)
    if steps and not role_authority.suffices(actor, group):
        with transaction.atomic():
            role_authority.ask(group, steps, actor=actor, at=at)
        return False
    with transaction.atomic():
        written, _replaced = memory.remember_decision(group, [word], actor=actor, at=at)
        if not written:
            raise NothingToKnowBy
        _write(membership, judged)
        _end_waiting(membership, identity_of(judged)["employee_id"], actor)
        _tell_group(group, at=at)
        role_authority.note_done({group: steps}, actor=actor, at=at)
        membership.refresh_from_db()
        detail = {"verdict": verdict, "employee": known}
        audit.record("identity.decided", membership, actor=actor, at=at, detail=detail)
    return True


def set_account_kind(*, membership: Membership, kind: str, actor: audit.Actor, at: datetime) -> None:
    """Write of what kind a present member's account is (R12: personal, of a department, of an administrative office).

    An account of a department or an office is nobody's: nobody is asked who it is, and no employee stands behind it.
    So whoever ran the group by it runs it no more, which is for those to say who may. Raises NotInAnyMore,
    RolesNeedAWord.
    """
    group = membership.group
    access.require_runner(actor, group)
    facts: dict[str, object] = {"account_kind": kind, **UNJUDGED}
    steps: list[RoleStep] = []
    if kind != Membership.AccountKind.PERSONAL:
        unknown = Membership.Identity.UNKNOWN
        facts |= {"identity": unknown, "employee": None, "identified_in": None, "tier": Membership.Tier.NONE}
        steps = _steps(membership, _row_of(membership))
    if steps and not role_authority.suffices(actor, group):
        raise role_authority.RolesNeedAWord(group=group)
    with transaction.atomic():
        if not Membership.objects.filter(pk=membership.pk, gone_by=None).update(**facts):
            raise NotInAnyMore(nickname=membership.nickname)
        _tell_group(group, at=at)
        role_authority.note_done({group: steps}, actor=actor, at=at)
        membership.refresh_from_db()
        audit.record("identity.account_kind", membership, actor=actor, at=at, detail={"kind": kind})


def forget_decision(*, decision: IdentityDecision, group: Group, actor: audit.Actor, at: datetime) -> None:
    """Take a decision back; who it was about in this group is judged anew, as if nobody had said anything."""
    access.require_runner(actor, group)
    memory.require_own_word([decision], actor)
    with transaction.atomic():
        IdentityDecision.objects.filter(pk=decision.pk).delete()
        present = Membership.objects.filter(group=group).present()
        about = (
            present.filter(account_key=decision.account_key)
            if decision.account_key
            else present.filter(nickname_key=decision.nickname_key, account_key="")
        )
        memberships = list(about)
        for one, judged in zip(memberships, plan_inputs.judged_alone(group, map(_row_of, memberships)), strict=True):
            steps = _steps(one, judged)
            if steps and not role_authority.suffices(actor, group):
                continue
            _write(one, judged)
            _wait_again(one, judged, actor)
            role_authority.note_done({group: steps}, actor=actor, at=at)
        if memberships:
            _tell_group(group, at=at)
        detail = {"verdict": decision.verdict, "employee": decision.employee_id, "group": group.code}
        audit.record("identity.forgotten", decision, actor=actor, at=at, detail=detail)


def _steps(membership: Membership, judged: PlanRow) -> list[RoleStep]:
    """Return what would change in who runs the group by a word on one of its runners."""
    who = identity_of(judged)
    person, role = who["employee_id"], membership.role
    if role == Membership.Role.MEMBER or person == membership.employee_id:
        return []
    who["identified_in_id"] = Employee.objects.filter(pk=person).values_list("department_id", flat=True).first()
    step = partial(RoleStep, nickname=membership.nickname, membership_id=membership.pk, facts=who)
    was = [step(membership.employee_id, before=role, after=MEMBER)] if membership.employee_id else []
    return was + ([step(person, before=MEMBER, after=role)] if person else [])


def _write(membership: Membership, judged: PlanRow) -> None:
    """Write a row's new identity to its stay."""
    facts = {**identity_of(judged), **UNJUDGED}
    if facts["employee_id"] != membership.employee_id:
        department = Employee.objects.filter(pk=facts["employee_id"]).values_list("department_id", flat=True).first()
        facts["identified_in_id"] = department
    if not Membership.objects.filter(pk=membership.pk, gone_by=None).update(**facts):
        raise NotInAnyMore(nickname=membership.nickname)


def _end_waiting(membership: Membership, person: int | None, actor: audit.Actor) -> None:
    """Close the stays that the last full list did not show and that only waited for this answer: of the same person,
    and of those it may have been, unless another of that list without an answer may be them.

    Who runs the group by a stay of the same person goes on doing so; another runner is unseated only by somebody whose
    word is enough, and nobody closes their own stay.
    """
    group, listed_at = membership.group, membership.group.roster_taken_at
    if listed_at is None:
        return
    present = Membership.objects.filter(group=group).present().exclude(pk=membership.pk)
    waiting = present.filter(last_seen_at__lt=listed_at, employee__isnull=False)
    if not waiting.exists():
        return
    if person is not None:
        same = waiting.filter(employee=person)
        runs = [role for role in same.values_list("role", flat=True) if role != MEMBER]
        if same.update(gone_by=listed_at) and runs and membership.role == MEMBER:
            Membership.objects.filter(pk=membership.pk).update(role=runs[0])
    unanswered = list(present.filter(last_seen_at__gte=listed_at, identity=Membership.Identity.UNKNOWN))
    (own,) = plan_inputs.judged_alone(group, [_row_of(membership)])
    for another in {*own.suggestions} - _may_be(group, unanswered):
        closing = waiting.filter(employee=another).exclude(employee=getattr(actor, "employee_id", None))
        for stay in closing:
            steps = _unseated(stay)
            if not steps or role_authority.suffices(actor, group):
                Membership.objects.filter(pk=stay.pk).update(gone_by=listed_at)
                role_authority.note_done({group: steps}, actor=actor, at=listed_at)


def _may_be(group: Group, memberships: Sequence[Membership]) -> set[int]:
    """Return whom a list would suggest for these members, but for those whom somebody has denied."""
    denied = {
        (one.account_key or one.nickname_key, one.employee_id)
        for one in IdentityDecision.objects.filter(group=group, verdict=DecisionVerdict.NOT)
    }
    judged = plan_inputs.judged_alone(group, map(_row_of, memberships))
    return {
        who
        for one, row in zip(memberships, judged, strict=True)
        for who in row.suggestions
        if not denied.intersection(((one.account_key, who), (one.nickname_key, who)))
    }


def _wait_again(membership: Membership, judged: PlanRow, actor: audit.Actor) -> None:
    """Open again the stays that an answer closed which is taken back: of those this member may be, gone since the last
    full list, and not in the group otherwise."""
    stays = Membership.objects.filter(group=membership.group)
    listed_at = membership.group.roster_taken_at
    if listed_at is None or judged.employee_id is not None:
        return
    here = stays.present().filter(employee__in=judged.suggestions).values("employee")
    gone = stays.filter(employee__in=judged.suggestions, gone_by=listed_at).exclude(employee__in=here)
    for stay in gone.exclude(pk=membership.pk):
        role = stay.role
        if role != MEMBER and not role_authority.suffices(actor, membership.group):
            continue
        if role == membership.role:  # it came from that stay
            Membership.objects.filter(pk=membership.pk).update(role=MEMBER)
        elif stays.present().filter(role=Membership.Role.OWNER).exists():
            role = MEMBER if role == Membership.Role.OWNER else role
        stays.filter(pk=stay.pk).update(gone_by=None, role=role)


def _unseated(stay: Membership) -> list[RoleStep]:
    """Return what ends with a stay by which somebody runs the group."""
    if stay.role == MEMBER:
        return []
    return [RoleStep(stay.employee_id, before=stay.role, after=MEMBER, nickname=stay.nickname, membership_id=stay.pk)]


def _tell_group(group: Group, *, at: datetime) -> None:
    """Move the roster's version on, count heads again, and look at the group's matters anew."""
    count_heads(group)
    Group.objects.filter(pk=group.pk).update(
        roster_version=F("roster_version") + 1,
        headcount=group.headcount,
        headcount_outside=group.headcount_outside,
    )
    sweeps.refresh_group(group, at=at)


def _row_of(membership: Membership) -> PlanRow:
    return PlanRow(
        number=membership.pk,
        nickname=membership.nickname,
        verdict=Verdict.AMBIGUOUS,
        tier=Tier(membership.tier),
        nickname_key=membership.nickname_key,
        account_key=membership.account_key,
    )
