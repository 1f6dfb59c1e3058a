"""Each file that is refused at the door gets a sentence: what, where and what to do, in English and in Chinese."""

import openpyxl
from django.test import SimpleTestCase
from django.utils import translation

from groupadmin.core import file_errors
from groupadmin.core.file_reader import MEGABYTE, Limits
from groupadmin.core.table_reader import Headers, read_table
from tests.chinese import chinese
from tests.sheets import FIXTURES, archive, csv, saved, with_sheet_xml, xlsx

KNOWN = Headers({"staff_no": ("工号",), "name": ("姓名",)}, must=(("staff_no",), ("name",)))
HEADER, PERSON = ("工号", "姓名"), ("000123", "张三")
GOOD = xlsx(HEADER, PERSON)
LIMITS = Limits(max_bytes=50 * MEGABYTE, max_rows=1000)


def cell_far_out(xml):
    return xml.replace(b"</sheetData>", b'<row r="7"><c r="ZZ7"><v>1</v></c></row></sheetData>')


def bomb():
    return archive(xl__workbook_xml="<x/>", xl__worksheets__sheet1_xml=b"0" * (40 * MEGABYTE))


def refused(content, limits=LIMITS, name="花名册.xlsx"):
    """Return the refusal of a file; fails the test where there is none."""
    try:
        read_table(content, name, known=KNOWN, limits=limits)
    except file_errors.Unreadable as refusal:
        return refusal
    raise AssertionError("this file was taken")


# A file, the code of its refusal, the beginning of what is said of it in English, and what must be in it in Chinese.
FILES = (
    (b"", "empty_file", "“花名册.xlsx” is empty.", "“花名册.xlsx”"),
    (b"%PDF-1.7", "not_a_sheet", "“花名册.xlsx” is a PDF, not a table.", ".csv"),
    (b"\xff\xd8\xff\xe0JFIF", "not_a_sheet", "“花名册.xlsx” is a picture, not a table.", ".csv"),
    (b"Rar!\x1a\x07\x00", "not_a_sheet", "“花名册.xlsx” is an archive, not a table.", ".csv"),
    (b"<TABLE><tr>", "not_a_sheet", "“花名册.xlsx” is a web page, not a table.", ".csv"),
    (b"\xef\xbb\xbf <?xml version='1.0'?>", "not_a_sheet", "“花名册.xlsx” is an XML file, not a table.", ".csv"),
    (archive(word__document_xml="<x/>"), "not_a_sheet", "“花名册.xlsx” is a Word document, not a table.", ".xlsx"),
    (b"1,\0", "nul_bytes", "“花名册.xlsx” holds NUL bytes at position 2", "2"),
    (csv(HEADER, PERSON)[:-1], "cut_short", "“花名册.xlsx” stops in the middle of line 2.", "2"),
    (GOOD[:400], "damaged", "“花名册.xlsx” is damaged or only half there.", ".xlsx"),
    (with_sheet_xml(GOOD, cell_far_out), "far_cell", "“花名册.xlsx” has something in cell ZZ7", "ZZ7"),
    (csv(("甲", "乙"), PERSON), "header_not_found", "No heading of “花名册.xlsx” is known. Found: 甲、乙.", "甲、乙"),
    (csv(("姓名",), ("张三",)), "columns_missing", "“花名册.xlsx” has no column for: 工号. Found: 姓名.", "工号"),
)


