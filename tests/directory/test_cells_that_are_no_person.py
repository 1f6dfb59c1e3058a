"""Cells that name nobody: sums between departments, empty memberships, lost characters, and signs that nobody sees."""

from django.test import TestCase

from groupadmin.core.question_forms import NeedsAnswer
from groupadmin.directory.models import Department, Employee
from tests.directory.lists import take

HEADER = ("工号", "姓名", "部门", "在职状态", "入职日期")
UNSEEN = "\u00ad\u034f\u115f\u1160\u180e\u200b\u200d\u202d\u2060\u2800\u3164\ufe0f\ufeff\uffa0\U000e0020"


class NoPerson(TestCase):
    def test_sums_between_departments_are_passed_over(self):
        sums = ("小计", "2"), ("财务部小计", "1人"), ("", "总计", "4人"), ("在职合计", "4"), ("合计：4人", "")
        rows = [("1", "张三", "财务部"), *((*row, "", "")[:3] for row in sums), ("2", "李四", "财务部")]
        plan = take(*rows, header=HEADER[:3])
        self.assertEqual((len(plan.created), plan.problems), (2, []))
        self.assertEqual([row.row for row in plan.report.skipped_rows], [3, 4, 5, 6, 7])

    def test_cells_that_name_several_people_or_somebody_unknown(self):
        lost = ("新?人", "新\ufffd人", "新□人", "新*人", "新\ue123人", "新■人", "新__", "新×人", "徐攀…")
        nobody = ("123", "000101", "张三13800138000", "张三/李四")
        names = (*lost, *nobody)
        plan = take(*((str(at), name, "财务部") for at, name in enumerate(names, 1)), header=HEADER[:3])
        self.assertEqual([problem.code for problem in plan.problems], ["lost_characters"] * 9 + ["not_a_name"] * 4)
        self.assertEqual(Employee.objects.count(), 0)

    def test_a_post_that_nobody_has_is_passed_over_and_named(self):
        posts = (
            "空岗（待招） 待定1 空缺2 招聘中 虚拟岗位 （空编） (空缺) 待招 缺编2人 [待招聘1名] 拟招聘 （缺） TBD "
            "Vacant 编制空缺"
        )
        rows = [("9", name, "财务部") for name in posts.split()] + [("", "空缺", "财务部"), ("8", "空灵", "财务部")]
        plan = take(*rows, header=HEADER[:3])
        self.assertEqual(([one.after[1] for one in plan.created], plan.problems), (["空灵"], []))
        self.assertEqual({one.why for one in plan.report.skipped_rows}, {"vacancy"})
        self.assertEqual(len(plan.report.skipped_rows), len(rows) - 1)

    def test_a_word_for_the_row_above_makes_no_department_and_no_post(self):
        plan = take(("1", "张三", "财务部"), ("2", "李四", "同上"), ("3", "王五", "〃"), header=HEADER[:3])
        self.assertEqual([(one.row, one.code) for one in plan.problems], [(3, "ditto"), (4, "ditto")])
        self.assertEqual([one.after[1] for one in plan.created], ["张三"])

    def test_a_sum_with_a_number_beside_it_is_passed_over(self):
        plan = take(
            ("1", "张三", "财务部"), ("1", "小计", ""), ("12", "合计", ""), ("30", "总人数", ""), header=HEADER[:3]
        )
        self.assertEqual((len(plan.created), plan.problems), (1, []))
        self.assertEqual([row.row for row in plan.report.skipped_rows], [3, 4, 5])

    def test_number_and_name_exchanged_make_nobody(self):
        plan = take(("张三", "000101", "财务部"), header=HEADER[:3])
        self.assertEqual((len(plan.created), len(plan.problems)), (0, 1))

    def test_a_second_column_of_names_is_no_second_list(self):
        with self.assertRaises(NeedsAnswer) as asked:
            take(("1", "张三", "李四", "财务部"), header=("工号", "姓名", "姓名", "部门"))
        self.assertEqual([question.key for question in asked.exception.questions], ["columns:name"])


class SignsNobodySees(TestCase):
    @classmethod
    def setUpTestData(cls):
        take(("000101", "张三丰", "星河公司/财务部", "在职", "2020-01-03"), header=HEADER)

    def test_in_every_column(self):
        row = ("000101", "张三丰", "星河公司/财务部", "在职", "2020-01-03")
        for at in range(len(row)):
            for sign in UNSEEN:
                with self.subTest(column=HEADER[at], sign=hex(ord(sign))):
                    cells = list(row)
                    cells[at] = cells[at][:2] + sign + cells[at][2:]
                    plan = take(cells, header=HEADER)
                    self.assertEqual((plan.unchanged, plan.problems), (1, []))
        self.assertEqual((Employee.objects.count(), Department.objects.count()), (1, 2))

    def test_in_every_heading(self):
        for sign in UNSEEN:
            header = [heading[:1] + sign + heading[1:] for heading in HEADER]
            plan = take(("000101", "张三丰", "财务部", "离职", "2020-01-03"), header=header, dry_run=True)
            self.assertEqual(len(plan.left), 1, hex(ord(sign)))
