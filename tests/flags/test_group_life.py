"""Matters of groups themselves: old lists, no sign of life, past the end, no owner, not created, too many members."""

from datetime import timedelta

from groupadmin.directory.models import Employee
from groupadmin.groups import services as groups
from groupadmin.groups.models import Group
from groupadmin.regulations.models import Blank, Regulation
from members.flags import sweeps
from members.models import Flag, Membership
from tests.flags.base import FlagTestCase
from tests.making import NOON, TODAY, make_group, make_roster

Kind = Flag.Kind
DAY = timedelta(days=1)


class OldLists(FlagTestCase):
    def taken(self, days_ago, **facts):
        Group.objects.update(roster_taken_at=NOON - days_ago * DAY, **facts)
        self.night("rosters_old")
        return bool(self.flagged(Kind.ROSTER_OLD))

    def test_a_list_is_fresh_for_thirty_days(self):
        self.assertFalse(self.taken(30))
        self.assertTrue(self.taken(31))

    def test_for_seven_where_the_group_is_sensitive_or_classified(self):
        for secrecy in (Group.Secrecy.SENSITIVE, Group.Secrecy.CLASSIFIED):
            self.assertFalse(self.taken(7, secrecy=secrecy))
            self.assertTrue(self.taken(8, secrecy=secrecy))

    def test_for_a_day_or_a_week_where_the_regulation_says_daily_or_weekly(self):
        for days in (1, 7):
            Regulation.objects.update(roster_check_days=days)
            self.assertFalse(self.taken(days))
            self.assertTrue(self.taken(days + 1))

    def test_a_group_that_never_had_one_goes_by_its_regulations_round(self):
        Regulation.objects.filter(pk=self.regulation.pk).update(roster_check_days=1)
        for days, flagged in ((1, []), (2, [self.group.code])):
            with self.subTest(days=days):
                Group.objects.update(roster_taken_at=None, registered_on=TODAY - days * DAY)
                self.night("rosters_old")
                self.assertEqual(self.flagged(Kind.ROSTER_OLD), flagged)

    def test_a_round_that_the_regulation_leaves_open_is_not_invented(self):
        Blank.objects.create(regulation=self.regulation, field="roster_check_days")
        Group.objects.update(roster_taken_at=NOON - 99 * DAY)
        self.night("rosters_old")
        self.assertEqual(self.flagged(Kind.ROSTER_OLD), [])

    def test_nor_are_the_days_of_silence_after_which_a_group_is_dead(self):
        Blank.objects.create(regulation=self.regulation, field="dormant_after_days")
        Group.objects.update(last_active_on=TODAY - 500 * DAY, registered_on=TODAY - 500 * DAY)
        self.night("stale")
        self.assertEqual(self.flagged(Kind.STALE), [])

    def test_a_group_that_never_had_one_is_left_alone_for_thirty_five_days(self):
        Group.objects.update(roster_taken_at=None, registered_on=TODAY - 35 * DAY)
        self.night("rosters_old")
        self.assertEqual(self.flagged(Kind.ROSTER_OLD), [])
        self.night("rosters_old", TODAY + DAY)
        self.assertEqual(self.flagged(Kind.ROSTER_OLD), [self.group.code])
        self.assert_writes_nothing("rosters_old", TODAY + DAY)

    def test_a_new_list_closes_it_and_the_next_time_is_a_new_matter(self):
        self.taken(31)
        roster = make_roster(self.group, NOON)
        Group.objects.update(roster_taken_at=NOON)
        sweeps.refresh_group(roster.group, roster=roster, at=NOON)
        self.assertEqual(self.flags(Kind.ROSTER_OLD, state="CLEARED").get().cleared_by, roster)
        self.night("rosters_old", TODAY + 40 * DAY)
        flag = self.flags(Kind.ROSTER_OLD).get()
        self.assertEqual((flag.raised_on, flag.reopened), (TODAY + 40 * DAY, 0))


