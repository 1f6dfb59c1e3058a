"""Who is this, and may they be in: one question that keeps its age, its level and its due day, however it is called."""

from datetime import timedelta

from groupadmin.directory.models import Employee
from members.flags import services as deeds
from members.imports import identity_decisions
from members.models import Flag, Membership
from tests.flags.base import FlagTestCase
from tests.making import NOON, TODAY, make_employee
from tests.rosters.lists import apply

DAY = timedelta(days=1)
Kind = Flag.Kind


class OneQuestion(FlagTestCase):
    def setUp(self):
        Employee.objects.filter(pk=self.owner.pk).update(name="甲一", name_key="甲一")
        Membership.objects.filter(pk=self.owner_membership.pk).update(nickname="甲一", nickname_key="甲一")
        self.list(NOON)

    def list(self, at, *names):
        return apply(self.group, ["甲一,wxid_o", *(names or ["海阔天空,"])], at=at, reason="是本群名单")

    def stranger(self):
        return Membership.objects.present().get(group=self.group, nickname="海阔天空")

    def nights(self, last):
        for days in range(1, last + 1):
            for sweep in ("outsiders", "unidentified", "leavers", "escalate"):
                self.night(sweep, TODAY + days * DAY)

    def facts(self, kind):
        return self.flags(kind).values_list("raised_on", "level", "due_on").get()

    def test_a_nickname_nobody_can_place_is_a_question_and_nobody_is_to_be_removed(self):
        membership = self.stranger()
        self.assertEqual((membership.identity, membership.tier), ("UNKNOWN", "none"))
        self.assertEqual(self.flagged(Kind.UNIDENTIFIED), ["海阔天空"])
        self.assertEqual(self.flagged(Kind.OUTSIDER), [])
        self.assertEqual(self.group.headcount_outside, 0)

    def test_the_same_list_a_week_later_changes_neither_age_nor_level_nor_due_day(self):
        self.nights(6)
        before = self.facts(Kind.UNIDENTIFIED)
        self.assertEqual((before[0], before[1]), (TODAY, Flag.Level.HEAD))
        self.list(NOON + 6 * DAY)
        self.assertEqual(self.facts(Kind.UNIDENTIFIED), before)

    def test_said_to_be_from_outside_goes_on_where_the_question_was(self):
        self.nights(6)
        before = self.facts(Kind.UNIDENTIFIED)
        at = NOON + 6 * DAY
        identity_decisions.decide_identity(membership=self.stranger(), verdict="OUTSIDER", actor=None, at=at)
        self.assertEqual(self.flagged(Kind.UNIDENTIFIED), [])
        self.assertEqual(self.facts(Kind.OUTSIDER), before)
        (decision,) = self.group.decisions.all()
        identity_decisions.forget_decision(decision=decision, group=self.group, actor=None, at=at)
        self.assertEqual(self.facts(Kind.UNIDENTIFIED), before)

    def test_so_it_does_where_a_later_list_tells_the_account(self):
        self.nights(2)
        self.list(NOON + 2 * DAY, "海阔天空,wxid_h")
        self.assertEqual(self.flags(Kind.UNIDENTIFIED).get().subject, "account:wxid_h")
        self.assertEqual(self.facts(Kind.UNIDENTIFIED)[0], TODAY)

    def test_and_where_the_stranger_is_found_to_have_left_the_nearer_due_day_counts(self):
        leaver = make_employee("戊五", self.sales, status="LEFT")
        self.nights(1)
        at = NOON + DAY
        identity_decisions.decide_identity(
            membership=self.stranger(), verdict="EMPLOYEE", employee=leaver, actor=None, at=at
        )
        self.assertEqual(self.facts(Kind.LEAVER), (TODAY, Flag.Level.OWNER, TODAY + 2 * DAY))

    def test_two_employees_in_one_membership_are_two_matters(self):
        first = make_employee("己六", self.sales, status="LEFT")
        second = make_employee("庚七", self.sales, status="LEFT")
        at = NOON + DAY
        identity_decisions.decide_identity(
            membership=self.stranger(), verdict="EMPLOYEE", employee=first, actor=None, at=at
        )
        at += DAY
        identity_decisions.decide_identity(
            membership=self.stranger(), verdict="EMPLOYEE", employee=second, actor=None, at=at
        )
        self.assertEqual(self.facts(Kind.LEAVER)[0], TODAY + 2 * DAY)

    def test_for_whom_a_colleague_answers_nobody_asks(self):
        sponsor = make_employee("辛八", self.sales)
        deeds.sponsor(membership=self.stranger(), sponsor=sponsor, until=TODAY + 9 * DAY, actor=None, at=NOON)
        self.assertEqual(self.flagged(Kind.UNIDENTIFIED), [])

    def test_a_second_night_changes_nothing(self):
        self.nights(6)
        identity_decisions.decide_identity(
            membership=self.stranger(), verdict="OUTSIDER", actor=None, at=NOON + 6 * DAY
        )
        self.assert_writes_nothing("outsiders", TODAY + 6 * DAY)
        self.assert_writes_nothing("escalate", TODAY + 6 * DAY)
