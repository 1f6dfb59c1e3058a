"""Staff lists as offices send them, each brought after ``base.xlsx``: what comes of it, and what is said of it.

The files and what is expected of each stand in ``tests/cases/staff-lists`` (its README).
"""

import io
import json
from pathlib import Path

import openpyxl
from django.core.management import call_command
from django.db import transaction
from django.test import TestCase

from groupadmin.directory.models import Employee
from tests.sheets import saved

CASES = Path(__file__).parent.parent / "cases" / "staff-lists"
# file, options → counts (created, updated, unchanged, left), rows refused, codes of warnings that must be among them.
TAKEN = {
    "two_side.xlsx --mode full": ((0, 3, 37, 0), 0, {"side_by_side"}),
    "stacked.xlsx": ((5, 0, 5, 0), 0, {"stacked"}),
    "sheets_dept.xlsx --mode full --answer sheets=all": ((0, 3, 37, 0), 0, {"sheets_read"}),
    "sheets_left_first.xlsx --answer sheets=all --answer leavers:sheet:离职人员=left": ((0, 0, 34, 3), 0, set()),
    "divider_left.xlsx --answer leavers:row:8=left": ((3, 0, 5, 0), 0, set()),
    "two_head.xlsx": ((0, 0, 10, 0), 0, set()),
    "moves.xlsx --answer columns:department=E": ((0, 3, 0, 0), 0, set()),
    "dup_head.xlsx --answer columns:department=path": ((8, 0, 0, 0), 0, set()),
    "unit_dept.xlsx": ((12, 0, 0, 0), 0, set()),
    "co_dept_team.xlsx": ((12, 0, 0, 0), 0, set()),
    "totals.xlsx": ((0, 0, 8, 0), 0, set()),
    "totals2.xlsx": ((0, 1, 0, 0), 0, set()),
    "footer_word.xlsx": ((0, 0, 0, 0), 5, set()),
    "hidden_rows.xlsx": ((10, 0, 0, 0), 0, {"hidden_rows"}),
    "hidden_sheet.xlsx": ((0, 0, 5, 0), 0, {"hidden_sheets"}),
    "fmt_zero.xlsx": ((3, 0, 3, 0), 0, {"as_shown"}),
    "errors.xlsx": ((0, 0, 0, 0), 6, set()),
    "no_cache.xlsx": ((0, 0, 0, 0), 4, set()),
    "d1904.xlsx": ((0, 0, 3, 0), 0, set()),
    "d1904.xls": ((0, 0, 3, 0), 0, set()),
    "strict.xlsx": ((0, 0, 4, 0), 0, set()),
    "rph.xlsx": ((0, 0, 4, 0), 0, set()),
    "x000d.xlsx": ((0, 0, 4, 0), 0, set()),
    "invisible_head.xlsx": ((0, 0, 1, 0), 0, set()),
    "invisible.xlsx": ((0, 0, 7, 0), 0, set()),
    "invisible_cells.xlsx": ((0, 0, 8, 0), 0, set()),
    "bom_mid2.csv": ((3, 0, 6, 0), 0, set()),
    "case_a.xlsx": ((2, 0, 0, 0), 1, set()),
    "status_in_note.xlsx --answer leavers:column:备注=left": ((3, 0, 0, 1), 0, set()),
    "status_words.xlsx": ((35, 0, 0, 0), 16, set()),
    "twodept_rows.xlsx": ((1, 1, 0, 0), 0, set()),
    "paths.xlsx": ((10, 0, 0, 0), 0, set()),
    "dept_var.xlsx": ((7, 0, 0, 0), 0, set()),
    "rehire.xlsx": ((1, 1, 0, 0), 1, set()),
    "manager.xlsx": ((1, 0, 0, 0), 0, set()),
    "bianhao.xlsx --answer columns:staff_no=A": ((1, 0, 2, 0), 0, set()),
    "public_body.xlsx": ((1, 0, 0, 0), 1, set()),
    "all_not_on_duty.xlsx": ((0, 0, 0, 0), 37, set()),
    "is_left_col.xlsx": ((0, 0, 33, 4), 0, set()),
    "acct_state2.xlsx --answer columns:status=none": ((0, 0, 3, 0), 0, set()),
    "acct_state.xlsx": ((0, 0, 3, 0), 0, set()),
    "mobile_as_no.xlsx": ((0, 0, 0, 0), 2, set()),
    "names.xlsx": ((3, 0, 0, 0), 4, set()),
    "leaving.xlsx": ((0, 1, 0, 2), 4, set()),
    "levels.xlsx": ((3, 0, 0, 0), 0, set()),
    "offset.xlsx": ((0, 1, 5, 0), 0, set()),
    "no_number_move.xlsx": ((0, 2, 0, 0), 1, set()),
    "map_names.xlsx --answer heading:人名=name": ((1, 1, 0, 1), 0, set()),
    "numbers_export.xlsx": ((0, 0, 6, 0), 0, {"unread_sheets"}),
    "comma_in_dept.csv": ((0, 0, 1, 0), 1, set()),
    "last_row_style.xlsx": ((0, 0, 6, 0), 0, set()),
    "web_two_tables.xls": ((0, 0, 6, 0), 0, set()),
    "xml2003.xls": ((0, 0, 6, 0), 0, set()),
    "wps.et": ((0, 0, 6, 0), 0, set()),
    "lo.ods": ((0, 0, 6, 0), 0, set()),
    "offset_err.xlsx": ((0, 0, 1, 0), 2, set()),
    "blank_dept.xlsx": ((3, 0, 0, 0), 2, set()),
    "long_cells.xlsx": ((1, 0, 0, 0), 2, set()),
    "dates.xlsx": ((11, 0, 0, 0), 15, set()),
    "xfd_fill.xlsx": ((0, 0, 6, 0), 0, set()),
    "comments.xlsx": ((0, 0, 6, 0), 0, set()),
    "semi.csv": ((0, 0, 6, 0), 0, set()),
    "sep.csv": ((0, 0, 6, 0), 0, set()),
    "tab16.txt": ((0, 0, 6, 0), 0, set()),
    "bom2.csv": ((0, 0, 6, 0), 0, set()),
    "bom_mid.csv": ((3, 0, 6, 0), 0, set()),
    "quotes.csv": ((0, 0, 2, 0), 0, set()),
    "rare.csv": ((2, 0, 0, 0), 0, set()),
    "sci.csv": ((1, 0, 0, 0), 1, set()),
    "lo.xlsx": ((0, 0, 6, 0), 0, set()),
    "lo97.xls": ((0, 0, 6, 0), 0, set()),
    "web_gbk.xls": ((0, 0, 6, 0), 0, set()),
    "real300_next.xlsx --answer title:company=no_row": ((298, 0, 0, 0), 2, {"unread_sheets"}),
    "real300.xlsx --answer title:company=no_row": ((298, 0, 0, 0), 2, {"unread_sheets"}),
}
# file, options → the keys of what is asked.
ASKED = {
    "sheets_dept.xlsx --mode full": ["sheets"],
    "real300.xlsx": ["title:company"],
    "status_in_note.xlsx": ["leavers:column:备注"],
    "sheets_left_first.xlsx": ["sheets", "leavers:sheet:离职人员"],
    "divider_left.xlsx": ["leavers:row:8"],
    "moves.xlsx": ["columns:department"],
    "dup_head.xlsx": ["columns:department"],
    "shifted.xlsx": ["names"],
    "renumber.xlsx": ["numbers"],
    "bianhao.xlsx": ["columns:staff_no"],
    "acct_state2.xlsx": ["columns:status"],
}
# file → the code of the refusal, and a word of its sentence.
REFUSED = {
    "drm_tsd.xlsx": ("locked_by_company", "加密软件"),
    "drm_nozero.xls": ("locked_by_company", "加密软件"),
    "velvet.xlsx": ("encrypted", "工作簿保护"),
    "password.xlsx": ("encrypted", "密码"),
    "biff5.xls": ("not_a_sheet", "Excel 95"),
    "web_mht.xls": ("not_a_sheet", "网页存档"),
    "flat.fods": ("not_a_sheet", "XML"),
    "packed.zip": ("not_a_sheet", "压缩包"),
    "staff.numbers": ("not_a_sheet", "Numbers"),
    "xfd_value.xlsx": ("far_cell", "XFD2"),
    "quote_open.csv": ("cut_short", "第 2 行"),
    "mixed.csv": ("unknown_encoding", "GB18030"),
    "mixed2.csv": ("unknown_encoding", "GB18030"),
    "mojibake.csv": ("header_not_found", "表头"),
    "utf16_nobom.txt": ("nul_bytes", "空字节"),
    "map_names.xlsx": ("columns_missing", "姓名"),
}


