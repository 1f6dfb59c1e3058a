"""Choosing a password of one's own, which neither a list of common ones nor a glance at the directory gives away."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from itertools import product
from typing import Final

from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from groupadmin.core import audit
from groupadmin.core.errors import DomainError
from groupadmin.core.folding import name_key
from groupadmin.core.pinyin import readings, search_keys
from groupadmin.directory.models import User

# So many characters must be left, and so many different ones, when everything that others know is taken away.
LEFT_AT_LEAST: Final = 6
DIFFERENT_AT_LEAST: Final = 4
# What passwords are made of everywhere, and the one that this product prints for its demo.
STOCK: Final = (
    "groups-demo", "password", "passwort", "passwd", "pass", "word", "admin", "administrator", "root", "user", "guest",
    "test", "welcome", "login", "qwertyuiop", "qwerty", "asdfghjkl", "asdf", "zxcvbnm", "zxcv", "1qaz2wsx", "qazwsx",
    "1q2w3e4r", "abcdefgh", "abcd", "abc", "iloveyou", "woaini", "wechat", "weixin", "mima", "gongsi", "company",
    "changeme", "letmein", "monkey", "dragon", "secret", "hello",
)  # fmt: skip
# Digits and marks that stand for letters: P@ssw0rd.
STANDS_FOR: Final = str.maketrans("@4031$5!7", "aaoeissit")  # fmt: skip


class SameAgain(DomainError):
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


class NotGuessable:
    """Refuse what is made of common words, years and rows of digits, and of what colleagues know of the person.

    That is the user name, the staff number, the platform account, the name and its pinyin. All of it is taken out of
    the password; what is left must be enough to be a secret.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        plain = _plain(password)
        left = _without(plain, (*_known_of(user), *STOCK))
        if len(left) < LEFT_AT_LEAST or len(set(left)) < DIFFERENT_AT_LEAST or _is_common(plain):
            raise ValidationError(self.get_error_message(), code="guessable_password")

    def get_help_text(self) -> str:
        return str(_("Names, numbers, years and common words do not count towards it: add words of your own."))

    def get_error_message(self) -> str:
        return str(
            _("Too easy to guess: names, numbers, years and common words do not count. Add words of your own to it.")
        )


def _plain(password: str) -> str:
    """Return a password as a guesser sees it: half width, small letters, without blanks and what cannot be seen."""
    text = unicodedata.normalize("NFKC", password).casefold()
    return "".join(char for char in text if unicodedata.category(char)[0] not in "ZC")


def _is_common(plain: str) -> bool:
    """Say whether the password, or the word in it between digits and marks, is one of the twenty thousand usual."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    return bool(_usual().intersection((plain, core, core.translate(STANDS_FOR))))


@lru_cache(maxsize=1)
def _usual() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def _without(plain: str, words: Iterable[str]) -> str:
    """Return what is left without these words, without years and rows of digits, and without marks at all."""
    longest_first = sorted({word for word in words if len(word) > 1}, key=len, reverse=True)

    def left_of(text: str) -> str:
        for word in longest_first:
            text = text.replace(word, "")
        return re.sub(r"(19|20)\d\d|\d{3,}|[\W_]", "", text)

    return min(left_of(plain), left_of(plain.translate(STANDS_FOR)), key=len)


def _known_of(user: User | None) -> set[str]:
    """Return what colleagues know of somebody: the words a guesser begins with."""
    if user is None:
        return set()
    known = {user.username, user.first_name, user.last_name, user.email.partition("@")[0]}
    employee = user.employee
    if employee is not None:
        known |= {employee.staff_no, employee.staff_no.lstrip("0"), employee.account or "", employee.name}
        known |= set(_spellings(employee.name))
    return {_plain(word) for word in known}


def _spellings(name: str) -> Iterable[str]:
    """Return a name in pinyin as people type it: whole, given name alone or first, and the initials."""
    key = name_key(name)
    whole, initials = search_keys(name)
    yield from (whole, initials)
    if len(key) > 1:
        yield search_keys(key[:1])[0]
    options = [readings(char)[:3] for char in key[:6]]
    for syllables in product(*options):
        for cut in (1, 2):
            family, given = "".join(syllables[:cut]), "".join(syllables[cut:])
            yield from (family + given, given, given + family)


@transaction.atomic
def choose(user: User, password: str, *, at: datetime) -> None:
    """Give a log-in the password its owner chose; a one-time password has then done its work. Raises SameAgain."""
    if user.check_password(password):
        raise SameAgain
    user.set_password(password)
    user.must_change_password = False
    user.one_time_until = user.one_time_sheet = None
    user.save(update_fields=["password", "must_change_password", "one_time_until", "one_time_sheet"])
    audit.record("user.password_chosen", user, actor=user, at=at)