class WhatIsSaidOfAFile(SimpleTestCase):
    def test_in_english_what_and_where(self):
        with translation.override("en"):
            for content, code, beginning, _in_chinese in FILES:
                with self.subTest(beginning):
                    refusal = refused(content)
                    self.assertEqual(refusal.code, code)
                    self.assertTrue(str(refusal).startswith(beginning), str(refusal))

    def test_in_chinese_the_same_facts(self):
        for content, code, _beginning, fact in FILES:
            with self.subTest(code):
                refusal = refused(content)
                sentence = chinese(refusal.wording, **refusal.facts)
                self.assertIn("花名册.xlsx", sentence)
                self.assertIn(fact, sentence)
                self.assertTrue(sentence.endswith("。"), sentence)

    def test_every_refusal_there_is_has_a_code_of_its_own_and_chinese(self):
        kinds = [file_errors.HeaderNotFound, *file_errors.HeaderNotFound.__subclasses__()]
        kinds += [kind for kind in file_errors.Unreadable.__subclasses__() if kind not in kinds]
        kinds = [kind for kind in kinds if kind.__module__ == file_errors.__name__]  # other rooms have more of them
        codes = [kind.code for kind in kinds]
        self.assertEqual(len(set(codes)), len(codes))
        self.assertEqual(len(codes), 19)
        facts = dict.fromkeys(("file", "size", "limit", "packed", "cell", "what", "position", "line"), "x")
        for kind in kinds:
            with self.subTest(kind.code):
                self.assertIn("x", chinese(kind.wording, **facts, found="甲", expected="乙"))

    def test_a_password_and_an_unknown_encoding(self):
        with translation.override("en"):
            locked = refused((FIXTURES / "protected.xlsx").read_bytes())
            self.assertIn("Take the password off", str(locked))
            strange = refused("工号,姓名\n".encode() + b"\xff\xff" + "1,张三\n".encode() * 9)
            self.assertEqual((strange.code, strange.facts["position"] > 0), ("unknown_encoding", True))

    def test_the_figures_of_a_file_that_is_too_much(self):
        small = Limits(max_bytes=MEGABYTE, max_rows=2)
        with translation.override("en"):
            big = str(refused(b"x" * (MEGABYTE * 3 // 2), small))
            self.assertTrue(big.startswith("“花名册.xlsx” is 1.5 MB; at most 1 MB are accepted."), big)
            rows = str(refused(xlsx(HEADER, PERSON, PERSON, PERSON), small))
            self.assertTrue(rows.startswith("“花名册.xlsx” has more than 2 rows."), rows)
            swollen = str(refused(bomb()))
            self.assertTrue(swollen.startswith("“花名册.xlsx” would unpack to 40 MB from 0.0 MB"), swollen)

    def test_a_refusal_as_a_command_prints_it(self):
        told = refused(csv(("姓名",), ("张三",))).as_dict()
        self.assertEqual(told["code"], "columns_missing")
        self.assertIn("工号", str(told))


class TheEdgesOfTheLimits(SimpleTestCase):
    def taken(self, content, **limits):
        return read_table(content, "x", known=KNOWN, limits=Limits(**({"max_bytes": 10**7, "max_rows": 1000} | limits)))

    def test_exactly_as_many_bytes_and_rows_as_allowed(self):
        content = csv(HEADER, PERSON, PERSON)
        self.assertEqual(len(self.taken(content, max_bytes=len(content), max_rows=2).rows), 2)
        self.assertEqual(refused(content, Limits(len(content) - 1, 2)).code, "too_big")
        self.assertEqual(refused(content, Limits(len(content), 1)).code, "too_many_rows")

    def test_empty_rows_do_not_count(self):
        self.assertEqual(len(self.taken(csv(HEADER, PERSON, ("", ""), ("", ""), PERSON), max_rows=2).rows), 2)

    def test_the_last_column_a_list_may_have(self):
        def at(cell):
            return lambda xml: xml.replace(
                b"</sheetData>", b'<row r="7"><c r="%s7"><v>1</v></c></row></sheetData>' % cell
            )

        self.assertEqual(len(self.taken(with_sheet_xml(GOOD, at(b"CZ"))).rows), 2)
        self.assertEqual(refused(with_sheet_xml(GOOD, at(b"DA"))).facts["cell"], "DA7")

    def test_a_member_that_cannot_be_unpacked_is_damage(self):
        content = bytearray(GOOD)
        at = content.index(b"xl/worksheets/sheet1.xml") + 40
        content[at] ^= 0xFF
        self.assertEqual(refused(bytes(content)).code, "damaged")

    def test_a_workbook_of_empty_sheets_is_an_empty_file(self):
        book = openpyxl.Workbook()
        book.create_sheet("第二页")
        self.assertEqual(refused(saved(book)).code, "empty_file")

    def test_a_workbook_whose_list_is_hidden(self):
        book = openpyxl.Workbook()
        book.active.append(("说明", "请填写"))
        hidden = book.create_sheet("花名册")
        hidden.append(HEADER)
        hidden.append(PERSON)
        hidden.sheet_state = "veryHidden"
        self.assertEqual(refused(saved(book)).code, "header_not_found")
