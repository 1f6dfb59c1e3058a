"""The tiers of practice §4.3: what binds, what suggests, what is remembered, what the list's own columns add."""

from unittest import TestCase

from members.identity.index import Index
from members.identity.match import Matcher
from members.identity.values import GroupRules, KnownDepartment, KnownPerson, Memory, RosterRow, Tier
from tests.identity.making import (
    DEPARTMENT_NAME,
    EAST,
    FINANCE,
    HR,
    INDEX,
    NAMES,
    SALES,
    TinyPattern,
    decided,
    names,
    sits,
    who,
)


class ScopeTest(TestCase):
    def test_a_namesake_alone_within_the_groups_departments_is_a_suggestion(self) -> None:
        found = who("王五", rules=GroupRules(scope=frozenset((FINANCE,))))
        self.assertEqual((found.tier, found.suggestions, found.employee_id), (Tier.SCOPED, (4,), None))
        self.assertFalse(found.ambiguous)

    def test_no_scope_makes_it_a_question(self) -> None:
        self.assertTrue(who("王五").ambiguous)

    def test_two_within_the_scope_stay_a_question(self) -> None:
        self.assertTrue(who("周十", rules=GroupRules(scope=frozenset((HR,)))).ambiguous)

    def test_one_who_has_left_is_not_the_only_one_in_scope(self) -> None:
        self.assertTrue(who("孙九", rules=GroupRules(scope=frozenset((SALES,)))).ambiguous)

    def test_suggestions_begin_with_the_groups_own_people(self) -> None:
        found = who("供应商-王五", rules=GroupRules(scope=frozenset((FINANCE,))))
        self.assertEqual(found.suggestions, (4, 3))

    def test_initials_are_searched_within_the_group_only(self) -> None:
        self.assertEqual(who("zs").tier, Tier.NONE)
        self.assertEqual(who("zs", rules=GroupRules(scope=frozenset((EAST,)))).suggestions, (1,))

    def test_a_title_is_searched_within_the_group_only(self) -> None:
        self.assertEqual(who("老尉迟").suggestions, ())
        self.assertEqual(who("张总", rules=GroupRules(scope=frozenset((EAST,)))).suggestions, (1,))


class ColumnsTest(TestCase):
    def test_a_real_name_with_its_department(self) -> None:
        found = who("云淡风轻", real_name="王五", department="财务部")
        self.assertEqual((found.tier, found.employee_id), (Tier.EXACT, 4))

    def test_a_department_path(self) -> None:
        self.assertEqual(who("", real_name="张三", department="某某公司/销售中心/华东区").employee_id, 1)

    def test_an_unknown_department_raises_doubt(self) -> None:
        self.assertEqual(who("", real_name="张三", department="某某供货商").tier, Tier.FUZZY)

    def test_a_unique_real_name_alone(self) -> None:
        self.assertEqual(who("云淡风轻", real_name="张三").tier, Tier.NAME)

    def test_a_nickname_and_a_real_name_that_differ_raise_doubt(self) -> None:
        found = who("李四", real_name="张三")
        self.assertEqual((found.tier, found.reason, found.suggestions), (Tier.FUZZY, "real_name_differs", (1,)))

    def test_a_real_name_that_nobody_bears_beside_a_known_nickname(self) -> None:
        self.assertEqual(who("李四", real_name="甲乙丙").reason, "real_name_differs")

    def test_a_staff_number_with_its_name(self) -> None:
        found = who("王五", staff_no="000104")
        self.assertEqual((found.tier, found.employee_id, found.reason), (Tier.EXACT, 4, "staff_no"))

    def test_a_staff_number_of_somebody_else(self) -> None:
        found = who("张三", staff_no="000102")
        self.assertEqual((found.tier, names(found.suggestions)), (Tier.FUZZY, ["李四", "张三"]))

    def test_a_staff_number_that_is_nobodys_raises_doubt(self) -> None:
        found = who("张三", staff_no="999999")
        self.assertEqual((found.tier, found.reason), (Tier.FUZZY, "unknown_staff_no"))

    def test_a_staff_number_that_lost_its_zeros_counts_when_the_name_agrees(self) -> None:
        self.assertEqual(who("王五", staff_no="104").employee_id, 4)
        self.assertEqual(who("张三", staff_no="102").reason, "unknown_staff_no")

    def test_a_shortened_number_of_two_people_is_nobodys(self) -> None:
        people = [KnownPerson(1, "0012", "甲一", ()), KnownPerson(2, "00012", "甲二", ())]
        self.assertIsNone(Index(people, []).with_lost_zeros("12"))

    def test_a_staff_number_without_a_name_only_suggests(self) -> None:
        self.assertEqual(who("云淡风轻", staff_no="000102").tier, Tier.FUZZY)

    def test_a_remark_of_the_exporters_only_suggests(self) -> None:
        found = who("云淡风轻", remark="张三")
        self.assertEqual((found.tier, found.suggestions, found.reason), (Tier.FUZZY, (1,), "remark"))

    def test_a_bare_name_that_only_the_platform_shows_waits_for_a_person(self) -> None:
        found = who("", platform_name="张三")
        self.assertEqual((found.tier, found.reason, found.suggestions), (Tier.FUZZY, "only_on_the_platform", (1,)))

    def test_with_its_department_it_is_as_good_as_a_group_nickname(self) -> None:
        self.assertEqual(who("", platform_name="华东区-张三").tier, Tier.EXACT)

    def test_a_group_nickname_goes_before_the_platforms_name(self) -> None:
        self.assertEqual(who("云淡风轻", platform_name="张三").tier, Tier.NONE)


