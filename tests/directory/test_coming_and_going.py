"""Who is here, by the words and days of a list: leaving days, retirement, people who come back, who is not named."""

from datetime import date

from django.test import TestCase

from groupadmin.core.file_errors import NoRows
from groupadmin.directory.models import Department, Employee
from tests.directory.lists import HEADER, LATER, person, take


def state(staff_no):
    return Employee.objects.values_list("status", "left_on").get(staff_no=staff_no)


class LeavingDays(TestCase):
    def test_the_last_day_itself_is_still_worked(self):
        take(
            person("1", "甲", status="在职", left="2026-03-12"),
            person("2", "乙", status="待离职", left="2026-03-12"),
            person("3", "丙", status="", left="2026-03-12"),
            person("4", "丁", status="离职", left="2026-03-12"),
        )
        self.assertEqual([state(number)[0] for number in "1234"], ["LEAVING", "LEAVING", "LEAVING", "LEFT"])

    def test_a_day_ahead_means_about_to_leave_whatever_the_word(self):
        words = ("在职", "离职", "退休", "停薪留职", "产假", "")
        take(*(person(str(n), f"人{n}", status=word, left="2026-04-01") for n, word in enumerate(words)))
        self.assertEqual(set(Employee.objects.values_list("status", flat=True)), {"LEAVING"})

    def test_words_for_no_day(self):
        take(person("1", "甲", left="至今"), person("2", "乙", left="长期"))
        self.assertEqual([state("1"), state("2")], [("ACTIVE", None)] * 2)

    def test_days_that_programs_write_for_no_end(self):
        never = ("9999-12-31", "2999/12/31", "2099年12月31日", "99991231", "9999-12-31 00:00:00")
        take(*(person(str(number), f"人{number}", left=day) for number, day in enumerate(never)))
        self.assertEqual(set(Employee.objects.values_list("status", "left_on")), {("ACTIVE", None)})

    def test_the_day_on_which_everybody_will_retire_makes_nobody_leave(self):
        header = ("工号", "姓名", "状态", "退休日期")
        take(("1", "甲", "在职", "2045-06-01"), ("2", "乙", "退休", "2026-01-31"), header=header)
        self.assertEqual([state("1"), state("2")], [("ACTIVE", None), ("RETIRED", date(2026, 1, 31))])


class DaysInTheWordOfTheStatus(TestCase):
    """On 12 March 2026."""

    def status(self, word):
        plan = take(person("1", "张三", status=word))
        if plan.problems:
            return [(one.code, one.facts["known"] if one.code == "year_missing" else "") for one in plan.problems]
        found = Employee.objects.values_list("status", "left_on").get()
        Employee.objects.all().delete()
        return found

    def test_without_a_year_it_is_the_nearest_where_that_fits_the_word(self):
        for word in ("离职中（6.30）", "拟6月30日离职", "待离职 6/30", "6.30待离职", "办理离职（至6月30号）"):
            with self.subTest(word):
                self.assertEqual(self.status(word), ("LEAVING", date(2026, 6, 30)))
        for word in (
            "2.28离职",
            "离职（2月28日）",
            "离职-2.28",
            "已于2月28日离职",
            "离职2026.2.28",
            "离职[2026年2月28日]",
        ):
            with self.subTest(word):
                self.assertEqual(self.status(word), ("LEFT", date(2026, 2, 28)))

    def test_where_it_may_be_either_year_somebody_is_asked(self):
        for word in ("离职（6.30）", "6.30离职", "在职（6.30离职）"):
            with self.subTest(word):
                self.assertEqual(self.status(word), [("year_missing", "2025-06-30、2026-06-30")])
        self.assertEqual(self.status("离职中（2.28）"), [("year_missing", "2026-02-28、2027-02-28")])

    def test_what_is_no_whole_day_is_told(self):
        for word in ("离职（2026年2月）", "2月底离职", "离职(2026.2)", "待离职（13.45）"):
            with self.subTest(word):
                self.assertEqual(self.status(word), [("not_a_date", "")])

    def test_the_last_day_of_a_probation_is_no_day_of_leaving(self):
        self.assertEqual(self.status("试用期（2026-12-31）"), ("PROBATION", None))
        self.assertEqual(self.status("产假（至6.30）"), ("LONG_LEAVE", None))

    def test_words_of_leaving_beside_a_word_of_being_here_are_asked_about(self):
        self.assertEqual(self.status("在职（已提交辞职报告）"), [("to_decide", "")])


