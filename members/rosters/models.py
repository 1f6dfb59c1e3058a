"""Who is in a group, as intervals with their evidence; who is behind a nickname, as people's decisions."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groupadmin.core.appendonly import Labelled
from groupadmin.core.models import ImportBatch
from groupadmin.directory.models import Department, Employee
from groupadmin.groups.models import Group


class RosterImport(Labelled):
    """One member list of one group: a full one may close memberships, a partial one only opens and confirms them."""

    class Mode(models.TextChoices):
        FULL = "FULL", _("full list")
        PARTIAL = "PARTIAL", _("part of the list")

    batch = models.OneToOneField(
        ImportBatch, on_delete=models.PROTECT, related_name="roster", verbose_name=_("import batch")
    )
    # No index of its own, here and in Membership, where one in Meta begins with the same column.
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, db_index=False, related_name="rosters", verbose_name=_("group")
    )
    mode = models.CharField(_("mode"), max_length=7, choices=Mode.choices)
    taken_at = models.DateTimeField(_("list taken at"))
    base_version = models.PositiveIntegerField(_("roster version the preview was made on"))
    rows = models.PositiveIntegerField(_("rows"), default=0)
    nickname_coverage = models.FloatField(_("share of rows with a group nickname"), null=True)
    nicknames_reliable = models.BooleanField(_("group nicknames can be trusted"), default=True)
    # The roster version that this list made: while it is still the group's, nothing has touched the roster since.
    applied_version = models.PositiveIntegerField(_("roster version it made"), null=True, editable=False)

    class Meta:
        verbose_name = _("roster import")
        verbose_name_plural = _("roster imports")
        ordering = ["-id"]
        indexes = [models.Index(fields=["group", "-taken_at"], name="rosters_of_a_group")]

    def __str__(self) -> str:
        return f"{self.group} {self.taken_at:%Y-%m-%d %H:%M}"

    @property
    def is_full(self) -> bool:
        return self.mode == self.Mode.FULL


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Named questions about memberships."""

    def present(self) -> MembershipQuerySet:
        """Those still in, as far as the last roster tells."""
        return self.filter(gone_by=None)

    def certainly_in(self, at: datetime) -> MembershipQuerySet:
        """Those who were in at a moment for certain: seen at or after it, and seen or by the platform in before it."""
        return self.filter(_shown_in(at)).exclude(_shown_out(at))

    def certainly_not_in(self, at: datetime) -> MembershipQuerySet:
        """Those whose stay did not cover a moment for certain: a full list without them, or joined later."""
        return self.filter(_shown_out(at)).exclude(_shown_in(at))

    def possibly_in(self, at: datetime) -> MembershipQuerySet:
        """Those of whom it cannot be said: no evidence either way, or evidence that contradicts itself."""
        shown_in, shown_out = _shown_in(at), _shown_out(at)
        return self.filter((shown_in & shown_out) | (~shown_in & ~shown_out))


# Written with the tests for NULL spelled out: in SQL "NULL <= moment" is neither true nor false, and its negation is
# no truer.
def _shown_in(at: datetime) -> Q:
    began = Q(first_seen_at__lte=at) | Q(joined_at__isnull=False, joined_at__lte=at)
    return Q(last_seen_at__gte=at) & began


def _shown_out(at: datetime) -> Q:
    ended = Q(gone_by__isnull=False, gone_by__lte=at)
    not_begun = Q(absent_at__isnull=False, absent_at__gte=at) | Q(joined_at__isnull=False, joined_at__gt=at)
    return ended | not_begun


