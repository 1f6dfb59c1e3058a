"""Columns for the text itself, what it governs, who runs it, who may be in, and how groups are made and named."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from groupadmin.regulations.models.fields import choice, number, words, yes


class TextRules(models.Model):
    """The text itself: who issues and interprets it, from when it holds, whether it must be read and accepted."""

    class Standing(models.TextChoices):
        DRAFT = "DRAFT", _("draft for comment")
        PROVISIONAL = "PROVISIONAL", _("provisional")
        TRIAL = "TRIAL", _("on trial")
        FINAL = "FINAL", _("final")

    class InForceFrom(models.TextChoices):
        PUBLICATION = "PUBLICATION", _("from publication")
        DATE = "DATE", _("from a date")

    issuer = words(_("issued by"))
    interpreter = words(_("interpreted by"))
    standing = choice(_("standing"), Standing, Standing.FINAL)
    in_force_from = choice(_("in force"), InForceFrom)
    must_accept = yes(_("must be read and accepted on joining"))
    preamble = models.TextField(_("preamble"), blank=True)

    class Meta:
        abstract = True


class ScopeRules(models.Model):
    """What it governs: one named group, or every group of the kinds listed in its category rules."""

    class Coverage(models.TextChoices):
        ONE = "ONE", _("one group")
        EVERY = "EVERY", _("every group of a kind")

    coverage = choice(_("governs"), Coverage, Coverage.EVERY)
    one_group = words(_("the one group"))

    class Meta:
        abstract = True


class RunningRules(models.Model):
    """Who runs the groups: the admins' appointment, filing and replacement."""

    run_by = words(_("run by"))
    admin_is = words(_("the admin is"))
    admins_appointed_by = words(_("admins are appointed by"))
    admins_filed_with = words(_("admins are filed with"))
    admin_replaced_with_consent_of = words(_("an admin is replaced with the consent of"))
    overseen_by = words(_("overseen by"))
    no_private_creation = yes(_("nobody creates groups privately"))
    admins_on_duty_by_need = yes(_("several admins on duty at a time, their number by need"))

    class Meta:
        abstract = True


class EligibilityRules(models.Model):
    """Who may be in, who may leave, and how somebody from outside may come in."""

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
        NEVER = "NEVER", _("nobody from outside comes in")
        CONSENT = "CONSENT", _("with the owner's or an admin's consent")
        APPLICATION = "APPLICATION", _("by an application")

    class Leaving(models.TextChoices):
        """Whether a member may leave on their own."""

        NOT_ALONE = "NOT_ALONE", _("nobody leaves on their own")
        AS_A_RULE_NOT = "AS_A_RULE_NOT", _("as a rule nobody leaves on their own")
        PERMISSION = "PERMISSION", _("only with permission")

    admission = choice(_("who may be in"), Admission, Admission.ANYBODY)
    admission_condition = words(_("condition"))
    residence_length = words(_("length of residence"))
    minimum_age = number(_("minimum age"))
    outsiders = choice(_("outsiders"), Outsiders, Outsiders.NOT_SAID)
    leaving = choice(_("leaving"), Leaving)
    leaving_at_own_risk = yes(_("who leaves does so at their own risk"))
    nobody_adds_others = yes(_("members add nobody themselves"))
    only_where_concerned = yes(_("nobody joins groups that do not concern them"))
    others_join_by_choice = yes(_("others join by choice"))
    passed_on_by = words(_("who passes news on to those not in"))
    able_to_use = words(_("everybody must be able to use"))
    most_members = number(_("most members"))

    class Meta:
        abstract = True


class NewcomerRules(models.Model):
    """Who brings newcomers in and explains the rules; the steps are rows."""

    class Who(models.TextChoices):
        SUPERVISOR = "SUPERVISOR", _("the supervisor")
        SPONSOR = "SPONSOR", _("the sponsor")
        ADMIN = "ADMIN", _("an admin")
        DUTY_ADMIN = "DUTY_ADMIN", _("the admin on duty")
        OWNER = "OWNER", _("the owner")

    brought_in_by = choice(_("brought in by"), Who)
    rules_explained_by = choice(_("rules explained by"), Who)
    sponsor_applies_first = yes(_("the sponsor applies before inviting"))

    class Meta:
        abstract = True


class CreationRules(models.Model):
    """How a group is created; what the application states and who approves it are rows."""

    created_only_if_necessary = yes(_("created only if necessary"))
    proposed_by = words(_("proposed by"))
    filed_with = words(_("filed with"))
    ledger = words(_("ledger kept"))
    creator_answers = yes(_("who creates or manages a group answers for it"))

    class Meta:
        abstract = True


class GroupNameRules(models.Model):
    """What a group may be called."""

    class GroupNameKind(models.TextChoices):
        """As in ``patterns.GroupNameKind``."""

        FREE = "FREE", _("free")
        FIXED = "FIXED", _("fixed")
        PATTERN = "PATTERN", _("after a pattern")
        CODE = "CODE", _("a number, pinyin initials or the like")

    group_name_kind = choice(_("name of the group"), GroupNameKind)
    group_name_text = words(_("fixed name or pattern"))
    group_name_conceals = yes(_("the name must not reveal the unit or its business"))
    group_name_chosen_by = words(_("the name is chosen by"))
    group_name_approved_by = words(_("the name is approved by"))
    group_name_changes_reported = yes(_("changes of the name are reported promptly"))

    class Meta:
        abstract = True
