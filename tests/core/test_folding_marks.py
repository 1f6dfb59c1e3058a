"""Folding, mark by mark: each dash, dot, bracket and invisible sign of practice §4.3, and what must stay."""

import unicodedata
from unittest import TestCase

from groupadmin.core.folding import (
    BRACKET_PAIRS,
    DASHES,
    DOTS,
    KEY_LENGTH,
    OTHER_SEPARATORS,
    SEPARATORS,
    clean,
    fold,
    name_key,
    nickname_key,
    same_characters,
    soften,
    traditional_pairs,
)


class Separators(TestCase):
    def test_every_separator_is_one_and_the_same(self):
        for mark in DASHES + DOTS + OTHER_SEPARATORS:
            with self.subTest(f"U+{ord(mark):04X} {mark}"):
                self.assertEqual(fold(f"销售部{mark}张三"), "销售部-张三" if mark != ">" else "销售部)张三")

    def test_the_list_names_each_mark_once(self):
        for marks in (DASHES, DOTS, OTHER_SEPARATORS):
            self.assertEqual(len(set(marks)), len(marks))

    def test_full_width_forms_go_the_same_way(self):
        for mark in "－＿｜＋：，．；＊＃＝～／＼":
            with self.subTest(mark):
                self.assertIn(unicodedata.normalize("NFKC", mark), SEPARATORS)
                self.assertEqual(fold(f"甲{mark}乙"), "甲-乙")

    def test_runs_of_mixed_separators_are_one(self):
        self.assertEqual(fold("销售部 —·| 张三"), "销售部-张三")
        self.assertEqual(fold("-—·张三·—-"), "张三")
        self.assertEqual(fold("---"), "")

    def test_characters_that_look_like_separators_and_are_words(self):
        for text in ("一", "二", "丁", "八", "卜"):
            with self.subTest(text):
                self.assertEqual(fold(f"张{text}三"), f"张{text}三")


class Brackets(TestCase):
    def test_every_pair_is_one_pair(self):
        for opening, closing in BRACKET_PAIRS:
            with self.subTest(opening):
                self.assertEqual(fold(f"{opening}销售部{closing}张三"), "(销售部)张三")
                self.assertEqual(name_key(f"张三{opening}男{closing}"), "张三男")

    def test_a_bracket_left_open_stays_one(self):
        self.assertEqual(fold("【销售部张三"), "(销售部张三")
        self.assertEqual(fold("销售部】张三"), "销售部)张三")


class Invisible(TestCase):
    MARKS = "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufeff\ufe0f\ufff9\x00\x1b"

    def test_none_of_them_tells_two_names_apart(self):
        for mark in self.MARKS:
            with self.subTest(f"U+{ord(mark):04X}"):
                self.assertEqual(fold(f"张{mark}三"), "张三")

    def test_none_of_them_is_shown(self):
        for mark in self.MARKS:
            if mark != "\ufe0f":
                with self.subTest(f"U+{ord(mark):04X}"):
                    self.assertEqual(clean(f"张{mark}三"), "张三")

    def test_accents_that_combine_belong_to_no_name(self):
        self.assertEqual(fold("张\u0336三\u20dd"), "张三")

    def test_spaces_of_every_width(self):
        for code in (0x20, 0xA0, 0x2002, 0x2003, 0x2005, 0x2009, 0x202F, 0x205F, 0x3000, 0x09, 0x0A):
            with self.subTest(f"U+{code:04X}"):
                self.assertEqual(fold(f"张{chr(code)}三"), "张三")
                self.assertEqual(soften(f"张{chr(code)}三"), "张 三")