class Membership(Labelled):
    """One account's continuous stay in one group.

    The stay is bracketed by evidence: the last list without them (``absent_at``) and the first with them
    (``first_seen_at``), the last with them (``last_seen_at``) and the first full one without (``gone_by``).
    """

    class Identity(models.TextChoices):
        """Who is behind the nickname, as far as we know. Unknown is never green."""

        EMPLOYEE = "EMPLOYEE", _("employee")
        OUTSIDER = "OUTSIDER", _("from outside")
        UNKNOWN = "UNKNOWN", _("not yet identified")

    class Role(models.TextChoices):
        OWNER = "OWNER", _("owner")
        DEPUTY = "DEPUTY", _("deputy owner")
        ADMIN = "ADMIN", _("admin")
        MEMBER = "MEMBER", _("member")

    class AccountKind(models.TextChoices):
        PERSONAL = "PERSONAL", _("personal")
        DEPARTMENT = "DEPARTMENT", _("department or institution")
        OFFICE = "OFFICE", _("administrative office")

    class Tier(models.TextChoices):
        """How sure a match is (practice §4.3); MEMORY is a person's own word, remembered."""

        EXACT = "exact", _("name and department")
        NAME = "name", _("name alone")
        MEMORY = "memory", _("decided before")
        SCOPED = "scoped", _("name within the group's departments")
        FUZZY = "fuzzy", _("similar only")
        NONE = "none", _("no match")

    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, db_index=False, related_name="memberships", verbose_name=_("group")
    )
    identity = models.CharField(_("identity"), max_length=8, choices=Identity.choices)
    employee = models.ForeignKey(
        Employee,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="memberships",
        verbose_name=_("employee"),
    )
    # Whoever belonged to the group in that department and does not in today's was transferred.
    identified_in = models.ForeignKey(
        Department,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name=_("department when first identified"),
    )
    tier = models.CharField(_("how sure"), max_length=8, choices=Tier.choices, default=Tier.NONE)
    nickname = models.CharField(_("nickname in the group"), max_length=128, blank=True)
    nickname_key = models.CharField(_("folded nickname"), max_length=128, editable=False)
    # Two people called 🌹 without accounts are two members: 0 and 1. Told apart, each keeps matters of their own.
    namesake = models.PositiveSmallIntegerField(
        _("place among those of one nickname"), default=0, db_default=0, editable=False
    )
    account_key = models.CharField(_("platform account"), max_length=64, blank=True)
    account_kind = models.CharField(
        _("kind of account"), max_length=10, choices=AccountKind.choices, default=AccountKind.PERSONAL
    )
    role = models.CharField(_("role in the group"), max_length=6, choices=Role.choices, default=Role.MEMBER)
    # The nickname's verdict, kept because a pattern is no SQL; it holds for this edition and this department only.
    nickname_fits = models.BooleanField(_("nickname follows the rule"), null=True)
    nickname_problem = models.CharField(_("what is wrong with the nickname"), max_length=255, blank=True)
    correct_nickname = models.CharField(_("correct nickname"), max_length=128, blank=True)
    nickname_judged_by = models.BigIntegerField(_("regulation edition it was judged by"), null=True, editable=False)
    nickname_judged_in = models.BigIntegerField(_("department it was judged in"), null=True, editable=False)
    misnamed_since = models.DateField(_("misnamed since"), null=True, blank=True)
    joined_at = models.DateTimeField(_("joined at, by the platform"), null=True, blank=True)
    absent_at = models.DateTimeField(_("last full list without them"), null=True, blank=True)
    first_seen_at = models.DateTimeField(_("first seen"))
    last_seen_at = models.DateTimeField(_("last seen"))
    gone_by = models.DateTimeField(_("gone by"), null=True, blank=True)
    spoke_last_on = models.DateField(_("spoke last"), null=True, blank=True)
    # The day of the last list that showed this member and told who spoke when: silence is known up to it.
    speech_known_on = models.DateField(_("speaking known up to"), null=True, editable=False)
    inviter = models.CharField(_("invited by"), max_length=128, blank=True)
    has_own_photo = models.BooleanField(_("own photo as avatar"), null=True, blank=True)
    form_received_on = models.DateField(_("information form received"), null=True, blank=True)
    evidence = models.ForeignKey(
        RosterImport, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("last evidence")
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["group", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(identity="EMPLOYEE", employee__isnull=False)
                | (~Q(identity="EMPLOYEE") & Q(employee__isnull=True)),
                name="only_identified_members_are_employees",
            ),
            models.UniqueConstraint(
                fields=["group"], condition=Q(role="OWNER", gone_by=None), name="one_owner_per_group_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["group", "account_key"],
                condition=Q(gone_by=None) & ~Q(account_key=""),
                name="one_present_membership_per_account",
            ),
        ]
        indexes = [
            models.Index(fields=["group", "gone_by"], name="members_of_a_group"),
            models.Index(fields=["employee", "gone_by"], name="groups_of_a_person"),
            # Whose turn a matter is: asked for each open one every night.
            models.Index(
                fields=["group", "employee"], condition=Q(role="OWNER", gone_by=None), name="owners_of_a_group"
            ),
            models.Index(fields=["account_key"], name="memberships_of_an_account", condition=~Q(account_key="")),
        ]

    def __str__(self) -> str:
        return self.nickname or self.account_key or str(self.pk)

    @property
    def audit_label(self) -> str:
        """What the audit trail calls this stay: its number alone, unless the person is of the organisation."""
        return str(self) if self.employee_id else f"#{self.pk}"


