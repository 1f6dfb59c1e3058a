"""Pastes: 接龙 in all its forms, names by line, cells, itchat's text, JSON."""

import json
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from members.identity.from_json import NotAMemberList, rows_from_json
from members.identity.match import known_names
from members.identity.pasted import rows_from_paste
from members.identity.signup_chain import is_signup_chain
from tests.identity.making import INDEX


def nicknames(text: str) -> list[str]:
    return [row.nickname for row in rows_from_paste(text).rows]


class SolitaireTest(TestCase):
    def test_head_description_and_entries(self) -> None:
        text = "#接龙\n周五聚餐报名\n请写部门和姓名\n\n1. 销售部-张三\n2. 李四 带家属\n"
        reading = rows_from_paste(text)
        self.assertEqual((reading.kind, reading.only_partial), ("solitaire", True))
        self.assertEqual(
            [(row.nickname, row.remark) for row in reading.rows], [("销售部-张三", ""), ("李四", "带家属")]
        )

    def test_two_words_of_letters_are_one_name(self) -> None:
        text = "#接龙\n\n1. Zhang San\n2. Jack Wang 参加\n3. Jack 参加\n4. 王五 OK"
        said = [(row.nickname, row.remark) for row in rows_from_paste(text).rows]
        self.assertEqual(said, [("Zhang San", ""), ("Jack Wang", "参加"), ("Jack", "参加"), ("王五", "OK")])

    def test_the_english_client(self) -> None:
        self.assertEqual(nicknames("#Group Note\nLunch\n\n1. 张三\n2. 李四"), ["张三", "李四"])

    def test_numbers_of_every_form(self) -> None:
        text = "#接龙\n\n1. 甲一\n2、甲二\n3．甲三\n4)甲四\n（5）甲五\n⑥ 甲六\n7）甲七\n(8) 甲八"
        self.assertEqual(nicknames(text), ["甲一", "甲二", "甲三", "甲四", "甲五", "甲六", "甲七", "甲八"])

    def test_an_entry_may_run_over_several_lines(self) -> None:
        (row, _other) = rows_from_paste("#接龙\n\n1. 张三 参加\n自己开车\n\n可带两人\n2. 李四").rows
        self.assertEqual((row.nickname, row.remark), ("张三", "参加 自己开车 可带两人"))

    def test_entries_repeated_when_people_answer_at_once(self) -> None:
        self.assertEqual(nicknames("#接龙\n\n1. 张三\n2. 李四\n2. 王五\n3. 張三"), ["张三", "李四", "王五"])

    def test_the_list_sent_again_and_again(self) -> None:
        self.assertEqual(nicknames("#接龙\n报名\n\n1. 张三\n#接龙\n报名\n\n1. 张三\n2. 李四"), ["张三", "李四"])

    def test_missing_numbers_and_empty_entries(self) -> None:
        self.assertEqual(nicknames("#接龙\n\n1. 张三\n4. 李四\n5.\n6. 王五"), ["张三", "李四", "王五"])

    def test_example_lines_are_no_people(self) -> None:
        self.assertEqual(nicknames("#接龙\n例 销售部-张三 收到\n\n1. 例：部门-姓名\n2. 李四"), ["李四"])

    def test_a_numbered_description_is_no_list(self) -> None:
        self.assertEqual(nicknames("#接龙\n注意\n1. 请写真名\n2. 周五截止\n\n1. 张三"), ["张三"])

    def test_empty_lines_between_entries(self) -> None:
        self.assertEqual(nicknames("#接龙\n1. 张三\n\n2. 李四\n\n3. 王五"), ["张三", "李四", "王五"])

    def test_all_on_one_line(self) -> None:
        self.assertEqual(nicknames("#接龙 周五报名 1. 张三 2. 李四 带伞"), ["张三", "李四"])

    def test_a_decimal_is_no_number_of_an_entry(self) -> None:
        (row,) = rows_from_paste("#接龙\n\n1. 张三\n1.5小时后到").rows
        self.assertEqual(row.remark, "1.5小时后到")

    def test_a_nickname_with_a_space_ends_where_somebodys_name_ends(self) -> None:
        text = "#接龙\n\n1. 人资 王五 收到\n2. 张三 收到\n3. 风 清扬"
        found = rows_from_paste(text, known_names(INDEX)).rows
        self.assertEqual([row.nickname for row in found], ["人资 王五", "张三", "风"])

    def test_an_ordinary_list_is_none(self) -> None:
        self.assertFalse(is_signup_chain("张三\n李四"))


