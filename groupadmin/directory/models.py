"""Who works here: the department tree, employees, and the people who log in."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length, Substr
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groupadmin.core.appendonly import Labelled
from groupadmin.core.folding import name_key
from groupadmin.core.sql import begins_with


class EmployeeQuerySet(models.QuerySet["Employee"]):
    """Adjectives that filter people."""

    def here(self) -> EmployeeQuerySet:
        """Those who work here now: in post, on probation, about to leave, or away for a time."""
        return self.exclude(status__in=self.model.OUTSIDE_WORK)

    def found_by(self, words: str) -> EmployeeQuerySet:
        """Those whose name, staff number, pinyin or initials begin with what somebody typed; each has its index."""
        plain = "".join(words.split())
        key = name_key(plain)
        if not plain:
            return self
        wanted = begins_with("staff_no", plain)
        if key:
            wanted |= begins_with("name_key", key)
        if plain.isascii():
            wanted |= begins_with("pinyin", plain.lower()) | begins_with("initials", plain.lower())
        return self.filter(wanted)

    def below(self, department: Any) -> EmployeeQuerySet:
        """Those of a department and of everything below it."""
        part = type(department).objects.filter(begins_with("lineage", department.lineage))
        return self.filter(department__in=part)


class DepartmentHeadQuerySet(models.QuerySet["DepartmentHead"]):
    """Heads of departments, as somebody named them, and those of them who still are."""

    def standing(self) -> DepartmentHeadQuerySet:
        """Those who work here and have not moved on since they were named.

        Rights hang on this: whoever a list or an edit puts into another department, outside of what they head, loses it
        with the same write, and has it again where that write is taken back.
        """
        within = Q(department__lineage=Substr("employee__department__lineage", 1, Length("department__lineage")))
        as_named = Q(employee__department=F("named_in")) | Q(employee__department=None, named_in=None)
        return self._of_people_here().filter(within | as_named)

    def outlived(self) -> DepartmentHeadQuerySet:
        """Those who were named and do not stand any more: they have left, or moved on."""
        return self.exclude(pk__in=self.model._default_manager.standing().values("pk"))

    def _of_people_here(self) -> DepartmentHeadQuerySet:
        employees: Any = self.model._meta.get_field("employee").related_model
        return self.exclude(employee__status__in=employees.OUTSIDE_WORK)


class Department(models.Model):
    """A node of the department tree.

    ``lineage`` is the chain of ids from the root, ``/1/5/9/``: a subtree is a prefix, so sweeps can join on it.
    ``path`` is the same chain in names, ``总公司/销售中心/华东区``.
    """

    code = models.CharField(_("code"), max_length=40, unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=64)
    name_key = models.CharField(_("folded name"), max_length=64, editable=False)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=pgettext_lazy("department", "parent"),
    )
    lineage = models.CharField(_("lineage"), max_length=255, editable=False, default="")
    path = models.CharField(_("path"), max_length=512, editable=False, default="")
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["path", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="one_department_of_a_name_under_a_parent",
                violation_error_message=_("There is already a department of this name here."),
            ),
            # Two empty parents count as different to the line above, and not every database can be told otherwise.
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(parent=None),
                name="one_department_of_a_name_at_the_top",
                violation_error_message=_("There is already a department of this name here."),
            ),
        ]
        indexes = [
            models.Index(fields=["lineage"], name="departments_below_one", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["name_key"], name="departments_by_folded_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def above(self) -> str:
        """Return the name of the department this one lies in, read off the path; "" at the top.

        Beside the own name it tells thirty 第1科 apart without another query.
        """
        return self.path.removesuffix(self.name).removesuffix("/").rpartition("/")[2]


class DepartmentShortName(models.Model):
    """Another name people write for a department in nicknames: 人资 or HR for 人力资源部."""

    department = models.ForeignKey(
        Department, on_delete=models.CASCADE, related_name="short_names", verbose_name=_("department")
    )
    name = models.CharField(_("short name"), max_length=64)
    name_key = models.CharField(_("folded name"), max_length=64, editable=False)

    class Meta:
        verbose_name = _("short name of a department")
        verbose_name_plural = _("short names of departments")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["department", "name_key"], name="one_short_name_once_per_department")
        ]

    def __str__(self) -> str:
        return self.name


class Employee(Labelled):
    """A person the organisation employs or lets work for it."""

    class Status(models.TextChoices):
        """Whether the person is here (practice §2.1). Only OUTSIDE_WORK means: should not be in a group."""

        PENDING = "PENDING", _("not yet here")
        PROBATION = "PROBATION", _("on probation")
        ACTIVE = "ACTIVE", _("in post")
        LEAVING = "LEAVING", _("about to leave")
        SUSPENDED = "SUSPENDED", _("suspended without pay")
        LONG_LEAVE = "LONG_LEAVE", _("on long leave")
        LEFT = "LEFT", _("left")
        RETIRED = "RETIRED", _("retired")

    OUTSIDE_WORK = (Status.PENDING, Status.LEFT, Status.RETIRED)

    class Employment(models.TextChoices):
        """How the person is employed (practice §2.1). NEEDS_SPONSOR are no outsiders but need a sponsor."""

        REGULAR = "REGULAR", _("regular")
        INTERN = "INTERN", _("intern")
        DISPATCHED = "DISPATCHED", _("dispatched")
        OUTSOURCED = "OUTSOURCED", _("outsourced")
        LABOUR = "LABOUR", _("labour contract")
        ADVISER = "ADVISER", _("adviser")
        REHIRED = "REHIRED", _("rehired after retirement")
        PART_TIME = "PART_TIME", _("part-time")

    NEEDS_SPONSOR = (Employment.OUTSOURCED, Employment.ADVISER)

    staff_no = models.CharField(_("staff number"), max_length=64, unique=True)
    account = models.CharField(_("platform account"), max_length=64, unique=True, null=True, blank=True)
    name = models.CharField(_("name"), max_length=64)
    name_key = models.CharField(_("folded name"), max_length=64, editable=False)
    pinyin = models.CharField(_("pinyin"), max_length=128, editable=False, default="")
    initials = models.CharField(_("pinyin initials"), max_length=32, editable=False, default="")
    department = models.ForeignKey(
        Department,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="employees",
        verbose_name=_("department"),
    )
    other_departments = models.ManyToManyField(
        Department, blank=True, related_name="further_employees", verbose_name=_("other departments")
    )
    post = models.CharField(_("post"), max_length=64, blank=True)
    level = models.CharField(_("level"), max_length=64, blank=True)
    is_manager = models.BooleanField(_("is a manager"), default=False)
    employment = models.CharField(
        _("employment"), max_length=12, choices=Employment.choices, default=Employment.REGULAR
    )
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.ACTIVE)
    hired_on = models.DateField(_("hired on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    status_since = models.DateField(_("status since"), null=True, blank=True)
    department_since = models.DateField(_("in this department since"), null=True, blank=True)
    # Every service that writes the row sets this: an undo sees by it whether somebody has been here since.
    confirmed_at = models.DateTimeField(_("last written from HR's file"), null=True, editable=False)

    objects = EmployeeQuerySet.as_manager()

    class Meta:
        verbose_name = _("employee")
        verbose_name_plural = _("employees")
        ordering = ["staff_no"]
        indexes = [
            models.Index(fields=["name_key"], name="employees_by_folded_name", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["department", "staff_no"], name="employees_of_a_department"),
            models.Index(fields=["pinyin"], name="employees_by_pinyin", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["initials"], name="employees_by_initials", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["status", "left_on"], name="employees_the_leaver_sweep"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.staff_no})"

    def works_on(self, day: date) -> bool:
        """Say whether somebody works here on a day; the day of leaving is the last of them."""
        return works_on(self.status, self.left_on, day)


def works_on(status: str, left_on: date | None, day: date) -> bool:
    """Say the same of a status and a day of leaving."""
    return status not in Employee.OUTSIDE_WORK and (left_on is None or left_on >= day)


class DepartmentHead(models.Model):
    """Who heads a department; the first one by ``rank`` gets what is escalated."""

    department = models.ForeignKey(
        Department, on_delete=models.CASCADE, related_name="heads", verbose_name=_("department")
    )
    employee = models.ForeignKey(Employee, on_delete=models.CASCADE, related_name="heads", verbose_name=_("employee"))
    rank = models.PositiveSmallIntegerField(_("rank"), default=1)
    # The head's own department on that day: whoever moves on from there, and not within what they head, heads no more.
    named_in = models.ForeignKey(
        Department,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name=_("department when named head"),
    )

    objects = DepartmentHeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("head of a department")
        verbose_name_plural = _("heads of departments")
        ordering = ["department", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["department", "rank"], name="one_head_per_department_and_rank"),
            models.UniqueConstraint(fields=["department", "employee"], name="nobody_heads_a_department_twice"),
        ]

    def __str__(self) -> str:
        return f"{self.department} / {self.employee}"


class DirectoryState(models.Model):
    """One row that whoever writes departments or employees writes first: two at once stand in line.

    Its number tells whether the directory is still what it was (docs/decisions/0042).
    """

    version = models.PositiveBigIntegerField(_("version"), default=0)

    class Meta:
        verbose_name = _("state of the directory")
        verbose_name_plural = _("states of the directory")

    def __str__(self) -> str:
        return str(self.version)

    @staticmethod
    def advance() -> None:
        """Give the directory its next number; until the commit no other writer gets past this line.

        Called before anything else is written, so that nobody who stands in line holds what another one needs.
        """
        if not DirectoryState.objects.filter(pk=1).update(version=F("version") + 1):
            DirectoryState.objects.bulk_create([DirectoryState(pk=1)], ignore_conflicts=True)
            DirectoryState.objects.filter(pk=1).update(version=F("version") + 1)


class User(AbstractUser):
    """Somebody who logs in. What they may do hangs on the four roles (``roles.py``) and on the groups they own."""

    employee = models.OneToOneField(
        Employee, on_delete=models.PROTECT, null=True, blank=True, related_name="user", verbose_name=_("employee")
    )
    must_change_password = models.BooleanField(_("must change the password at the next log-in"), default=False)
    # A password on paper is worth something to whoever finds the paper, so it ends; None where there is none.
    one_time_until = models.DateTimeField(_("one-time password holds until"), null=True, editable=False)
    one_time_sheet = models.ForeignKey(
        "SlipSheet", on_delete=models.SET_NULL, null=True, editable=False, related_name="users", verbose_name=_("sheet")
    )
    language = models.CharField(_("language"), max_length=8, blank=True)
    # Until when the messages of the console are read; None where they never were.
    messages_read_at = models.DateTimeField(_("messages read at"), null=True, editable=False)
    # The employee's name, once it was read along with the roles.
    called: str | None = None

    class Meta:
        verbose_name = _("log-in")
        verbose_name_plural = _("log-ins")

    def __str__(self) -> str:
        if self.called is None and self.employee is not None:
            self.called = self.employee.name
        return self.called or self.username


class SlipSheet(models.Model):
    """A sheet of one-time passwords that its maker may see again for a week (``slips``); it holds none of them.

    Its key, together with the site's secret and a user name, gives the password of that name.
    """

    key = models.CharField(_("key"), max_length=32, unique=True)
    maker = models.ForeignKey(User, on_delete=models.CASCADE, related_name="slip_sheets", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("sheet of one-time passwords")
        verbose_name_plural = _("sheets of one-time passwords")

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"
