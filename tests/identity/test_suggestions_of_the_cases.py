"""What clerks meet in real lists: each is offered whoever it may be, with a reason, and is never bound."""

from unittest import TestCase

from members.identity.index import Index
from members.identity.values import GroupRules, KnownDepartment, KnownPerson
from tests.identity.lab import CASES, DEPARTMENTS, INDEX, PEOPLE, match

HOME = GroupRules(home=frozenset((1,)))
OFFERED = [
    ("小张伟", {2, 3}, "word_before_name"),
    ("大张伟", {2, 3}, "word_before_name"),
    ("老刘强", {41}, "word_before_name"),
    ("小刘强", {41}, "word_before_name"),
    ("原张三", {35}, "word_before_name"),
    ("前李四", {36}, "word_before_name"),
    ("Wang Jack", {47}, "latin_word"),
    ("Jack", {47}, "latin_word"),
    ("weichigong", {50}, "pinyin"),
    ("yuchigong", {50}, "pinyin"),
    ("cengzhuo", {16}, "pinyin"),
    ("Ceng Zhuo", {16}, "pinyin"),
    ("Zhuo Zeng", {16}, "pinyin"),
    ("dantian", {17}, "pinyin"),
    ("shuli", {19}, "pinyin"),
    ("销售一部-买买提", {9, 10}, "name_part"),
    ("李四代赵六", {27, 36}, "two_names"),
    ("张三 王明 徐攀", {8, 35, 49}, "two_names"),
    ("@徐攀", {49}, "unknown_unit"),
    ("李娜-销售", {5}, None),
    ("文静-销售", {30}, "other_department"),
    ("文静-老干部处", {30}, "unknown_unit"),
    ("王-明", {7, 8}, "lost_characters"),
    ("老欧阳", {12, 13}, "surname_and_title"),
]


class OfferedTest(TestCase):
    def test_each(self) -> None:
        for nickname, people, reason in OFFERED:
            with self.subTest(nickname):
                found = match(nickname, rules=HOME)
                self.assertEqual(set(found.suggestions) or {found.employee_id}, people)
                if reason:
                    self.assertEqual((found.employee_id, found.reason), (None, reason))

    def test_the_lines_of_the_cases(self) -> None:
        for line in (CASES / "w04-no-suggestion.txt").read_text(encoding="utf-8").split("\n"):
            if line:
                with self.subTest(line):
                    found = match(line)
                    self.assertIsNone(found.employee_id)
                    self.assertTrue(found.suggestions)

    def test_the_one_of_the_named_department_comes_first(self) -> None:
        self.assertEqual(match("销售一部-买买提").suggestions, (9, 10))

    def test_given_names_that_are_read_in_two_ways(self) -> None:
        people = [
            KnownPerson(1, "1", "赵乐", (1,)),
            KnownPerson(2, "2", "钱晟", (1,)),
            KnownPerson(3, "3", "孙长青", (1,)),
        ]
        index = Index(people, [KnownDepartment(1, ("公司",), (1,))])
        for written, number in (("zhaole", 1), ("zhaoyue", 1), ("qiansheng", 2), ("qiancheng", 2), ("sunchangqing", 3)):
            self.assertEqual(match(written, index=index).suggestions, (number,), written)

    def test_a_name_of_the_platform_is_offered(self) -> None:
        for name, number in (("江南", 55), ("平安", 33), ("明月", 34), ("高兴", 29), ("安全", 31)):
            found = match("", platform_name=name)
            self.assertEqual((found.employee_id, found.suggestions), (None, (number,)), name)
            self.assertEqual(found.reason, "only_on_the_platform")

    def test_in_wecom_the_platforms_name_is_the_organisations(self) -> None:
        self.assertEqual(match("", platform_name="张三", rules=GroupRules(accounts_are_ours=True)).employee_id, 35)

    def test_the_directory_of_the_cases_is_whole(self) -> None:
        self.assertEqual((len(PEOPLE), len(DEPARTMENTS)), (60, 13))
        self.assertTrue(INDEX.has_name("王䶮明"))