class AnyTextTest(TestCase):
    @given(
        st.text(alphabet=st.sampled_from('#接龙张三 \n\t,、1.①（）{[]}":例-\x00🌹a'), max_size=80)
        | st.text(max_size=60)
    )
    @settings(max_examples=200, deadline=None)
    def test_no_paste_breaks_the_reader(self, text: str) -> None:
        try:
            reading = rows_from_paste(text)
        except NotAMemberList:
            return
        self.assertEqual(len({row.number for row in reading.rows}), len(reading.rows))
        for row in reading.rows:
            self.assertTrue(row.nickname or row.platform_name or row.account_key or row.real_name or row.remark)
            self.assertNotIn("\x00", row.nickname)

    def test_a_long_paste_is_read_in_one_go(self) -> None:
        text = "#接龙\n\n" + "\n".join(f"{n}. 成员{n} 收到\n\n续" for n in range(1, 9000))
        self.assertEqual(len(rows_from_paste(text).rows), 8999)


class LinesTest(TestCase):
    def test_one_name_a_line(self) -> None:
        self.assertEqual(nicknames("\ufeff张三\r\n李四\r\n\r\n王 五\n"), ["张三", "李四", "王 五"])

    def test_a_paste_of_one_line_of_names(self) -> None:
        self.assertEqual(
            nicknames("张三、李四，王五,赵六；孙七;周八丶吴九"),
            ["张三", "李四", "王五", "赵六", "孙七", "周八", "吴九"],
        )

    def test_of_strangers_nobody_can_say_whether_a_mark_parts_them(self) -> None:
        self.assertEqual(nicknames("甲\n乙、丙"), ["甲", "乙、丙"])

    def test_spaces_part_nothing(self) -> None:
        self.assertEqual(nicknames("销售部 张三\n李四 Jack"), ["销售部 张三", "李四 Jack"])

    def test_numbered_lines(self) -> None:
        self.assertEqual(nicknames("1. 张三\n2、李四"), ["张三", "李四"])

    def test_buttons_headings_and_totals_are_no_people_and_are_listed(self) -> None:
        found = rows_from_paste("群成员(3)\n姓名\n张三\n添加\n移出\n无\n合计 3 人")
        self.assertEqual([row.real_name for row in found.rows], ["张三", "无"])
        self.assertEqual([each.text for each in found.skipped], ["群成员(3)", "添加", "移出", "合计 3 人"])
        self.assertEqual(found.headings, 1)

    def test_nothing(self) -> None:
        self.assertEqual(rows_from_paste("").rows, [])
        self.assertEqual(rows_from_paste(" \n\x00").rows, [])


class CellsTest(TestCase):
    def test_excel_cells_with_a_heading(self) -> None:
        reading = rows_from_paste("群昵称\t微信昵称\t手机号\n销售-张三\t小张\t13800000000")
        self.assertEqual((reading.kind, reading.dropped), ("table", ["手机号"]))
        self.assertEqual((reading.rows[0].nickname, reading.rows[0].platform_name), ("销售-张三", "小张"))

    def test_excel_cells_without_one(self) -> None:
        self.assertEqual(nicknames("张三\t小张\n李四\t小李"), ["张三", "李四"])

    def test_commas_below_a_heading_are_a_table(self) -> None:
        reading = rows_from_paste('群昵称,微信昵称\n张三,小张\n"李,四",小李')
        self.assertEqual((reading.kind, [row.nickname for row in reading.rows]), ("table", ["张三", "李,四"]))

    def test_itchats_text(self) -> None:
        reading = rows_from_paste("1.销售-张三,  小张\n2.暂无备注,  小李")
        self.assertEqual(reading.kind, "itchat")
        self.assertEqual(
            [(row.nickname, row.platform_name) for row in reading.rows], [("销售-张三", "小张"), ("", "小李")]
        )


