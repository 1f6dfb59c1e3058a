"""What is signed and posted for a group: the owner's confidentiality pledge, the announcement that stands in it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit
from groupadmin.core.errors import DomainError
from groupadmin.directory import roles
from groupadmin.groups.models import Announcement, Group, Pledge


class NotTheirPledge(DomainError):
    code = "not_their_pledge"
    wording = _(
        "A pledge is signed by whom it names, in their own log-in. A paper signed by %(name)s is recorded by HR or the "
        "confidentiality officer."
    )


class PaperNeedsANumber(DomainError):
    code = "paper_needs_a_number"
    wording = _("A pledge that %(name)s signed on paper needs the number under which the paper is filed.")


# A pledge is signed anew after twelve months (governance, default numbers).
PLEDGE_LASTS_MONTHS: Final = 12


def sign_pledge(
    group: Group,
    *,
    signer_name: str,
    text_version: str,
    signed_on: date,
    actor: audit.Actor,
    at: datetime,
    signer_staff_no: str = "",
    paper_no: str = "",
    months: int = PLEDGE_LASTS_MONTHS,
) -> Pledge:
    """Keep a confidentiality pledge, bound to the version of the text signed; it expires after ``months``.

    Whoever it names signs it in their own log-in; a pledge on paper is recorded by HR or the confidentiality officer,
    with the number under which the paper is filed. Raises NotTheirPledge, PaperNeedsANumber.
    """
    _refuse_for_others(actor, signer_name, signer_staff_no, paper_no)
    with transaction.atomic():
        pledge = Pledge.objects.create(
            group=group,
            text_version=text_version,
            signer_name=signer_name,
            signer_staff_no=signer_staff_no,
            signed_on=signed_on,
            paper_no=paper_no,
            expires_on=months_later(signed_on, months),
        )
        detail = {"signer": signer_name, "signed_on": str(signed_on), "text": text_version}
        audit.record("group.pledged", group, actor=actor, at=at, detail=detail)
    return pledge


def _refuse_for_others(actor: audit.Actor, name: str, staff_no: str, paper_no: str) -> None:
    """Raise unless the actor may keep a pledge in this name. None is the operator's command, which may."""
    signer = getattr(actor, "employee", None)
    if actor is None or (signer is not None and not paper_no and (signer.name, signer.staff_no) == (name, staff_no)):
        return
    if not roles.holds(actor, roles.HR, roles.CONFIDENTIALITY):
        raise NotTheirPledge(name=name)
    if not paper_no:
        raise PaperNeedsANumber(name=name)


def pledge_stands(group: Group, on: date) -> bool:
    """Say whether a pledge signed for the group holds on a day."""
    return group.pledges.filter(signed_on__lte=on).exclude(expires_on__lt=on).exists()


def post_announcement(group: Group, *, text: str, posted_on: date, actor: audit.Actor, at: datetime) -> Announcement:
    """Keep the announcement that somebody says now stands in the group."""
    with transaction.atomic():
        posted = Announcement.objects.create(
            group=group, text=text, posted_on=posted_on, reported_by_name=audit.name_of(actor)
        )
        audit.record("group.announced", group, actor=actor, at=at, detail={"posted_on": str(posted_on)})
    return posted


def months_later(day: date, months: int) -> date:
    """Return the day ``months`` later, the month's last day where it has no such day (31 January + 1 = 28 February)."""
    year, month = divmod(day.month - 1 + months, 12)
    first_after = date(day.year + year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (first_after - timedelta(days=1)).day
    return date(day.year + year, month + 1, min(day.day, last))
