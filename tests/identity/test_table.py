"""Tables: every heading of practice §1.3, the shapes of §1.1, the traps of §1.2."""

from datetime import date, datetime
from unittest import TestCase

from members.identity.from_table import rows_from_table
from members.identity.headers import (
    ALIASES,
    CHINA,
    field_of,
    find_header,
    header_key,
    is_blank,
    is_sensitive,
    parse_moment,
    role_of,
    why_no_member,
)
from members.identity.values import RosterRow
from tests.identity.making import rows_from_cells

HEADINGS = {
    "nickname": "群昵称 群名片 群内昵称 我在本群的昵称 群备注名 displayname roomAlias group_nickname card",
    "platform_name": "微信昵称 昵称 微信名 网名 QQ昵称 用户昵称 nickname NickName",
    "remark": "备注名 微信备注 好友备注 RemarkName remark",
    "account_key": "wxid 微信ID QQ号 QQ username UserName user_id userid uin member_id open_id",
    "real_name": "姓名 真实姓名 成员名称 机主姓名 名字 truename 姓名（必填） *姓名",
    "department": "部门 所在部门 所属部门 单位 科室 班组 department dept",
    "staff_no": "工号 员工编号 员工号 职工号 jobnumber job_number staffid employeeno",
    "role": "群内角色 角色 身份 群主/管理员 role",
    "joined_at": "入群时间 加群时间 进群时间 jointime join_time",
    "inviter": "邀请人 inviterid inviterUserName invitor",
}
SENSITIVE = (
    "手机号 身份证 性别 地区 签名 头像 朋友圈图 phoneNumList sex Sex "
    "Province City Signature avatar country age area 手机号（必填）"
)


class HeadingTest(TestCase):
    def test_every_alias(self) -> None:
        for field, words in HEADINGS.items():
            for word in words.split():
                with self.subTest(word):
                    self.assertEqual(field_of(word), field)

    def test_no_word_means_two_things(self) -> None:
        words = [word for each in ALIASES.values() for word in each]
        self.assertEqual(len(words), len(set(words)))

    def test_marks_round_a_heading_say_nothing(self) -> None:
        for written in (
            "姓名（必填）",
            "姓名*",
            " 姓 名 ",
            "*姓名",
            "1.姓名",
            "姓名：",
            "Ｎａｍｅ".replace("Ｎａｍｅ", "姓名(自动)"),
        ):
            self.assertEqual(header_key(written), "姓名")

    def test_columns_that_must_not_be_kept(self) -> None:
        for word in SENSITIVE.split():
            with self.subTest(word):
                self.assertTrue(is_sensitive(word))
        for word in ("群昵称", "姓名", "部门", "message", "usage"):
            self.assertFalse(is_sensitive(word))

    def test_blank_words(self) -> None:
        for word in ("", " ", "空", "暂无备注", "未设置", "无", "-", "—", "None", "null", "nan", "NaN", "N/A"):
            self.assertTrue(is_blank(word), word)
        self.assertFalse(is_blank("无忌"))

    def test_lines_that_are_no_people(self) -> None:
        for word, why in (
            ("添加", "part_of_screen"),
            ("移出", "part_of_screen"),
            ("邀请", "part_of_screen"),
            ("+", "part_of_screen"),
            ("-", "part_of_screen"),
            ("群主", "part_of_screen"),
            ("群收款助手", "part_of_screen"),
            ("群成员(45)", "part_of_screen"),
            ("查看更多群成员 >", "part_of_screen"),
            ("-----", "part_of_screen"),
            ("合计", "form_line"),
            ("合计：12人", "form_line"),
            ("共 12 人", "form_line"),
        ):
            self.assertEqual(why_no_member(word), why, word)

    def test_people_are_called_like_headings_and_like_nothing(self) -> None:
        for word in "张三 合计划 共工 共 群昵称 姓名 昵称 名字 工号 备注 成员 Nick QQ 无 空 null 本人".split():
            self.assertEqual(why_no_member(word), "", word)

    def test_roles(self) -> None:
        for word, role in (
            ("群主", "OWNER"),
            ("owner", "OWNER"),
            ("副群主", "DEPUTY"),
            ("管理员", "ADMIN"),
            ("admin", "ADMIN"),
        ):
            self.assertEqual(role_of(word), role)
        self.assertEqual((role_of("member"), role_of(""), role_of("路人")), ("MEMBER", "", ""))

    def test_the_heading_is_found_below_titles(self) -> None:
        weflow = [
            ["会话信息"],
            ["微信ID", "r", "", "昵称", "某群", "备注"],
            ["导出工具", "x"],
            ["微信昵称", "群昵称", "wxid"],
        ]
        self.assertEqual(find_header(weflow), 3)
        self.assertIsNone(find_header([["张三"], ["李四"]]))
        self.assertIsNone(find_header([["张三"]] * 20 + [["群昵称"]]))


