"""Web pages and Excel's XML of 2003 under the name of an Excel file, which many HR systems export, are read."""

from django.test import SimpleTestCase, override_settings

from groupadmin.core import file_errors
from groupadmin.core.file_reader import MEGABYTE, Limits
from groupadmin.core.isolation import stream_isolated
from groupadmin.core.table_reader import Headers, read_table
from tests.core import misbehaving

KNOWN = Headers({"staff_no": ("工号",), "name": ("姓名",), "department": ("部门",)}, must=(("name",),))
PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="gb2312"><title>姓名</title>
<style>td { mso-number-format: "@" }</style></head><body><table border=1>
<tr><td colspan=3>员工&nbsp;名单</td></tr>
<tr><th>工号</th><th>姓名</th><th>部门</th></tr>
<tr><td style="mso-number-format:'\\@'">000123</td><td>张三</td><td rowspan=2>总公司&gt;销售部</td></tr>
<tr><td>000124</td><td>李<b>四</b><br></td></tr>
<tr><td>000125<td>王五<td>工程部
</table></body></html>"""
WORKBOOK = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="说明"><Table><Row><Cell><Data ss:Type="String">请勿修改</Data></Cell></Row></Table></Worksheet>
<Worksheet ss:Name="名单"><Table>
<Row><Cell><Data ss:Type="String">工号</Data></Cell><Cell><Data ss:Type="String">姓名</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="String">部门</Data></Cell></Row>
<Row ss:Index="5"><Cell><Data ss:Type="Number">1</Data><Comment><ss:Data>批注</ss:Data></Comment></Cell>
<Cell><Data ss:Type="String">张三</Data></Cell><Cell ss:StyleID="s1"/>
<Cell ss:MergeDown="1"><Data ss:Type="String">销售部</Data></Cell></Row>
<Row><Cell><Data ss:Type="Number">2</Data></Cell><Cell><Data ss:Type="String">李四</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def read(content, **limits):
    limits = {"max_bytes": 50 * MEGABYTE, "max_rows": 1000} | limits
    return read_table(content, "花名册.xls", known=KNOWN, limits=Limits(**limits))


class WebPages(SimpleTestCase):
    def test_rows_cells_and_joined_cells_in_every_encoding(self):
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
            table = read(PAGE.encode(encoding))
            self.assertEqual(table.header, ("工号", "姓名", "部门"))
            self.assertEqual(
                table.rows,
                [
                    (3, ("000123", "张三", "总公司>销售部")),
                    (4, ("000124", "李四", "总公司>销售部")),
                    (5, ("000125", "王五", "工程部")),
                ],
            )

    def test_a_script_is_neither_run_nor_read(self):
        table = read(PAGE.replace("张三", "张三<script>alert('坏')</script>").encode())
        self.assertEqual(table.rows[0][1][1], "张三")

    def test_a_page_without_a_table_is_a_web_page(self):
        with self.assertRaises(file_errors.NotASheet):
            read("<!DOCTYPE html><html><body><p>请先登录</p></body></html>".encode())

    def test_a_page_cut_in_half(self):
        content = PAGE.encode()
        with self.assertRaises(file_errors.CutShort):
            read(content[: content.index(b"</table>")])

    def test_spans_that_reach_too_far(self):
        with self.assertRaises(file_errors.FarCell):
            read(PAGE.replace("colspan=3", "colspan=9999999").encode())
        table = read(PAGE.replace("rowspan=2", "rowspan=9999999").encode())
        self.assertEqual(table.rows[2][1][2], "总公司>销售部")

    def test_more_rows_than_are_taken(self):
        with self.assertRaises(file_errors.TooManyRows):
            read(PAGE.replace("<tr><td>000124", "<tr><td>x" * 3000 + "<tr><td>000124").encode(), max_rows=10)


class WorkbooksOf2003(SimpleTestCase):
    def test_the_sheet_with_the_headings_its_row_numbers_and_joined_cells(self):
        table = read(WORKBOOK.encode())
        self.assertEqual((table.sheet, table.header), ("名单", ("工号", "姓名", "", "部门")))
        self.assertEqual(table.rows, [(5, ("1", "张三", "", "销售部")), (6, ("2", "李四", "", "销售部"))])

    def test_numbers_that_point_far_away(self):
        for found, far, refusal in (
            ('ss:Index="5"', 'ss:Index="1048576"', file_errors.TooManyRows),
            ('ss:Index="4"', 'ss:Index="16000"', file_errors.FarCell),
        ):
            with self.assertRaises(refusal):
                read(WORKBOOK.replace(found, far).encode())

    def test_entities_do_not_swell(self):
        bomb = WORKBOOK.replace('<?xml version="1.0"?>', '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>')
        self.assertEqual(read(bomb.replace("张三", "&a;&a;").encode()).rows[0][1][1], "&a;&a;")

    def test_cut_in_half_and_other_xml(self):
        with self.assertRaises(file_errors.CutShort):
            read(WORKBOOK.encode()[:-12])
        with self.assertRaises(file_errors.NotASheet):
            read(b'<?xml version="1.0"?><feed><entry>1</entry></feed>')


@override_settings(READER_CPU_SECONDS=5)
class WithoutAnEnd(SimpleTestCase):
    """A page in which nothing is ever closed is gone through once; from each tag on anew would take minutes."""

    def test_what_never_ends_is_not_sought_again_and_again(self):
        for piece in (
            "<a ",
            '<a b="',
            "<a b='c d=\"e ",
            "<a b='c' ",
            "<!--",
            "<![CDATA[",
            "<?",
            "<script>",
            "<",
            "</a ",
        ):
            with self.subTest(piece):
                text = piece * (400_000 // len(piece))
                (found,) = stream_isolated(misbehaving.once, misbehaving.counts_parts, text, file="花名册.xls")
                self.assertGreaterEqual(found, 0)