class JsonTest(TestCase):
    def test_qq_site(self) -> None:
        text = (
            '{"ec":0,"mems":[{"uin":20001,"role":0,"join_time":1700000000,"nick":"a&nbsp;b","card":"张三"},'
            '{"uin":2,"role":2,"nick":"b","card":""}]}'
        )
        rows = rows_from_json(text).rows
        self.assertEqual(
            [(row.nickname, row.account_key, row.role) for row in rows],
            [("张三", "20001", "OWNER"), ("", "2", "MEMBER")],
        )
        self.assertEqual(rows[0].platform_name, "a b")

    def test_onebot(self) -> None:
        text = (
            '{"status":"ok","data":[{"user_id":20001,"nickname":"网名","card":"张三","role":"admin","sex":"male",'
            '"is_robot":false}]}'
        )
        reading = rows_from_paste(text)
        self.assertEqual(
            (reading.kind, reading.rows[0].nickname, reading.rows[0].role, reading.dropped),
            ("json", "张三", "ADMIN", ["sex"]),
        )

    def test_wechaty(self) -> None:
        (row,) = rows_from_json(
            '[{"id":"wxid_1","name":"小张","roomAlias":"张三","inviterId":"wxid_9","avatar":"http://x"}]'
        ).rows
        self.assertEqual(
            (row.nickname, row.platform_name, row.account_key, row.inviter), ("张三", "小张", "wxid_1", "wxid_9")
        )

    def test_wecoms_customer_group(self) -> None:
        text = (
            '{"errcode":0,"group_chat":{"chat_id":"c","member_list":[{"userid":"u1","type":1,"join_time":1700000000,'
            '"invitor":{"userid":"u9"},"group_nickname":"张三","name":"小张"}]}}'
        )
        (row,) = rows_from_json(text).rows
        self.assertEqual((row.nickname, row.platform_name, row.account_key, row.inviter), ("张三", "小张", "u1", "u9"))

    def test_feishu(self) -> None:
        (row,) = rows_from_json(
            '{"data":{"items":[{"member_id_type":"open_id","member_id":"ou_1","name":"张三"}]}}'
        ).rows
        self.assertEqual((row.real_name, row.account_key), ("张三", "ou_1"))

    def test_itchat(self) -> None:
        text = '{"MemberList":[{"UserName":"@f00","NickName":"小张","DisplayName":"张三","Uin":0,"Sex":1}]}'
        (row,) = rows_from_json(text).rows
        self.assertEqual((row.nickname, row.account_key), ("张三", "@f00"))

    def test_what_is_no_member_list_is_refused_by_a_code(self) -> None:
        for text, code in (
            ('[{"a":1', "no_json"),
            ('{"a":[{"b":1}]}', "no_members"),
            ("[" * 5000, "no_json"),
            ("[]", "no_members"),
        ):
            with self.subTest(text[:10]), self.assertRaises(NotAMemberList) as refused:
                rows_from_json(text)
            self.assertEqual(refused.exception.code, code)

    def test_members_who_each_bear_keys_of_their_own_make_no_table_as_wide_as_all_of_them(self) -> None:
        members = [{f"k{number}-{key}": "x" for key in range(10)} | {"nickname": "张三"} for number in range(50)]
        found = rows_from_json(json.dumps(members))
        self.assertEqual([row.platform_name for row in found.rows], ["张三"] * 50)
        self.assertLessEqual(len(found.unused), 200)

    def test_a_nickname_in_square_brackets_is_no_json(self) -> None:
        self.assertEqual(nicknames("[销售]张三\n[财务]李四"), ["[销售]张三", "[财务]李四"])
