"""Only the department's staff: who moved on or never belonged is flagged (R14, R15, R16); heads above are not."""

from datetime import timedelta

from groupadmin.directory.models import Employee
from groupadmin.regulations.models import Regulation
from members.flags import sweeps
from members.models import Flag, Membership
from tests.flags.base import FlagTestCase
from tests.making import NOON, TODAY, make_department, make_employee, make_head, make_regulation, make_roster

OUT_OF_SCOPE = Flag.Kind.OUT_OF_SCOPE
DAY = timedelta(days=1)


class WhoIsOutsideTheGroupsScope(FlagTestCase):
    regulation_facts = {"admission": Regulation.Admission.DEPARTMENT}

    def test_staff_of_another_department_are_flagged_and_those_below_are_not(self):
        east = make_department("华东区", self.sales)
        self.membership(make_employee("丙", self.works))
        self.membership(make_employee("丁", east))
        self.membership(make_employee("戊", None))
        self.night("out_of_scope")
        self.assertEqual(self.flagged(OUT_OF_SCOPE), ["丙", "戊"])

    def test_departments_whose_numbers_begin_alike_are_not_confused(self):
        # Lineages end in a slash, so /1/2/ is no prefix of /1/23/.
        self.sales.lineage, self.works.lineage = "/1/2/", "/1/23/"
        self.sales.save()
        self.works.save()
        self.membership(make_employee("丙", self.works))
        self.night("out_of_scope")
        self.assertEqual(self.flagged(OUT_OF_SCOPE), ["丙"])

    def test_a_further_department_counts(self):
        both = make_employee("丙", self.works)
        both.other_departments.add(self.sales)
        self.membership(both)
        self.night("out_of_scope")
        self.assertEqual(self.flagged(OUT_OF_SCOPE), [])

    def test_heads_of_departments_above_may_be_in(self):
        leader = make_employee("丙", self.company)
        make_head(self.company, leader)
        self.membership(leader)
        self.membership(make_employee("丁", self.company))
        self.night("out_of_scope")
        self.assertEqual(self.flagged(OUT_OF_SCOPE), ["丁"])

    def test_leavers_are_a_matter_of_their_own(self):
        self.membership(make_employee("丙", self.works, status=Employee.Status.LEFT))
        self.night("out_of_scope")
        self.assertEqual(self.flagged(OUT_OF_SCOPE), [])

    def test_where_the_regulation_admits_all_employees_nobody_is(self):
        self.group.regulation = make_regulation(admission=Regulation.Admission.EMPLOYEES)
        self.group.save()
        self.membership(make_employee("丙", self.works))
        self.night("out_of_scope")
        self.assertEqual(self.flagged(OUT_OF_SCOPE), [])


class AMove(FlagTestCase):
    regulation_facts = {"admission": Regulation.Admission.DEPARTMENT}

    def test_a_move_raises_it_due_in_three_days_with_where_they_are_now(self):
        mover = make_employee("丙", self.sales)
        self.membership(mover)
        self.night("out_of_scope")
        self.assertEqual(self.flagged(OUT_OF_SCOPE), [])
        Employee.objects.filter(pk=mover.pk).update(department=self.works, department_since=TODAY)
        self.night("out_of_scope", TODAY + 4 * DAY)
        flag = self.flags(OUT_OF_SCOPE).get()
        self.assertEqual(flag.due_on, TODAY + 7 * DAY)
        self.assertEqual(flag.evidence["department"], "总公司/工程部")
        self.assert_writes_nothing("out_of_scope", TODAY + 4 * DAY)

    def test_moving_back_clears_it(self):
        mover = make_employee("丙", self.works)
        self.membership(mover)
        self.night("out_of_scope")
        Employee.objects.filter(pk=mover.pk).update(department=self.sales)
        self.night("out_of_scope", TODAY + DAY)
        self.assertEqual(self.flagged(OUT_OF_SCOPE), [])

    def test_the_next_list_proves_it_and_coming_back_reopens_it(self):
        mover = make_employee("丙", self.works)
        stay = self.membership(mover)
        self.night("out_of_scope")
        Membership.objects.filter(pk=stay.pk).update(gone_by=NOON + DAY)
        roster = make_roster(self.group, NOON + DAY)
        sweeps.refresh_group(roster.group, roster=roster, at=NOON + DAY)
        self.assertEqual(self.flags(OUT_OF_SCOPE, state="CLEARED").get().cleared_by, roster)
        self.membership(mover, "丙2")
        self.night("out_of_scope", TODAY + 9 * DAY)
        flag = self.flags(OUT_OF_SCOPE).get()
        self.assertEqual((flag.raised_on, flag.reopened), (TODAY, 1))
