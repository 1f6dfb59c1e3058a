"""The template language of nicknames: what fits, why something does not, and what to write instead."""

from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from groupadmin.regulations.patterns import (
    GroupNameKind,
    GroupNameRule,
    PatternError,
    check_group_name,
    fold,
    parse,
)

FACTS = {"department": ["销售部", "销售"], "name": ["张三"], "company": ["安徽商会"], "post": ["调度员"]}
ELSEWHERE = frozenset({fold("工程部")})
HYPHEN, DASH, NOTHING, ANY = (
    "{department}-{name}",
    "{department}—{name}",
    "{department}{name}",
    "{department}{sep}{name}",
)


class WhatFits(TestCase):
    TABLE = (
        (HYPHEN, "销售部-张三"),
        (HYPHEN, "销售-张三"),  # a short name of the department
        (HYPHEN, "销售部－张三"),  # full-width: one character by NFKC
        (HYPHEN, " 销售部-张三\u2005"),  # the space WeChat puts after a mention
        (HYPHEN, "销售部-张\u200b三"),  # nobody sees it
        (DASH, "销售部—张三"),
        (NOTHING, "销售部张三"),
        (ANY, "销售部张三"),
        (ANY, "销售部 · 张三"),
        ("{name}", "张三"),
        ("{free}{name}{free}", "AA 张三🌹"),
        ("{company}({department}|{post}){name}", "安徽商会销售部张三"),
        ("{company}({department}|{post}){name}", "安徽商会调度员张三"),
        ("({department}{sep}{name}|{name}{sep}{department})", "张三 销售部"),
        ("[{region}-]{name}", "张三"),
        ("[{region}-]{name}", "合肥-张三"),
        ("{alias}{gender_mark}{tag}", "清风☆教师"),
        ("{class}{pupil}{kinship}", "三班刘小明爸爸"),
        ("{class}{pupil}{kinship}", "高一(2)班刘小明奶奶"),
        ("{name}({class}班主任|[{class}]{subject})", "张三三班班主任"),
        ("{name}({class}班主任|[{class}]{subject})", "张三数学"),
    )

    def test_table(self):
        for template, nickname in self.TABLE:
            with self.subTest(f"{template} {nickname}"):
                self.assertTrue(parse(template).check(nickname, FACTS).ok)


class WhyNot(TestCase):
    TABLE = (
        (HYPHEN, "", "empty", ""),
        (HYPHEN, "\u200b ", "empty", ""),
        (HYPHEN, "销售部张三", "missing_separator", "销售部张三"),
        (HYPHEN, "销售部—张三", "wrong_separator", "—"),
        (DASH, "销售部-张三", "wrong_separator", "-"),
        (DASH, "销售部——张三", "wrong_separator", "——"),
        (NOTHING, "销售部-张三", "wrong_separator", "-"),
        (HYPHEN, "销售部 - 张三", "wrong_separator", " - "),
        (HYPHEN, "【销售部】张三", "wrong_separator", "【"),
        (HYPHEN, "张三-销售部", "wrong_order", "张三-销售部"),
        (HYPHEN, "张三", "department_missing", ""),
        (HYPHEN, "供应商-张三", "department_unknown", "供应商"),
        (HYPHEN, "工程部-张三", "department_other", "工程部"),
        (HYPHEN, "销售部-张总", "name_missing", "张总"),
        (HYPHEN, "清风", "name_missing", "清风"),
        (HYPHEN, "销售部-张三13800000000", "extra_text", "13800000000"),
        (HYPHEN, "A销售部-张三", "extra_text", "A"),
        ("{name}", "张三丰", "extra_text", "丰"),
        ("{name}", "销售部-张三", "extra_text", "销售部"),
        ("{free}{name}{free}", "李四", "name_missing", "李四"),
        ("{staff_no}-{name}", "张三", "staff_no_missing", "张三"),
        ("{class}{pupil}{kinship}", "刘小明爸爸", "class_missing", "刘小明爸爸"),
        ("{class}{pupil}{kinship}", "三班刘小明", "kinship_missing", "三班刘小明"),
        ("{alias}{gender_mark}{tag}", "清风教师", "gender_mark_missing", "清风教师"),
    )

    def test_table(self):
        for template, nickname, reason, offending in self.TABLE:
            with self.subTest(f"{template} {nickname}"):
                facts = FACTS | ({"staff_no": ["000123"]} if "staff_no" in template else {})
                fit = parse(template).check(nickname, facts, known_departments=ELSEWHERE)
                self.assertFalse(fit.ok)
                self.assertEqual((fit.reason, fit.offending), (reason, offending))

    def test_the_right_nickname_is_always_said(self):
        for template, nickname, _reason, _offending in self.TABLE:
            with self.subTest(template):
                pattern = parse(template)
                self.assertEqual(pattern.check(nickname, FACTS).expected, pattern.render(FACTS))

    def test_the_offending_part_is_the_original_and_not_its_folded_form(self):
        self.assertEqual(parse(HYPHEN).check("ＡＢＣ-张三", FACTS).offending, "ＡＢＣ")

    def test_a_nickname_of_any_length_is_answered(self):
        fit = parse("{free}{name}{free}").check("长" * 5000, FACTS)
        self.assertFalse(fit.ok)


