"""Registers as offices really send them: every line is a group, a footer or a problem told."""

import json
from io import StringIO
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.management import call_command
from django.db import transaction
from django.test import TestCase

from groupadmin.core.models import ImportBatch
from groupadmin.groups.models import Group
from members.models import Membership
from tests.sheets import xlsx

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

    def bring_text(self, content, *options):
        with NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            return self.register(file.name, *options)

    def reasons(self, answer):
        return {error["row"]: error["reason"] for error in answer["errors"]}


# What comes of each register brought after reg_base.xlsx: groups made, rows refused, codes of what is told.
EXPECTED = {
    "reg_count.xlsx": (3, {2, 4, 5, 6, 7, 9, 10}, []),
    "reg_dates.xlsx": (5, {4, 5, 7, 9, 10, 12}, ["month_only", "month_only"]),
    "reg_dept.xlsx --answer columns:department=D": (2, {4, 5, 6, 7}, []),
    "reg_dup.xlsx": (4, {5}, []),
    "reg_emoji.xlsx": (5, {4, 8}, []),
    "reg_foot.xlsx": (1, set(), []),
    "reg_hidden.xlsx": (3, set(), ["hidden_rows"]),
    "reg_longterm.xlsx": (9, set(), ["no_end", "month_only", "no_end", "month_only"]),
    "reg_merged.xlsx": (5, set(), []),
    "reg_no_zero.xlsx": (5, set(), []),
    "reg_people.xlsx": (9, {2, 4, 6, 8, 14, 15}, ["owner_has_left", "nobody_named", "owner_has_left"]),
    "reg_personal.xlsx": (2, set(), []),
    "reg_status.xlsx --answer stopped=dissolved": (4, {3, 4, 5, 6, 8, 9, 10, 11}, ["dormant_in_use", "month_only"]),
    "reg_totals.xlsx": (2, set(), []),
    "reg_words.xlsx": (3, {2, 3, 6}, []),
}


BY_DEPARTMENT = ("--answer", "columns:department=D")


class EveryRegister(Registers):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.bring("import_register", "reg_base.xlsx")

    def test_what_comes_of_it(self):
        for name, (created, refused, told) in EXPECTED.items():
            with self.subTest(name), transaction.atomic():
                answer = self.register(*name.split())
                transaction.set_rollback(True)
                self.assertEqual((answer["created"], set(self.reasons(answer))), (created, refused))
                self.assertEqual(answer["warning_codes"], told)
                self.assertEqual(len(answer["warnings"]), len(told))

    def test_a_register_of_a_factory_on_its_first_day(self):
        self.bring("import_directory", "real300.xlsx", "--answer", "title:company=no_row")
        answer = self.register("real_register.xlsx")
        self.assertEqual((answer["created"], set(self.reasons(answer))), (17, {19, 21, 22}))
        self.assertEqual([one["row"] for one in answer["reading"]["skipped_rows"]], [23, 24])


