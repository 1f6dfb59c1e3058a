"""Tables go out in office form, harmless to a spreadsheet, and come back without loss."""

import io
from datetime import UTC, date, datetime

import openpyxl
from django.test import SimpleTestCase
from django.utils import translation
from openpyxl.utils import get_column_letter

from groupadmin.core.errors import RowError, reasons_by_row
from groupadmin.core.spreadsheets import csv_bytes, error_sheet, office_sheet
from groupadmin.core.table_reader import Headers, read_table
from tests.sheets import cells_of, csv

FIELDS = {"code": ("群编号",), "name": ("群名称",), "made_on": ("建群日期",), "people": ("群人数",)}
KNOWN = Headers(FIELDS, must=(("code",),))
HEADER = ("群编号", "群名称", "建群日期", "群人数")
ROWS = [("00012", "=cmd|'/C calc'!A0", date(2025, 1, 31), 30), ("00013", "@某群", None, 12)]


class TheOfficeForm(SimpleTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with translation.override("zh-hans"):
            cls.content = office_sheet(
                "某公司工作群管理台账", HEADER, iter(ROWS), subtitle=("单位：某公司", "截至日期：2026-03-12"),
                kind="register", keys=("00012", "00013"), summed=("群人数",), signature=("审核人：____", "盖章："),
            )  # fmt: skip
        cls.sheet = openpyxl.load_workbook(io.BytesIO(cls.content)).worksheets[0]

    def test_a_merged_title_then_the_line_of_unit_and_date_then_the_header(self):
        self.assertEqual(self.sheet["A1"].value, "某公司工作群管理台账")
        self.assertTrue(self.sheet["A1"].font.bold)
        self.assertEqual({str(area) for area in self.sheet.merged_cells.ranges}, {"A1:E1", "A2:E2"})
        self.assertEqual([cell.value for cell in self.sheet[3]][1:], list(HEADER))
        self.assertEqual(self.sheet["B3"].fill.fgColor.rgb, "FFE8EEF4")

    def test_the_facts_below_the_title_do_not_run_together(self):
        self.assertRegex(self.sheet["A2"].value, r"^单位：某公司\u3000{3,}截至日期：2026-03-12$")

    def test_it_prints_on_a4_across_with_the_header_on_each_page(self):
        self.assertEqual(self.sheet.freeze_panes, "A4")
        self.assertEqual(self.sheet.print_title_rows, "$3:$3")
        setup = self.sheet.page_setup
        self.assertEqual((setup.orientation, setup.paperSize, setup.fitToWidth), ("landscape", 9, 1))
        self.assertTrue(self.sheet.sheet_properties.pageSetUpPr.fitToPage)

    def test_every_sheet_of_paper_says_which_of_how_many_it_is(self):
        self.assertEqual(self.sheet.oddFooter.center.text, "第 &P 页 共 &N 页")

    def test_the_filter_and_the_paper_go_as_far_as_the_list(self):
        self.assertEqual(self.sheet.auto_filter.ref, "A3:E5")
        self.assertEqual(self.sheet.print_area, "'某公司工作群管理台账'!$A$1:$E$8")

    def test_a_number_can_be_added_up_and_a_day_sorted_while_staff_numbers_keep_their_zeros(self):
        number, code, _name, day, people = self.sheet[4]
        self.assertEqual((number.value, code.value, people.value), (1, "00012", 30))
        self.assertEqual((day.value, day.number_format), (datetime(2025, 1, 31), "yyyy-mm-dd"))
        self.assertEqual((code.number_format, code.data_type, code.border.top.style), ("@", "s", "thin"))

    def test_what_can_be_added_up_is(self):
        self.assertEqual([cell.value for cell in self.sheet[6]], ["合计", None, None, None, 42])
        self.assertEqual(self.sheet["E6"].border.top.style, "thin")

    def test_who_checks_signs_below_without_a_frame(self):
        self.assertRegex(self.sheet["A8"].value, r"^审核人：____\u3000{3,}盖章：$")
        self.assertIsNone(self.sheet["A8"].border.top.style)

    def test_type_is_never_too_small_to_read_on_paper(self):
        """A wide list goes over several sheets side by side; how much smaller it is printed is their room."""
        for count in (3, 12, 30, 60):
            with self.subTest(count=count):
                header = [f"很长的一列的名称{number}" for number in range(count)]
                sheet = openpyxl.load_workbook(io.BytesIO(office_sheet("表", header, []))).active
                widths = sum(sheet.column_dimensions[get_column_letter(n)].width for n in range(1, count + 2))
                shrunk = min(1, 149 * sheet.page_setup.fitToWidth / widths)
                self.assertGreaterEqual(sheet["B2"].font.size * shrunk, 8)

    def test_a_column_is_wide_enough_for_its_days(self):
        """Excel shows #### where a day does not fit."""
        rows = [(date(2025, 1, 31), datetime(2025, 1, 31, 4, 5, tzinfo=UTC), "长" * 300)]
        sheet = openpyxl.load_workbook(io.BytesIO(office_sheet("表", ("日", "时", "文"), rows))).active
        widths = [sheet.column_dimensions[letter].width for letter in "BCD"]
        self.assertGreaterEqual(widths, [9.5, 14.5, 40])
        self.assertEqual(
            (sheet["C3"].value, sheet["C3"].number_format), (datetime(2025, 1, 31, 12, 5), "yyyy-mm-dd hh:mm")
        )
        self.assertLessEqual(widths[2], 40)

    def test_columns_that_are_not_to_be_printed_stand_beyond_the_paper(self):
        sheet = openpyxl.load_workbook(io.BytesIO(office_sheet("表", HEADER, ROWS, printed=2))).active
        self.assertEqual(sheet.print_area, "'表'!$A$1:$C$4")
        self.assertEqual(sheet["E3"].value, 30)

    def test_formulas_are_text(self):
        self.assertEqual(self.sheet["C4"].value, "'=cmd|'/C calc'!A0")
        self.assertEqual(self.sheet["C4"].data_type, "s")

    def test_it_comes_back_without_loss_and_knows_its_lines(self):
        table = read_table(self.content, "台账.xlsx", known=KNOWN)
        columns = table.columns(KNOWN)
        back = [tuple(cells[columns[name]] for name in columns) for _n, cells in table.rows[:2]]
        self.assertEqual(back, [("00012", "=cmd|'/C calc'!A0", "2025-01-31", "30"), ("00013", "@某群", "", "12")])
        self.assertEqual((table.template, dict(table.row_keys)), ("register 1", {4: "00012", 5: "00013"}))

    def test_no_character_a_workbook_cannot_hold(self):
        content = office_sheet("a/b*c", ("x",), [("bad\x00\x0bcell" + "长" * 40_000,)])
        self.assertTrue(cells_of(content)[2][1].startswith("badcell长"))


class TheCommaForm(SimpleTestCase):
    def test_excel_opens_it_and_no_formula_runs(self):
        content = csv_bytes(("名称", "值"), [("=1+1", datetime(2025, 1, 31, 4, 5, tzinfo=UTC)), ("-x", None)])
        self.assertTrue(content.startswith(b"\xef\xbb\xbf"))
        self.assertEqual(content.decode("utf-8-sig").splitlines(), ["名称,值", "'=1+1,2025-01-31 12:05", "'-x,"])

    def test_every_lead_of_a_formula(self):
        for lead in "=+-@\t\r":
            self.assertTrue(
                csv_bytes(("x",), [(f"{lead}1",)]).decode("utf-8-sig").split("\n", 1)[1].lstrip('"').startswith("'")
            )


class TheSheetOfBadRows(SimpleTestCase):
    def setUp(self):
        content = csv(("标题",), HEADER[:3], ("1", "甲", "x"), ("2", "乙", ""), ("", "丙", "y"))
        self.table = read_table(content, "x.csv", known=KNOWN)
        self.problems = [
            RowError(3, "建群日期", "x", "not_a_date"),
            RowError(5, "群编号", "", "empty"),
            RowError(5, "建群日期", "y", "not_a_date"),
        ]

    def test_it_is_the_user_s_own_sheet_with_row_number_and_all_reasons_at_once(self):
        header, *rows = cells_of(error_sheet(self.table, self.problems))
        self.assertEqual(header[:3], list(HEADER[:3]))
        self.assertEqual([row[:4] for row in rows], [["1", "甲", "x", 3], [None, "丙", "y", 5]])
        self.assertEqual(rows[1][4], reasons_by_row(self.problems)[5])
        self.assertIn("群编号", rows[1][4])
        self.assertIn("建群日期", rows[1][4])

    def test_the_mended_sheet_can_be_uploaded_again(self):
        again = read_table(error_sheet(self.table, self.problems), "x.xlsx", known=KNOWN)
        self.assertEqual(again.columns(KNOWN), {"code": 0, "name": 1, "made_on": 2})

    def test_a_problem_is_told_in_the_reader_s_language_and_survives_packing(self):
        problem = self.problems[0]
        self.assertEqual(RowError.unpacked(problem.packed()), problem)
        with translation.override("en"):
            self.assertEqual(
                problem.as_dict(),
                {
                    "row": 3,
                    "column": "建群日期",
                    "value": "x",
                    "reason": "“x” in “建群日期” is not a date. Write it like 2025-01-31.",
                },
            )


class TheLinesOfASheet(SimpleTestCase):
    """The lines are written as the file holds them: whatever stands in a cell, the file stays one."""

    def back(self, rows, header=("甲", "乙")):
        sheet = openpyxl.load_workbook(io.BytesIO(office_sheet("表", header, rows))).active
        return [line[1:] for line in sheet.iter_rows(min_row=3, values_only=True)]

    def test_marks_of_the_file_s_own_language_are_text(self):
        nasty = ("<c t='n'>&amp;</c>", "]]></sheetData>", '"&<>"', "  两头有空格  ", "一行\n二行", "😀𠮷")
        self.assertEqual(self.back([(text, "") for text in nasty]), [(text, None) for text in nasty])

    def test_characters_no_file_may_hold_are_left_out(self):
        self.assertEqual(self.back([("甲\x00\x07乙", "")]), [("甲乙", None)])

    def test_more_columns_than_letters(self):
        header = [f"列{number}" for number in range(60)]
        self.assertEqual(self.back([tuple(str(n) for n in range(60))], header), [tuple(str(n) for n in range(60))])

    def test_no_lines_at_all(self):
        self.assertEqual(self.back([]), [])
        self.assertEqual(read_table(office_sheet("表", ("群编号",), []), "t.xlsx", known=KNOWN).rows, [])

    def test_every_line_has_the_borders_of_the_form(self):
        book = openpyxl.load_workbook(io.BytesIO(office_sheet("表", HEADER, ROWS * 3, signature=("审核人：",))))
        styles = {cell.border.top.style for line in book.active.iter_rows(min_row=3, max_row=8) for cell in line}
        self.assertEqual(styles, {"thin"})
