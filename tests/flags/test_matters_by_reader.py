"""The list of matters by reader and by what it is narrowed to; its pages go on by key, day by day."""

from dataclasses import replace
from datetime import timedelta
from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groupadmin.directory import roles
from members.flags import lists
from members.models import Flag
from tests.flags.test_group_page import PageTestCase
from tests.making import make_department, make_employee, make_group, make_head, make_membership, make_user

DAY = timedelta(days=1)


class ListTestCase(PageTestCase):
    """Sales owns a group with three matters; the works a group with one, by now the office's turn."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.works = make_department("工程部")
        cls.other = make_group("工程群", cls.works)
        cls.chief = make_employee("乙", cls.works)
        make_head(cls.works, cls.chief)
        cls.late = cls.flag("OWNERLESS", cls.group, due_on=cls.today - DAY)
        cls.today_due = cls.flag("STALE", cls.group, due_on=cls.today, assignee=cls.owner)
        cls.coming = cls.flag("PAST_END", cls.group, due_on=cls.today + DAY)
        cls.office = cls.flag("STALE", cls.other, level=3, due_on=cls.today - 9 * DAY)

    @classmethod
    def flag(cls, kind, group, **facts):
        facts = {"subject": "group", "raised_on": cls.today, "due_on": cls.today} | facts
        return Flag.objects.create(kind=kind, group=group, **facts)

    def matters(self, user=None, **query):
        self.client.force_login(user or self.hr)
        return self.client.get(reverse("matters"), query)

    def shown(self, user=None, **query):
        return [flag.pk for flag in self.matters(user, **query).context["matters"]]


class WhoSeesWhich(ListTestCase):
    def test_by_reader(self):
        everything = [self.office.pk, self.late.pk, self.today_due.pk, self.coming.pk]
        own = everything[1:]
        for who, user, wanted in (
            ("hr", self.hr, everything),
            ("auditor", make_user(None, roles.AUDITOR), everything),
            ("confidentiality", make_user(None, roles.CONFIDENTIALITY), everything),
            ("owner", self.user, own),
            ("head of the works", make_user(self.chief), everything[:1]),
            ("approver", make_user(None, roles.APPROVER), []),
            ("colleague", make_user(make_employee("丁", self.sales)), []),
            ("no employee", make_user(None), []),
        ):
            with self.subTest(who):
                self.assertEqual(self.shown(user), wanted)

    def test_a_plain_member_sees_nothing_of_the_group_they_are_in(self):
        member = make_employee("戊", self.sales)
        self.membership(member)
        self.assertEqual(self.shown(make_user(member)), [])

    def test_who_runs_no_group_is_told_so_and_not_that_all_is_well(self):
        page = self.matters(make_user(make_employee("己", self.sales)))
        self.assertContains(page, "您没有负责的群")
        self.assertNotContains(page, "按最近的名单")

    def test_asking_for_a_group_one_may_not_see_shows_nothing(self):
        self.assertEqual(self.shown(self.user, group=self.other.code), [])
        self.assertEqual(self.shown(self.hr, group=self.other.code), [self.office.pk])

    def test_a_stranger_has_to_log_in(self):
        self.client.logout()
        answer = self.client.get(reverse("matters"))
        self.assertEqual(answer.status_code, 302)
        self.assertIn(reverse("login"), answer.headers["Location"])


class NarrowedTo(ListTestCase):
    def test_each_choice(self):
        for query, wanted in (
            ({"kind": "STALE"}, [self.office, self.today_due]),
            ({"kind": "LEAVER"}, []),
            ({"due": "late"}, [self.office, self.late]),
            ({"due": "late", "kind": "OWNERLESS"}, [self.late]),
            ({"level": "3"}, [self.office]),
            ({"whose": "mine"}, [self.office]),  # the office's turn is HR's
            ({"whose": "groups"}, []),
            ({"group": self.group.code, "due": "late"}, [self.late]),
            ({"state": "CLEARED"}, []),
        ):
            with self.subTest(query):
                self.assertEqual(self.shown(self.hr, **query), [flag.pk for flag in wanted])

    def test_my_turn_is_what_is_assigned_to_me_and_my_groups_are_those_i_run(self):
        self.assertEqual(self.shown(self.user, whose="mine"), [self.today_due.pk])
        self.assertEqual(len(self.shown(self.user, whose="groups")), 3)
        self.assertEqual(self.shown(make_user(self.chief), whose="groups"), [])

    def test_due_today_is_not_overdue(self):
        self.assertNotIn(self.today_due.pk, self.shown(self.user, due="late"))

    def test_words_that_are_no_choice_narrow_nothing_and_break_nothing(self):
        for query in ({"kind": "SLEEPY"}, {"whose": "nobody"}, {"state": "'; DROP"}, {"kind": "<script>"}):
            with self.subTest(query):
                page = self.matters(self.hr, **query)
                self.assertEqual(len(page.context["matters"]), 4)
                self.assertNotContains(page, "<script>;")

    def test_done_matters_tell_the_day_and_not_that_they_are_overdue(self):
        Flag.objects.filter(pk=self.late.pk).update(state="CLEARED", cleared_on=self.today)
        page = self.matters(self.hr, state="CLEARED")
        self.assertEqual([flag.pk for flag in page.context["matters"]], [self.late.pk])
        self.assertNotContains(page, "row-bad")
        self.assertContains(self.matters(self.hr), 'class="row-bad"', count=1)

    def test_each_row_leads_to_its_group_and_says_why_and_whose_turn(self):
        page = self.matters(self.user, kind="STALE")
        self.assertContains(page, reverse("group", args=[self.group.code]))
        (flag,) = page.context["matters"]
        self.assertEqual(flag.who, "销售群")
        self.assertTrue(flag.why)
        self.assertContains(page, self.owner.name)


class PageByPage(ListTestCase):
    def walk(self, **query):
        seen, after = [], ""
        while True:
            page = self.matters(after=after, **query)
            seen.append([flag.pk for flag in page.context["matters"]])
            after = page.context["after"]
            if not after:
                return seen

    def test_matters_due_on_the_same_day_are_each_shown_once(self):
        groups = [make_group(f"{number}群", self.works) for number in range(5)]
        same = [self.flag("ROSTER_OLD", group, due_on=self.today) for group in groups]
        with mock.patch.object(lists, "MATTERS", replace(lists.MATTERS, size=2)):
            pages = self.walk(kind="ROSTER_OLD")
        self.assertEqual([len(page) for page in pages], [2, 2, 1])
        self.assertEqual([pk for page in pages for pk in page], [flag.pk for flag in same])

    def test_the_next_page_keeps_what_was_chosen(self):
        with mock.patch.object(lists, "MATTERS", replace(lists.MATTERS, size=1)):
            page = self.matters(kind="STALE")
            self.assertContains(page, "kind=STALE")
            self.assertContains(page, page.context["after"])
            self.assertEqual(self.walk(kind="STALE"), [[self.office.pk], [self.today_due.pk]])

    def test_what_is_cleared_between_two_pages_shifts_nobody(self):
        with mock.patch.object(lists, "MATTERS", replace(lists.MATTERS, size=2)):
            first = self.matters()
            Flag.objects.filter(pk=self.office.pk).update(state="CLEARED", cleared_on=self.today)
            second = self.matters(after=first.context["after"])
        self.assertEqual([flag.pk for flag in second.context["matters"]], [self.today_due.pk, self.coming.pk])

    def test_exactly_one_full_page_has_no_next(self):
        with mock.patch.object(lists, "MATTERS", replace(lists.MATTERS, size=4)):
            self.assertEqual(self.matters().context["after"], "")

    def test_a_page_far_in_costs_what_one_before_it_does(self):
        for number in range(30):
            self.flag("ROSTER_OLD", make_group(f"{number}群", self.works), due_on=self.today + number * DAY)
        costs = []
        with mock.patch.object(lists, "MATTERS", replace(lists.MATTERS, size=10)):
            for after in ("", f"{self.today + 5 * DAY}~1", f"{self.today + 9 * DAY}~1"):
                with CaptureQueriesContext(connection) as seen:
                    self.matters(after=after)
                costs.append(len(seen))
        self.assertEqual(costs[1], costs[2])
        self.assertFalse([query for query in seen if "OFFSET" in query["sql"]])


class WhatALeaverHolds(ListTestCase):
    def look(self, user, person):
        self.client.force_login(user)
        return self.client.get(reverse("person_groups", args=[person.staff_no]))

    def test_a_head_sees_only_their_own_departments_people_entirely(self):
        guest = make_employee("己", self.sales)
        make_membership(self.other, guest)
        self.membership(guest)
        groups = [
            holding.membership.group for holding in self.look(make_user(self.chief), guest).context["held"].groups
        ]
        self.assertEqual(groups, [self.other])

    def test_whoever_is_in_no_group_of_mine_is_not_found(self):
        alone = make_employee("己", self.works)
        self.assertEqual(self.look(self.user, alone).status_code, 404)

    def test_nobody_has_that_number(self):
        self.client.force_login(self.hr)
        self.assertEqual(self.client.get(reverse("person_groups", args=["none"])).status_code, 404)

    def test_who_left_yesterday_has_left_and_whose_last_day_is_today_has_not(self):
        for days, gone in ((-1, True), (0, False)):
            person = make_employee(f"离{days + 2}", self.sales, left_on=self.today + days * DAY)
            make_membership(self.other, person)
            row = "row-warn" if gone else "<tr>"
            with self.subTest(days=days):
                self.assertIs(self.look(self.hr, person).context["is_gone"], gone)
                self.assertContains(self.look(self.hr, person), row)
