"""Leavers a list tells of by titles, columns that are no field, and words beside names: asked, never overlooked."""

from datetime import date

from django.test import TestCase

from groupadmin.core.imports import decompress_json
from groupadmin.core.question_forms import NeedsAnswer
from groupadmin.directory import importing, presence_words
from groupadmin.directory.models import Employee
from tests.directory.lists import AT, take
from tests.sheets import csv, xlsx

HEADER = ("工号", "姓名", "部门")
HERE, GONE = ("1", "张三丰", "甲部"), ("2", "李四海", "甲部")


class Lists(TestCase):
    @classmethod
    def setUpTestData(cls):
        take(HERE, GONE, header=HEADER)

    def bring(self, content, name="花名册.csv", **answers):
        return importing.import_now(content=content, file_name=name, mode="update", actor=None, at=AT, answers=answers)

    def asked(self, content, name="花名册.csv", **answers):
        with self.assertRaises(NeedsAnswer) as asked:
            self.bring(content, name, **answers)
        return [(question.key, question.facts["names"]) for question in asked.exception.questions]

    def statuses(self):
        return dict(Employee.objects.values_list("staff_no", "status"))


class ByTitle(Lists):
    def test_a_title_anywhere_in_its_row(self):
        for title in (
            ("离职人员名单", "", ""),
            ("", "", "离职人员名单"),
            ("已离开公司", "", ""),
            ("三、退休人员", "", ""),
        ):
            with self.subTest(title):
                asked = self.asked(csv(HEADER, HERE, title, GONE))
                self.assertEqual(asked, [("leavers:row:3", "李四海")])

    def test_a_title_ends_with_its_sheet(self):
        content = xlsx(HEADER, HERE, ("离职人员",), GONE, sheet="在职", 外包=[HEADER, ("3", "王外包", "甲部")])
        asked = self.asked(content, "花名册.xlsx", sheets="all")
        self.assertEqual(asked, [("leavers:row:3", "李四海")])
        self.bring(content, "花名册.xlsx", sheets="all", **{"leavers:row:3": "left"})
        self.assertEqual(self.statuses(), {"1": "ACTIVE", "2": "LEFT", "3": "ACTIVE"})

    def test_a_title_whose_figure_stands_in_a_cell_of_its_own(self):
        for title in (
            ("二", "离职人员", ""),
            ("2", "离职人员", ""),
            ("（二）", "离职员工名单", "1人"),
            ("II", "离职人员", ""),
        ):
            with self.subTest(title):
                self.assertEqual(self.asked(csv(HEADER, HERE, title, GONE)), [("leavers:row:3", "李四海")])

    def test_a_figure_and_the_name_of_a_part_are_nobody(self):
        rows = (("1", "财务部", ""), HERE, ("二、", "外包人员", ""), GONE, ("", "三、生产部", ""))
        plan = self.bring(csv(HEADER, *rows))
        self.assertEqual((plan.unchanged, plan.created, plan.problems), (2, [], []))
        self.assertEqual([one.row for one in plan.report.skipped_rows], [2, 4, 6])

    def test_a_figure_and_a_name_are_somebody(self):
        plan = self.bring(csv(HEADER, HERE, ("2", "李四海", ""), ("3", "安公司", "")))
        self.assertEqual((plan.unchanged, [one.after[1] for one in plan.created]), (2, ["安公司"]))

    def test_a_title_of_a_lower_level_ends_nothing(self):
        for inner in ("（一）财务部", "（一）正式员工", "1、财务部"):
            with self.subTest(inner):
                content = csv(HEADER, ("二、离职人员", "", ""), (inner, "", ""), GONE, ("三、外包人员", "", ""), HERE)
                self.assertEqual(self.asked(content), [("leavers:row:2", "李四海")])

    def test_a_sheet_with_an_english_name(self):
        for sheet in ("Resigned", "Left", "Former staff", "Ex-employees", "LEAVERS 2026", "terminated"):
            with self.subTest(sheet):
                asked = self.asked(xlsx(HEADER, GONE, sheet=sheet), "花名册.xlsx")
                self.assertEqual(asked, [(f"leavers:sheet:{sheet}", "李四海")])
        self.assertFalse(presence_words.says_gone("Leftover forms") or presence_words.says_gone("Former name"))

    def test_an_office_for_the_retired_is_a_department(self):
        for name in ("离退休办公室", "离退休干部处", "退休人员服务中心"):
            self.assertFalse(presence_words.says_gone(name))
        self.assertTrue(presence_words.says_gone("离退休干部"))

    def test_a_sheet_of_people_off_duty(self):
        content = xlsx(HEADER, HERE, sheet="在岗人员", 离岗人员=[HEADER, GONE])
        asked = self.asked(content, "花名册.xlsx", sheets="all")
        self.assertEqual(asked, [("leavers:sheet:离岗人员", "李四海")])


