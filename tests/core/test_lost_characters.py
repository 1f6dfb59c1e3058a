"""A character that is lost, masked or cut off is told from an ornament, and never drops out of a name."""

from unittest import TestCase

from groupadmin.core.folding import (
    CUT,
    LOST,
    ORNAMENT,
    clean,
    fold,
    has_lost_characters,
    mark,
    name_key,
    nickname_key,
)

MISSING = [
    *(
        "王\ue863明",
        "王\U000f0001明",
        "王\ufffd明",
        "王\ufffd\ufffd\ufffd明",
        "王\ud840明",
        "王\x1a明",
        "王\x81明",
        "王\ufffc明",
    ),
    *("王□明", "王■明", "王▢明", "王○明", "王●明", "王◯明", "王〓明", "王×明", "王✕明", "王⬜明", "王\u0378明"),
    *("王*明", "王＊明", "王**", "王?明", "王？明", "*明", "王__", "王’明", "王xx明", "李XX"),
]
CUT_OFF = ["徐攀…", "徐攀...", "徐攀..", "徐攀。。", "徐攀⋯⋯", "徐攀‥", "徐攀···", "徐攀．．．", "…徐攀", "徐攀. . ."]
WHOLE = [
    *(
        "王明",
        "王䶮明",
        "𠮷田",
        "王\U0002ebf0明",
        "王\u200b明",
        "王\ufe0f明",
        "王 明",
        "★王明★",
        "🌹王明",
        "王明🇨🇳",
        "[玫瑰]王明",
    ),
    *("销售部-张三", "销售部_张三", "张三。", "Jack O'Neil", "xi'an", "阿卜杜拉·买买提", "张三—李四", "王\x00明", ""),
]


class LostTest(TestCase):
    def test_what_is_missing_is_told(self) -> None:
        for text in (*MISSING, *CUT_OFF):
            with self.subTest(text.encode("utf-8", "backslashreplace")):
                self.assertTrue(has_lost_characters(text))

    def test_what_only_decorates_is_not(self) -> None:
        for text in WHOLE:
            with self.subTest(text):
                self.assertFalse(has_lost_characters(text))

    def test_a_nickname_with_a_hole_has_a_key_of_its_own(self) -> None:
        for text in MISSING:
            with self.subTest(text.encode("utf-8", "backslashreplace")):
                self.assertNotIn(nickname_key(text), ("王明", "王", "明"))
        for text in CUT_OFF:
            with self.subTest(text):
                self.assertNotEqual(nickname_key(text), "徐攀")
        self.assertNotEqual(nickname_key("欧阳*"), nickname_key("欧阳"))

    def test_such_a_key_stays_the_same_when_folded_again(self) -> None:
        for text in (*MISSING, *CUT_OFF):
            with self.subTest(text.encode("utf-8", "backslashreplace")):
                self.assertEqual(nickname_key(nickname_key(text)), nickname_key(text))

    def test_a_code_that_nobody_can_read_never_drops_out(self) -> None:
        for text in ("王\ue863明", "王\ud840明", "王\U00100001明", "王\x1a明", "王\x81明"):
            with self.subTest(text.encode("utf-8", "backslashreplace")):
                self.assertEqual((fold(text), name_key(text), clean(text)), ("王\ufffd明",) * 3)

    def test_a_character_younger_than_our_tables_stays_itself(self) -> None:
        self.assertEqual(fold("王\U0002ebf0明"), "王\U0002ebf0明")

    def test_a_clean_text_is_still_known_to_have_lost_something(self) -> None:
        for text in ("王\ue863明", "王\ud840明", "赵*强", "徐攀…"):
            self.assertTrue(has_lost_characters(clean(text)), text)


class MarkTest(TestCase):
    TABLE = (
        ("王□明", f"王{LOST}明"),
        ("王*明-财务部", f"王{LOST}明-财务部"),
        ("财务部-王龑...", f"财务部-王龑{CUT}"),
        ("王🌹明", f"王{ORNAMENT}明"),
        ("王[玫瑰]明", f"王{ORNAMENT}明"),
        ('王<img class="emoji">明', f"王{ORNAMENT}明"),
        ("王　明", "王 明"),
        ("★王明", "-王明"),
    )

    def test_each(self) -> None:
        for text, marked in self.TABLE:
            with self.subTest(text):
                self.assertEqual(mark(text), marked)
