"""Log-ins: made in bulk from the directory with one-time passwords (``slips``), renewed, taken back, locked, opened.

A one-time password is worked out from the key of the sheet that it is printed on, so a form that is sent twice gives
the same sheet twice, although only a hash is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime

from axes.utils import reset as forget_failures
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.contrib.auth.models import Group as Role
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit
from groupadmin.core.errors import DomainError
from groupadmin.directory import roles, slips
from groupadmin.directory.models import Employee, SlipSheet, User
from groupadmin.directory.slips import Slip

MOST_AT_ONCE = 500
LONGEST_NAME = 150


class TooManyLogIns(DomainError):
    code = "too_many_log_ins"
    wording = _("These are %(count)s people; at most %(limit)s log-ins are made at once. Choose a smaller department.")


class HasLeft(DomainError):
    code = "has_left"
    wording = _("%(name)s is “%(status)s” in the directory. Import the return first, then open the log-in.")


class LockedLogIn(DomainError):
    code = "locked_log_in"
    wording = _("The log-in of %(name)s is locked, so a new password would open nothing. Open the log-in first.")


class NotYourself(DomainError):
    code = "not_yourself"
    wording = _("You cannot lock your own log-in or take your own administrator's role. Ask another administrator.")


class NotYourOwnRoles(DomainError):
    code = "not_your_own_roles"
    wording = _("Nobody gives a role to themselves. Ask another administrator.")


class OfTheOperator(DomainError):
    code = "of_the_operator"
    wording = _("%(name)s is the log-in of whoever runs this installation; only they themselves change it.")


class FellowAdministrator(DomainError):
    code = "fellow_administrator"
    wording = _(
        "%(name)s is an HR administrator, whose password no other administrator sets anew: whoever did could log in as "
        "%(name)s. Who has lost it gets a new one on the server: manage.py make_administrator %(name)s"
    )


class YourOwnPassword(DomainError):
    code = "your_own_password"
    wording = _("Your own password you choose yourself, at “Change password”.")


class NothingToTakeBack(DomainError):
    code = "nothing_to_take_back"
    wording = _("%(name)s has no one-time password that could be taken back.")


class NameTooLong(DomainError):
    code = "name_too_long"
    wording = _("A user name has at most %(limit)s characters.")


class NobodyWithoutLogIn(DomainError):
    code = "nobody_without_log_in"
    wording = _("Everybody you chose has a log-in already, or has left.")


def without_log_in(employees: Iterable[Employee] | None = None) -> list[Employee]:
    """Return the people among these (or among all) who work here and have no log-in yet."""
    chosen = Employee.objects.here().filter(user=None)
    if employees is not None:
        chosen = chosen.filter(pk__in=[employee.pk for employee in employees])
    return list(chosen.select_related("department").order_by("staff_no")[: MOST_AT_ONCE + 1])


def make_log_ins(
    employees: Sequence[Employee], *, actor: audit.Actor, at: datetime, key: str | None = None
) -> list[Slip]:
    """Make log-ins for people who have none; the user name is the staff number. Returns the slips to print, once.

    ``key`` is that of the sheet: whose log-in was made by the same sheet before, and not used yet, gets the same slip
    again. Raises TooManyLogIns, NobodyWithoutLogIn.
    """
    roles.require(actor, roles.HR)
    if len(employees) > MOST_AT_ONCE:
        raise TooManyLogIns(count=len(employees), limit=MOST_AT_ONCE)
    key = key or slips.new_key()
    with suppress(IntegrityError):  # the same form, sent twice, was answered first
        return _make(employees, key, actor=actor, at=at)
    return _make(employees, key, actor=actor, at=at)


def _refuse_over_operator(user: User, actor: audit.Actor) -> None:
    """Raise OfTheOperator where an administrator would change a superuser's log-in, and so become one."""
    if user.is_superuser and actor is not None and not getattr(actor, "is_superuser", False):
        raise OfTheOperator(name=user.username)


