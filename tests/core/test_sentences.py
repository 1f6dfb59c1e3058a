"""Sentences one after the other: a space between them in English, none after a Chinese full stop."""

from django.test import SimpleTestCase
from django.utils import translation

from groupadmin.core.errors import sentences


class Sentences(SimpleTestCase):
    def test_stand_apart_in_english(self):
        with translation.override("en"):
            self.assertEqual(sentences("He left.", "She stays.", "All is well."), "He left. She stays. All is well.")

    def test_stand_close_in_chinese(self):
        with translation.override("zh-hans"):
            self.assertEqual(
                sentences("外部人员，目前无人担保。", "由张三邀请。"), "外部人员，目前无人担保。由张三邀请。"
            )

    def test_what_says_nothing_leaves_no_gap(self):
        self.assertEqual((sentences("", "One.", ""), sentences(), sentences("")), ("One.", "", ""))
