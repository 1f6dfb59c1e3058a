"""Rows about offices held in a group: roles with their duties, and what a turn on duty earns and costs."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupadmin.regulations.models.fields import amount, choice, words, yes
from groupadmin.regulations.models.regulation import Part, of_regulation


class CommitteeRole(Part):
    """A named role in the running of a group; who holds it is assigned by name per group."""

    class Role(models.TextChoices):
        OWNER = "OWNER", _("owner")
        ASSISTANT = "ASSISTANT", _("owner's assistant")
        SECRETARY_GENERAL = "SECRETARY_GENERAL", _("secretary-general")
        EXECUTIVE = "EXECUTIVE", _("executive officer")
        ADMIN = "ADMIN", _("admin")
        SUPERVISOR = "SUPERVISOR", _("supervisor")
        SECRETARY = "SECRETARY", _("secretary")
        LEADER = "LEADER", _("team leader")
        DEPUTY_LEADER = "DEPUTY_LEADER", _("deputy team leader")
        DUTY_ADMIN = "DUTY_ADMIN", _("admin on duty")

    regulation = of_regulation("committee_roles")
    role = choice(_("role"), Role, Role.ADMIN)
    holder = words(_("holder"))
    pay = words(_("pay"))

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["regulation", "id"]
        constraints = [models.UniqueConstraint(fields=["regulation", "role"], name="each_role_once")]

    def __str__(self) -> str:
        return self.get_role_display()


class RoleDuty(models.Model):
    """One line of a role's checklist: a duty, or a demand on the person."""

    class Kind(models.TextChoices):
        DUTY = "DUTY", _("duty")
        DEMAND = "DEMAND", _("demand on the person")

    role = models.ForeignKey(CommitteeRole, on_delete=models.CASCADE, related_name="duties", verbose_name=_("role"))
    kind = choice(_("kind"), Kind, Kind.DUTY)
    text = models.CharField(_("text"), max_length=255)

    class Meta:
        verbose_name = _("duty of a role")
        verbose_name_plural = _("duties of a role")
        ordering = ["role", "id"]

    def __str__(self) -> str:
        return self.text


class DutyTerm(Part):
    """What a turn on duty earns (positive) or costs (negative).

    ``comes_off_allowance``: a deduction is taken from what the month's allowance would be; ``reading_is_ours``: the
    regulation does not say so, and the console had to choose.
    """

    class Kind(models.TextChoices):
        ALLOWANCE = "ALLOWANCE", _("allowance")
        TRAINING_POINTS = "TRAINING_POINTS", _("training points")
        MATERIAL_REWARD = "MATERIAL_REWARD", _("material reward")
        EXTRA_REWARD = "EXTRA_REWARD", _("extra reward and points on application")
        DEDUCTION = "DEDUCTION", _("deduction")

    class Unit(models.TextChoices):
        YUAN = "YUAN", _("yuan")
        POINTS = "POINTS", _("points")

    class Per(models.TextChoices):
        MONTH = "MONTH", _("a month")
        TURN = "TURN", _("a turn")
        COMPLAINT = "COMPLAINT", _("a complaint or public criticism")
        APPLICATION = "APPLICATION", _("an application")

    regulation = of_regulation("duty_terms")
    kind = choice(_("kind"), Kind, Kind.ALLOWANCE)
    amount = amount(_("amount"))
    unit = choice(_("unit"), Unit)
    per = choice(_("for"), Per, Per.TURN)
    what = words(_("what is given"))
    condition = words(_("condition"))
    comes_off_allowance = yes(_("comes off the allowance"))
    reading_is_ours = yes(_("this reading is the console's"))

    class Meta:
        verbose_name = _("reward or deduction on duty")
        verbose_name_plural = _("rewards and deductions on duty")
        ordering = ["regulation", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=None)
                | (Q(kind="DEDUCTION") & Q(amount__lt=0))
                | (~Q(kind="DEDUCTION") & Q(amount__gt=0)),
                name="rewards_add_and_deductions_take",
                violation_error_message=_("A reward is positive, a deduction negative."),
            ),
            models.CheckConstraint(condition=Q(amount=None) | ~Q(unit=""), name="amounts_on_duty_have_a_unit"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
