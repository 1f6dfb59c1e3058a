"""Right after a list one group is looked at: the same outcome as the night's, in a handful of statements."""

from datetime import date, timedelta

from django.test import override_settings

from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from groupadmin.regulations.models import Regulation, RequiredMember
from members.flags import escalation, sweeps
from members.flags.kinds import BY_KIND
from members.flags.models import SilenceExcuse
from members.flags.rule_context import RuleContext
from members.models import Flag, IdentityDecision, Membership
from tests.flags.base import FlagTestCase
from tests.making import NOON, TODAY, make_employee, make_group, make_membership, make_regulation, make_roster

Kind = Flag.Kind
DAY = timedelta(days=1)
FACTS = ("kind", "group_id", "subject", "membership_id", "employee_id", "state", "level", "assignee_id", "due_on")


def matters():
    """Return every flag as the facts that do not depend on who wrote it first."""
    return sorted(map(str, Flag.objects.values_list(*FACTS)))


class Troubled(FlagTestCase):
    """Two groups with a matter of nearly every kind."""

    regulation_facts = {
        "admission": Regulation.Admission.DEPARTMENT,
        "rename_grace_days": 3,
        "longest_silence_days": 30,
        "newcomer_speaks_within_days": 3,
    }

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        RequiredMember.objects.create(regulation=cls.regulation, whom=RequiredMember.Whom.MANAGERS)
        make_employee("经理", cls.sales, is_manager=True)
        cls.other = make_group(
            "工程群",
            cls.works,
            regulation=cls.regulation,
            roster_taken_at=NOON - 60 * DAY,
            planned_end_on=TODAY - 40 * DAY,
            registered_on=TODAY - 400 * DAY,
            headcount=9,
            capacity=3,
        )
        for group in (cls.group, cls.other):
            cls.fill(group)
        IdentityDecision.objects.create(
            verdict="BANNED", platform="WECHAT", account_key="wx_banned", decided_by_name="行政", decided_at=NOON
        )

    @classmethod
    def fill(cls, group):
        left = make_employee("离一", cls.sales, status=Employee.Status.LEFT)
        cls.membership(left, group=group)
        cls.membership(make_employee("工二", cls.works), group=group)
        cls.membership(nickname="外三", group=group, identity=Membership.Identity.OUTSIDER)
        cls.membership(nickname="谁四", group=group, identity=Membership.Identity.UNKNOWN)
        cls.membership(nickname="禁五", group=group, identity=Membership.Identity.OUTSIDER, account_key="wx_banned")
        cls.membership(
            make_employee("错六", cls.sales),
            group=group,
            nickname_fits=False,
            nickname_judged_by=cls.regulation.pk,
            misnamed_since=TODAY - 9 * DAY,
        )
        cls.membership(
            make_employee("默七", cls.sales), group=group, spoke_last_on=TODAY - 90 * DAY, speech_known_on=TODAY
        )
        cls.membership(make_employee("新八", cls.sales), group=group, joined_at=NOON - 9 * DAY, speech_known_on=TODAY)

    def at_once(self, today=TODAY, group=None):
        return sweeps.refresh_group_flags((group or self.group).pk, today)

    def nights(self, today=TODAY):
        results = [sweeps.sweep(kind, RuleContext(today)) for kind in BY_KIND]
        escalation.escalate(RuleContext(today))
        return sum(each.raised for each in results), sum(each.cleared for each in results)


class TheSameAsTheNight(Troubled):
    def test_it_raises_what_the_night_would(self):
        for group in (self.group, self.other):
            self.at_once(group=group)
        raised = matters()
        self.assertGreater(len(set(Flag.objects.values_list("kind", flat=True))), 9)
        self.assertEqual(self.nights(), (0, 0))
        self.assertEqual(matters(), raised)
        Flag.objects.all().delete()
        self.nights()
        self.assertEqual(matters(), raised)

    def test_it_leaves_the_other_group_alone(self):
        self.at_once()
        self.assertEqual(set(Flag.objects.values_list("group_id", flat=True)), {self.group.pk})

    def test_it_clears_what_the_night_would(self):
        self.nights()
        Employee.objects.filter(name__in=("离一", "工二")).update(status="ACTIVE", department=self.sales)
        Membership.objects.filter(group=self.group, nickname__in=("外三", "谁四")).update(gone_by=NOON)
        Membership.objects.filter(group=self.group).update(nickname_fits=True, spoke_last_on=TODAY)
        SilenceExcuse.objects.all().delete()
        result = self.at_once()
        self.assertEqual(result.cleared, Flag.objects.filter(state="CLEARED", group=self.group).count())
        self.assertGreater(result.cleared, 3)
        here = Flag.objects.filter(group=self.group)
        stands = list(here.order_by("pk").values())
        self.nights()
        self.assertEqual(list(here.order_by("pk").values()), stands)

    def test_a_second_look_writes_nothing(self):
        self.at_once()
        before = list(Flag.objects.order_by("pk").values())
        result = self.at_once()
        self.assertEqual((result.raised, result.cleared, result.by_kind), (0, 0, {}))
        self.assertEqual(list(Flag.objects.order_by("pk").values()), before)

    def test_who_goes_and_comes_back_in_one_list_is_raised_by_the_new_stay(self):
        self.at_once()
        left = Employee.objects.get(memberships__group=self.group, name="离一")
        Membership.objects.filter(employee=left).update(gone_by=NOON)
        again = self.membership(left, account_key="wx_again")
        make_roster(self.group, NOON + DAY)
        result = self.at_once(TODAY + DAY)
        self.assertGreaterEqual(result.cleared, 1)
        self.assertEqual(self.flags(Kind.LEAVER, group=self.group).get().membership, again)


