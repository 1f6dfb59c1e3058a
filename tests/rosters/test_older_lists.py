"""A list older than the last full one proves nothing about today; between lists it spoils nothing."""

from datetime import timedelta

from django.test import TestCase

from members.imports import applying, staging
from members.imports.staging import ListFromTheFuture
from tests.making import NOON, make_department, make_employee, make_group
from tests.rosters.lists import FULL, PARTIAL, apply, bring, names, present

MONDAY, TUESDAY, WEDNESDAY = NOON, NOON + timedelta(days=1), NOON + timedelta(days=2)


class OlderLists(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部")
        for name in ("赵一", "钱二", "孙三", "李四", "周五"):
            make_employee(name, cls.sales)
        cls.group = make_group("销售群", cls.sales)

    def test_a_list_older_than_the_last_full_one_is_refused_with_both_times(self):
        apply(self.group, ["赵一,", "钱二,"], at=TUESDAY)
        for mode in (FULL, PARTIAL):
            with self.assertRaises(staging.ListIsOlder) as refused:
                bring(self.group, ["孙三,"], at=WEDNESDAY, taken_at=MONDAY, mode=mode)
            self.assertIn("2026-03-12 12:00", str(refused.exception))
            self.assertIn("2026-03-13 12:00", str(refused.exception))

    def test_a_preview_that_became_older_is_refused_when_it_is_confirmed(self):
        early = bring(self.group, ["赵一,"], at=WEDNESDAY, taken_at=MONDAY)
        apply(self.group, ["赵一,", "钱二,"], at=WEDNESDAY, taken_at=TUESDAY)
        with self.assertRaises((staging.ListIsOlder, applying.RosterHasMoved)):
            applying.apply_plan(roster=early, actor=None, at=WEDNESDAY)
        self.assertEqual(names(self.group), {"赵一", "钱二"})

    def test_a_full_list_closes_nobody_whom_a_later_partial_list_has_seen(self):
        apply(self.group, ["赵一,", "钱二,", "孙三,", "李四,"], at=MONDAY)
        apply(self.group, ["钱二,", "周五,"], at=WEDNESDAY, mode=PARTIAL)
        apply(self.group, ["赵一,", "孙三,", "李四,"], at=WEDNESDAY, taken_at=TUESDAY)
        self.assertEqual(names(self.group), {"赵一", "钱二", "孙三", "李四", "周五"})

    def test_an_earlier_list_moves_the_first_sight_back_and_the_nickname_not(self):
        apply(self.group, ["赵一,wxid_a", "钱二,wxid_b"], at=WEDNESDAY, mode=PARTIAL)
        apply(self.group, ["小赵,wxid_a", "钱二,wxid_b"], at=WEDNESDAY, taken_at=MONDAY, mode=PARTIAL)
        stay = present(self.group)["赵一"]
        self.assertEqual((stay.first_seen_at, stay.last_seen_at), (MONDAY, WEDNESDAY))

    def test_a_list_from_the_future_is_refused(self):
        with self.assertRaises(ListFromTheFuture):
            bring(self.group, ["赵一,"], at=MONDAY, taken_at=TUESDAY)

    def test_taken_this_minute_means_now(self):
        roster = bring(self.group, ["赵一,"], at=MONDAY, taken_at=MONDAY.replace(second=0) - timedelta(seconds=30))
        self.assertEqual(roster.taken_at, MONDAY)
