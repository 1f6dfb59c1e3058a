"""The room's part of the night: forgetting people from outside who are gone (practice §5.3)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groupadmin.core.references import is_referred_to
from groupadmin.core.sweeps import Sweep, SweepResult
from groupadmin.groups.models import Group
from members.flags.models import Flag, Sending, SilenceExcuse
from members.rosters.models import IdentityDecision, Membership, RoleChangeLine, Sponsorship

# Days after which nothing of somebody from outside is kept, once they are out and nothing about them is open.
FORGET_AFTER_DAYS = 30
NAMELESS = Q(nickname="", account_key="", inviter="", nickname_key="")
# Tables about a stay that are emptied of the name with it, or hold none; any other holds up the forgetting.
EMPTIED = (Flag, RoleChangeLine, SilenceExcuse, Sponsorship)
# What a closed matter is about once the name is gone.
FORGOTTEN = "forgotten:"


def forget_outsiders(today: date) -> SweepResult:
    """Empty nickname, account and inviter of people who are no employees, 30 days after they or their group were gone.

    Somebody of whom a matter is still open is kept until it is closed, and as long as another app keeps a record of
    them. The stay itself remains, nameless, so that counts of the past stay right; so do the matters about them that
    are closed, without the name, and without what was written to anybody about them. What was said of them ("from
    outside") goes once no stay bears their account or nickname any more; a ban is kept, for it is to hold. The same
    number of statements at any size; the second run finds nothing.
    """
    day = today - timedelta(days=FORGET_AFTER_DAYS)
    moment = timezone.make_aware(datetime.combine(day, time.min))
    over = Q(group__status__in=(Group.Status.DISSOLVED, Group.Status.MERGED), group__dissolved_on__lt=day)
    gone = Membership.objects.filter(Q(gone_by__lt=moment) | over, employee=None)
    open_matter = Flag.objects.filter(membership=OuterRef("pk"), state=Flag.State.OPEN)
    kept = Exists(open_matter) | is_referred_to(Membership, ignore=EMPTIED)
    named = gone.exclude(NAMELESS).exclude(kept)
    forgotten = named.update(
        nickname="", nickname_key="", account_key="", inviter="", correct_nickname="", nickname_problem=""
    )
    return SweepResult(cleared=forgotten + _forget_matters(gone.filter(NAMELESS)) + _forget_words(moment))


def _forget_matters(nameless: QuerySet[Membership]) -> int:
    """Take the names out of what is kept about stays that are nameless by now: closed matters, texts, reasons.

    A text to the whole group names several people and is kept with the matter of each: all copies of it are emptied.
    """
    closed = Flag.objects.filter(state=Flag.State.CLEARED, membership__in=nameless).exclude(
        subject__startswith=FORGOTTEN
    )
    texts = Sending.objects.filter(flag__in=closed).exclude(text="")
    emptied = Sending.objects.filter(flag__group__in=closed.values("group"), text__in=texts.values("text"))
    emptied.update(text="")
    SilenceExcuse.objects.filter(membership__in=nameless).exclude(reason="").update(reason="")
    Sponsorship.objects.filter(membership__in=nameless).exclude(reason="").update(reason="")
    return closed.update(subject=Concat(Value(FORGOTTEN), Cast("pk", CharField())), evidence={})


def _forget_words(moment: datetime) -> int:
    """Delete what was said before ``moment`` of people from outside of whom no stay tells any more."""
    same_account = Membership.objects.filter(~Q(account_key=""), account_key=OuterRef("account_key"))
    same_nickname = Membership.objects.filter(group=OuterRef("group"), nickname_key=OuterRef("nickname_key"))
    words = IdentityDecision.objects.filter(verdict=IdentityDecision.Verdict.OUTSIDER, decided_at__lt=moment)
    of_nobody = (~Q(account_key="") & ~Exists(same_account)) | (Q(account_key="") & ~Exists(same_nickname))
    deleted, _of_each = words.filter(of_nobody).exclude(is_referred_to(IdentityDecision)).delete()
    return deleted


SWEEPS = (Sweep("forget_outsiders", _("outsiders long gone forgotten"), forget_outsiders),)
