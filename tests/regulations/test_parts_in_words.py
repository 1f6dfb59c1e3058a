"""Reasons shown to people name the parts of a nickname in words; the template's tokens are for templates only."""

import re

from django.test import SimpleTestCase
from django.utils import translation

from groupadmin.regulations import rendering
from groupadmin.regulations.patterns import TOKENS, Fit, Reason, parse
from groupadmin.regulations.patterns.words import FACTLESS
from groupadmin.regulations.rendering import REASONS, reason_in_words
from members.flags import wording
from members.flags.models import Flag
from members.rosters import row_messages
from tests.making import TODAY

A_TOKEN = re.compile(r"\b[a-z]+_[a-z_]+\b|%\(")
CODES = [*map(str, Reason), *(f"{token}_missing" for token in TOKENS), "something_new", "strange_missing"]
OF_GROUP_NAMES = (Reason.REVEALS, Reason.NOT_A_CODE, Reason.NOT_THE_FIXED_NAME)


class Parts(SimpleTestCase):
    def test_every_part_that_stands_for_a_fact_has_a_word(self):
        self.assertEqual(set(rendering.PARTS), set(TOKENS) - FACTLESS)

    def test_the_words_differ(self):
        with translation.override("en"):
            words = [rendering.pattern_in_words(token) for token in rendering.PARTS]
        self.assertEqual(len(set(words)), len(words))

    def test_a_word_in_english(self):
        with translation.override("en"):
            self.assertEqual(rendering.pattern_in_words("gender_mark"), "★ (man) or ☆ (woman)")
            self.assertEqual(rendering.pattern_in_words("staff_no"), "staff number")

    def test_a_word_in_chinese(self):
        with translation.override("zh-hans"):
            for token in ("staff_no", "mobile", "pupil", "alias", "gender_mark", "team", "region"):
                with self.subTest(token):
                    self.assertIn(TOKENS[token].label, rendering.pattern_in_words(token))

    def test_what_nobody_has_named_is_a_part_of_the_rule(self):
        with translation.override("en"):
            self.assertEqual(rendering.pattern_in_words("secret_token"), "a part of the rule")


class Sentences(SimpleTestCase):
    def test_no_code_shows_in_the_reason_of_a_roster(self):
        for language in ("en", "zh-hans"):
            with translation.override(language):
                for code in CODES:
                    with self.subTest(f"{language}: {code}"):
                        self.assertNotRegex(row_messages.reason(code, {"offending": "供应商", "expected": ""}), A_TOKEN)

    def test_a_missing_part_is_named(self):
        with translation.override("en"):
            self.assertEqual(row_messages.reason("gender_mark_missing", {}), "A part is missing: ★ (man) or ☆ (woman).")
            self.assertEqual(row_messages.nickname_problem("company_missing:张三"), "A part is missing: company.")
            self.assertEqual(row_messages.nickname_problem("class_missing:"), "A part is missing: class.")

    def test_what_offends_is_told(self):
        with translation.override("en"):
            self.assertEqual(
                row_messages.nickname_problem("wrong_separator:—"), "The parts are not to be separated by “—”."
            )
            self.assertEqual(row_messages.nickname_problem("department_unknown:a:b"), "“a:b” is no department.")

    def test_an_unknown_code_says_the_plainest(self):
        with translation.override("en"):
            self.assertEqual(row_messages.reason("something_new", {}), "It does not fit the rule.")

    def test_a_fact_nobody_kept_is_an_ellipsis_and_no_hole(self):
        with translation.override("en"):
            self.assertEqual(row_messages.reason("decided", {}), "Decided before by ….")
            self.assertEqual(row_messages.reason("has_left", {"name": "张三"}), "张三 (…) has left.")

    def test_no_reason_is_no_sentence(self):
        self.assertEqual(row_messages.reason("", {}), "")

    def test_a_nickname_with_a_per_cent_sign_is_told_as_it_is(self):
        with translation.override("en"):
            self.assertEqual(row_messages.nickname_problem("extra_text:100%(name)s"), "“100%(name)s” is too much.")


class Matters(SimpleTestCase):
    def told(self, problem):
        return wording.reason(Flag(kind=Flag.Kind.MISNAMED, evidence={"problem": problem}), TODAY)

    def test_a_matter_about_a_nickname_names_the_part(self):
        with translation.override("en"):
            self.assertEqual(self.told("gender_mark_missing:清风教师"), "A part is missing: ★ (man) or ☆ (woman).")
            self.assertEqual(self.told(""), "It does not fit the rule.")

    def test_and_never_a_token(self):
        for language in ("en", "zh-hans"):
            with translation.override(language):
                for code in CODES:
                    with self.subTest(f"{language}: {code}"):
                        self.assertNotRegex(self.told(f"{code}:清风"), A_TOKEN)


class Library(SimpleTestCase):
    """The same on the page where a regulation can be tried."""

    def test_every_reason_of_a_pattern_has_a_sentence(self):
        self.assertEqual(set(REASONS), set(Reason) - {Reason.FITS})
        with translation.override("en"):
            said = {reason_in_words(Fit(False, "甲", "乙", reason)) for reason in REASONS}
        self.assertEqual(len(said), len(REASONS))

    def test_a_fit_needs_no_reason(self):
        self.assertEqual(reason_in_words(Fit(True, "", "张三")), "")

    def test_a_missing_part_in_the_readers_language(self):
        fit = parse("{alias}{gender_mark}{tag}").check("清风教师", {})
        with translation.override("en"):
            self.assertEqual(reason_in_words(fit), "★ (man) or ☆ (woman) is missing.")
        with translation.override("zh-hans"):
            self.assertIn("★（男）或☆（女）", reason_in_words(fit))

    def test_no_token_shows(self):
        for language in ("en", "zh-hans"):
            with translation.override(language):
                for code in CODES:
                    if code and code not in OF_GROUP_NAMES:
                        with self.subTest(f"{language}: {code}"):
                            self.assertNotRegex(reason_in_words(Fit(False, "供应商", "", code)), A_TOKEN)
