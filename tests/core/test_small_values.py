"""Packed values, what is wrong with a row, and word lists: what goes in comes out, in both languages."""

import tempfile
from datetime import date
from pathlib import Path
from unittest import TestCase

from django.test import SimpleTestCase
from django.utils import translation

from groupadmin.core.errors import RowError, reasons_by_row
from groupadmin.core.folding import read_pairs, read_words
from groupadmin.core.headings import PERSONAL
from groupadmin.core.imports import compress_json, decompress_json
from groupadmin.core.sql import chunks


class Packing(TestCase):
    def test_gives_back_what_went_in(self):
        values = ([["群昵称", "销售部-张三🌸"], ["", None]], {"rows": 3, "who": ["000231"]}, [], "", 0, 1.5)
        for value in values:
            with self.subTest(value=value):
                self.assertEqual(decompress_json(compress_json(value)), value)

    def test_makes_text_of_days_and_nothing_of_nothing(self):
        self.assertEqual(decompress_json(compress_json([date(2026, 3, 12)])), ["2026-03-12"])
        self.assertIsNone(decompress_json(None))
        self.assertIsNone(decompress_json(b""))

    def test_takes_what_postgresql_hands_out(self):
        self.assertEqual(decompress_json(memoryview(compress_json(["甲"]))), ["甲"])

    def test_makes_a_long_list_small(self):
        rows = [["销售部-张三", "在册"]] * 5000
        self.assertLess(len(compress_json(rows)), 5000)


class Chunks(TestCase):
    def test_hold_all_in_order_and_the_last_what_is_left(self):
        self.assertEqual([list(some) for some in chunks([1, 2, 3, 4, 5], 2)], [[1, 2], [3, 4], [5]])
        self.assertEqual([list(some) for some in chunks([1, 2], 2)], [[1, 2]])
        self.assertEqual(list(chunks([], 2)), [])


class AProblem(SimpleTestCase):
    def test_says_what_where_and_what_to_do_in_both_languages(self):
        facts = {
            "empty": ("", {}, "“Staff number” is empty."),
            "too_long": ("x", {"limit": 20}, "“Staff number” is longer than 20 characters."),
            "not_a_date": ("昨天", {}, "Write it like 2025-01-31."),
            "not_a_number": ("多", {}, "“多” in “Staff number” is not a number."),
            "unknown_word": ("可能", {"known": "是, 否"}, "Use one of: 是, 否."),
            "twice_in_file": ("007", {"first": 3}, "“007” in “Staff number” stands in row 3 already."),
            "digits_lost": ("1.2E+17", {}, "Format the column as text and type it again."),
            "formula_error": ("#N/A", {}, "“Staff number” holds a formula's error, #N/A."),
            "not_calculated": ("", {}, "“Staff number” holds a formula that no program has worked out yet."),
            "too_many_cells": ("后勤", {}, "This line has more cells than there are headings (后勤)"),
        }
        self.assertEqual(set(facts), set(RowError.wordings), "a code without a test")
        for code, (value, more, words) in facts.items():
            problem = RowError(5, "Staff number", value, code, more)
            with self.subTest(code):
                with translation.override("en"):
                    self.assertIn(words, problem.reason)
                with translation.override("zh-hans"):
                    self.assertNotIn(words, problem.reason)
                    if code != "too_many_cells":  # that one is about the line
                        self.assertIn("Staff number", problem.reason, "the column keeps the file's own heading")

    def test_is_printed_with_row_column_value_and_reason(self):
        with translation.override("en"):
            told = RowError(7, "部门", "", "empty").as_dict()
        self.assertEqual(told, {"row": 7, "column": "部门", "value": "", "reason": "“部门” is empty."})

    def test_survives_a_preview_and_speaks_the_language_of_who_reads_it_then(self):
        kept = decompress_json(compress_json(RowError(7, "部门", "x" * 30, "too_long", {"limit": 20}).packed()))
        again = RowError.unpacked(kept)
        with translation.override("en"):
            self.assertEqual(again.reason, "“部门” is longer than 20 characters.")
        self.assertEqual((again.row, again.facts), (7, {"limit": 20}))

    def test_all_reasons_of_a_row_stand_together_in_the_order_they_were_found(self):
        found = [
            RowError(3, "B", "", "empty"),
            RowError(2, "A", "", "empty"),
            RowError(3, "A", "?", "not_a_date"),
        ]
        with translation.override("en"):
            reasons = reasons_by_row(found)
        self.assertEqual(list(reasons), [3, 2])
        self.assertEqual(reasons[3], "“B” is empty. “?” in “A” is not a date. Write it like 2025-01-31.")
        self.assertEqual(reasons_by_row([]), {})

    def test_a_value_with_signs_of_our_own_wording_breaks_nothing(self):
        problem = RowError(1, "100%", "%(column)s %s", "not_a_number")
        with translation.override("en"):
            self.assertEqual(problem.reason, "“%(column)s %s” in “100%” is not a number.")


class WordLists(TestCase):
    def read(self, text, reader):
        with tempfile.TemporaryDirectory() as folder:
            page = Path(folder, "words.txt")
            page.write_text(text, encoding="utf-8")
            return reader(page)

    def test_are_words_between_spaces_and_line_ends_without_comments(self):
        self.assertEqual(self.read("# 说明 text\n甲 乙\n\n  丙\n", read_words), ("甲", "乙", "丙"))
        self.assertEqual(self.read("", read_words), ())

    def test_of_pairs_have_several_values_and_keep_a_second_colon(self):
        pairs = self.read("重:zhong/chong\n# 乐:le\n时:a:b\n", read_pairs)
        self.assertEqual(pairs, {"重": ("zhong", "chong"), "时": ("a:b",)})

    def test_personal_columns_are_named_and_work_columns_are_not_among_them(self):
        self.assertLessEqual({"手机号", "身份证号", "生日", "银行卡号", "家庭住址", "mobile", "紧急联系人"}, PERSONAL)
        self.assertFalse({"姓名", "工号", "部门", "岗位", "群昵称", "入职日期", "离职日期"} & PERSONAL)
