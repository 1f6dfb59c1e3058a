"""The brake on full lists, WeCom's two rules."""

from unittest import TestCase

from groupadmin.core.mass_changes import is_mass_removal

STOPS = [
    ("more than 50 and more than 20 %", 200, 51, True),
    ("more than 50 but just 20 %", 255, 51, False),
    ("50 are not more than 50", 200, 50, False),
    ("of thousands, a fifth and one", 10_000, 2001, True),
    ("of thousands, a fifth", 10_000, 2000, False),
    ("few, and more than 80 %", 40, 33, True),
    ("few, and just 80 %", 40, 32, False),
    ("few, and all of them", 10, 10, True),
    ("nobody leaves", 300, 0, False),
    ("nobody was there", 0, 0, False),
]


class BrakeTest(TestCase):
    def test_both_rules_to_the_person(self) -> None:
        for words, present, leaving, stops in STOPS:
            with self.subTest(words):
                self.assertIs(is_mass_removal(present, leaving), stops)
