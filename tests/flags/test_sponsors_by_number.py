"""Naming a colleague who answers for a guest is no way to read the directory number by number."""

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from groupadmin.core.models import AuditEvent
from members.access import GIVEN, MOST_NUMBERS
from members.models import Flag, Membership, Sponsorship
from tests.making import make_department, make_employee, make_group, make_membership, make_user


class SponsorsByNumber(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales, works = make_department("销售部"), make_department("机要室")
        cls.group, today = make_group("销售群", cls.sales), timezone.localdate()
        cls.owner = make_employee("赵群主", cls.sales)
        make_membership(cls.group, cls.owner, role=Membership.Role.OWNER)
        guest = make_membership(cls.group, None, "路人", identity="OUTSIDER")
        cls.flag = Flag.objects.create(
            group=cls.group, membership=guest, kind=Flag.Kind.OUTSIDER, raised_on=today, due_on=today
        )
        cls.strangers = [make_employee(f"隐名{at}", works) for at in range(MOST_NUMBERS + 1)]
        cls.until = today + timedelta(days=30)

    def setUp(self):
        self.client.force_login(make_user(self.owner))

    def name(self, person):
        address = reverse("matter_sponsor", args=[self.group.code, self.flag.pk])
        given = {"sponsor": person.staff_no, "until": self.until.isoformat(), "reason": "来访"}
        return self.client.post(address, given, follow=True)

    def test_each_is_noted_and_after_so_many_a_day_it_ends(self):
        for person in self.strangers[:-1]:
            self.name(person)
        page = self.name(self.strangers[-1])
        self.assertNotContains(page, self.strangers[-1].name)
        self.assertEqual(AuditEvent.objects.filter(action=GIVEN).count(), MOST_NUMBERS)
        self.assertEqual(Sponsorship.objects.count(), MOST_NUMBERS)

    def test_a_refusal_that_tells_the_name_counts_too(self):
        gone = make_employee("隐名走", self.strangers[0].department, status="LEFT")
        self.assertContains(self.name(gone), "隐名走")
        self.assertEqual(AuditEvent.objects.filter(action=GIVEN).count(), 1)

    def test_whom_one_knows_is_named_as_often_as_one_likes(self):
        self.assertContains(self.name(self.owner), "赵群主")
        self.assertFalse(AuditEvent.objects.filter(action=GIVEN).exists())
