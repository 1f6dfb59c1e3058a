"""Only a full list closes memberships; a partial one opens and confirms them; who is back begins a new stay."""

from datetime import timedelta

from django.test import TestCase

from groupadmin.core.models import AuditEvent
from members.models import Membership
from tests.making import NOON, make_department, make_employee, make_group
from tests.rosters.lists import FULL, PARTIAL, apply, bring, names, present

LATER = NOON + timedelta(days=7)
EVEN_LATER = NOON + timedelta(days=14)


class FullAndPartialLists(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部")
        cls.people = [make_employee(name, cls.sales) for name in ("赵一", "钱二", "孙三", "李四", "周五", "吴六")]
        cls.group = make_group("销售群", cls.sales)

    def test_the_first_list_opens_a_stay_for_each_line(self):
        roster = apply(self.group, ["赵一,", "钱二,", "孙三,"])
        stay = present(self.group)["赵一"]
        self.assertEqual(names(self.group), {"赵一", "钱二", "孙三"})
        self.assertEqual((stay.identity, stay.employee, stay.tier), ("EMPLOYEE", self.people[0], "name"))
        self.assertEqual((stay.first_seen_at, stay.last_seen_at, stay.absent_at), (NOON, NOON, None))
        self.assertEqual(stay.evidence, roster)
        self.assertEqual((self.group.headcount, self.group.roster_taken_at), (3, NOON))

    def test_a_full_list_closes_who_is_missing(self):
        apply(self.group, ["赵一,", "钱二,", "孙三,", "李四,", "周五,"])
        apply(self.group, ["赵一,", "钱二,", "孙三,", "李四,"], at=LATER)
        gone = Membership.objects.get(nickname="周五")
        self.assertEqual((gone.last_seen_at, gone.gone_by), (NOON, LATER))
        self.assertEqual(self.group.headcount, 4)

    def test_a_partial_list_never_closes_anybody(self):
        apply(self.group, ["赵一,", "钱二,", "孙三,"])
        apply(self.group, ["赵一,", "吴六,"], mode=PARTIAL, at=LATER)
        self.assertEqual(names(self.group), {"赵一", "钱二", "孙三", "吴六"})
        self.assertEqual(present(self.group)["钱二"].last_seen_at, NOON)
        self.assertEqual(present(self.group)["赵一"].last_seen_at, LATER)
        self.assertEqual(present(self.group)["吴六"].absent_at, NOON)
        self.assertEqual(self.group.roster_taken_at, NOON)

    def test_a_signup_list_is_partial_whatever_is_said(self):
        apply(self.group, ["赵一,", "钱二,"])
        roster = apply(self.group, "#接龙\n周末值班报名\n\n1. 赵一\n2. 孙三 下午到", mode=FULL, at=LATER)
        self.assertEqual(roster.mode, PARTIAL)
        self.assertEqual(names(self.group), {"赵一", "钱二", "孙三"})

    def test_who_is_back_begins_a_new_stay(self):
        apply(self.group, ["赵一,", "钱二,", "孙三,", "李四,"])
        apply(self.group, ["赵一,", "钱二,", "孙三,"], at=LATER)
        apply(self.group, ["赵一,", "钱二,", "孙三,", "李四,"], at=EVEN_LATER)
        stays = Membership.objects.filter(employee=self.people[3]).order_by("pk")
        self.assertEqual([stay.gone_by for stay in stays], [LATER, None])
        self.assertEqual((stays[1].absent_at, stays[1].first_seen_at), (LATER, EVEN_LATER))

    def test_who_joined_after_the_last_list_that_saw_them_has_left_in_between(self):
        header = "群昵称,wxid,入群时间"
        from tests.rosters.lists import csv

        apply(self.group, csv("赵一,wxid_a,2026-01-05 09:00", header=header))
        apply(self.group, csv("赵一,wxid_a,2026-03-15 09:00", header=header), at=LATER)
        first, second = Membership.objects.filter(account_key="wxid_a").order_by("pk")
        self.assertEqual(first.gone_by, second.joined_at)
        self.assertEqual((second.gone_by, second.absent_at), (None, None))

    def test_a_list_that_changes_nothing_only_confirms(self):
        apply(self.group, ["赵一,", "钱二,"])
        before = set(Membership.objects.values_list("pk", flat=True))
        roster = apply(self.group, ["钱二,", "赵一,"], at=LATER)
        self.assertEqual(set(Membership.objects.values_list("pk", flat=True)), before)
        self.assertEqual(roster.batch.counts["unchanged"], 2)

    def test_applying_is_written_in_the_audit_trail(self):
        roster = apply(self.group, ["赵一,"])
        event = AuditEvent.objects.get(action="roster.applied")
        self.assertEqual(event.subject_id, str(roster.pk))
        self.assertEqual(event.detail["counts"]["joined"], 1)

    def test_the_preview_writes_nothing(self):
        bring(self.group, ["赵一,", "钱二,"])
        self.assertFalse(Membership.objects.exists())
