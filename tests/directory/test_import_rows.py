"""What a row of HR's list says, and everything that may be wrong with it, said at once."""

from datetime import date

from django.test import TestCase

from groupadmin.core.models import AuditEvent, ImportBatch
from groupadmin.directory.models import Department, DepartmentHead, Employee
from tests.directory.lists import HEADER, person, take
from tests.sheets import csv, xlsx


def one(**facts):
    return Employee.objects.get(**facts)


class GoodRows(TestCase):
    def test_a_first_list_makes_people_and_departments(self):
        plan = take(person("000123", "张三", post="销售经理"), person("000124", "李四", "总公司/工程部"))
        self.assertEqual(
            {k: v for k, v in plan.counts().items() if k not in ("present", "absent", "questions")},
            {"created": 2, "updated": 0, "unchanged": 0, "left": 0, "departments": 3, "errors": 0},
        )
        made = one(staff_no="000123")
        self.assertEqual((made.department.path, made.pinyin, made.initials), ("总公司/销售部", "zhangsan", "zs"))
        self.assertEqual((made.status, made.employment, made.hired_on), ("ACTIVE", "REGULAR", date(2020, 1, 3)))
        self.assertTrue(made.is_manager)
        self.assertEqual(made.department_since, date(2026, 3, 12))
        top = Department.objects.get(name="总公司")
        self.assertEqual(made.department.lineage, f"/{top.pk}/{made.department.pk}/")

    def test_leading_zeros_and_floats_are_the_same_text(self):
        content = xlsx(("工号", "姓名", "部门"), ("000123", "张三", "甲"), (456, "李四", "甲"))
        from groupadmin.directory import importing
        from tests.directory.lists import AT

        importing.import_now(content=content, file_name="x", mode="update", actor=None, at=AT)
        self.assertEqual(list(Employee.objects.values_list("staff_no", flat=True)), ["000123", "456"])

    def test_several_departments_main_first(self):
        take(person("1", "张三", "总公司/甲部;总公司/乙部"))
        made = one(staff_no="1")
        self.assertEqual(made.department.name, "甲部")
        self.assertEqual([other.name for other in made.other_departments.all()], ["乙部"])
        plan = take(person("1", "张三", "总公司/甲部;总公司/乙部"))
        self.assertEqual(plan.unchanged, 1)
        take(person("1", "张三", "总公司/甲部"))
        self.assertEqual(made.other_departments.count(), 0)

    def test_a_leaving_date_in_the_future_means_about_to_leave(self):
        take(person("1", "张三", left="2026/4/1"), person("2", "李四", status="", left="2026.3.1"))
        self.assertEqual((one(staff_no="1").status, one(staff_no="1").left_on), ("LEAVING", date(2026, 4, 1)))
        self.assertEqual((one(staff_no="2").status, one(staff_no="2").left_on), ("LEFT", date(2026, 3, 1)))

    def test_a_leaver_without_a_date_left_today_and_keeps_that_day(self):
        take(person("1", "张三"))
        take(person("1", "张三", status="离职"))
        self.assertEqual(one(staff_no="1").left_on, date(2026, 3, 12))
        from tests.directory.lists import LATER

        take(person("1", "张三", status="已离职"), at=LATER)
        self.assertEqual(one(staff_no="1").left_on, date(2026, 3, 12))
        take(person("1", "张三", status="在职"), at=LATER)
        self.assertEqual((one(staff_no="1").left_on, one(staff_no="1").status_since), (None, date(2026, 3, 13)))

    def test_heads_of_departments(self):
        header = (*HEADER, "部门负责人")
        take((*person("1", "张三"), "是"), (*person("2", "李四"), "否"), header=header)
        head = DepartmentHead.objects.get()
        self.assertEqual((head.employee.name, head.department.name), ("张三", "销售部"))
        self.assertTrue(one(staff_no="1").is_manager)
        take((*person("1", "张三"), "否"), (*person("2", "李四"), "张三"), header=header)
        self.assertEqual(DepartmentHead.objects.count(), 0)

    def test_a_column_of_heads_names(self):
        take((*person("1", "张三"), "张三"), (*person("2", "李四"), "张三"), header=(*HEADER, "部门负责人"))
        self.assertEqual(DepartmentHead.objects.get().employee.name, "张三")

    def test_heads_named_with_their_numbers_or_several_of_them(self):
        header = (*HEADER, "部门负责人")
        take(
            (*person("000123", "张三", "甲"), "张三(000123)"),
            (*person("2", "李四", "乙"), "王五、李四"),
            (*person("3", "赵六", "丙"), "赵六六"),
            (*person("4", "钱七", "丁;戊"), "1;0"),
            header=header,
        )
        self.assertEqual(
            list(DepartmentHead.objects.order_by("pk").values_list("employee__name", "department__name")),
            [("张三", "甲"), ("李四", "乙"), ("钱七", "丁")],
        )

    def test_a_blank_cell_changes_nothing(self):
        take(person("1", "张三", post="经理", employment="外包"))
        plan = take(person("1", "张三", department="", post="-", employment="无", status="", hired=""))
        self.assertEqual((plan.unchanged, plan.problems), (1, []))

    def test_footers_and_repeated_headers_are_no_rows(self):
        plan = take(person("1", "张三"), HEADER, ("合计", "1人"), ("制表人：王五",), ("共 1 人",))
        self.assertEqual((len(plan.created), plan.problems), (1, []))

    def test_a_script_in_a_name_is_a_name(self):
        take(person("1", "<script>alert(1)</script>"))
        self.assertEqual(one(staff_no="1").name, "<script>alert(1)</script>")

    def test_columns_that_must_not_be_kept_are_dropped_and_named(self):
        take((*person("1", "张三"), "13800000000"), header=(*HEADER, "手机号"))
        batch = ImportBatch.objects.get()
        self.assertEqual(batch.dropped_columns, ["手机号"])
        from groupadmin.core.imports import decompress_json

        self.assertNotIn("13800000000", str(decompress_json(batch.table)))

    def test_the_import_leaves_an_event(self):
        take(person("1", "张三"))
        event = AuditEvent.objects.get(action="directory.imported")
        self.assertEqual((event.detail["created"], event.detail["mode"]), (1, "update"))


