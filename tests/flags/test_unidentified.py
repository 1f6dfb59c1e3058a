"""Who nobody has identified is never green; a group of parents or customers is not asked for names."""

from datetime import timedelta

from groupadmin.groups.models import Group
from members.models import Flag, Membership
from tests.flags.base import FlagTestCase
from tests.making import TODAY, make_employee

UNIDENTIFIED = Flag.Kind.UNIDENTIFIED
DAY = timedelta(days=1)


class TheUnidentified(FlagTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.stranger = cls.membership(nickname="风轻云淡")

    def test_they_are_flagged_and_due_in_three_days(self):
        self.night("unidentified")
        flag = self.flags(UNIDENTIFIED).get()
        self.assertEqual((flag.membership, flag.employee, flag.due_on), (self.stranger, None, TODAY + 3 * DAY))
        self.assert_writes_nothing("unidentified")

    def test_identifying_them_clears_it(self):
        self.night("unidentified")
        person = make_employee("丙", self.sales)
        Membership.objects.filter(pk=self.stranger.pk).update(identity="EMPLOYEE", employee=person)
        self.night("unidentified", TODAY + DAY)
        self.assertEqual(self.flagged(UNIDENTIFIED), [])

    def test_two_unknown_accounts_are_two_matters(self):
        self.membership(nickname="风轻云淡", account_key="wx_1")
        self.membership(nickname="风轻云淡", account_key="wx_2")
        self.night("unidentified")
        self.assertEqual(self.flags(UNIDENTIFIED).count(), 3)

    def test_in_an_external_group_they_are_no_matter(self):
        Group.objects.update(category=Group.Category.EXTERNAL)
        self.night("unidentified")
        self.assertEqual(self.flagged(UNIDENTIFIED), [])

    def test_a_missed_night_loses_nothing(self):
        self.night("unidentified", TODAY + 30 * DAY)
        self.assertEqual(self.flagged(UNIDENTIFIED), ["风轻云淡"])
