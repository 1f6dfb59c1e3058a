"""What services answer beside the members themselves: pages, roles by account, numbered roles, who is outside."""

import json
from unittest import TestCase

from members.identity.from_json import NotAMemberList, rows_from_json
from members.identity.from_table import rows_from_table
from members.identity.index import Index
from members.identity.match import Matcher
from members.identity.pasted import rows_from_paste
from members.identity.values import GroupRules, KnownPerson, Match, Memory, RosterRow, Tier, Verdict
from tests.identity.making import only, planned

WECOM = {
    "errcode": 0,
    "group_chat": {
        "chat_id": "wr1",
        "owner": "zhang",
        "member_list": [
            {"userid": "zhang", "type": 1, "join_time": 1572505491, "group_nickname": "客服一号", "name": "张三"},
            {"userid": "li", "type": 1, "join_time": 1572505491, "group_nickname": "", "name": "李四"},
            {"userid": "wmA", "type": 2, "join_time": 1572505491, "group_nickname": "", "name": "李四"},
        ],
        "admin_list": [{"userid": "li"}],
    },
}


def roles(content: object) -> list[str]:
    return [row.role for row in rows_from_json(json.dumps(content)).rows]


class PagesTest(TestCase):
    def test_one_answer_after_the_other_is_one_list(self) -> None:
        pages = [{"mems": [{"uin": 1, "nick": "a", "card": "张三"}]}, {"mems": [{"uin": 2, "nick": "b", "card": ""}]}]
        for between in ("", "\n", ",", ",\n"):
            found = rows_from_json(between.join(map(json.dumps, pages)))
            self.assertEqual([row.account_key for row in found.rows], ["1", "2"])
            self.assertEqual([row.number for row in found.rows], [1, 2])

    def test_one_object_a_line_is_one_list(self) -> None:
        found = rows_from_json('{"card": "张三", "user_id": 1}\n{"card": "李四", "user_id": 2}')
        self.assertEqual([row.nickname for row in found.rows], ["张三", "李四"])

    def test_a_list_of_nothing_but_names(self) -> None:
        found = rows_from_paste('["张三", "王、五", "无"]')
        self.assertEqual([row.nickname for row in found.rows], ["张三", "王、五", "无"])
        self.assertEqual([row.nickname for row in rows_from_paste("[玫瑰]张三\n李四").rows], ["[玫瑰]张三", "李四"])

    def test_a_page_cut_off_is_refused_whole(self) -> None:
        with self.assertRaises(NotAMemberList):
            rows_from_json('[{"uin": 1, "nick": "a"}][{"uin": 2, "ni')


class RolesTest(TestCase):
    def test_owner_and_admins_beside_wecoms_list(self) -> None:
        self.assertEqual(roles(WECOM), ["OWNER", "ADMIN", ""])

    def test_owner_and_admins_beside_the_list_of_a_bot_service(self) -> None:
        members = [{"userName": f"wxid_{n}", "nickName": n} for n in "abc"]
        data = {"memberList": members, "chatroomOwner": "wxid_b", "adminWxid": ["wxid_c"]}
        self.assertEqual(roles({"ret": 200, "data": data}), ["", "OWNER", "ADMIN"])

    def test_the_admins_are_not_taken_for_the_members(self) -> None:
        members = [{"userid": "a", "name": "甲"}, {"userid": "b", "name": "乙"}]
        self.assertEqual(roles({"admin_list": [{"userid": "b"}], "member_list": members}), ["", "ADMIN"])

    def test_roles_in_the_list_itself_count(self) -> None:
        self.assertEqual(roles({"owner": "2", "list": [{"user_id": 1, "role": "owner"}]}), ["OWNER"])

    def test_qq_numbers_the_roles_in_a_table_too(self) -> None:
        header = ["uin", "role", "nick", "card"]
        found = rows_from_table(header, [["1", "0", "a", ""], ["2", "1", "b", ""], ["3", "2", "c", ""]])
        self.assertEqual([row.role for row in found.rows], ["OWNER", "ADMIN", "MEMBER"])


class SidesTest(TestCase):
    def test_wecom_knows_real_names_of_staff_and_who_is_outside(self) -> None:
        staff, _other, customer = rows_from_json(json.dumps(WECOM)).rows
        self.assertEqual((staff.nickname, staff.real_name, staff.outside), ("客服一号", "张三", False))
        self.assertEqual((customer.platform_name, customer.real_name, customer.outside), ("李四", "", True))

    def test_who_is_outside_to_the_platform_is_bound_to_nobody_by_a_name(self) -> None:
        row = only(planned(RosterRow(1, platform_name="李四", outside=True)))
        self.assertEqual((row.verdict, row.tier, row.reason), (Verdict.SUGGESTED, Tier.FUZZY, "platform_says_outside"))
        row = only(planned(RosterRow(1, platform_name="路人", outside=True)))
        self.assertEqual(row.verdict, Verdict.OUTSIDER)

    def test_a_type_column_elsewhere_says_nothing(self) -> None:
        (row,) = rows_from_table(["userid", "type", "nickname"], [["a", "2", "张三"]]).rows
        self.assertFalse(row.outside)


class AccountsAloneTest(TestCase):
    def test_an_account_without_any_name_is_a_question_and_no_stranger(self) -> None:
        row = only(planned(RosterRow(1, account_key="wxid_1")))
        self.assertEqual((row.verdict, row.tier, row.reason), (Verdict.AMBIGUOUS, Tier.NONE, "only_an_account"))

    def test_an_account_that_is_a_staff_number_suggests_its_holder(self) -> None:
        row = only(planned(RosterRow(1, account_key="000102")))
        self.assertEqual((row.verdict, row.suggestions), (Verdict.SUGGESTED, (2,)))


class OwnAccountsTest(TestCase):
    """Where accounts are the directory's (WeCom), one that agrees with the name is that person."""

    PEOPLE = (
        KnownPerson(1, "1", "张伟", (), account="ZhangWei"),
        KnownPerson(2, "2", "张伟", (), account="zhangwei2"),
        KnownPerson(3, "3", "李四", (), account="lisi"),
    )

    def who(self, name: str, account: str, *, ours: bool = True) -> Match:
        rules = GroupRules(accounts_are_ours=ours)
        row = RosterRow(1, platform_name=name, account_key=account)
        return Matcher(Index(self.PEOPLE, ()), rules, Memory()).match(row)

    def test_of_namesakes_the_account_tells(self) -> None:
        self.assertEqual((self.who("张伟", "zhangwei").employee_id, self.who("张伟", "zhangwei2").employee_id), (1, 2))
        self.assertEqual(self.who("张伟", "zhangwei").tier, Tier.EXACT)

    def test_elsewhere_an_account_of_the_same_word_tells_nothing(self) -> None:
        self.assertIsNone(self.who("张伟", "zhangwei", ours=False).employee_id)

    def test_without_the_name_or_with_another_it_only_suggests(self) -> None:
        for name, reason in (("花", "account_alone"), ("张伟", "account_of_another"), ("", "account_alone")):
            found = self.who(name, "lisi")
            self.assertEqual((found.employee_id, found.suggestions[0], found.reason), (None, 3, reason))
