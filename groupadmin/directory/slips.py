"""Slips of one-time passwords: worked out from the key of their sheet and the site's secret, and written down nowhere.

The database holds the hash of a password and the key of its sheet, from which nobody reads a password; together with
the site's secret the key gives the same slip again, to the maker of the sheet alone, until it is used, taken back or a
week old.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher, identify_hasher, make_password
from django.core import signing
from django.db.models import Count, Q, QuerySet
from django.utils.crypto import salted_hmac

from groupadmin.core import audit
from groupadmin.directory.models import Employee, SlipSheet, User

# Letters and figures that nobody takes for one another on paper.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
# Sixty random bits need no slow hash; the first log-in hashes anew with the full number of rounds.
ONE_TIME_ROUNDS = 20_000
SHEET = "sheet of one-time passwords"
# How long the page on which log-ins are made, or a password is renewed, may be sent again.
SHEET_LASTS = timedelta(minutes=30)
# How long a slip may lie about before it opens nothing any more, and a sheet may be asked for again.
ONE_TIME_HOLDS = timedelta(days=7)


@dataclass(frozen=True)
class Slip:
    """One line of the printed sheet: who, the user name, the one-time password and until when it holds."""

    user: User
    username: str
    password: str

    @property
    def until(self) -> datetime | None:
        """Return the moment from which it opens nothing."""
        return self.user.one_time_until


def new_sheet(employees: Sequence[Employee] = ()) -> str:
    """Return a new sheet of slips for these people, signed, for a form to carry."""
    return signing.dumps({"key": new_key(), "people": [e.pk for e in employees]}, salt=SHEET)


def new_key() -> str:
    """Return the key of a sheet that nobody has asked for before."""
    return secrets.token_urlsafe(16)


def read_sheet(sheet: str) -> tuple[str, list[int]]:
    """Return the key of a sheet that a form carried and the numbers of its people; of no use where it is too old."""
    try:
        said = signing.loads(sheet, salt=SHEET, max_age=SHEET_LASTS)
    except signing.BadSignature:
        return new_key(), []
    return said["key"], said["people"]


def kept_sheet(key: str, *, actor: audit.Actor, at: datetime) -> SlipSheet | None:
    """Return the sheet of a key, kept for whoever makes it; None for a command of the server, which shows it itself."""
    if actor is None:
        return None
    return SlipSheet.objects.get_or_create(key=key, maker_id=actor.pk, defaults={"made_at": at})[0]


def open_sheets(maker: User, *, at: datetime) -> QuerySet[SlipSheet]:
    """Return the sheets of somebody that hold slips nobody has used yet, the newest first, counted (``n``)."""
    unused = Count("users", filter=_unused("users__", at))
    return SlipSheet.objects.filter(maker=maker).annotate(n=unused).filter(n__gt=0).order_by("-made_at")


def slips_on(sheet: SlipSheet, *, at: datetime) -> list[Slip]:
    """Return the slips of a sheet that nobody has used yet."""
    users = sheet.users.filter(_unused("", at)).select_related("employee__department").order_by("username")
    return [slip for user in users if (slip := slip_again(user, sheet.key)) is not None]


def _unused(path: str, at: datetime) -> Q:
    names = {"must_change_password": True, "is_active": True, "one_time_until__gt": at}
    return Q(**{f"{path}{name}": value for name, value in names.items()})


def slip_again(user: User, key: str) -> Slip | None:
    """Return the slip that a sheet gave to a log-in nobody has used since; None where it gave none."""
    password = one_time_password(key, user.username)
    if not (user.must_change_password and user.is_active and user.has_usable_password()):
        return None
    # Not check_password: a mismatch would cost it the full number of rounds.
    given = identify_hasher(user.password).verify(password, user.password)
    return Slip(user, user.username, password) if given else None


def one_time_password(key: str, username: str) -> str:
    """Return twelve letters and figures in groups of four, easy to type from paper: sixty bits of the site's secret."""
    drawn = int.from_bytes(salted_hmac("one-time password", f"{key} {username}", algorithm="sha256").digest(), "big")
    letters = []
    for _n in range(12):
        drawn, letter = divmod(drawn, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "-".join("".join(letters[start : start + 4]) for start in (0, 4, 8))


def hashed(password: str) -> str:
    """Return the hash of a one-time password, with as many rounds as it needs."""
    hasher = get_hasher()
    if not isinstance(hasher, PBKDF2PasswordHasher):
        return make_password(password)
    return str(hasher.encode(password, hasher.salt(), ONE_TIME_ROUNDS))
