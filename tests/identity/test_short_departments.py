"""What people write for a department that nobody entered as its short name (practice §4.2, 4)."""

from unittest import TestCase

from members.identity.index import Index
from members.identity.match import Matcher
from members.identity.plan import plan_roster
from members.identity.values import GroupRules, KnownDepartment, KnownPerson, Match, Memory, RosterRow, Tier, Verdict
from members.identity.words import may_stand_for, says_outside
from tests.identity.making import DEPARTMENT_NAME

COMPANY, HR, IT, FINANCE, OFFICE, SALES = range(1, 7)
DEPARTMENTS = [
    KnownDepartment(COMPANY, ("某某公司",), (COMPANY,)),
    *(
        KnownDepartment(number, (name,), (COMPANY, number))
        for number, name in (
            (HR, "人力资源部"),
            (IT, "信息技术部"),
            (FINANCE, "财务部"),
            (OFFICE, "总经理办公室"),
            (SALES, "销售一部"),
        )
    ),
]
PEOPLE = [
    KnownPerson(1, "1", "张三", (HR,)),
    KnownPerson(2, "2", "李四", (IT,)),
    KnownPerson(3, "3", "王五", (FINANCE,)),
    KnownPerson(4, "4", "赵六", (OFFICE,)),
    KnownPerson(5, "5", "孙七", (SALES,)),
    KnownPerson(6, "6", "周八", (HR,)),
    KnownPerson(7, "7", "周八", (FINANCE,)),
]
INDEX = Index(PEOPLE, DEPARTMENTS)
SHORT = {
    "张三": ("人力", "人力部", "人资", "人资部", "HR", "hr部", "人事"),
    "李四": ("信息", "IT"),
    "王五": ("财务", "财会"),
    "赵六": ("总经办", "总办"),
    "孙七": ("销售1部", "销售一"),
}
# In the right order, but another unit's or another company's name may be as well: 信技 is no more than likely.
LIKELY = {"李四": ("技术", "信技部"), "王五": ("财",), "赵六": ("综合办", "总理办", "总经理"), "孙七": ("销一", "销1")}


def who(nickname: str) -> Match:
    return Matcher(INDEX, GroupRules(), Memory()).match(RosterRow(1, nickname=nickname))


class ShortDepartmentsTest(TestCase):
    def test_a_unique_full_name_beside_one_is_that_person(self) -> None:
        for number, (name, words) in enumerate(SHORT.items(), 1):
            for word in words:
                with self.subTest(word, name=name):
                    found = who(f"{word}-{name}")
                    self.assertEqual(found.employee_id, number)
                    self.assertIn(found.tier, (Tier.NAME, Tier.EXACT))

    def test_what_is_only_likely_suggests(self) -> None:
        for number, name in ((2, "李四"), (3, "王五"), (4, "赵六"), (5, "孙七")):
            for word in LIKELY[name]:
                with self.subTest(word, name=name):
                    found = who(f"{word}-{name}")
                    self.assertEqual((found.employee_id, found.suggestions), (None, (number,)))

    def test_a_beginning_that_two_departments_share_is_certain_of_neither(self) -> None:
        units = [*DEPARTMENTS, KnownDepartment(9, ("人力行政部",), (COMPANY, 9))]
        found = Matcher(Index(PEOPLE, units), GroupRules(), Memory()).match(RosterRow(1, nickname="人力-张三"))
        self.assertEqual((found.employee_id, found.suggestions), (None, (1,)))

    def test_without_a_mark_between(self) -> None:
        for nickname, number in (("总经办赵六", 4), ("人资张三", 1), ("HR张三", 1)):
            self.assertEqual(who(nickname).employee_id, number, nickname)

    def test_the_nickname_is_against_the_rule_all_the_same(self) -> None:
        (row,) = plan_roster([RosterRow(1, "总经办-赵六")], [], INDEX, DEPARTMENT_NAME, full=False).rows
        self.assertEqual((row.verdict, row.correct_nickname), (Verdict.MISNAMED, "总经理办公室-赵六"))

    def test_of_two_of_a_name_it_only_suggests_one(self) -> None:
        found = who("人资-周八")
        self.assertEqual((found.tier, found.employee_id, found.suggestions), (Tier.SCOPED, None, (6,)))

    def test_somebody_elses_department_or_an_unknown_unit_is_none(self) -> None:
        for nickname in (
            "人资-王五",
            "供应商-张三",
            "中建-张三",
            "华为张三",
            "IBM-张三",
            "HR-王五",
            "部-张三",
            "公司-赵六",
        ):
            self.assertIsNone(who(nickname).employee_id, nickname)
            self.assertTrue(who(nickname).suggestions, nickname)

    def test_what_a_word_may_stand_for(self) -> None:
        for word, department in (("销一", "销售1部"), ("技术", "信息技术部"), ("hr", "人力资源部")):
            self.assertTrue(may_stand_for(word, department), word)
        for word, department in (
            ("部", "财务部"),
            ("资人", "人力资源部"),
            ("中心", "销售中心"),
            ("abc", "abc部"),
            ("财", ""),
        ):
            self.assertFalse(may_stand_for(word, department), word)


class OutsideWordsTest(TestCase):
    def test_words_of_outside_in_every_clothing(self) -> None:
        for word in ("供应商", "客户方", "供应商代表", "甲方单位", "供应商供应商", "客户2"):
            self.assertTrue(says_outside(word), word)
        for word in ("客户经理", "客户服务部", "商务"):
            self.assertFalse(says_outside(word), word)

    def test_they_raise_doubt_beside_the_right_department_too(self) -> None:
        for nickname in ("财务部-供应商代表-王五", "财务部-王五-客户方", "王五财务部供应商供应商"):
            self.assertIsNone(who(nickname).employee_id, nickname)
