"""Accounts of departments and offices: said once on the member's page, and nobody is asked again who they are (R12)."""

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from members.flags import sweeps
from members.imports.staging import kept_plan
from members.models import Flag, Membership
from tests.making import make_department, make_employee, make_group, make_user
from tests.rosters.lists import apply, bring


class AccountKinds(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部", make_department("总公司"))
        make_employee("赵一", cls.sales)
        cls.group = make_group("销售群", cls.sales)
        apply(cls.group, ["赵一,wxid_a", "销售部,wxid_s"], at=timezone.now())

    def setUp(self):
        self.client.force_login(make_user(None, roles.HR))

    def membership(self):
        return Membership.objects.get(nickname="销售部")

    def say(self, choice):
        return self.client.post(reverse("member_decide", args=[self.group.code, self.membership().pk]), {"who": choice})

    def open_questions(self):
        return Flag.objects.filter(kind="UNIDENTIFIED", state="OPEN").count()

    def test_an_account_of_a_department_is_no_open_question(self):
        self.assertEqual(self.open_questions(), 1)
        page = self.client.get(reverse("member_decide", args=[self.group.code, self.membership().pk]))
        self.assertContains(page, "kind:DEPARTMENT")
        self.say("kind:DEPARTMENT")
        self.assertEqual((self.membership().account_kind, self.open_questions()), ("DEPARTMENT", 0))
        self.assertTrue(AuditEvent.objects.filter(action="identity.account_kind").exists())

    def test_the_next_list_does_not_ask_and_keeps_it(self):
        self.say("kind:OFFICE")
        roster = bring(self.group, ["赵一,wxid_a", "销售部,wxid_s"], at=timezone.now())
        row = kept_plan(roster).rows[1]
        self.assertEqual((row.verdict.value, row.reason), ("ok", "account_of_a_unit"))
        apply(self.group, ["赵一,wxid_a", "销售部,wxid_s"], at=timezone.now())
        self.assertEqual((self.membership().account_kind, self.open_questions()), ("OFFICE", 0))

    def test_said_to_be_personal_again_it_is_asked_again(self):
        self.say("kind:DEPARTMENT")
        self.say("kind:PERSONAL")
        sweeps.refresh_group(self.group, at=timezone.now())
        self.assertEqual(self.open_questions(), 1)

    def test_an_unknown_kind_is_no_answer(self):
        self.assertEqual(self.say("kind:ROBOT").status_code, 200)
        self.assertEqual(self.membership().account_kind, "PERSONAL")
