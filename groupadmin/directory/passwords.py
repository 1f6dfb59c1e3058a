"""Choosing a password of one's own."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from groupadmin.core import audit
from groupadmin.directory.models import User


@transaction.atomic
def choose(user: User, password: str, *, at: datetime) -> None:
    """Give a log-in the password its owner chose; a one-time password has then done its work."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    audit.record("user.password_chosen", user, actor=user, at=at)