class WhoIsToLeaveIsNotAskedToRename(Troubled):
    def setUp(self):
        self.stay = Membership.objects.get(group=self.group, nickname="错六")
        self.person = self.stay.employee

    def kinds(self):
        self.at_once()
        return set(Flag.objects.filter(membership=self.stay, state="OPEN").values_list("kind", flat=True))

    def move(self, department):
        Employee.objects.filter(pk=self.person.pk).update(department=department)

    def test_in_one_pass_either_way(self):
        self.assertEqual(self.kinds(), {Kind.MISNAMED})
        self.move(self.works)
        self.assertEqual(self.kinds(), {Kind.OUT_OF_SCOPE})
        self.move(self.sales)
        self.assertEqual(self.kinds(), {Kind.MISNAMED})

    def test_and_not_at_the_first_look_either(self):
        self.move(self.works)
        self.assertEqual(self.kinds(), {Kind.OUT_OF_SCOPE})
        raised = matters()
        self.nights()
        self.assertEqual([each for each in matters() if each in raised], raised)
        self.assertEqual(self.kinds(), {Kind.OUT_OF_SCOPE})


class Statements(Troubled):
    def test_where_nothing_differs_a_look_is_all(self):
        self.at_once()
        with self.queries() as asked:
            self.at_once()
        told = [query["sql"] for query in asked if not query["sql"].startswith("SET LOCAL")]
        # What the editions say, who may be in by them, the look itself, and whose turn it is.
        self.assertEqual(len(told), 4, told)

    def test_only_kinds_that_differ_are_written(self):
        self.at_once()
        self.membership(nickname="谁九", identity=Membership.Identity.UNKNOWN)
        found = list(sweeps.differences(self.group.pk, TODAY))
        self.assertEqual(
            [(one.writer.kind, one.to_clear, one.to_raise) for one in found], [(Kind.UNIDENTIFIED, False, True)]
        )

    def test_findings_are_compiled_once_for_all_groups(self):
        self.at_once()
        compiled = sweeps._kept
        self.at_once(group=self.other)
        self.assertIs(sweeps._kept, compiled)
        self.assertIn(self.other.pk, Flag.objects.values_list("group_id", flat=True))


class MattersOfOtherRooms(Troubled):
    def test_an_open_matter_that_no_finding_is_for_stays(self):
        facts = {"group": self.group, "subject": "group", "raised_on": TODAY, "due_on": TODAY + DAY}
        other = Flag.objects.create(kind="INSPECTION", **facts)
        self.at_once()
        other.refresh_from_db()
        self.assertEqual(other.state, Flag.State.OPEN)


class WhatIsKeptIsKeptNoLongerThanItHolds(Troubled):
    def kinds(self, today: date = TODAY) -> set[str]:
        self.at_once(today)
        return set(Flag.objects.filter(state="OPEN", group=self.group).values_list("kind", flat=True))

    def test_another_day(self):
        self.assertNotIn(Kind.ROSTER_OLD, self.kinds())
        self.assertIn(Kind.ROSTER_OLD, self.kinds(TODAY + 60 * DAY))

    def test_another_figure_in_a_regulation(self):
        self.assertIn(Kind.MISNAMED, self.kinds())
        Regulation.objects.update(rename_grace_days=30)
        self.assertNotIn(Kind.MISNAMED, self.kinds())

    def test_an_edition_that_follows_transfers(self):
        self.at_once()
        later = make_regulation("later", admission="CONDITION", transfer_updated_by="OWNER")
        mover = make_employee("移九", self.works, department_since=TODAY)
        self.group.category = Group.Category.PROJECT
        self.group.regulation = later
        self.group.save()
        self.membership(mover, first_seen_at=NOON - 9 * DAY)
        self.at_once()
        self.assertIn(mover, [flag.employee for flag in self.flags(Kind.OUT_OF_SCOPE, group=self.group)])

    def test_an_edition_for_people_of_no_directory(self):
        self.assertIn(Kind.UNIDENTIFIED, self.kinds())
        self.group.regulation = make_regulation("later", admission="ASSOCIATION")
        self.group.category = Group.Category.INTEREST
        self.group.save()
        self.assertNotIn(Kind.UNIDENTIFIED, self.kinds())

    def test_other_days_by_the_site(self):
        with override_settings(FLAG_DUE_DAYS={Kind.LEAVER: (5, 5)}):
            self.at_once()
        self.assertEqual(self.flags(Kind.LEAVER, group=self.group).get().due_on, TODAY + 5 * DAY)
        self.at_once(group=self.other)
        self.assertEqual(self.flags(Kind.MISNAMED, group=self.group).get().due_on, TODAY + 3 * DAY)

    def test_a_group_that_has_ended_loses_its_matters(self):
        self.at_once()
        Group.objects.filter(pk=self.group.pk).update(status=Group.Status.DISSOLVED, dissolved_on=TODAY)
        self.at_once()
        self.assertFalse(Flag.objects.filter(group=self.group, state="OPEN").exists())


class WhoseTurnItIs(FlagTestCase):
    def test_a_late_matter_of_one_group_climbs_and_another_groups_stays(self):
        for group in (self.group, make_group("二群", self.sales)):
            if group != self.group:
                make_membership(group, self.owner, role=Membership.Role.OWNER)
            self.membership(make_employee("", self.sales, status=Employee.Status.LEFT), group=group)
            sweeps.refresh_group_flags(group.pk, TODAY)
        sweeps.refresh_group_flags(self.group.pk, TODAY + 4 * DAY)
        levels = dict(Flag.objects.filter(kind=Kind.LEAVER).values_list("group__name", "level"))
        self.assertEqual(levels, {"销售群": Flag.Level.HEAD, "二群": Flag.Level.OWNER})
