"""A list says how it was read: sheets, columns, blocks, rows, and what a person must decide."""

import io

import openpyxl
from django.test import SimpleTestCase

from groupadmin.core.imports import compress_json, decompress_json
from groupadmin.core.mappings import require_answers
from groupadmin.core.question_forms import NeedsAnswer
from groupadmin.core.table_reader import Headers, Table, read_table
from tests.sheets import FIXTURES, csv, saved, xlsx

STAFF = Headers(
    {
        "staff_no": ("工号", "员工编号"),
        "name": ("姓名",),
        "department": ("部门", "所属部门"),
        "post": ("岗位", "职务"),
        "status": ("在职状态",),
    },
    must=(("name",), ("staff_no", "department")),
    asked=("staff_no", "name", "department"),
    joinable=("department",),
    maybe={"staff_no": ("编号",)},
)
HEADER = ("工号", "姓名", "部门")
ZHANG, LI, WANG = ("001", "张三", "销售部"), ("002", "李四", "财务部"), ("003", "王五", "生产部")


def read(content, **options):
    return read_table(content, "名单.xlsx", known=STAFF, **options)


def book(*sheets):
    """Return a workbook of sheets, each a title and rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, *rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return made


def people(table):
    columns = table.columns(STAFF)
    return [tuple(cells[columns[name]] for name in ("staff_no", "name", "department")) for _number, cells in table.rows]


class WhatIsTold(SimpleTestCase):
    def test_sheet_headings_and_unread_columns(self):
        report = read(xlsx(("花名册",), ("工号", "姓 名", "部门", "备注", "入职"), (*ZHANG, "早退", ""))).report
        self.assertEqual((report.heading_row, report.unread_columns), (2, ("备注", "入职")))
        self.assertEqual(report.columns, {"staff_no": "工号", "name": "姓 名", "department": "部门"})

    def test_a_cell_beside_all_headings_is_named_by_its_column(self):
        self.assertEqual(read(xlsx(HEADER, (*ZHANG, "", "待核实"))).report.unread_columns, ("(E)",))

    def test_a_line_of_text_longer_than_the_headings_is_a_fault(self):
        fault = read(csv(HEADER, ("001", "张三", "综合部", "后勤"))).faults[0]
        self.assertEqual((fault.row, fault.code, fault.value), (2, "too_many_cells", "后勤"))

    def test_rows_that_the_file_hides(self):
        made = book(("名单", HEADER, ZHANG, LI, WANG))
        made["名单"].row_dimensions[3].hidden = True
        table = read(saved(made))
        self.assertEqual((table.report.hidden_rows, len(table.rows)), ((3,), 3))
        self.assertIn("3", table.notes[0].sentence)

    def test_rows_that_a_web_page_or_excel_s_xml_hides(self):
        cells = "".join(f"<td>{cell}</td>" for cell in ("002", "李四", "财务部"))
        head = "".join(f"<th>{cell}</th>" for cell in HEADER)
        for tag in ('<tr style="display: none">', "<tr hidden>", "<tr style='height:0;VISIBILITY:collapse'>"):
            with self.subTest(tag):
                page = f"<html><table><tr>{head}</tr><tr>{cells}</tr>{tag}{cells}</tr></table></html>"
                self.assertEqual(read(page.encode()).report.hidden_rows, (3,))
        row = "".join(f"<Cell><Data>{cell}</Data></Cell>" for cell in HEADER)
        hidden = row.replace("工号", "001").replace("姓名", "张三").replace("部门", "销售部")
        body = f'<Row>{row}</Row><Row ss:Hidden="1">{hidden}</Row>'
        xml = f'<?xml version="1.0"?><Workbook><Worksheet ss:Name="一"><Table>{body}</Table></Worksheet></Workbook>'
        self.assertEqual(read(xml.encode()).report.hidden_rows, (2,))

    def test_of_an_old_or_an_open_workbook_only_the_values_are_read(self):
        for name in ("old_excel.xls", "open_office.ods"):
            notes = read((FIXTURES / name).read_bytes()).notes
            self.assertIn("values_only", [note.code for note in notes], name)
        self.assertEqual(read(xlsx(HEADER, ZHANG)).notes, ())

    def test_hidden_sheets_and_sheets_of_another_kind_are_named(self):
        made = book(("名单", HEADER, ZHANG), ("统计", ("部门", "人数"), ("销售部", 1)), ("旧", HEADER, LI), ("空白",))
        made["旧"].sheet_state = "hidden"
        table = read(saved(made))
        self.assertEqual((table.report.sheet, table.report.unread_sheets), ("名单", ("统计", "旧")))
        self.assertEqual(table.questions, ())

    def test_headings_with_invisible_characters(self):
        self.assertEqual(people(read(xlsx(("工\u200b号", "姓名\ufeff", "部门"), ZHANG))), [ZHANG])

    def test_what_was_read_survives_packing(self):
        made = book(("名单", HEADER, (*ZHANG[:2], "#N/A")))
        made["名单"].row_dimensions[2].hidden = True
        table = read(saved(made))
        again = Table.of_list(decompress_json(compress_json(table.as_list())))
        self.assertEqual((again.report, again.faults, again.notes), (table.report, table.faults, table.notes))


class HeadingsOverTwoRows(SimpleTestCase):
    def test_what_the_lower_row_leaves_open_stands_in_the_upper_one(self):
        for upper, lower in (
            (("工号", "员工", "部门"), ("", "姓名", "")),
            (("工号", "", ""), ("", "姓名", "部门")),
            (("基本信息", "", ""), HEADER),
        ):
            with self.subTest(upper):
                table = read(xlsx(upper, lower, ZHANG))
                self.assertEqual((people(table), table.report.heading_row), ([ZHANG], 2))

    def test_a_complete_upper_row_does_not_make_a_line_of_the_lower(self):
        table = read(xlsx((*HEADER, "任职", ""), ("", "", "", "岗位", "在职状态"), (*ZHANG, "专员", "在职")))
        self.assertEqual((people(table), len(table.columns(STAFF))), ([ZHANG], 5))

    def test_groups_of_the_upper_row_are_still_told_apart(self):
        upper, lower = ("工号", "姓名", "调动前", "", "调动后", ""), ("", "", "部门", "岗位", "部门", "岗位")
        table = read(xlsx(upper, lower, ("001", "张三", "销售部", "专员", "生产部", "班长")))
        self.assertEqual((table.questions[0].suggested, people(table)[0][2]), ("E", "生产部"))

    def test_a_first_line_of_values_is_none_of_headings(self):
        table = read(xlsx(("工号", "姓名"), ("001", "姓名"), ("002", "李四")))
        self.assertEqual(len(table.rows), 2)


class ListsBesideAndBelow(SimpleTestCase):
    def test_two_lists_side_by_side_are_one(self):
        header = ("序号", *HEADER, "", "序号", *HEADER)
        table = read(xlsx(header, ("1", *ZHANG, "", "2", *LI), ("3", *WANG, "", "", "", "", "")))
        self.assertEqual(people(table), [ZHANG, LI, WANG])
        self.assertEqual(table.notes[0].code, "side_by_side")

    def test_the_second_list_may_have_its_columns_in_another_order(self):
        table = read(xlsx((*HEADER, "姓名", "部门", "工号"), (*ZHANG, "李四", "财务部", "002")))
        self.assertEqual(people(table), [ZHANG, LI])

    def test_names_of_contacts_are_no_second_list(self):
        over = ("基本信息", "", "", "紧急联系人", "")
        table = read(xlsx(over, (*HEADER, "姓名", "部门"), (*ZHANG, "李四", "财务部")))
        self.assertEqual((people(table), table.questions), ([ZHANG], ()))

    def test_a_list_below_in_another_order_is_read_by_its_own_headings(self):
        table = read(
            xlsx(HEADER, ZHANG, ("二、生产系统",), ("姓名", "岗位", "工号", "部门"), ("王五", "钳工", "003", "生产部"))
        )
        self.assertEqual([people(table)[0], people(table)[2]], [ZHANG, WANG])
        self.assertEqual([(one.row, one.why) for one in table.report.skipped_rows], [(4, "headings")])
        self.assertEqual(table.rows[2][1][table.columns(STAFF)["post"]], "钳工")

    def test_the_upper_list_is_no_title_of_a_wider_one_below(self):
        wider = ("姓名", "岗位", "工号", "部门", "在职状态")
        table = read(xlsx(HEADER, ZHANG, LI, wider, ("王五", "钳工", "003", "生产部", "在职")))
        self.assertEqual(people(table), [ZHANG, LI, WANG])

    def test_headings_on_each_printed_page_are_passed_over(self):
        table = read(xlsx(HEADER, ZHANG, HEADER, LI))
        self.assertEqual((people(table), table.notes), ([ZHANG, LI], ()))

    def test_a_table_below_that_names_nobody_is_asked_about(self):
        rows = (HEADER, ZHANG, ("部门", "岗位", "在职状态"), ("销售部", "主管", "在职"))
        table = read(xlsx(*rows))
        self.assertEqual(people(table), [ZHANG])
        self.assertEqual(
            (table.questions[0].key, table.report.unread_blocks), ("block:3", ("3: 部门、岗位、在职状态",))
        )
        with self.assertRaises(NeedsAnswer):
            require_answers(table, {})
        require_answers(table, {"block:3": "leave_out"})


class SheetAfterSheet(SimpleTestCase):
    CONTENT = saved(book(("总部", HEADER, ZHANG), ("华东", ("姓名", "工号", "部门"), ("李四", "002", "财务部"))))

    def test_it_is_asked_which(self):
        table = read(self.CONTENT)
        self.assertEqual((table.questions[0].choices, table.report.unread_sheets), (("all", "总部", "华东"), ("华东",)))

    def test_all_of_them(self):
        table = read(self.CONTENT, answers={"sheets": "all"})
        self.assertEqual((people(table), [number for number, _cells in table.rows]), ([ZHANG, LI], [2, 10002]))

    def test_one_of_them(self):
        table = read(self.CONTENT, answers={"sheets": "华东"})
        self.assertEqual((people(table), table.report.unread_sheets), ([LI], ("总部",)))


class TwoColumnsForOneField(SimpleTestCase):
    def test_it_is_asked_with_what_the_columns_hold(self):
        question = read(xlsx(("工号", "姓名", "部门", "部门"), ("001", "张三", "星河公司", "销售部"))).questions[0]
        self.assertEqual((question.key, question.choices), ("columns:department", ("C", "D", "path")))
        self.assertEqual([one["example"] for one in question.facts["columns"]], ["星河公司", "销售部"])

    def test_each_answer(self):
        content = xlsx(("工号", "姓名", "部门", "部门"), ("001", "张三", "星河公司", "销售部"))
        for answer, path in (("C", "星河公司"), ("D", "销售部"), ("path", "星河公司/销售部")):
            table = read(content, answers={"columns:department": answer})
            self.assertEqual(people(table)[0][2], path, answer)

    def test_before_and_after_a_move(self):
        over = ("", "", "调动前", "", "调动后", "")
        header = ("工号", "姓名", "部门", "岗位", "部门", "岗位")
        table = read(xlsx(over, header, ("001", "张三", "销售部", "专员", "生产部", "班长")))
        self.assertEqual((table.questions[0].suggested, people(table)[0][2]), ("E", "生产部"))
        self.assertEqual(table.rows[0][1][table.columns(STAFF)["post"]], "班长")

    def test_the_same_words_twice_or_an_empty_column_ask_nothing(self):
        for second in ("销售部", ""):
            table = read(xlsx(("工号", "姓名", "部门", "所属部门"), (*ZHANG, second)))
            self.assertEqual((table.questions, people(table)), ((), [ZHANG]))

    def test_a_hidden_column_never_wins(self):
        made = book(("名单", ("工号", "员工编号", "姓名", "部门"), ("旧1", "001", "张三", "销售部")))
        made["名单"].column_dimensions["A"].hidden = True
        table = read(saved(made))
        self.assertEqual((people(table), table.questions), ([ZHANG], ()))
        self.assertIn("hidden_column", [note.code for note in table.notes])

    def test_a_column_that_may_be_the_number(self):
        content = xlsx(("编号", "姓名", "部门"), ZHANG)
        self.assertEqual(read(content).questions[0].choices, ("A", "none"))
        self.assertEqual(people(read(content, answers={"columns:staff_no": "A"})), [ZHANG])
        self.assertEqual(
            read(xlsx(("编号", "姓名", "部门"), (1, "张三", "销售部"), (2, "李四", "财务部"))).questions, ()
        )


class CellsThatHoldNoValue(SimpleTestCase):
    def test_a_formula_s_error_in_every_format(self):
        for content in (xlsx(HEADER, ("001", "#N/A", "销售部")), csv(HEADER, ("001", "#N/A", "销售部"))):
            table = read(content)
            fault = table.faults[0]
            self.assertEqual((fault.row, fault.column, fault.code, fault.value), (2, 1, "formula_error", "#N/A"))
            self.assertEqual(table.rows[0][1][1], "")

    def test_a_formula_that_was_never_calculated(self):
        made = book(("名单", HEADER, ("001", "张三", "=VLOOKUP(A2,X:Y,2,0)")))
        fault = read(saved(made)).faults[0]
        self.assertEqual((fault.row, fault.column, fault.code), (2, 2, "not_calculated"))


class NumbersAsTheFileShowsThem(SimpleTestCase):
    def shown(self, value, code):
        made = book(("名单", HEADER, (value, "张三", "销售部")))
        made["名单"]["A2"].number_format = code
        out = io.BytesIO()
        made.save(out)
        return read(out.getvalue()).rows[0][1][0]

    def test_zeros_and_letters_before_a_number(self):
        for value, code, text in (
            (301, "000000", "000301"),
            (201, '"XH"0000', "XH0201"),
            (201, "\\X\\H0000", "XH0201"),
            (1234567, "000-0000", "123-4567"),
            (12345, "000", "12345"),
            (301, "General", "301"),
            (301, "0", "301"),
            (301, "#,##0", "301"),
            (301, "0.00", "301"),
        ):
            self.assertEqual(self.shown(value, code), text, code)