class AfterTheBase(TestCase):
    @classmethod
    def setUpTestData(cls):
        call_command("import_directory", str(CASES / "base.xlsx"), stdout=io.StringIO())

    def bring(self, command, content=None):
        """Return exit code and answer of the command for a case, by its name and options."""
        name, *options = command.split()
        out = io.StringIO()
        try:
            call_command("import_directory", str(CASES / name), "--json", *options, stdout=out)
        except SystemExit as ended:
            return ended.code, json.loads(out.getvalue())
        return 0, json.loads(out.getvalue())


class WhatComesOfIt(AfterTheBase):
    """One test a table: every case is brought into the same base, and taken back with the savepoint around it."""

    def each(self, table, check):
        for command, expected in table.items():
            with self.subTest(command), transaction.atomic():
                answer = self.bring(command)
                transaction.set_rollback(True)
                check(*answer, expected)

    def test_lists_that_are_taken(self):
        def check(code, answer, expected):
            counts, refused, warned = expected
            self.assertEqual(code, 0, answer)
            self.assertEqual(tuple(answer[name] for name in ("created", "updated", "unchanged", "left")), counts)
            self.assertEqual(len({error["row"] for error in answer["errors"]}), refused)
            self.assertLessEqual(warned, set(answer["warning_codes"]))

        self.each(TAKEN, check)

    def test_lists_that_ask_first(self):
        def check(code, answer, keys):
            self.assertEqual((code, answer["error"]["code"]), (1, "needs_answer"))
            self.assertEqual([question["key"] for question in answer["error"]["facts"]["questions"]], keys)

        self.each(ASKED, check)

    def test_files_that_are_refused_by_what_they_are(self):
        def check(code, answer, expected):
            self.assertEqual((code, answer["error"]["code"]), (1, expected[0]))
            self.assertIn(expected[1], answer["error"]["message"])

        self.each(REFUSED, check)


