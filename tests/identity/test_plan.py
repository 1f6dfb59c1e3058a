"""The plan: verdicts, memberships, who joined, left, was renamed, and what is said of the list as a whole."""

from unittest import TestCase

from members.identity.plan import plan_roster
from members.identity.values import GroupRules, KnownMembership, Memory, RosterRow, Tier, Verdict
from tests.identity.making import (
    DEPARTMENT_NAME,
    FINANCE,
    INDEX,
    SALES,
    TinyPattern,
    decided,
    only,
    planned,
    rows,
)


def membership(number: int, nickname: str, employee: int | None = None, **facts: str) -> KnownMembership:
    identity = "UNKNOWN" if employee is None else "EMPLOYEE"
    key = nickname.replace("—", "-")
    return KnownMembership(number, employee, facts.pop("identity", identity), nickname, key, **facts)


class VerdictTest(TestCase):
    def test_in_order(self) -> None:
        row = only(planned("华东区-张三", rules=DEPARTMENT_NAME))
        self.assertEqual((row.verdict, row.tier, row.employee_id, row.change), (Verdict.OK, Tier.EXACT, 1, "joined"))
        self.assertEqual(row.correct_nickname, "")

    def test_misnamed_comes_with_the_nickname_to_copy(self) -> None:
        row = only(planned("张三", rules=DEPARTMENT_NAME))
        self.assertEqual((row.verdict, row.correct_nickname), (Verdict.MISNAMED, "华东区-张三"))
        self.assertEqual((row.reason, row.reason_facts["offending"]), ("does_not_fit", "张三"))

    def test_the_department_above_and_short_names_are_right_too(self) -> None:
        for nickname in ("销售中心-张三", "销售-张三"):
            self.assertEqual(only(planned(nickname, rules=DEPARTMENT_NAME)).verdict, Verdict.OK)

    def test_the_company_is_no_department(self) -> None:
        self.assertEqual(only(planned("某某公司-张三", rules=DEPARTMENT_NAME)).verdict, Verdict.MISNAMED)

    def test_any_of_several_patterns_will_do(self) -> None:
        rules = GroupRules(patterns={"": (TinyPattern("{department}-{name}"), TinyPattern("{name}"))})
        self.assertEqual(only(planned("张三", rules=rules)).verdict, Verdict.OK)

    def test_a_pattern_for_the_kind_of_account_goes_first(self) -> None:
        rules = GroupRules(patterns={"": (TinyPattern("{name}"),), "OFFICE": (TinyPattern("{department}-{name}"),)})
        office = membership(1, "张三", 1, account_kind="OFFICE")
        self.assertEqual(only(planned("张三", memberships=[office], rules=rules)).verdict, Verdict.MISNAMED)
        self.assertEqual(only(planned("张三", rules=rules)).verdict, Verdict.OK)

    def test_facts_that_hold_for_everybody(self) -> None:
        rules = GroupRules(patterns={"": (TinyPattern("{company}-{name}"),)}, extra_facts={"company": ("某某",)})
        self.assertEqual(only(planned("某某公司-张三", rules=rules)).verdict, Verdict.OK)
        self.assertEqual(only(planned("张三", rules=rules)).correct_nickname, "某某-张三")

    def test_a_leaver(self) -> None:
        row = only(planned("销售中心-孙八", rules=DEPARTMENT_NAME))
        self.assertEqual((row.verdict, row.employee_id, row.reason_facts["staff_no"]), (Verdict.LEAVER, 12, "000112"))

    def test_of_one_who_works_and_one_who_left_nobody_is_taken(self) -> None:
        row = only(planned("孙九"))
        self.assertEqual((row.verdict, row.employee_id, row.reason), (Verdict.AMBIGUOUS, None, "namesake_has_left"))
        self.assertEqual(set(row.suggestions), {13, 14})

    def test_a_newcomer_out_of_scope_is_ineligible(self) -> None:
        row = only(planned("华东区-张三", rules=GroupRules(scope=frozenset((FINANCE,)))))
        self.assertEqual((row.verdict, row.reason_facts["department"]), (Verdict.INELIGIBLE, "华东区"))

    def test_a_member_now_out_of_scope_was_transferred(self) -> None:
        rules = GroupRules(scope=frozenset((FINANCE,)))
        row = only(planned("华东区-张三", memberships=[membership(1, "华东区-张三", 1)], rules=rules))
        self.assertEqual(row.verdict, Verdict.TRANSFERRED)

    def test_a_sub_department_is_within_the_scope(self) -> None:
        self.assertEqual(only(planned("张三", rules=GroupRules(scope=frozenset((SALES,))))).verdict, Verdict.OK)

    def test_a_second_department_is_within_the_scope(self) -> None:
        self.assertEqual(only(planned("吴敏敏", rules=GroupRules(scope=frozenset((FINANCE,))))).verdict, Verdict.OK)

    def test_posts(self) -> None:
        self.assertEqual(only(planned("张三", rules=GroupRules(posts=("经理",)))).verdict, Verdict.OK)
        self.assertEqual(only(planned("李四", rules=GroupRules(posts=("经理",)))).verdict, Verdict.INELIGIBLE)

    def test_a_stranger(self) -> None:
        row = only(planned("风清扬"))
        self.assertEqual((row.verdict, row.tier, row.reason), (Verdict.AMBIGUOUS, Tier.NONE, "nobody_of_that_name"))

    def test_a_person_said_outsider(self) -> None:
        memory = Memory(by_nickname={"风清扬": decided(None)})
        row = only(planned("风清扬", memory=memory, rules=GroupRules(outsiders_allowed=True)))
        self.assertEqual((row.verdict, row.tier, row.reason), (Verdict.OUTSIDER, Tier.MEMORY, "decided_outsider"))
        self.assertEqual(row.reason_facts["outsiders"], "allowed")

    def test_a_ban_goes_before_everything(self) -> None:
        memory = Memory(by_account={"wxid_1": decided(12, banned=True)})
        self.assertEqual(
            only(planned(RosterRow(1, "孙八", account_key="wxid_1"), memory=memory)).verdict, Verdict.BANNED
        )

    def test_a_ban_follows_the_person_to_another_account(self) -> None:
        memory = Memory(banned_people={1: decided(1, banned=True)})
        row = only(planned(RosterRow(1, "张三", account_key="wxid_new"), memory=memory))
        self.assertEqual((row.verdict, row.reason, row.employee_id), (Verdict.BANNED, "banned", 1))
        self.assertEqual(row.reason_facts["decided_by"], "hr.clerk")

    def test_a_suggestion_and_a_question(self) -> None:
        result = planned("供应商-张三", "王五")
        self.assertEqual([row.verdict for row in result.rows], [Verdict.SUGGESTED, Verdict.AMBIGUOUS])
        self.assertEqual([row.employee_id for row in result.rows], [None, None])