class MarkUp(TestCase):
    def test_entities_are_read_and_unknown_ones_stay(self):
        for written, read in (
            ("A&amp;B", "A&B"),
            ("&lt;销售&gt;张三", "<销售>张三"),
            ("张三&#127801;", "张三🌹"),
            ("张三&#x1f339;", "张三🌹"),
            ("R&D-张三", "R&D-张三"),
            ("张&三;", "张&三;"),
        ):
            with self.subTest(written):
                self.assertEqual(clean(written), read)

    def test_tags_go_in_every_case(self):
        for written in (
            "<b>张三</b>",
            "<B>张三</B>",
            "<br/>张三",
            "张三<img src=x onerror=alert(1)>",
            "<p class='a'>张三",
        ):
            with self.subTest(written):
                self.assertEqual(clean(written), "张三")
                self.assertEqual(fold(written), "张三")

    def test_a_script_is_text_that_does_nothing(self):
        for written in ("<script>x</script>张三", "<SCRIPT src=//a>x</SCRIPT>张三"):
            with self.subTest(written):
                self.assertEqual(clean(written), "x张三")

    def test_words_of_brackets_that_are_no_emoticon_stay(self):
        self.assertEqual(fold("[微笑]张三"), "张三")
        self.assertEqual(fold("[Smile]张三"), fold("[smile]张三"))
        self.assertEqual(fold("[采购]张三"), "(采购)张三")


class Keys(TestCase):
    def test_case_of_every_script(self):
        for one, other in (("IT", "it"), ("Ⅷ部", "viii部"), ("STRASSE", "straße"), ("ＨＲ", "hr"), ("Ä", "ä")):
            with self.subTest(one):
                self.assertEqual(fold(one), fold(other))

    def test_a_key_is_cut_to_its_column_and_not_before(self):
        self.assertEqual(len(nickname_key("张" * KEY_LENGTH)), KEY_LENGTH)
        self.assertEqual(len(nickname_key("张" * (KEY_LENGTH + 1))), KEY_LENGTH)
        self.assertEqual(len(fold("张" * (KEY_LENGTH + 1))), KEY_LENGTH + 1)

    def test_two_nicknames_of_signs_only_are_two(self):
        self.assertNotEqual(nickname_key("🌹"), nickname_key("🌹🌹"))
        self.assertEqual(nickname_key(" --- "), "---")

    def test_a_name_key_forgets_what_people_leave_out_and_a_fold_does_not(self):
        for name in ("阿卜杜拉·买买提", "張 三", "Jean-Paul", "欧阳（修）"):
            with self.subTest(name):
                self.assertTrue(name_key(name).isalnum())
        self.assertNotEqual(fold("阿卜杜拉·买买提"), name_key("阿卜杜拉·买买提"))

    def test_rare_characters_of_names_stay_apart(self):
        for one, other in (("𠮷田", "吉田"), ("喆", "哲"), ("堃", "坤"), ("玥", "月"), ("赟", "斌")):
            with self.subTest(one):
                self.assertNotEqual(fold(one), fold(other))

    def test_plain_text_takes_the_short_way_to_the_same_key(self):
        for text in ("张三", "hr", "HR", "000123", "销售1部张三", "张伟"):
            with self.subTest(text):
                self.assertEqual(fold(text), fold(f"\u200b{text}\u200b"))
                self.assertEqual(soften(text), soften(f"\u200b{text}\u200b"))

    def test_the_table_never_maps_a_character_of_a_common_surname_to_another_surname(self):
        pairs = traditional_pairs()
        for (
            surname
        ) in "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚":
            with self.subTest(surname):
                self.assertNotIn(ord(surname), pairs)

    def test_same_characters_in_two_scripts(self):
        for one, other, same in (
            ("張偉", "张伟", True),
            ("劉備", "刘备", True),
            ("李乾", "李干", False),
            ("李乾", "李乾", True),
            ("后羿", "後羿", False),
        ):
            with self.subTest(f"{one} {other}"):
                self.assertEqual(fold(one) == fold(other) and same_characters(one, other), same)


class Cleaning(TestCase):
    def test_what_needs_no_cleaning_is_the_same_object(self):
        text = "销售部—张三🌹"
        self.assertIs(clean(text), text)

    def test_cleaning_twice_changes_nothing(self):
        for text in ("  张  三 ", "<b>张三</b>", "\u202e张三", "👩‍👧‍👦", "A&amp;amp;B", "张\n三"):
            with self.subTest(text):
                once = clean(text)
                if "&" not in once:
                    self.assertEqual(clean(once), once)

    def test_a_joiner_outside_an_emoji_goes(self):
        self.assertEqual(clean("张\u200d三"), "张三")
        self.assertEqual(clean("👨‍💻张三"), "👨‍💻张三")

    def test_nothing_stays_nothing(self):
        for text in ("", " ", "\x00", "\ufeff", "<br>"):
            with self.subTest(repr(text)):
                self.assertEqual(clean(text), "")
