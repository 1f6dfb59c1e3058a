"""Suggestions for a row that bears nobody's full name: why, whom first, how many; never a binding (practice §4.3)."""

from unittest import TestCase

from members.identity.fuzzy import MOST_SUGGESTIONS
from members.identity.index import Index
from members.identity.match import Matcher, known_names
from members.identity.values import GroupRules, KnownDepartment, KnownPerson, Memory, RosterRow, Tier
from tests.identity.making import EAST, FINANCE, HR, INDEX, IT, SALES, decided, names, sits, who

KINDS = (
    ("the same sound", "欧阳休文", "same_sound", ["欧阳修文"]),
    ("the same sound, in its department", "销售-欧阳休文", "same_sound", ["欧阳修文"]),
    ("one character wrong", "欧阳大文", "one_character", ["欧阳修文"]),
    ("pinyin in full", "zhaoxiaoming", "pinyin", ["赵小明"]),
    ("pinyin with a department", "IT-zhaoxm", "pinyin", ["赵小明"]),
    ("initials with a department", "信息-zxm", "pinyin", ["赵小明"]),
    ("a title with a department", "财务部-钱总", "surname_and_title", ["钱百灵"]),
)
NOBODY = (
    ("a word", "云淡风轻", "nobody_of_that_name", False),
    ("initials alone", "zxm", "nobody_of_that_name", False),
    ("a title alone", "钱总", "surname_and_title", True),
    ("a department alone", "财务部", "department_account", True),
    ("an English first name", "Jack", "nobody_of_that_name", False),
)


class Kinds(TestCase):
    def test_what_a_word_may_mean(self) -> None:
        for words, written, reason, people in KINDS:
            with self.subTest(words):
                found = who(written)
                self.assertEqual((found.tier, found.reason, names(found.suggestions)), (Tier.FUZZY, reason, people))
                self.assertIsNone(found.employee_id)

    def test_what_means_nobody(self) -> None:
        for words, written, reason, ambiguous in NOBODY:
            with self.subTest(words):
                found = who(written)
                self.assertEqual((found.tier, found.reason, found.ambiguous), (Tier.NONE, reason, ambiguous))
                self.assertEqual(found.suggestions, ())

    def test_somebody_of_the_named_department_comes_before_a_likelier_stranger_to_it(self) -> None:
        people = [KnownPerson(1, "1", "陈小炜", (2,)), KnownPerson(2, "2", "陈小伟", (3,))]
        units = [
            KnownDepartment(1, ("公司",), (1,)),
            KnownDepartment(2, ("财务部",), (1, 2)),
            KnownDepartment(3, ("工程部",), (1, 3)),
        ]
        index = Index(people, units)
        for written, first in (("财务部-陈小威", (1,)), ("工程部-陈小威", (2,)), ("陈小威", (1, 2))):
            with self.subTest(written):
                found = Matcher(index, GroupRules(), Memory()).match(RosterRow(1, nickname=written))
                self.assertEqual(found.suggestions, first)

    def test_never_more_than_a_person_can_read(self) -> None:
        crowd = [KnownPerson(n, f"{n:03}", "陈小伟", (1,)) for n in range(1, 21)]
        index = Index(crowd, [KnownDepartment(1, ("公司",), (1,))])
        found = Matcher(index, GroupRules(), Memory()).match(RosterRow(1, nickname="陈小炜"))
        self.assertEqual(len(found.suggestions), MOST_SUGGESTIONS)
        self.assertEqual(found.suggestions[0], 1)

    def test_who_has_left_comes_last(self) -> None:
        people = [KnownPerson(1, "1", "陈小伟", (1,), working=False), KnownPerson(2, "2", "陈小炜", (1,))]
        index = Index(people, [KnownDepartment(1, ("公司",), (1,))])
        found = Matcher(index, GroupRules(), Memory()).match(RosterRow(1, nickname="陈小威"))
        self.assertEqual(found.suggestions, (2, 1))


