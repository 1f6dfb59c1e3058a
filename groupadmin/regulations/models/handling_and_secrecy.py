"""Columns for what follows: removal, duty rotation, responsibility, secrecy, appeal and feedback."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from groupadmin.regulations.models.fields import choice, number, words, yes


class RemovalRules(models.Model):
    """Who may remove, how many must agree, and whether it is explained."""

    removed_by = words(_("members are removed by"))
    removal_admins = number(_("admins who must agree to a removal"))
    removal_by_owner_alone = yes(_("or the owner alone"))
    removal_explained = yes(_("whoever removes publishes an explanation"))
    removal_owner_opinion_from = number(_("from so many people on the owner's opinion comes first"))

    class Meta:
        abstract = True


class RotationRules(models.Model):
    """Admins on duty by turns; allowance, deductions and points are rows."""

    class Nomination(models.TextChoices):
        LAST_DAY = "LAST_DAY", _("by the last day of each month")

    turn_months = number(_("length of a turn in months"))
    turns_listed_by = words(_("the list of turns is set by"))
    nominated_by = words(_("the next admin on duty is named by"))
    nomination_due = choice(_("the next admin on duty is named"), Nomination)
    nomination_filed_with = words(_("the nomination is filed with"))
    owner_serves_first_months = number(_("in the first months the owner serves"))

    class Meta:
        abstract = True


class ResponsibilityRules(models.Model):
    """Who answers for conduct, and the path from a report to the payslip."""

    answers_first = words(_("answers first for a member's conduct"))
    answers_second = words(_("answers second"))
    department_answered_by = words(_("answers for a department"))
    breaches_handled_by = words(_("breaches are handled by"))
    breaches_reported_by = words(_("breaches are reported by"))
    investigated_by = words(_("investigated by"))
    notice = words(_("notice issued"))
    notice_approved_by = words(_("the notice is approved by"))
    notice_published = yes(_("the notice is published"))
    notice_published_by = words(_("the notice is published by"))
    fine_taken_from = words(_("the fine is taken from"))

    class Meta:
        abstract = True


class SecrecyRules(models.Model):
    """Pledge, announcement, leaks."""

    secrets = words(_("what is kept secret"))
    secrecy_is_own_duty = yes(_("confidentiality is each member's own duty"))
    pledge_required = yes(_("the owner signs a pledge"))
    announcement_required = yes(_("an announcement is posted"))
    leak_withdrawn = yes(_("what leaked is withdrawn at once"))
    leak_reported_to = words(_("a leak is reported to"))
    nothing_forwarded = yes(_("nothing is passed on"))
    not_to_outsiders = yes(_("nothing goes to outsiders"))
    not_to_moments = yes(_("nothing goes to Moments"))

    class Meta:
        abstract = True


class FeedbackRules(models.Model):
    """Appeals, complaints and suggestions; the path of a complaint is rows."""

    members_may_appeal = yes(_("members have the right of appeal"))
    appeal_heard_by = words(_("appeals are heard by"))
    admins_supervised_by_members = yes(_("members supervise admins"))
    complaint_verified = yes(_("a complaint against an admin is verified"))
    members_heard = yes(_("members give their view first"))
    admin_replaced_for = words(_("an admin is replaced for"))
    suggestions_welcome = yes(_("suggestions are welcome"))
    suggestions_recorded_by = words(_("suggestions are recorded by"))
    suggestions_reported_to = words(_("suggestions are reported to"))

    class Meta:
        abstract = True