class Rendering(TestCase):
    def test_an_unknown_fact_stays_visible(self):
        self.assertEqual(parse(HYPHEN).render({"name": ["张三"]}), "部门-张三")

    def test_the_first_value_is_the_proper_one(self):
        self.assertEqual(parse(HYPHEN).render(FACTS), "销售部-张三")

    def test_a_choice_takes_the_first_branch_it_has_the_facts_for(self):
        pattern = parse("{company}({department}|{post}){name}")
        self.assertEqual(pattern.render({"company": ["甲"], "post": ["乙"], "name": ["丙丁"]}), "甲乙丙丁")

    def test_an_optional_part_is_written_when_it_is_known(self):
        pattern = parse("[{region}-]{name}")
        self.assertEqual(pattern.render({"name": ["张三"]}), "张三")
        self.assertEqual(pattern.render({"name": ["张三"], "region": ["合肥"]}), "合肥-张三")

    def test_in_words(self):
        for template, words in (
            (HYPHEN, "部门-姓名"),
            (NOTHING, "部门姓名（中间不加符号）"),
            (ANY, "部门姓名（分隔符不限）"),
            ("{free}{name}{free}", "含真实姓名"),
            ("{name}", "姓名"),
        ):
            with self.subTest(template):
                self.assertEqual(parse(template).describe(), words)

    def test_examples(self):
        self.assertEqual(parse(HYPHEN).example, "销售部-张三")
        self.assertEqual(parse("{class}{pupil}{kinship}").example, "三班刘小明爸爸")


class Splitting(TestCase):
    def test_by_the_separator(self):
        self.assertEqual(parse(HYPHEN).split("销售部-张三"), {"department": "销售部", "name": "张三"})

    def test_a_department_may_hold_the_separator_and_a_name_may_not(self):
        self.assertEqual(parse(HYPHEN).split("研发-后端-张三"), {"department": "研发-后端", "name": "张三"})

    def test_by_words_of_the_rule(self):
        self.assertEqual(
            parse("{class}{pupil}{kinship}").split("三班刘小明爸爸"),
            {"class": "三班", "pupil": "刘小明", "kinship": "爸爸"},
        )
        pattern = parse("{name}({class}班主任|[{class}]{subject})")
        self.assertEqual(pattern.split("王五三班班主任"), {"name": "王五", "class": "三班"})

    def test_what_can_be_cut_in_more_than_one_way_is_not_cut(self):
        self.assertIsNone(parse(NOTHING).split("销售部张三"))

    def test_what_does_not_fit_is_not_cut(self):
        self.assertIsNone(parse(HYPHEN).split("张三"))


