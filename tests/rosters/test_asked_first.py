"""What a list is asked about before it is written: one's own row, the owner, many newcomers, another unit's people."""

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from groupadmin.directory import roles
from groupadmin.groups.models import Group
from members import access
from members.imports import commands, staging
from members.models import Membership
from members.rosters import preview_choices
from tests.making import make_department, make_employee, make_group, make_user
from tests.rosters.lists import PARTIAL, apply, bring, csv, names

HEADER = "群昵称,wxid,角色"


class ListTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.now = timezone.now()
        cls.company = make_department("总公司")
        cls.sales = make_department("销售部", cls.company)
        cls.owner = make_employee("赵一", cls.sales)
        cls.others = [make_employee(f"钱{digit}", cls.sales) for digit in "二三四五六七"]
        cls.group = make_group("销售群", cls.sales)
        lines = ["赵一,wxid_0,群主", *(f"{one.name},wxid_{one.pk}," for one in cls.others)]
        apply(cls.group, csv(*lines, header=HEADER), at=cls.now - timedelta(days=2))

    def without_the_owner(self, **more):
        lines = [f"{one.name},wxid_{one.pk}" for one in self.others]
        return bring(self.group, lines, at=self.now, **more)


class OwnRow(ListTestCase):
    def setUp(self):
        self.user = make_user(self.owner)
        self.client.force_login(self.user)

    def page(self, roster, name="roster"):
        return reverse(name, args=[self.group.code, roster.batch_id])

    def test_who_brings_a_list_without_their_own_row_is_asked(self):
        page = self.client.get(self.page(self.without_the_owner()))
        self.assertContains(page, "您自己不在名单上")
        self.assertNotContains(page, "群主不在这份名单上")

    def test_their_membership_is_kept_unless_they_say_that_they_have_left(self):
        for answer, stays in (({}, True), ({"own_row": "keep"}, True), ({"own_row": "left"}, False)):
            with self.subTest(answer):
                self.client.post(self.page(self.without_the_owner(), "roster_confirm"), answer)
                self.assertIs("赵一" in names(self.group), stays)
                self.assertIs(access.may_run(self.user, self.group), stays)

    def test_a_long_list_confirmed_as_a_job_keeps_it_too(self):
        with self.settings(IMPORT_ROWS_IN_REQUEST=3), self.captureOnCommitCallbacks(execute=True):
            roster = self.without_the_owner()
            staging.plan_roster(roster=roster)
            self.client.post(self.page(roster, "roster_confirm"), {"own_row": "keep"})
        self.assertIn("赵一", names(self.group))

    def test_a_part_of_the_list_asks_nothing(self):
        page = self.client.get(self.page(self.without_the_owner(mode=PARTIAL)))
        self.assertNotContains(page, "您自己不在名单上")


class TheOwner(ListTestCase):
    def test_missing_on_somebody_elses_list_is_warned_of(self):
        content = csv(*(f"{one.name},wxid_{one.pk}" for one in self.others))
        facts = {"mode": "FULL", "taken_at": None, "dry_run": True, "override_reason": "", "at": self.now}
        told = commands.import_roster(self.group, content, "名单.csv", **facts)["warnings"]
        self.assertTrue(any("群主不在这份名单上" in one for one in told), told)

    def test_handed_over_in_the_list_is_not(self):
        lines = [f"{one.name},wxid_{one.pk},{'群主' if at == 0 else ''}" for at, one in enumerate(self.others)]
        facts = {"mode": "FULL", "taken_at": None, "dry_run": True, "override_reason": "", "at": self.now}
        told = commands.import_roster(self.group, csv(*lines, header=HEADER), "名单.csv", **facts)["warnings"]
        self.assertFalse(any("群主不在这份名单上" in one for one in told), told)


class Brakes(ListTestCase):
    def whole_list(self, *more):
        return ["赵一,wxid_0", *(f"{one.name},wxid_{one.pk}" for one in self.others), *more]

    def test_many_newcomers_need_a_reason(self):
        newcomers = [f"新人{number},wxid_n{number}" for number in range(7)]
        with self.assertRaises(preview_choices.BrakeHolds) as held:
            apply(self.group, self.whole_list(*newcomers), at=self.now)
        self.assertEqual((held.exception.facts["joined"], held.exception.facts["before"]), (7, 7))
        apply(self.group, self.whole_list(*newcomers), at=self.now, reason="两组合并")
        self.assertEqual(len(names(self.group)), 14)

    def test_a_few_newcomers_do_not(self):
        apply(self.group, self.whole_list("新人,wxid_n"), at=self.now)

    def test_nor_does_the_first_list_of_a_group(self):
        first = make_group("新群", self.sales)
        apply(first, self.whole_list(), at=self.now)

    def test_another_units_list_needs_a_reason_even_as_the_first(self):
        works = make_department("工程部", self.company)
        people = [make_employee(f"孙{digit}", works) for digit in "一二三四五"]
        first = make_group("销售二群", self.sales)
        lines = ["赵一,", *(f"{one.name}," for one in people)]
        with self.assertRaises(preview_choices.BrakeHolds) as held:
            apply(first, lines, at=self.now)
        self.assertEqual((held.exception.facts["elsewhere"], held.exception.facts["known"]), (5, 6))
        self.client.force_login(make_user(None, roles.HR))
        roster = bring(first, lines, at=self.now)
        page = self.client.get(reverse("roster", args=[first.code, roster.batch_id]))
        self.assertContains(page, "override_reason")

    def test_but_not_in_a_group_of_many_units(self):
        works = make_department("工程部", self.company)
        people = [make_employee(f"孙{digit}", works) for digit in "一二三四五"]
        joint = make_group("项目群", self.sales, category=Group.Category.PROJECT)
        apply(joint, [f"{one.name}," for one in people], at=self.now)
        self.assertEqual(Membership.objects.present().filter(group=joint).count(), 5)
