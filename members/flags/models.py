"""What is wrong in a group, whose turn it is, and what was said about it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupadmin.core.appendonly import Labelled
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from groupadmin.regulations.models import Regulation
from members.rosters.models import Membership, RosterImport


class Flag(Labelled):
    """One open matter: raised, cleared and escalated by the night's sweeps; acted on by people, proved by rosters.

    ``subject`` says whom or what it is about, so that a person who comes back reopens the old flag: ``employee:17``,
    ``account:wxid_x``, ``nickname:老王`` (folded; ``nickname:老王#1`` the second of them at a time) or ``group``.
    """

    class Kind(models.TextChoices):
        LEAVER = "LEAVER", _("has left the organisation")
        OUT_OF_SCOPE = "OUT_OF_SCOPE", _("moved, or outside the group's scope")
        OUTSIDER = "OUTSIDER", _("from outside, without a sponsor")
        BANNED = "BANNED", _("banned for good")
        UNIDENTIFIED = "UNIDENTIFIED", _("not identified")
        MISNAMED = "MISNAMED", _("nickname against the rule")
        MISSING = "MISSING", _("must be in, but is not")
        SILENT_NEWCOMER = "SILENT_NEWCOMER", _("newcomer has not spoken")
        SILENT = "SILENT", _("silent too long")
        ROSTER_OLD = "ROSTER_OLD", _("roster too old")
        STALE = "STALE", _("no sign of life; dissolution proposed")
        PAST_END = "PAST_END", _("past its planned end")
        OWNERLESS = "OWNERLESS", _("no owner, or the owner has left")
        NOT_CREATED = "NOT_CREATED", _("approved but not created")
        OVER_CAPACITY = "OVER_CAPACITY", _("more members than allowed")

    class State(models.TextChoices):
        OPEN = "OPEN", _("open")
        CLEARED = "CLEARED", _("cleared")

    class Level(models.IntegerChoices):
        """Whose turn it is; each night a flag past its due date goes one up, from the manager to the group's head."""

        MANAGER = 0, _("head of the person's former department")
        OWNER = 1, _("group owner")
        HEAD = 2, _("department head")
        OFFICE = 3, _("office")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    # Here and below, no index of its own where one in Meta begins with the same column.
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, db_index=False, related_name="flags", verbose_name=_("group")
    )
    subject = models.CharField(_("subject"), max_length=160)
    membership = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        db_index=False,
        related_name="flags",
        verbose_name=_("member"),
    )
    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, null=True, related_name="flags", verbose_name=_("employee")
    )
    state = models.CharField(_("state"), max_length=7, choices=State.choices, default=State.OPEN)
    level = models.PositiveSmallIntegerField(_("whose turn"), choices=Level.choices, default=Level.OWNER)
    assignee = models.ForeignKey(
        Employee,
        on_delete=models.SET_NULL,
        null=True,
        db_index=False,
        related_name="assigned_flags",
        verbose_name=_("assigned to"),
    )
    # When it came to whoever's turn it is, and when they were last reminded of it.
    turn_since = models.DateTimeField(_("with them since"), null=True, editable=False)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, editable=False)
    raised_on = models.DateField(_("raised on"))
    due_on = models.DateField(_("due on"))
    acted_at = models.DateTimeField(_("said to be done at"), null=True)
    acted_by_name = models.CharField(_("said to be done by"), max_length=150, blank=True)
    cleared_on = models.DateField(_("cleared on"), null=True)
    cleared_by = models.ForeignKey(
        RosterImport, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("proved by")
    )
    reopened = models.PositiveSmallIntegerField(_("times reopened"), default=0)
    evidence = models.JSONField(_("evidence"), default=dict)

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "group", "subject"],
                condition=Q(state="OPEN"),
                name="one_open_flag_per_kind_and_subject",
            ),
            models.CheckConstraint(
                condition=Q(state="OPEN", cleared_on=None) | Q(state="CLEARED", cleared_on__isnull=False),
                name="cleared_flags_have_a_date",
            ),
        ]
        indexes = [
            # Also walked from end to end: which groups have something open, and how much of it is overdue (home).
            models.Index(fields=["group", "state", "due_on"], name="flags_of_a_group_by_due_day"),
            # The same of open ones alone, half as long: what the register is ordered by and home is counted from.
            models.Index(fields=["group", "due_on"], condition=Q(state="OPEN"), name="open_flags_of_a_group"),
            models.Index(fields=["assignee", "state", "due_on"], name="flags_of_an_assignee"),
            # The list of matters, the longest due first; with one kind of them; with one level's. The latter two also
            # count what is open (home, the page of nights) and find what escalates.
            models.Index(fields=["state", "due_on", "id"], name="flags_by_due_day"),
            models.Index(fields=["state", "kind", "due_on", "id"], name="flags_of_a_kind_by_due_day"),
            models.Index(fields=["state", "level", "due_on", "id"], name="flags_of_a_level_by_due_day"),
            models.Index(fields=["kind", "group", "subject", "state"], name="flags_to_reopen"),
            models.Index(fields=["membership", "state"], name="flags_of_a_membership"),
            # What came to the office since somebody there looked last.
            models.Index(
                fields=["turn_since"], condition=Q(state="OPEN", level=3), name="flags_passed_on_to_the_office"
            ),
            # The curve of open matters on the auditor's home, and what waits for proof.
            models.Index(fields=["raised_on"], name="flags_by_the_day_raised"),
            models.Index(fields=["cleared_on"], condition=Q(state="CLEARED"), name="flags_by_the_day_cleared"),
            models.Index(
                fields=["acted_at"], condition=Q(state="OPEN", acted_at__isnull=False), name="flags_said_to_be_done"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.group_id} {self.subject}"


class Sending(models.Model):
    """A sentence that was copied, and then said to be sent: a copy alone shows only that the text was taken."""

    class Tone(models.TextChoices):
        GROUP = "GROUP", _("to the group")
        PRIVATE = "PRIVATE", _("private")
        CONSOLE = "CONSOLE", _("among the messages of the console")

    flag = models.ForeignKey(Flag, on_delete=models.CASCADE, related_name="sendings", verbose_name=_("flag"))
    tone = models.CharField(_("tone"), max_length=8, choices=Tone.choices)
    text = models.TextField(_("text"))
    copied_at = models.DateTimeField(_("copied at"))
    sent_at = models.DateTimeField(_("said to be sent at"), null=True)
    by_id = models.BigIntegerField(_("user number"), null=True)
    by_name = models.CharField(_("by"), max_length=150)

    class Meta:
        verbose_name = _("sending")
        verbose_name_plural = _("sendings")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.flag_id} {self.tone}"