class TemplatesThatCannotBeRead(TestCase):
    def test_table(self):
        for template, code, position in (
            ("", "empty", 0),
            ("  ", "empty", 0),
            ("{name", "open_brace", 0),
            ("{nom}", "unknown_token", 0),
            ("{name}-{nom}", "unknown_token", 7),
            ("[{name}", "open_bracket", 0),
            ("({name}|{post}", "open_choice", 0),
            ("{name})", "stray_bracket", 6),
            ("姓名", "no_token", 0),
            ("{name}" * 50, "too_long", 200),
            ("[a][b][c][d][e][f][g]{name}", "too_many_variants", 0),
        ):
            with self.subTest(template):
                with self.assertRaises(PatternError) as caught:
                    parse(template)
                self.assertEqual((caught.exception.code, caught.exception.position), (code, position))

    def test_a_backslash_makes_a_sign_plain(self):
        self.assertEqual(parse(r"\[{department}\]{name}").render(FACTS), "[销售部]张三")


names = st.text(st.sampled_from("张王李赵伟芳娜敏静磊洋艳勇"), min_size=2, max_size=4)
departments = st.text(st.sampled_from("销售工程财务人力资源中心部"), min_size=2, max_size=8)


class Properties(TestCase):
    @given(
        name=names,
        department=departments,
        template=st.sampled_from([HYPHEN, DASH, NOTHING, ANY, "{name}/{department}"]),
    )
    def test_what_is_rendered_fits(self, name, department, template):
        pattern = parse(template)
        facts = {"name": [name], "department": [department]}
        self.assertTrue(pattern.check(pattern.render(facts), facts).ok)

    @given(name=names, department=departments, template=st.sampled_from([HYPHEN, DASH, "{department}/{name}"]))
    def test_what_is_rendered_is_cut_into_the_same_facts(self, name, department, template):
        pattern = parse(template)
        facts = {"name": [name], "department": [department]}
        self.assertEqual(pattern.split(pattern.render(facts)), {"name": name, "department": department})

    @given(nickname=st.text(max_size=40), template=st.sampled_from([HYPHEN, NOTHING, ANY, "{free}{name}{free}"]))
    def test_every_nickname_gets_an_answer_whose_offending_part_is_its_own(self, nickname, template):
        fit = parse(template).check(nickname, FACTS)
        self.assertIn(fit.offending, nickname)
        self.assertEqual(fit.ok, fit.reason == "")

    @given(template=st.text(st.sampled_from("{}[]()|-\\ne{name}{department}"), max_size=30))
    def test_every_template_is_read_or_refused_with_a_code(self, template):
        try:
            parse(template)
        except PatternError as error:
            self.assertTrue(error.code)


class NamesOfGroups(TestCase):
    code = GroupNameRule(GroupNameKind.CODE, conceals=True)
    words = ("保密办", "综合处", "项目")

    def test_a_number_or_initials_pass(self):
        for name in ("001", "GZQ-07", "hfxs", "2026-03号群", "A3工作群"):
            with self.subTest(name):
                self.assertTrue(check_group_name(self.code, name, self.words).ok)

    def test_a_unit_or_its_business_is_found(self):
        fit = check_group_name(self.code, "综合处联络群", self.words)
        self.assertEqual((fit.reason, fit.offending), ("reveals", "综合处"))

    def test_words_that_are_no_code_are_refused(self):
        fit = check_group_name(self.code, "春风群", self.words)
        self.assertEqual((fit.reason, fit.offending), ("not_a_code", "春风群"))

    def test_a_free_name_is_only_asked_not_to_be_empty(self):
        self.assertTrue(check_group_name(GroupNameRule(), "综合处联络群", self.words).ok)
        self.assertEqual(check_group_name(GroupNameRule(), "  ").reason, "empty")

    def test_a_fixed_name(self):
        rule = GroupNameRule(GroupNameKind.FIXED, "工程部工作群")
        self.assertTrue(check_group_name(rule, "工程部工作群").ok)
        self.assertEqual(check_group_name(rule, "工程部群").expected, "工程部工作群")

    def test_after_a_pattern(self):
        rule = GroupNameRule(GroupNameKind.PATTERN, "{free}{department}{free}")
        self.assertTrue(check_group_name(rule, "工程部工作群", facts={"department": ["工程部"]}).ok)
        self.assertEqual(
            check_group_name(rule, "技术群", facts={"department": ["工程部"]}).reason, "department_unknown"
        )
