"""The words and department paths of HR lists (practice §2.1)."""

from django.test import SimpleTestCase

from groupadmin.directory import vocabulary
from groupadmin.directory.department_paths import PathProblem, Tree, split_path
from groupadmin.directory.departments import key_of
from groupadmin.directory.headers import STAFF


class Headings(SimpleTestCase):
    def columns(self, text):
        return STAFF.columns(text.replace("，", ",").split(","))

    def test_hr_s_own_list(self):
        found = self.columns(
            "序号,工号,姓名,性别,所属部门,岗位,职级,直接上级,入职日期,转正日期,手机号,身份证号,在职状态,离职日期,备注"
        )
        self.assertEqual(
            found,
            {
                "staff_no": 1, "name": 2, "department": 4, "post": 5, "level": 6, "hired_on": 8, "status": 12,
                "left_on": 13,
            },
        )  # fmt: skip

    def test_wecom_in_both_spellings(self):
        for account in ("帐号", "账号"):
            found = self.columns(f"姓名,{account},微信号,手机号,邮箱,所在部门,职位")
            self.assertEqual(found, {"name": 0, "account": 1, "department": 5, "post": 6})

    def test_dingtalk_and_feishu(self):
        found = self.columns("员工UserID,姓名,手机号,部门,职位,工号,是否此部门主管(是/否)")
        self.assertEqual((found["account"], found["staff_no"], found["department"]), (0, 5, 3))
        self.assertEqual(self.columns("*姓名,工号,部门,职务,人员类型")["employment"], 4)

    def test_a_heading_that_names_its_field_in_two_ways(self):
        found = self.columns("工号/员工编号,部门/所属部门,职务/岗位,状态/在职状态,英文ID/别名,姓名/部门")
        self.assertEqual(found, {"staff_no": 0, "department": 1, "post": 2, "status": 3, "account": 4})

    def test_what_a_form_writes_behind_a_heading(self):
        found = self.columns(
            "*工号（必填）：,姓名(选填),部门负责人（是/否）,入职日期(yyyy-mm-dd),離職日期（格式2025-01-31）"
        )
        self.assertEqual(found, {"staff_no": 0, "name": 1, "is_head": 2, "hired_on": 3, "left_on": 4})
        self.assertEqual(self.columns("姓名(拼音),部门(二级)"), {})

    def test_traditional_headings(self):
        self.assertEqual(self.columns("工號,姓名,部門,帳號"), {"staff_no": 0, "name": 1, "department": 2, "account": 3})


class StatusWords(SimpleTestCase):
    def test_every_word_folds_to_its_code(self):
        for code, words in {
            "PENDING": "待入职 未报到",
            "PROBATION": "试用 试用期",
            "ACTIVE": "在职 正式 转正 在岗 在编 在职（正式）",
            "LEAVING": "待离职",
            "SUSPENDED": "停薪留职",
            "LONG_LEAVE": "长假 产假 病假",
            "LEFT": "离职 已离职 辞职 离岗 退工 解除 终止",
            "RETIRED": "退休",
        }.items():
            for word in words.split():
                if word != "未报到":
                    self.assertEqual(vocabulary.status_of(word), code, word)

    def test_words_that_may_mean_either_are_asked(self):
        for word in ("内退", "停职"):
            self.assertIsNone(vocabulary.status_of(word))
            self.assertTrue(vocabulary.to_decide(word))
        self.assertFalse(vocabulary.to_decide("在职"))

    def test_the_narrower_word_counts(self):
        for word, code in {
            "在职（试用）": "PROBATION", "在职-产假": "LONG_LEAVE", "离职（退休）": "RETIRED", "离职-主动": "LEFT",
            "在职/待离职": "LEAVING",
        }.items():  # fmt: skip
            self.assertEqual(vocabulary.status_of(word), code, word)
        self.assertIsNone(vocabulary.status_of("在职（内退）"))
        self.assertEqual(vocabulary.to_decide("在职（内退）"), ("在职", "退休"))
        self.assertIsNone(vocabulary.status_of("神仙（上天）"))

    def test_yes_and_no_under_a_heading_that_asks_whether_somebody_is_here(self):
        self.assertEqual(STAFF.field("是否在职"), "status")
        self.assertEqual((vocabulary.status_of("是"), vocabulary.status_of("否")), ("ACTIVE", "LEFT"))

    def test_employment_words(self):
        for word, code in {
            "正式": "REGULAR", "实习生": "INTERN", "劳务派遣": "DISPATCHED", "外包": "OUTSOURCED", "劳务": "LABOUR",
            "顾问": "ADVISER", "返聘": "REHIRED", "兼职": "PART_TIME", "全职": "REGULAR", "劳务派遣工": "DISPATCHED",
        }.items():  # fmt: skip
            self.assertEqual(vocabulary.employment_of(word), code)

    def test_an_employment_word_in_the_status_column_means_in_post(self):
        for word in ("返聘", "实习生", "正式员工", "全职"):
            self.assertEqual(vocabulary.status_of(word), "ACTIVE", word)

    def test_who_leads(self):
        for post in ("销售经理", "副总经理", "车间主任", "班组长", "班长", "项目负责人", "HR Manager", "部长"):
            self.assertTrue(vocabulary.leads(post, ""), post)
        for post in ("客户经理", "总经理助理", "经理秘书", "主任医师", "科员", "工程师", "", "Product Manager"):
            self.assertFalse(vocabulary.leads(post, ""), post)
        self.assertTrue(vocabulary.leads("", "中层"))
        self.assertTrue(vocabulary.leads("工程师", "M3"))
        self.assertFalse(vocabulary.leads("工程师", "P3"))


