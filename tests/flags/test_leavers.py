"""A leaver leaves: raised on the day, due within a day, closed by the next list, reopened if they are back."""

from datetime import timedelta

from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from members.flags import sweeps
from members.models import Flag, Membership
from tests.flags.base import FlagTestCase
from tests.making import NOON, TODAY, make_employee, make_group, make_roster

LEAVER = Flag.Kind.LEAVER
DAY = timedelta(days=1)


class WhoIsALeaver(FlagTestCase):
    def test_who_has_left_has_retired_or_is_not_yet_here_is_flagged(self):
        for status in (Employee.Status.LEFT, Employee.Status.RETIRED, Employee.Status.PENDING):
            self.membership(make_employee(status, self.sales, status=status))
        self.night("leavers")
        self.assertEqual(self.flagged(LEAVER), ["LEFT", "RETIRED", "PENDING"])

    def test_who_is_about_to_leave_on_leave_or_suspended_is_not(self):
        for status in (Employee.Status.LEAVING, Employee.Status.LONG_LEAVE, Employee.Status.SUSPENDED):
            self.membership(make_employee(status, self.sales, status=status))
        self.night("leavers")
        self.assertEqual(self.flagged(LEAVER), [])

    def test_the_day_after_the_last_day_of_work_counts_and_that_day_does_not(self):
        self.membership(make_employee("丙", self.sales, status=Employee.Status.LEAVING, left_on=TODAY - DAY))
        self.membership(make_employee("丁", self.sales, status=Employee.Status.LEAVING, left_on=TODAY))
        self.night("leavers")
        self.assertEqual(self.flagged(LEAVER), ["丙"])

    def test_who_is_no_longer_in_the_group_is_not(self):
        self.leaves(self.membership(make_employee("丙", self.sales, status=Employee.Status.LEFT)))
        self.night("leavers")
        self.assertEqual(self.flagged(LEAVER), [])

    def test_groups_that_have_ended_are_left_alone(self):
        ended = make_group("旧群", self.sales, status=Group.Status.DISSOLVED, dissolved_on=TODAY)
        self.membership(make_employee("丙", self.sales, status=Employee.Status.LEFT), group=ended)
        self.night("leavers")
        self.assertEqual(self.flagged(LEAVER), [])

    def test_two_accounts_of_one_leaver_are_one_matter(self):
        leaver = make_employee("丙", self.sales, status=Employee.Status.LEFT)
        first = self.membership(leaver, account_key="wx_1")
        self.membership(leaver, account_key="wx_2")
        self.night("leavers")
        self.assertEqual(self.flags(LEAVER).count(), 1)
        self.leaves(first)
        self.night("leavers", TODAY + DAY)
        flag = self.flags(LEAVER).get()
        self.assertEqual((flag.membership.account_key, flag.raised_on), ("wx_2", TODAY))


class TheLifeOfALeaversFlag(FlagTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.leaver = make_employee("丙", cls.sales, status=Employee.Status.LEFT, left_on=TODAY - 30 * DAY)
        cls.stay = cls.membership(cls.leaver, "销售部-丙")

    def test_it_is_the_owners_and_due_in_a_day(self):
        result = self.night("leavers")
        flag = self.flags(LEAVER).get()
        self.assertEqual((result.raised, result.by_kind), (1, {LEAVER: 1}))
        self.assertEqual((flag.assignee, flag.level), (self.owner, Flag.Level.OWNER))
        self.assertEqual((flag.raised_on, flag.due_on), (TODAY, TODAY + DAY))
        self.assertEqual(flag.subject, f"employee:{self.leaver.pk}")
        self.assertEqual(flag.evidence["status"], "LEFT")
        self.assertEqual(flag.evidence["left_on"], "2026-02-10")

    def test_in_a_sensitive_group_it_is_due_the_same_day(self):
        Group.objects.update(secrecy=Group.Secrecy.SENSITIVE)
        self.night("leavers")
        self.assertEqual(self.flags(LEAVER).get().due_on, TODAY)

    def test_a_second_run_writes_nothing(self):
        self.night("leavers")
        self.assert_writes_nothing("leavers")

    def test_a_missed_night_loses_nothing(self):
        Employee.objects.filter(pk=self.leaver.pk).update(left_on=TODAY, status=Employee.Status.LEAVING)
        self.night("leavers", TODAY + 5 * DAY)
        self.assertEqual(self.flagged(LEAVER), ["销售部-丙"])

    def test_the_next_full_list_without_them_closes_it_and_is_the_proof(self):
        self.night("leavers")
        roster = self.leaves(self.stay)
        result = self.night("leavers", TODAY + DAY)
        flag = self.flags(LEAVER, state=Flag.State.CLEARED).get()
        self.assertEqual((result.raised, result.cleared), (0, 1))
        self.assertEqual((flag.cleared_by, flag.cleared_on), (roster, TODAY + DAY))

    def test_a_directory_that_takes_the_leaving_back_clears_it_without_proof(self):
        self.night("leavers")
        Employee.objects.filter(pk=self.leaver.pk).update(status=Employee.Status.ACTIVE, left_on=None)
        self.night("leavers", TODAY + DAY)
        flag = self.flags(LEAVER, state=Flag.State.CLEARED).get()
        self.assertIsNone(flag.cleared_by)

    def test_saying_that_they_were_removed_does_not_close_it(self):
        self.night("leavers")
        Flag.objects.update(acted_at=NOON, acted_by_name="甲")
        self.night("leavers", TODAY + DAY)
        self.assertEqual(self.flags(LEAVER).count(), 1)

    def test_who_is_back_reopens_the_old_matter_and_its_age_keeps_running(self):
        self.night("leavers")
        self.leaves(self.stay)
        self.night("leavers", TODAY + DAY)
        self.membership(self.leaver, "丙回来了")
        result = self.night("leavers", TODAY + 10 * DAY)
        flag = Flag.objects.filter(kind=LEAVER).get()
        self.assertEqual((result.raised, flag.state, flag.reopened), (1, Flag.State.OPEN, 1))
        self.assertEqual((flag.raised_on, flag.cleared_on, flag.cleared_by), (TODAY, None, None))
        self.assertEqual(flag.membership.nickname, "丙回来了")
        self.assert_writes_nothing("leavers", TODAY + 10 * DAY)

    def test_who_is_back_after_more_than_half_a_year_is_a_new_matter(self):
        self.night("leavers")
        self.leaves(self.stay)
        self.night("leavers", TODAY + DAY)
        self.membership(self.leaver, "丙回来了")
        self.night("leavers", TODAY + 182 * DAY)
        self.assertEqual(
            list(Flag.objects.order_by("pk").values_list("state", "reopened")), [("CLEARED", 0), ("OPEN", 0)]
        )

    def test_the_list_itself_closes_it_at_once(self):
        self.night("leavers")
        Membership.objects.filter(pk=self.stay.pk).update(gone_by=NOON + DAY)
        roster = make_roster(self.group, NOON + DAY)
        sweeps.refresh_group(roster.group, roster=roster, at=NOON + DAY)
        self.assertEqual(self.flags(LEAVER, state=Flag.State.CLEARED).get().cleared_by, roster)

    def test_the_list_itself_raises_it_at_once_and_in_its_own_group_only(self):
        elsewhere = make_group("别的群", self.works)
        self.membership(self.leaver, group=elsewhere)
        sweeps.refresh_group(self.roster.group, roster=self.roster, at=NOON)
        self.assertEqual(list(self.flags(LEAVER).values_list("group", flat=True)), [self.group.pk])
