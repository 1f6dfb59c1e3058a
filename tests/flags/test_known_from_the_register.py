"""Somebody whom only the register names has neither nickname nor account yet: their own name stands for them."""

from datetime import timedelta

from django.urls import reverse

from groupadmin.core import sweeps as nights
from groupadmin.directory import roles
from groupadmin.directory.models import Employee
from members.flags import cards, wording
from members.models import Flag, Membership
from tests.flags.base import FlagTestCase
from tests.making import TODAY, make_user


class AnOwnerWhoHasLeft(FlagTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        facts = {"nickname": "", "nickname_key": "", "account_key": "", "evidence": None}
        Membership.objects.filter(pk=cls.owner_membership.pk).update(**facts)
        left = {"name": "刘洋", "status": "LEFT", "left_on": TODAY - timedelta(days=9)}
        Employee.objects.filter(pk=cls.owner.pk).update(**left)
        cls.hr = make_user(None, roles.HR)
        nights.run_all(today=TODAY)
        cls.leaver = Flag.objects.get(kind="LEAVER")

    def test_home_names_them(self):
        lines = [line.text for line in cards.worst(Flag.objects.filter(kind="LEAVER"))]
        self.assertEqual([line.partition("：")[0] for line in lines], ["刘洋"])

    def test_the_list_of_matters_and_the_page_of_the_group_name_them(self):
        self.client.force_login(self.hr)
        self.assertContains(self.client.get(reverse("matters")), "刘洋")
        self.assertContains(self.client.get(reverse("group", args=[self.group.code])), "@刘洋")

    def test_the_text_to_send_names_them(self):
        text = wording.group_text("LEAVER", [self.leaver], TODAY)
        self.assertTrue(text.endswith("@刘洋"), text)
        self.assertIn("刘洋", wording.private_text(self.leaver, TODAY))

    def test_a_group_whose_owner_left_says_who_that_was(self):
        ownerless = Flag.objects.get(kind="OWNERLESS")
        self.assertIn("刘洋", wording.reason(ownerless, TODAY))

    def test_the_facts_of_the_group_mark_them_as_left(self):
        self.client.force_login(self.hr)
        page = self.client.get(reverse("group", args=[self.group.code]))
        owner = next(fact for fact in page.context["facts"] if "刘洋" in str(fact["value"]))
        self.assertIn(str(Employee.Status.LEFT.label), owner["value"])
