"""Ends told by a column that is no status, and owners of whom a ledger says that nobody is named."""

from django.test import TestCase

from groupadmin.core.question_forms import NeedsAnswer
from groupadmin.groups.models import Group
from members.models import Membership
from members.register import services
from members.register.planning import plan_register
from tests.making import NOON, TODAY, make_department, make_employee
from tests.register.ledgers import HEADER as LEDGER
from tests.register.ledgers import bring_in, csv_ledger, row

HEADER = ("群名称", "状态", "解散日期")


def plan(rows, header=HEADER):
    return plan_register(services.read_register(csv_ledger(rows, header), "台账.csv"), today=TODAY)


class EndsByColumn(TestCase):
    def test_a_yes_or_a_no_that_speaks_of_an_end_is_asked_about(self):
        cases = {
            "是否解散": ("否", "是"),
            "是否已注销": ("否", "是"),
            "是否在用": ("是", "否"),
            "是否使用中": ("是", "否"),
        }
        for heading, (here, gone) in cases.items():
            with self.subTest(heading):
                rows = [
                    ("甲群", "", "", here),
                    ("乙群", "", "", gone),
                    ("丙群", "使用中", "", gone),
                    ("丁群", "", "", ""),
                ]
                (question,) = plan(rows, (*HEADER, heading)).questions
                self.assertEqual(question.key, f"ended:column:{heading}")
                self.assertEqual(question.facts["names"], "乙群、丙群")

    def test_a_row_that_says_so_itself_is_not(self):
        self.assertEqual(plan([("甲群", "已解散", "2026-01-01", "是")], (*HEADER, "是否解散")).questions, [])

    def test_the_answer_counts(self):
        content = csv_ledger([("甲群", "", "", "是")], (*HEADER, "是否解散"))
        with self.assertRaises(NeedsAnswer):
            bring_in(content)
        answers = {"ended:column:是否解散": "in_use"}
        batch = services.stage_register(content=content, file_name="t.csv", actor=None, at=NOON, answers=answers)
        services.apply_register(batch, actor=None, at=NOON)
        self.assertEqual(Group.objects.get().status, "ACTIVE")

    def test_a_row_that_says_that_the_rest_is_blank_is_no_group(self):
        made = plan([("甲群", "", ""), ("——以下空白——", "", "")], HEADER)
        self.assertEqual([group.name for group in made.groups], ["甲群"])
        self.assertEqual([one.row for one in made.report.skipped_rows], [3])


class NobodyNamed(TestCase):
    def test_the_group_is_registered_with_its_owner_unknown_and_that_is_told(self):
        make_department("销售部")
        for word in ("空缺", "待定", "暂无", "无"):
            with self.subTest(word):
                made = plan([row("甲群", 群主=word)], LEDGER)
                self.assertEqual((made.problems, [group.name for group in made.groups]), ([], ["甲群"]))
                told = [] if word in ("暂无", "无") else ["nobody_named"]
                self.assertEqual([one.code for one in made.warnings], told)

    def test_an_owner_who_is_known_stays(self):
        make_employee("张三", make_department("销售部"))
        bring_in(csv_ledger([row("甲群", 群编号="A1", 群主="张三")]))
        bring_in(csv_ledger([row("甲群", 群编号="A1", 群主="空缺")]))
        self.assertEqual(Membership.objects.get(role="OWNER").employee.name, "张三")
