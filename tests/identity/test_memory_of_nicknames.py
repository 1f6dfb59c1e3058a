"""What was said of a nickname holds for the membership that bears it, not for who takes it up later."""

from unittest import TestCase

from members.identity.plan import plan_roster
from members.identity.values import GroupRules, KnownMembership, Memory, PlanRow, RosterRow, Tier, Verdict
from tests.identity.lab import INDEX, match
from tests.identity.making import decided, sits

SAID = Memory(by_nickname={"小明": decided(8)})


def only(row: RosterRow, memberships: list[KnownMembership], memory: Memory) -> PlanRow:
    return plan_roster([row], memberships, INDEX, GroupRules(), memory, full=True).rows[0]


class NicknameTest(TestCase):
    def test_it_binds_the_membership_it_was_said_of(self) -> None:
        for account in ("", "wxid_1"):
            found = match("小明", memory=SAID, memberships=[sits("小明", 8, account)], account_key=account)
            self.assertEqual((found.tier, found.employee_id), (Tier.MEMORY, 8))

    def test_a_newcomer_of_the_nickname_is_asked_about(self) -> None:
        for memberships in ([], [sits("信息-王明", 8)], [sits("小明", 8, "wxid_1")], [sits("小明", None)]):
            found = match("小明", memory=SAID, memberships=memberships, account_key="wxid_new")
            self.assertEqual((found.tier, found.suggestions), (Tier.FUZZY, (8,)), memberships)
            self.assertEqual(found.reason, "decided_of_the_nickname")

    def test_without_an_account_too_once_the_membership_is_gone(self) -> None:
        for memberships in ([], [sits("信息-王明", 8)]):
            found = match("小明", memory=SAID, memberships=memberships)
            self.assertEqual((found.tier, found.suggestions), (Tier.FUZZY, (8,)))

    def test_a_newcomer_after_the_person_left_the_organisation_is_no_leaver(self) -> None:
        memory = Memory(by_nickname={"阿华": decided(51)})
        row = only(RosterRow(1, "阿华", account_key="wxid_new"), [], memory)
        self.assertEqual((row.verdict, row.employee_id, row.suggestions), (Verdict.SUGGESTED, None, (51,)))

    def test_who_left_the_organisation_and_still_sits_there_is_a_leaver(self) -> None:
        memory = Memory(by_nickname={"阿华": decided(51)})
        row = only(RosterRow(1, "阿华"), [sits("阿华", 51)], memory)
        self.assertEqual((row.verdict, row.employee_id), (Verdict.LEAVER, 51))

    def test_a_namesake_settled_once_is_not_settled_for_every_namesake(self) -> None:
        memory = Memory(by_nickname={"王五": decided(37)})
        self.assertEqual(match("王五", memory=memory, memberships=[sits("王五", 37)]).employee_id, 37)
        self.assertEqual(set(match("王五", memory=memory).suggestions), {37, 38})

    def test_what_the_row_says_itself_comes_first(self) -> None:
        memory = Memory(by_nickname={"徐攀": decided(8)})
        self.assertEqual(match("徐攀", memory=memory).suggestions, (49, 8))

    def test_somebody_from_outside_stays_so_until_a_colleague_comes_under_the_nickname(self) -> None:
        memory = Memory(by_nickname={"海阔天空": decided(None), "张三": decided(None)})
        self.assertTrue(match("海阔天空", memory=memory).outsider)
        self.assertTrue(match("张三", memory=memory, memberships=[sits("张三", None)]).outsider)
        self.assertEqual(match("张三", memory=memory).suggestions, (35,))
        self.assertFalse(match("海阔天空", memory=memory, account_key="wxid_new").outsider)

    def test_what_is_said_at_this_moment_stands(self) -> None:
        for employee in (8, 51, None):
            memory = Memory(by_nickname={"小明": decided(employee, anew=True)})
            self.assertEqual(match("小明", memory=memory).tier, Tier.MEMORY)


class AccountTest(TestCase):
    def test_the_account_it_was_said_of_binds_under_every_nickname(self) -> None:
        memory = Memory(by_account={"wxid_1": decided(8)})
        self.assertEqual(match("海阔天空", memory=memory, account_key="wxid_1").employee_id, 8)

    def test_another_account_does_not(self) -> None:
        memory = Memory(by_account={"wxid_1": decided(8)})
        self.assertIsNone(match("海阔天空", memory=memory, account_key="wxid_2").employee_id)
