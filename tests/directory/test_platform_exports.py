"""The contact lists that WeCom, DingTalk and Feishu export are read as they come (practice §2.2)."""

from django.test import TestCase

from groupadmin.core.models import ImportBatch
from groupadmin.directory import importing
from groupadmin.directory.models import Department, DepartmentHead, Employee
from tests.directory.lists import AT
from tests.sheets import csv, xlsx

WECOM = ("姓名", "帐号", "微信号", "手机号", "邮箱", "所在部门", "职位", "性别")
DINGTALK = ("员工UserID", "姓名", "手机号", "部门", "职位", "工号", "是否此部门主管(是/否)", "部门主管")
FEISHU = ("*姓名", "工号", "*手机号码", "部门", "职务", "人员类型", "人员状态", "城市")


def bring(content, mode="update", name="通讯录.xlsx"):
    return importing.import_now(content=content, file_name=name, mode=mode, actor=None, at=AT)


def person(name):
    return Employee.objects.get(name=name)


class WeCom(TestCase):
    title = ("填写须知：", "请勿修改表格结构", "")
    rows = (
        ("张三", "zhangsan", "wx1", "13800000000", "z@example.com", "某公司/销售部;某公司/项目组", "销售经理", "男"),
        ("李四", "LiSi", "", "", "", "某公司/销售部", "", "女"),
    )

    def setUp(self):
        self.plan = bring(xlsx(self.title, WECOM, *self.rows))

    def test_the_account_is_the_number_and_the_instructions_above_the_header_are_passed_over(self):
        self.assertEqual((len(self.plan.created), self.plan.problems), (2, []))
        made = person("张三")
        self.assertEqual((made.staff_no, made.account, made.post), ("zhangsan", "zhangsan", "销售经理"))
        self.assertEqual((made.status, made.employment, made.is_manager), ("ACTIVE", "REGULAR", True))

    def test_several_departments_with_the_first_as_the_main_one(self):
        made = person("张三")
        self.assertEqual(made.department.path, "某公司/销售部")
        self.assertEqual(list(made.other_departments.values_list("path", flat=True)), ["某公司/项目组"])

    def test_personal_columns_are_named_and_their_cells_kept_nowhere(self):
        batch = ImportBatch.objects.get()
        self.assertEqual(batch.dropped_columns, ["手机号", "邮箱", "性别"])

    def test_the_same_export_again_changes_nothing(self):
        again = bring(xlsx(self.title, WECOM, *self.rows))
        self.assertEqual((again.unchanged, again.counts()["departments"]), (2, 0))

    def test_an_account_is_compared_letter_by_letter(self):
        self.assertEqual(person("李四").account, "LiSi")
        again = bring(xlsx(WECOM, ("李四", "LiSi", "", "", "", "某公司/销售部", "主管", "")))
        self.assertEqual([change.staff_no for change in again.updated], ["LiSi"])

    def test_whoever_is_missing_in_a_full_export_has_left(self):
        plan = bring(xlsx(self.title, WECOM, self.rows[0]), mode="full")
        self.assertEqual([change.staff_no for change in plan.left], ["LiSi"])
        self.assertEqual(person("李四").status, "LEFT")


class DingTalk(TestCase):
    rows = (
        ("manager01", "张三", "13800000000", "某公司-销售部", "经理", "000101", "是", "张三"),
        ("user02", "李四", "13900000000", "某公司-销售部", "", "000102", "否", "张三"),
    )

    def test_number_and_account_both_stay(self):
        bring(csv(DINGTALK, *self.rows), name="钉钉.csv")
        made = person("李四")
        self.assertEqual((made.staff_no, made.account), ("000102", "user02"))

    def test_a_dash_is_part_of_the_name_until_the_left_part_is_a_department(self):
        bring(csv(DINGTALK, *self.rows), name="钉钉.csv")
        self.assertEqual(list(Department.objects.values_list("path", flat=True)), ["某公司-销售部"])

    def test_a_dash_parts_a_path_where_the_company_is_known(self):
        bring(csv(("工号", "姓名", "部门"), ("1", "王五", "某公司")), name="先.csv")
        bring(csv(DINGTALK, *self.rows), name="钉钉.csv")
        self.assertEqual(person("张三").department.path, "某公司/销售部")

    def test_later_the_number_is_enough_to_find_them(self):
        bring(csv(DINGTALK, *self.rows), name="钉钉.csv")
        plan = bring(csv(("工号", "姓名", "岗位"), ("000102", "李四", "主管")), name="HR.csv")
        self.assertEqual([change.staff_no for change in plan.updated], ["000102"])
        self.assertEqual((person("李四").account, person("李四").department.name), ("user02", "某公司-销售部"))

    def test_a_column_of_head_names_makes_the_head(self):
        bring(csv(DINGTALK, *self.rows), name="钉钉.csv")
        self.assertEqual(list(DepartmentHead.objects.values_list("employee__name", flat=True)), ["张三"])


