"""Rows about what is said and done: kinds of content, quiet hours, recurring duties, reports, measures, publication."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from groupadmin.regulations.models.fields import Figure, choice, number, words, yes
from groupadmin.regulations.models.organisation import CategoryRule
from groupadmin.regulations.models.regulation import Part, of_regulation


class ContentKind(Part):
    """One kind of a closed list of what may be posted; ``category``: in groups of one kind only, "" = in all."""

    regulation = of_regulation("content_kinds")
    category = choice(_("in groups of the kind"), CategoryRule.Category)
    title = models.CharField(_("kind of content"), max_length=120)
    phone_too = yes(_("also by phone call"))

    class Meta:
        verbose_name = _("kind of content")
        verbose_name_plural = _("kinds of content")
        ordering = ["regulation", "id"]

    def __str__(self) -> str:
        return self.title


class QuietHours(Part):
    """A daily range in which nobody posts, nobody chats, or only work is talked; it may cross midnight."""

    class Kind(models.TextChoices):
        NO_POSTS = "NO_POSTS", _("nobody posts")
        NO_CHAT = "NO_CHAT", _("no chatting")
        WORK_ONLY = "WORK_ONLY", _("only work is talked")

    regulation = of_regulation("quiet_hours")
    kind = choice(_("what holds"), Kind, Kind.NO_POSTS)
    starts = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("until"), null=True, blank=True)
    in_working_time = yes(_("within working time only"))
    except_posts = words(_("except"))

    class Meta:
        verbose_name = _("quiet hours")
        verbose_name_plural = _("quiet hours")
        ordering = ["regulation", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts=None, ends=None)
                | (Q(starts__isnull=False, ends__isnull=False) & ~Q(starts=F("ends"))),
                name="quiet_hours_have_two_different_ends",
                violation_error_message=_("Quiet hours need a beginning and a different end."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts:%H:%M}–{self.ends:%H:%M}" if self.starts and self.ends else self.get_kind_display()


class RecurringDuty(Part):
    """What somebody must post or do again and again."""

    class Kind(models.TextChoices):
        BULLETIN = "BULLETIN", _("bulletin")
        REPORT = "REPORT", _("report")
        SHARE = "SHARE", _("share in the group")
        PUBLIC_POSTS = "PUBLIC_POSTS", _("share the company's public posts")
        CLEANING = "CLEANING", _("cleaning")
        ONLINE = "ONLINE", _("be online")

    class Per(models.TextChoices):
        SHIFT = "SHIFT", _("a shift")
        DAY = "DAY", _("a day")
        WORKING_DAY = "WORKING_DAY", _("a working day")
        WEEK = "WEEK", _("a week")
        MONTH = "MONTH", _("a month")
        EVENT = "EVENT", _("each time")

    class Audience(models.TextChoices):
        GROUP = "GROUP", _("the group")
        MOMENTS = "MOMENTS", _("one's own Moments")
        COLLEAGUES = "COLLEAGUES", _("colleagues")

    regulation = of_regulation("recurring_duties")
    kind = choice(_("duty"), Kind, Kind.REPORT)
    who = words(_("who does it"))
    what = words(_("what is done"))
    times = number(_("times"))
    hours = number(_("hours"))
    per = choice(_("per"), Per)
    at = words(_("at"))
    audience = choice(_("towards"), Audience)
    proof = words(_("proved by"))

    class Meta:
        verbose_name = _("recurring duty")
        verbose_name_plural = _("recurring duties")
        ordering = ["regulation", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(times=None) | Q(times__gte=1), name="duties_recur_once_at_least"),
            models.CheckConstraint(
                condition=(Q(times=None) & Q(hours=None)) | ~Q(per=""),
                name="counted_duties_name_their_period",
                violation_error_message=_("Say in which period the duty is counted."),
            ),
        ]

    def __str__(self) -> str:
        return self.what or self.get_kind_display()


class MemberReport(Part):
    """What a member must report, and to whom."""

    class What(models.TextChoices):
        OUTSIDER = "OUTSIDER", _("an outsider seen")
        LEAK = "LEAK", _("a leak")
        HARASSMENT = "HARASSMENT", _("private harassment")
        SELLING = "SELLING", _("private selling or borrowing")
        ADVERTISING = "ADVERTISING", _("advertising or marketing")
        SIDE_GROUP = "SIDE_GROUP", _("private activities and side groups")
        LOST_ACCOUNT = "LOST_ACCOUNT", _("a lost account")
        STAFF_CHANGE = "STAFF_CHANGE", _("a change of staff")
        NAME_CHANGE = "NAME_CHANGE", _("a change of name")
        QUARREL = "QUARREL", _("a quarrel")

    regulation = of_regulation("member_reports")
    what = choice(_("what is reported"), What, What.OUTSIDER)
    by = words(_("by whom"))
    to = words(_("to whom"))

    class Meta:
        verbose_name = _("member's report")
        verbose_name_plural = _("member's reports")
        ordering = ["regulation", "id"]

    def __str__(self) -> str:
        return self.get_what_display()


class Measure(Part):
    """What may be done at once and is no penalty."""

    class Kind(models.TextChoices):
        REMIND = "REMIND", _("remind and educate")
        STOP_TOPIC = "STOP_TOPIC", _("stop a topic")
        BLOCK = "BLOCK", _("mute or block")
        DELETE = "DELETE", _("delete")
        WITHDRAW = "WITHDRAW", _("have withdrawn")
        DIRECT = "DIRECT", _("direct elsewhere")

    regulation = of_regulation("measures")
    kind = choice(_("measure"), Kind, Kind.REMIND)
    by = words(_("by whom"))
    when = words(_("when"))

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["regulation", "id"]

    def __str__(self) -> str:
        return self.get_kind_display()


class PublicationStep(Part):
    """A step of a document on its way into the group."""

    class Step(models.TextChoices):
        DRAFT = "DRAFT", _("drafted")
        VERIFY = "VERIFY", _("verified")
        REVIEW = "REVIEW", _("reviewed")
        APPROVE = "APPROVE", _("approved")
        PUBLISH = "PUBLISH", _("published")

    regulation = of_regulation("publication_steps")
    document = models.CharField(_("document"), max_length=60)
    order = Figure(_("order"))
    step = choice(_("step"), Step, Step.DRAFT)
    by = words(_("by whom"))

    class Meta:
        verbose_name = _("publication step")
        verbose_name_plural = _("publication steps")
        ordering = ["regulation", "id"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "document", "order"], name="one_publication_step_of_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.document}: {self.get_step_display()}"


class EscalationStep(Part):
    """A step of a complaint's path; ``straight`` names the questions that skip to it."""

    regulation = of_regulation("escalation_steps")
    order = Figure(_("order"))
    to = models.CharField(_("to whom"), max_length=120)
    straight = words(_("questions that go straight to it"))

    class Meta:
        verbose_name = _("step of a complaint")
        verbose_name_plural = _("steps of a complaint")
        ordering = ["regulation", "order"]
        constraints = [models.UniqueConstraint(fields=["regulation", "order"], name="one_escalation_step_of_a_number")]

    def __str__(self) -> str:
        return self.to
