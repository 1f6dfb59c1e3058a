"""Choosing a password of one's own."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from groupadmin.core import audit
from groupadmin.core.errors import Refusal
from groupadmin.directory.models import User


class SameAgain(Refusal):
    code = "same_password"
    wording = _("This is the password you have now. Choose another one.")


class LongEnough(MinimumLengthValidator):
    """Django's rule in our words: its own sentence for a short password has no Chinese any more."""

    def get_error_message(self) -> str:
        sentence = ngettext(
            "This password is too short: at least %(n)d character.",
            "This password is too short: at least %(n)d characters.",
            self.min_length,
        )
        return sentence % {"n": self.min_length}


@transaction.atomic
def choose(user: User, password: str, *, at: datetime) -> None:
    """Give a log-in the password its owner chose; a one-time password has then done its work. Raises SameAgain."""
    if user.check_password(password):
        raise SameAgain
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    audit.record("user.password_chosen", user, actor=user, at=at)
