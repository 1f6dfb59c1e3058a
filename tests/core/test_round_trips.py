"""What goes out to Excel comes back as it was, and no cell of it is a formula on the way (practice §6)."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

from django.test import SimpleTestCase
from django.utils import translation

from groupadmin.core.errors import RowError
from groupadmin.core.file_reader import clean, text_of
from groupadmin.core.formulas import is_formula
from groupadmin.core.spreadsheets import CELL_LIMIT, csv_bytes, error_sheet, neutral, office_sheet
from groupadmin.core.table_reader import Headers, read_table
from tests.sheets import cells_of

KNOWN = Headers({"code": ("编号",), "text": ("内容",)}, must=(("code",), ("text",)))
HEADER = ("编号", "内容")
HOSTILE = (
    "=1+1", "=HYPERLINK(\"http://example.com\",\"点\")", "+86 138", "-5", "@SUM(A1)", "=cmd|'/C calc'!A0", "-", "--",
    "==", "'=1", "''=1", "+", "@张三",
    "＝1+1", "＋86", "－5", "＠SUM(1)", "﹦1",
)  # fmt: skip
HARMLESS = (
    "000123", "1.38E+10", "张三", "a=b", "3-5", "'张三'", "'", "“引号”", 'say "hi"', "甲,乙", "甲;乙|丙", "𠮷田🌹",
    "<script>alert(1)</script>", "第一行\n第二行", "2025-01-03", "TRUE", "0", "100%", "\u3000全角\u3000空格",
)  # fmt: skip


def through_csv(*texts):
    content = csv_bytes(HEADER, [(f"{number:03}", text) for number, text in enumerate(texts)])
    return [cells[1] for _row, cells in read_table(content, "x.csv", known=KNOWN).rows]


def through_excel(*texts):
    rows = [(f"{number:03}", text) for number, text in enumerate(texts)]
    content = office_sheet("台账", HEADER, rows, kind="register", keys=[row[0] for row in rows])
    table = read_table(content, "x.xlsx", known=KNOWN)
    at = table.columns(KNOWN)["text"]
    return [cells[at] for _row, cells in table.rows]


class ThereAndBack(SimpleTestCase):
    def test_hostile_texts_come_back_as_they_were(self):
        for way in (through_csv, through_excel):
            with self.subTest(way.__name__):
                self.assertEqual(way(*HOSTILE), list(HOSTILE))

    def test_harmless_texts_come_back_without_outer_space(self):
        wanted = [text.strip() for text in HARMLESS]
        for way in (through_csv, through_excel):
            with self.subTest(way.__name__):
                self.assertEqual(way(*HARMLESS), wanted)

    def test_a_second_way_there_and_back_changes_nothing_more(self):
        for way in (through_csv, through_excel):
            with self.subTest(way.__name__):
                once = way(*HOSTILE, *HARMLESS)
                self.assertEqual(way(*once), once)

    def test_on_the_way_no_cell_begins_like_a_formula(self):
        sent = csv_bytes(HEADER, [("1", text) for text in HOSTILE]).decode("utf-8-sig")
        for _number, cell in list(csv.reader(io.StringIO(sent, newline="")))[1:]:
            self.assertTrue(cell.startswith("'"), cell)
        for row in cells_of(office_sheet("台账", HEADER, [("1", text) for text in HOSTILE]))[2:]:
            self.assertTrue(str(row[2]).startswith("'"), row)

    def test_blanks_and_what_cannot_be_seen_hide_no_formula(self):
        for before in (" ", "  ", "\xa0", "\u3000", "\t", "\r", "\n", "\u200b", "\ufeff", "' ", " '", "\t'"):
            with self.subTest(before):
                self.assertTrue(is_formula(before + "=1+1"))
                self.assertEqual(neutral(before + "=1+1")[:1], "'")
                self.assertEqual(clean(neutral(before + "=1+1")), (before + "=1+1").strip())

    def test_numbers_stay_numbers(self):
        self.assertEqual([neutral(-5), neutral(-0.5), neutral(Decimal("-1.20"))], ["-5", "-0.5", "-1.20"])

    def test_a_heading_that_is_a_formula_is_text_too(self):
        sent = csv_bytes(("=1+1", "内容"), []).decode("utf-8-sig")
        self.assertEqual(sent, "'=1+1,内容\r\n")
        self.assertEqual(cells_of(office_sheet("台账", ("=1+1",), []))[1][1:], ["'=1+1"])

    def test_a_bad_row_mended_in_its_own_sheet_is_read_again_as_it_was(self):
        content = csv_bytes(HEADER, [("001", "=1+1"), ("", "@张三"), ("003", "-5")])
        table = read_table(content, "x.csv", known=KNOWN)
        sheet = error_sheet(table, [RowError(3, "编号", "", "empty"), RowError(4, "内容", "-5", "not_a_number")])
        again = read_table(sheet, "x.xlsx", known=KNOWN)
        self.assertEqual([cells[:3] for _row, cells in again.rows], [("", "@张三", "3"), ("003", "-5", "4")])


class WhatIsWritten(SimpleTestCase):
    def test_every_kind_of_value(self):
        with translation.override("en"):
            for value, text in (
                (None, ""),
                (True, "yes"),
                (False, "no"),
                (0, "0"),
                (7.5, "7.5"),
                (-5, "-5"),
                ("-5", "'-5"),
                (date(2025, 1, 3), "2025-01-03"),
                (datetime(2025, 1, 3, 8, 5), "2025-01-03 08:05"),
                (datetime(2025, 1, 3, 20, 0, tzinfo=UTC), "2025-01-04 04:00"),
                ("a\0b\x0bc", "abc"),
                ("\x00=1", "'=1"),
            ):
                with self.subTest(value):
                    self.assertEqual(neutral(value), text)

    def test_a_cell_holds_what_excel_holds(self):
        self.assertEqual(len(neutral("长" * (CELL_LIMIT + 5))), CELL_LIMIT)

    def test_the_name_of_a_sheet_is_one_excel_takes(self):
        for title, name in (("a[b]:c*?/\\'d", "abcd"), ("长" * 40, "长" * 31), ("***", "Sheet1")):
            with self.subTest(title):
                import openpyxl

                book = openpyxl.load_workbook(io.BytesIO(office_sheet(title, HEADER, [])))
                self.assertEqual(book.sheetnames, [name])

    def test_without_rows_there_is_the_header_and_who_signs(self):
        rows = cells_of(office_sheet("台账", HEADER, [], signature=("审核人：",), summed=(HEADER[0],)))
        self.assertEqual(rows[1][1:], list(HEADER))
        self.assertEqual([row[0] for row in rows[2:]], [None, "审核人："])


class WhatIsRead(SimpleTestCase):
    def test_values_of_a_workbook_as_text(self):
        for value, text in (
            (None, ""),
            (True, "TRUE"),
            (False, "FALSE"),
            (123.0, "123"),
            (-3.0, "-3"),
            (0.1, "0.1"),
            (999_999_999_999_999.0, "999999999999999"),
            (1e15, "1.00000E+15"),
            (12, "12"),
            (date(2025, 1, 3), "2025-01-03"),
            (datetime(2025, 1, 3, 8, 5, 9), "2025-01-03 08:05:09"),
        ):
            with self.subTest(value):
                self.assertEqual(text_of(value), text)

    def test_only_the_quote_of_our_own_exports_is_taken_off(self):
        for cell, text in (
            ("'=1", "=1"), ("'-5 ", "-5"), ("'张三", "'张三"), ("'", "'"), ("''=1", "'=1"), (" a ", "a"),
            ("a\x07b", "ab"),
        ):  # fmt: skip
            with self.subTest(cell):
                self.assertEqual(clean(cell), text)