class RejectionTest(TestCase):
    def test_what_is_no_member(self) -> None:
        button = RosterRow(5, "添加", not_taken="part_of_screen")
        result = planned("张三", " \u200b", "长" * 129, RosterRow(4, "李四", account_key="w" * 65), button)
        self.assertEqual(
            [(row.change, row.reason) for row in result.rows[1:]],
            [
                ("rejected", "empty_row"),
                ("rejected", "name_too_long"),
                ("rejected", "account_too_long"),
                ("rejected", "part_of_screen"),
            ],
        )
        self.assertEqual(result.nickname_coverage, 0.75)

    def test_the_same_account_twice_is_one_row(self) -> None:
        listed = [RosterRow(1, "张三", account_key="wxid_1"), RosterRow(2, "小张", account_key="wxid_1")]
        result = planned(*listed)
        self.assertEqual([row.change for row in result.rows], ["joined", "rejected"])
        self.assertEqual(result.rows[1].reason_facts, {"row": "1"})
        self.assertIn("duplicate_rows", result.warnings)

    def test_a_second_row_of_a_nickname_is_a_question_and_not_lost(self) -> None:
        result = planned("张三", "张三")
        self.assertEqual([row.change for row in result.rows], ["joined", "joined"])
        self.assertEqual([row.employee_id for row in result.rows], [None, None])
        self.assertEqual([row.suggestions for row in result.rows], [(1,), (1,)])
        reasons = [row.reason for row in result.rows]
        self.assertEqual(reasons, ["same_person_in_several_rows", "second_of_nickname"])

    def test_rows_of_namesakes_may_be_as_many_people(self) -> None:
        result = planned("王五", "王五", "王五")
        self.assertEqual([row.change for row in result.rows], ["joined"] * 3)
        self.assertEqual({row.verdict for row in result.rows}, {Verdict.AMBIGUOUS})

    def test_strangers_of_one_nickname_are_as_many_members(self) -> None:
        result = planned("🌹", "🌹", "🌹")
        self.assertEqual([row.change for row in result.rows], ["joined"] * 3)
        self.assertNotIn("duplicate_rows", result.warnings)

    def test_the_same_person_or_the_same_number_twice_is_one(self) -> None:
        listed = [RosterRow(1, "🌹", staff_no="X9"), RosterRow(2, "🌹", staff_no="X9")]
        self.assertEqual([row.change for row in planned(*listed).rows], ["joined", "rejected"])
        listed = [RosterRow(1, "🌹", account_key="@s"), RosterRow(2, "🌹", account_key="@s")]
        self.assertEqual([row.change for row in planned(*listed).rows], ["joined", "rejected"])

    def test_one_of_them_was_said_to_be_somebody_and_the_other_is_still_a_stranger(self) -> None:
        memberships = [membership(1, "🌹", 8), membership(2, "🌹")]
        for words in ({"🌹": decided(8)}, {"🌹": decided(None)}, {}):
            result = planned("🌹", "🌹", memberships=memberships, memory=Memory(by_nickname=words))
            self.assertEqual({row.membership_id: row.employee_id for row in result.rows}, {1: 8, 2: None}, words)
            self.assertEqual(([row.change for row in result.rows], result.left), (["unchanged"] * 2, ()))

    def test_a_nul_byte_and_mark_up_reach_nobody(self) -> None:
        row = only(planned("张\x00三<script>"))
        self.assertEqual((row.nickname, row.nickname_key, row.employee_id), ("张三", "张三", 1))


