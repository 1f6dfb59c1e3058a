"""A list is read out of whatever an office sends, and its rows keep the file's own numbers."""

from datetime import date, datetime

import openpyxl
from django.test import SimpleTestCase, override_settings

from groupadmin.core.file_errors import ColumnsMissing, HeaderNotFound
from groupadmin.core.table_reader import Headers, Table, digits_lost, read_pasted, read_table, said
from tests.sheets import FIXTURES, csv, laid_out, saved, xlsx

STAFF = Headers(
    {
        "staff_no": ("工号", "员工编号", "job_number"),
        "name": ("姓名", "真实姓名"),
        "department": ("部门", "所属部门"),
        "hired_on": ("入职日期",),
    },
    must=(("staff_no",), ("name",)),
)
HEADER = ("工号", "姓名", "部门")
PERSON = ("000123", "张三", "销售部")


def read(content, name="名单", **options):
    return read_table(content, name, known=STAFF, **options)


class EveryEncodingAndDelimiter(SimpleTestCase):
    def test_the_same_list_in_every_encoding(self):
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"):
            with self.subTest(encoding):
                table = read(csv(HEADER, PERSON, encoding=encoding))
                self.assertEqual((table.header, table.rows), (HEADER, [(2, PERSON)]))

    def test_rare_characters_survive_gb18030(self):
        self.assertEqual(read(csv(HEADER, ("1", "𠮷田", "部"), encoding="gb18030")).rows[0][1][1], "𠮷田")

    def test_every_delimiter(self):
        for delimiter in ",;\t|":
            with self.subTest(delimiter):
                text = "\n".join(delimiter.join(row) for row in (HEADER, PERSON))
                self.assertEqual(read(text.encode()).rows, [(2, PERSON)])

    def test_a_comma_inside_a_tab_table_does_not_win(self):
        self.assertEqual(read("工号\t姓名\t部门\n1\t张三\t一部,二部".encode()).rows[0][1][2], "一部,二部")

    def test_quoted_cells_keep_their_line_breaks_and_delimiters(self):
        self.assertEqual(read('工号,姓名,部门\n1,"张,三","甲\n乙"'.encode()).rows, [(2, ("1", "张,三", "甲\n乙"))])

    def test_cells_pasted_out_of_a_spreadsheet(self):
        self.assertEqual(read_pasted("工号\t姓名\n01\t张三", known=STAFF).rows, [(2, ("01", "张三"))])


