"""Offences and what they cost, by occurrence; and how penalties of one kind add up to the next."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupadmin.regulations.models.fields import Figure, amount, choice, words, yes
from groupadmin.regulations.models.regulation import Part, of_regulation


class Offence(Part):
    """A prohibited act: its clause, its category, whom it falls on, and the exception it allows."""

    class Category(models.TextChoices):
        LEAK = "LEAK", _("leaks")
        UNLAWFUL = "UNLAWFUL", _("against law or policy")
        POLITICS = "POLITICS", _("adverse politics or religion")
        PORNOGRAPHY = "PORNOGRAPHY", _("pornography, gambling, virus links")
        VIOLENCE = "VIOLENCE", _("violence")
        HARM = "HARM", _("harmful information")
        SLANDER = "SLANDER", _("slander")
        UNCIVIL = "UNCIVIL", _("uncivil conduct and attacks")
        HARASSMENT = "HARASSMENT", _("harassment")
        NEGATIVE = "NEGATIVE", _("negative or extreme content")
        UNVERIFIED = "UNVERIFIED", _("unverified information and rumours")
        ADVERTISING = "ADVERTISING", _("advertising and selling")
        FLOODING = "FLOODING", _("flooding")
        OFF_SCOPE = "OFF_SCOPE", _("off-scope posts")
        FORM = "FORM", _("form of messages")
        ADMISSION = "ADMISSION", _("bringing people in")
        IDENTITY = "IDENTITY", _("nickname and identity")
        SILENCE = "SILENCE", _("silence and absence")
        RESPONSE = "RESPONSE", _("late or missing response")
        ACTIVITY = "ACTIVITY", _("activities")
        DISOBEDIENCE = "DISOBEDIENCE", _("disobeying the admin or the rules")
        DUTY = "DUTY", _("neglect of a duty")

    class Answerable(models.TextChoices):
        MEMBER = "MEMBER", _("whoever does it")
        IN_CHARGE = "IN_CHARGE", _("the person in charge of the task")
        BOTH_SIDES = "BOTH_SIDES", _("both sides")
        DEPARTMENT_HEAD = "DEPARTMENT_HEAD", _("the head of the department")
        DUTY_ADMIN = "DUTY_ADMIN", _("the admin on duty")

    regulation = of_regulation("offences")
    code = models.SlugField(_("code"), max_length=40)
    title = models.CharField(_("prohibited act"), max_length=200)
    category = choice(_("category"), Category, Category.OFF_SCOPE)
    answerable = choice(_("falls on"), Answerable, Answerable.MEMBER)
    exception = words(_("exception"))
    once_verified = yes(_("only once verified"))
    anywhere = yes(_("wherever and whenever it happens"))

    class Meta:
        verbose_name = _("offence")
        verbose_name_plural = _("offences")
        ordering = ["regulation", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["regulation", "code"],
                name="one_offence_of_a_code",
                violation_error_message=_("There is already an offence of this code."),
            )
        ]

    def __str__(self) -> str:
        return self.title


class OffenceStep(models.Model):
    """What an offence costs the first, second, … time, or when grave. The last step holds for every time after it.

    ``occurrence`` is NULL only where the regulation leaves the number open. ``when_ineffective``: the step before it
    did not help (仍不改正), which a person judges.
    """

    offence = models.ForeignKey(Offence, on_delete=models.CASCADE, related_name="steps", verbose_name=_("offence"))
    occurrence = Figure(_("time"), null=True, blank=True, default=1)
    grave = yes(_("when grave"))
    when_ineffective = yes(_("when the step before did not help"))

    class Meta:
        verbose_name = _("step of an offence")
        verbose_name_plural = _("steps of an offence")
        ordering = ["offence", "grave", "id"]
        constraints = [
            # NULLs differ from each other in a unique index, and SQLite cannot be told otherwise: hence the other two.
            models.UniqueConstraint(fields=["offence", "occurrence", "grave"], name="one_step_per_occurrence"),
            models.UniqueConstraint(
                fields=["offence"],
                condition=Q(grave=True),
                name="one_grave_step_per_offence",
                violation_error_message=_("An offence has one step for when it is grave."),
            ),
            models.UniqueConstraint(
                fields=["offence"],
                condition=Q(occurrence=None, grave=False),
                name="one_step_of_an_open_number",
                violation_error_message=_("An offence has one step whose number is open."),
            ),
            models.CheckConstraint(
                condition=Q(occurrence=None) | Q(occurrence__gte=1),
                name="occurrences_count_from_one",
                violation_error_message=_("Occurrences count from one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offence} ({self.occurrence or '…'})"


class PenaltyKind(models.TextChoices):
    """Every penalty met in regulations; the ledger carries them all. UNNAMED: demanded, but none is named."""

    ORAL_WARNING = "ORAL_WARNING", _("oral warning with a phone talk")
    WARNING = "WARNING", _("warning")
    SERIOUS_WARNING = "SERIOUS_WARNING", _("serious warning")
    PUBLIC_CRITICISM = "PUBLIC_CRITICISM", _("public criticism")
    FINE = "FINE", _("fine")
    PERFORMANCE_POINTS = "PERFORMANCE_POINTS", _("performance points")
    MONTH_PERFORMANCE_PAY = "MONTH_PERFORMANCE_PAY", _("the month's whole performance pay")
    DEMERIT = "DEMERIT", _("demerit")
    SERIOUS_HANDLING = "SERIOUS_HANDLING", _("serious handling")
    SERIOUS_ASSESSMENT = "SERIOUS_ASSESSMENT", _("serious assessment")
    DISCIPLINARY = "DISCIPLINARY", _("disciplinary action")
    BY_COMPANY_RULES = "BY_COMPANY_RULES", _("by company rules")
    ASSESSMENT_BY_RULES = "ASSESSMENT_BY_RULES", _("assessment by company rules")
    PUNISHMENT_BY_RULES = "PUNISHMENT_BY_RULES", _("punishment by company rules")
    BY_REWARD_CODE = "BY_REWARD_CODE", _("by the reward and punishment code")
    ASKED_TO_LEAVE = "ASKED_TO_LEAVE", _("asked to leave")
    ORDERED_OUT = "ORDERED_OUT", _("ordered out of the group")
    REMOVAL = "REMOVAL", _("removal from the group")
    COUNTED_AS_LEFT = "COUNTED_AS_LEFT", _("counted as having left")
    BAN = "BAN", _("banned for good")
    RED_PACKET = "RED_PACKET", _("group red packet")
    ALLOWANCE_CANCELLED = "ALLOWANCE_CANCELLED", _("allowance cancelled")
    DEDUCTION = "DEDUCTION", _("further deduction")
    DISMISSAL = "DISMISSAL", _("dismissal")
    DISMISSAL_WITHOUT_COMPENSATION = "DISMISSAL_WITHOUT_COMPENSATION", _("dismissal without compensation")
    LIABILITY = "LIABILITY", _("economic and legal liability")
    AUTHORITIES = "AUTHORITIES", _("handed over to the authorities")
    OWN_RISK = "OWN_RISK", _("at one's own risk")
    UNNAMED = "UNNAMED", _("a penalty that is not named")


class Penalty(models.Model):
    """One penalty of a step; a step may carry several. ``is_open``: its amount, content or kind is to be filled in."""

    step = models.ForeignKey(OffenceStep, on_delete=models.CASCADE, related_name="penalties", verbose_name=_("step"))
    kind = choice(_("penalty"), PenaltyKind, PenaltyKind.UNNAMED)
    amount = amount(_("amount"))
    detail = words(_("content"))
    at_once = yes(_("at once"))
    is_open = models.BooleanField(_("still open"), default=False, editable=False)

    class Meta:
        verbose_name = _("penalty")
        verbose_name_plural = _("penalties")
        ordering = ["step", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="FINE") | Q(amount__isnull=False) | Q(is_open=True),
                name="fines_have_an_amount_or_are_open",
                violation_error_message=_("A fine needs its amount in yuan."),
            ),
            models.CheckConstraint(
                condition=~Q(kind="UNNAMED") | Q(is_open=True),
                name="unnamed_penalties_are_open",
                violation_error_message=_("Name the penalty."),
            ),
            models.CheckConstraint(condition=Q(amount=None) | Q(amount__gt=0), name="penalty_amounts_are_positive"),
            models.UniqueConstraint(fields=["step", "kind"], name="each_penalty_once_per_step"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Accumulation(Part):
    """So many penalties of one kind make one of the next."""

    regulation = of_regulation("accumulations")
    kind = choice(_("penalty"), PenaltyKind, PenaltyKind.WARNING)
    count = Figure(_("how many"))
    becomes = choice(_("become"), PenaltyKind, PenaltyKind.DEMERIT)
    as_a_rule = yes(_("as a rule"))

    class Meta:
        verbose_name = _("accumulation")
        verbose_name_plural = _("accumulations")
        ordering = ["regulation", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=2),
                name="accumulation_takes_two_at_least",
                violation_error_message=_("It takes at least two to add up."),
            ),
            models.CheckConstraint(condition=~Q(kind=models.F("becomes")), name="accumulation_leads_elsewhere"),
            models.UniqueConstraint(fields=["regulation", "kind"], name="one_accumulation_per_penalty"),
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.get_kind_display()}"
