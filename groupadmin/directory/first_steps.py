"""What a new installation needs of the directory."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from groupadmin.core.cards import FirstStep
from groupadmin.core.links import address_of
from groupadmin.directory import roles
from groupadmin.directory.models import Employee, User


def steps(user: Any) -> list[FirstStep]:
    """Return the HR administrator's steps: the staff directory, and log-ins for those who work with the console."""
    if not roles.holds(user, roles.HR):
        return []
    # Whoever has a log-in of their own stands in the directory.
    people = bool(user.employee_id) or Employee.objects.exists()
    log_ins = User.objects.exclude(pk=user.pk).filter(employee__isnull=False).exists()
    return [
        FirstStep(
            title=_("Import the staff list"),
            text=_("The spreadsheet HR already has, as it is. Everything else asks it who works here."),
            url=address_of("directory_import"),
            action=_("Import the staff list"),
            done=people,
            rank=10,
        ),
        FirstStep(
            title=_("Make log-ins"),
            text=_("For group owners and department heads, with one-time passwords to print and hand out."),
            url=address_of("accounts_new"),
            action=_("Make log-ins"),
            done=log_ins,
            # Once the register tells who runs which group.
            rank=25,
        ),
    ]
