"""The plan with the pattern language itself: what is misnamed, why, and what to copy."""

from unittest import TestCase

from groupadmin.regulations.patterns import parse
from members.identity.values import GroupRules, Tier, Verdict
from tests.identity.making import only, planned, who

CASES = [
    ("right", "{department}-{name}", "华东区-张三", Verdict.OK, "", ""),
    ("right by a short name", "{department}-{name}", "人资-闫闯", Verdict.OK, "", ""),
    ("another dash", "{department}-{name}", "华东区—张三", Verdict.MISNAMED, "wrong_separator", "华东区-张三"),
    ("the dash the rule means", "{department}—{name}", "华东区—张三", Verdict.OK, "", ""),
    ("turned", "{department}-{name}", "张三-华东区", Verdict.MISNAMED, "wrong_order", "华东区-张三"),
    ("department missing", "{department}-{name}", "张三", Verdict.MISNAMED, "department_missing", "华东区-张三"),
    ("no mark between", "{department}{name}", "华东区张三", Verdict.OK, "", ""),
    ("name alone", "{name}", "张三", Verdict.OK, "", ""),
    ("name alone, with an emoji", "{name}", "张三🌹", Verdict.MISNAMED, "extra_text", "张三"),
    ("company, department, name", "{company}-{department}-{name}", "某某公司-华东区-张三", Verdict.OK, "", ""),
    ("name and staff number", "{name}{staff_no}", "张三000101", Verdict.OK, "", ""),
]


class RealPatternsTest(TestCase):
    def test_verdict_reason_and_correct_nickname(self) -> None:
        for words, template, nickname, verdict, reason, correct in CASES:
            with self.subTest(words):
                row = only(planned(nickname, rules=GroupRules(patterns={"": (parse(template),)})))
                self.assertEqual((row.verdict, row.correct_nickname), (verdict, correct))
                if reason:
                    self.assertEqual(row.reason, reason)

    def test_a_region_is_no_unknown_unit_where_the_rule_asks_for_one(self) -> None:
        self.assertEqual(who("西北-张三").tier, Tier.FUZZY)
        self.assertEqual(who("西北-张三", rules=GroupRules(patterns={"": (parse("{region}-{name}"),)})).tier, Tier.NAME)

    def test_but_a_word_that_says_outside_is_wherever_it_stands(self) -> None:
        rules = GroupRules(patterns={"": (parse("{region}-{name}"),)})
        self.assertEqual(who("供应商-张三", rules=rules).tier, Tier.FUZZY)
