"""From outside: never where none may be, else only while a colleague answers for them (R12, R14, R21)."""

from datetime import timedelta

from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from groupadmin.regulations.models import Regulation
from members.models import Flag, Membership, Sponsorship
from tests.flags.base import FlagTestCase
from tests.making import TODAY, make_employee

OUTSIDER = Flag.Kind.OUTSIDER
DAY = timedelta(days=1)


class FromOutside(FlagTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.guest = cls.membership(nickname="供应商小刘", identity=Membership.Identity.OUTSIDER)

    def rule(self, **facts):
        Regulation.objects.update(**facts)

    def sponsor(self, until, sponsor=None, since=TODAY - 30 * DAY):
        return Sponsorship.objects.create(
            group=self.group, membership=self.guest, sponsor=sponsor or self.owner, since=since, until=until
        )

    def test_nobody_answers_for_them(self):
        self.night("outsiders")
        flag = self.flags(OUTSIDER).get()
        self.assertEqual((flag.membership, flag.due_on), (self.guest, TODAY + 3 * DAY))
        self.assertEqual(flag.subject, "nickname:供应商小刘")
        self.assert_writes_nothing("outsiders")

    def test_a_sponsor_answers_up_to_and_on_the_last_day(self):
        self.sponsor(until=TODAY)
        self.night("outsiders")
        self.assertEqual(self.flagged(OUTSIDER), [])
        self.night("outsiders", TODAY + DAY)
        self.assertEqual(self.flagged(OUTSIDER), ["供应商小刘"])

    def test_a_sponsorship_that_begins_tomorrow_does_not_count_today(self):
        self.sponsor(until=TODAY + 9 * DAY, since=TODAY + DAY)
        self.night("outsiders")
        self.assertEqual(self.flagged(OUTSIDER), ["供应商小刘"])

    def test_a_sponsor_who_has_left_answers_for_nobody(self):
        self.sponsor(until=TODAY + DAY, sponsor=make_employee("丙", status=Employee.Status.LEFT))
        self.night("outsiders")
        self.assertEqual(self.flagged(OUTSIDER), ["供应商小刘"])

    def test_where_none_may_be_a_sponsor_does_not_help(self):
        self.rule(outsiders=Regulation.Outsiders.NEVER)
        self.sponsor(until=TODAY + DAY)
        self.night("outsiders")
        self.assertEqual(self.flagged(OUTSIDER), ["供应商小刘"])

    def test_a_sponsor_found_clears_it(self):
        self.night("outsiders")
        self.sponsor(until=TODAY + 30 * DAY)
        result = self.night("outsiders", TODAY + DAY)
        self.assertEqual((result.cleared, self.flagged(OUTSIDER)), (1, []))

    def test_groups_of_customers_parents_or_an_association_have_no_outsiders(self):
        for category in (Group.Category.EXTERNAL, Group.Category.CUSTOMERS, Group.Category.ASSOCIATION):
            Group.objects.update(category=category)
            self.night("outsiders")
            self.assertEqual(self.flagged(OUTSIDER), [])

    def test_nor_have_groups_of_members_of_an_association(self):
        Group.objects.update(category=Group.Category.INTEREST)
        self.rule(admission=Regulation.Admission.ASSOCIATION)
        self.night("outsiders")
        self.assertEqual(self.flagged(OUTSIDER), [])

    def test_but_a_departments_own_group_that_adopts_such_a_rule_still_has(self):
        self.rule(admission=Regulation.Admission.ASSOCIATION)
        self.night("outsiders")
        self.assertEqual(self.flagged(OUTSIDER), ["供应商小刘"])

    def test_where_nobody_else_may_be_in_a_person_s_word_raises_it_and_a_guess_does_not(self):
        Group.objects.update(category=Group.Category.ASSOCIATION)
        self.rule(admission=Regulation.Admission.ASSOCIATION, outsiders=Regulation.Outsiders.NEVER)
        self.night("outsiders")
        self.assertEqual(self.flagged(OUTSIDER), [])
        Membership.objects.filter(identity="OUTSIDER").update(tier="memory")
        self.night("outsiders")
        self.assertEqual(self.flagged(OUTSIDER), ["供应商小刘"])

    def test_a_group_without_a_regulation_is_asked_for_a_sponsor_too(self):
        Group.objects.update(regulation=None)
        self.night("outsiders")
        self.assertEqual(self.flagged(OUTSIDER), ["供应商小刘"])

    def test_back_in_the_group_after_removal_the_old_matter_goes_on(self):
        self.night("outsiders")
        self.leaves(self.guest)
        self.night("outsiders", TODAY + DAY)
        self.membership(nickname="供应商小刘", identity=Membership.Identity.OUTSIDER)
        self.night("outsiders", TODAY + 2 * DAY)
        flag = self.flags(OUTSIDER).get()
        self.assertEqual((flag.reopened, flag.raised_on), (1, TODAY))


class OutsourcedStaffAndAdvisers(FlagTestCase):
    def test_they_need_a_sponsor_though_they_are_no_outsiders(self):
        for employment in (Employee.Employment.OUTSOURCED, Employee.Employment.ADVISER, Employee.Employment.INTERN):
            self.membership(make_employee(employment, self.sales, employment=employment))
        self.night("outsiders")
        self.assertEqual(self.flagged(OUTSIDER), ["OUTSOURCED", "ADVISER"])

    def test_where_outsiders_may_never_be_they_may_with_a_sponsor(self):
        Regulation.objects.update(outsiders=Regulation.Outsiders.NEVER)
        membership = self.membership(make_employee("丙", self.sales, employment=Employee.Employment.OUTSOURCED))
        Sponsorship.objects.create(
            group=self.group, membership=membership, sponsor=self.owner, since=TODAY, until=TODAY + DAY
        )
        self.night("outsiders")
        self.assertEqual(self.flagged(OUTSIDER), [])
