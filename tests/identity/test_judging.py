"""What is said of somebody identified: left, out of scope, wrong post, misnamed, in that order; and the right words."""

from unittest import TestCase

from groupadmin.regulations.patterns import parse
from members.identity.row_review import RowReviewer
from members.identity.values import GroupRules, KnownMembership, Verdict
from tests.identity.making import EAST, FINANCE, HR, INDEX, NO_RULES, SALES, TinyPattern

RULE = GroupRules(patterns={"": (parse("{department}-{name}"),)})


def membership(employee: int | None = None, kind: str = "PERSONAL") -> KnownMembership:
    return KnownMembership(1, employee, "EMPLOYEE" if employee else "UNKNOWN", "旧名", "旧名", account_kind=kind)


def judged(person: int, shown: str, rules: GroupRules, where: KnownMembership | None = None, *, reliable: bool = True):
    found = INDEX.person(person)
    assert found is not None
    return RowReviewer(INDEX, rules).judge(found, shown, where, names_reliable=reliable)


class OrderOfVerdicts(TestCase):
    STRICT = GroupRules(patterns=RULE.patterns, scope=frozenset((FINANCE,)), posts=("会计",))

    def test_leaving_weighs_most(self) -> None:
        found = judged(12, "乱七八糟", self.STRICT)
        self.assertEqual((found.verdict, found.reason), (Verdict.LEAVER, "has_left"))
        self.assertEqual(dict(found.facts), {"name": "孙八", "staff_no": "000112"})
        self.assertEqual(found.correct_nickname, "")

    def test_then_the_scope(self) -> None:
        found = judged(1, "乱七八糟", self.STRICT)
        self.assertEqual((found.verdict, found.reason), (Verdict.INELIGIBLE, "outside_scope"))
        self.assertEqual(dict(found.facts), {"department": "华东区"})
        self.assertEqual(found.correct_nickname, "华东区-张三")

    def test_who_had_a_membership_was_transferred(self) -> None:
        self.assertEqual(judged(1, "张三", self.STRICT, membership(1)).verdict, Verdict.TRANSFERRED)
        self.assertEqual(judged(1, "张三", self.STRICT, membership(2)).verdict, Verdict.INELIGIBLE)
        self.assertEqual(judged(1, "张三", self.STRICT, membership(None)).verdict, Verdict.INELIGIBLE)

    def test_then_the_post(self) -> None:
        found = judged(8, "乱七八糟", self.STRICT)
        self.assertEqual((found.verdict, found.reason), (Verdict.INELIGIBLE, "outside_posts"))
        self.assertEqual(dict(found.facts), {"post": "", "posts": "会计"})

    def test_any_word_of_the_posts_will_do(self) -> None:
        self.assertEqual(judged(1, "张三", GroupRules(posts=("总监", "经理"))).verdict, Verdict.OK)

    def test_then_the_nickname(self) -> None:
        found = judged(8, "陈伟", GroupRules(patterns=RULE.patterns, scope=frozenset((FINANCE,))))
        self.assertEqual((found.verdict, found.reason), (Verdict.MISNAMED, "department_missing"))
        self.assertEqual(dict(found.facts), {"offending": "", "expected": "财务部-陈伟"})

    def test_a_nickname_nobody_can_trust_is_in_order_and_its_right_form_is_known(self) -> None:
        found = judged(8, "陈伟", RULE, reliable=False)
        self.assertEqual((found.verdict, found.reason, found.correct_nickname), (Verdict.OK, "", "财务部-陈伟"))