class WhatIsSaid(AfterTheBase):
    def test_two_companies_departments_stay_apart(self):
        self.bring("unit_dept.xlsx")
        paths = set(Employee.objects.filter(staff_no__gte="000171").values_list("department__path", flat=True))
        self.assertLessEqual({"星河华东公司/综合部", "星河华北公司/综合部"}, paths)

    def test_further_departments_of_two_rows(self):
        self.bring("twodept_rows.xlsx")
        person = Employee.objects.get(staff_no="000701")
        self.assertEqual(person.department.path, "星河公司/办公室")
        self.assertEqual([one.path for one in person.other_departments.all()], ["星河公司/财务部"])

    def test_the_nearest_department_is_named(self):
        reading = self.bring("dept_var.xlsx")[1]["reading"]
        nearest = {one["path"]: one["nearest"] for one in reading["new_departments"]}
        self.assertEqual(nearest, {"财务": "星河公司/财务部", "生产部（新）": "星河公司/生产部"})

    def test_sheet_headings_columns_and_rows_passed_over(self):
        reading = self.bring("totals.xlsx")[1]["reading"]
        self.assertEqual((reading["sheet"], reading["heading_row"]), ("Sheet1", 2))
        self.assertEqual([one["row"] for one in reading["skipped_rows"]], [7, 12, 13, 14, 15])
        self.assertEqual(reading["columns"]["staff_no"], "工号")

    def test_a_word_names_each_formula_that_failed(self):
        reasons = [error["reason"] for error in self.bring("errors.xlsx")[1]["errors"]]
        self.assertTrue(all("公式错误" in reason for reason in reasons), reasons)

    def test_the_day_in_the_word_of_the_status(self):
        self.bring("status_words.xlsx")
        days = {str(day) for day in Employee.objects.exclude(left_on=None).values_list("left_on", flat=True)}
        self.assertIn("2026-03-01", days)

    def test_every_row_formatted_far_beyond_the_list(self):
        book = openpyxl.Workbook()
        book.active.append(("工号", "姓名", "部门"))
        book.active.append(("000101", "李明轩", "星河公司/人力资源部"))
        for row in range(3, 3000):
            book.active.cell(row, 1).number_format = "@"
        book.active.cell(1_048_576, 1).number_format = "@"
        path = CASES.parent / "far.xlsx"
        path.write_bytes(saved(book))
        self.addCleanup(path.unlink)
        code, answer = self.bring("../far.xlsx")
        self.assertEqual((code, answer["unchanged"]), (0, 1))
