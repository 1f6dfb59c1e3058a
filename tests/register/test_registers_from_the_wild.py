"""Registers as offices really send them: every line is a group, a footer or a problem told."""

import json
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.test import TestCase

from groupadmin.core.models import ImportBatch
from groupadmin.groups.models import Group
from members.models import Membership

CASES = Path(__file__).parents[1] / "cases" / "staff-lists"


class Registers(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.bring("import_directory", "base.xlsx")

    @classmethod
    def bring(cls, command, name, *options):
        out = StringIO()
        try:
            call_command(command, str(CASES / name), *options, "--json", stdout=out)
        except SystemExit as end:
            assert end.code == 1, end.code
        return json.loads(out.getvalue())

    def register(self, name, *options):
        return self.bring("import_register", name, *options)

    def reasons(self, answer):
        return {error["row"]: error["reason"] for error in answer["errors"]}


class Footers(Registers):
    def test_signatures_in_the_column_of_numbers_are_no_group(self):
        answer = self.register("reg_base.xlsx")
        self.assertEqual((answer["created"], answer["errors"]), (12, []))

    def test_sums_signatures_and_notes_in_any_column(self):
        answer = self.register("reg_foot.xlsx")
        self.assertEqual((answer["created"], answer["errors"]), (1, []))
        self.assertEqual(set(Group.objects.values_list("name", flat=True)), {"尾一群"})

    def test_a_group_that_begins_with_such_a_word_is_a_group(self):
        names = ("合计工具群", "审核工作群", "制表中心群", "说明书组群", "盖章管理群")
        content = "群编号,群名称,所属部门,群主\n" + "".join(
            f"H{n},{name},办公室,周志强\n" for n, name in enumerate(names)
        )
        self.bring_text(content)
        self.assertEqual(set(Group.objects.values_list("name", flat=True)), set(names))

    def bring_text(self, content):
        from tempfile import NamedTemporaryFile

        with NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            return self.register(file.name)


class Days(Registers):
    def test_long_term_ends_nothing_and_no_group_is_refused_for_it(self):
        answer = self.register("reg_longterm.xlsx")
        self.assertEqual((answer["created"], answer["errors"]), (9, []))
        ends = dict(Group.objects.values_list("name", "planned_end_on"))
        self.assertEqual(
            {name: str(day) for name, day in ends.items() if day},
            {"丁群": "2025-12-31", "己群": "2027-06-30", "庚群": "2027-06-30"},
        )
        self.assertTrue(all("使用期限" in warning for warning in answer["warnings"]), answer["warnings"])
        self.assertEqual(len(answer["warnings"]), 4)  # 一年, 2025年底, 项目结束, 2027.6

    def test_a_month_is_told_and_a_day_to_come_is_no_day_of_creation(self):
        answer = self.register("reg_dates.xlsx")
        created = {name: str(day) for name, day in Group.objects.values_list("name", "created_on") if day}
        self.assertEqual(
            (created["日0群"], created["日1群"], created["日4群"]), ("2023-05-01", "2023-05-01", "2023-05-01")
        )
        self.assertIn(10, self.reasons(answer))
        self.assertNotIn("日8群", created)

    def test_problems_call_a_column_as_the_file_does(self):
        answer = self.register("reg_dates.xlsx")
        self.assertTrue(all(error["column"] == "建群日期" for error in answer["errors"]))


class Numbers(Registers):
    def setUp(self):
        self.register("reg_base.xlsx")

    def test_one_number_in_two_spellings_is_one_group(self):
        answer = self.register("reg_dup.xlsx")
        self.assertIn(5, self.reasons(answer))
        self.assertEqual(Group.objects.filter(code__iexact="qg-101").count(), 1)

    def test_a_known_number_in_another_spelling_is_the_known_group(self):
        Footers.bring_text(self, "群编号,群名称,所属部门,群主\nｑｇ－001,人力资源部工作群1,人力资源部,李明轩\n")
        self.assertEqual(Group.objects.count(), 12)

    def swapped(self):
        rows = list(Group.objects.order_by("code").values_list("code", "name"))
        names = [name for _code, name in rows[1:] + rows[:1]]
        return "群编号,群名称\n" + "".join(f"{code},{name}\n" for (code, _old), name in zip(rows, names, strict=True))

    def test_groups_that_would_take_each_other_s_names_are_asked_about(self):
        before = dict(Group.objects.values_list("code", "name"))
        answer = Footers.bring_text(self, self.swapped())
        self.assertEqual(answer["error"]["code"], "needs_answer")
        self.assertEqual([one["key"] for one in answer["error"]["facts"]["questions"]], ["renames"])
        self.assertEqual(dict(Group.objects.values_list("code", "name")), before)
        self.assertEqual(ImportBatch.objects.filter(kind="REGISTER", state="APPLIED").count(), 1)

    def test_one_new_name_is_told_and_taken(self):
        answer = Footers.bring_text(self, "群编号,群名称\nQG-001,人事工作群\n")
        self.assertEqual(answer["updated"], 1)
        self.assertIn("QG-001", answer["warnings"][0])


class RunningNumbers(Registers):
    def test_a_column_that_counts_the_rows_is_asked_about(self):
        answer = Footers.bring_text(
            self, "编号,群名称,所属部门,群主\n1,甲群,办公室,周志强\n2,乙群,办公室,周志强\n3,丙群,办公室,周志强\n"
        )
        self.assertEqual([one["key"] for one in answer["error"]["facts"]["questions"]], ["serial"])
        self.assertEqual(Group.objects.count(), 0)


class People(Registers):
    def owners(self):
        rows = Membership.objects.filter(role="OWNER").values_list("group__name", "employee__staff_no")
        return dict(rows)

    def test_who_is_meant(self):
        answer = self.register("reg_people.xlsx")
        owners = self.owners()
        self.assertEqual(owners["人4群"], "000103", "华东区-刘书瑶")
        self.assertEqual(owners["人12群"], "000101", "101")
        self.assertEqual(owners["人10群"], "000101", "李 明轩")
        self.assertNotIn("有多名“", str(self.reasons(answer)))

    def test_an_owner_who_has_left_is_told(self):
        answer = self.register("reg_people.xlsx")
        told = [warning for warning in answer["warnings"] if "吕建国" in warning]
        self.assertEqual(len(told), 1, answer["warnings"])

    def test_a_part_in_brackets_is_no_department(self):
        Footers.bring_text(self, "群名称,所属部门,群主\n甲群,办公室,周志强（群主）\n")
        self.assertEqual(self.owners(), {"甲群": "000108"})
