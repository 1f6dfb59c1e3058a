"""A word about an account or a ban counts in the group where it was said; HR's about an account in every group."""

from contextlib import suppress
from datetime import timedelta

from django.test import TestCase
from django.urls import reverse

from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members.imports import identity_decisions, undoing
from members.models import Flag, IdentityDecision, Membership, RosterImport
from members.rosters.decision_records import HRHasSaid
from tests.making import NOON, make_department, make_employee, make_group, make_membership, make_user
from tests.rosters.lists import PARTIAL, apply, csv, present

DAY = timedelta(days=1)


class TwoGroups(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部")
        cls.friend, cls.other = make_employee("张三", cls.sales), make_employee("李四", cls.sales)
        cls.open = make_group("普通群", cls.sales)
        cls.secret = make_group("涉密群", cls.sales, secrecy=Group.Secrecy.SENSITIVE)
        cls.admin, cls.owner = cls.runner(cls.open, "ADMIN"), cls.runner(cls.secret, "OWNER")
        cls.hr = make_user(None, roles.HR)

    @classmethod
    def runner(cls, group, role):
        employee = make_employee("", cls.sales)
        make_membership(group, employee, role=role)
        return make_user(employee)

    def take(self, group, by=None, at=NOON):
        apply(group, csv("夜行者,wxid_spy"), mode=PARTIAL, actor=by, at=at)
        return self.membership(group)

    def membership(self, group):
        return Membership.objects.select_related("group__regulation").get(group=group, account_key="wxid_spy")

    def say(self, group, by, verdict, employee=None, at=NOON):
        return identity_decisions.decide_identity(
            membership=self.membership(group), verdict=verdict, employee=employee, actor=by, at=at
        )

    def test_what_an_admin_says_in_one_group_opens_no_other(self):
        self.take(self.open)
        self.say(self.open, self.admin, "EMPLOYEE", self.friend)
        membership = self.take(self.secret, at=NOON + DAY)
        self.assertNotEqual(membership.identity, "EMPLOYEE")

    def test_it_counts_where_it_was_said(self):
        self.take(self.open)
        self.say(self.open, self.admin, "EMPLOYEE", self.friend)
        self.assertEqual(self.take(self.open, at=NOON + DAY).employee, self.friend)

    def test_a_ban_of_another_group_is_not_written_over(self):
        for group in (self.open, self.secret):
            self.take(group)
        self.say(self.secret, self.owner, "BANNED")
        self.say(self.open, self.admin, "EMPLOYEE", self.friend, at=NOON + DAY)
        said = IdentityDecision.objects.get(group=self.secret, account_key="wxid_spy")
        self.assertEqual(said.verdict, "BANNED")
        self.take(self.secret, at=NOON + 2 * DAY)
        self.assertTrue(Flag.objects.filter(group=self.secret, kind=Flag.Kind.BANNED, state="OPEN").exists())

    def test_answers_in_a_preview_are_no_different(self):
        self.take(self.secret)
        self.say(self.secret, self.owner, "BANNED")
        roster = apply(
            self.open, csv("夜行者,wxid_spy"), mode=PARTIAL, choices={2: f"employee:{self.friend.pk}"}, actor=self.admin
        )
        self.assertEqual(present(self.open)["夜行者"].employee, self.friend)
        self.assertEqual(IdentityDecision.objects.get(group=self.secret).verdict, "BANNED")
        undoing.undo_roster(roster=roster, actor=self.admin, at=NOON + DAY)
        self.assertEqual(IdentityDecision.objects.get().group, self.secret)

    def test_hrs_word_counts_in_every_group(self):
        self.take(self.open)
        self.say(self.open, self.hr, "EMPLOYEE", self.friend)
        self.assertEqual(self.take(self.secret, at=NOON + DAY).employee, self.friend)

    def test_hrs_word_goes_before_what_an_owner_has_said(self):
        for group in (self.open, self.secret):
            self.take(group)
        self.say(self.secret, self.owner, "OUTSIDER")
        self.say(self.open, self.hr, "EMPLOYEE", self.friend)
        self.assertEqual(self.take(self.secret, at=NOON + DAY).employee, self.friend)

    def test_nobody_else_writes_hrs_word_over_or_forgets_it(self):
        for group in (self.open, self.secret):
            self.take(group)
        self.say(self.open, self.hr, "EMPLOYEE", self.friend)
        for group, by in ((self.open, self.admin), (self.secret, self.owner)):
            for verdict, employee in (("EMPLOYEE", self.other), ("OUTSIDER", None)):
                with self.subTest(group=group.name, verdict=verdict), self.assertRaises(HRHasSaid):
                    self.say(group, by, verdict, employee)
        said = IdentityDecision.objects.get()
        with self.assertRaises(HRHasSaid):
            identity_decisions.forget_decision(decision=said, group=self.open, actor=self.admin, at=NOON)
        self.client.force_login(self.admin)
        self.client.post(reverse("decision_forget", args=[self.open.code, said.pk]))
        self.assertEqual(IdentityDecision.objects.get().employee, self.friend)

    def test_an_owner_may_ban_from_their_group_whom_hr_has_named(self):
        for group in (self.open, self.secret):
            self.take(group)
        self.say(self.open, self.hr, "EMPLOYEE", self.friend)
        self.take(self.secret, at=NOON + DAY)
        self.say(self.secret, self.owner, "BANNED")
        self.take(self.secret, at=NOON + 2 * DAY)
        self.assertTrue(Flag.objects.filter(group=self.secret, kind=Flag.Kind.BANNED, state="OPEN").exists())
        self.assertFalse(Flag.objects.filter(group=self.open, kind=Flag.Kind.BANNED, state="OPEN").exists())

    def test_hr_may_correct_itself(self):
        self.take(self.open)
        self.say(self.open, self.hr, "EMPLOYEE", self.friend)
        self.say(self.open, self.hr, "EMPLOYEE", self.other, at=NOON + DAY)
        self.assertEqual(self.take(self.secret, at=NOON + 2 * DAY).employee, self.other)

    def test_nobody_takes_a_word_of_hr_back_by_undoing_hrs_list(self):
        roster = apply(self.open, csv("夜行者,wxid_spy"), mode=PARTIAL, choices={2: "banned"}, actor=self.hr)
        for taken_back_by, left in ((self.admin, 1), (self.hr, 0)):
            roster = RosterImport.objects.select_related("batch", "group").get(pk=roster.pk)
            with self.subTest(taken_back_by), suppress(HRHasSaid):
                undoing.undo_roster(roster=roster, actor=taken_back_by, at=NOON + DAY)
            self.assertEqual(IdentityDecision.objects.filter(verdict="BANNED").count(), left)
            self.assertEqual(Membership.objects.filter(account_key="wxid_spy").count(), left)
