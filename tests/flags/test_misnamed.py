"""Nicknames against the rule: days of grace, unreliable lists, and judging again when the rule has changed."""

from datetime import timedelta

from groupadmin.directory.models import DepartmentShortName, Employee
from groupadmin.groups.models import Group
from groupadmin.regulations.models import NicknamePattern, Regulation
from members.flags import services, sweeps
from members.models import Flag, IdentityDecision, Membership, RosterImport
from tests.flags.base import FlagTestCase
from tests.making import NOON, TODAY, make_employee, make_regulation, make_roster

MISNAMED = Flag.Kind.MISNAMED
DAY = timedelta(days=1)


class NicknameTestCase(FlagTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        NicknamePattern.objects.create(regulation=cls.regulation, template="{department}-{name}")
        Membership.objects.filter(pk=cls.owner_membership.pk).update(nickname="销售部-甲")
        cls.person = make_employee("张三", cls.sales)
        cls.stay = cls.membership(cls.person, "小张")

    def judge(self, today=TODAY):
        return self.night("recheck_nicknames", today).raised

    def ban(self):
        IdentityDecision.objects.create(
            verdict="BANNED", employee=self.person, platform="WECHAT", account_key="wx", decided_at=NOON
        )

    def grace(self, days):
        Regulation.objects.update(rename_grace_days=days)


class TheDaysOfGrace(NicknameTestCase):
    def test_on_joining_means_at_once(self):
        self.grace(0)
        self.judge()
        self.night("misnamed")
        self.assertEqual(self.flagged(MISNAMED), ["小张"])

    def test_where_no_days_are_named_it_is_at_once_too(self):
        self.grace(None)
        self.judge()
        self.night("misnamed")
        self.assertEqual(self.flagged(MISNAMED), ["小张"])

    def test_within_three_days_the_third_still_counts(self):
        self.grace(3)
        self.judge()
        self.night("misnamed", TODAY + 3 * DAY)
        self.assertEqual(self.flagged(MISNAMED), [])
        self.night("misnamed", TODAY + 4 * DAY)
        self.assertEqual(self.flagged(MISNAMED), ["小张"])

    def test_the_flag_tells_the_correct_nickname_and_is_due_in_three_days(self):
        self.judge()
        self.night("misnamed")
        flag = self.flags(MISNAMED).get()
        self.assertEqual(flag.evidence["correct"], "销售部-张三")
        self.assertEqual(flag.due_on, TODAY + 3 * DAY)
        self.assert_writes_nothing("misnamed")

    def test_a_missed_night_loses_nothing(self):
        self.grace(3)
        self.judge()
        self.night("misnamed", TODAY + 20 * DAY)
        self.assertEqual(self.flagged(MISNAMED), ["小张"])

    def test_a_list_whose_nicknames_cannot_be_trusted_accuses_nobody(self):
        self.judge()
        RosterImport.objects.update(nicknames_reliable=False)
        self.night("misnamed")
        self.assertEqual(self.flagged(MISNAMED), [])

    def test_a_list_whose_nicknames_cannot_be_trusted_clears_nothing_either(self):
        self.judge()
        self.night("misnamed")
        blind = make_roster(self.group, NOON + DAY)
        RosterImport.objects.filter(pk=blind.pk).update(nicknames_reliable=False)
        Membership.objects.update(evidence=blind)
        sweeps.refresh_group(blind.group, roster=blind, at=NOON + DAY)
        self.assertEqual(self.flagged(MISNAMED), ["小张"])
        self.assert_writes_nothing("misnamed", TODAY + DAY)

    def test_but_the_matter_of_somebody_who_is_out_is_closed_by_it(self):
        self.judge()
        self.night("misnamed")
        RosterImport.objects.update(nicknames_reliable=False)
        self.leaves(self.stay)
        self.night("misnamed", TODAY + DAY)
        self.assertEqual(self.flagged(MISNAMED), [])

    def test_and_a_rule_that_is_in_force_no_longer_accuses_nobody(self):
        self.judge()
        self.night("misnamed")
        RosterImport.objects.update(nicknames_reliable=False)
        Group.objects.update(regulation=make_regulation("another"))
        self.night("misnamed", TODAY + DAY)
        self.assertEqual(self.flagged(MISNAMED), [])

    def test_leavers_are_not_asked_to_rename(self):
        self.judge()
        Employee.objects.filter(pk=self.person.pk).update(status=Employee.Status.LEFT)
        self.night("misnamed")
        self.assertEqual(self.flagged(MISNAMED), [])

    def test_neither_is_who_has_moved_on(self):
        self.judge()
        Regulation.objects.update(admission="DEPARTMENT")
        Employee.objects.filter(pk=self.person.pk).update(department=self.works)
        self.judge()
        self.night("out_of_scope")
        self.night("misnamed")
        self.assertEqual(self.flagged(MISNAMED), [])

    def test_nor_who_is_banned(self):
        self.judge()
        self.ban()
        self.night("banned")
        self.night("misnamed")
        self.assertEqual(self.flagged(MISNAMED), [])

    def test_a_matter_raised_before_they_had_to_leave_is_closed(self):
        self.judge()
        self.night("misnamed")
        self.ban()
        self.night("banned", TODAY + DAY)
        self.night("misnamed", TODAY + DAY)
        self.assertEqual(self.flagged(MISNAMED), [])

    def test_whom_a_colleague_answers_for_stays_and_renames(self):
        Regulation.objects.update(admission="DEPARTMENT")
        Employee.objects.filter(pk=self.person.pk).update(department=self.works)
        services.sponsor(membership=self.stay, sponsor=self.owner, until=TODAY + 9 * DAY, actor=None, at=NOON)
        self.judge()
        self.night("out_of_scope")
        self.night("misnamed")
        self.assertEqual(self.flagged(MISNAMED), ["小张"])

    def test_a_verdict_of_another_edition_accuses_nobody(self):
        self.judge()
        Group.objects.update(regulation=make_regulation("another"))
        self.night("misnamed")
        self.assertEqual(self.flagged(MISNAMED), [])

    def test_the_next_list_with_the_right_nickname_proves_it_and_the_old_one_reopens_it(self):
        self.judge()
        self.night("misnamed")
        Membership.objects.filter(pk=self.stay.pk).update(
            nickname="销售部-张三", nickname_fits=True, misnamed_since=None
        )
        roster = make_roster(self.group, NOON + DAY)
        sweeps.refresh_group(roster.group, roster=roster, at=NOON + DAY)
        self.assertEqual(self.flags(MISNAMED, state="CLEARED").get().cleared_by, roster)
        Membership.objects.filter(pk=self.stay.pk).update(
            nickname="小张", nickname_fits=False, misnamed_since=TODAY + 5 * DAY
        )
        self.night("misnamed", TODAY + 6 * DAY)
        flag = self.flags(MISNAMED).get()
        self.assertEqual((flag.raised_on, flag.reopened), (TODAY, 1))


class JudgingAgain(NicknameTestCase):
    def verdict(self):
        self.stay.refresh_from_db()
        return self.stay.nickname_fits, self.stay.correct_nickname, self.stay.misnamed_since

    def test_what_was_never_judged_is_judged_once(self):
        self.assertEqual(self.judge(), 2)
        self.assertEqual(self.verdict(), (False, "销售部-张三", TODAY))
        self.assertEqual(self.judge(TODAY + DAY), 0)
        self.assertEqual(self.verdict()[2], TODAY)

    def test_the_owner_who_keeps_the_rule_fits(self):
        self.judge()
        self.owner_membership.refresh_from_db()
        self.assertIs(self.owner_membership.nickname_fits, True)

    def test_another_regulation_is_another_verdict_and_another_day(self):
        self.judge()
        Group.objects.update(regulation=make_regulation("names", nickname="小{name}"))
        self.judge(TODAY + DAY)
        self.assertEqual(self.verdict(), (False, "小张三", TODAY + DAY))

    def test_a_regulation_without_a_pattern_asks_nothing(self):
        self.judge()
        Group.objects.update(regulation=make_regulation("silent on names"))
        self.judge()
        self.assertEqual(self.verdict(), (None, "", None))
        self.assertEqual(self.judge(), 0)

    def test_a_move_to_another_department_is_judged_again(self):
        Membership.objects.filter(pk=self.stay.pk).update(nickname="销售部-张三")
        self.judge()
        self.assertIs(self.verdict()[0], True)
        Employee.objects.filter(pk=self.person.pk).update(department=self.works)
        self.assertEqual(self.judge(TODAY + DAY), 1)
        self.assertEqual(self.verdict(), (False, "工程部-张三", TODAY + DAY))

    def test_a_new_short_name_of_the_department_makes_it_fit(self):
        Membership.objects.filter(pk=self.stay.pk).update(nickname="营销-张三")
        self.judge()
        self.assertIs(self.verdict()[0], False)
        DepartmentShortName.objects.create(department=self.sales, name="营销", name_key="营销")
        self.judge(TODAY + DAY)
        self.assertIs(self.verdict()[0], True)

    def test_each_kind_of_account_has_its_own_pattern(self):
        NicknamePattern.objects.create(regulation=self.regulation, account_kind="OFFICE", template="{free}办公室")
        Membership.objects.filter(pk=self.stay.pk).update(account_kind="OFFICE", nickname="总经理办公室")
        self.judge()
        self.assertIs(self.verdict()[0], True)

    def test_who_is_not_in_the_directory_is_judged_by_shape_and_only_where_nobody_is(self):
        stranger = self.membership(nickname="路人")
        self.judge()
        stranger.refresh_from_db()
        self.assertIsNone(stranger.nickname_fits)
        Group.objects.update(category=Group.Category.EXTERNAL)
        Membership.objects.update(nickname_judged_by=None)
        self.judge()
        stranger.refresh_from_db()
        self.assertEqual((stranger.nickname_fits, stranger.correct_nickname), (False, ""))

    def test_parents_and_teachers_keep_to_one_of_their_two_patterns(self):
        Group.objects.update(category=Group.Category.EXTERNAL)
        NicknamePattern.objects.all().delete()
        for kind, template in (("PARENT", "{class}{pupil}{kinship}"), ("TEACHER", "{name}(数学|语文)")):
            NicknamePattern.objects.create(regulation=self.regulation, account_kind=kind, template=template)
        memberships = [self.membership(nickname=nickname) for nickname in ("三班刘小明爸爸", "王小红数学", "清风")]
        self.judge()
        found = [Membership.objects.get(pk=membership.pk).nickname_fits for membership in memberships]
        self.assertEqual(found, [True, True, False])

    def test_chunks_do_not_change_the_answer(self):
        for number in range(30):
            self.membership(make_employee(f"李{number}", self.sales), f"李{number}")
        from members.rosters import nickname_checks

        whole, nickname_checks.CHUNK = nickname_checks.CHUNK, 7
        self.addCleanup(setattr, nickname_checks, "CHUNK", whole)
        self.assertEqual(self.judge(), 32)
        self.assertEqual(Membership.objects.filter(nickname_fits=False).count(), 31)
