"""The room's part of the night: forgetting people from outside who are gone (practice §5.3)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from groupadmin.core.sweeps import SweepResult
from members.flags.models import Flag
from members.rosters.models import IdentityDecision, Membership

# Days after which nothing of somebody from outside is kept, once they are out and nothing about them is open.
FORGET_AFTER_DAYS = 30


def forget_outsiders(today: date) -> SweepResult:
    """Empty nickname, account and inviter of people who are no employees, 30 days after they were gone.

    Somebody of whom a matter is still open is kept until it is closed. The stay itself remains, nameless, so that
    counts of the past stay right. What was said of them ("from outside") goes once no stay bears their account or
    nickname any more; a ban is kept, for it is to hold. Two statements; the second run finds nothing.
    """
    moment = timezone.make_aware(datetime.combine(today - timedelta(days=FORGET_AFTER_DAYS), time.min))
    open_matter = Flag.objects.filter(membership=OuterRef("pk"), state=Flag.State.OPEN)
    gone = Membership.objects.filter(gone_by__lt=moment, employee=None).exclude(
        nickname="", account_key="", inviter="", nickname_key=""
    )
    forgotten = gone.filter(~Exists(open_matter)).update(
        nickname="", nickname_key="", account_key="", inviter="", correct_nickname="", nickname_problem=""
    )
    return SweepResult(cleared=forgotten + _forget_words(moment))


def _forget_words(moment: datetime) -> int:
    """Delete what was said before ``moment`` of people from outside of whom no stay tells any more."""
    same_account = Membership.objects.filter(~Q(account_key=""), account_key=OuterRef("account_key"))
    same_nickname = Membership.objects.filter(group=OuterRef("group"), nickname_key=OuterRef("nickname_key"))
    words = IdentityDecision.objects.filter(verdict=IdentityDecision.Verdict.OUTSIDER, decided_at__lt=moment)
    of_nobody = (~Q(account_key="") & ~Exists(same_account)) | (Q(account_key="") & ~Exists(same_nickname))
    deleted, _of_each = words.filter(of_nobody).delete()
    return deleted
