"""What a regulation demands without naming the figure, the penalty or the interval."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupadmin.regulations.models.communication import PublicationStep, QuietHours, RecurringDuty
from groupadmin.regulations.models.duties import CommitteeRole, DutyTerm
from groupadmin.regulations.models.offences import OffenceStep, Penalty
from groupadmin.regulations.models.regulation import Part, Regulation

# The child rows that can be open, by the column of Blank that points at them.
ROWS: dict[str, type[models.Model]] = {
    "offence_step": OffenceStep,
    "penalty": Penalty,
    "quiet_hours": QuietHours,
    "recurring_duty": RecurringDuty,
    "publication_step": PublicationStep,
    "committee_role": CommitteeRole,
    "duty_term": DutyTerm,
}
_OF_THE_REGULATION = Q(**dict.fromkeys(ROWS))
_AT_MOST_ONE = _OF_THE_REGULATION | Q(
    *(Q(**{f"{name}__isnull": False}) & Q(**{other: None for other in ROWS if other != name}) for name in ROWS),
    _connector=Q.OR,
)


# What each row needs beside itself to be named to people: its clause, and the offence it belongs to.
_PLACES = (
    "penalty__step__offence__clause",
    "offence_step__offence__clause",
    *(f"{name}__clause" for name, model in ROWS.items() if issubclass(model, Part)),
)


class BlankQuerySet(models.QuerySet["Blank"]):
    def with_places(self) -> BlankQuerySet:
        """Bring each blank's row and all that names it, in the one query."""
        return self.select_related("regulation", *_PLACES)


class Blank(models.Model):
    """A column that is demanded and open, so that NULL there means "to be filled in" and not "not mentioned".

    ``field`` names a column of the regulation, or of the one child row that is set. The row goes when its value is
    filled in; the adopting organisation does that in an edition of its own.
    """

    regulation = models.ForeignKey(
        Regulation, on_delete=models.CASCADE, related_name="blanks", verbose_name=_("regulation")
    )
    field = models.CharField(_("what is open"), max_length=60)
    offence_step = models.ForeignKey(OffenceStep, on_delete=models.CASCADE, null=True, related_name="blanks")
    penalty = models.ForeignKey(Penalty, on_delete=models.CASCADE, null=True, related_name="blanks")
    quiet_hours = models.ForeignKey(QuietHours, on_delete=models.CASCADE, null=True, related_name="blanks")
    recurring_duty = models.ForeignKey(RecurringDuty, on_delete=models.CASCADE, null=True, related_name="blanks")
    publication_step = models.ForeignKey(PublicationStep, on_delete=models.CASCADE, null=True, related_name="blanks")
    committee_role = models.ForeignKey(CommitteeRole, on_delete=models.CASCADE, null=True, related_name="blanks")
    duty_term = models.ForeignKey(DutyTerm, on_delete=models.CASCADE, null=True, related_name="blanks")

    objects = BlankQuerySet.as_manager()

    class Meta:
        verbose_name = _("blank to fill in")
        verbose_name_plural = _("blanks to fill in")
        ordering = ["regulation", "id"]
        constraints = [
            # Not nulls_distinct=False, which SQLite does not have.
            models.UniqueConstraint(
                fields=["regulation", "field"], condition=_OF_THE_REGULATION, name="each_blank_of_a_regulation_once"
            ),
            *(models.UniqueConstraint(fields=[row, "field"], name=f"each_blank_of_a_{row}_once") for row in ROWS),
            models.CheckConstraint(condition=_AT_MOST_ONE, name="a_blank_stands_in_one_row"),
        ]

    def __str__(self) -> str:
        return self.field

    def row(self) -> models.Model:
        """Return the row that is open: the regulation, or its child; select_related(*ROWS) spares queries."""
        return next((getattr(self, name) for name in ROWS if getattr(self, f"{name}_id")), self.regulation)