class ReadInTheOpen(Registers):
    def test_sheet_headings_and_columns(self):
        reading = self.register("reg_base.xlsx")["reading"]
        self.assertEqual((reading["sheet"], reading["heading_row"]), ("台账", 2))
        self.assertEqual((reading["columns"]["code"], reading["columns"]["department"]), ("群编号", "所属部门"))
        self.assertEqual([one["row"] for one in reading["skipped_rows"]], [15])

    def test_hidden_rows_and_columns_nobody_reads(self):
        self.assertEqual(self.register("reg_hidden.xlsx")["reading"]["hidden_rows"], [3])
        self.assertEqual(
            self.register("reg_dept.xlsx", *BY_DEPARTMENT, "--dry-run")["reading"]["unread_columns"], ["单位"]
        )

    def test_unknown_departments_with_the_nearest_one(self):
        unknown = self.register("reg_dept.xlsx", *BY_DEPARTMENT)["reading"]["new_departments"]
        self.assertIn({"path": "销售中心华东区", "nearest": "星河公司/销售中心/华东区"}, unknown)

    def test_two_sheets_of_groups_are_asked_about_and_read(self):
        asked = self.register("reg_two_sheets.xlsx")["error"]
        self.assertEqual(asked["code"], "needs_answer")
        self.assertEqual([one["key"] for one in asked["facts"]["questions"]], ["sheets"])
        self.assertEqual(self.register("reg_two_sheets.xlsx", "--answer", "sheets=all")["created"], 3)

    def test_one_of_two_sheets_names_the_other_as_unread(self):
        answer = self.register("reg_two_sheets.xlsx", "--answer", "sheets=QQ群")
        self.assertEqual((answer["created"], answer["reading"]["unread_sheets"]), (2, ["微信群"]))

    def test_lists_side_by_side_are_both_read(self):
        answer = self.bring_text("群名称,部门,群主,,群名称,部门,群主\n甲群,办公室,周志强,,乙群,办公室,李明轩\n")
        self.assertEqual((answer["created"], answer["warning_codes"]), (2, ["side_by_side"]))

    def test_two_columns_for_the_owner_are_asked_about(self):
        content = "群名称,群主,责任人\n甲群,周志强,李明轩\n"
        asked = self.bring_text(content)["error"]["facts"]["questions"]
        self.assertEqual([one["key"] for one in asked], ["columns:owner"])
        self.bring_text(content, "--answer", "columns:owner=C")
        owner = Membership.objects.get(group__name="甲群", role="OWNER")
        self.assertEqual(owner.employee.staff_no, "000101")

    def test_a_formula_that_failed_is_a_mistake_of_its_row(self):
        answer = self.bring_text("群名称,部门,群主\n甲群,#N/A,周志强\n乙群,办公室,周志强\n")
        self.assertEqual((answer["created"], [one["column"] for one in answer["errors"]]), (1, ["部门"]))
        self.assertIn("#N/A", answer["errors"][0]["reason"])

    def test_a_dry_run_tells_what_is_open(self):
        self.register("reg_base.xlsx")
        answer = self.bring_text("编号,群名称\n1,甲群\n2,乙群\n3,丙群\n", "--dry-run")
        self.assertIn("serial", answer["warning_codes"])
        self.assertNotIn("code", answer["reading"]["columns"])
        self.assertIn("编号", answer["reading"]["unread_columns"])

    def test_unit_and_department_are_asked_about_and_may_be_one_path(self):
        content = "群名称,单位,部门\n甲群,星河公司,财务部\n乙群,月亮公司,财务部\n"
        asked = self.bring_text(content)["error"]["facts"]["questions"]
        self.assertEqual([(one["key"], one["suggested"]) for one in asked], [("columns:department", "path")])
        answer = self.bring_text(content, "--answer", "columns:department=path")
        self.assertEqual((answer["created"], list(self.reasons(answer))), (1, [3]))

    def test_a_title_that_names_a_department_is_said_to_be_unread(self):
        answer = self.bring_text("归口部门：办公室,\n群名称,群主\n甲群,周志强\n")
        self.assertEqual(answer["warning_codes"], ["title_unread"])


