"""Rows about people: nicknames, kinds of account, who must be in, who may be in, and a newcomer's steps."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupadmin.regulations import patterns
from groupadmin.regulations.models.fields import choice, words, yes
from groupadmin.regulations.models.organisation import CategoryRule
from groupadmin.regulations.models.regulation import Part, of_regulation


class Account(models.TextChoices):
    """Kinds of account that a regulation tells apart."""

    PERSONAL = "PERSONAL", _("personal")
    DEPARTMENT = "DEPARTMENT", _("department or institution")
    OFFICE = "OFFICE", _("administrative office")
    PARENT = "PARENT", _("parent")
    TEACHER = "TEACHER", _("teacher")


def readable_pattern(template: str) -> None:
    """Refuse a pattern that cannot be read, and say where it goes wrong."""
    try:
        patterns.parse(template)
    except patterns.PatternError as error:
        raise ValidationError(
            _("The pattern cannot be read at character %(position)s (%(code)s). Example: {department}-{name}"),
            code=error.code,
            params={"position": error.position + 1, "code": error.code},
        ) from error


class NicknamePattern(Part):
    """The nickname an account of a kind must bear; "" = every kind. The template's language: ``patterns``."""

    regulation = of_regulation("nickname_patterns")
    account_kind = models.CharField(_("kind of account"), max_length=10, blank=True, choices=Account.choices)
    template = models.CharField(_("pattern"), max_length=120, validators=[readable_pattern])
    example = models.CharField(_("example"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("nickname pattern")
        verbose_name_plural = _("nickname patterns")
        ordering = ["regulation", "id"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "account_kind"], name="one_pattern_per_kind_of_account")
        ]

    def __str__(self) -> str:
        return self.template


class AccountKind(Part):
    """A kind of account that may be in, and how it is registered and named."""

    regulation = of_regulation("account_kinds")
    kind = choice(_("kind of account"), Account, Account.PERSONAL)
    registered_by = words(_("registered by"))
    named = words(_("named"))

    class Meta:
        verbose_name = _("kind of account")
        verbose_name_plural = _("kinds of account")
        ordering = ["regulation", "id"]

    def __str__(self) -> str:
        return self.get_kind_display()


class RequiredMember(Part):
    """Who must be in: everybody, all managers, whoever's post bears a word, staff of a unit, or those concerned.

    Of the group's own department, or (``whole_organisation``) of all; in groups of every kind that the regulation
    governs, or only of one ``category``. CONCERNED cannot be swept: a person judges it.
    """

    class Whom(models.TextChoices):
        EVERYBODY = "EVERYBODY", _("everybody")
        MANAGERS = "MANAGERS", _("all managers")
        POST = "POST", _("a post")
        UNIT = "UNIT", _("everybody of units named so")
        CONCERNED = "CONCERNED", _("everybody whose work needs it")

    regulation = of_regulation("required_members")
    whom = models.CharField(_("whom"), max_length=9, choices=Whom.choices)
    post = models.CharField(_("word in the post"), max_length=64, blank=True)
    unit = models.CharField(_("word in the unit's name"), max_length=64, blank=True)
    whole_organisation = models.BooleanField(_("of the whole organisation"), default=False)
    category = choice(_("only in groups of this kind"), CategoryRule.Category)

    class Meta:
        verbose_name = _("who must be in")
        verbose_name_plural = _("who must be in")
        ordering = ["regulation", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(whom="POST") & ~Q(post=""))
                | (Q(whom="UNIT") & ~Q(unit=""))
                | ~Q(whom__in=["POST", "UNIT"]),
                name="required_posts_and_units_are_named",
                violation_error_message=_("Name the word in the post or in the unit's name."),
            )
        ]

    def __str__(self) -> str:
        return self.post or self.unit or self.get_whom_display()


class Admitted(Part):
    """One of several kinds of people who may be in, in the regulation's words.

    Those of named posts, or of units named so, are found by that word; a row without one is for people to judge.
    """

    regulation = of_regulation("admitted")
    who = models.CharField(_("who may be in"), max_length=120)
    post = words(_("word in the post"), 64)
    unit = words(_("word in the unit's name"), 64)

    class Meta:
        verbose_name = _("who may be in")
        verbose_name_plural = _("who may be in")
        ordering = ["regulation", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(post="") | Q(unit=""),
                name="admitted_by_post_or_by_unit",
                violation_error_message=_("Name a word in the post, or in the unit's name, and not both in one row."),
            )
        ]

    def __str__(self) -> str:
        return self.who


class NewcomerStep(Part):
    """What a newcomer goes through, in order, before and after being let in."""

    class When(models.TextChoices):
        BEFORE = "BEFORE", _("before admission")
        AFTER = "AFTER", _("on joining")

    class What(models.TextChoices):
        APPLICATION = "APPLICATION", _("application")
        SELF_INTRODUCTION = "SELF_INTRODUCTION", _("self-introduction")
        QUESTIONS = "QUESTIONS", _("questions answered")
        FORM = "FORM", _("information form")
        READ_RULES = "READ_RULES", _("reads the regulation")
        RULES_EXPLAINED = "RULES_EXPLAINED", _("is told the rules")
        NICKNAME = "NICKNAME", _("sets the nickname")
        WELCOME = "WELCOME", _("is welcomed")
        ANNOUNCED = "ANNOUNCED", _("is announced")

    regulation = of_regulation("newcomer_steps")
    when = choice(_("when"), When, When.AFTER)
    what = choice(_("newcomer's step"), What, What.APPLICATION)
    by = words(_("by whom"))
    states = words(_("states"))
    condition_of_admission = yes(_("a condition of admission"))

    class Meta:
        verbose_name = _("newcomer's step")
        verbose_name_plural = _("newcomer's steps")
        ordering = ["regulation", "id"]

    def __str__(self) -> str:
        return self.get_what_display()