class TableTest(TestCase):
    def test_the_ui_scrapers_file_with_its_nameless_index_and_buttons(self) -> None:
        found = rows_from_table(
            ["", "群昵称", "微信昵称"],
            [
                ["0", "销售部-张三", "小张"],
                ["1", "添加", "添加"],
                ["2", "", "移出"],
                ["3", "", "李四"],
                ["合计", "", ""],
            ],
        )
        self.assertEqual(
            found.rows,
            [RosterRow(2, nickname="销售部-张三", platform_name="小张"), RosterRow(5, platform_name="李四")],
        )
        self.assertEqual([each.row for each in found.skipped], [3, 4, 6])

    def test_the_old_database_export(self) -> None:
        found = rows_from_table(
            ["微信昵称", "微信备注", "群昵称", "wxid", "微信号"], [["小张", "老张", "张三", "wxid_1", "zhang1"]]
        )
        self.assertEqual(
            found.rows, [RosterRow(2, nickname="张三", platform_name="小张", remark="老张", account_key="wxid_1")]
        )
        self.assertEqual(found.unused, ["微信号"])

    def test_the_new_database_export(self) -> None:
        cells = [
            ["会话信息"],
            ["微信ID", "r@chatroom", "", "昵称", "某群", "备注", ""],
            ["导出工具", "WeFlow", "导出版本", "1", "平台", "wechat"],
            ["群昵称", "微信昵称", "wxid"],
            ["张三", "小张", "wxid_1"],
        ]
        self.assertEqual(rows_from_cells(cells).rows, [RosterRow(5, "张三", "小张", account_key="wxid_1")])

    def test_onebot(self) -> None:
        header = [
            "group_id",
            "user_id",
            "nickname",
            "card",
            "sex",
            "age",
            "area",
            "join_time",
            "last_sent_time",
            "role",
        ]
        cells = ["1", "20001", "网名", "张三", "male", "0", "", "1700000000", "1710000000", "admin"]
        found = rows_from_table(header, [cells])
        (row,) = found.rows
        self.assertEqual(
            (row.nickname, row.platform_name, row.account_key, row.role), ("张三", "网名", "20001", "ADMIN")
        )
        self.assertEqual(row.joined_at, datetime(2023, 11, 15, 6, 13, 20, tzinfo=CHINA))
        self.assertEqual(row.spoke_last_on, date(2024, 3, 10))
        self.assertEqual(found.dropped, ["sex", "age", "area"])

    def test_qq_plug_in(self) -> None:
        found = rows_from_table(
            ["QQ号", "群昵称", "用户昵称", "角色", "加群时间", "最后发言"],
            [["20001", "张三", "网名", "群主", "2024-01-02 03:04", "2024年3月4日"]],
        )
        (row,) = found.rows
        self.assertEqual((row.role, row.spoke_last_on), ("OWNER", date(2024, 3, 4)))

    def test_a_collecting_form(self) -> None:
        found = rows_from_table(
            ["提交者（自动）", "提交时间（自动）", "姓名（必填）", "部门（必填）", "手机号（必填）"],
            [["a", "b", "张三", "销售部", "138"]],
        )
        self.assertEqual(found.rows, [RosterRow(2, real_name="张三", department="销售部")])
        self.assertEqual(found.dropped, ["手机号（必填）"])

    def test_alias_is_the_wechat_number_beside_an_account(self) -> None:
        found = rows_from_table(["userName", "nickName", "remark", "alias"], [["wxid_1", "小张", "", "zhang1"]])
        self.assertEqual((found.rows[0].account_key, found.rows[0].remark, found.unsure), ("wxid_1", "", []))

    def test_alias_is_the_remark_beside_room_alias(self) -> None:
        found = rows_from_table(["id", "name", "roomAlias", "alias"], [["wxid_1", "小张", "张三", "老张"]])
        self.assertEqual((found.rows[0].remark, found.unsure), ("老张", []))

    def test_alias_alone_is_named_as_unsure(self) -> None:
        found = rows_from_table(["nickname", "alias"], [["小张", "老张"]])
        self.assertEqual((found.rows[0].remark, found.unsure), ("老张", ["alias"]))

    def test_a_persons_mapping_goes_first_but_not_over_the_law(self) -> None:
        found = rows_from_table(
            ["列一", "alias", "手机号"], [["张三", "x", "138"]], {"列一": "nickname", "alias": "", "手机号": "remark"}
        )
        self.assertEqual((found.rows, found.unsure, found.dropped), ([RosterRow(2, "张三")], [], ["手机号"]))

    def test_itchats_uin_of_zero_is_no_account(self) -> None:
        found = rows_from_table(["Uin", "DisplayName"], [["0", "张三"], ["0", "李四"]])
        self.assertEqual([row.account_key for row in found.rows], ["", ""])

    def test_the_first_column_of_a_field_with_a_value_wins(self) -> None:
        found = rows_from_table(["QQ号", "wxid", "群昵称"], [["20001", "wxid_1", "甲"], ["20002", "", "乙"]])
        self.assertEqual([row.account_key for row in found.rows], ["wxid_1", "20002"])

    def test_short_rows_and_blank_words(self) -> None:
        found = rows_from_table(["群昵称", "微信昵称", "备注名"], [["暂无备注", "小张"], [], ["nan", "None", "-"]])
        self.assertEqual(
            (found.rows, [each.row for each in found.skipped]), ([RosterRow(2, platform_name="小张")], [4])
        )

    def test_cells_without_a_heading(self) -> None:
        self.assertEqual(
            rows_from_cells([["张三", "小张"], ["李四"]]).rows, [RosterRow(1, "张三", "小张"), RosterRow(2, "李四")]
        )
        self.assertEqual(rows_from_cells([]).rows, [])


class MomentTest(TestCase):
    def test_every_way_of_writing_one(self) -> None:
        noon = datetime(2024, 1, 2, 12, 0, tzinfo=CHINA)
        for text in (
            "1704168000",
            "1704168000000",
            "2024-01-02 12:00:00",
            "2024/1/2 12:00",
            "2024.01.02 12:00",
            "2024年1月2日 12:00",
            "2024-01-02T12:00:00",
            "2024年1月2日12时0分",
        ):
            with self.subTest(text):
                self.assertEqual(parse_moment(text), noon)
        self.assertEqual(parse_moment("20240102"), datetime(2024, 1, 2, tzinfo=CHINA))

    def test_what_is_none(self) -> None:
        for text in ("", "0", "昨天", "2024-13-01", "2024-02-30", "12"):
            self.assertIsNone(parse_moment(text), text)
