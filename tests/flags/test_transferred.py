"""Who moved on: in groups of one unit, and where the regulation has transfers followed (R08, R11, R15, R16)."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from groupadmin.regulations.models import InspectionTarget, Regulation
from members.flags import adoption, services
from members.identity.values import RosterRow, Verdict
from members.models import Flag, Membership
from members.rosters import plan_inputs
from tests.flags.base import FlagTestCase
from tests.making import NOON, TODAY, make_department, make_employee, make_head, make_regulation

OUT = Flag.Kind.OUT_OF_SCOPE
DAY = timedelta(days=1)


class WhoMovedOn(FlagTestCase):
    """丙 was in the group of the sales department when it was listed, and moved to the works afterwards."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.mover = make_employee("王小丙", cls.works, department_since=TODAY + DAY)
        cls.stay = cls.membership(cls.mover)

    def found(self, today=TODAY + DAY, **facts):
        Group.objects.update(**facts)
        self.night("out_of_scope", today)
        return self.flagged(OUT)

    def verdict(self):
        group = Group.objects.select_related("regulation", "department").get()
        return plan_inputs.plan_for(group, [RosterRow(number=1, nickname="王小丙")], full=False).rows[0].verdict

    def test_the_group_of_a_unit_is_for_those_of_the_unit_though_no_rule_says_so(self):
        for category in ("DEPARTMENT", "CENTRE", "WORKSHOP"):
            self.assertEqual(self.found(category=category), ["王小丙"])
        self.assert_writes_nothing("out_of_scope", TODAY + DAY)
        self.assertEqual(self.verdict(), Verdict.TRANSFERRED)
        Group.objects.update(regulation=None)
        self.assertEqual((self.found(), self.verdict()), (["王小丙"], Verdict.TRANSFERRED))

    def test_a_group_of_many_units_is_not(self):
        for category in ("COMPANY", "PROJECT", "INTEREST", "EXTERNAL"):
            self.assertEqual(self.found(category=category), [])
        self.assertNotEqual(self.verdict(), Verdict.TRANSFERRED)

    def test_unless_its_regulation_has_transfers_followed(self):
        self.assertEqual(self.found(category="PROJECT"), [])
        self.regulation.inspection_targets.create(what=InspectionTarget.What.TRANSFERRED)
        self.assertEqual((self.found(), self.verdict()), (["王小丙"], Verdict.TRANSFERRED))
        self.regulation.inspection_targets.all().delete()
        self.assertEqual(self.found(), [])
        Regulation.objects.update(transfer_updated_by="项目经理")
        self.assertEqual(self.found(), ["王小丙"])

    def test_so_does_a_regulation_on_trial(self):
        Group.objects.update(category="PROJECT")
        trial = make_regulation("trial", transfer_updated_by="项目经理")
        preview = adoption.simulate(trial, Group.objects.all(), today=TODAY + DAY)
        self.assertEqual(preview.would_raise.get(OUT), 1)

    def test_who_was_of_another_unit_when_first_seen_did_not_move(self):
        Employee.objects.filter(pk=self.mover.pk).update(department_since=TODAY - DAY)
        self.assertEqual(self.found(), [])
        self.assertEqual(self.verdict(), Verdict.OK)
        Employee.objects.filter(pk=self.mover.pk).update(department_since=None)
        self.assertEqual(self.found(), [])

    def test_the_day_of_the_move_begins_at_midnight_here(self):
        midnight = timezone.make_aware(datetime.combine(TODAY + DAY, time.min))
        for seen, expected in ((midnight - timedelta(seconds=1), ["王小丙"]), (midnight, [])):
            Membership.objects.filter(pk=self.stay.pk).update(first_seen_at=seen)
            self.assertEqual(self.found(), expected, seen)

    def test_who_moved_within_the_unit_or_back_is_right(self):
        Employee.objects.filter(pk=self.mover.pk).update(department=make_department("销售一部", self.sales))
        self.assertEqual((self.found(), self.verdict()), ([], Verdict.OK))
        Employee.objects.filter(pk=self.mover.pk).update(department=self.works)
        self.assertEqual(self.found(), ["王小丙"])
        Employee.objects.filter(pk=self.mover.pk).update(department=self.sales)
        self.assertEqual(self.found(), [])

    def test_the_head_above_is_welcome_in_the_list_as_in_the_night(self):
        make_head(self.company, self.mover)
        for admission in ("", Regulation.Admission.DEPARTMENT):
            Regulation.objects.update(admission=admission)
            self.assertEqual((self.found(), self.verdict()), ([], Verdict.OK))

    def test_a_colleague_may_answer_for_them_until_a_day(self):
        self.assertEqual(self.found(), ["王小丙"])
        until = TODAY + 5 * DAY
        services.sponsor(membership=self.stay, sponsor=self.owner, until=until, actor=None, at=NOON)
        self.assertEqual(self.found(until), [])
        self.assertEqual(self.found(until + DAY), ["王小丙"])

    def test_only_a_full_list_proves_that_they_are_out(self):
        self.assertEqual(self.found(), ["王小丙"])
        roster = self.leaves(self.stay)
        self.assertEqual(self.found(), [])
        self.assertEqual(Flag.objects.get(kind=OUT).cleared_by, roster)


class ConditionsThatOpenNothing(FlagTestCase):
    """R08, R11 and R13 admit by a condition, and yet their people are the organisation's: unknown is never green."""

    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.stranger = cls.membership(nickname="老王")
        cls.guest = cls.membership(nickname="客人", identity=Membership.Identity.OUTSIDER)

    def found(self, *categories, **facts):
        Regulation.objects.update(**facts)
        self.regulation.categories.all().delete()
        for category in categories:
            self.regulation.categories.create(category=category)
        self.night("unidentified")
        self.night("outsiders")
        return self.flagged(Flag.Kind.UNIDENTIFIED), self.flagged(Flag.Kind.OUTSIDER)

    def test_a_condition_for_groups_of_the_organisation(self):
        for categories in ((), ("DEPARTMENT", "PROJECT"), ("CENTRE",), ("DEPARTMENT", "CUSTOMERS")):
            self.assertEqual(self.found(*categories, admission="CONDITION"), (["老王"], ["客人"]), categories)

    def test_nor_does_any_condition_in_a_departments_own_group(self):
        self.assertEqual(self.found("EXTERNAL", admission="CONDITION"), (["老王"], ["客人"]))

    def test_a_condition_for_communities(self):
        Group.objects.update(category=Group.Category.INTEREST)
        self.assertEqual(self.found("EXTERNAL", admission="CONDITION"), ([], []))

    def test_an_association(self):
        Group.objects.update(category=Group.Category.INTEREST)
        self.assertEqual(self.found(admission="ASSOCIATION"), ([], []))

    def test_the_same_on_trial(self):
        Group.objects.update(regulation=None, category=Group.Category.INTEREST)
        for slug, categories, expected in (("organs", ("DEPARTMENT",), 1), ("community", ("EXTERNAL",), None)):
            trial = make_regulation(slug, admission="CONDITION")
            for category in categories:
                trial.categories.create(category=category)
            raised = adoption.simulate(trial, Group.objects.all(), today=TODAY).would_raise
            self.assertEqual((raised.get("UNIDENTIFIED"), raised.get("OUTSIDER")), (expected, expected), slug)
