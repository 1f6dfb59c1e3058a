"""Log-ins of those who leave: locked with an event for each, never one's own; one-time passwords that must go."""

from datetime import date

from django.test import TestCase
from django.urls import reverse

from groupadmin.core.models import AuditEvent
from groupadmin.directory import accounts, importing, roles
from groupadmin.directory.models import Employee, User
from groupadmin.directory.sweeps import departures
from tests.directory.lists import AT, LATER, apply, person, stage, take, undo
from tests.making import make_department, make_employee, make_group, make_membership, make_user


def events(action):
    return list(AuditEvent.objects.filter(action=action).values_list("subject_label", "actor_name"))


class WhoLeaves(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.hr = make_user(make_employee("王人事", staff_no="000900"), roles.HR, username="hr")
        take(person("1", "张三"), person("2", "李四"))
        cls.user = make_user(Employee.objects.get(staff_no="1"))

    def is_open(self):
        return User.objects.get(pk=self.user.pk).is_active

    def test_an_import_locks_and_says_so_of_each_log_in_and_so_does_its_undo(self):
        batch = stage(person("1", "张三", status="离职"), actor=self.hr)
        apply(batch, actor=self.hr)
        self.assertFalse(self.is_open())
        self.assertEqual(events("user.locked"), [("张三", "王人事")])
        undo(batch, actor=self.hr)
        self.assertTrue(self.is_open())
        self.assertEqual(events("user.unlocked"), [("张三", "王人事")])

    def test_an_undo_opens_nothing_that_was_open_and_says_nothing_of_it(self):
        batch = stage(person("1", "张三", status="离职"), actor=self.hr)
        apply(batch, actor=self.hr)
        User.objects.filter(pk=self.user.pk).update(is_active=True)
        undo(batch, actor=self.hr)
        self.assertEqual(events("user.unlocked"), [])

    def test_the_night_after_the_last_day_says_so_too(self):
        Employee.objects.filter(staff_no="1").update(status="LEAVING", left_on=date(2026, 3, 10))
        departures(date(2026, 3, 12))
        self.assertFalse(self.is_open())
        self.assertEqual(events("user.locked"), [("张三", "console")])

    def test_nobody_locks_their_own_log_in_by_a_list(self):
        for mode, rows in (
            ("update", [person("000900", "王人事", status="离职")]),
            ("full", [person("1", "张三"), person("2", "李四")]),
        ):
            batch = stage(*rows, mode=mode, actor=self.hr)
            with self.assertRaises(importing.LeavesYourself):
                apply(batch, actor=self.hr)
        self.assertTrue(User.objects.get(pk=self.hr.pk).is_active)
        another = make_user(None, roles.HR)
        apply(batch, actor=another, at=LATER)
        self.assertFalse(User.objects.get(pk=self.hr.pk).is_active)


class OneTimePasswords(TestCase):
    def setUp(self):
        self.hr = make_user(None, roles.HR)
        self.clerk = make_employee("张三", staff_no="000101")

    def test_the_one_time_password_cannot_be_chosen_again(self):
        slip = accounts.make_log_ins([self.clerk], actor=self.hr, at=AT)[0]
        self.client.force_login(slip.user)
        form = {"old_password": slip.password, "new_password1": slip.password, "new_password2": slip.password}
        page = self.client.post(reverse("password"), form)
        self.assertTrue(page.context["form"].errors["new_password1"])
        self.assertTrue(User.objects.get(pk=slip.user.pk).must_change_password)
        self.assertEqual(events("user.password_chosen"), [])

    def test_a_locked_log_in_gets_no_new_password(self):
        user = make_user(self.clerk, is_active=False)
        with self.assertRaises(accounts.LockedLogIn):
            accounts.reset_password(user, actor=self.hr, at=AT)
        self.client.force_login(self.hr)
        page = self.client.post(reverse("account_reset", args=[user.pk]), follow=True)
        self.assertNotContains(page, reverse("account_reset", args=[user.pk]))
        self.assertEqual(events("user.password_reset"), [])

    def test_who_gets_none_is_named_with_the_reason(self):
        make_user(make_employee("李四", staff_no="000102"))
        make_employee("王五", staff_no="000103", status="LEFT")
        self.client.force_login(self.hr)
        page = self.client.post(reverse("accounts_new"), {"numbers": "000101 000102 000103"})
        self.assertEqual([one.name for one in page.context["people"]], ["张三"])
        self.assertEqual([one.name for one in page.context["passed_over"]], ["李四", "王五"])
        self.assertContains(page, "李四 (000102)")

    def test_owners_who_have_left_are_named_and_lead_to_what_is_to_be_handed_over(self):
        sales, works = make_department("销售部"), make_department("工程部")
        gone = make_employee("王五", sales, staff_no="000103", status="LEFT")
        make_user(gone, is_active=False)
        elsewhere = make_employee("赵六", works, staff_no="000104", status="RETIRED")
        make_employee("孙七", sales, staff_no="000105", status="LEFT")
        for owner in (gone, elsewhere):
            make_membership(make_group(), owner, role="OWNER")
        self.client.force_login(self.hr)
        page = self.client.post(reverse("accounts_new"), {"only_runners": "on"})
        self.assertEqual([one.name for one in page.context["passed_over"]], ["王五", "赵六"])
        self.assertContains(page, "离职")
        self.assertContains(page, reverse("person_groups", args=["000103"]))
        page = self.client.post(reverse("accounts_new"), {"only_runners": "on", "department": "销售部"})
        self.assertEqual([one.name for one in page.context["passed_over"]], ["王五"])
