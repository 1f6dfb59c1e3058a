"""A password of one's own: nothing that colleagues know, nothing that everybody uses."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import TestCase

from members.demo.accounts import PASSWORD as PRINTED_FOR_THE_DEMO
from tests.making import make_employee, make_user

GUESSABLE = (
    "owner-owner", "OwnerOwner1!", "chenmuyuan1", "ChenMuYuan@2026", "muyuanchen88", "muyuan123456", "cmy20260312",
    "陈牧远陈牧远陈牧远陈牧远", "陈牧远2026年3月", "G04711-2026", "04711-04711", "password2026",
    "P@ssw0rd2026", "p4ssw0rd!!",
    "Password123!", "iloveyou2026", "woaini1314520", "qwertyuiop12", "1qaz2wsx3edc", "abcd123456", "aaaaaaaaaaaa",
    "aabbaabbaabb", "2026-03-12-2026", "12345678901a", "admin@admin1", "  password  2026  ", "ｐａｓｓｗｏｒｄ２０２６",
    "\u3000" * 10, "\u200b" * 12, "a\u200bb\u200bc\u200bd\u200be", "sunshine!2025", PRINTED_FOR_THE_DEMO,
)  # fmt: skip
GOOD = (
    "correct horse battery", "staple-of-the-house-9", "窗前明月光疑是地上霜啊", "blaue Kiste 7 Hafen", "xK9-vv3Qm-Lp2t",
    "chenmuyuan likes green tea",
)  # fmt: skip


class Passwords(TestCase):
    @classmethod
    def setUpTestData(cls):
        person = make_employee("陈牧远", staff_no="G04711", pinyin="chenmuyuan", account="muyuan.chen")
        cls.user = make_user(person, username="owner")

    def test_what_others_can_guess_is_refused(self):
        for password in GUESSABLE:
            with self.subTest(password), self.assertRaises(ValidationError):
                validate_password(password, self.user)

    def test_what_is_ones_own_is_taken(self):
        for password in GOOD:
            with self.subTest(password):
                validate_password(password, self.user)

    def test_a_name_with_several_readings_is_known_in_each(self):
        user = make_user(make_employee("单乐行", staff_no="000007"))
        for password in ("shanlexing99", "danyuehang99", "lexing-lexing"):
            with self.subTest(password), self.assertRaises(ValidationError):
                validate_password(password, user)

    def test_a_log_in_without_a_person_is_asked_the_same(self):
        with self.assertRaises(ValidationError):
            validate_password("auditor-2026", make_user(username="auditor"))
        validate_password("correct horse battery", make_user())
        validate_password("correct horse battery")

    def test_the_page_says_what_is_wrong_with_it(self):
        self.client.force_login(self.user)
        form = {"old_password": "correct horse battery", "new_password1": "owner-owner", "new_password2": "owner-owner"}
        self.assertContains(self.client.post("/password/", form), "密码太容易被猜到")
