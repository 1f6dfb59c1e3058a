"""Rows about groups: platforms, kinds of group, what papers must state, who approves, what is looked for."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from groupadmin.regulations.models.fields import Figure, choice, words, yes
from groupadmin.regulations.models.regulation import Part, of_regulation


class GoverningPlatform(Part):
    """A platform the regulation governs; none = every platform."""

    class Platform(models.TextChoices):
        WECHAT = "WECHAT", _("WeChat")
        QQ = "QQ", _("QQ")
        WECOM = "WECOM", _("WeCom")
        OTHER = "OTHER", _("other platform")

    regulation = of_regulation("platforms")
    platform = choice(_("platform"), Platform, Platform.WECHAT)

    class Meta:
        verbose_name = _("platform")
        verbose_name_plural = _("platforms")
        ordering = ["regulation", "id"]
        constraints = [models.UniqueConstraint(fields=["regulation", "platform"], name="each_platform_named_once")]

    def __str__(self) -> str:
        return self.get_platform_display()


class CategoryRule(Part):
    """A kind of group the regulation governs: who may create it, who owns it, which office runs it."""

    class Category(models.TextChoices):
        """The kinds of ``groups.Group.Category``; the register stands above this floor."""

        COMPANY = "COMPANY", _("company")
        CENTRE = "CENTRE", _("centre")
        DEPARTMENT = "DEPARTMENT", _("department")
        WORKSHOP = "WORKSHOP", _("workshop or team")
        PROJECT = "PROJECT", _("project")
        INTEREST = "INTEREST", _("interest")
        EXTERNAL = "EXTERNAL", _("external or community")
        CUSTOMERS = "CUSTOMERS", _("customers")
        ASSOCIATION = "ASSOCIATION", _("association of member units")

    class Owner(models.TextChoices):
        DEPARTMENT_HEAD = "DEPARTMENT_HEAD", _("head of the department")
        CENTRE_HEAD = "CENTRE_HEAD", _("head of the centre or assistant")
        PROJECT_LEAD = "PROJECT_LEAD", _("the person leading the job")
        OFFICE = "OFFICE", _("the office that runs it")
        APPLICANT = "APPLICANT", _("whoever started it")
        NAMED = "NAMED", _("a named person")

    regulation = of_regulation("categories")
    category = choice(_("kind of group"), Category, Category.DEPARTMENT)
    created_by = words(_("created by"))
    owner = choice(_("owner"), Owner)
    owner_may_designate = yes(_("or a person designated"))
    owner_words = words(_("owner, in words"))
    run_by = words(_("run by"))
    helped_by = words(_("the owner is helped by"))
    content = words(_("what is posted"))

    class Meta:
        verbose_name = _("kind of group")
        verbose_name_plural = _("kinds of group")
        ordering = ["regulation", "id"]
        constraints = [models.UniqueConstraint(fields=["regulation", "category"], name="one_rule_per_kind_of_group")]

    def __str__(self) -> str:
        return self.get_category_display()


class DemandedField(Part):
    """One thing that a paper must state."""

    class Paper(models.TextChoices):
        APPLICATION = "APPLICATION", _("application for a group")
        LEDGER = "LEDGER", _("ledger of groups")
        ANNOUNCEMENT = "ANNOUNCEMENT", _("announcement in the group")
        ACTIVITY = "ACTIVITY", _("announcement of an activity")

    class What(models.TextChoices):
        NAME = "NAME", _("name of the group")
        MEMBERS = "MEMBERS", _("who should be in")
        CONTENT = "CONTENT", _("what is posted")
        ADMIN = "ADMIN", _("the admin")
        OWNER = "OWNER", _("the owner")
        PURPOSE = "PURPOSE", _("purpose")
        ADMISSION = "ADMISSION", _("admission scope")
        CREATED_ON = "CREATED_ON", _("time of creation")
        RESPONSIBLE = "RESPONSIBLE", _("responsible person")
        MEMBER_NAMES = "MEMBER_NAMES", _("names of the members")
        DISSOLVED_ON = "DISSOLVED_ON", _("time of dissolution")
        DUTIES = "DUTIES", _("responsibilities and duties")
        SECRECY = "SECRECY", _("secrecy duties")

    regulation = of_regulation("demanded_fields")
    paper = choice(_("paper"), Paper, Paper.APPLICATION)
    what = choice(_("must state"), What, What.NAME)
    said = words(_("in words"))

    class Meta:
        verbose_name = _("what a paper must state")
        verbose_name_plural = _("what papers must state")
        ordering = ["regulation", "id"]

    def __str__(self) -> str:
        return self.said or self.get_what_display()


class ApprovalStep(Part):
    """Who decides a request, in order. ``order_is_ours``: the regulation demands all but names no order."""

    class Request(models.TextChoices):
        CREATE = "CREATE", _("create a group")
        RENAME = "RENAME", _("rename a group")
        NAME = "NAME", _("choose a name")
        INTRODUCE = "INTRODUCE", _("introduce a newcomer")
        ACTIVITY = "ACTIVITY", _("announce an activity")
        OUTSIDER = "OUTSIDER", _("admit an outsider")

    class Decider(models.TextChoices):
        LEADER_IN_CHARGE = "LEADER_IN_CHARGE", _("the leader in charge")
        CONFIDENTIALITY = "CONFIDENTIALITY", _("the confidentiality body")
        OFFICE = "OFFICE", _("the office")
        TEAM = "TEAM", _("the management team")
        TEAM_LEADER = "TEAM_LEADER", _("the leader of the management team")
        OWNER = "OWNER", _("the owner, or an admin named for it")
        OWNER_OR_ADMIN = "OWNER_OR_ADMIN", _("the owner or an admin")
        ADMIN = "ADMIN", _("the admin")

    regulation = of_regulation("approval_steps")
    request = choice(_("request"), Request, Request.CREATE)
    order = Figure(_("order"))
    decider = choice(_("decided by"), Decider, Decider.LEADER_IN_CHARGE)
    office = words(_("named in the regulation"))
    order_is_ours = yes(_("the order is the console's"))

    class Meta:
        verbose_name = _("approval step")
        verbose_name_plural = _("approval steps")
        ordering = ["regulation", "request", "order"]
        constraints = [
            models.UniqueConstraint(fields=["regulation", "request", "order"], name="one_decider_per_step"),
            models.CheckConstraint(condition=models.Q(order__gte=1), name="approval_steps_count_from_one"),
        ]

    def __str__(self) -> str:
        return self.office or self.get_decider_display()


class InspectionTarget(Part):
    """What a check of the roster looks for."""

    class What(models.TextChoices):
        OUTSIDERS = "OUTSIDERS", _("people who should not be in")
        LEAVERS = "LEAVERS", _("people who have left")
        TRANSFERRED = "TRANSFERRED", _("people who were transferred")
        NOT_REAL_NAME = "NOT_REAL_NAME", _("people not under their real name")
        RISKS = "RISKS", _("risks of leaks")
        POSTS = "POSTS", _("what was posted")

    regulation = of_regulation("inspection_targets")
    what = choice(_("looks for"), What, What.OUTSIDERS)

    class Meta:
        verbose_name = _("what a check looks for")
        verbose_name_plural = _("what checks look for")
        ordering = ["regulation", "id"]

    def __str__(self) -> str:
        return self.get_what_display()
