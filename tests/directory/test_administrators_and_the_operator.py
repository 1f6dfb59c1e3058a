"""An administrator neither becomes the operator nor gives themselves a role; who gives one is told on the home page."""

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from groupadmin.directory import accounts, roles
from groupadmin.directory.cards import cards
from groupadmin.directory.models import User
from tests.making import make_department, make_employee, make_user


class TheOperatorsLogIn(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.root = User.objects.create_superuser("root", "", "correct horse battery")
        cls.hr = make_user(None, roles.HR)

    def test_no_deed_of_an_administrator_reaches_it(self):
        now = timezone.now()
        deeds = (
            lambda: accounts.reset_password(self.root, actor=self.hr, at=now),
            lambda: accounts.lock(self.root, actor=self.hr, at=now),
            lambda: accounts.unlock(self.root, actor=self.hr, at=now),
            lambda: accounts.give_roles(self.root, names=[], actor=self.hr, at=now),
        )
        for deed in deeds:
            with self.assertRaises(accounts.OfTheOperator):
                deed()
        self.assertTrue(User.objects.get(pk=self.root.pk).check_password("correct horse battery"))

    def test_nor_by_the_pages(self):
        self.client.force_login(self.hr)
        for name in ("account_reset", "account_lock"):
            answer = self.client.post(reverse(name, args=[self.root.pk]), follow=True)
            self.assertContains(answer, "运行本系统")
        root = User.objects.get(pk=self.root.pk)
        self.assertTrue(root.is_active and root.check_password("correct horse battery"))

    def test_the_page_offers_none_of_it(self):
        self.client.force_login(self.hr)
        page = self.client.get(reverse("account", args=[self.root.pk]))
        for name in ("account_reset", "account_lock"):
            self.assertNotContains(page, reverse(name, args=[self.root.pk]))

    def test_the_operator_and_the_command_still_can(self):
        for actor in (self.root, None):
            accounts.reset_password(self.root, actor=actor, at=timezone.now())
            accounts.give_roles(self.root, names=[roles.HR], actor=actor, at=timezone.now())


class OwnRoles(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.hr, cls.other = make_user(None, roles.HR), make_user(None, roles.HR, roles.AUDITOR)
        cls.clerk = make_user(make_employee("王芳", make_department("人事部")))

    def give(self, to, names, by):
        accounts.give_roles(to, names=names, actor=by, at=timezone.now())

    def held(self, user):
        return set(user.groups.values_list("name", flat=True))

    def test_nobody_gives_themselves_a_role(self):
        for role in (roles.AUDITOR, roles.APPROVER, roles.CONFIDENTIALITY):
            with self.assertRaises(accounts.NotYourOwnRoles):
                self.give(self.hr, [roles.HR, role], self.hr)
        self.assertEqual(self.held(self.hr), {roles.HR})

    def test_another_administrator_may(self):
        self.give(self.hr, [roles.HR, roles.AUDITOR], self.other)
        self.assertEqual(self.held(self.hr), {roles.HR, roles.AUDITOR})

    def test_one_may_give_a_role_up(self):
        self.give(self.other, [roles.HR], self.other)
        self.assertEqual(self.held(self.other), {roles.HR})

    def test_the_page_says_why_not(self):
        self.client.force_login(self.hr)
        answer = self.client.post(
            reverse("account", args=[self.hr.pk]), {"names": [roles.HR, roles.AUDITOR]}, follow=True
        )
        self.assertContains(answer, "不能给自己")
        self.assertEqual(self.held(self.hr), {roles.HR})

    def told(self, reader, today=None):
        found = cards(reader, today or timezone.localdate())
        return [line.text for card in found for line in card.lines]

    def test_what_was_given_is_told_to_administrators_and_auditors_for_a_week(self):
        self.give(self.clerk, [roles.AUDITOR], self.hr)
        for reader in (self.other, make_user(None, roles.AUDITOR)):
            self.assertEqual(self.told(reader), [f"王芳：审计（由 {self.hr.username} 设定）"])
        self.assertEqual(self.told(self.other, timezone.localdate() + timedelta(days=8)), [])
        self.assertEqual(self.told(make_user(make_employee("职员"))), [])

    def test_a_new_password_for_somebody_with_a_role_is_told_and_a_plain_one_is_not(self):
        accounts.reset_password(self.clerk, actor=self.hr, at=timezone.now())
        self.assertEqual(self.told(self.other), [])
        accounts.reset_password(self.other, actor=self.hr, at=timezone.now())
        self.assertEqual(self.told(self.other), [f"{self.other.username}：密码由 {self.hr.username} 重置"])