class DepartmentPaths(SimpleTestCase):
    def setUp(self):
        self.tree = Tree(key_of)
        self.tree.add(1, "总公司", None, code="D01")
        self.tree.add(2, "销售中心", 1)
        self.tree.add(3, "华东区", 2)
        self.tree.add(4, "研发/测试部", 1)
        self.tree.add(5, "华东区", 1)
        self.tree.add(6, "研发中心", 1)
        self.tree.add_short_name(2, "销售")

    def place(self, text):
        self.tree.learn([text])
        return [node.names() for node in self.tree.places(text)]

    def test_every_notation(self):
        for text in (
            "总公司/销售中心/华东区", "总公司\\销售中心\\华东区", "总公司>销售中心>华东区",
            "总公司》销售中心》华东区", "总公司→销售中心→华东区", "总公司->销售中心->华东区",
            "总公司＞销售中心＞华东区",
            "总公司 / 销售中心 / 华东区", "销售中心／华东区", "销售/华东区",
            "销售中心-华东区", "總公司/銷售中心/華東區",
        ):  # fmt: skip
            self.assertEqual(self.place(text), [("总公司", "销售中心", "华东区")], text)

    def test_a_dash_parts_only_after_a_known_department(self):
        self.assertEqual(self.place("研发中心-后端组"), [("总公司", "研发中心", "后端组")])
        self.assertEqual(self.place("某某-项目部"), [("某某-项目部",)])

    def test_a_slash_inside_a_known_name_stays(self):
        self.assertEqual(self.place("研发/测试部"), [("总公司", "研发/测试部")])

    def test_several_departments(self):
        for mark in ";；|｜":
            self.assertEqual(
                self.place(f"总公司/研发中心{mark}总公司/销售中心"), [("总公司", "研发中心"), ("总公司", "销售中心")]
            )

    def test_a_comma_parts_whole_paths_and_nothing_else(self):
        self.assertEqual(
            self.place("总公司/研发中心,总公司/销售中心"), [("总公司", "研发中心"), ("总公司", "销售中心")]
        )
        self.assertEqual(self.place("安全、环保部"), [("安全、环保部",)])

    def test_a_path_that_begins_where_several_departments_are(self):
        with self.assertRaises(PathProblem) as caught:
            self.place("华东区/一组")
        self.assertEqual(caught.exception.code, "department_unclear")
        self.assertEqual(self.place("销售中心/华东区/一组"), [("总公司", "销售中心", "华东区", "一组")])

    def test_a_blank_inside_a_name_or_a_path_makes_no_two_departments(self):
        self.tree.add(10, "销售部一科", 1)
        self.tree.add(11, "销售部", 1)
        self.tree.add(12, "一科", 1)
        self.tree.add(13, "二科", 11)
        self.assertEqual(self.place("销售部 一科"), [("总公司", "销售部一科")])
        self.assertEqual(self.place("销售部　二科"), [("总公司", "销售部", "二科")])
        self.assertEqual(self.place("研发中心 销售部"), [("总公司", "研发中心"), ("总公司", "销售部")])

    def test_a_blank_inside_a_name_that_the_same_list_has_without(self):
        self.tree.learn(["销售部一科", "销售部 一科", "销售部", "一科"])
        self.assertEqual([node.names() for node in self.tree.places("销售部 一科")], [("销售部一科",)])

    def test_a_code_is_a_department(self):
        self.assertEqual(self.place("D01"), [("总公司",)])

    def test_a_bare_name_that_stands_twice_is_unclear(self):
        with self.assertRaises(PathProblem) as caught:
            self.place("华东区")
        self.assertEqual(caught.exception.code, "department_unclear")
        self.assertIn("总公司/销售中心/华东区", caught.exception.facts["known"])

    def test_missing_ends_are_new_and_made_once(self):
        self.tree.learn(["总公司/新部/一组", "一组", "总公司/新部", "全新部"])
        self.assertEqual(
            [node.names() for node in self.tree.new], [("总公司", "新部"), ("总公司", "新部", "一组"), ("全新部",)]
        )
        self.assertEqual(self.tree.places("一组")[0].id, self.tree.new[1].id)

    def test_too_deep_and_too_long(self):
        for text, code in (("/".join(f"层{n}" for n in range(16)), "department_too_deep"), ("长" * 65, "too_long")):
            with self.assertRaises(PathProblem) as caught:
                self.place(text)
            self.assertEqual(caught.exception.code, code)

    def test_split_path_of_a_chain_of_dashes(self):
        known = {"研发中心", "后端"}.__contains__
        self.assertEqual(split_path("研发中心-后端-一组", known), ("研发中心", "后端", "一组"))
