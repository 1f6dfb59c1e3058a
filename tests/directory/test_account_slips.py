"""Slips of one-time passwords: for whom, what is on the sheet, what is kept, and what is refused."""

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone, translation

from groupadmin.core.models import AuditEvent
from groupadmin.directory import accounts, roles, slips
from groupadmin.directory.models import SlipSheet, User
from groupadmin.directory.sweeps import old_slips
from tests.chinese import chinese
from tests.directory.lists import AT
from tests.making import make_department, make_employee, make_user


class ForWhom(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.hr = make_user(None, roles.HR)
        cls.sales = make_department("销售部")
        cls.east = make_department("华东组", cls.sales)
        cls.chief = make_employee("张三", cls.sales, staff_no="000101", is_manager=True)
        cls.clerk = make_employee("李四", cls.east, staff_no="000102")
        cls.leaving = make_employee("王五", cls.east, staff_no="000103", status="LEAVING")
        for number, status in (("000104", "LEFT"), ("000105", "RETIRED"), ("000106", "PENDING")):
            make_employee("不在", cls.sales, staff_no=number, status=status)

    def setUp(self):
        self.client.force_login(self.hr)

    def make(self, **data):
        return self.client.post(reverse("accounts_new"), {"make": "1"} | data, follow=True)

    def names(self, page):
        return [slip.username for slip in page.context["slips"]]

    def test_a_department_means_everything_below_it_and_whoever_works_here(self):
        self.assertEqual(self.names(self.make(department="销售部")), ["000101", "000102", "000103"])

    def test_a_lower_department_leaves_those_above_alone(self):
        self.assertEqual(self.names(self.make(department="销售部/华东组")), ["000102", "000103"])

    def test_only_managers_of_a_department(self):
        self.assertEqual(self.names(self.make(department="销售部", only_managers="on")), ["000101"])

    def test_numbers_in_every_way_people_part_them(self):
        self.assertEqual(self.names(self.make(numbers="000103\r\n000102、000101")), ["000101", "000102", "000103"])

    def test_numbers_and_a_department_mean_those_who_fit_both(self):
        self.assertEqual(self.names(self.make(numbers="000101 000102", department="华东组")), ["000102"])

    def test_whoever_has_left_gets_none_and_is_told_why(self):
        page = self.make(numbers="000104")
        self.assertIn(str(accounts.NobodyWithoutLogIn()), page.context["form"].non_field_errors())
        self.assertFalse(User.objects.exclude(pk=self.hr.pk).exists())

    def test_without_saying_for_whom_nothing_is_made(self):
        for data in ({}, {"only_managers": "on"}, {"numbers": " ,、 "}, {"department": "没有这个部"}):
            with self.subTest(data):
                page = self.make(**data)
                self.assertTrue(page.context["form"].errors)
                self.assertEqual(User.objects.count(), 1)

    def test_a_number_nobody_has_stops_all_and_is_named(self):
        page = self.make(numbers="000101 777 888")
        self.assertIn("777、888", str(page.context["form"].errors["numbers"]))
        self.assertEqual(User.objects.count(), 1)

    def test_a_user_name_that_is_taken_is_left_to_its_owner(self):
        make_user(None, username="000102")
        self.assertEqual(self.names(self.make(department="华东组")), ["000103"])

    def test_the_same_number_of_queries_for_one_and_for_all(self):
        few = len(accounts.make_log_ins([self.chief], actor=self.hr, at=AT))
        with self.assertNumQueries(10):
            many = accounts.make_log_ins([self.clerk, self.leaving], actor=self.hr, at=AT)
        self.assertEqual((few, len(many)), (1, 2))


class TheSheet(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.hr = make_user(None, roles.HR)
        cls.clerk = make_employee("张三", make_department("销售部"), staff_no="000101")

    def setUp(self):
        self.client.force_login(self.hr)

    def test_who_where_user_name_password_address(self):
        page = self.client.post(reverse("accounts_new"), {"numbers": "000101", "make": "1"}, follow=True)
        password = page.context["slips"][0].password
        for text in ("销售部", "张三", "000101", password, "http://testserver/"):
            self.assertContains(page, text)
        self.assertRegex(password, r"^[2-9A-HJKMNP-Z]{4}(-[2-9A-HJKMNP-Z]{4}){2}$")

    def test_the_password_opens_once_and_only_a_hash_is_kept(self):
        slip = accounts.make_log_ins([self.clerk], actor=self.hr, at=AT)[0]
        user = User.objects.get(username="000101")
        self.assertTrue(user.check_password(slip.password) and user.must_change_password and user.is_active)
        self.assertNotIn(slip.password, user.password)
        self.assertEqual(user.employee, self.clerk)

    def test_a_sheet_is_not_kept_by_browsers(self):
        user = make_user(self.clerk)
        page = self.client.post(reverse("account_reset", args=[user.pk]), follow=True)
        self.assertIn("no-store", page.headers["Cache-Control"])
        self.assertEqual(self.client.get(reverse("account_reset", args=[user.pk])).status_code, 405)

    def test_a_reset_makes_the_old_password_useless(self):
        user = make_user(self.clerk)
        slip = accounts.reset_password(user, actor=self.hr, at=AT)
        user.refresh_from_db()
        self.assertFalse(user.check_password("correct horse battery"))
        self.assertTrue(user.check_password(slip.password))
        event = AuditEvent.objects.get(action="user.password_reset")
        self.assertNotIn(slip.password, f"{event.detail}{event.subject_label}")

    def test_a_log_in_that_is_not_there(self):
        for name in ("account", "account_reset", "account_lock"):
            self.assertEqual(self.client.post(reverse(name, args=[999_999])).status_code, 404, name)


class TheSheetAgain(TestCase):
    """A sheet is shown to its maker as often as they ask, until each slip is used, taken back or a week old."""

    @classmethod
    def setUpTestData(cls):
        cls.hr = make_user(None, roles.HR)
        cls.people = [make_employee(f"员工{n}", staff_no=f"00010{n}") for n in range(3)]

    def setUp(self):
        self.client.force_login(self.hr)
        numbers = " ".join(one.staff_no for one in self.people)
        made = self.client.post(reverse("accounts_new"), {"numbers": numbers, "make": "1"})
        self.address = made.headers["Location"]
        self.first = self.shown()

    def shown(self):
        return {slip.username: slip.password for slip in self.client.get(self.address).context["slips"]}

    def user(self, number):
        return User.objects.get(username=f"00010{number}")

    def test_a_reload_shows_the_same_and_is_noted(self):
        self.assertEqual((len(self.first), self.shown()), (3, self.first))
        self.assertEqual(AuditEvent.objects.filter(action="user.slips_shown").count(), 2)

    def test_no_password_stands_in_the_database_and_none_can_be_worked_out_without_the_sites_secret(self):
        kept = str([list(model.objects.values_list()) for model in (User, SlipSheet, AuditEvent)])
        for password in self.first.values():
            self.assertNotIn(password, kept)
        with self.settings(SECRET_KEY="another site's secret"):
            self.assertEqual(slips.slips_on(SlipSheet.objects.get(), at=timezone.now()), [])

    def test_nobody_else_sees_it_not_even_a_fellow_administrator(self):
        for other in (make_user(None, roles.HR), make_user(None, roles.AUDITOR)):
            self.client.force_login(other)
            self.assertIn(self.client.get(self.address).status_code, (403, 404))

    def test_a_slip_that_was_used_is_left_off(self):
        theirs = self.client_class()
        theirs.post(reverse("login"), {"username": "000100", "password": self.first["000100"]})
        self.assertEqual(set(self.shown()), {"000101", "000102"})

    def test_a_slip_taken_back_opens_nothing_and_is_left_off(self):
        answer = self.client.post(
            reverse("account_take_back", args=[self.user(1).pk]), {"sheet": SlipSheet.objects.get().pk}
        )
        self.assertEqual(answer.headers["Location"], self.address)
        self.assertEqual(set(self.shown()), {"000100", "000102"})
        self.assertFalse(self.user(1).check_password(self.first["000101"]))
        self.assertEqual(AuditEvent.objects.filter(action="user.password_taken_back").count(), 1)
        again = self.client.post(reverse("account_take_back", args=[self.user(1).pk]), follow=True)
        self.assertContains(again, "没有可收回的一次性密码")

    def test_after_a_week_it_is_gone_and_the_night_forgets_its_key(self):
        SlipSheet.objects.update(made_at=timezone.now() - timedelta(days=7, minutes=1))
        self.assertEqual(self.client.get(self.address).status_code, 404)
        self.assertEqual(old_slips(timezone.localdate()).cleared, 1)
        self.assertFalse(SlipSheet.objects.exists())
        self.assertEqual(User.objects.filter(one_time_sheet=None).count(), 4)

    def test_the_list_leads_back_to_sheets_of_ones_own_that_are_not_used_up(self):
        self.assertContains(self.client.get(reverse("accounts")), self.address)
        for user in User.objects.exclude(pk=self.hr.pk):
            accounts.take_back(user, actor=self.hr, at=AT)
        self.assertNotContains(self.client.get(reverse("accounts")), self.address)
        self.assertContains(self.client.get(self.address), "没有")


class ManyAtOnce(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.hr = make_user(None, roles.HR)
        cls.users = [make_user(make_employee(f"员工{n}", staff_no=f"00010{n}")) for n in range(2)]
        cls.fellow = make_user(make_employee("同事", staff_no="000200"), roles.HR)

    def setUp(self):
        self.client.force_login(self.hr)

    def ticked(self, action, **facts):
        rows = [user.pk for user in (*self.users, self.fellow)]
        return self.client.post(reverse("accounts"), {"action": action, "rows": rows} | facts)

    def told(self):
        return {row: is_done for row, _text, is_done in self.client.session["list_outcomes"]}

    def test_new_passwords_for_those_who_are_ticked_each_told(self):
        asked = self.ticked("renew")
        sheet = asked.context["form"]["sheet"].value()
        self.ticked("renew", facts="given", sheet=sheet)
        self.assertEqual(self.told(), {"员工0": True, "员工1": True, "同事": False})
        found = slips.slips_on(SlipSheet.objects.get(), at=timezone.now())
        self.assertEqual([slip.username for slip in found], ["000100", "000101"])
        self.ticked("renew", facts="given", sheet=sheet)
        again = slips.slips_on(SlipSheet.objects.get(), at=timezone.now())
        self.assertEqual([slip.password for slip in again], [slip.password for slip in found])
        self.assertEqual(AuditEvent.objects.filter(action="user.password_reset").count(), 2)

    def test_taking_back_tells_who_had_none(self):
        accounts.reset_password(self.users[0], actor=self.hr, at=timezone.now())
        self.ticked("take_back")
        self.assertEqual(self.told(), {"员工0": True, "员工1": False, "同事": False})

    def test_nobody_takes_away_their_own_password_and_so_their_sheet(self):
        with self.assertRaises(accounts.YourOwnPassword):
            accounts.reset_password(self.hr, actor=self.hr, at=AT)
        self.assertNotContains(
            self.client.get(reverse("account", args=[self.hr.pk])), reverse("account_reset", args=[self.hr.pk])
        )


class WhatIsRefused(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.hr = make_user(None, roles.HR)
        cls.clerk = make_employee("张三")

    def refuse(self, kind, english, deed):
        before = (User.objects.count(), AuditEvent.objects.count())
        with translation.override("en"), self.assertRaises(kind) as caught:
            deed()
        with translation.override("en"):
            self.assertEqual(str(caught.exception), english)
        self.assertTrue(chinese(kind.wording, **caught.exception.facts).endswith("。"))
        self.assertEqual((User.objects.count(), AuditEvent.objects.count()), before)

    def test_five_hundred_at_once_and_not_one_more(self):
        self.refuse(
            accounts.TooManyLogIns,
            "These are 501 people; at most 500 log-ins are made at once. Choose a smaller department.",
            lambda: accounts.make_log_ins([self.clerk] * 501, actor=self.hr, at=AT),
        )
        self.assertEqual(len(accounts.make_log_ins([self.clerk] * 500, actor=self.hr, at=AT)), 1)

    def test_nobody_left_to_make_one_for(self):
        make_user(self.clerk)
        self.refuse(
            accounts.NobodyWithoutLogIn,
            "Everybody you chose has a log-in already, or has left.",
            lambda: accounts.make_log_ins([self.clerk], actor=self.hr, at=AT),
        )

    def test_opening_the_log_in_of_a_leaver(self):
        gone = make_user(make_employee("李四", status="LEFT"), is_active=False)
        self.refuse(
            accounts.HasLeft,
            "李四 is “left” in the directory. Import the return first, then open the log-in.",
            lambda: accounts.unlock(gone, actor=self.hr, at=AT),
        )
        gone.refresh_from_db()
        self.assertFalse(gone.is_active)

    def test_locking_oneself(self):
        self.refuse(
            accounts.NotYourself,
            "You cannot lock your own log-in or take your own administrator's role. Ask another administrator.",
            lambda: accounts.lock(self.hr, actor=self.hr, at=AT),
        )

    def test_locking_twice_is_told_once(self):
        user = make_user(self.clerk)
        for _n in range(2):
            accounts.lock(user, actor=self.hr, at=AT)
        self.assertEqual(AuditEvent.objects.filter(action="user.locked").count(), 1)

    def test_an_administrator_may_give_up_other_roles_but_not_this_one(self):
        accounts.give_roles(self.hr, names=[roles.HR, roles.AUDITOR], actor=None, at=AT)
        accounts.give_roles(self.hr, names=[roles.HR], actor=self.hr, at=AT)
        with self.assertRaises(accounts.NotYourself):
            accounts.give_roles(self.hr, names=[roles.AUDITOR], actor=self.hr, at=AT)
        self.assertEqual(list(self.hr.groups.values_list("name", flat=True)), [roles.HR])

    def test_a_role_that_does_not_exist_is_not_made(self):
        user = make_user(self.clerk)
        accounts.give_roles(user, names=["Emperor", roles.APPROVER], actor=self.hr, at=AT)
        self.assertEqual(list(user.groups.values_list("name", flat=True)), [roles.APPROVER])

    def test_the_event_tells_the_roles_before_and_after(self):
        user = make_user(self.clerk, roles.AUDITOR)
        accounts.give_roles(user, names=[roles.APPROVER], actor=self.hr, at=AT)
        event = AuditEvent.objects.get(action="user.roles_given")
        self.assertEqual(event.detail, {"before": [roles.AUDITOR], "after": [roles.APPROVER]})