class NoSignOfLife(FlagTestCase):
    def stale(self, today=TODAY, **facts):
        Group.objects.update(**facts)
        self.night("stale", today)
        return bool(self.flagged(Kind.STALE))

    def test_ninety_days_unless_the_regulation_says_otherwise(self):
        self.assertFalse(self.stale(last_active_on=TODAY - 90 * DAY))
        self.assertTrue(self.stale(last_active_on=TODAY - 91 * DAY))
        Regulation.objects.update(dormant_after_days=180)
        self.assertFalse(self.stale())

    def test_without_any_sign_the_clock_starts_when_the_group_entered_the_register(self):
        self.assertFalse(self.stale(last_active_on=None, created_on=TODAY - 999 * DAY, registered_on=TODAY - 90 * DAY))
        self.assertTrue(self.stale(today=TODAY + DAY))

    def test_an_imported_group_is_left_alone_for_thirty_five_days_however_old_its_last_sign(self):
        self.assertFalse(self.stale(last_active_on=TODAY - 500 * DAY, registered_on=TODAY - 35 * DAY))
        self.assertTrue(self.stale(today=TODAY + DAY))

    def test_a_project_a_month_after_its_end(self):
        facts = {"category": Group.Category.PROJECT, "last_active_on": TODAY}
        self.assertFalse(self.stale(planned_end_on=TODAY - 30 * DAY, **facts))
        self.assertTrue(self.stale(planned_end_on=TODAY - 31 * DAY, **facts))

    def test_nor_is_a_project_of_the_register_over_at_once_however_long_ago_it_ended(self):
        facts = {"category": Group.Category.PROJECT, "last_active_on": TODAY, "planned_end_on": TODAY - 99 * DAY}
        self.assertFalse(self.stale(registered_on=TODAY - 30 * DAY, **facts))
        self.assertTrue(self.stale(today=TODAY + DAY))

    def test_nothing_is_dissolved_by_it(self):
        self.assertTrue(self.stale(last_active_on=TODAY - 91 * DAY))
        self.group.refresh_from_db()
        self.assertEqual(self.group.status, Group.Status.ACTIVE)
        self.assert_writes_nothing("stale")

    def test_a_sign_of_life_clears_it(self):
        self.assertTrue(self.stale(last_active_on=TODAY - 91 * DAY))
        self.assertFalse(self.stale(last_active_on=TODAY))


class PastItsEnd(FlagTestCase):
    def test_the_last_day_itself_is_not_past(self):
        Group.objects.update(planned_end_on=TODAY)
        self.night("past_end")
        self.assertEqual(self.flagged(Kind.PAST_END), [])
        self.night("past_end", TODAY + DAY)
        self.assertEqual(self.flagged(Kind.PAST_END), [self.group.code])
        self.assert_writes_nothing("past_end", TODAY + DAY)

    def test_extending_or_dissolving_clears_it(self):
        Group.objects.update(planned_end_on=TODAY - DAY)
        self.night("past_end")
        Group.objects.update(status=Group.Status.DISSOLVING)
        self.night("past_end")
        self.assertEqual(self.flagged(Kind.PAST_END), [])


class Ownerless(FlagTestCase):
    def test_a_working_owner_is_enough_and_so_is_one_who_is_no_employee(self):
        self.night("ownerless")
        self.assertEqual(self.flagged(Kind.OWNERLESS), [])
        Membership.objects.update(employee=None, identity="OUTSIDER")
        self.night("ownerless")
        self.assertEqual(self.flagged(Kind.OWNERLESS), [])

    def test_an_owner_who_left_the_organisation_or_the_group(self):
        Employee.objects.filter(pk=self.owner.pk).update(status=Employee.Status.LEFT)
        self.night("ownerless")
        self.assertEqual(self.flagged(Kind.OWNERLESS), [self.group.code])
        self.assertIsNone(self.flags(Kind.OWNERLESS).get().assignee)
        Employee.objects.filter(pk=self.owner.pk).update(status=Employee.Status.ACTIVE)
        self.night("ownerless")
        self.assertEqual(self.flagged(Kind.OWNERLESS), [])
        Membership.objects.update(gone_by=NOON)
        self.night("ownerless")
        self.assertEqual(self.flagged(Kind.OWNERLESS), [self.group.code])
        self.assert_writes_nothing("ownerless")


