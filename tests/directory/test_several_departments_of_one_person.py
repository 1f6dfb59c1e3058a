"""Somebody in two departments: written in one cell, in two rows, and where it is not plain."""

from django.test import TestCase

from groupadmin.core.question_forms import NeedsAnswer
from groupadmin.directory.models import Department, Employee
from tests.directory.lists import take

HEADER = ("工号", "姓名", "部门")
IN_BOTH = (
    "财务部、人力资源部", "财务部；人力资源部", "财务部+人力资源部", "财务部&人力资源部", "财务部 人力资源部",
    "财务部兼人力资源部", "财务部 兼 人力资源部", "财务部和人力资源部", "财务部及人力资源部", "财务部(兼人力资源部)",
    "财务部（兼职：人力资源部）", "财务部（人力资源部兼职）", "财务部(主)、人力资源部(兼)",
    "主：财务部 兼：人力资源部",
)  # fmt: skip


class Departments(TestCase):
    @classmethod
    def setUpTestData(cls):
        take(("1", "张三", "星河公司/财务部"), ("2", "李四", "星河公司/人力资源部"), header=HEADER)

    def places(self, number):
        person = Employee.objects.get(staff_no=number)
        return [person.department.path, *(one.path for one in person.other_departments.all())]

    def test_in_one_cell_in_every_way_people_write_it(self):
        rows = [(str(100 + at), f"王{chr(0x4E00 + at)}", text) for at, text in enumerate(IN_BOTH)]
        plan = take(*rows, header=HEADER)
        self.assertEqual([(problem.row, problem.value) for problem in plan.problems], [])
        for number, _name, text in rows:
            with self.subTest(text):
                self.assertEqual(self.places(number), ["星河公司/财务部", "星河公司/人力资源部"])
        self.assertEqual(Department.objects.count(), 3)

    def test_a_department_inside_another_that_stands_beside_it(self):
        plan = take(("9", "王五", "财务部/人力资源部"), header=HEADER)
        self.assertEqual([problem.code for problem in plan.problems], ["department_siblings"])

    def test_one_known_and_one_unknown_department_are_no_new_one(self):
        plan = take(("9", "王五", "财务部、法务部"), header=HEADER)
        self.assertEqual([problem.code for problem in plan.problems], ["department_several"])
        self.assertIn("财务部；法务部", plan.problems[0].reason)

    def test_a_name_with_a_comma_of_its_own_stays_one(self):
        take(("9", "王五", "安全、环保部"), header=HEADER)
        self.assertEqual(self.places("9"), ["安全、环保部"])

    def test_rows_that_disagree_about_being_here_make_nobody_a_leaver(self):
        rows = (("1", "张三", "财务部", "离职"), ("1", "张三", "人力资源部", "在职"))
        plan = take(*rows, header=(*HEADER, "在职状态"))
        self.assertEqual({problem.row for problem in plan.problems}, {2, 3})
        self.assertEqual(plan.problems[0].code, "posts_disagree")
        self.assertEqual(Employee.objects.get(staff_no="1").status, "ACTIVE")

    def test_one_department_below_two_companies_is_told(self):
        plan = take(
            ("甲公司", "", ""), ("8", "王五", "综合部"), ("乙公司", "", ""), ("9", "赵六", "综合部"), header=HEADER
        )
        note = next(note for note in plan.notes if note.code == "same_department")
        self.assertIn("“甲公司”、“乙公司”", note.sentence)

    def test_a_few_numbers_with_something_put_before_them_are_asked_about(self):
        for rows in ([("GH1", "张三", "财务部")], [("A7", "张三", "财务部"), ("A8", "李四", "人力资源部")]):
            with self.subTest(rows), self.assertRaises(NeedsAnswer) as asked:
                take(*rows, header=HEADER)
            self.assertEqual([question.key for question in asked.exception.questions], ["numbers"])
