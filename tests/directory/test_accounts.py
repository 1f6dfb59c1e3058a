"""Log-ins from the directory: one-time passwords shown once and changed at first use, reset, lock, roles."""

from django.core.exceptions import PermissionDenied
from django.test import TestCase
from django.urls import reverse

from groupadmin.core.models import AuditEvent
from groupadmin.directory import accounts, roles, slips
from groupadmin.directory.models import Employee, User
from tests.directory.lists import AT, person, take
from tests.making import make_employee, make_user


class MakingLogIns(TestCase):
    def setUp(self):
        take(
            person("000101", "张三", "总公司/销售部", post="经理"),
            person("000102", "李四", "总公司/销售部"),
            person("000103", "王五", "总公司/工程部"),
            person("000104", "赵六", "总公司/工程部", status="离职"),
        )
        self.hr = make_user(None, roles.HR)
        self.client.force_login(self.hr)

    def make(self, **data):
        return self.client.post(reverse("accounts_new"), data, follow=True)

    def test_first_it_shows_who_it_would_be(self):
        page = self.make(department="销售部")
        self.assertContains(page, "李四")
        self.assertEqual(User.objects.filter(employee__isnull=False).count(), 0)

    def test_a_department_gets_slips_once_and_nobody_twice(self):
        page = self.make(department="销售部", make="1")
        slips = page.context["slips"]
        self.assertEqual([slip.username for slip in slips], ["000101", "000102"])
        self.assertContains(page, slips[0].password)
        self.assertEqual(page.headers["Cache-Control"].count("no-store"), 1)
        again = self.make(department="销售部", make="1")
        self.assertNotContains(again, slips[0].password)
        self.assertEqual(User.objects.filter(employee__isnull=False).count(), 2)
        self.assertEqual(AuditEvent.objects.filter(action="user.made").count(), 2)
        self.assertNotIn(slips[0].password, str(list(AuditEvent.objects.values_list("detail", flat=True))))

    def test_by_staff_numbers_and_only_managers(self):
        self.assertEqual(len(self.make(numbers="000103， 000101", make="1").context["slips"]), 2)
        self.assertContains(self.make(numbers="999999"), "999999")
        self.assertContains(self.make(numbers="000104", make="1"), "form")
        self.assertFalse(User.objects.filter(username="000104").exists())
        self.assertEqual(self.make(department="销售部", only_managers="on").context["people"], [])

    def test_a_one_time_password_must_be_changed_before_anything_else(self):
        slip = self.make(numbers="000103", make="1").context["slips"][0]
        self.client.logout()
        self.client.post(reverse("login"), {"username": slip.username, "password": slip.password})
        self.assertRedirects(self.client.get(reverse("people")), reverse("password"))
        chosen = {
            "old_password": slip.password,
            "new_password1": "一只慢吞吞的大蜗牛99",
            "new_password2": "一只慢吞吞的大蜗牛99",
        }
        self.client.post(reverse("password"), chosen)
        self.assertEqual(self.client.get(reverse("people")).status_code, 200)
        self.assertFalse(User.objects.get(username="000103").must_change_password)

    def test_too_many_at_once(self):
        people = [make_employee() for _n in range(3)]
        with self.settings(), self.assertRaises(accounts.TooManyLogIns):
            accounts.make_log_ins(people * 200, actor=self.hr, at=AT)

    def test_one_time_passwords_are_random_and_legible(self):
        made = {slips.one_time_password("the key of a sheet", f"{n:06}") for n in range(200)}
        self.assertEqual(len(made), 200)
        self.assertFalse(set("".join(made)) & set("01ILO"))


class OneLogIn(TestCase):
    def setUp(self):
        self.hr = make_user(None, roles.HR)
        self.employee = make_employee("张三")
        self.user = make_user(self.employee)
        self.client.force_login(self.hr)

    def post(self, name, **data):
        return self.client.post(reverse(name, args=[self.user.pk]), data, follow=True)

    def test_reset_shows_a_new_password_and_ends_open_sessions(self):
        theirs = self.client_class()
        theirs.force_login(self.user)
        page = self.post("account_reset")
        slip = page.context["slips"][0]
        self.assertTrue(theirs.get(reverse("people")).headers["Location"].startswith("/login/"))
        self.user.refresh_from_db()
        self.assertTrue(self.user.check_password(slip.password) and self.user.must_change_password)

    def test_lock_and_unlock(self):
        self.post("account_lock")
        self.user.refresh_from_db()
        self.assertFalse(self.user.is_active)
        self.post("account_lock")
        self.user.refresh_from_db()
        self.assertTrue(self.user.is_active)
        self.assertEqual(AuditEvent.objects.filter(action__in=("user.locked", "user.unlocked")).count(), 2)

    def test_a_leaver_s_log_in_stays_locked(self):
        User.objects.filter(pk=self.user.pk).update(is_active=False)
        Employee.objects.update(status="LEFT")
        self.post("account_lock")
        self.user.refresh_from_db()
        self.assertFalse(self.user.is_active)

    def test_roles(self):
        self.post("account", names=[roles.HR, roles.AUDITOR])
        self.user = User.objects.get(pk=self.user.pk)
        self.assertEqual(roles.roles_of(self.user), {roles.HR, roles.AUDITOR})
        self.post("account", names=[])
        self.assertEqual(roles.roles_of(User.objects.get(pk=self.user.pk)), frozenset())
        self.assertEqual(AuditEvent.objects.filter(action="user.roles_given").count(), 2)

    def test_nobody_locks_or_demotes_themselves(self):
        with self.assertRaises(accounts.NotYourself):
            accounts.lock(self.hr, actor=self.hr, at=AT)
        with self.assertRaises(accounts.NotYourself):
            accounts.give_roles(self.hr, names=[], actor=self.hr, at=AT)

    def test_nobody_but_hr(self):
        for deed in (accounts.lock, accounts.unlock, accounts.reset_password):
            with self.assertRaises(PermissionDenied):
                deed(self.hr, actor=self.user, at=AT)
        with self.assertRaises(PermissionDenied):
            accounts.give_roles(self.user, names=[roles.HR], actor=self.user, at=AT)
        with self.assertRaises(PermissionDenied):
            accounts.make_log_ins([self.employee], actor=self.user, at=AT)

    def test_the_list(self):
        page = self.client.get(reverse("accounts"), {"q": "张三"})
        self.assertEqual([line["user"] for line in page.context["lines"]], [self.user])
        self.assertEqual(self.client.get(reverse("accounts"), {"kind": "locked"}).context["lines"], [])
        self.assertEqual(len(self.client.get(reverse("accounts"), {"kind": roles.HR}).context["lines"]), 1)
