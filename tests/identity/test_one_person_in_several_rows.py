"""One name on many accounts is a question for all of them; what was said or was so before stays."""

import csv
from unittest import TestCase

from members.identity.plan import plan_roster
from members.identity.values import GroupRules, KnownMembership, Memory, RosterPlan, RosterRow, Verdict
from tests.identity.lab import CASES, INDEX
from tests.identity.making import decided, rows_from_cells, sits


def planned(
    rows: list[RosterRow], memberships: list[KnownMembership] | None = None, memory: Memory | None = None
) -> RosterPlan:
    return plan_roster(rows, memberships or [], INDEX, GroupRules(), memory or Memory(), full=True)


def called(*nicknames: str, accounts: bool = True) -> list[RosterRow]:
    return [
        RosterRow(number, nickname, account_key=f"wxid_{number}" if accounts else "")
        for number, nickname in enumerate(nicknames, 1)
    ]


class SeveralRowsTest(TestCase):
    def test_an_exporter_that_wrote_one_name_on_every_account(self) -> None:
        with (CASES / "p08-wxcli-same-nickname-bug.csv").open(encoding="utf-8", newline="") as file:
            rows = rows_from_cells(list(csv.reader(file))).rows
        result = planned(rows)
        self.assertEqual({row.verdict for row in result.rows}, {Verdict.SUGGESTED})
        self.assertEqual({row.employee_id for row in result.rows}, {None})
        self.assertEqual(result.rows[0].reason_facts, {"rows": "10"})
        self.assertIn("same_person_twice", result.warnings)

    def test_from_the_second_row_on_none_is_certain(self) -> None:
        for nicknames in (("张三", "销售一部-张三"), ("张三", "张三（小号）"), ("张三", "E035张三")):
            for accounts in (True, False):
                rows = planned(called(*nicknames, accounts=accounts)).rows
                self.assertEqual([(row.employee_id, row.suggestions) for row in rows], [(None, (35,))] * 2)

    def test_one_row_is_no_doubt(self) -> None:
        self.assertEqual([row.employee_id for row in planned(called("张三", "王明")).rows], [35, 8])

    def test_the_account_that_was_this_persons_before_stays_theirs(self) -> None:
        result = planned(called("张三", "张三"), [sits("张三", 35, "wxid_1")])
        self.assertEqual([row.employee_id for row in result.rows], [35, None])

    def test_without_accounts_the_nickname_tells_which_it_was(self) -> None:
        rows = called("张三", "张三（小号）", accounts=False)
        self.assertEqual([row.employee_id for row in planned(rows, [sits("张三", 35)]).rows], [35, None])

    def test_a_second_account_is_confirmed_once(self) -> None:
        memory = Memory(by_account={"wxid_1": decided(35), "wxid_2": decided(35)})
        result = planned(called("张三", "张三"), memory=memory)
        self.assertEqual([row.employee_id for row in result.rows], [35, 35])


class MembershipOfSomebodyAskedAboutTest(TestCase):
    """Whoever may still be in the list has not left, until somebody says who the row is."""

    def plan(self, nicknames: tuple[str, ...], *memberships: KnownMembership) -> RosterPlan:
        return planned(called(*nicknames, accounts=False), list(memberships))

    def test_the_membership_of_one_of_two_namesakes_is_not_closed(self) -> None:
        result = self.plan(("人力资源部-李娜",), sits("销售二部-李娜", 5))
        self.assertEqual((result.rows[0].verdict, result.left), (Verdict.AMBIGUOUS, ()))

    def test_each_question_about_a_whole_name_keeps_the_membership(self) -> None:
        for nickname, person, reason in (
            ("张三2", 35, "unknown_unit"),
            ("西北部-张三", 35, "unknown_unit"),
            ("中建三局-财务部-张伟", 3, "unknown_unit"),
            ("於晓", 46, "variant_characters"),
            ("张三和王明", 35, "two_names"),
            ("张三和王明", 8, "two_names"),
            ("徐攀…", 49, "lost_characters"),
        ):
            with self.subTest(nickname, person=person):
                result = self.plan((nickname,), sits("旧名", person))
                self.assertEqual((result.rows[0].reason, result.rows[0].employee_id), (reason, None))
                self.assertEqual(result.left, ())
                self.assertEqual([each.employee_id for each in result.kept], [person])

    def test_a_surname_with_a_title_keeps_whom_it_may_mean(self) -> None:
        found = self.plan(("欧阳经理",), sits("旧名", 7))
        for person in found.rows[0].suggestions:
            self.assertEqual(self.plan(("欧阳经理",), sits("旧名", person)).left, ())

    def test_a_word_that_says_outside_keeps_nobodys_membership(self) -> None:
        result = self.plan(("供应商-财务部-张伟",), sits("财务部-张伟", 3))
        self.assertEqual([membership.employee_id for membership in result.left], [3])

    def test_a_likeness_keeps_nobodys_membership(self) -> None:
        self.assertEqual([each.employee_id for each in self.plan(("张山",), sits("张三", 35)).left], [35])

    def test_two_rows_that_may_be_one_person_keep_the_membership_and_neither_takes_it(self) -> None:
        for nicknames, person in ((("张三2", "张三3"), 35), (("王五", "王五。"), 38)):
            result = self.plan(nicknames, sits("旧名", person))
            self.assertEqual([row.membership_id for row in result.rows], [None, None])
            self.assertEqual((result.left, [each.employee_id for each in result.kept]), ((), [person]))

    def test_one_row_that_may_be_two_people_keeps_both(self) -> None:
        result = self.plan(("张三和王明",), sits("旧名", 35), sits("旧人", 8, number=2))
        self.assertEqual((result.left, [each.employee_id for each in result.kept]), ((), [8, 35]))

    def test_a_row_on_somebody_elses_account_keeps_the_membership_of_whom_it_names(self) -> None:
        memberships = [sits("王明", 8, "wxid_1"), sits("旧名", 35, number=2)]
        result = planned(called("张三"), memberships)
        self.assertEqual(result.rows[0].reason, "membership_was_another_person")
        self.assertEqual(result.left, ())

    def test_who_is_in_the_list_for_certain_leaves_nothing_to_keep(self) -> None:
        result = self.plan(("张三", "张三2"), sits("旧名", 35))
        self.assertEqual((result.rows[0].membership_id, result.kept), (1, ()))