class Feishu(TestCase):
    def bring(self, *rows):
        return bring(csv(FEISHU, *rows), name="飞书.csv")

    def test_kinds_of_people_and_states(self):
        self.bring(
            ("张三", "1", "", "某公司", "工程师", "正式", "在职", "上海"),
            ("李四", "2", "", "某公司", "", "实习", "在职", ""),
            ("王五", "3", "", "某公司", "", "外包", "待入职", ""),
            ("赵六", "4", "", "某公司", "", "劳务", "离职", ""),
            ("钱七", "5", "", "某公司", "", "顾问", "停薪留职", ""),
        )
        self.assertEqual(
            list(Employee.objects.values_list("name", "employment", "status")),
            [
                ("张三", "REGULAR", "ACTIVE"),
                ("李四", "INTERN", "ACTIVE"),
                ("王五", "OUTSOURCED", "PENDING"),
                ("赵六", "LABOUR", "LEFT"),
                ("钱七", "ADVISER", "SUSPENDED"),
            ],
        )

    def test_starred_headings_are_the_same_headings(self):
        self.bring(("张三", "1", "13800000000", "某公司", "", "正式", "在职", "上海"))
        self.assertEqual(ImportBatch.objects.get().dropped_columns, ["*手机号码", "城市"])

    def test_a_leaver_s_day_is_the_day_of_the_import_where_none_is_given(self):
        self.bring(("赵六", "4", "", "某公司", "", "正式", "已离职", ""))
        self.assertEqual(str(person("赵六").left_on), "2026-03-12")

    def test_a_word_nobody_knows_is_named_with_its_column_and_what_is_known(self):
        plan = self.bring(("张三", "1", "", "某公司", "", "合伙人", "在职", ""))
        problem = plan.problems[0]
        self.assertEqual((problem.column, problem.value, problem.code), ("人员类型", "合伙人", "unknown_word"))
        self.assertIn("劳务派遣", problem.facts["known"])


class OneColumnForEachLevel(TestCase):
    header = ("工号", "姓名", "一级部门", "二级部门", "三级部门")

    def test_the_levels_make_the_path(self):
        bring(csv(self.header, ("1", "张三", "总公司", "销售中心", "华东区"), ("2", "李四", "总公司", "-", "")))
        self.assertEqual(person("张三").department.path, "总公司/销售中心/华东区")
        self.assertEqual(person("李四").department.path, "总公司")

    def test_a_column_with_the_whole_path_goes_before_them(self):
        bring(csv((*self.header, "部门"), ("1", "张三", "总公司", "销售中心", "", "总公司/工程部")))
        self.assertEqual(person("张三").department.path, "总公司/工程部")

    def test_a_problem_names_the_columns_and_what_they_say(self):
        plan = bring(csv(self.header, ("1", "张三", "总" * 65, "", "")))
        problem = plan.problems[0]
        self.assertEqual((problem.column, problem.value), ("一级部门/二级部门/三级部门", "总" * 65))


class OneAfterTheOther(TestCase):
    def test_hr_s_numbers_meet_the_platform_s_accounts_by_name_and_department(self):
        bring(csv(("工号", "姓名", "部门"), ("000101", "张三", "某公司/销售部"), ("000102", "李四", "某公司/工程部")))
        plan = bring(xlsx(WECOM, ("张三", "zhangsan", "", "", "", "某公司/销售部", "", "")))
        self.assertEqual((len(plan.created), len(plan.updated)), (0, 1))
        self.assertEqual((person("张三").staff_no, person("张三").account), ("000101", "zhangsan"))

    def test_namesakes_are_never_guessed(self):
        bring(csv(("工号", "姓名", "部门"), ("1", "张三", "某公司/销售部"), ("2", "张三", "某公司/销售部")))
        plan = bring(xlsx(WECOM, ("张三", "zhangsan", "", "", "", "某公司/销售部", "", "")))
        self.assertEqual([(problem.code, problem.facts["known"]) for problem in plan.problems], [("namesakes", "1、2")])
        self.assertEqual(Employee.objects.filter(account=None).count(), 2)

    def test_one_account_for_two_people_in_one_list(self):
        header = ("工号", "账号", "姓名")
        plan = bring(csv(header, ("1", "same", "张三"), ("2", "same", "李四")))
        self.assertEqual([(problem.row, problem.code) for problem in plan.problems], [(3, "twice_in_file")])
        self.assertEqual(list(Employee.objects.values_list("name", flat=True)), ["张三"])