class BadRows(TestCase):
    def problems(self, *rows, **options):
        return {(p.row, p.code) for p in take(*rows, **options).problems}

    def test_every_problem_of_a_row_is_said_at_once(self):
        bad = person("1.38E+10", "", status="飞升", employment="神仙", hired="昨天")
        self.assertEqual(
            self.problems(bad),
            {(2, "digits_lost"), (2, "empty"), (2, "unknown_word"), (2, "not_a_date")},
        )
        self.assertEqual(Employee.objects.count(), 0)

    def test_a_bad_row_does_not_block_the_good_ones(self):
        plan = take(person("1", "张三"), person("2", "李四", status="飞升"))
        self.assertEqual([c.staff_no for c in plan.created], ["1"])
        self.assertIn("飞升", plan.problems[0].reason)

    def test_words_to_decide(self):
        self.assertEqual(self.problems(person("1", "张三", status="内退")), {(2, "to_decide")})

    def test_in_post_but_long_gone(self):
        self.assertEqual(self.problems(person("1", "张三", left="2020-01-01")), {(2, "contradiction")})

    def test_a_number_twice_in_the_file(self):
        plan = take(person("1", "张三"), person("1", "李四"))
        self.assertEqual([(p.row, p.code, p.facts) for p in plan.problems], [(3, "twice_in_file", {"first": 2})])
        self.assertEqual(one(staff_no="1").name, "张三")

    def test_too_long(self):
        self.assertEqual(
            self.problems(
                person("1" * 65, "张三"),
                person("a b", "李四"),
                person("2", "名" * 65),
                person("3", "张三", post="岗" * 65),
            ),
            {(2, "too_long"), (3, "bad_number"), (4, "too_long"), (5, "too_long")},
        )

    def test_a_path_too_long_is_one_row_s_problem_and_blocks_no_other(self):
        plan = take(person("1", "张三", "/".join(f"{n}" + "长" * 60 for n in range(9))), person("2", "李四", "甲"))
        self.assertEqual([(p.row, p.code, p.facts) for p in plan.problems], [(2, "too_long", {"limit": 512})])
        self.assertEqual(Department.objects.get().name, "甲")

    def test_an_unclear_department(self):
        take(person("1", "张三", "总公司/甲/一组"), person("2", "李四", "总公司/乙/一组"))
        self.assertEqual(self.problems(person("3", "王五", "一组")), {(2, "department_unclear")})

    def test_departments_of_bad_rows_are_not_made(self):
        take(person("1", "张三", "总公司/新部", status="飞升"))
        self.assertEqual(Department.objects.count(), 0)


class WhomARowIsAbout(TestCase):
    header = ("姓名", "账号", "部门")

    def test_the_account_stands_for_the_number_where_there_is_none(self):
        take(("张三", "zhangsan", "甲"), header=self.header)
        self.assertEqual((one().staff_no, one().account), ("zhangsan", "zhangsan"))

    def test_number_then_account_then_name_in_its_department(self):
        take(("1", "zs", "张三", "甲"), ("2", "", "李四", "甲"), header=("工号", "账号", "姓名", "部门"))
        plan = take(("张三丰", "zs", "甲"), ("李四", "", "甲"), header=self.header)
        self.assertEqual([(c.staff_no, c.after[1]) for c in plan.updated], [("1", "张三丰")])
        self.assertEqual(plan.unchanged, 1)

    def test_namesakes_without_a_number_wait_for_one(self):
        take(person("1", "张三", "甲"), person("2", "张三", "甲"), person("3", "张三", "乙"))
        plan = take(("张三", "甲"), ("张三", "乙"), ("王五", "乙"), header=("姓名", "部门"))
        self.assertEqual([p.code for p in plan.problems], ["namesakes", "no_number"])
        self.assertEqual(plan.unchanged, 1)

    def test_an_account_that_is_somebody_else_s(self):
        header = ("工号", "账号", "姓名")
        take(("1", "zs", "张三"), header=header)
        plan = take(("2", "zs", "李四"), header=header)
        self.assertEqual([(p.code, p.facts) for p in plan.problems], [("account_taken", {"holder": "1"})])

    def test_one_person_by_two_rows(self):
        header = ("工号", "账号", "姓名")
        take(("1", "zs", "张三"), header=header)
        plan = take(("1", "", "张三"), ("", "zs", "张三"), header=header)
        self.assertEqual([p.code for p in plan.problems], ["twice_in_file"])


class FormulasComeBackHarmless(TestCase):
    def test_a_post_that_looks_like_a_formula(self):
        content = csv(HEADER, person("1", "张三", post="'=HYPERLINK(1)"))
        from groupadmin.directory import importing
        from tests.directory.lists import AT

        importing.import_now(content=content, file_name="x", mode="update", actor=None, at=AT)
        self.assertEqual(one(staff_no="1").post, "=HYPERLINK(1)")
