"""An administrator neither becomes the operator nor gives themselves a role; who gives one is told on the home page."""

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from groupadmin.directory import accounts, passwords, roles
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
        accounts.reset_password(self.root, actor=None, at=timezone.now())
        for actor in (self.root, None):
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
            self.assertEqual(self.told(reader), [f"王芳：审计（由{self.hr.username}设定）"])
        self.assertEqual(self.told(self.other, timezone.localdate() + timedelta(days=8)), [])
        self.assertEqual(self.told(make_user(make_employee("职员"))), [])

    def test_a_new_password_for_somebody_with_a_role_is_told_and_a_plain_one_is_not(self):
        auditor = make_user(None, roles.AUDITOR)
        accounts.reset_password(self.clerk, actor=self.hr, at=timezone.now())
        self.assertEqual(self.told(self.other), [])
        accounts.reset_password(auditor, actor=self.hr, at=timezone.now())
        self.assertEqual(self.told(self.other), [f"{auditor.username}：密码由{self.hr.username}重置"])

    def test_whose_password_was_set_anew_is_told_by_whom_and_when_one_was_chosen(self):
        officer, now = make_user(None, roles.CONFIDENTIALITY), timezone.now()
        accounts.reset_password(officer, actor=self.hr, at=now)
        passwords.choose(officer, "一只慢吞吞的大蜗牛99", at=now)
        self.assertEqual(self.told(officer), ["已选定密码", f"由{self.hr.username}重置"])
        self.assertEqual(
            self.told(officer, timezone.localdate() + timedelta(days=29)), ["已选定密码", f"由{self.hr.username}重置"]
        )
        self.assertEqual(self.told(officer, timezone.localdate() + timedelta(days=31)), [])
        other = make_user(None, roles.APPROVER)
        passwords.choose(other, "一只慢吞吞的大蜗牛99", at=now)
        self.assertEqual(self.told(other), [])

    def test_a_lock_on_somebody_with_a_role_is_told_too(self):
        accounts.lock(self.clerk, actor=self.hr, at=timezone.now())
        accounts.lock(self.other, actor=self.hr, at=timezone.now())
        accounts.unlock(self.other, actor=self.hr, at=timezone.now())
        name, by = self.other.username, self.hr.username
        self.assertEqual(self.told(self.hr), [f"{name}：账号由{by}解锁", f"{name}：账号由{by}锁定"])

    def test_no_number_of_new_passwords_pushes_a_given_role_out_of_sight(self):
        self.give(self.clerk, [roles.AUDITOR], self.hr)
        plain = make_user(make_employee("职员"))
        for of in (plain, self.clerk):
            for _n in range(210):
                accounts.audit.record(
                    "user.password_reset", of, actor=self.hr, at=timezone.now(), detail=accounts._held(of)
                )
        self.assertEqual(self.told(self.other)[0], f"王芳：审计（由{self.hr.username}设定）")
        (card,) = cards(make_user(None, roles.AUDITOR), timezone.localdate())
        self.assertEqual((card.count, len(card.lines)), (211, 6))


class AFellowAdministrator(TestCase):
    """A new password is a way in: with a fellow's, one administrator would be two who agree."""

    @classmethod
    def setUpTestData(cls):
        cls.root = User.objects.create_superuser("root", "", "correct horse battery")
        cls.hr, cls.fellow = make_user(None, roles.HR), make_user(None, roles.HR, username="hr02")
        cls.fellow.set_password("correct horse battery")
        cls.fellow.save()

    def reset(self, user, by):
        return accounts.reset_password(user, actor=by, at=timezone.now())

    def test_gets_no_password_by_another_administrators_hand(self):
        with self.assertRaises(accounts.FellowAdministrator):
            self.reset(self.fellow, self.hr)
        self.assertTrue(User.objects.get(pk=self.fellow.pk).check_password("correct horse battery"))

    def test_nor_by_the_page_which_does_not_offer_it(self):
        self.client.force_login(self.hr)
        page = self.client.get(reverse("account", args=[self.fellow.pk]))
        self.assertNotContains(page, reverse("account_reset", args=[self.fellow.pk]))
        self.assertContains(page, "make_administrator")
        answer = self.client.post(reverse("account_reset", args=[self.fellow.pk]), follow=True)
        self.assertContains(answer, "hr02 是人事管理员")
        self.assertTrue(User.objects.get(pk=self.fellow.pk).check_password("correct horse battery"))

    def test_gets_one_by_the_operators_hand_or_the_command(self):
        for by in (self.root, None):
            self.assertTrue(self.reset(self.fellow, by).password)
        self.assertTrue(accounts.make_administrator("hr02", at=timezone.now()).password)

    def test_is_locked_by_another_one_for_a_stolen_log_in_must_be_closed_at_once(self):
        accounts.lock(self.fellow, actor=self.hr, at=timezone.now())
        self.assertFalse(User.objects.get(pk=self.fellow.pk).is_active)
