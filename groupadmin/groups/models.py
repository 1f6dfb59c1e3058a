"""The register: groups, their names, pledges and announcements. No table here points at a person: see ``members``."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupadmin.core.appendonly import Labelled
from groupadmin.directory.models import Department
from groupadmin.groups.querysets import CONFIDENTIAL, DissolutionQuerySet, GroupQuerySet
from groupadmin.regulations.models import Regulation


class Group(Labelled):
    """A work group on WeChat, QQ, WeCom or elsewhere."""

    class Platform(models.TextChoices):
        WECHAT = "WECHAT", _("WeChat")
        QQ = "QQ", _("QQ")
        WECOM = "WECOM", _("WeCom")
        OTHER = "OTHER", _("other platform")

    class Category(models.TextChoices):
        COMPANY = "COMPANY", _("company")
        CENTRE = "CENTRE", _("centre")
        DEPARTMENT = "DEPARTMENT", _("department")
        WORKSHOP = "WORKSHOP", _("workshop or team")
        PROJECT = "PROJECT", _("project")
        INTEREST = "INTEREST", _("interest")
        EXTERNAL = "EXTERNAL", _("external or community")
        CUSTOMERS = "CUSTOMERS", _("customers")
        ASSOCIATION = "ASSOCIATION", _("association of member units")

    class Secrecy(models.TextChoices):
        ORDINARY = "ORDINARY", _("ordinary")
        SENSITIVE = "SENSITIVE", _("sensitive")
        CLASSIFIED = "CLASSIFIED", _("classified")

    class Status(models.TextChoices):
        """approved → active → dissolving → dissolved; approved expires when not created; merged is an end too."""

        APPROVED = "APPROVED", _("approved, not yet created")
        ACTIVE = "ACTIVE", _("in use")
        DISSOLVING = "DISSOLVING", _("being dissolved")
        DISSOLVED = "DISSOLVED", _("dissolved")
        MERGED = "MERGED", _("merged into another")
        EXPIRED = "EXPIRED", _("approval expired")

    LIVE = (Status.ACTIVE, Status.DISSOLVING)
    ENDED = (Status.DISSOLVED, Status.MERGED, Status.EXPIRED)

    code = models.CharField(_("group number"), max_length=40, unique=True)
    name = models.CharField(_("group name"), max_length=128)
    name_key = models.CharField(_("folded name"), max_length=128, editable=False)
    pinyin = models.CharField(_("pinyin"), max_length=255, editable=False, default="")
    initials = models.CharField(_("pinyin initials"), max_length=64, editable=False, default="")
    platform = models.CharField(_("platform"), max_length=8, choices=Platform.choices, default=Platform.WECHAT)
    category = models.CharField(_("category"), max_length=12, choices=Category.choices, default=Category.DEPARTMENT)
    purpose = models.CharField(_("purpose"), max_length=255, blank=True)
    content_scope = models.CharField(_("what is posted"), max_length=255, blank=True)
    admission_scope = models.CharField(_("who is admitted"), max_length=255, blank=True)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="groups", verbose_name=_("department")
    )
    regulation = models.ForeignKey(
        Regulation, on_delete=models.PROTECT, null=True, blank=True, related_name="groups", verbose_name=_("regulation")
    )
    regulation_since = models.DateField(_("regulation adopted on"), null=True, blank=True)
    secrecy = models.CharField(_("secrecy level"), max_length=10, choices=Secrecy.choices, default=Secrecy.ORDINARY)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE)
    capacity = models.PositiveIntegerField(_("most members"), null=True, blank=True)
    approval_no = models.CharField(_("approval number"), max_length=40, blank=True)
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    created_on = models.DateField(_("created on"), null=True, blank=True)
    registered_on = models.DateField(_("in the register since"))
    planned_end_on = models.DateField(_("planned end"), null=True, blank=True)
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True)
    watch_until = models.DateField(_("watched until"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("merged into")
    )
    last_active_on = models.DateField(_("last evidence of activity"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=255, blank=True)
    note = models.CharField(_("note"), max_length=255, blank=True)
    # The roster's own clock: a plan made on one version is refused on the next (two people at once, a stale preview).
    roster_version = models.PositiveIntegerField(_("roster version"), default=0, editable=False)
    roster_taken_at = models.DateTimeField(_("last full roster"), null=True, editable=False)
    headcount = models.PositiveIntegerField(_("members"), null=True, editable=False)
    headcount_outside = models.PositiveIntegerField(_("of them from outside"), null=True, editable=False)
    created_at = models.DateTimeField(_("entered at"), auto_now_add=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="MERGED", merged_into__isnull=False) | (~Q(status="MERGED") & Q(merged_into=None)),
                name="merged_groups_name_their_heir",
                violation_error_message=_("A merged group needs the group it was merged into."),
            ),
            models.CheckConstraint(
                condition=~Q(status="DISSOLVED") | Q(dissolved_on__isnull=False),
                name="dissolved_groups_have_a_date",
                violation_error_message=_("A dissolved group needs the day it was dissolved."),
            ),
            models.CheckConstraint(condition=~Q(merged_into=models.F("pk")), name="no_group_merges_into_itself"),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(name="") & ~Q(code__contains="/"), name="groups_have_a_number_and_a_name"
            ),
            models.CheckConstraint(
                condition=Q(watch_until=None) | Q(dissolved_on__isnull=False), name="only_ended_groups_are_watched"
            ),
        ]
        indexes = [
            models.Index(fields=["name_key"], name="groups_by_folded_name", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["initials"], name="groups_by_initials", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["pinyin"], name="groups_by_pinyin", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["status", "planned_end_on"], name="groups_the_end_sweep"),
            # Also counts the groups in use by state and by category, without reading them (home).
            models.Index(fields=["status", "roster_taken_at", "category", "id"], name="groups_in_use_by_their_list"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    @property
    def is_confidential(self) -> bool:
        """Whether two people must agree who runs the group."""
        return self.secrecy in CONFIDENTIAL


class GroupName(models.Model):
    """A name a group bore; the one without ``until`` is today's."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="names", verbose_name=_("group"))
    name = models.CharField(_("group name"), max_length=128)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    reported_by_name = models.CharField(_("reported by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("name of a group")
        verbose_name_plural = _("names of groups")
        ordering = ["group", "-since", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["group"], condition=Q(until=None), name="one_present_name_per_group")
        ]

    def __str__(self) -> str:
        return self.name


class Pledge(models.Model):
    """A confidentiality pledge signed for a group, bound to the version of the text."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="pledges", verbose_name=_("group"))
    text_version = models.CharField(_("version of the text"), max_length=40)
    signer_name = models.CharField(_("signed by"), max_length=64)
    signer_staff_no = models.CharField(_("staff number"), max_length=40, blank=True)
    signed_on = models.DateField(_("signed on"))
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    # Of a pledge on paper: where it is filed. One without was signed by the named person in their own log-in.
    paper_no = models.CharField(_("number of the paper"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("pledge")
        verbose_name_plural = _("pledges")
        ordering = ["group", "-signed_on", "-id"]

    def __str__(self) -> str:
        return f"{self.signer_name} {self.signed_on}"


class Announcement(models.Model):
    """The announcement that stands in a group, as somebody reported it posted."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="announcements", verbose_name=_("group"))
    text = models.TextField(_("text"))
    posted_on = models.DateField(_("posted on"))
    reported_by_name = models.CharField(_("reported by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("announcement")
        verbose_name_plural = _("announcements")
        ordering = ["group", "-posted_on", "-id"]

    def __str__(self) -> str:
        return f"{self.group} {self.posted_on}"


class Dissolution(models.Model):
    """How a group came to its end, step by step: dissolving on the platform is final, so the proof is kept here."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="dissolutions", verbose_name=_("group"))
    reason = models.CharField(_("reason"), max_length=255)
    started_on = models.DateField(_("started on"))
    started_by_name = models.CharField(_("started by"), max_length=150)
    notice_posted_on = models.DateField(_("notice posted in the group on"), null=True, blank=True)
    files_saved_on = models.DateField(_("files saved on"), null=True, blank=True)
    files_kept_at = models.CharField(_("where the files are kept"), max_length=255, blank=True)
    evidence = models.CharField(_("evidence that it is gone"), max_length=255, blank=True)
    finished_on = models.DateField(_("dissolved on"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    objects = DissolutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("dissolution")
        verbose_name_plural = _("dissolutions")
        ordering = ["group", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(finished_on=None, withdrawn_on=None),
                name="one_open_dissolution_per_group",
            )
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.started_on}"