class SeatTest(TestCase):
    def test_the_account_goes_before_everything(self) -> None:
        memberships = [membership(1, "旧名", account_key="wxid_1"), membership(2, "张三")]
        row = only(planned(RosterRow(1, "张三", account_key="wxid_1"), memberships=memberships))
        self.assertEqual((row.membership_id, row.change), (1, "renamed"))

    def test_two_known_accounts_that_differ_are_two_members(self) -> None:
        result = planned(
            RosterRow(1, "张三", account_key="wxid_2"), memberships=[membership(1, "张三", 1, account_key="wxid_1")]
        )
        self.assertEqual((only(result).change, [each.id for each in result.left]), ("joined", [1]))

    def test_a_session_hash_is_not_kept_and_not_compared(self) -> None:
        row = only(
            planned(
                RosterRow(1, "张三", account_key="@f00"), memberships=[membership(1, "张三", 1, account_key="@bar")]
            )
        )
        self.assertEqual((row.membership_id, row.account_key, row.change), (1, "", "unchanged"))

    def test_the_nickname(self) -> None:
        row = only(planned("風清揚🌹", memberships=[membership(1, "风清扬")]))
        self.assertEqual((row.membership_id, row.change), (1, "unchanged"))

    def test_the_person_under_a_new_nickname(self) -> None:
        row = only(planned("华东区-张三", memberships=[membership(1, "云淡风轻", 1)]))
        self.assertEqual((row.membership_id, row.change), (1, "renamed"))

    def test_of_two_memberships_of_a_nickname_the_persons_own(self) -> None:
        memberships = [membership(1, "张三"), membership(2, "张三", 1)]
        self.assertEqual(only(planned("张三", memberships=memberships, full=False)).membership_id, 2)

    def test_the_same_person_with_two_accounts_has_two_memberships_and_a_warning(self) -> None:
        listed = [RosterRow(1, "张三", account_key="wxid_1"), RosterRow(2, "张三小号", account_key="wxid_2")]
        words = {"wxid_1": decided(1), "wxid_2": decided(1)}
        result = planned(*listed, memory=Memory(by_account=words))
        self.assertEqual([row.employee_id for row in result.rows], [1, 1])
        self.assertEqual([row.change for row in result.rows], ["joined", "joined"])
        self.assertIn("same_person_twice", result.warnings)

    def test_who_is_missing_has_left_only_from_a_full_list(self) -> None:
        memberships = [membership(1, "张三", 1), membership(2, "李四", 2)]
        self.assertEqual([each.id for each in planned("张三", memberships=memberships).left], [2])
        self.assertEqual(planned("张三", memberships=memberships, full=False).left, ())

    def test_a_membership_stays_somebodys_when_a_transfer_makes_the_old_nickname_a_strangers(self) -> None:
        row = only(planned("财务部-张三", memberships=[membership(1, "财务部-张三", 1)], rules=DEPARTMENT_NAME))
        self.assertEqual((row.tier, row.employee_id, row.reason), (Tier.MEMORY, 1, "does_not_fit"))
        self.assertEqual((row.verdict, row.correct_nickname), (Verdict.MISNAMED, "华东区-张三"))

    def test_a_transfer_out_of_scope_is_said_under_the_old_nickname(self) -> None:
        rules = GroupRules(scope=frozenset((FINANCE,)))
        row = only(planned("财务部-张三", memberships=[membership(1, "财务部-张三", 1)], rules=rules))
        self.assertEqual((row.verdict, row.employee_id), (Verdict.TRANSFERRED, 1))

    def test_a_membership_stays_somebodys_by_its_account_whatever_the_nickname(self) -> None:
        row = only(
            planned(
                RosterRow(1, "风清扬", account_key="wxid_1"),
                memberships=[membership(1, "张三", 1, account_key="wxid_1")],
            )
        )
        self.assertEqual((row.employee_id, row.tier, row.reason), (1, Tier.MEMORY, "as_before"))

    def test_a_membership_whose_account_now_bears_another_name_waits_for_a_person(self) -> None:
        row = only(
            planned(
                RosterRow(1, "李四", account_key="wxid_1"), memberships=[membership(1, "张三", 1, account_key="wxid_1")]
            )
        )
        self.assertEqual((row.verdict, row.suggestions), (Verdict.SUGGESTED, (2, 1)))
        self.assertEqual(row.reason, "membership_was_another_person")

    def test_a_namesake_hired_later_does_not_unseat(self) -> None:
        row = only(planned("王五", memberships=[membership(1, "王五", 4)]))
        self.assertEqual((row.employee_id, row.tier), (4, Tier.MEMORY))

    def test_a_decision_goes_before_the_membership(self) -> None:
        memory = Memory(by_nickname={"张三": decided(None)})
        row = only(planned("张三", memberships=[membership(1, "张三")], memory=memory))
        self.assertEqual((row.verdict, row.employee_id), (Verdict.OUTSIDER, None))