class ByColumn(Lists):
    def test_columns_that_are_no_field(self):
        cases = {
            "是否在册": ("是", "否"),
            "在职/离职": ("在职", "离职"),
            "合同状态": ("在职", "终止"),
            "离职事由": ("", "个人原因"),
            "离职日": ("", "2026-03-01"),
            "减员日期": ("无", "2026-03-01"),
            "在职标志": ("1", "0"),
            "在职标识": ("Y", "N"),
            "离职标志": ("0", "1"),
            "变动类型": ("入职", "离职"),
            "异动类型": ("转正", "调出"),
            "增减": ("增", "减"),
        }
        for heading, (here, gone) in cases.items():
            with self.subTest(heading):
                content = csv((*HEADER, heading), (*HERE, here), (*GONE, gone))
                self.assertEqual(self.asked(content), [(f"leavers:column:{heading}", "李四海")])

    def test_the_answer_counts(self):
        content = csv((*HEADER, "是否在册"), (*HERE, "是"), (*GONE, "否"))
        self.bring(content, **{"leavers:column:是否在册": "left"})
        self.assertEqual(self.statuses(), {"1": "ACTIVE", "2": "LEFT"})

    def test_columns_that_say_nothing_of_leaving(self):
        for heading, word in (
            ("法定退休日期", "2030-01-01"),
            ("离职原因", "无"),
            ("党员状态", "否"),
            ("是否在编", "否"),
        ):
            with self.subTest(heading):
                plan = self.bring(csv((*HEADER, heading), (*HERE, word), (*GONE, word)))
                self.assertEqual(plan.unchanged, 2)

    def test_yes_and_no_in_figures_where_the_heading_asks(self):
        content = csv((*HEADER, "是否在职"), (*HERE, "1"), (*GONE, "0"))
        self.assertEqual(self.bring(content).problems, [])
        self.assertEqual(self.statuses(), {"1": "ACTIVE", "2": "LEFT"})

    def test_figures_under_a_heading_that_asks_nothing_are_told(self):
        plan = self.bring(csv((*HEADER, "状态"), (*HERE, "1"), (*GONE, "0")))
        self.assertEqual([one.code for one in plan.problems], ["unknown_word"] * 2)

    def test_a_remark_is_asked_about_with_its_words(self):
        for remark in ("12月15日离职", "已办离职", "接替离职的王五"):
            with self.subTest(remark):
                content = csv((*HEADER, "备注"), (*HERE, "早班"), (*GONE, remark))
                self.assertEqual(self.asked(content), [("leavers:column:备注", f"李四海“{remark}”")])

    def test_each_answer_about_a_remark(self):
        content = csv((*HEADER, "备注"), (*HERE, ""), (*GONE, "12月15日离职"))
        for answer, status in (("here", "ACTIVE"), ("leaving", "LEAVING"), ("left", "LEFT")):
            self.bring(content, **{"leavers:column:备注": answer})
            self.assertEqual(self.statuses()["2"], status)

    def test_the_day_beside_a_name_or_in_a_remark_is_kept(self):
        self.bring(csv(HEADER, HERE, ("2", "李四海（2.28离职）", "甲部")), **{"leavers:names": "left"})
        self.assertEqual(Employee.objects.get(staff_no="2").left_on, date(2026, 2, 28))
        content = csv((*HEADER, "备注"), (*HERE, "2026年2月27日离职"), (*GONE, ""))
        self.bring(content, **{"leavers:column:备注": "left"})
        self.assertEqual(Employee.objects.get(staff_no="1").left_on, date(2026, 2, 27))

    def test_a_staged_list_keeps_what_its_remarks_say_of_leaving_and_nothing_else(self):
        content = csv((*HEADER, "备注"), (*HERE, "家有小孩"), (*GONE, "已办离职"))
        answers = {"leavers:column:备注": "left"}
        staged = {"content": content, "file_name": "花名册.csv", "mode": "update", "actor": None, "at": AT}
        batch = importing.stage_directory(**staged, answers=answers)
        kept = str(decompress_json(batch.table))
        self.assertTrue("已办离职" in kept and "家有小孩" not in kept)
        self.assertEqual(len(importing.plan_directory(batch, at=AT).left), 1)