class IdentityDecision(models.Model):
    """A person's word on who is behind an account, or behind a nickname in one group; remembered for the next list."""

    class Verdict(models.TextChoices):
        EMPLOYEE = "EMPLOYEE", _("is this employee")
        OUTSIDER = "OUTSIDER", _("is from outside")
        BANNED = "BANNED", _("is banned for good")
        NOT = "NOT", _("is not this employee")

    verdict = models.CharField(_("verdict"), max_length=8, choices=Verdict.choices)
    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("employee")
    )
    platform = models.CharField(_("platform"), max_length=8, choices=Group.Platform.choices)
    account_key = models.CharField(_("platform account"), max_length=64, blank=True)
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions", verbose_name=_("group")
    )
    nickname_key = models.CharField(_("folded nickname"), max_length=128, blank=True)
    nickname = models.CharField(_("nickname as seen"), max_length=128, blank=True)
    reason = models.CharField(_("reason"), max_length=255, blank=True)
    decided_by_id = models.BigIntegerField(_("user number"), null=True)
    decided_by_name = models.CharField(_("decided by"), max_length=150)
    decided_at = models.DateTimeField(_("decided at"))
    # A word counts where it was said; HR's about an account counts in every group of the platform.
    by_hr = models.BooleanField(_("by HR"), default=False, db_default=False, editable=False)

    class Meta:
        verbose_name = _("identity decision")
        verbose_name_plural = _("identity decisions")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "account_key"],
                condition=~Q(account_key="") & Q(group__isnull=False),
                name="one_decision_per_account_in_a_group",
            ),
            models.UniqueConstraint(
                fields=["platform", "account_key"],
                condition=~Q(account_key="") & Q(group=None),
                name="one_decision_per_account_for_all_groups",
            ),
            models.UniqueConstraint(
                fields=["group", "nickname_key"],
                condition=Q(account_key=""),
                name="one_decision_per_nickname_in_a_group",
            ),
            models.CheckConstraint(
                condition=~Q(account_key="") | (Q(group__isnull=False) & ~Q(nickname_key="")),
                name="a_decision_is_about_an_account_or_a_nickname",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["EMPLOYEE", "NOT"], employee__isnull=False)
                | Q(verdict="OUTSIDER", employee__isnull=True)
                | Q(verdict="BANNED"),
                name="a_decision_for_an_employee_names_them",
            ),
        ]
        indexes = [
            models.Index(
                fields=["platform", "account_key"], condition=~Q(account_key=""), name="decisions_on_an_account"
            ),
            # The sweep that looks for the banned starts from the bans, which are few among the decisions.
            models.Index(fields=["group"], condition=Q(verdict="BANNED"), name="decisions_that_ban"),
        ]

    def __str__(self) -> str:
        return f"{self.nickname or self.account_key}: {self.get_verdict_display()}"

    @property
    def audit_label(self) -> str:
        """What the audit trail calls this word: its number alone, unless it is about somebody of the organisation."""
        return str(self) if self.employee_id else f"#{self.pk}: {self.get_verdict_display()}"