class CoverageTest(TestCase):
    """A blank group nickname may be the tool's fault (practice §1.2)."""

    def listed(self, named: int, blank: int) -> list[RosterRow]:
        made = [RosterRow(number, nickname=f"花名{number}") for number in range(named)]
        return made + [
            RosterRow(100 + number, platform_name="华东区张三" if not number else f"网名{number}")
            for number in range(blank)
        ]

    def test_below_thirty_per_cent_nobody_is_misnamed(self) -> None:
        result = plan_roster(self.listed(2, 8), [], INDEX, DEPARTMENT_NAME, full=True)
        self.assertEqual((result.nickname_coverage, result.nicknames_reliable), (0.2, False))
        self.assertNotIn(Verdict.MISNAMED, [row.verdict for row in result.rows])
        self.assertIn("nicknames_unreliable", result.warnings)

    def test_from_thirty_per_cent_on_a_blank_is_a_blank(self) -> None:
        result = plan_roster(self.listed(3, 7), [], INDEX, DEPARTMENT_NAME, full=True)
        self.assertTrue(result.nicknames_reliable)
        self.assertEqual(result.rows[3].verdict, Verdict.MISNAMED)

    def test_the_correct_nickname_is_known_all_the_same(self) -> None:
        result = plan_roster(self.listed(2, 8), [], INDEX, DEPARTMENT_NAME, full=True)
        self.assertEqual(result.rows[2].correct_nickname, "华东区-张三")

    def test_an_unreliable_blank_does_not_rename(self) -> None:
        known = membership(1, "华东区-张三", 1, account_key="wxid_1")
        row = RosterRow(1, platform_name="云淡风轻", account_key="wxid_1")
        result = only(planned(row, memberships=[known], rules=DEPARTMENT_NAME))
        self.assertEqual((result.nickname, result.change), ("华东区-张三", "unchanged"))

    def test_a_list_of_real_names_only_tells_nothing_of_nicknames(self) -> None:
        result = planned(RosterRow(1, real_name="张三", department="华东区"), rules=DEPARTMENT_NAME)
        self.assertEqual((only(result).verdict, only(result).nickname), (Verdict.OK, "张三"))

    def test_an_empty_list_has_no_coverage(self) -> None:
        result = planned()
        self.assertEqual((result.rows, result.nickname_coverage, result.nicknames_reliable), ((), None, False))


