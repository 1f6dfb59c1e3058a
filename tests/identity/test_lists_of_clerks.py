"""Lists as clerks keep them: titles, totals, signatures, no heading at all, a column that only numbers the lines."""

from unittest import TestCase

from members.identity.headers import is_form_line, is_title
from members.identity.pasted import rows_from_paste
from members.identity.values import RosterRow
from tests.identity.making import rows_from_cells


def nicknames(text: str) -> list[str]:
    return [row.nickname for row in rows_from_paste(text).rows]


class FormLinesTest(TestCase):
    def test_totals_signatures_and_notes_are_no_members(self) -> None:
        for cell in (
            "合计",
            "合计：",
            "总计 3 人",
            "制表人：王芳",
            "审核人:",
            "审核：张三",
            "以下空白",
            "注：本名单截至今日",
            "说明：见上",
            "日期：",
        ):
            self.assertTrue(is_form_line(cell), cell)
        for cell in ("张三", "共工", "审核-张三", "统计员张三", "负责人：张三"):
            self.assertFalse(is_form_line(cell), cell)

    def test_titles(self) -> None:
        for line in ("销售群成员名单", "销售群成员名单（3月）", "以下人员参加："):
            self.assertTrue(is_title(line), line)
        for line in ("张三", "销售部-张三", "张三："):
            self.assertFalse(is_title(line), line)

    def test_a_total_in_the_first_column_takes_its_whole_row_with_it(self) -> None:
        found = rows_from_cells([["序号", "姓名"], ["1", "张三"], ["合计", "1人"], ["制表人：甲", "审核人：乙"]])
        self.assertEqual((found.rows, [each.row for each in found.skipped]), ([RosterRow(2, real_name="张三")], [3, 4]))

    def test_notes_below_names_by_line(self) -> None:
        self.assertEqual(nicknames("销售群成员名单\n张三\n李四\n制表人：王芳，审核人：陈伟"), ["张三", "李四"])

    def test_a_numbered_list_with_a_title_and_a_signature(self) -> None:
        self.assertEqual(nicknames("销售群成员名单\n1. 张三\n2. 李四\n填表日期：3月12日"), ["张三", "李四"])

    def test_a_member_above_a_numbered_list_is_not_taken_for_its_title(self) -> None:
        self.assertEqual(nicknames("张三\n1. 李四"), ["张三", "1. 李四"])


class CopiedOutOfAnAppTest(TestCase):
    """What stands round the names on the screen of members comes along when the screen is copied."""

    def test_words_of_the_screen_are_no_members(self) -> None:
        screen = (
            "聊天信息(5)\n搜索群成员\n群主\n张三\n管理员\n李四\n王五\n所有人\n"
            "查看更多群成员 >\n添加成员\n删除成员\n-----"
        )
        self.assertEqual(nicknames(screen), ["张三", "李四", "王五"])

    def test_everybody_was_called_in_the_chat_and_is_nobody(self) -> None:
        self.assertEqual(nicknames("@张三\u2005@所有人\u2005@李四\u2005"), ["张三", "李四"])

    def test_an_account_may_be_called_like_a_role_where_a_column_says_so(self) -> None:
        found = rows_from_cells([["群昵称", "QQ号", "身份"], ["管理员", "10001", "成员"]])
        self.assertEqual(found.rows, [RosterRow(2, "管理员", account_key="10001", role="MEMBER")])

    def test_a_numbered_list_that_lost_its_line_breaks(self) -> None:
        for line in ("1. 张三 2. 李四 3. 王五", "1、张三　2、李四　3、王五", "①张三 ②李四 ③王五"):
            self.assertEqual(nicknames(line), ["张三", "李四", "王五"], line)
        for nickname in ("1. 张三 3. 李四", "张三 2.李四", "1.张三"):
            self.assertEqual(len(nicknames(nickname)), 1, nickname)


class CalledLikeAHeadingTest(TestCase):
    """Nick, QQ and Card are people; only where a program repeats its own heading they are not."""

    def test_in_lines_and_in_tables(self) -> None:
        self.assertEqual(nicknames("张三\nNick\nQQ\nCard\n群昵称"), ["张三", "Nick", "QQ", "Card", "群昵称"])
        table = [["群昵称", "QQ号"], ["Nick", "10001"], ["群昵称", "QQ号"], ["qq", "10002"]]
        self.assertEqual([row.nickname for row in rows_from_cells(table).rows], ["Nick", "qq"])

    def test_below_a_heading_of_the_same_word(self) -> None:
        cells = [["nick", "uin"], ["Nick", "10001"], ["nick", "uin"], ["card", "10002"]]
        self.assertEqual([row.platform_name for row in rows_from_cells(cells).rows], ["Nick", "card"])
        members = rows_from_paste('[{"nickname": "Nick", "userId": "10001"}, {"nickname": "QQ", "userId": "10002"}]')
        self.assertEqual([row.platform_name for row in members.rows], ["Nick", "QQ"])

    def test_the_only_heading_of_a_column_of_names(self) -> None:
        self.assertEqual(nicknames("displayName\n张三\nNick"), ["张三", "Nick"])


class NoHeadingTest(TestCase):
    def test_a_column_that_numbers_the_lines_is_no_nickname(self) -> None:
        self.assertEqual(
            rows_from_cells([["1", "张三", "小张"], ["2", "李四", ""]]).rows,
            [RosterRow(1, "张三", "小张"), RosterRow(2, "李四")],
        )

    def test_an_empty_column_in_front_is_none_either(self) -> None:
        self.assertEqual(
            rows_from_cells([["", "张三"], ["", "李四"]]).rows, [RosterRow(1, "张三"), RosterRow(2, "李四")]
        )

    def test_numbers_alone_are_nicknames(self) -> None:
        self.assertEqual(rows_from_cells([["10001"], ["10002"]]).rows, [RosterRow(1, "10001"), RosterRow(2, "10002")])


class DelimitersTest(TestCase):
    def test_every_mark_that_may_part_the_cells_below_two_known_headings(self) -> None:
        for mark in ",;|，；":
            with self.subTest(mark):
                (row,) = rows_from_paste(f"群昵称{mark}微信昵称\n张三{mark}小张").rows
                self.assertEqual((row.nickname, row.platform_name), ("张三", "小张"))


class ChatsTest(TestCase):
    def test_several_mentions_in_a_line(self) -> None:
        self.assertEqual(nicknames("@张三\u2005@李 四\u2005@王五\u2005"), ["张三", "李 四", "王五"])

    def test_a_signup_copied_with_its_sender(self) -> None:
        for head in ("王芳: #接龙", "王芳：#接龙 报餐", "＃接龙", "# 接龙"):
            with self.subTest(head):
                reading = rows_from_paste(f"{head}\n3月12日\n\n1. 张三\n2. 李四")
                self.assertTrue(reading.only_partial)
                self.assertEqual([row.nickname for row in reading.rows], ["张三", "李四"])

    def test_itchats_text_below_a_title(self) -> None:
        reading = rows_from_paste("某群\n1.张三,  小张\n2.暂无备注,  李四")
        self.assertEqual((reading.kind, len(reading.rows)), ("itchat", 2))
