"""Bad and hostile files are refused before they are parsed, each with what, where and what to do."""

import io
import re
import struct
import zipfile

from django.test import SimpleTestCase

from groupadmin.core import archives, file_errors
from groupadmin.core.file_reader import MEGABYTE, Limits
from groupadmin.core.table_reader import Headers, read_table
from tests.sheets import FIXTURES, archive, csv, with_sheet_xml, xlsx

KNOWN = Headers({"staff_no": ("工号",), "name": ("姓名",)}, must=(("name",),))
GOOD = xlsx(("工号", "姓名"), ("1", "张三"))


def page(*rows: tuple[str, ...], sheets: int = 1) -> bytes:
    """Return rows as Excel's XML of 2003, on each of some sheets."""
    lines = "".join("<Row>" + "".join(f"<Cell><Data>{cell}</Data></Cell>" for cell in row) + "</Row>" for row in rows)
    tables = "".join(f'<Worksheet ss:Name="{n}"><Table>{lines}</Table></Worksheet>' for n in range(sheets))
    return f'<?xml version="1.0"?><Workbook>{tables}</Workbook>'.encode()


class Refused(SimpleTestCase):
    def refuse(self, refusal, content, **limits):
        limits = {"max_bytes": 50 * MEGABYTE, "max_rows": 1000} | limits
        with self.assertRaises(refusal) as caught:
            read_table(content, "名单.xlsx", known=KNOWN, limits=Limits(**limits))
        sentence = str(caught.exception)
        self.assertIn("名单.xlsx", sentence)
        return caught.exception

    def test_an_empty_file(self):
        for content in (b"", b" \r\n\t", b"\xef\xbb\xbf", b",,,\n,,"):
            self.refuse(file_errors.EmptyFile, content)
        self.refuse(file_errors.EmptyFile, xlsx())

    def test_too_many_bytes(self):
        self.refuse(file_errors.TooBig, b"x" * 2000, max_bytes=1000)

    def test_too_many_rows(self):
        rows = [("1", "张三")] * 11
        self.refuse(file_errors.TooManyRows, csv(("工号", "姓名"), *rows), max_rows=10)
        self.refuse(file_errors.TooManyRows, xlsx(("工号", "姓名"), *rows), max_rows=10)
        self.refuse(file_errors.TooManyRows, xlsx(("工号", "姓名"), *[("1", "张三")] * 1100), max_rows=10)

    def test_a_million_rows(self):
        def many(xml):
            return xml.replace(b"</sheetData>", b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>')

        self.refuse(file_errors.TooManyRows, with_sheet_xml(GOOD, many), max_rows=200_000)

    def test_a_zip_bomb(self):
        bomb = archive(xl__workbook_xml="<x/>", xl__worksheets__sheet1_xml=b"0" * (40 * MEGABYTE))
        self.refuse(file_errors.BombRefused, bomb)

    def test_a_bomb_that_lies_about_its_size(self):
        content = bytearray(archive(xl__workbook_xml="<x/>", big=b"0" * (40 * MEGABYTE)))
        at = content.rindex(b"PK\x01\x02")
        struct.pack_into("<I", content, at + 24, 10)
        self.refuse(file_errors.Damaged, bytes(content))

    def test_thousands_of_members(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            for number in range(2100):
                made.writestr(f"xl/{number}.xml", "")
        self.refuse(file_errors.BombRefused, out.getvalue())

    def test_a_cell_that_would_make_a_giant_grid(self):
        def far(xml):
            return xml.replace(b"</sheetData>", b'<row r="9"><c r="XFD9"><v>1</v></c></row></sheetData>')

        self.assertEqual(self.refuse(file_errors.FarCell, with_sheet_xml(GOOD, far)).facts["cell"], "XFD9")

    def test_such_a_cell_in_a_sheet_that_is_kept_elsewhere(self):
        content = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(GOOD)) as made, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as moved:
            for name in made.namelist():
                part = made.read(name).replace(b"worksheets/sheet1.xml", b"data1.dat")
                if name == "xl/worksheets/sheet1.xml":
                    name = "xl/data1.dat"
                    part = part.replace(b"</sheetData>", b'<row r="9"><c r="XFD9"><v>1</v></c></row></sheetData>')
                moved.writestr(name, part)
        # Before it is unpacked: the bounds of what was read refuse it as well, and by then it has filled the memory.
        with self.assertRaises(file_errors.FarCell):
            archives.guard(content.getvalue(), "名单.xlsx", Limits(max_bytes=MEGABYTE, max_rows=1000))

    def test_a_cell_longer_than_any_program_writes(self):
        for rows in ((("工号", "姓" * 32_768),), (("工号", "姓名"), ("1", "张" * 32_768))):
            for name, content in (("csv", csv(*rows)), ("web page", page(*rows))):
                with self.subTest(name, row=len(rows)):
                    self.assertEqual(self.refuse(file_errors.CellTooLong, content).facts["line"], len(rows))

    def test_a_text_wider_than_any_list(self):
        wide = csv(("工号", "姓名", *("x" for _column in range(200))), ("1", "张三"))
        self.assertEqual(self.refuse(file_errors.FarCell, wide).facts["cell"], "DA1")

    def test_blank_columns_far_out_are_cut_off(self):
        wide = csv(("工号", "姓名", *("" for _column in range(2000))), ("1", "张三"))
        table = read_table(wide, "名单.csv", known=KNOWN, limits=Limits(max_bytes=MEGABYTE, max_rows=10))
        self.assertLessEqual(len(table.header), 104)

    def test_more_cells_than_a_list_ever_has_over_all_sheets(self):
        rows = [("工号", "姓名"), *((str(number), "张三") for number in range(20))]
        for content in (csv(*rows), page(*rows), xlsx(*rows)):
            self.refuse(file_errors.TooManyCells, content, cells=40)
        self.refuse(file_errors.TooManyCells, page(*rows[:11], sheets=2), cells=40)

    def test_a_giant_grid_of_cells_without_addresses(self):
        rows = (
            b"<row>" + b"<c><v>1</v></c>" * 300 + b"</row>",
            b'<row r="2">' + b'<c t="n"><v>1</v></c>' * 300 + b"</row>",
            b"<row>" + b'<c t="inlineStr"><is><t>row</t></is></c>' * 300 + b"</row>",
            b"<row>" + b"<c/>" * 300 + b"<c><v>1</v></c></row>",
            b'<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            + b"<x:c><x:v>1</x:v></x:c>" * 300
            + b"</x:row>",
        )
        for row in rows:
            with self.subTest(row=row[:20]):
                wide = with_sheet_xml(GOOD, lambda xml, row=row: xml.replace(b"</sheetData>", row + b"</sheetData>"))
                self.refuse(file_errors.FarCell, wide)

    def test_a_narrow_sheet_without_addresses_is_read(self):
        def narrow(xml):
            return re.sub(rb' r="[A-Z]*\d+"', b"", xml)

        content = with_sheet_xml(GOOD, narrow)
        table = read_table(content, "名单.xlsx", known=KNOWN, limits=Limits(max_bytes=MEGABYTE, max_rows=10))
        self.assertEqual(table.rows, [(2, ("1", "张三"))])

    def test_a_formatted_but_empty_far_cell_is_harmless(self):
        def styled(xml):
            return xml.replace(b"</sheetData>", b'<row r="9"><c r="XFD9" s="0"/></row></sheetData>')

        self.assertEqual(len(read_table(with_sheet_xml(GOOD, styled), "x", known=KNOWN).rows), 1)

    def test_entities_in_the_xml(self):
        def entities(xml):
            return b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + xml

        self.refuse(file_errors.Damaged, with_sheet_xml(GOOD, entities))

    def test_a_workbook_cut_in_half(self):
        self.refuse(file_errors.Damaged, GOOD[: len(GOOD) // 2])

    def test_a_text_cut_in_the_middle_of_a_character(self):
        self.refuse(file_errors.CutShort, csv(("工号", "姓名"), ("1", "张三"))[:-1])
        self.refuse(file_errors.CutShort, csv(("工号", "姓名"), ("1", "张三"), encoding="utf-16")[:-1])

    def test_a_quote_that_never_closes(self):
        endless = '工号,姓名\n1,"' + "张三\n" * 60_000
        self.refuse(file_errors.CutShort, endless.encode())

    def test_a_password(self):
        self.refuse(file_errors.Encrypted, (FIXTURES / "protected.xlsx").read_bytes())

    def test_nul_bytes(self):
        self.assertEqual(self.refuse(file_errors.BinaryText, b"a\0b").facts["position"], 1)

    def test_bytes_that_are_no_text(self):
        self.refuse(file_errors.UnknownEncoding, b"\xff\xff\xff" + "工号,姓名".encode() * 9)

    def test_other_kinds_of_files(self):
        others = (
            b"%PDF-1.7 ...",
            b"\x89PNG\r\n\x1a\n",
            b"<html><body><p>1</p></body></html>",
            b"<html><table><tr></tr></table></html>",
            b'<?xml version="1.0"?><Workbook/>',
            archive(word__document_xml="<x/>"),
            archive(ppt__presentation_xml="<x/>"),
            archive(readme="x"),
            bytes.fromhex("D0CF11E0A1B11AE1") + "WordDocument".encode("utf-16-le") + bytes(600),
        )
        for content in others:
            self.refuse(file_errors.NotASheet, content)

    def test_an_old_workbook_cut_before_its_directory(self):
        self.refuse(file_errors.Damaged, (FIXTURES / "old_excel.xls").read_bytes()[:1500])

    def test_a_quote_that_nobody_closed_swallows_no_rows(self):
        cut = self.refuse(file_errors.CutShort, '工号,姓名\n1,张三\n2,"李四\n3,王五\n'.encode())
        self.assertEqual(cut.facts["line"], 3)
        read_table('工号,姓名\n1,5"\n2,李四\n'.encode(), "名单.csv", known=KNOWN)

    def test_an_old_workbook_of_rubbish(self):
        rubbish = bytes.fromhex("D0CF11E0A1B11AE1") + "Workbook".encode("utf-16-le") + bytes(2000)
        self.refuse(file_errors.Damaged, rubbish)