class Departments(TestCase):
    CASES = (
        (1, "华东区-张三", ""),
        (1, "销售-张三", ""),
        (1, "销售中心-张三", ""),
        (1, "销售一部-张三", "extra_text"),  # 销售 is theirs, 一部 is not
        (1, "销一-张三", "department_other"),
        (1, "某某公司-张三", "department_other"),
        (1, "供应商-张三", "department_unknown"),
        (7, "华东区-欧阳修文", "department_other"),
        (17, "人资-吴敏敏", ""),
        (17, "财务部-吴敏敏", ""),
        (17, "HR-吴敏敏", ""),
        (17, "信息-吴敏敏", "department_other"),
    )

    def test_another_department_and_no_department_are_told_apart(self) -> None:
        for person, shown, reason in self.CASES:
            with self.subTest(shown):
                self.assertEqual(judged(person, shown, RULE).reason, reason)

    def test_the_preferred_words_come_first(self) -> None:
        person = INDEX.person(17)
        assert person is not None
        facts = RowReviewer(INDEX, NO_RULES).facts_of(person)
        self.assertEqual(facts["department"][0], "人力资源部")
        self.assertEqual(list(facts["team"]), ["人力资源部", "人力", "人资", "HR", "财务部", "财"])
        self.assertEqual(facts["company"], ("某某公司",))
        self.assertNotIn("post", facts)

    def test_the_department_above_counts_and_the_company_does_not(self) -> None:
        person = INDEX.person(1)
        assert person is not None
        facts = RowReviewer(INDEX, NO_RULES).facts_of(person)
        self.assertEqual(list(facts["department"]), ["华东区", "销售中心", "销售"])
        self.assertEqual(facts["team"], ("华东区",))
        self.assertEqual(facts["post"], ("客户经理",))

    def test_words_the_rule_holds_right_come_before_our_own(self) -> None:
        person = INDEX.person(1)
        assert person is not None
        extra = {"company": ["商会", "某某公司"], "region": ["合肥"]}
        facts = RowReviewer(INDEX, GroupRules(extra_facts=extra)).facts_of(person)
        self.assertEqual(facts["company"], ("商会", "某某公司"))
        self.assertEqual(facts["region"], ("合肥",))


class SeveralPatterns(TestCase):
    def both(self, *templates: str) -> GroupRules:
        return GroupRules(patterns={"": tuple(map(parse, templates))})

    def test_one_that_fits_is_enough(self) -> None:
        rules = self.both("{department}-{name}", "{name}-{staff_no}")
        for shown in ("华东区-张三", "张三-000101"):
            with self.subTest(shown):
                self.assertEqual(judged(1, shown, rules).verdict, Verdict.OK)

    def test_of_none_that_fits_the_first_is_explained(self) -> None:
        found = judged(1, "张三", self.both("{name}-{staff_no}", "{department}-{name}"))
        self.assertEqual((found.reason, found.correct_nickname), ("staff_no_missing", "张三-000101"))

    def test_the_kind_of_account_chooses_and_the_general_one_is_the_rest(self) -> None:
        rules = GroupRules(patterns={"": (parse("{department}-{name}"),), "OFFICE": (parse("{department}"),)})
        self.assertEqual(judged(1, "华东区", rules, membership(1, "OFFICE")).verdict, Verdict.OK)
        self.assertEqual(judged(1, "华东区", rules, membership(1)).verdict, Verdict.MISNAMED)
        self.assertEqual(judged(1, "华东区-张三", rules, membership(1, "DEPARTMENT")).verdict, Verdict.OK)

    def test_without_a_pattern_every_nickname_is_in_order(self) -> None:
        found = judged(1, "随便", GroupRules(patterns={"OFFICE": (TinyPattern("{department}"),)}))
        self.assertEqual((found.verdict, found.correct_nickname), (Verdict.OK, ""))

    def test_a_scope_of_two_departments(self) -> None:
        rules = GroupRules(scope=frozenset((EAST, HR)))
        inside = [person for person in (1, 3, 7, 8, 17) if judged(person, "x", rules).verdict == Verdict.OK]
        self.assertEqual(inside, [1, 3, 17])
        self.assertEqual(judged(7, "x", GroupRules(scope=frozenset((SALES,)))).verdict, Verdict.OK)
