"""What a regulation says: one row per edition, child rows for what there can be many of."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Regulation(models.Model):
    """One edition of a regulation. An edition that groups have adopted is never altered; a new one is made."""

    class Standing(models.TextChoices):
        DRAFT = "DRAFT", _("draft for comment")
        PROVISIONAL = "PROVISIONAL", _("provisional")
        TRIAL = "TRIAL", _("on trial")
        FINAL = "FINAL", _("final")

    class Admission(models.TextChoices):
        """Who may be in."""

        ANYBODY = "ANYBODY", _("not said")
        EMPLOYEES = "EMPLOYEES", _("current employees")
        DEPARTMENT = "DEPARTMENT", _("staff of the group's department")
        POSTS = "POSTS", _("staff of named posts")
        ASSOCIATION = "ASSOCIATION", _("members of the association")
        CONDITION = "CONDITION", _("whoever meets a condition")

    class Outsiders(models.TextChoices):
        """How somebody from outside may come in."""

        NOT_SAID = "NOT_SAID", _("not said")
        NEVER = "NEVER", _("never")
        CONSENT = "CONSENT", _("with the owner's or an admin's consent")
        APPLICATION = "APPLICATION", _("by an application")

    slug = models.SlugField(_("short name"), max_length=60)
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    title = models.CharField(_("title"), max_length=120)
    admission = models.CharField(
        _("who may be in"), max_length=11, choices=Admission.choices, default=Admission.ANYBODY
    )
    outsiders = models.CharField(_("outsiders"), max_length=11, choices=Outsiders.choices, default=Outsiders.NOT_SAID)
    rename_grace_days = models.PositiveSmallIntegerField(_("days to set the nickname"), null=True, blank=True)
    roster_check_days = models.PositiveSmallIntegerField(_("roster is checked every … days"), null=True, blank=True)
    newcomer_speaks_within_days = models.PositiveSmallIntegerField(_("a newcomer speaks within"), null=True, blank=True)
    longest_silence_days = models.PositiveSmallIntegerField(_("longest silence in days"), null=True, blank=True)
    dormant_after_days = models.PositiveSmallIntegerField(_("dissolved when dormant for"), null=True, blank=True)
    dissolved_when_done = models.BooleanField(_("dissolved when the work is done"), default=False)
    pledge_required = models.BooleanField(_("the owner signs a pledge"), default=False)
    announcement_required = models.BooleanField(_("an announcement is posted"), default=False)

    class Meta:
        verbose_name = _("regulation")
        verbose_name_plural = _("regulations")
        ordering = ["slug", "-edition"]
        constraints = [models.UniqueConstraint(fields=["slug", "edition"], name="one_edition_of_a_number")]

    def __str__(self) -> str:
        return self.title


class NicknamePattern(models.Model):
    """The nickname an account of a kind must bear; "" = every kind. The template's language: ``patterns.py``."""

    regulation = models.ForeignKey(Regulation, on_delete=models.CASCADE, related_name="nickname_patterns")
    account_kind = models.CharField(_("kind of account"), max_length=10, blank=True)
    template = models.CharField(_("pattern"), max_length=120)
    example = models.CharField(_("example"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("nickname pattern")
        verbose_name_plural = _("nickname patterns")
        ordering = ["regulation", "id"]

    def __str__(self) -> str:
        return self.template


class RequiredMember(models.Model):
    """Who must be in: everybody, all managers, or whoever's post bears a word; of the group's department or of all."""

    class Whom(models.TextChoices):
        EVERYBODY = "EVERYBODY", _("everybody")
        MANAGERS = "MANAGERS", _("all managers")
        POST = "POST", _("a post")

    regulation = models.ForeignKey(Regulation, on_delete=models.CASCADE, related_name="required_members")
    whom = models.CharField(_("whom"), max_length=9, choices=Whom.choices)
    post = models.CharField(_("word in the post"), max_length=64, blank=True)
    whole_organisation = models.BooleanField(_("of the whole organisation"), default=False)

    class Meta:
        verbose_name = _("who must be in")
        verbose_name_plural = _("who must be in")
        ordering = ["regulation", "id"]

    def __str__(self) -> str:
        return self.post or self.get_whom_display()
