"""Whom the console recognised and is not: said once, remembered, shown, and taken back."""

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from groupadmin.directory import roles
from members.imports import undoing
from members.imports.staging import kept_plan
from members.models import IdentityDecision, Membership
from tests.making import make_department, make_employee, make_group, make_regulation, make_user
from tests.rosters.lists import PARTIAL, apply, bring


class NotThisPerson(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部", make_department("总公司"))
        cls.zhao = make_employee("赵一", cls.sales)
        cls.qian = make_employee("钱二", cls.sales)
        cls.group = make_group("销售群", cls.sales, regulation=make_regulation(nickname="{department}-{name}"))
        cls.hr = make_user(None, roles.HR)

    def setUp(self):
        self.client.force_login(self.hr)

    def roster(self, *lines, **more):
        return bring(self.group, lines, at=timezone.now(), **more)

    def confirm(self, roster, **answers):
        return self.client.post(reverse("roster_confirm", args=[self.group.code, roster.batch_id]), answers)

    def who(self, nickname):
        stay = Membership.objects.present().get(nickname=nickname)
        return stay.identity, stay.employee

    def test_can_be_said_of_rows_in_order_and_of_rows_with_something_wrong(self):
        roster = self.roster("销售部-赵一,wxid_a", "钱二,")
        page = self.client.get(reverse("roster", args=[self.group.code, roster.batch_id]))
        for person in (self.zhao, self.qian):
            self.assertContains(page, f'value="not:{person.pk}"', count=1)
        self.confirm(roster, **{"choice-2": f"not:{self.zhao.pk}", "choice-3": f"not:{self.qian.pk}"})
        self.assertEqual(self.who("销售部-赵一"), ("UNKNOWN", None))
        self.assertEqual(self.who("钱二"), ("UNKNOWN", None))

    def test_is_remembered_for_the_next_list_and_for_the_same_membership(self):
        self.confirm(self.roster("钱二,wxid_b"), **{"choice-2": f"not:{self.qian.pk}"})
        (row,) = kept_plan(self.roster("钱二,wxid_b")).rows
        self.assertEqual((row.verdict.value, row.employee_id, row.reason), ("ambiguous", None, "not_this_person"))

    def test_takes_somebody_out_of_a_membership_that_was_theirs(self):
        apply(self.group, ["钱二,wxid_b"], at=timezone.now())
        self.confirm(self.roster("钱二,wxid_b", mode=PARTIAL), **{"choice-2": f"not:{self.qian.pk}"})
        self.assertEqual(self.who("钱二"), ("UNKNOWN", None))

    def test_offers_the_namesakes_instead(self):
        other = make_employee("钱二", make_department("工程部"))
        self.confirm(self.roster("销售部-钱二,"), **{"choice-2": f"not:{self.qian.pk}"})
        (row,) = kept_plan(self.roster("销售部-钱二,")).rows
        self.assertEqual(row.suggestions, (other.pk,))

    def test_says_nothing_against_another_person(self):
        self.confirm(self.roster("钱二,wxid_b"), **{"choice-2": f"not:{self.qian.pk}"})
        (row,) = kept_plan(self.roster("销售部-赵一,wxid_b")).rows
        self.assertEqual(row.employee_id, self.zhao.pk)

    def test_from_the_members_page_too_and_the_memory_page_forgets_it(self):
        apply(self.group, ["钱二,wxid_b"], at=timezone.now())
        stay = Membership.objects.get(nickname="钱二")
        page = reverse("member_decide", args=[self.group.code, stay.pk])
        self.assertContains(self.client.get(page), f"not:{self.qian.pk}")
        self.client.post(page, {"who": f"not:{self.qian.pk}"})
        self.assertEqual(self.who("钱二"), ("UNKNOWN", None))
        memory = self.client.get(reverse("decisions", args=[self.group.code]))
        self.assertContains(memory, "不是此人")
        decision = IdentityDecision.objects.get()
        self.client.post(reverse("decision_forget", args=[self.group.code, decision.pk]))
        self.assertEqual(self.who("钱二"), ("EMPLOYEE", self.qian))

    def test_an_undo_forgets_it(self):
        roster = self.roster("钱二,wxid_b")
        self.confirm(roster, **{"choice-2": f"not:{self.qian.pk}"})
        roster.batch.refresh_from_db()
        roster.refresh_from_db()
        undoing.undo_roster(roster=roster, actor=None, at=timezone.now())
        self.assertFalse(IdentityDecision.objects.exists())
