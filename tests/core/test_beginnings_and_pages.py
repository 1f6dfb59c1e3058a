"""Looking for what begins with some words, and turning pages by key: the same rows on either database."""

from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext

from groupadmin.core.keyset import Page, keyset_page
from groupadmin.core.links import address_of
from groupadmin.core.prefixes import begins_with
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


class Pages(TestCase):
    @classmethod
    def setUpTestData(cls):
        for number in range(1, 8):
            make_employee(f"甲{number}", staff_no=f"{number:03}")
        cls.rows = Employee.objects.all()

    def numbers(self, page):
        return [int(row.staff_no) for row in page.rows]

    def page(self, **asked):
        return keyset_page(self.rows, "staff_no", size=3, **asked)

    def test_go_on_to_the_end_each_row_once(self):
        first = self.page()
        second = self.page(after=first.after)
        third = self.page(after=second.after)
        self.assertEqual([self.numbers(page) for page in (first, second, third)], [[1, 2, 3], [4, 5, 6], [7]])
        self.assertEqual((first.before, third.after), ("", ""))

    def test_go_back_the_way_they_came(self):
        third = self.page(after="006")
        second = self.page(before=third.before)
        first = self.page(before=second.before)
        self.assertEqual([self.numbers(page) for page in (second, first)], [[4, 5, 6], [1, 2, 3]])
        self.assertEqual((second.after, first.before), ("006", ""))

    def test_newest_first_is_the_same_walk_downwards(self):
        first = self.page(newest_first=True)
        second = self.page(newest_first=True, after=first.after)
        self.assertEqual([self.numbers(page) for page in (first, second)], [[7, 6, 5], [4, 3, 2]])
        self.assertEqual(self.numbers(self.page(newest_first=True, before=second.before)), [7, 6, 5])

    def test_exactly_full_has_no_page_after_it(self):
        self.assertEqual(keyset_page(self.rows, "staff_no", size=7).after, "")
        self.assertEqual(keyset_page(self.rows, "staff_no", size=6).after, "006")

    def test_beyond_the_end_and_of_nothing_is_empty(self):
        self.assertEqual(self.page(after="999"), Page([]))
        self.assertEqual(keyset_page(Employee.objects.none(), "staff_no"), Page([]))

    def test_a_key_that_has_gone_since_still_marks_its_place(self):
        Employee.objects.filter(staff_no="003").delete()
        self.assertEqual(self.numbers(self.page(after="003")), [4, 5, 6])

    def test_each_costs_one_query_wherever_it_is(self):
        for asked in ({}, {"after": "006"}, {"before": "004"}):
            with self.subTest(asked), CaptureQueriesContext(connection) as sql:
                self.page(**asked)
            self.assertEqual(len(sql), 1)
            self.assertNotIn("OFFSET", sql[0]["sql"])


class Links(TestCase):
    def test_lead_to_a_page_that_is_there(self):
        self.assertEqual(address_of("home"), "/")
        self.assertEqual(address_of("group", "G00001"), "/groups/G00001/")

    def test_to_a_page_that_is_not_or_with_wrong_parts_are_nothing(self):
        self.assertEqual(address_of("a page of the next release"), "")
        self.assertEqual(address_of("group"), "")
        with override_settings(ROOT_URLCONF="groupadmin.console.urls"):
            self.assertEqual(address_of("group", "G00001"), "")