class NotYetHere(Lists):
    WORDS = (
        "待入职",
        "未报到",
        "拟入职",
        "offer",
        "已发Offer",
        "待入职人员",
        "拟录用",
        "已录用未入职",
        "待上岗",
        "未入职",
    )

    def test_words_of_the_status(self):
        for word in self.WORDS:
            with self.subTest(word):
                self.bring(csv((*HEADER, "状态"), ("9", "新来的", "甲部", word)))
                self.assertEqual(self.statuses()["9"], "PENDING")
                Employee.objects.filter(staff_no="9").delete()

    def test_a_title_or_a_sheet_is_asked_about(self):
        title, sheet = csv(HEADER, HERE, ("二、待入职人员", "", ""), GONE), xlsx(HEADER, GONE, sheet="未报到")
        self.assertEqual(self.asked(title), [("pending:row:3", "李四海")])
        self.assertEqual(self.asked(sheet, "花名册.xlsx"), [("pending:sheet:未报到", "李四海")])
        self.bring(sheet, "花名册.xlsx", **{"pending:sheet:未报到": "here"})
        self.assertEqual(self.statuses()["2"], "ACTIVE")
        self.bring(title, **{"pending:row:3": "pending"})
        self.assertEqual(self.statuses(), {"1": "ACTIVE", "2": "PENDING"})

    def test_a_no_under_a_heading_that_asks_whether_they_have_come(self):
        content = csv((*HEADER, "是否报到"), (*HERE, "是"), (*GONE, "否"))
        self.assertEqual(self.asked(content), [("leavers:column:是否报到", "李四海")])

    def test_who_never_came_is_not_to_come(self):
        self.assertFalse(
            presence_words.says_to_come("放弃入职人员") or presence_words.says_to_come("取消入职（已录用）")
        )


class ByName(Lists):
    def test_another_status_behind_a_name_is_read(self):
        self.bring(csv(HEADER, HERE, ("2", "李四海（产假）", "甲部"), ("3", "王五月（待入职）", "甲部")))
        self.assertEqual(self.statuses(), {"1": "ACTIVE", "2": "LONG_LEAVE", "3": "PENDING"})

    def test_or_told_beside_a_column_of_the_status(self):
        plan = self.bring(csv((*HEADER, "在职状态"), (*HERE, "在职"), ("2", "李四海（产假）", "甲部", "在职")))
        self.assertEqual((plan.unchanged, [note.code for note in plan.notes]), (2, ["words_behind_names"]))

    def test_a_word_beside_the_name(self):
        written = (
            "李四海【已离职】",
            "李四海(退休)",
            "李四海-离职",
            "李四海 已离职",
            "（离职）李四海",
            "李四海*离职",
            "李四海离职",
        )
        for name in (*written, "李四海/离职", "离职-李四海", "李四海（2026.3离职）"):
            with self.subTest(name):
                content = csv(HEADER, HERE, ("2", name, "甲部"))
                self.assertEqual(self.asked(content), [("leavers:names", name)])
                plan = self.bring(content, **{"leavers:names": "here"})
                self.assertEqual(plan.unchanged, 2)

    def test_it_is_left_out_of_the_name_when_they_have_left(self):
        self.bring(csv(HEADER, HERE, ("2", "李四海-离职", "甲部")), **{"leavers:names": "left"})
        self.assertEqual(list(Employee.objects.filter(status="LEFT").values_list("name", flat=True)), ["李四海"])


class TheEndOfAList(Lists):
    def test_a_row_that_says_that_the_rest_is_blank_is_nobody(self):
        for row in (("以下空白", "", ""), ("", "（以下空白）", ""), ("", "", "以下空白")):
            with self.subTest(row):
                plan = self.bring(csv(HEADER, HERE, GONE, row))
                self.assertEqual((plan.unchanged, plan.problems), (2, []))
                self.assertEqual([one.row for one in plan.report.skipped_rows], [4])
