"""R24–R26: an admin's duties, the committee, the rotation with its allowance."""

from decimal import Decimal

from groupadmin.regulations.models import RoleDuty
from tests.regulations.case import CatalogueCase


class R24AdminDuties(CatalogueCase):
    def test_eight_duties_and_three_demands(self):
        duties = RoleDuty.objects.filter(role__regulation__slug="admin-duties", role__role="ADMIN")
        self.assertEqual(duties.filter(kind="DUTY").count(), 8)
        self.assertEqual(duties.filter(kind="DEMAND").count(), 3)


class R25GroupCommittee(CatalogueCase):
    slug = "group-committee"

    def test_six_roles_whose_holders_are_blank(self):
        roles = ["ASSISTANT", "SECRETARY_GENERAL", "EXECUTIVE", "ADMIN", "SUPERVISOR", "SECRETARY"]
        self.assertEqual(self.listed(self.slug, "committee_roles", "role"), roles)
        self.assertEqual(self.regulation(self.slug).blanks.filter(field="holder").count(), 6)

    def test_duties_of_each(self):
        duties = {
            role.role: role.duties.filter(kind="DUTY").count()
            for role in self.regulation(self.slug).committee_roles.all()
        }
        expected = {"ASSISTANT": 3, "SECRETARY_GENERAL": 4, "EXECUTIVE": 3, "ADMIN": 6, "SUPERVISOR": 4, "SECRETARY": 4}
        self.assertEqual(duties, expected)

    def test_the_supervisor_checks_daily_and_proposes_but_does_not_remove(self):
        self.says(self.slug, roster_check_days=1, roster_checked_by="监督员", on_finding="PROPOSE_REMOVAL")


class R26AdminRotation(CatalogueCase):
    slug = "admin-rotation"

    def term(self, kind):
        return self.regulation(self.slug).duty_terms.get(kind=kind)

    def test_a_turn_of_two_months_on_the_owners_list(self):
        self.says(self.slug, turn_months=2, turns_listed_by="群主", owner_serves_first_months=2)

    def test_named_by_the_last_day_of_the_month_and_filed(self):
        self.says(self.slug, nominated_by="群主", nomination_due="LAST_DAY", nomination_filed_with="培训办公室")

    def test_five_shares_a_week(self):
        self.assertEqual(
            self.listed(self.slug, "recurring_duties", "kind", "who", "times", "per"),
            [("SHARE", "值班管理员", 5, "WEEK")],
        )

    def test_forty_yuan_a_month_without_complaint(self):
        term = self.term("ALLOWANCE")
        self.assertEqual((term.amount, term.unit, term.per, term.condition), (40, "YUAN", "MONTH", "没有受到投诉"))

    def test_three_and_a_half_training_points_a_turn(self):
        term = self.term("TRAINING_POINTS")
        self.assertEqual((term.amount, term.unit, term.per), (Decimal("3.5"), "POINTS", "TURN"))

    def test_ten_yuan_less_for_each_complaint(self):
        term = self.term("DEDUCTION")
        self.assertEqual((term.amount, term.unit, term.per), (-10, "YUAN", "COMPLAINT"))

    def test_material_and_extra_reward_are_blank(self):
        self.assertEqual([blank.field for blank in self.term("MATERIAL_REWARD").blanks.all()], ["what"])
        self.assertEqual({blank.field for blank in self.term("EXTRA_REWARD").blanks.all()}, {"amount", "unit"})

    def test_when_grave_the_allowance_is_cancelled_and_a_further_deduction_is_set(self):
        self.assertEqual(self.costs(self.slug, "grave-neglect"), {"grave": ["ALLOWANCE_CANCELLED", "DEDUCTION?"]})

    def test_the_admin_on_duty_announces_and_explains_and_each_answers(self):
        self.says(self.slug, rules_explained_by="DUTY_ADMIN", acknowledged=True, acknowledged_with="收到")
        self.assertEqual(self.listed(self.slug, "newcomer_steps", "what"), ["ANNOUNCED", "NICKNAME", "RULES_EXPLAINED"])
        self.assertEqual(self.regulation(self.slug).committee_roles.get().duties.count(), 5)
