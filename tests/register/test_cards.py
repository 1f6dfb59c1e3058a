"""The register's cards on the home page: only what waits for this reader."""

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from groupadmin.directory import roles
from members.models import Membership
from members.register.cards import cards
from tests.making import TODAY, make_employee, make_group, make_membership, make_user


class Cards(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.hr = make_user(None, roles.HR)
        cls.owner = make_employee("张三")
        mine = make_group("我的群", code="A1")
        make_membership(mine, cls.owner, role=Membership.Role.OWNER)
        make_group("别人的群", code="A2")
        make_group("核过的群", code="A3", roster_taken_at=timezone.now())
        make_group("待建群", code="A4", status="APPROVED", approved_on=TODAY - timedelta(days=13))
        dissolved = {"status": "DISSOLVED", "dissolved_on": TODAY}
        make_group("散了的群", code="A5", watch_until=TODAY + timedelta(days=30), **dissolved)
        make_group("早散的群", code="A6", watch_until=TODAY - timedelta(days=1), **dissolved)

    def test_hr_sees_what_waits_in_the_whole_register(self):
        never, waiting, watched = cards(self.hr, TODAY)
        self.assertEqual((never.count, [line.text for line in never.lines]), (2, ["我的群", "别人的群"]))
        self.assertEqual((waiting.count, waiting.lines[0].text, waiting.lines[0].severity), (1, "待建群", "bad"))
        self.assertEqual([line.text for line in watched.lines], ["散了的群"])

    def test_the_fourteenth_day_is_an_approvals_last(self):
        notes = [cards(self.hr, TODAY + timedelta(days=later))[1].lines[0].note for later in (0, 1)]
        self.assertEqual(notes, ["还剩 1 天", "今天截止"])

    def test_an_owner_sees_their_own(self):
        (never,) = cards(make_user(self.owner), TODAY)
        self.assertEqual([line.url for line in never.lines], [reverse("roster_new", args=["A1"])])

    def test_an_employee_sees_none(self):
        self.assertEqual(cards(make_user(make_employee("丙")), TODAY), [])

    def test_the_cost_does_not_grow(self):
        with self.assertNumQueries(5):
            cards(self.hr, TODAY)
        for number in range(50):
            make_group(f"群{number}")
        user = make_user(None, roles.HR)
        with self.assertNumQueries(5):
            cards(user, TODAY)