class Doubt(TestCase):
    """A full name beside something that does not fit waits for a person, and says what does not fit."""

    CASES = (
        ("供应商-张三", "unknown_unit", {"words": "供应商"}),
        ("人资-张三", "other_department", {"departments": "人力资源部"}),
        ("财务-人资-张三", "other_department", {"departments": "财务部 人力资源部"}),
        ("客户-华东区-张三", "unknown_unit", {"words": "客户"}),
    )

    def test_each(self) -> None:
        for written, reason, facts in self.CASES:
            with self.subTest(written):
                found = who(written)
                self.assertEqual((found.tier, found.reason, dict(found.facts)), (Tier.FUZZY, reason, facts))
                self.assertEqual(names(found.suggestions), ["张三"])

    def test_namesakes_beside_a_strange_word_are_a_question(self) -> None:
        found = who("供应商-王五")
        self.assertEqual((found.tier, found.ambiguous, sorted(found.suggestions)), (Tier.NONE, True, [3, 4]))

    def test_a_person_confirms_it_once(self) -> None:
        memory = Memory(by_nickname={"供应商-张三": decided(1)})
        found = who("供应商—张三", memory=memory, memberships=[sits("供应商-张三", 1)])
        self.assertEqual((found.tier, found.employee_id, found.reason), (Tier.MEMORY, 1, "decided"))
        self.assertEqual(dict(found.facts), {"decided_by": "hr.clerk"})

    def test_and_for_that_nickname_only(self) -> None:
        memory = Memory(by_nickname={"供应商-张三": decided(1)})
        self.assertEqual(who("客户-张三", memory=memory).tier, Tier.FUZZY)


class MemoryOfAccounts(TestCase):
    def test_an_account_goes_before_the_nickname(self) -> None:
        memory = Memory(by_account={"wxid_a": decided(2)}, by_nickname={"云淡风轻": decided(1)})
        self.assertEqual(who("云淡风轻", account_key="wxid_a", memory=memory).employee_id, 2)
        memberships = [sits("云淡风轻", 1)]
        self.assertEqual(who("云淡风轻", account_key="wxid_b", memory=memory, memberships=memberships).employee_id, 1)
        self.assertEqual(who("云淡风轻", account_key="wxid_b", memory=memory).suggestions, (1,))

    def test_an_account_that_bears_another_full_name_waits(self) -> None:
        memory = Memory(by_account={"wxid_a": decided(2)})
        found = who("华东区-张三", account_key="wxid_a", memory=memory)
        self.assertEqual((found.tier, found.reason), (Tier.FUZZY, "account_bears_another_name"))
        self.assertEqual(found.suggestions, (1, 2))

    def test_somebody_said_to_be_from_outside_who_now_bears_our_name_waits_too(self) -> None:
        memory = Memory(by_account={"wxid_a": decided(None)})
        self.assertEqual(who("华东区-张三", account_key="wxid_a", memory=memory).suggestions, (1,))
        self.assertTrue(who("云淡风轻", account_key="wxid_a", memory=memory).outsider)

    def test_a_key_of_one_session_is_no_memory(self) -> None:
        memory = Memory(by_account={"@f00d": decided(2)})
        self.assertEqual(who("云淡风轻", account_key="@f00d", memory=memory).tier, Tier.NONE)

    def test_a_ban_needs_no_memory_of_the_row(self) -> None:
        memory = Memory(banned_people={1: decided(1, banned=True)})
        for written in ("华东区-张三", "张三", "000101张三"):
            with self.subTest(written):
                found = who(written, memory=memory)
                self.assertEqual((found.banned, found.reason, found.employee_id), (True, "banned", 1))
        self.assertFalse(who("供应商-张三", memory=memory).banned)
        self.assertFalse(who("李四", memory=memory).banned)


class NamesSomebody(TestCase):
    def test_exactly_one_full_name(self) -> None:
        tells = known_names(INDEX).names_somebody
        for text, told in (
            ("张三", True),
            ("华东区 张三", True),
            ("供应商-张三", True),
            ("张 三", True),
            ("张三李四", False),
            ("华东区", False),
            ("张总", False),
            ("", False),
        ):
            with self.subTest(text):
                self.assertIs(tells(text), told)


class Circles(TestCase):
    """Where initials and titles are searched: the named department, else the group's own."""

    def test_the_named_department_goes_before_the_groups(self) -> None:
        rules = GroupRules(scope=frozenset((EAST,)))
        for written, people in (("财务部-钱总", ["钱百灵"]), ("信息-zxm", ["赵小明"]), ("zs", ["张三"])):
            with self.subTest(written):
                self.assertEqual(names(who(written, rules=rules).suggestions), people)

    def test_leavers_are_no_answer_to_a_title(self) -> None:
        self.assertEqual(who("销售-孙总").suggestions, ())
        self.assertEqual(names(who("财务-孙总").suggestions), ["孙九"])

    def test_several_of_a_surname_are_all_shown(self) -> None:
        rules = GroupRules(scope=frozenset((HR, FINANCE, IT, SALES)))
        self.assertEqual(sorted(names(who("王工", rules=rules).suggestions)), ["王五", "王五"])