class RoleChange(models.Model):
    """What somebody would have changed in who runs a group: waiting for the word of those who may say so, or done.

    Owner, deputy and admin are rights in the console, so no member list gives or takes them by itself. Whoever is
    named in a line is told on the home page, and so is HR.
    """

    class State(models.TextChoices):
        WAITING = "WAITING", _("waits for a word")
        DONE = "DONE", _("done")
        DECLINED = "DECLINED", _("declined")
        LAPSED = "LAPSED", _("overtaken by a newer list or decision")

    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, db_index=False, related_name="role_changes", verbose_name=_("group")
    )
    roster = models.ForeignKey(
        RosterImport, on_delete=models.PROTECT, null=True, related_name="role_changes", verbose_name=_("roster import")
    )
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    asked_by_id = models.BigIntegerField(_("user number"), null=True)
    asked_by_name = models.CharField(_("asked by"), max_length=150)
    asked_at = models.DateTimeField(_("asked at"))
    word_by_id = models.BigIntegerField(_("user number"), null=True)
    word_by_name = models.CharField(_("agreed or declined by"), max_length=150, blank=True)
    # In a guarded group the confidentiality officer agrees too, and is another person.
    officer_id = models.BigIntegerField(_("user number"), null=True)
    officer_name = models.CharField(_("agreed by the confidentiality officer"), max_length=150, blank=True)
    closed_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("change of roles")
        verbose_name_plural = _("changes of roles")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group"], condition=Q(state="WAITING"), name="one_waiting_change_of_roles_per_group"
            )
        ]
        indexes = [
            models.Index(fields=["group", "-id"], name="role_changes_of_a_group"),
            models.Index(fields=["state", "-closed_at"], name="role_changes_to_be_told"),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.get_state_display()}"


class RoleChangeLine(models.Model):
    """One person in a change of roles: what they were, what they would be, and what is written once it is agreed."""

    change = models.ForeignKey(
        RoleChange, on_delete=models.CASCADE, related_name="lines", verbose_name=_("change of roles")
    )
    employee = models.ForeignKey(
        Employee, on_delete=models.PROTECT, null=True, related_name="role_changes", verbose_name=_("employee")
    )
    membership = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("membership")
    )
    before = models.CharField(_("before"), max_length=8, choices=Membership.Role.choices)
    # Blank where the person would no longer be in the group.
    after = models.CharField(_("after"), max_length=8, choices=Membership.Role.choices, blank=True)
    facts = models.JSONField(_("facts to write"), default=dict)

    class Meta:
        verbose_name = _("line of a change of roles")
        verbose_name_plural = _("lines of changes of roles")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.employee or self.membership_id}: {self.before} → {self.after}"


class Sponsorship(models.Model):
    """An employee answers for somebody from outside (or outsourced) in one group, until a day."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="sponsorships", verbose_name=_("group"))
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="sponsorships", verbose_name=_("member")
    )
    sponsor = models.ForeignKey(
        Employee, on_delete=models.PROTECT, related_name="sponsorships", verbose_name=_("sponsor")
    )
    since = models.DateField(_("since"))
    until = models.DateField(_("until"))
    consent_by_name = models.CharField(_("consented by"), max_length=150)
    reason = models.CharField(_("reason"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("sponsorship")
        verbose_name_plural = _("sponsorships")
        ordering = ["group", "-since"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=models.F("since")), name="sponsorships_end_after_they_begin")
        ]

    def __str__(self) -> str:
        return f"{self.membership} / {self.sponsor}"
