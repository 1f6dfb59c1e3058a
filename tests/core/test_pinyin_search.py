"""Finding people by pinyin: surnames of many readings, initials, spellings people use, and the columns' ends."""

from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from groupadmin.core.pinyin import (
    COMPOUND_SURNAMES,
    INITIALS_LENGTH,
    PINYIN_LENGTH,
    SURNAMES,
    first_reading,
    full_readings,
    is_chinese,
    key_set,
    readings,
    search_keys,
    surname_of,
)

PLAIN = st.text(st.sampled_from("张王李赵单仇曾欧阳尉迟修文一二三重乐长行Jack1𠮷"), min_size=1, max_size=8)


class Surnames(TestCase):
    def test_the_tables_hold_plain_syllables_only(self):
        for name, found in {**SURNAMES, **COMPOUND_SURNAMES}.items():
            with self.subTest(name):
                self.assertTrue(found)
                for syllable in found:
                    self.assertRegex(syllable, "^[a-z]+$")

    def test_compound_surnames_are_of_two_characters_and_two_readings(self):
        for name, found in COMPOUND_SURNAMES.items():
            with self.subTest(name):
                self.assertEqual((len(name), len(found)), (2, 2))

    def test_a_surname_of_two_characters_needs_both(self):
        for name, surname in (
            ("欧阳修文", "欧阳"),
            ("欧修文", "欧"),
            ("司马光", "司马"),
            ("司光", "司"),
            ("诸葛亮", "诸葛"),
            ("张", "张"),
            ("", ""),
        ):
            with self.subTest(name):
                self.assertEqual(surname_of(name), surname)

    def test_a_surname_alone_is_read_as_one(self):
        self.assertEqual(search_keys("单")[0], "shan")
        self.assertEqual(search_keys("尉迟")[0], "yuchi")

    def test_the_same_character_behind_the_surname_is_read_as_usual(self):
        for name, full in (("单单", "shandan"), ("仇仇", "qiuchou"), ("解解", "xiejie"), ("曾曾", "zengceng")):
            with self.subTest(name):
                self.assertEqual(first_reading(name), full)


class Keys(TestCase):
    TABLE = (
        ("张三", "zhangsan", "zs"),
        ("欧阳修文", "ouyangxiuwen", "oyxw"),
        ("Jack", "jack", "jack"),
        ("张三Jack", "zhangsanjack", "zsjack"),
        ("阿卜杜拉·买买提", "abodulamaimaiti", "abdlmmt"),
        ("王 小 五", "wangxiaowu", "wxw"),
        ("女娲", "nvwa", "nw"),
        ("吕布", "lvbu", "lb"),
        ("李4", "li4", "l4"),
        ("·", "", ""),
    )

    def test_full_and_initials(self):
        for name, full, initials in self.TABLE:
            with self.subTest(name):
                found = search_keys(name)
                self.assertEqual(found[1], initials)
                if name != "阿卜杜拉·买买提":
                    self.assertEqual(found[0], full)

    def test_both_scripts_have_the_same_keys(self):
        for traditional, simplified in (("張偉", "张伟"), ("劉麗華", "刘丽华"), ("歐陽修", "欧阳修")):
            with self.subTest(traditional):
                self.assertEqual(search_keys(traditional), search_keys(simplified))
                self.assertEqual(key_set(traditional), key_set(simplified))

    @given(PLAIN)
    def test_keys_are_plain_and_fit_their_columns(self, name):
        full, initials = search_keys(name)
        self.assertLessEqual(len(full), PINYIN_LENGTH)
        self.assertLessEqual(len(initials), INITIALS_LENGTH)
        self.assertEqual(full, full.lower())

    @given(PLAIN)
    def test_the_likeliest_reading_is_the_first_of_all(self, name):
        folded = name.lower()
        self.assertEqual(first_reading(folded), full_readings(folded)[0])
        self.assertEqual(search_keys(folded)[0], first_reading(folded)[:PINYIN_LENGTH])

    @given(PLAIN)
    def test_every_spelling_of_a_name_holds_its_search_key(self, name):
        self.assertIn(search_keys(name)[0], key_set(name))
        self.assertLessEqual(len(full_readings(name)), 12)


class Spellings(TestCase):
    def test_what_people_write(self):
        for name, written in (
            ("欧阳修", {"ouyangxiu", "ouyangx", "oyx", "xiuouyang", "xouyang"}),
            ("李四", {"lisi", "lis", "ls", "sili", "sli"}),
            ("吕布", {"lvbu", "lvb", "lb", "bulv", "blv"}),
        ):
            with self.subTest(name):
                self.assertLessEqual(written, key_set(name))

    def test_a_name_of_many_readings_is_found_by_each(self):
        self.assertLessEqual({"zhangle", "zhangyue"}, set(full_readings("张乐")))
        self.assertLessEqual({"shanyi"}, set(full_readings("单一")))
        self.assertNotIn("danyi", full_readings("单一"))

    def test_a_character_without_a_reading_stands_for_itself(self):
        self.assertEqual(readings("🌹"), ("🌹",))
        self.assertEqual(readings("a"), ("a",))

    def test_readings_carry_no_tone_and_no_doubles(self):
        for char in "重行乐长朝朴吕":
            with self.subTest(char):
                found = readings(char)
                self.assertEqual(len(set(found)), len(found))
                self.assertTrue(all(each.isascii() and each.isalpha() for each in found))

    def test_nothing_has_nothing_but_an_empty_spelling(self):
        self.assertEqual(full_readings(""), ("",))
        self.assertEqual(key_set(""), {""})

    def test_is_chinese(self):
        for text, chinese in (
            ("张三", True),
            ("㐀", True),
            ("𠮷", True),
            ("张-三", False),
            ("張", True),
            ("カ", False),
        ):
            with self.subTest(text):
                self.assertIs(is_chinese(text), chinese)
