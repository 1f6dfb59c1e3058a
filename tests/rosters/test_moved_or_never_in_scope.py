"""Who belonged to the group and moved away was transferred; who never belonged is ineligible, list after list."""

from datetime import timedelta

from django.test import TestCase

from members.identity.values import Verdict
from members.imports import identity_decisions, undoing
from members.imports.staging import kept_plan
from members.models import Membership
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_regulation
from tests.rosters.lists import apply, bring, csv, present


class MovedOrNeverInScope(TestCase):
    @classmethod
    def setUpTestData(cls):
        company = make_department("总公司")
        cls.sales, cls.finance = make_department("销售部", company), make_department("财务部", company)
        cls.mover, cls.other = make_employee("赵一", cls.sales), make_employee("钱二", cls.finance)
        cls.rule = make_regulation(admission="DEPARTMENT")
        cls.group = make_group("销售群", cls.sales, regulation=cls.rule)

    LIST = csv("赵一,wxid_a", "钱二,wxid_b")

    def verdicts(self, content=LIST):
        plan = kept_plan(bring(self.group, content))
        return {row.nickname: row.verdict for row in plan.rows}

    def move(self, employee, department):
        employee.department = department
        employee.save()

    def test_who_never_belonged_is_not_said_to_have_moved_by_the_next_list(self):
        self.assertEqual(self.verdicts(), {"赵一": Verdict.OK, "钱二": Verdict.INELIGIBLE})
        apply(self.group, self.LIST)
        self.assertEqual(self.verdicts(), {"赵一": Verdict.OK, "钱二": Verdict.INELIGIBLE})

    def test_who_moved_away_was_transferred_and_stays_so(self):
        apply(self.group, self.LIST)
        self.move(self.mover, self.finance)
        for _list in range(2):
            self.assertEqual(self.verdicts()["赵一"], Verdict.TRANSFERRED)
            apply(self.group, self.LIST)

    def test_who_never_belonged_has_not_moved_from_the_group_by_going_elsewhere_again(self):
        apply(self.group, self.LIST)
        self.other.department_since = TODAY + timedelta(days=1)
        self.move(self.other, make_department("审计部"))
        self.assertEqual(self.verdicts()["钱二"], Verdict.INELIGIBLE)

    def test_under_a_rule_that_came_later_nobody_has_moved(self):
        free = make_group("群", self.sales)
        apply(free, self.LIST)
        free.regulation = self.rule
        free.save()
        plan = kept_plan(bring(free, self.LIST))
        self.assertEqual([row.verdict for row in plan.rows], [Verdict.OK, Verdict.INELIGIBLE])

    def test_a_persons_word_notes_the_department_too(self):
        apply(self.group, csv("花,wxid_c"))
        stay = present(self.group)["花"]
        identity_decisions.decide_identity(
            membership=stay, verdict="EMPLOYEE", employee=self.other, actor=None, at=NOON
        )
        self.assertEqual(Membership.objects.get(pk=stay.pk).identified_in, self.finance)
        self.assertEqual(self.verdicts(csv("花,wxid_c")), {"花": Verdict.INELIGIBLE})

    def test_an_undo_takes_it_back(self):
        apply(self.group, csv("花,wxid_a"))
        roster = apply(self.group, self.LIST)
        self.assertEqual(present(self.group)["赵一"].identified_in, self.sales)
        undoing.undo_roster(roster=roster, actor=None, at=NOON)
        self.assertIsNone(present(self.group)["花"].identified_in)

    def test_an_undo_after_the_department_is_gone_leaves_it_out(self):
        short_lived = make_department("临时部", self.sales)
        person = make_employee("孙三", short_lived)
        apply(self.group, csv("孙三,wxid_a"))
        self.assertEqual(present(self.group)["孙三"].identified_in, short_lived)
        roster = apply(self.group, csv("赵一,wxid_a"))
        self.move(person, self.sales)
        short_lived.delete()
        undoing.undo_roster(roster=roster, actor=None, at=NOON)
        stay = present(self.group)["孙三"]
        self.assertEqual((stay.employee, stay.identified_in), (person, None))

    def test_a_department_that_goes_is_forgotten(self):
        short_lived = make_department("临时部", self.sales)
        person = make_employee("孙三", short_lived)
        apply(self.group, csv("孙三,wxid_a"))
        self.move(person, self.sales)
        short_lived.delete()
        self.assertIsNone(present(self.group)["孙三"].identified_in)
