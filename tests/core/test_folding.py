"""Folding: what is the same to the console, and what is not."""

from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from groupadmin.core.folding import clean, fold, name_key, nickname_key, same_characters, soften, traditional_pairs

SAME = [
    ("full-width letters and signs", "ＨＲ－张三（Ａ）", "hr-张三(a)"),
    ("em dash", "销售部—张三", "销售部-张三"),
    ("en dash", "销售部–张三", "销售部-张三"),
    ("horizontal bar", "销售部―张三", "销售部-张三"),
    ("minus sign", "销售部−张三", "销售部-张三"),
    ("non-breaking hyphen, which NFKC leaves", "销售部\u2011张三", "销售部-张三"),
    ("box drawing", "销售部─张三", "销售部-张三"),
    ("katakana long mark, a letter by category", "销售部ー张三", "销售部-张三"),
    ("the character 丨 as a bar", "销售部丨张三", "销售部-张三"),
    ("full-width bar", "销售部｜张三", "销售部-张三"),
    ("middle dot", "销售部·张三", "销售部-张三"),
    ("katakana dot", "销售部・张三", "销售部-张三"),
    ("bullet", "销售部•张三", "销售部-张三"),
    ("hyphenation point", "销售部‧张三", "销售部-张三"),
    ("low line", "销售部＿张三", "销售部-张三"),
    ("slash, backslash, tilde, plus, colon, stop, comma", "甲/乙\\丙~丁+戊:己.庚、辛", "甲-乙-丙-丁-戊-己-庚-辛"),
    ("doubled, leading and trailing separators", "--销售部——张三-", "销售部-张三"),
    ("brackets of every kind", "【甲】[乙]（丙）「丁」『戊』〔己〕《庚》<辛>", "(甲)(乙)(丙)(丁)(戊)(己)(庚)(辛)"),
    ("spaces, wide ones too", " 张　三\u2005", "张三"),
    ("zero width and bidi marks", "张\u200b三\u200d\ufeff\u2060\u202e", "张三"),
    ("emoji, flags, skin tones, joiners, variation selectors", "🌹张三👩‍👧‍👦🇨🇳👍🏽❤️", "张三"),
    ("WeChat's emoticon codes", "[玫瑰]张三[OK]", "张三"),
    ("itchat's emoji spans", '张三<span class="emoji emoji1f338"></span>', "张三"),
    ("entities", "张三&amp;李四", "张三&李四"),
    ("traditional characters", "銷售部-張偉", "销售部-张伟"),
    ("traditional in both", "後勤部-鍾麗華", "后勤部-钟丽华"),
    ("case", "Jack ZHANG", "jackzhang"),
    ("circled and ideographic forms", "①㈱", "1(株)"),
    ("a NUL byte", "张\x00三", "张三"),
    ("a private code", "王\ue863明", "王\ufffd明"),
    ("a lone surrogate", "张\ud83d三", "张\ufffd三"),
]
DIFFERENT = [
    ("闫三", "阎三"),
    ("肖三", "萧三"),
    ("付三", "傅三"),
    ("张三", "张王"),
    ("销售一部", "销售部"),
    ("[销售]张三", "张三"),
]


