"""Who must be in (R01, R04: managers; R12, R22: posts and levels) and is not, by the last full list."""

from datetime import timedelta

from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from groupadmin.regulations.models import RequiredMember
from members.models import Flag
from tests.flags.base import FlagTestCase
from tests.making import TODAY, make_department, make_employee

MISSING = Flag.Kind.MISSING
Whom = RequiredMember.Whom
DAY = timedelta(days=1)


class MustBeIn(FlagTestCase):
    def must(self, whom, **facts):
        return RequiredMember.objects.create(regulation=self.regulation, whom=whom, **facts)

    def test_all_managers_of_the_department_and_below(self):
        self.must(Whom.MANAGERS)
        east = make_department("华东区", self.sales)
        self.membership(make_employee("在", self.sales, is_manager=True))
        make_employee("丙", self.sales, is_manager=True)
        make_employee("丁", east, is_manager=True)
        make_employee("戊", self.sales)
        make_employee("己", self.works, is_manager=True)
        self.night("missing")
        self.assertCountEqual(self.flagged(MISSING), ["丙", "丁"])

    def test_everybody_of_the_department(self):
        self.must(Whom.EVERYBODY)
        make_employee("丙", self.sales)
        make_employee("丁", self.works)
        self.night("missing")
        self.assertCountEqual(self.flagged(MISSING), ["乙", "丙"])

    def test_a_word_in_the_post_or_the_level(self):
        self.must(Whom.POST, post="班组长")
        make_employee("丙", self.sales, post="轧钢班组长")
        make_employee("丁", self.sales, level="班组长级")
        make_employee("戊", self.sales, post="班级管理员")
        self.night("missing")
        self.assertCountEqual(self.flagged(MISSING), ["丙", "丁"])

    def test_the_papers_word_for_team_leaders_means_every_title_of_one(self):
        self.must(Whom.POST, post="班组长")
        for at, post in enumerate(("班长", "大班长", "炼钢工段组长", "组长", "班组长"), start=1):
            make_employee(f"{at}号", self.sales, post=post)
        self.night("missing")
        self.assertEqual(len(self.flagged(MISSING)), 5)

    def test_only_in_groups_of_the_kind_that_the_paper_names(self):
        self.must(Whom.MANAGERS, whole_organisation=True, category=Group.Category.COMPANY)
        make_employee("丙", self.works, is_manager=True)
        self.night("missing")
        self.assertEqual(self.flagged(MISSING), [])
        Group.objects.update(category=Group.Category.COMPANY)
        self.night("missing")
        self.assertEqual(self.flagged(MISSING), ["丙"])

    def test_of_the_whole_organisation(self):
        self.must(Whom.MANAGERS, whole_organisation=True)
        make_employee("丙", self.works, is_manager=True)
        make_employee("丁", None, is_manager=True)
        self.night("missing")
        self.assertCountEqual(self.flagged(MISSING), ["丙", "丁"])

    def test_everybody_of_units_named_so(self):
        self.must(Whom.UNIT, unit="招商", whole_organisation=True)
        below = make_department("招商二组", make_department("一项目招商部", self.works))
        make_employee("丙", below)
        make_employee("丁", self.works)
        self.night("missing")
        self.assertEqual(self.flagged(MISSING), ["丙"])

    def test_two_reasons_for_one_person_are_one_matter(self):
        self.must(Whom.MANAGERS)
        self.must(Whom.POST, post="主任")
        make_employee("丙", self.sales, is_manager=True, post="主任")
        self.night("missing")
        self.assertEqual(self.flagged(MISSING), ["丙"])

    def test_leavers_people_on_long_leave_and_sponsored_staff_are_not_asked_for(self):
        self.must(Whom.MANAGERS)
        for status in (Employee.Status.LEFT, Employee.Status.PENDING, Employee.Status.LONG_LEAVE):
            make_employee(status, self.sales, is_manager=True, status=status)
        make_employee("外包", self.sales, is_manager=True, employment=Employee.Employment.OUTSOURCED)
        self.night("missing")
        self.assertEqual(self.flagged(MISSING), [])

    def test_without_a_full_list_nobody_can_be_said_to_be_missing(self):
        self.must(Whom.MANAGERS)
        make_employee("丙", self.sales, is_manager=True)
        Group.objects.update(roster_taken_at=None)
        self.night("missing")
        self.assertEqual(self.flagged(MISSING), [])

    def test_coming_in_clears_it_a_second_run_writes_nothing_and_a_missed_night_loses_nothing(self):
        self.must(Whom.MANAGERS)
        boss = make_employee("丙", self.sales, is_manager=True)
        self.night("missing", TODAY + 9 * DAY)
        flag = self.flags(MISSING).get()
        self.assertEqual((flag.employee, flag.membership, flag.due_on), (boss, None, TODAY + 12 * DAY))
        self.assert_writes_nothing("missing", TODAY + 9 * DAY)
        self.membership(boss)
        result = self.night("missing", TODAY + 10 * DAY)
        self.assertEqual((result.cleared, self.flagged(MISSING)), (1, []))

    def test_in_a_sensitive_group_the_date_is_a_date_too(self):
        self.must(Whom.MANAGERS)
        Group.objects.update(secrecy=Group.Secrecy.CLASSIFIED)
        make_employee("丙", self.sales, is_manager=True)
        self.night("missing")
        self.assertEqual(self.flags(MISSING).get().due_on, TODAY + 3 * DAY)