class MemoryTest(TestCase):
    def test_a_decision_about_the_account(self) -> None:
        found = who("云淡风轻", memory=Memory(by_account={"wxid_1": decided(1)}), account_key="wxid_1")
        self.assertEqual((found.tier, found.employee_id), (Tier.MEMORY, 1))
        self.assertEqual(found.facts["decided_by"], "hr.clerk")

    def test_a_decision_about_the_folded_nickname_in_this_group(self) -> None:
        memory = Memory(by_nickname={"供应商-张三": decided(1)})
        self.assertEqual(who("供應商—張三🌹", memory=memory, memberships=[sits("供应商-张三", 1)]).employee_id, 1)

    def test_a_session_hash_is_nobodys_account(self) -> None:
        found = who("云淡风轻", memory=Memory(by_account={"@abc": decided(1)}), account_key="@abc")
        self.assertIsNone(found.employee_id)

    def test_an_outsider_stays_one(self) -> None:
        found = who("张三", memory=Memory(by_nickname={"张三": decided(None)}), memberships=[sits("张三", None)])
        self.assertEqual((found.tier, found.outsider, found.employee_id), (Tier.MEMORY, True, None))

    def test_a_ban_is_known_again(self) -> None:
        found = who("新名字", memory=Memory(by_account={"wxid_1": decided(1, banned=True)}), account_key="wxid_1")
        self.assertTrue(found.banned)

    def test_the_account_is_asked_before_the_nickname(self) -> None:
        memory = Memory(by_account={"wxid_1": decided(1)}, by_nickname={"云淡风轻": decided(2)})
        self.assertEqual(who("云淡风轻", memory=memory, account_key="wxid_1").employee_id, 1)

    def test_an_account_that_now_bears_another_full_name_waits_for_a_person(self) -> None:
        found = who("办公室-李四", memory=Memory(by_account={"wxid_1": decided(1)}), account_key="wxid_1")
        self.assertEqual((found.tier, found.suggestions), (Tier.FUZZY, (2, 1)))

    def test_a_decision_settles_namesakes(self) -> None:
        memory = Memory(by_nickname={"王五": decided(4)})
        self.assertEqual(who("王五", memory=memory, memberships=[sits("王五", 4)]).employee_id, 4)


class PatternTest(TestCase):
    def test_the_groups_pattern_explains_what_the_loose_reading_does_not(self) -> None:
        region = GroupRules(patterns={"": (TinyPattern("{region}_{name}"),)})
        self.assertEqual(who("西北_张三").tier, Tier.FUZZY)
        self.assertEqual(who("西北_张三", rules=region).tier, Tier.NAME)

    def test_but_never_a_word_that_says_outside(self) -> None:
        region = GroupRules(patterns={"": (TinyPattern("{region}_{name}"),)})
        self.assertEqual(who("供应商_张三", rules=region).tier, Tier.FUZZY)

    def test_what_the_rule_holds_right_for_everybody_is_no_unknown_unit(self) -> None:
        rules = GroupRules(extra_facts={"company": ("某某集团",)})
        self.assertEqual(who("某某集团-张三").tier, Tier.FUZZY)
        self.assertEqual(who("某某集团-张三", rules=rules).tier, Tier.NAME)

    def test_an_unknown_department_in_the_patterns_place_is_an_unknown_unit(self) -> None:
        self.assertEqual(who("西北部-张三", rules=DEPARTMENT_NAME).reason, "unknown_unit")


class IndexTest(TestCase):
    def test_a_word_that_is_a_department_and_a_name_is_the_department_beside_another_name(self) -> None:
        index = Index(
            [KnownPerson(1, "1001", "安宁", (2,)), KnownPerson(2, "1002", "李四", (2,))],
            [KnownDepartment(1, ("公司",), (1,)), KnownDepartment(2, ("安宁",), (1, 2))],
        )
        found = Matcher(index, GroupRules(), Memory()).match(RosterRow(1, nickname="安宁-李四"))
        self.assertEqual((found.tier, found.employee_id), (Tier.EXACT, 2))

    def test_a_flat_list_of_departments_has_no_company(self) -> None:
        index = Index([], [KnownDepartment(1, ("甲部",), (1,)), KnownDepartment(2, ("乙部",), (2,))])
        self.assertEqual(index.company, frozenset())

    def test_a_name_of_one_character_is_nobodys(self) -> None:
        self.assertFalse(Index([KnownPerson(1, "1", "张", ())], []).has_name("张"))

    def test_an_empty_directory_knows_nobody(self) -> None:
        index = Index([], [])
        self.assertFalse(index.has_name("张三"))
        self.assertEqual(index.one_edit_from("张三三"), set())

    def test_a_departments_name_does_not_hide_what_is_said_for_short(self) -> None:
        index = Index([], [KnownDepartment(1, ("销售中心",), (9, 1)), KnownDepartment(2, ("销售",), (9, 2))])
        self.assertEqual(index.departments_named("销售"), frozenset((1, 2)))

    def test_people_of_a_large_circle_are_not_listed(self) -> None:
        self.assertIsNone(INDEX.people_within(frozenset((1,)), limit=3))
        self.assertEqual(len(INDEX.people_within(frozenset((1,)), limit=100) or ()), len(NAMES))