class WhoComesBack(TestCase):
    def setUp(self):
        take(person("1", "张三", status="离职", left="2024-05-01"), person("2", "李四"), person("3", "王五"))

    def test_hired_again_after_leaving_where_the_list_has_no_status(self):
        take(("1", "张三", "2026-01-05"), header=("工号", "姓名", "入职日期"))
        self.assertEqual(state("1"), ("ACTIVE", None))
        self.assertEqual(Employee.objects.get(staff_no="1").hired_on, date(2026, 1, 5))

    def test_hired_again_from_a_day_to_come(self):
        take(("1", "张三", "2026-04-05"), header=("工号", "姓名", "入职日期"))
        self.assertEqual(state("1"), ("PENDING", None))

    def test_an_update_without_a_word_or_day_brings_nobody_back(self):
        take(("1", "张三", "顾问岗"), header=("工号", "姓名", "岗位"))
        self.assertEqual(state("1"), ("LEFT", date(2024, 5, 1)))

    def test_whom_a_full_list_names_is_here(self):
        take(("2", "李四"), ("3", "王五"), header=("工号", "姓名"), mode="full")
        take(("1", "张三"), ("2", "李四"), ("3", "王五"), header=("工号", "姓名"), mode="full", at=LATER)
        self.assertEqual(state("1"), ("ACTIVE", None))
        self.assertEqual(Employee.objects.get(staff_no="1").status_since, date(2026, 3, 13))

    def test_who_has_not_started_yet_is_not_missing_in_a_list_of_those_who_are_here(self):
        take(person("4", "赵六", status="待入职", hired="2026-05-01"))
        plan = take(("2", "李四"), ("3", "王五"), header=("工号", "姓名"), mode="full")
        self.assertEqual((plan.left, state("4")[0]), ([], "PENDING"))


class ANumberGivenToSomebodyElse(TestCase):
    """Whoever had the number left groups, decisions and bans behind; they are not those of who has it now."""

    def setUp(self):
        take(
            person("1", "张三", status="离职", left="2024-05-01"),
            person("2", "李四"),
            person("3", "歐陽修文", status="退休"),
        )

    def problems(self, *rows, **options):
        return [(p.row, p.code, p.facts) for p in take(*rows, **options).problems]

    def test_of_a_leaver_is_no_number_for_a_new_person(self):
        for status in ("在职", "试用", "待入职", ""):
            with self.subTest(status):
                found = self.problems(person("1", "王五", status=status, hired="2026-01-05"))
                self.assertEqual([(row, code) for row, code, _facts in found], [(2, "number_of_leaver")])
                self.assertEqual(found[0][2]["holder"], "张三")
        self.assertEqual(Employee.objects.get(staff_no="1").name, "张三")
        self.assertEqual(state("1"), ("LEFT", date(2024, 5, 1)))

    def test_nor_in_a_full_list_and_the_leaver_stays_one(self):
        found = self.problems(person("1", "王五"), person("2", "李四"), mode="full")
        self.assertEqual([code for _row, code, _facts in found], ["number_of_leaver"])
        self.assertEqual(state("1")[0], "LEFT")

    def test_a_name_in_another_script_or_with_other_marks_is_the_same_person(self):
        self.assertEqual(self.problems(person("3", "欧阳·修文", hired="2026-01-05")), [])
        self.assertEqual(state("3")[0], "ACTIVE")

    def test_a_leaver_s_name_may_be_corrected_while_they_are_gone(self):
        self.assertEqual(self.problems(person("1", "张珊", status="离职", left="2024-05-01")), [])
        self.assertEqual(Employee.objects.get(staff_no="1").name, "张珊")

    def test_whoever_is_here_may_change_their_name(self):
        self.assertEqual(self.problems(person("2", "李思")), [])


class ListsThatSayTooLittle(TestCase):
    def test_headings_without_a_row(self):
        for mode in ("update", "full"):
            with self.assertRaises(NoRows):
                take(mode=mode)

    def test_numbers_of_departments_make_no_departments(self):
        take(person("1", "甲", "101"))
        plan = take(person("2", "乙", "1;3"), header=HEADER)
        self.assertEqual([(p.row, p.code) for p in plan.problems], [(2, "department_id")])
        self.assertFalse(Department.objects.exists())

    def test_a_department_whose_name_is_a_number_is_found_once_it_is_there(self):
        Department.objects.create(name="101", name_key="101", code="D7", lineage="/1/", path="101")
        take(person("1", "甲", "101"), person("2", "乙", "D7"))
        self.assertEqual(set(Employee.objects.values_list("department__name", flat=True)), {"101"})