class RoleTest(TestCase):
    def test_a_list_that_names_roles(self) -> None:
        result = planned(
            RosterRow(1, "张三", role="OWNER"),
            RosterRow(2, "李四"),
            memberships=[membership(1, "李四", 2, role="ADMIN")],
        )
        self.assertEqual([row.role for row in result.rows], ["OWNER", "MEMBER"])

    def test_a_list_that_names_none_leaves_them(self) -> None:
        result = planned("张三", "李四", memberships=[membership(1, "李四", 2, role="ADMIN")])
        self.assertEqual([row.role for row in result.rows], ["MEMBER", "ADMIN"])

    def test_two_owners_are_one_too_many(self) -> None:
        result = planned(RosterRow(1, "张三", role="OWNER"), RosterRow(2, "李四", role="OWNER"))
        self.assertEqual([row.role for row in result.rows], ["OWNER", "MEMBER"])
        self.assertIn("several_owners", result.warnings)

    def test_a_list_of_roles_that_names_no_owner_takes_the_owners_place_from_them(self) -> None:
        memberships = [membership(1, "张三", 1, role="OWNER"), membership(2, "李四", 2)]
        admin = RosterRow(1, "李四", role="ADMIN")
        for listed in ([admin, RosterRow(2, "张三")], [admin]):
            self.assertIn("no_owner", planned(*listed, memberships=memberships).warnings)

    def test_no_word_about_the_owner_where_nothing_is_taken_from_them(self) -> None:
        memberships = [membership(1, "张三", 1, role="OWNER"), membership(2, "李四", 2)]
        admin = RosterRow(1, "李四", role="ADMIN")
        self.assertNotIn("no_owner", planned(admin, memberships=memberships, full=False).warnings)
        self.assertNotIn("no_owner", planned("张三", "李四", memberships=memberships).warnings)
        self.assertNotIn(
            "no_owner", planned(admin, RosterRow(2, "张三", role="OWNER"), memberships=memberships).warnings
        )
        self.assertNotIn(
            "no_owner", planned(admin, RosterRow(2, "张三"), memberships=[membership(2, "李四", 2)]).warnings
        )


class WholeListTest(TestCase):
    def test_another_groups_roster(self) -> None:
        memberships = [membership(number, f"成员{number}") for number in range(10)]
        listed = rows(*(f"别人{number}" for number in range(10)))
        self.assertIn(
            "another_groups_roster", plan_roster(listed, memberships, INDEX, DEPARTMENT_NAME, full=False).warnings
        )

    def test_the_own_roster(self) -> None:
        memberships = [membership(number, f"成员{number}") for number in range(10)]
        listed = rows(*(f"成员{number}" for number in range(2, 10)))
        self.assertEqual(plan_roster(listed, memberships, INDEX, GroupRules(), full=True).warnings, ())

    def test_too_many_would_leave(self) -> None:
        memberships = [membership(number, f"成员{number}") for number in range(100)]
        listed = rows(*(f"成员{number}" for number in range(49)))
        self.assertIn("too_many_would_leave", plan_roster(listed, memberships, INDEX, GroupRules(), full=True).warnings)
        self.assertNotIn(
            "too_many_would_leave", plan_roster(listed, memberships, INDEX, GroupRules(), full=False).warnings
        )

    def test_counts_are_those_of_the_command(self) -> None:
        result = planned(
            "张三", "王五", "风清扬", "张三", "李四四", memberships=[membership(1, "张三", 1), membership(2, "旧人")]
        )
        self.assertEqual(
            result.counts(),
            {
                "rows": 5,
                "joined": 4,
                "left": 1,
                "renamed": 0,
                "unchanged": 1,
                "ambiguous": 4,
                "outside": 0,
                "rejected": 0,
            },
        )
