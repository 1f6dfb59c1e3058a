"""The room's part of the night: forgetting people from outside who are gone (practice §5.3)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from groupadmin.core.sweeps import SweepResult
from members.flags.models import Flag
from members.rosters.models import Membership

# Days after which nothing of somebody from outside is kept, once they are out and nothing about them is open.
FORGET_AFTER_DAYS = 30


def forget_outsiders(today: date) -> SweepResult:
    """Empty nickname, account and inviter of people who are no employees, 30 days after they were gone.

    Somebody of whom a matter is still open is kept until it is closed. The stay itself remains, nameless, so that
    counts of the past stay right. One statement; the second run finds nothing.
    """
    moment = timezone.make_aware(datetime.combine(today - timedelta(days=FORGET_AFTER_DAYS), time.min))
    open_matter = Flag.objects.filter(membership=OuterRef("pk"), state=Flag.State.OPEN)
    gone = Membership.objects.filter(gone_by__lt=moment, employee=None).exclude(
        nickname="", account_key="", inviter="", nickname_key=""
    )
    forgotten = gone.filter(~Exists(open_matter)).update(
        nickname="", nickname_key="", account_key="", inviter="", correct_nickname="", nickname_problem=""
    )
    return SweepResult(cleared=forgotten)