def may_reset(user: User, actor: audit.Actor) -> bool:
    """Say whether an actor may set this password anew: a fellow HR administrator's opens a second log-in of HR."""
    if actor is not None and actor.pk == user.pk:
        return False  # whose password is not theirs to read any more could not see the sheet
    is_trusted = actor is None or getattr(actor, "is_superuser", False)
    return is_trusted or not user.groups.filter(name=roles.HR).exists()


@transaction.atomic
def _make(employees: Sequence[Employee], key: str, *, actor: audit.Actor, at: datetime) -> list[Slip]:
    names = [employee.staff_no for employee in employees]
    taken = {
        user.username: user for user in User.objects.filter(username__in=names).select_related("employee__department")
    }
    able = [employee for employee in without_log_in(employees) if employee.staff_no not in taken]
    sheet = slips.kept_sheet(key, actor=actor, at=at) if able else None
    made = [_slip(employee, key, sheet, at + slips.ONE_TIME_HOLDS) for employee in able]
    User.objects.bulk_create([slip.user for slip in made], batch_size=500)
    audit.record_many(audit.event("user.made", slip.user, actor=actor, at=at) for slip in made)
    made += [slip for user in taken.values() if (slip := slips.slip_again(user, key)) is not None]
    if not made:
        raise NobodyWithoutLogIn
    return sorted(made, key=lambda slip: slip.username)


def _slip(employee: Employee, key: str, sheet: SlipSheet | None, until: datetime) -> Slip:
    password = slips.one_time_password(key, employee.staff_no)
    user = User(
        username=employee.staff_no,
        employee=employee,
        password=slips.hashed(password),
        must_change_password=True,
        one_time_until=until,
        one_time_sheet=sheet,
    )
    return Slip(user, employee.staff_no, password)


@transaction.atomic
def reset_password(user: User, *, actor: audit.Actor, at: datetime, key: str | None = None) -> Slip:
    """Give a log-in a new one-time password; open sessions end, and a lock after wrong passwords is lifted.

    The same ``key`` of a sheet gives the same slip again. Raises LockedLogIn, YourOwnPassword, OfTheOperator,
    FellowAdministrator.
    """
    _refuse_over_password(user, actor)
    if not user.is_active:
        raise LockedLogIn(name=str(user))
    if key and (again := slips.slip_again(user, key)):
        return again
    key = key or slips.new_key()
    password = slips.one_time_password(key, user.username)
    user.one_time_until, user.one_time_sheet = at + slips.ONE_TIME_HOLDS, slips.kept_sheet(key, actor=actor, at=at)
    User.objects.filter(pk=user.pk).update(
        password=slips.hashed(password),
        must_change_password=True,
        one_time_until=user.one_time_until,
        one_time_sheet=user.one_time_sheet,
    )
    forget_failures(username=user.username)
    audit.record("user.password_reset", user, actor=actor, at=at, detail=_held(user))
    return Slip(user, user.username, password)


@transaction.atomic
def take_back(user: User, *, actor: audit.Actor, at: datetime) -> None:
    """Make a one-time password that nobody has used open nothing; the log-in waits for a new one.

    Raises NothingToTakeBack, YourOwnPassword, OfTheOperator, FellowAdministrator.
    """
    _refuse_over_password(user, actor)
    unused = User.objects.filter(pk=user.pk, must_change_password=True).exclude(
        password__startswith=UNUSABLE_PASSWORD_PREFIX
    )
    if not unused.update(password=make_password(None), one_time_until=None, one_time_sheet=None):
        raise NothingToTakeBack(name=str(user))
    audit.record("user.password_taken_back", user, actor=actor, at=at, detail=_held(user))


def _refuse_over_password(user: User, actor: audit.Actor) -> None:
    """Raise what keeps an actor from somebody's password: their role, whose it is, and that it is their own."""
    roles.require(actor, roles.HR)
    _refuse_over_operator(user, actor)
    if actor is not None and actor.pk == user.pk:
        raise YourOwnPassword
    if not may_reset(user, actor):
        raise FellowAdministrator(name=user.username)