class Adoption(models.Model):
    """Groups that were brought under an edition as one deed, with what each was under before, so that it can be taken
    back.

    ``before``: number of the group → [number of its regulation or null, the day since when or null].
    """

    regulation = models.ForeignKey(
        Regulation, on_delete=models.PROTECT, related_name="adoptions", verbose_name=_("regulation")
    )
    adopted_at = models.DateTimeField(_("adopted at"))
    adopted_by_name = models.CharField(_("adopted by"), max_length=150, blank=True)
    before = models.JSONField(_("before"), default=dict)
    taken_back_at = models.DateTimeField(_("taken back at"), null=True)

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.regulation_id} {self.adopted_at:%Y-%m-%d}"


class SilenceExcuse(models.Model):
    """A recorded reason why a member may be silent until a day (R03: a reasonable explanation excuses silence)."""

    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="silence_excuses", verbose_name=_("member")
    )
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=255)
    recorded_by_name = models.CharField(_("recorded by"), max_length=150)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("excuse for silence")
        verbose_name_plural = _("excuses for silence")
        ordering = ["-until", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="excuses_end_after_they_begin")
        ]
        indexes = [models.Index(fields=["membership", "until"], name="excuses_the_silence_sweep")]

    def __str__(self) -> str:
        return f"{self.membership} {self.until}"