class FoldingTest(TestCase):
    def test_what_is_the_same(self) -> None:
        for words, text, key in SAME:
            with self.subTest(words):
                self.assertEqual(fold(text), key)

    def test_different_surnames_stay_apart(self) -> None:
        for one, other in DIFFERENT:
            with self.subTest(one):
                self.assertNotEqual(fold(one), fold(other))

    def test_the_traditional_form_of_a_surname_is_that_surname(self) -> None:
        for traditional, simplified in (
            ("蕭", "萧"),
            ("閻", "阎"),
            ("閆", "闫"),
            ("葉", "叶"),
            ("範", "范"),
            ("鍾", "钟"),
        ):
            self.assertEqual(fold(traditional), simplified)

    def test_the_table_is_closed_and_maps_one_to_one_character(self) -> None:
        pairs = traditional_pairs()
        self.assertGreater(len(pairs), 4000)
        for code, simplified in pairs.items():
            self.assertEqual(len(simplified), 1)
            self.assertNotIn(ord(simplified), pairs, chr(code))

    def test_a_letter_that_looks_like_a_word_in_brackets_is_no_emoticon(self) -> None:
        self.assertEqual(fold("[财务]张三"), "(财务)张三")

    def test_softening_keeps_case_and_spaces_to_split_by(self) -> None:
        self.assertEqual(soften("【HR】张 三🌹李四"), "(HR)张 三 李四")

    def test_a_name_key_forgets_dots_and_brackets(self) -> None:
        for written in ("阿卜杜拉·买买提", "阿卜杜拉.买买提", "阿卜杜拉 买买提", "阿卜杜拉•买买提", "阿卜杜拉买买提"):
            self.assertEqual(name_key(written), "阿卜杜拉买买提")

    def test_a_nickname_of_nothing_but_emoji_still_has_a_key(self) -> None:
        self.assertEqual(fold("🌹🌹"), "")
        self.assertEqual(nickname_key("🌹🌹"), "🌹🌹")
        self.assertEqual(nickname_key(""), "")

    def test_a_nickname_key_fits_its_column(self) -> None:
        self.assertLessEqual(len(nickname_key("ﷺ" * 128)), 128)

    def test_a_doubtful_traditional_form_is_no_proof(self) -> None:
        self.assertEqual(fold("李乾"), fold("李干"))
        self.assertFalse(same_characters("李乾", "李干"))
        self.assertTrue(same_characters("李乾", "李乾"))
        self.assertTrue(same_characters("張偉", "张伟"))

    @given(st.text())
    @settings(deadline=None)
    def test_folding_a_key_again_changes_nothing(self, text: str) -> None:
        once = fold(text)
        if "<" not in text and "&" not in text and "[" not in text:
            self.assertEqual(fold(once), once)

    @given(st.text(alphabet=st.sampled_from("张三李四销售部-—·【】（） Ａa🌹\u200b\u3000丨ー萧蕭後乾①&<>[]")))
    @settings(deadline=None)
    def test_a_key_holds_no_space_and_only_canonical_marks(self, text: str) -> None:
        key = fold(text)
        self.assertNotRegex(key, r"\s|--|[【】（）—·丨ー🌹\u200b]")
        self.assertFalse(key.startswith("-") or key.endswith("-"))

    @given(st.text())
    @settings(deadline=None)
    def test_every_key_can_be_written_to_a_database(self, text: str) -> None:
        for made in (fold(text), nickname_key(clean(text)), clean(text)):
            self.assertNotIn("\x00", made)
            made.encode("utf-8")


class CleaningTest(TestCase):
    def test_what_people_see_keeps_its_characters(self) -> None:
        self.assertEqual(clean("銷售部—張偉🌹"), "銷售部—張偉🌹")

    def test_a_family_emoji_stays_one_emoji(self) -> None:
        self.assertEqual(clean("👩‍👧"), "👩‍👧")

    def test_invisible_marks_go(self) -> None:
        self.assertEqual(clean(" \ufeff张\u200b三\u202e\x00 \u2005"), "张三")

    def test_mark_up_goes_and_its_text_stays(self) -> None:
        self.assertEqual(clean("<script>alert(1)</script>张三"), "alert(1)张三")
        self.assertEqual(clean('张三<span class="emoji emoji1f338"></span>'), "张三")

    def test_angle_brackets_round_a_department_are_no_mark_up(self) -> None:
        self.assertEqual(clean("<销售部>张三"), "<销售部>张三")

    def test_spaces_become_one(self) -> None:
        self.assertEqual(clean("张\u3000\u3000三\t李"), "张 三 李")
