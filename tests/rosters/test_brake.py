"""WeCom's brake: when too many would vanish, a list stops until somebody writes down why (practice §2.2)."""

from datetime import timedelta

from django.test import TestCase
from django.urls import reverse

from groupadmin.core.models import AuditEvent
from members.imports import applying
from members.imports.staging import kept_plan
from members.rosters import preview_choices
from tests.making import NOON, make_department, make_employee, make_group, make_membership, make_user
from tests.rosters.lists import PARTIAL, apply, bring, names

LATER = NOON + timedelta(days=7)


class TheBrake(TestCase):
    @classmethod
    def setUpTestData(cls):
        sales = make_department("销售部")
        cls.everybody = [make_employee(f"员{n:02}", sales).name for n in range(10)]
        cls.group = make_group("销售群", sales)
        apply(cls.group, [f"{name}," for name in cls.everybody])

    def test_more_than_four_fifths_gone_is_stopped(self):
        roster = bring(self.group, ["员00,"], at=LATER)
        with self.assertRaises(preview_choices.BrakeHolds) as held:
            applying.apply_plan(roster=roster, actor=None, at=LATER)
        self.assertEqual(held.exception.facts, {"left": 9, "before": 10})
        self.assertEqual(names(self.group), set(self.everybody))

    def test_a_blank_reason_is_none(self):
        roster = bring(self.group, ["员00,"], at=LATER)
        with self.assertRaises(preview_choices.BrakeHolds):
            applying.apply_plan(roster=roster, override_reason="  ", actor=None, at=LATER)

    def test_with_a_reason_it_goes_on_and_the_reason_is_kept(self):
        roster = bring(self.group, ["员00,"], at=LATER)
        applying.apply_plan(roster=roster, override_reason="项目结束", actor=None, at=LATER)
        self.assertEqual(names(self.group), {"员00"})
        event = AuditEvent.objects.filter(action="roster.applied").first()
        self.assertEqual(event.detail["override_reason"], "项目结束")

    def test_four_fifths_exactly_is_not_too_many(self):
        apply(self.group, ["员00,", "员01,"], at=LATER)
        self.assertEqual(names(self.group), {"员00", "员01"})

    def test_a_partial_list_is_never_stopped(self):
        apply(self.group, ["员00,"], mode=PARTIAL, at=LATER)
        self.assertEqual(names(self.group), set(self.everybody))

    def test_another_groups_list_is_told(self):
        strangers = bring(self.group, [f"别群{n}," for n in range(10)], at=LATER)
        self.assertIn("another_groups_roster", kept_plan(strangers).warnings)

    def test_the_reason_typed_is_no_longer_than_its_field(self):
        owner = make_membership(self.group, make_employee("群主"), role="OWNER").employee
        roster = bring(self.group, ["员00,"], at=LATER)
        self.client.force_login(make_user(owner))
        said = {"override_reason": "长" * 100_000}
        self.client.post(reverse("roster_confirm", args=[self.group.code, roster.batch_id]), said)
        event = AuditEvent.objects.filter(action="roster.applied").first()
        self.assertEqual(event.detail["override_reason"], "长" * 255)
