"""One name on many accounts is a question for all of them; what was said or was so before stays."""

import csv
from unittest import TestCase

from members.identity.from_table import rows_from_cells
from members.identity.plan import plan_roster
from members.identity.values import GroupRules, KnownMembership, Memory, RosterPlan, RosterRow, Verdict
from tests.identity.lab import CASES, INDEX
from tests.identity.making import decided, sits


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


class SeatOfSomebodyAskedAboutTest(TestCase):
    def test_the_membership_of_one_of_two_namesakes_is_not_closed(self) -> None:
        result = planned(called("人力资源部-李娜", accounts=False), [sits("销售二部-李娜", 5)])
        self.assertEqual((result.rows[0].verdict, result.left), (Verdict.AMBIGUOUS, ()))

    def test_a_strangers_row_keeps_nobodys_membership(self) -> None:
        result = planned(called("中建三局-财务部-张伟", accounts=False), [sits("财务部-张伟", 3)])
        self.assertEqual([membership.employee_id for membership in result.left], [3])

    def test_two_rows_that_may_be_one_person_keep_no_membership_between_them(self) -> None:
        result = planned(called("王五", "王五。", accounts=False), [sits("财务部-王五", 38)])
        self.assertEqual([membership.employee_id for membership in result.left], [38])