class WorkbooksAsTheyAre(SimpleTestCase):
    def test_title_rows_are_skipped_and_excel_s_row_numbers_kept(self):
        table = read(xlsx(("某某公司花名册",), ("截至 2025 年 1 月",), (), HEADER, PERSON, (), PERSON))
        self.assertEqual(table.header_row, 4)
        self.assertEqual([number for number, _cells in table.rows], [5, 7])
        self.assertEqual(table.title_rows[0][0], "某某公司花名册")

    def test_a_cell_merged_down_stands_on_each_of_its_lines(self):
        book = openpyxl.Workbook()
        for row in (("花名册",), HEADER, PERSON, ("000124", "李四"), (), ("000125", "王五", "财务部")):
            book.active.append(list(row))
        book.active.merge_cells("A1:C1")
        book.active.merge_cells("C3:C5")
        self.assertEqual(
            read(saved(book)).rows, [(3, PERSON), (4, ("000124", "李四", "销售部")), (6, ("000125", "王五", "财务部"))]
        )

    def test_headings_in_two_lines(self):
        book = openpyxl.Workbook()
        for row in (("工号", "人员", None), (None, "姓名", "部门"), PERSON):
            book.active.append(list(row))
        book.active.merge_cells("A1:A2")
        book.active.merge_cells("B1:C1")
        self.assertEqual(read(saved(book)).rows, [(3, PERSON)])

    def test_the_first_sheet_that_holds_the_headings_is_taken(self):
        content = xlsx(("说明", "请勿修改"), ("联系人",), sheet="填表说明", 花名册=[HEADER, PERSON])
        self.assertEqual((read(content).sheet, len(read(content).rows)), ("花名册", 1))

    def test_hidden_sheets_are_not_looked_at(self):
        book = openpyxl.Workbook()
        book.active.append(HEADER)
        book.active.append(("9", "旧人", "旧部"))
        book.active.sheet_state = "hidden"
        shown = book.create_sheet("现员")
        shown.append(HEADER)
        shown.append(PERSON)
        book.active = 1
        self.assertEqual(read(saved(book)).rows, [(2, PERSON)])

    def test_numbers_that_are_staff_numbers_come_as_whole_text(self):
        table = read(xlsx(HEADER, (13800000000, "张三", 7.5), (True, "李四", None)))
        self.assertEqual([cells for _n, cells in table.rows], [("13800000000", "张三", "7.5"), ("TRUE", "李四", "")])

    def test_numbers_beyond_fifteen_digits_show_that_digits_are_lost(self):
        number = read(xlsx(HEADER, (440101199001011234.0, "张三", "部"))).rows[0][1][0]
        self.assertTrue(digits_lost(number), number)
        self.assertTrue(digits_lost("1.38E+10"))
        self.assertFalse(digits_lost("E10") or digits_lost("13800000000") or digits_lost("1e"))

    def test_days_and_moments_come_in_iso_form(self):
        header = (*HEADER, "入职日期")
        day, moment = date(2025, 1, 3), datetime(2025, 1, 3, 8, 5)
        rows = read(xlsx(header, (*PERSON, day), (*PERSON, moment))).rows
        self.assertEqual([cells[3] for _n, cells in rows], ["2025-01-03", "2025-01-03 08:05:00"])

    def test_the_old_excel_format(self):
        table = read((FIXTURES / "old_excel.xls").read_bytes(), "花名册.xls")
        self.assertEqual(
            table.rows, [(3, ("000123", "张三", "销售部", "2025-01-03")), (4, ("456", "李四", "工程部", "2025-01-04"))]
        )

    def test_the_extension_does_not_decide(self):
        self.assertEqual(read(xlsx(HEADER, PERSON), "名单.csv").rows, [(2, PERSON)])
        self.assertEqual(read(csv(HEADER, PERSON), "名单.xlsx").rows, [(2, PERSON)])

    def test_a_formula_neutralised_on_export_is_itself_again(self):
        table = read(xlsx(HEADER, ("'=1+1", "'张三", "'+86")))
        self.assertEqual(table.rows[0][1], ("=1+1", "'张三", "+86"))

    def test_what_programs_write_to_keep_zeros_is_the_text_itself(self):
        table = read(csv(HEADER, ('="000123"', "张三", '="销售部"')))
        self.assertEqual(table.rows[0][1], ("000123", "张三", "销售部"))

    def test_errors_of_formulas_and_excel_s_day_nought_say_nothing(self):
        table = read(csv(HEADER, ("1", "#REF!", "#N/A"), ("2", "李四", "#1车间")))
        self.assertEqual([cells for _n, cells in table.rows], [("1", "", ""), ("2", "李四", "#1车间")])

        def day_nought(sheet):
            sheet["D2"], sheet["E2"] = 0, 1
            sheet["D2"].number_format = sheet["E2"].number_format = "yyyy-mm-dd"

        table = read(laid_out([(*HEADER, "入职日期", "离职日期"), PERSON], day_nought))
        self.assertEqual(table.rows[0][1], (*PERSON, "", ""))

    def test_a_cell_joined_over_several_rows_says_its_word_for_each(self):
        rows = [("名单",), ("部门", "工号", "姓名"), ("销售部", "1", "张三"), (None, "2", "李四"), (None, "3", "王五")]

        def join(sheet):
            sheet.insert_cols(1)
            sheet.merge_cells("A1:D1")
            sheet.merge_cells("B3:B4")

        self.assertEqual(
            [cells for _n, cells in read(laid_out(rows, join)).rows],
            [("销售部", "1", "张三"), ("销售部", "2", "李四"), ("", "3", "王五")],
        )

    def test_a_header_of_two_rows(self):
        rows = [("工号", "姓名", "部门", "日期"), (None, None, None, "入职日期", "离职日期"), (*PERSON, "2025-01-03")]

        def join(sheet):
            sheet.merge_cells("D1:E1")
            for column in "ABC":
                sheet.merge_cells(f"{column}1:{column}2")

        table = read(laid_out(rows, join))
        self.assertEqual((table.header, table.header_row), ((*HEADER, "入职日期", "离职日期"), 2))


