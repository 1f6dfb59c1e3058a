"""Leavers a list tells of by titles, columns that are no field, and words beside names: asked, never overlooked."""

from django.test import TestCase

from groupadmin.core.questions import NeedsAnswer
from groupadmin.directory import importing, leavers
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

    def test_an_office_for_the_retired_is_a_department(self):
        for name in ("离退休办公室", "离退休干部处", "退休人员服务中心"):
            self.assertFalse(leavers.says_gone(name))
        self.assertTrue(leavers.says_gone("离退休干部"))

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


class ByName(Lists):
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
