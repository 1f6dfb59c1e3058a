"""Choosing a password of one's own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from groupadmin.core import audit
from groupadmin.core.errors import Refusal
from groupadmin.directory.models import User


class SameAgain(Refusal):
    code = "same_password"
    wording = _("This is the password you have now. Choose another one.")


@transaction.atomic
def choose(user: User, password: str, *, at: datetime) -> None:
    """Give a log-in the password its owner chose; a one-time password has then done its work. Raises SameAgain."""
    if user.check_password(password):
        raise SameAgain
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    audit.record("user.password_chosen", user, actor=user, at=at)