class WhichColumnIsWhich(SimpleTestCase):
    def test_spellings_are_compared_folded(self):
        spellings = ("ＪＯＢ＿Ｎumber *", " 姓 名（必填）", "所属部门(自动)：")
        self.assertEqual(STAFF.columns(spellings), {"staff_no": 0, "name": 1, "department": 2})

    def test_of_two_headings_for_one_field_the_better_spelling_wins(self):
        self.assertEqual(STAFF.columns(("真实姓名", "姓名", "工号"))["name"], 1)

    def test_what_a_heading_explains_in_brackets_is_no_part_of_it(self):
        self.assertEqual(STAFF.columns(["入职日期（年月日）", "部门"]), {"hired_on": 0, "department": 1})

    def test_headings_nobody_knows_are_named(self):
        table = read(csv((*HEADER, "手机号(11位)", "工位", ""), (*PERSON, "13800000000", "三楼", "")))
        self.assertEqual(table.unread(STAFF), ["工位"])
        self.assertEqual((table.dropped, table.rows[0][1][3]), (("手机号(11位)",), ""))

    def test_a_person_s_word_beats_the_spellings(self):
        mapping = {"编码": "staff_no", "姓名": "", "人": "name"}
        table = read(csv(("编码", "姓名", "人"), ("1", "x", "张三")), mapping=mapping)
        self.assertEqual(table.columns(STAFF, mapping), {"staff_no": 0, "name": 2})

    def test_unknown_headings_are_named_with_what_is_expected(self):
        with self.assertRaises(HeaderNotFound) as caught:
            read(csv(("甲", "乙"), ("1", "2")))
        self.assertEqual(caught.exception.header, ("甲", "乙"))
        self.assertIn("甲、乙", str(caught.exception))
        self.assertIn("工号", str(caught.exception))

    def test_a_missing_column_is_named(self):
        with self.assertRaises(ColumnsMissing) as caught:
            read(csv(("姓名", "部门"), ("张三", "销售部")))
        self.assertEqual(caught.exception.facts["expected"], "工号")

    def test_labels_beside_values_are_no_header_although_they_are_the_same_words(self):
        content = csv(("姓名", "张三", "工号", "000123", "部门", "销售部"), HEADER, ("000124", "李四", "销售部"))
        table = read(content)
        self.assertEqual((table.header_row, len(table.rows)), (2, 1))

    def test_of_unknown_headings_the_delimiter_counts_that_makes_columns_of_them(self):
        with self.assertRaises(HeaderNotFound) as refused:
            read("Wer\tKonto\n甲\t1\n".encode())
        self.assertEqual(refused.exception.header, ("Wer", "Konto"))

    def test_a_header_below_the_twentieth_row_is_not_looked_for(self):
        with self.assertRaises(HeaderNotFound):
            read(xlsx(*[(f"第{n}行", "x") for n in range(20)], HEADER, PERSON))


class WhatWeMustNotKeep(SimpleTestCase):
    header = ("工号", "姓名", "手机号", "身份证号（必填）", "性别")
    row = ("1", "张三", "13800000000", "110101199001011234", "男")

    def test_personal_columns_are_emptied_at_the_door_and_named(self):
        table = read(csv(self.header, self.row))
        self.assertEqual(table.rows[0][1], ("1", "张三", "", "", ""))
        self.assertEqual(table.dropped, ("手机号", "身份证号（必填）", "性别"))

    @override_settings(KEEP_COLUMNS=["性别"])
    def test_the_operator_may_switch_one_on(self):
        self.assertEqual(read(csv(self.header, self.row)).rows[0][1], ("1", "张三", "", "", "男"))

    def test_a_table_survives_packing(self):
        table = read(csv(self.header, self.row))
        self.assertEqual(Table.of_list(table.as_list()), table)


class WordsThatSayNothing(SimpleTestCase):
    def test_blank_words(self):
        for word in ("空", "暂无备注", "未设置", "无", "-", "—", "None", "null", "NaN", "N/A", "  "):
            self.assertEqual(said(word), "", word)
        self.assertEqual(said(" 无锡办 "), "无锡办")
