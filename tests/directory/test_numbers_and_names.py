"""Staff numbers and names as spreadsheets leave them: lost zeros, floats, wide figures, spaces that fill up a name."""

from django.test import TestCase

from groupadmin.core.question_forms import NeedsAnswer
from groupadmin.directory.models import Employee
from tests.directory.lists import HEADER, person, take


def numbers():
    return list(Employee.objects.order_by("staff_no").values_list("staff_no", "name"))


class MarksBehindNames(TestCase):
    MARKED = (
        "甲一（代）",
        "丁四1",
        "丁四１",
        "丁四A",
        "王伟（大）",
        "张三#",
        "张三、",
        "张三。",
        "（代）丁四",
        "1丁四",
    )

    def test_are_asked_about(self):
        for name in self.MARKED:
            with self.subTest(name), self.assertRaises(NeedsAnswer) as asked:
                take(person("1", name), person("2", "李四海"))
            (question,) = asked.exception.questions
            self.assertEqual((question.key, question.facts["names"]), ("marks", name))

    def test_each_answer_counts(self):
        rows = person("1", "甲一（代）"), person("2", "丁四1")
        take(*rows, answers={"marks": "as_written"})
        self.assertEqual(numbers(), [("1", "甲一（代）"), ("2", "丁四1")])
        take(*rows, answers={"marks": "no_part", "names": "as_listed"})
        self.assertEqual(numbers(), [("1", "甲一"), ("2", "丁四")])

    def test_names_that_hold_letters_or_brackets_by_nature_ask_nothing(self):
        take(person("1", "张Ａ"), person("2", "Anna Lee 2"), person("3", "阿卜杜拉·买买提"), person("4", "张三 Jack"))
        self.assertEqual(len(numbers()), 4)


class Numbers(TestCase):
    def test_floats_wide_figures_and_the_quote_of_a_text_cell(self):
        take(
            person("1001.0", "张三"), person("１００２", "李四"), person("'001003", "王五"), person('="001004"', "赵六")
        )
        self.assertEqual(numbers(), [("001003", "王五"), ("001004", "赵六"), ("1001", "张三"), ("1002", "李四")])

    def test_a_number_with_a_dot_that_is_no_float_stays(self):
        take(person("A.10", "张三"), person("10.5", "李四"))
        self.assertEqual(numbers(), [("10.5", "李四"), ("A.10", "张三")])

    def test_the_same_number_in_two_spellings_is_twice_in_the_file(self):
        plan = take(person("1001", "张三"), person("１００１", "张三"))
        self.assertEqual([(p.row, p.code) for p in plan.problems], [(3, "twice_in_file")])

    def test_zeros_that_a_spreadsheet_took_away_make_nobody_new_and_nobody_a_leaver(self):
        take(person("000123", "张三"), person("000124", "李四"))
        plan = take(person("123", "张三", post="经理"), person("124", "李四"), mode="full")
        self.assertEqual((plan.counts()["created"], plan.counts()["updated"], plan.counts()["left"]), (0, 1, 0))
        self.assertEqual(numbers(), [("000123", "张三"), ("000124", "李四")])

    def test_zeros_that_come_back_later(self):
        take(person("123", "张三"))
        self.assertEqual(take(person("000123", "张三")).unchanged, 1)

    def test_another_name_is_another_person(self):
        take(person("000123", "张三"))
        self.assertEqual(len(take(person("123", "李四")).created), 1)

    def test_a_list_that_holds_both_numbers_means_two_people(self):
        take(person("000123", "张三"))
        plan = take(person("000123", "张三"), person("123", "张三"))
        self.assertEqual((plan.unchanged, len(plan.created)), (1, 1))

    def test_two_rows_for_one_number_without_its_zeros(self):
        take(person("000123", "张三"))
        plan = take(person("123", "张三"), person("0123", "张三"))
        self.assertEqual([(p.row, p.value, p.code) for p in plan.problems], [(3, "0123", "twice_in_file")])


class Names(TestCase):
    def test_spaces_that_fill_a_name_up_and_invisible_marks_go(self):
        take(person("1", "张　三"), person("2", "李 四"), person("3", "王\u200b五"), person("4", "John  Smith"))
        self.assertEqual([name for _number, name in numbers()], ["张三", "李四", "王五", "John Smith"])
        self.assertEqual(take(person("1", "张三")).unchanged, 1)

    def test_a_row_without_a_number_finds_its_person_in_any_script_and_spacing(self):
        take(person("1", "张三", "甲"), person("2", "張偉", "甲"))
        plan = take(("张　三", "甲", "主管"), ("张伟", "甲", "主管"), header=("姓名", "部门", "岗位"))
        self.assertEqual([change.staff_no for change in plan.updated], ["1", "2"])
        self.assertEqual(plan.problems, [])


class Rows(TestCase):
    def test_lines_that_part_or_end_a_list_are_no_rows(self):
        lines = (
            ("一、管理人员",),
            ("小计：",),
            ("", "制表：王五"),
            ("审批人：",),
            ("打印时间：2026-03-01",),
            ("共2人",),
        )
        plan = take(person("1", "张三"), *lines)
        self.assertEqual((len(plan.created), plan.problems), (1, []))

    def test_a_number_alone_is_a_row_that_lacks_its_name(self):
        plan = take(("a7",), header=HEADER)
        self.assertEqual([(p.row, p.code) for p in plan.problems], [(2, "empty")])
