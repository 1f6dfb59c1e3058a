"""Real regulations, adopted: what the preview says is what the next night raises, figure by figure."""

from datetime import timedelta

from groupadmin.core import sweeps as core_sweeps
from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from groupadmin.regulations.load import load_presets
from groupadmin.regulations.models import Regulation
from members.flags import adoption
from members.models import Flag, Membership, RosterImport
from tests.flags.base import FlagTestCase
from tests.making import NOON, TODAY, make_department, make_employee, make_regulation, make_user

DAY = timedelta(days=1)
HOMETOWN, DEPARTMENTS, NORMS = "hometown-association", "all-departments", "company-norms"
PERSONNEL, STEELWORKS = "personnel-administration", "steelworks"
ALL_FIVE = (HOMETOWN, DEPARTMENTS, NORMS, PERSONNEL, STEELWORKS)


class PresetTestCase(FlagTestCase):
    """A sales group with a bit of everything wrong, under no real regulation yet."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        load_presets(actor=None, at=NOON)
        Group.objects.update(last_active_on=TODAY, roster_taken_at=NOON - 3 * DAY)
        Membership.objects.filter(pk=cls.owner_membership.pk).update(nickname="销售部-甲", spoke_last_on=TODAY)
        cls.dashed = cls.membership(make_employee("张三", cls.sales), "销售部-张三", spoke_last_on=TODAY)
        cls.joined = cls.membership(make_employee("李四", cls.sales), "销售部李四", spoke_last_on=TODAY)
        cls.bare = cls.membership(make_employee("王五", cls.sales), "小王", spoke_last_on=TODAY)
        cls.leaver = cls.membership(make_employee("赵六", cls.sales, status=Employee.Status.LEFT), "销售部-赵六")
        cls.guest = cls.membership(nickname="供应商小刘", identity=Membership.Identity.OUTSIDER)
        cls.stranger = cls.membership(nickname="清风★教师")
        cls.foreman = make_employee("钱七", cls.works, post="轧钢班组长")
        cls.manager = make_employee("孙八", cls.works, is_manager=True)
        cls.groups = Group.objects.all()

    def preview(self, slug, today=TODAY):
        return adoption.simulate(adoption.newest_edition(slug), self.groups, today=today)

    def adopt(self, slug, at=NOON):
        adoption.adopt(adoption.newest_edition(slug), self.groups, actor=None, at=at)

    def counted(self):
        kinds = Flag.objects.filter(state="OPEN").values_list("kind", flat=True)
        return {kind: list(kinds).count(kind) for kind in kinds}

    def names(self, kind):
        return set(self.flagged(kind))


class ThePreviewIsTheNight(PresetTestCase):
    def test_for_each_of_five_regulations(self):
        for slug in ALL_FIVE:
            with self.subTest(slug):
                Flag.objects.all().delete()
                Group.objects.update(regulation=self.regulation)
                preview = self.preview(slug)
                self.adopt(slug)
                core_sweeps.run_all(today=TODAY)
                self.assertEqual(self.counted(), preview.would_raise)

    def test_and_the_night_after_a_preview_raises_nothing_more(self):
        self.adopt(STEELWORKS)
        core_sweeps.run_all(today=TODAY)
        before = self.counted()
        again = core_sweeps.run_all(today=TODAY)
        self.assertEqual(self.counted(), before)
        self.assertEqual(sum(run.raised + run.cleared for run in again), 0)

    def test_going_from_one_to_another_tells_what_would_close_and_closes_it(self):
        Group.objects.update(category=Group.Category.COMPANY)
        self.adopt(NORMS)
        core_sweeps.run_all(today=TODAY)
        missing = self.counted()["MISSING"]
        preview = self.preview(DEPARTMENTS)
        self.assertEqual(preview.would_clear["MISSING"], missing)
        self.adopt(DEPARTMENTS)
        core_sweeps.run_all(today=TODAY)
        self.assertNotIn("MISSING", self.counted())

    def test_matters_an_untrusted_list_keeps_open_are_not_told_as_closing(self):
        self.adopt(DEPARTMENTS)
        core_sweeps.run_all(today=TODAY)
        self.assertIn("MISNAMED", self.counted())
        RosterImport.objects.update(nicknames_reliable=False)
        self.assertNotIn("MISNAMED", self.preview(DEPARTMENTS).would_clear)
        core_sweeps.run_all(today=TODAY)
        self.assertIn("MISNAMED", self.counted())


class TheFiguresOfEach(PresetTestCase):
    def under(self, slug, today=TODAY):
        self.adopt(slug)
        core_sweeps.run_all(today=today)

    def test_r05_asks_department_dash_name_and_on_joining(self):
        self.under(DEPARTMENTS)
        self.assertEqual(self.names("MISNAMED"), {"销售部李四", "小王"})

    def test_r21_takes_any_separator_or_none(self):
        self.under(PERSONNEL)
        self.assertEqual(self.names("MISNAMED"), {"小王"})

    def test_r22_takes_none(self):
        self.under(STEELWORKS)
        self.assertEqual(self.names("MISNAMED"), {"销售部-甲", "销售部-张三", "小王"})

    def test_r13_verifies_everybody_and_r11_looks_for_the_unrelated_every_day(self):
        for slug in ("confidential-organs", "study-and-work"):
            with self.subTest(slug):
                Flag.objects.all().delete()
                Group.objects.update(regulation=self.regulation)
                self.under(slug)
                self.assertEqual(self.names("UNIDENTIFIED"), {"清风★教师"})
                self.assertEqual(self.names("OUTSIDER"), {"供应商小刘"})

    def test_r08_is_for_its_centre_and_for_leasing_departments_and_a_transfer_is_a_task_by_itself(self):
        leasing = make_department("招商部", make_department("一号项目", self.company))
        mover = make_employee("周九", leasing)
        self.membership(mover, "招商周九")
        self.under("leasing-centre")
        self.assertEqual(self.names("OUT_OF_SCOPE"), set())
        Employee.objects.filter(pk=mover.pk).update(department=self.works, department_since=TODAY)
        core_sweeps.run_all(today=TODAY + DAY)
        self.assertEqual(self.names("OUT_OF_SCOPE"), {"招商周九"})

    def test_r12_and_r21_look_at_their_lists_every_day_r22_every_week(self):
        for slug, old_after in ((NORMS, 1), (PERSONNEL, 1), (STEELWORKS, 7)):
            for days, is_old in ((old_after, False), (old_after + 1, True)):
                with self.subTest(slug, days=days):
                    Group.objects.update(roster_taken_at=NOON - days * DAY, regulation=self.regulation)
                    self.assertEqual("ROSTER_OLD" in self.preview(slug).would_raise, is_old)

    def test_r12_wants_foremen_and_all_managers_of_the_whole_company_in_its_group_and_nowhere_else(self):
        self.under(NORMS)
        self.assertEqual(self.names("MISSING"), set())
        Group.objects.update(category=Group.Category.COMPANY)
        core_sweeps.run_all(today=TODAY)
        self.assertEqual(self.names("MISSING"), {"钱七", "孙八"})

    def test_r22_wants_its_posts_and_no_managers_as_such(self):
        Group.objects.update(department=self.works)
        make_employee("周九", self.works, post="调度员")
        self.under(STEELWORKS)
        self.assertEqual(self.names("MISSING") & {"孙八", "周九", "钱七"}, {"周九", "钱七"})

    def test_r03_knows_no_strangers_but_days_of_grace_and_of_silence(self):
        Group.objects.update(category=Group.Category.EXTERNAL)
        preview = self.preview(HOMETOWN)
        for kind in ("UNIDENTIFIED", "OUTSIDER", "MISNAMED"):
            self.assertNotIn(kind, preview.would_raise)
        self.assertEqual(preview.later_on, str(TODAY + 4 * DAY))

    def told(self, on):
        """A list of that day tells who has spoken when."""
        Membership.objects.update(speech_known_on=on)

    def test_r03_the_newcomer_has_three_days_to_speak(self):
        newcomer = self.membership(nickname="新人☆会员", joined_at=NOON)
        for days, spoken_of in ((3, False), (4, True)):
            self.told(TODAY + days * DAY)
            raised = self.preview(HOMETOWN, TODAY + days * DAY).names.get("SILENT_NEWCOMER", [])
            self.assertEqual(newcomer.nickname in [row["who"] for row in raised], spoken_of, days)

    def test_r03_three_months_go_by_the_calendar(self):
        quiet = self.membership(nickname="静水☆会员", spoke_last_on=TODAY)
        # 12 March and three months is 12 June, ninety-two days later: on that day still silent, not yet too long.
        for days, is_silent in ((91, False), (92, False), (93, True)):
            self.told(TODAY + days * DAY)
            raised = self.preview(HOMETOWN, TODAY + days * DAY).names.get("SILENT", [])
            self.assertEqual(quiet.nickname in [row["who"] for row in raised], is_silent, days)

    def test_r12_and_r21_take_a_guest_whom_a_colleague_answers_for(self):
        for slug in (NORMS, PERSONNEL):
            self.assertIn("OUTSIDER", self.preview(slug).would_raise, slug)
        self.guest.sponsorships.create(
            group=self.group, sponsor=self.owner, since=TODAY, until=TODAY + 5 * DAY, consent_by_name="甲"
        )
        for days, is_raised in ((0, False), (5, False), (6, True)):
            with self.subTest(days=days):
                self.assertEqual("OUTSIDER" in self.preview(NORMS, TODAY + days * DAY).would_raise, is_raised)


class WhatIsSealed(PresetTestCase):
    def test_an_adopted_edition_is_closed_to_edits_and_the_others_are_not(self):
        self.adopt(NORMS)
        self.assertIsNotNone(adoption.newest_edition(NORMS).sealed_at)
        self.assertIsNone(adoption.newest_edition(PERSONNEL).sealed_at)

    def test_a_preview_seals_nothing_and_judges_nobody(self):
        self.preview(NORMS)
        self.assertFalse(Regulation.objects.exclude(sealed_at=None).exists())
        self.assertFalse(Membership.objects.exclude(nickname_judged_by=None).exists())

    def test_the_newest_edition_is_the_one_that_is_adopted(self):
        newer = make_regulation(NORMS, edition=2)
        self.adopt(NORMS)
        self.group.refresh_from_db()
        self.assertEqual(self.group.regulation, newer)

    def test_the_event_names_who_adopted_it_and_what_stood_before(self):
        hr = make_user(None, roles.HR)
        adoption.adopt(adoption.newest_edition(NORMS), self.groups, actor=hr, at=NOON)
        event = AuditEvent.objects.get(action="group.regulation_adopted")
        self.assertEqual((event.actor_id, event.detail["before"], event.detail["edition"]), (hr.pk, "rule", 1))
