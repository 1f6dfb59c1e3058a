"""The order in which people look texts up: figures by their value, hanzi by their sound."""

import random

from django.test import SimpleTestCase

from groupadmin.core.pinyin import reading_order


class ReadingOrder(SimpleTestCase):
    def test_each_row_stands_in_the_order_of_a_register(self):
        for row in (
            ["一车间", "二车间", "三车间", "十车间", "十一车间", "二十车间", "一百零二车间"],
            ["第1科", "第2科", "第10科", "第十一科"],
            ["安全部", "财务部", "人力资源部", "销售部", "销售部一组", "销售部二组", "行政部"],
            ["A线", "B线", "b线二段"],
            ["", "部"],
        ):
            with self.subTest(row[0]):
                mixed = random.Random(1).sample(row, len(row))
                self.assertEqual(sorted(mixed, key=reading_order), row)

    def test_no_text_is_too_odd_to_stand_somewhere(self):
        odd = ["零", "百百十", "9" * 64, "一" * 64, "二〇二六年", "🌸", "\u0000", "①", "٣"]
        self.assertEqual(len(sorted(odd, key=reading_order)), len(odd))