class PartsOfARegister(Registers):
    HEADER = "群编号,群名称,群主,解散日期\n"
    LIVE, GONE = "Q1,甲群,周志强,\n", "Q2,乙群,周志强,\n"

    def asked(self, content, *options):
        return [
            (one["key"], one["facts"]["names"])
            for one in self.bring_text(content, *options)["error"]["facts"]["questions"]
        ]

    def test_groups_below_a_title_about_dissolved_ones_are_asked_about(self):
        for title in (
            "二、已解散群,,,",
            ",二、已解散的群（1个）,,",
            "二,已解散群,,",
            "以下群已注销：,,,",
            "2,已解散群,,",
        ):
            with self.subTest(title):
                self.assertEqual(self.asked(f"{self.HEADER}{self.LIVE}{title}\n{self.GONE}"), [("ended:row:3", "乙群")])
        self.assertEqual(Group.objects.count(), 0)

    def test_in_use_or_dissolved_on_the_day_in_the_file(self):
        content = (
            f"{self.HEADER}{self.LIVE}二、已解散群,,,\n{self.GONE}Q3,丙群,周志强,2026-01-02\n三、在用群,,,\nQ4,丁群,,\n"
        )
        answer = self.bring_text(content, "--answer", "ended:row:3=in_use", "--dry-run")
        self.assertEqual((answer["created"], answer["errors"]), (4, []))
        answer = self.bring_text(content, "--answer", "ended:row:3=dissolved")
        self.assertEqual((answer["created"], list(self.reasons(answer))), (3, [4]))  # no day stands in row 4
        self.assertEqual(dict(Group.objects.values_list("code", "status"))["Q3"], "DISSOLVED")

    def test_a_sheet_of_dissolved_groups(self):
        header = ("群编号", "群名称")
        content = xlsx(header, ("Q1", "甲群"), sheet="在用", 已解散=[header, ("Q2", "乙群")])
        with NamedTemporaryFile(suffix=".xlsx") as file:
            file.write(content)
            file.flush()
            asked = self.register(file.name, "--answer", "sheets=all")["error"]["facts"]["questions"]
        self.assertEqual([one["key"] for one in asked], ["ended:sheet:已解散"])

    def test_a_title_is_no_group_and_a_group_no_title(self):
        answer = self.bring_text(
            f"{self.HEADER}一、部门群,,,\n{self.LIVE}1,解散流程研讨群,,\n（二）,客户群,,\n{self.GONE}Q5,已解散项目善后群,周志强,\n"
        )
        self.assertEqual((answer["created"], answer["errors"]), (4, []))
        self.assertEqual([one["row"] for one in answer["reading"]["skipped_rows"]], [2, 5])

    def test_a_note_or_a_name_that_speaks_of_an_end_is_asked_about(self):
        content = "群编号,群名称,备注\nQ1,甲群,2025年已注销\nQ2,乙群（已解散）,\nQ3,丙群,拟解散\nQ4,解散流程群,\n"
        self.assertEqual(self.asked(content), [("ended:note", "甲群、乙群（已解散）")])
        self.assertEqual(self.bring_text(content, "--answer", "ended:note=in_use")["created"], 4)
        self.assertEqual(
            list(self.reasons(self.bring_text(content, "--answer", "ended:note=dissolved", "--dry-run"))), [2, 3]
        )

    def test_out_of_use_is_asked_with_its_own_word(self):
        content = "群编号,群名称,状态,解散日期\nQ1,甲群,停用,\nQ2,乙群,停用,2026-01-02\n"
        self.assertEqual(self.asked(content), [("stopped", "甲群")])
        answer = self.bring_text(content, "--answer", "stopped=dissolved")
        self.assertEqual((answer["created"], list(self.reasons(answer))), (1, [2]))
        answer = self.bring_text(content, "--answer", "stopped=in_use")
        self.assertEqual(dict(Group.objects.values_list("code", "status")), {"Q1": "ACTIVE", "Q2": "DISSOLVED"})
        self.assertIn("停用", answer["warnings"][0])


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
        self.bring_text("群编号,群名称,所属部门,群主\nｑｇ－001,人力资源部工作群1,人力资源部,李明轩\n")
        self.assertEqual(Group.objects.count(), 12)

    def swapped(self):
        rows = list(Group.objects.order_by("code").values_list("code", "name"))
        names = [name for _code, name in rows[1:] + rows[:1]]
        return "群编号,群名称\n" + "".join(f"{code},{name}\n" for (code, _old), name in zip(rows, names, strict=True))

    def test_groups_that_would_take_each_other_s_names_are_asked_about(self):
        before = dict(Group.objects.values_list("code", "name"))
        answer = self.bring_text(self.swapped())
        self.assertEqual(answer["error"]["code"], "needs_answer")
        self.assertEqual([one["key"] for one in answer["error"]["facts"]["questions"]], ["renames"])
        self.assertEqual(dict(Group.objects.values_list("code", "name")), before)
        self.assertEqual(ImportBatch.objects.filter(kind="REGISTER", state="APPLIED").count(), 1)

    def test_one_new_name_is_told_and_taken(self):
        answer = self.bring_text("群编号,群名称\nQG-001,人事工作群\n")
        self.assertEqual(answer["updated"], 1)
        self.assertIn("QG-001", answer["warnings"][0])


class GuardedGroups(Registers):
    def owner(self):
        return Membership.objects.present().get(group__code="QG-001", role="OWNER").employee.staff_no

    def test_a_ledger_names_the_first_owner_and_changes_none_afterwards(self):
        self.register("reg_base.xlsx")
        Group.objects.filter(code="QG-001").update(secrecy=Group.Secrecy.SENSITIVE)
        answer = Footers.bring_text(self, "群编号,群名称,群主\nQG-001,人力资源部工作群1,张秀英(000102)\n")
        self.assertEqual(len(answer["errors"]), 1, answer)
        self.assertEqual(self.owner(), "000101")

    def test_in_an_ordinary_group_hr_s_ledger_is_hr_s_word(self):
        self.register("reg_base.xlsx")
        Footers.bring_text(self, "群编号,群名称,群主\nQG-001,人力资源部工作群1,张秀英(000102)\n")
        self.assertEqual(self.owner(), "000102")


class RunningNumbers(Registers):
    def test_a_column_that_counts_the_rows_is_asked_about(self):
        answer = Footers.bring_text(
            self, "编号,群名称,所属部门,群主\n1,甲群,办公室,周志强\n2,乙群,办公室,周志强\n3,丙群,办公室,周志强\n"
        )
        self.assertEqual([one["key"] for one in answer["error"]["facts"]["questions"]], ["serial"])
        self.assertEqual(Group.objects.count(), 0)

    def test_answered_it_is_the_number_or_it_is_none(self):
        content = "编号,群名称\n1,甲群\n2,乙群\n3,丙群\n"
        self.bring_text(content, "--answer", "serial=serial")
        self.assertNotIn("1", Group.objects.values_list("code", flat=True))
        Group.objects.all().delete()
        self.bring_text(content, "--answer", "serial=number")
        self.assertEqual(set(Group.objects.values_list("code", flat=True)), {"1", "2", "3"})


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
        self.bring_text("群名称,所属部门,群主\n甲群,办公室,周志强（群主）\n")
        self.assertEqual(self.owners(), {"甲群": "000108"})
