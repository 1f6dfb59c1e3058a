"""A form that is sent twice by an impatient click gives the same answer twice, and nothing is lost."""

from datetime import timedelta
from unittest import mock

from django.core import signing
from django.db import IntegrityError
from django.test import TestCase
from django.urls import reverse

from groupadmin.core.models import AuditEvent
from groupadmin.directory import accounts, roles, slips
from groupadmin.directory.models import User
from tests.directory.lists import AT
from tests.making import make_department, make_employee, make_user


class MakingLogInsTwice(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.hr = make_user(None, roles.HR)
        cls.sales = make_department("销售部")
        cls.people = [make_employee(f"员工{n}", cls.sales) for n in range(3)]

    def setUp(self):
        self.client.force_login(self.hr)
        shown = self.client.post(reverse("accounts_new"), {"department": "销售部"})
        self.form = {"department": "销售部", "make": "1", "sheet": shown.context["sheet"]}

    def made(self, **changes):
        page = self.client.post(reverse("accounts_new"), self.form | changes, follow=True)
        return [(slip.username, slip.password) for slip in page.context.get("slips", [])]

    def test_the_second_sheet_is_the_first(self):
        first = self.made()
        self.assertEqual(len(first), 3)
        self.assertEqual(self.made(), first)
        self.assertEqual(AuditEvent.objects.filter(action="user.made").count(), 3)

    def test_whoever_has_used_the_password_is_left_off_the_second(self):
        first = self.made()
        used = User.objects.get(username=first[0][0])
        used.set_password("a password of their own")
        used.must_change_password = False
        used.save()
        self.assertEqual(self.made(), first[1:])

    def test_another_form_gives_nobody_a_second_sheet(self):
        self.made()
        self.assertEqual(self.made(sheet=slips.new_sheet(self.people)), [])
        self.assertEqual(self.made(sheet="forged"), [])

    def test_a_sheet_is_good_for_half_an_hour(self):
        self.made()
        with mock.patch.object(signing.time, "time", return_value=signing.time.time() + 31 * 60):
            self.assertEqual(self.made(), [])

    def test_the_sheet_in_the_form_does_not_give_the_passwords_away(self):
        first = self.made()
        key, people = slips.read_sheet(self.form["sheet"])
        self.assertEqual(len(people), 3)
        with self.settings(SECRET_KEY="another site's secret"):
            self.assertNotEqual(slips.one_time_password(key, first[0][0]), first[0][1])

    def test_a_new_password_asked_for_twice_is_one(self):
        self.made()
        user = User.objects.get(employee=self.people[0])
        page = self.client.get(reverse("account", args=[user.pk]))
        sheet = page.context["hidden"]["sheet"]
        address = reverse("account_reset", args=[user.pk])
        answers = [self.client.post(address, {"sheet": sheet}, follow=True) for _n in range(2)]
        self.assertEqual(len({answer.context["slips"][0].password for answer in answers}), 1)
        self.assertEqual(AuditEvent.objects.filter(action="user.password_reset").count(), 1)

    def test_two_at_the_same_moment(self):
        """The other click has made the log-ins after this one looked who has none."""
        first = self.made()
        key, _people = slips.read_sheet(self.form["sheet"])
        make = accounts._make
        answers = iter([IntegrityError("a log-in of that name is there"), None])

        def late(*args, **facts):
            if (problem := next(answers)) is not None:
                raise problem
            return make(*args, **facts)

        with mock.patch.object(accounts, "_make", side_effect=late):
            found = accounts.make_log_ins(self.people, actor=self.hr, at=AT + timedelta(minutes=1), key=key)
        self.assertEqual([(slip.username, slip.password) for slip in found], first)