class ApprovedButNotCreated(FlagTestCase):
    def expired(self, today):
        return groups.expire_approvals(today=today, actor=None, at=NOON)

    def test_on_the_fourteenth_day(self):
        approved = {"approved_on": TODAY - 13 * DAY, "registered_on": TODAY - 13 * DAY}
        waiting = make_group("新群", self.sales, status=Group.Status.APPROVED, **approved)
        self.night("not_created")
        self.assertEqual(self.flagged(Kind.NOT_CREATED), [])
        self.night("not_created", TODAY + DAY)
        self.assertEqual(self.flagged(Kind.NOT_CREATED), [waiting.code])
        self.assert_writes_nothing("not_created", TODAY + DAY)
        Group.objects.filter(pk=waiting.pk).update(status=Group.Status.ACTIVE)
        self.night("not_created", TODAY + 2 * DAY)
        self.assertEqual(self.flagged(Kind.NOT_CREATED), [])

    def test_an_old_approval_brought_in_by_the_register_has_its_fourteen_days_from_that_day(self):
        old = {"approved_on": TODAY - 99 * DAY, "registered_on": TODAY}
        waiting = make_group("新群", self.sales, status=Group.Status.APPROVED, **old)
        self.night("not_created", TODAY + 13 * DAY)
        self.assertEqual((self.flagged(Kind.NOT_CREATED), self.expired(TODAY + 14 * DAY)), ([], 0))
        self.night("not_created", TODAY + 14 * DAY)
        self.assertEqual(self.flagged(Kind.NOT_CREATED), [waiting.code])
        self.assertEqual(self.expired(TODAY + 15 * DAY), 1)

    def test_a_lapsed_approval_stays_a_matter_until_somebody_decides_or_a_month_is_over(self):
        approved = {"approved_on": TODAY - 14 * DAY, "registered_on": TODAY - 14 * DAY}
        waiting = make_group("新群", self.sales, status=Group.Status.APPROVED, **approved)
        self.night("not_created")
        self.assertEqual(self.expired(TODAY + DAY), 1)
        self.night("not_created", TODAY + DAY)
        self.assertEqual(self.flagged(Kind.NOT_CREATED), [waiting.code])
        self.assert_writes_nothing("not_created", TODAY + DAY)
        self.night("not_created", TODAY + 30 * DAY)
        self.assertEqual(self.flagged(Kind.NOT_CREATED), [waiting.code])
        self.night("not_created", TODAY + 31 * DAY)
        self.assertEqual(self.flagged(Kind.NOT_CREATED), [])

    def test_an_approval_that_had_lapsed_before_it_came_here_is_none(self):
        make_group("旧群", self.sales, status=Group.Status.EXPIRED, registered_on=TODAY - 14 * DAY)
        self.night("not_created")
        self.assertEqual(self.flagged(Kind.NOT_CREATED), [])

    def test_without_a_day_of_approval_it_counts_from_the_day_of_entry(self):
        make_group("新群", self.sales, status=Group.Status.APPROVED, registered_on=TODAY - 14 * DAY)
        self.night("not_created")
        self.assertEqual(self.flags(Kind.NOT_CREATED).count(), 1)


class TooManyMembers(FlagTestCase):
    def over(self, **facts):
        Group.objects.update(**facts)
        self.night("over_capacity")
        return bool(self.flagged(Kind.OVER_CAPACITY))

    def test_the_groups_own_limit_comes_first(self):
        self.assertFalse(self.over(capacity=100, headcount=100))
        self.assertTrue(self.over(headcount=101))

    def test_then_the_regulations(self):
        Regulation.objects.update(most_members=200)
        self.assertFalse(self.over(capacity=None, headcount=200))
        self.assertTrue(self.over(headcount=201))

    def test_then_the_platforms(self):
        self.assertFalse(self.over(capacity=None, headcount=500))
        self.assertTrue(self.over(headcount=501))
        self.assertFalse(self.over(platform=Group.Platform.QQ, headcount=2000))
        self.assertTrue(self.over(headcount=2001))

    def test_unknown_numbers_and_unknown_platforms_say_nothing(self):
        self.assertFalse(self.over(headcount=None))
        self.assertFalse(self.over(platform=Group.Platform.OTHER, headcount=9999))
