"""Owner → head of the department, or the nearest above → office; one step a night, and days for everybody."""

from datetime import timedelta

from groupadmin.directory.models import DepartmentHead, Employee
from members.models import Flag, Membership
from tests.flags.base import FlagTestCase
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_head

DAY = timedelta(days=1)
Level = Flag.Level


class Escalation(FlagTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.stay = cls.membership(make_employee("丙", cls.sales, status=Employee.Status.LEFT))

    def setUp(self):
        self.night("leavers")

    def turn(self):
        flag = self.flags(Flag.Kind.LEAVER).get()
        return flag.level, flag.assignee, flag.due_on

    def test_until_it_is_due_and_on_the_day_it_is_the_owners(self):
        for today in (TODAY, TODAY + DAY):
            self.assertEqual(self.night("escalate", today).raised, 0)
        self.assertEqual(self.turn(), (Level.OWNER, self.owner, TODAY + DAY))

    def test_the_night_after_it_is_the_heads_who_gets_two_days(self):
        self.assertEqual(self.night("escalate", TODAY + 2 * DAY).raised, 1)
        self.assertEqual(self.turn(), (Level.HEAD, self.head, TODAY + 4 * DAY))

    def test_then_the_offices(self):
        self.night("escalate", TODAY + 2 * DAY)
        self.night("escalate", TODAY + 4 * DAY)
        self.assertEqual(self.turn()[0], Level.HEAD)
        self.night("escalate", TODAY + 5 * DAY)
        self.assertEqual(self.turn(), (Level.OFFICE, None, TODAY + 8 * DAY))

    def test_it_stays_with_the_office(self):
        for days in (2, 5, 9, 30):
            self.night("escalate", TODAY + days * DAY)
        self.assertEqual(self.night("escalate", TODAY + 60 * DAY).raised, 0)
        self.assertEqual(self.turn()[0], Level.OFFICE)

    def test_one_step_a_night_even_after_many_missed_nights(self):
        self.night("escalate", TODAY + 90 * DAY)
        self.assertEqual(self.turn(), (Level.HEAD, self.head, TODAY + 92 * DAY))

    def test_a_second_run_writes_nothing(self):
        self.night("escalate", TODAY + 2 * DAY)
        self.assert_writes_nothing("escalate", TODAY + 2 * DAY)

    def test_without_a_head_here_it_goes_to_the_nearest_above(self):
        boss = make_employee("丁", self.company)
        make_head(self.company, boss)
        DepartmentHead.objects.filter(employee=self.head).delete()
        self.night("escalate", TODAY + 2 * DAY)
        self.assertEqual(self.turn()[:2], (Level.HEAD, boss))

    def test_a_head_who_has_left_is_passed_over(self):
        Employee.objects.filter(pk=self.head.pk).update(status=Employee.Status.LEFT)
        self.night("escalate", TODAY + 2 * DAY)
        self.assertEqual(self.turn()[0], Level.OFFICE)

    def test_a_head_who_owns_the_group_does_not_escalate_to_themselves(self):
        boss = make_employee("丁", self.company)
        make_head(self.company, boss)
        DepartmentHead.objects.filter(employee=self.head).update(employee=self.owner)
        self.night("escalate", TODAY + 2 * DAY)
        self.assertEqual(self.turn()[:2], (Level.HEAD, boss))

    def test_a_new_owner_gets_what_waited_for_the_old_one(self):
        new = make_employee("戊", self.sales)
        Membership.objects.filter(pk=self.owner_membership.pk).update(role="MEMBER")
        self.membership(new, role="OWNER")
        self.night("escalate")
        self.assertEqual(self.turn(), (Level.OWNER, new, TODAY + DAY))

    def test_without_an_owner_it_is_the_heads_at_once(self):
        Membership.objects.filter(pk=self.owner_membership.pk).update(gone_by=NOON)
        self.night("escalate")
        self.assertEqual(self.turn()[:2], (Level.HEAD, self.head))

    def test_what_a_former_head_had_goes_to_the_present_one(self):
        self.night("escalate", TODAY + 2 * DAY)
        new = make_employee("己", self.sales)
        DepartmentHead.objects.filter(employee=self.head).update(employee=new)
        self.night("escalate", TODAY + 3 * DAY)
        self.assertEqual(self.turn()[:2], (Level.HEAD, new))

    def test_nor_does_it_stay_with_a_head_who_heads_another_department_now(self):
        self.night("escalate", TODAY + 2 * DAY)
        DepartmentHead.objects.filter(employee=self.head).update(department=self.works)
        boss = make_employee("丁", self.company)
        make_head(self.company, boss)
        self.night("escalate", TODAY + 3 * DAY)
        self.assertEqual(self.turn(), (Level.HEAD, boss, TODAY + 5 * DAY))
        self.assert_writes_nothing("escalate", TODAY + 3 * DAY)

    def test_the_number_of_statements_does_not_grow(self):
        with self.queries() as few:
            self.night("escalate", TODAY + 2 * DAY)
        for number in range(12):
            below = make_department(f"{number}科", self.sales)
            group = make_group(f"{number}群", below)
            self.membership(make_employee(f"离{number}", below, status=Employee.Status.LEFT), group=group)
        self.night("leavers", TODAY + 3 * DAY)
        with self.queries() as many:
            self.night("escalate", TODAY + 9 * DAY)
        self.assertEqual(len(few), len(many))
