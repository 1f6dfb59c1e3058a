"""Long lists are packed piece by piece and come back as they were."""

import json
import zlib
from datetime import date

from django.test import SimpleTestCase

from groupadmin.core.imports import AT_ONCE, _pieces, compress_json, decompress_json


def plain(value):
    """Return what JSON makes of a value in one piece."""
    return json.loads(json.dumps(value, default=str))


class Packing(SimpleTestCase):
    def test_whatever_its_shape_a_value_comes_back(self):
        rows = [(number, ("000123", "张三", None)) for number in range(AT_ONCE * 2 + 1)]
        values = {
            "nothing": None,
            "an empty list": [],
            "an empty object": {},
            "a text": "“引号”\n换行\\",
            "a short list": [1, [2, 3], "四"],
            "a staged table": [("工号", "姓名"), rows, 1, "花名册", (), (), ""],
            "a plan": {"created": rows, "updated": [], "left": rows[:3], "unchanged": 5, "nested": {"heads": rows}},
            "a long list alone": rows,
            "exactly one piece": rows[:AT_ONCE],
            "one row more than a piece": rows[: AT_ONCE + 1],
            "exactly two pieces": rows[: AT_ONCE * 2],
            "long lists in a list": [rows, rows[:2], rows],
            "an undo record": {"before": {str(n): {"name": "张三", "since": None} for n in range(AT_ONCE * 2 + 1)}},
            "a long object of long lists": {str(n): rows[: AT_ONCE + n % 2] for n in range(AT_ONCE + 1)},
        }
        for name, value in values.items():
            with self.subTest(name):
                self.assertEqual(decompress_json(compress_json(value)), plain(value))

    def test_no_piece_holds_more_than_some_rows(self):
        rows = [(n, "张三") for n in range(AT_ONCE * 3)]
        members = {str(n): {"name": "张三"} for n in range(AT_ONCE * 3)}
        for value in (rows, members, {"rows": rows}, {"before": {"stays": members}}, [rows, members]):
            with self.subTest(type(value)):
                self.assertLess(max(map(len, _pieces(value))), AT_ONCE * 30)

    def test_what_is_short_is_written_in_one_go(self):
        self.assertEqual(len(list(_pieces({str(n): {"a": [1, 2], "b": None} for n in range(300)}))), 1)

    def test_days_become_iso_text(self):
        self.assertEqual(decompress_json(compress_json([date(2026, 3, 12)])), ["2026-03-12"])
        self.assertEqual(decompress_json(compress_json([[date(2026, 3, 12)]] * (AT_ONCE + 5)))[-1], ["2026-03-12"])

    def test_nothing_was_packed(self):
        for nothing in (None, b"", memoryview(b"")):
            self.assertIsNone(decompress_json(nothing))

    def test_what_a_database_gives_back_is_a_view_of_memory(self):
        self.assertEqual(decompress_json(memoryview(compress_json(["张三"]))), ["张三"])

    def test_a_list_of_people_shrinks(self):
        rows = [(f"{n:06}", "张三", "总公司/销售部", "在职") for n in range(5000)]
        self.assertLess(len(compress_json(rows)), len(json.dumps(rows, ensure_ascii=False).encode()) / 5)

    def test_half_a_record_is_not_taken_for_a_whole_one(self):
        with self.assertRaises(zlib.error):
            decompress_json(compress_json(list(range(5000)))[:-20])
