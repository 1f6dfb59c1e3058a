"""What can be done to a regulation: a new edition, edits while it is open, sealing, publishing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit
from groupadmin.core.audit import Actor
from groupadmin.core.errors import DomainError
from groupadmin.regulations import serialization
from groupadmin.regulations.models import Blank, Penalty, Regulation
from groupadmin.regulations.models.blanks import ROWS
from groupadmin.regulations.models.offences import PenaltyKind

# Penalties that are a figure.
COUNTED = frozenset({PenaltyKind.FINE, PenaltyKind.PERFORMANCE_POINTS, PenaltyKind.RED_PACKET, PenaltyKind.DEDUCTION})


class EditionSealed(DomainError):
    code = "edition_sealed"
    wording = _(
        "Edition %(edition)s of “%(title)s” governs groups or is in force and cannot be altered. Make a new edition."
    )


class AlreadyPublished(DomainError):
    code = "already_published"
    wording = _("Edition %(edition)s of “%(title)s” was already published. Make a new edition.")


class ForceBeforePublication(DomainError):
    code = "force_before_publication"
    wording = _("A regulation comes into force on or after the day it is published (%(published_on)s).")


def refuse_sealed(regulation: Regulation, *, on: date) -> None:
    """Raise EditionSealed unless the edition, as it stands in the database, can still be altered."""
    kept = Regulation.objects.get(pk=regulation.pk)
    if not kept.may_be_edited(on):
        raise EditionSealed(edition=kept.edition, title=kept.title)


@transaction.atomic
def new_edition(regulation: Regulation, *, actor: Actor, at: datetime) -> Regulation:
    """Return a copy of an edition with everything it says, numbered after the newest, open to edits."""
    newest = Regulation.objects.filter(slug=regulation.slug).aggregate(newest=Max("edition"))["newest"]
    made = Regulation(slug=regulation.slug, edition=newest + 1)
    serialization.write_regulation(made, serialization.regulation_to_dict(regulation))
    audit.record("regulation.edition_made", made, actor=actor, at=at, detail={"from": regulation.edition})
    return made


@transaction.atomic
def seal(regulation: Regulation, *, actor: Actor, at: datetime) -> bool:
    """Close an edition to edits, because a group has adopted it; True if it was open until now."""
    sealed = bool(Regulation.objects.filter(pk=regulation.pk, sealed_at=None).update(sealed_at=at))
    if sealed:
        audit.record("regulation.sealed", regulation, actor=actor, at=at, detail={"edition": regulation.edition})
    return sealed


@transaction.atomic
def publish(
    regulation: Regulation,
    *,
    published_on: date,
    effective_from: date | None = None,
    discussed_how: str = "",
    published_how: str = "",
    actor: Actor,
    at: datetime,
) -> None:
    """Note that an edition was made known, and from which day it is in force (default: the day of publication).

    ``discussed_how`` and ``published_how`` are the proof that a rule on pay or discipline needs (practice §5.1). Raises
    AlreadyPublished, ForceBeforePublication.
    """
    force = effective_from or published_on
    if force < published_on:
        raise ForceBeforePublication(published_on=published_on)
    changed = Regulation.objects.filter(pk=regulation.pk, published_on=None).update(
        published_on=published_on,
        effective_from=force,
        discussed_how=discussed_how,
        published_how=published_how,
        standing=regulation.standing,
    )
    if not changed:
        raise AlreadyPublished(edition=regulation.edition, title=regulation.title)
    detail: dict[str, object] = {"edition": regulation.edition, "effective_from": force.isoformat()}
    audit.record("regulation.published", regulation, actor=actor, at=at, detail=detail)


@transaction.atomic
def note_edit(regulation: Regulation, *, actor: Actor, at: datetime, detail: dict[str, object] | None = None) -> None:
    """Close an edit that a form has just written: drop the blanks it filled in, and say who did it.

    From now on the edition is a person's work, which no preset overwrites. Raises EditionSealed, which undoes the edit
    when the caller stands in the same transaction.
    """
    refuse_sealed(regulation, on=timezone.localdate(at))
    filled = _settle_blanks(regulation)
    Regulation.objects.filter(pk=regulation.pk).update(edited_at=at)
    facts = (detail or {}) | {"edition": regulation.edition, "filled": filled}
    audit.record("regulation.edited", regulation, actor=actor, at=at, detail=facts)


def _settle_blanks(regulation: Regulation) -> list[str]:
    """Delete the blanks whose column now holds a value; return what was filled in.

    A penalty that was named, but needs a figure and has none, is asked for its figure next.
    """
    filled = [
        blank
        for blank in regulation.blanks.select_related("regulation", *ROWS)
        if getattr(blank.row(), blank.field) not in (None, "", PenaltyKind.UNNAMED)
    ]
    Blank.objects.filter(pk__in=[blank.pk for blank in filled]).delete()
    Blank.objects.bulk_create(
        Blank(regulation=regulation, field="amount", penalty=blank.penalty)
        for blank in filled
        if blank.penalty and blank.field == "kind" and needs_amount(blank.penalty)
    )
    penalties = [blank.penalty_id for blank in filled if blank.penalty_id]
    Penalty.objects.filter(pk__in=penalties, blanks=None).update(is_open=False)
    return [blank.field for blank in filled]


def needs_amount(penalty: Penalty) -> bool:
    """Say whether a penalty means nothing without a figure it does not have yet."""
    return penalty.kind in COUNTED and penalty.amount is None


@transaction.atomic
def fill_blanks(regulation: Regulation, *, values: Mapping[int, object], actor: Actor, at: datetime) -> list[str]:
    """Write values into the blanks of an open edition; returns the columns filled in.

    ``values`` maps a blank's key to the cleaned value of its column; empty ones are left for later. Columns of one row
    are written together, since the database judges them together. Raises EditionSealed.
    """
    refuse_sealed(regulation, on=timezone.localdate(at))
    given: dict[models.Model, dict[str, object]] = {}
    for blank in regulation.blanks.select_related("regulation", *ROWS):
        if values.get(blank.pk) not in (None, ""):
            given.setdefault(blank.row(), {})[blank.field] = values[blank.pk]
    alike: dict[tuple[type[models.Model], tuple[str, ...]], list[models.Model]] = {}
    for row, columns in given.items():
        for name, value in columns.items():
            setattr(row, name, value)
        alike.setdefault((type(row), tuple(columns)), []).append(row)
    for (table, names), rows in alike.items():
        table._default_manager.bulk_update(rows, names)
    if given:
        note_edit(regulation, actor=actor, at=at)
    return [column for columns in given.values() for column in columns]