@transaction.atomic
def lock(user: User, *, actor: audit.Actor, at: datetime) -> None:
    """Close a log-in; its sessions end with the next page. Raises NotYourself, OfTheOperator."""
    roles.require(actor, roles.HR)
    _refuse_over_operator(user, actor)
    if actor is not None and actor.pk == user.pk:
        raise NotYourself
    if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False):
        user.is_active = False
        audit.record("user.locked", user, actor=actor, at=at, detail=_held(user))


@transaction.atomic
def unlock(user: User, *, actor: audit.Actor, at: datetime) -> None:
    """Open a log-in again. Raises OfTheOperator, and HasLeft while the directory says they are not here."""
    roles.require(actor, roles.HR)
    _refuse_over_operator(user, actor)
    employee = user.employee
    if employee is not None and employee.status in Employee.OUTSIDE_WORK:
        raise HasLeft(name=employee.name, status=employee.get_status_display())
    if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        user.is_active = True
        forget_failures(username=user.username)
        audit.record("user.unlocked", user, actor=actor, at=at, detail=_held(user))


def _held(user: User) -> dict[str, list[str]]:
    """Return the roles of a log-in as the trail keeps them: what is done to one that has any is told to others."""
    held = sorted(user.groups.filter(name__in=roles.ALL).values_list("name", flat=True))
    return {"roles": held} if held else {}


def note_locks(
    numbers: Sequence[int], action: str, *, actor: audit.Actor, at: datetime, because: str | None = None
) -> None:
    """Write one event for each log-in that was locked or opened together with others; two statements.

    ``numbers`` are keys of log-ins, ``action`` is ``user.locked`` or ``user.unlocked``, ``because`` what did it.
    """
    if not numbers:
        return
    users = User.objects.filter(pk__in=numbers).select_related("employee")
    detail = {"because": because} if because else {}
    audit.record_many(audit.event(action, user, actor=actor, at=at, detail=detail) for user in users)


@transaction.atomic
def give_roles(user: User, *, names: Iterable[str], actor: audit.Actor, at: datetime) -> None:
    """Set the roles a log-in holds, the whole list at once; nobody gives themselves one, so that two know of it.

    Raises NotYourself, NotYourOwnRoles, OfTheOperator.
    """
    roles.require(actor, roles.HR)
    _refuse_over_operator(user, actor)
    wanted = [name for name in roles.ALL if name in set(names)]
    before = sorted(user.groups.filter(name__in=roles.ALL).values_list("name", flat=True))
    if actor is not None and actor.pk == user.pk and roles.HR in before and roles.HR not in wanted:
        raise NotYourself
    if actor is not None and actor.pk == user.pk and not user.is_superuser and not set(wanted) <= set(before):
        raise NotYourOwnRoles
    user.groups.set([*user.groups.exclude(name__in=roles.ALL), *Role.objects.filter(name__in=wanted)])
    is_staff = user.is_superuser or roles.HR in wanted
    User.objects.filter(pk=user.pk).update(is_staff=is_staff)
    detail = {"before": before, "after": sorted(wanted)}
    audit.record("user.roles_given", user, actor=actor, at=at, detail=detail)


@transaction.atomic
def make_administrator(username: str, *, at: datetime) -> Slip:
    """Make an HR administrator, or give the one of that name a new one-time password and open their log-in again.

    The way in where nobody is in yet, and back in where nobody is left who could help. Only the server's own command
    calls it. A staff number of the directory becomes that person's log-in. Raises NameTooLong, HasLeft.
    """
    if len(username) > LONGEST_NAME:
        raise NameTooLong(limit=LONGEST_NAME)
    employee = Employee.objects.filter(staff_no=username).first()
    if employee is not None and employee.status in Employee.OUTSIDE_WORK:
        raise HasLeft(name=employee.name, status=employee.get_status_display())
    user = User.objects.filter(username=username).first()
    if user is None:
        tied = employee if employee is not None and not User.objects.filter(employee=employee).exists() else None
        user = User.objects.create(username=username, employee=tied, must_change_password=True)
        audit.record("user.made", user, actor=None, at=at)
    unlock(user, actor=None, at=at)
    held = user.groups.filter(name__in=roles.ALL).values_list("name", flat=True)
    give_roles(user, names=[roles.HR, *held], actor=None, at=at)
    return reset_password(user, actor=None, at=at)
