"""The template language itself: what is read, what is refused and where, how a rule is said and rendered."""

from unittest import TestCase

from groupadmin.regulations.patterns import TOKENS, PatternError, parse
from groupadmin.regulations.patterns.template import (
    LONGEST_TEMPLATE,
    MOST_VARIANTS,
    Literal,
    Token,
    parse_template,
    variants,
)


def plain(variant) -> str:
    return "".join(item.text if isinstance(item, Literal) else f"<{item.name}>" for item in variant)


class Reading(TestCase):
    VARIANTS = (
        ("{department}-{name}", ["<department>-<name>"]),
        ("[{region}-]{name}", ["<region>-<name>", "<name>"]),
        ("({department}|{post}){name}", ["<department><name>", "<post><name>"]),
        ("(甲|乙)[丙]{name}", ["甲丙<name>", "甲<name>", "乙丙<name>", "乙<name>"]),
        ("{name}([{class}]{subject}|老师)", ["<name><class><subject>", "<name><subject>", "<name>老师"]),
        (r"\{{name}\}", ["{<name>}"]),
        (r"\({name}\|\)", ["(<name>|)"]),
        (r"\\{name}", ["\\<name>"]),
        ("{ name }", ["<name>"]),
        ("{name}\\", ["<name>\\"]),
    )

    def test_a_template_says_every_nickname_it_allows_the_fullest_first(self):
        for template, expected in self.VARIANTS:
            with self.subTest(template):
                self.assertEqual([plain(each) for each in variants(parse_template(template))], expected)

    def test_neighbouring_words_are_one_piece(self):
        (variant,) = parse("甲乙-{name}").variants
        self.assertEqual(variant, (Literal("甲乙-"), Token("name")))

    def test_tokens_are_named_once_in_order_and_without_those_that_stand_for_nothing(self):
        self.assertEqual(parse("({post}{sep}{name}|{name}{free}{tag})").tokens, ("post", "name", "tag"))

    def test_the_same_template_is_read_once(self):
        self.assertIs(parse("{department}-{name}"), parse("{department}-{name}"))

    REFUSED = (
        ("{name", "open_brace", 0),
        ("部门-{name", "open_brace", 3),
        ("{}", "unknown_token", 0),
        ("{Name}", "unknown_token", 0),
        ("{name}{姓名}", "unknown_token", 6),
        ("甲[{name}", "open_bracket", 1),
        ("甲({name}", "open_choice", 1),
        ("({name}]", "stray_bracket", 7),
        ("{name}]", "stray_bracket", 6),
        ("{name}|{post}", "stray_bracket", 6),
        ("{name}}", "stray_bracket", 6),
        (r"\{name", "no_token", 0),
        ("\u3000", "empty", 0),
    )

    def test_what_cannot_be_read_is_refused_with_the_place(self):
        for template, code, position in self.REFUSED:
            with self.subTest(template):
                with self.assertRaises(PatternError) as caught:
                    parse(template)
                self.assertEqual((caught.exception.code, caught.exception.position), (code, position))
                self.assertEqual(str(caught.exception), f"{code} at {position}")

    def test_the_longest_template(self):
        name = "{name}"
        self.assertTrue(parse("长" * (LONGEST_TEMPLATE - len(name)) + name))
        with self.assertRaises(PatternError) as caught:
            parse("长" * (LONGEST_TEMPLATE - len(name) + 1) + name)
        self.assertEqual(caught.exception.code, "too_long")

    def test_the_most_variants(self):
        self.assertEqual(len(parse("[a][b][c][d][e][f]{name}").variants), MOST_VARIANTS)
        with self.assertRaises(PatternError) as caught:
            parse("[a][b][c][d][e](f|g|h){name}")
        self.assertEqual(caught.exception.code, "too_many_variants")


class InWords(TestCase):
    TABLE = (
        ("{company}({department}|{post}){name}", "公司（部门或岗位）姓名（中间不加符号）"),
        ("[{region}-]{name}", "（可加地区-）姓名"),
        ("【{department}】{name}", "【部门】姓名"),
        ("{alias}{gender_mark}{tag}", "自取名★（男）或☆（女）标签"),
        ("{name}{sep}{staff_no}", "姓名工号（分隔符不限）"),
        ("{free}{name}{free}{mobile}", "含真实姓名、手机号"),
        ("{class}-{pupil}-{kinship}", "班级-学生姓名-亲属关系"),
    )

    def test_a_rule_in_plain_chinese(self):
        for template, words in self.TABLE:
            with self.subTest(template):
                self.assertEqual(parse(template).describe(), words)

    def test_no_token_shows_in_it(self):
        for name in TOKENS:
            if name in ("sep", "free"):
                continue
            with self.subTest(name):
                self.assertNotIn(name, parse("{" + name + "}").describe())

    def test_the_example_of_a_rule_fits_it(self):
        for template, _words in self.TABLE:
            with self.subTest(template):
                pattern = parse(template)
                self.assertTrue(pattern.check(pattern.example, {}).ok, pattern.example)


class Rendering(TestCase):
    FACTS = {"name": ["张三"], "department": ["", "销售部"], "region": ["合肥"], "post": []}

    TABLE = (
        ("{department}-{name}", "销售部-张三"),
        ("{post}-{name}", "岗位-张三"),
        ("({post}|{department}){name}", "销售部张三"),
        ("({post}|{team}){name}", "岗位张三"),
        ("[{region}-]{name}", "合肥-张三"),
        ("[{post}-]{name}", "张三"),
        ("{name}[（老员工）]", "张三"),
        ("{name}[-({post}|{region})]", "张三-合肥"),
        ("{name}[-({post}|{team})]", "张三"),
        ("{free}{name}{free}", "张三"),
        ("{name}{sep}{region}", "张三合肥"),
        (r"\[{region}\]{name}", "[合肥]张三"),
    )

    def test_the_nickname_to_copy(self):
        for template, nickname in self.TABLE:
            with self.subTest(template):
                self.assertEqual(parse(template).render(self.FACTS), nickname)

    def test_what_is_rendered_keeps_width_and_case_of_the_rule(self):
        self.assertEqual(parse("ＩＴ－{name}").render(self.FACTS), "ＩＴ－张三")


class Cutting(TestCase):
    TABLE = (
        ("{department}-{name}", "研发部-后端组-张三", {"department": "研发部-后端组", "name": "张三"}),
        ("【{department}】{name}", "【销售部】张三", {"department": "销售部", "name": "张三"}),
        ("{name}-{staff_no}", "张三-HR-001", {"name": "张三", "staff_no": "HR-001"}),
        ("[{region}-]{name}", "张三", {"name": "张三"}),
        ("[{region}-]{name}", "合肥-张三", {"region": "合肥", "name": "张三"}),
        ("{name}{sep}{mobile}", "张三 13800000000", {"name": "张三", "mobile": "13800000000"}),
        ("{free}{name}{free}", "AA张三", None),
        ("{department}-{name}", "张三", None),
        ("{name}{tag}", "张三丰教师", None),
    )

    def test_by_the_pattern_alone(self):
        for template, nickname, expected in self.TABLE:
            with self.subTest(f"{template} ← {nickname}"):
                self.assertEqual(parse(template).split(nickname), expected)
