"""One edition of a regulation: the columns of every chapter, its clauses, and what it leaves open."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from groupadmin.regulations.models import behaviour, handling_and_secrecy, text_and_admission
from groupadmin.regulations.models.fields import Figure, words
from groupadmin.regulations.querysets import RegulationQuerySet


class Regulation(
    text_and_admission.TextRules,
    text_and_admission.ScopeRules,
    text_and_admission.RunningRules,
    text_and_admission.EligibilityRules,
    text_and_admission.NewcomerRules,
    text_and_admission.CreationRules,
    text_and_admission.GroupNameRules,
    behaviour.IdentityRules,
    behaviour.AccountRules,
    behaviour.InspectionRules,
    behaviour.SilenceRules,
    behaviour.LifetimeRules,
    behaviour.ContentRules,
    behaviour.ResponseRules,
    behaviour.MessageRules,
    behaviour.ActivityRules,
    handling_and_secrecy.RemovalRules,
    handling_and_secrecy.RotationRules,
    handling_and_secrecy.ResponsibilityRules,
    handling_and_secrecy.SecrecyRules,
    handling_and_secrecy.FeedbackRules,
):
    """One edition of a regulation. An edition that is sealed or in force is never altered; a new one is made.

    The columns hold what can be said once; what can be said many times are child rows. NULL, "" and False mean "not
    mentioned": the console's default holds. What is demanded without a figure has a ``Blank`` beside it.
    """

    slug = models.SlugField(_("short name"), max_length=60)
    edition = Figure(_("edition"), default=1)
    title = models.CharField(_("title"), max_length=120)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    effective_from = models.DateField(_("in force from"), null=True, blank=True)
    discussed_how = words(_("how it was discussed"))
    published_how = words(_("how it was made known"))
    sealed_at = models.DateTimeField(_("sealed at"), null=True, editable=False)
    # The preset file this edition came from, by its hash, and since when a person has had a hand in it.
    preset_hash = models.CharField(_("hash of the preset"), max_length=64, blank=True, editable=False)
    edited_at = models.DateTimeField(_("edited at"), null=True, editable=False)

    objects = RegulationQuerySet.as_manager()

    class Meta:
        verbose_name = _("regulation")
        verbose_name_plural = _("regulations")
        ordering = ["slug", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "edition"], name="one_edition_of_a_number"),
            models.CheckConstraint(condition=Q(edition__gte=1), name="editions_count_from_one"),
            models.CheckConstraint(
                condition=Q(effective_from=None) | Q(published_on__isnull=False, effective_from__gte=F("published_on")),
                name="in_force_only_once_published",
                violation_error_message=_("A regulation comes into force on or after the day it is published."),
            ),
            models.CheckConstraint(
                condition=Q(roster_check_days=None) | Q(roster_check_days__gte=1), name="roster_check_days_at_least_one"
            ),
            models.CheckConstraint(
                condition=Q(flooding_repeats=None) | Q(flooding_repeats__gte=2), name="flooding_takes_two_at_least"
            ),
            models.CheckConstraint(
                condition=~Q(group_name_kind__in=["FIXED", "PATTERN"]) | ~Q(group_name_text=""),
                name="fixed_names_and_patterns_are_written",
                violation_error_message=_("Write the fixed name, or the pattern, of the group."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_in_force(self, on: date) -> bool:
        """Say whether this edition has come into force by a day (a later edition may have followed it)."""
        return self.effective_from is not None and self.effective_from <= on

    def may_be_edited(self, on: date) -> bool:
        """Say whether this edition can still be altered."""
        return self.sealed_at is None and not self.is_in_force(on)


class Chapter(models.TextChoices):
    """The chapters a regulation's clauses and rules are read in, in this order."""

    GENERAL = "GENERAL", _("General provisions")
    RUNNING = "RUNNING", _("Groups and who runs them")
    MEMBERS = "MEMBERS", _("Members")
    CREATION = "CREATION", _("Creating and naming groups")
    IDENTITY = "IDENTITY", _("Names and accounts")
    INSPECTION = "INSPECTION", _("Checks and the end of groups")
    CONTENT = "CONTENT", _("What is posted")
    RESPONSE = "RESPONSE", _("Answering")
    DUTIES = "DUTIES", _("Duties")
    ACTIVITIES = "ACTIVITIES", _("Activities")
    OFFENCES = "OFFENCES", _("Prohibitions and consequences")
    SECRECY = "SECRECY", _("Secrecy and publication")
    FEEDBACK = "FEEDBACK", _("Appeal and feedback")


class Clause(models.Model):
    """A clause in words. ``number`` is the reference that offences, cases and notices cite."""

    regulation = models.ForeignKey(
        Regulation, on_delete=models.CASCADE, related_name="clauses", verbose_name=_("regulation")
    )
    number = models.CharField(_("number"), max_length=12)
    chapter = models.CharField(_("chapter"), max_length=12, choices=Chapter.choices)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        ordering = ["regulation", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["regulation", "number"],
                name="one_clause_of_a_number",
                violation_error_message=_("There is already a clause of this number."),
            )
        ]

    def __str__(self) -> str:
        return self.number


def of_regulation(related_name: str) -> models.ForeignKey[object, object]:
    """Return the key by which a child row belongs to its edition."""
    return models.ForeignKey(
        Regulation, on_delete=models.CASCADE, related_name=related_name, verbose_name=_("regulation")
    )


class Part(models.Model):
    """What child rows share: the clause that says it."""

    clause = models.ForeignKey(
        Clause, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("clause")
    )

    class Meta:
        abstract = True
