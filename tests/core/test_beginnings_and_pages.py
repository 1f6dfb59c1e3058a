"""Looking for what begins with some words: the same rows on either database; and links between the floors."""

from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext

from groupadmin.core.addresses import address_of
from groupadmin.core.sql import begins_with
from groupadmin.directory.models import Employee
from tests.making import make_employee


class WhatBeginsWith(TestCase):
    @classmethod
    def setUpTestData(cls):
        for number, name in enumerate(
            ("zhang", "zhangsan", "zhao", "Zhang", "zh%ng", "zh_ng", "张三", "张三丰", "李四")
        ):
            make_employee(f"p{number}", pinyin=name, staff_no=f"P{number}")

    def found(self, prefix):
        rows = Employee.objects.filter(begins_with("pinyin", prefix))
        return sorted(rows.values_list("pinyin", flat=True))

    def test_some_words_is_found_and_nothing_else(self):
        cases = {
            "zhang": ["zhang", "zhangsan"],
            "zha": ["zhang", "zhangsan", "zhao"],
            "zhangsang": [],
            "张": ["张三", "张三丰"],
            "张三丰": ["张三丰"],
        }
        for prefix, expected in cases.items():
            with self.subTest(prefix):
                self.assertEqual(self.found(prefix), expected)

    def test_signs_that_sql_reads_as_anything_mean_themselves(self):
        self.assertEqual(self.found("zh%"), ["zh%ng"])
        self.assertEqual(self.found("zh_"), ["zh_ng"])

    def test_capitals_are_other_letters(self):
        self.assertEqual(self.found("Z"), ["Zhang"])

    def test_nothing_begins_everything(self):
        self.assertEqual(len(self.found("")), 9)

    def test_sqlite_can_walk_an_index_for_it(self):
        with CaptureQueriesContext(connection) as asked:
            self.found("zha")
        sql = asked[0]["sql"]
        if connection.vendor == "sqlite":
            self.assertNotIn("LIKE", sql)
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
                self.assertIn("USING", str(cursor.fetchall()))
        else:
            self.assertIn("LIKE 'zha%'", sql)


class Links(TestCase):
    def test_lead_to_a_page_that_is_there(self):
        self.assertEqual(address_of("home"), "/")
        self.assertEqual(address_of("group", "G00001"), "/groups/G00001/")

    def test_to_a_page_that_is_not_or_with_wrong_parts_are_nothing(self):
        self.assertEqual(address_of("a page of the next release"), "")
        self.assertEqual(address_of("group"), "")
        with override_settings(ROOT_URLCONF="groupadmin.console.urls"):
            self.assertEqual(address_of("group", "G00001"), "")
