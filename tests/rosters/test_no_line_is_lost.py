"""Marks in nicknames, cells with line breaks, lists pasted twice, remarks of a 接龙, numbers that are kept nowhere."""

from django.test import TestCase

from groupadmin.core.imports import decompress_json
from members.identity.pasted import rows_from_paste
from members.identity.values import LONGEST_NAME, KnownAccounts
from members.imports import staging
from members.models import Flag
from members.rosters import row_messages
from members.rosters.roster_file import NoMembersInIt, read_roster
from tests.making import make_department, make_employee, make_group
from tests.rosters.lists import PARTIAL, apply, bring, names, present
from tests.sheets import laid_out, xlsx

HEAD = "#接龙\n周五团建\n\n"


def members(content, name=""):
    return [row for row in read_roster(content, name).rows if not row.not_taken]


def nicknames(content):
    return [row.nickname for row in members(content)]


class MarksInNicknames(TestCase):
    @classmethod
    def setUpTestData(cls):
        sales = make_department("销售部")
        for name in ("张三", "王明", "徐攀"):
            make_employee(name, sales)

    def test_a_line_is_several_people_only_where_they_are_ours(self):
        found = nicknames("张三、王明\n销售部、徐攀\n小鱼、小虾")
        self.assertCountEqual(found, ["张三", "王明", "销售部、徐攀", "小鱼、小虾"])

    def test_of_three_or_more_most_must_be(self):
        self.assertEqual(nicknames("李四\n张三，王明，海阔天空"), ["李四", "张三", "王明", "海阔天空"])

    def test_entities_are_characters_before_anything_is_parted(self):
        self.assertEqual(nicknames("&nbsp;张三\n林&amp;Jack\n&#128512;王明"), ["张三", "林&Jack", "😀王明"])

    def test_cells_of_a_spreadsheet_with_line_breaks(self):
        text = '群昵称\t备注名\n张三\t"请假\n周五回来"\n"李\n四"\t\n王明\t好'
        found = read_roster(text)
        self.assertEqual([row.nickname for row in found.rows], ["张三", "李 四", "王明"])
        self.assertEqual((found.report.sums["lines"], found.report.sums["joined"]), (6, 2))
        self.assertEqual(read_roster(text.encode(), "名单.txt").rows, found.rows)

    def test_a_quoted_cell_of_one_column(self):
        self.assertEqual(nicknames('张三\n"李\n四"\n"说""好"""\n"王明"'), ["张三", "李 四", '说"好"', '"王明"'])

    def test_traditional_headings(self):
        (row,) = members("真實姓名,加入時間,群暱稱\n张三,2026-01-02,小三".encode())
        self.assertEqual((row.real_name, row.nickname, row.joined_at.year), ("张三", "小三", 2026))
        (row,) = members("帳號,工號,所屬部門,姓名\nz1,007,销售部,张三".encode())
        self.assertEqual((row.account_key, row.staff_no, row.department), ("z1", "007", "销售部"))

    def test_a_list_of_nothing_but_blank_words_is_none(self):
        with self.assertRaises(NoMembersInIt):
            read_roster("无\n—")


class LinesThatCount(TestCase):
    def test_how_many_they_are_is_nobody(self):
        counts = "以上共30人 以上共计2人 以上人员共2人 合计：2人 共计30人 总共2人 本群成员共30人 共三十人 一共12位"
        counts += " Total:30 人数：12"
        rows = read_roster("\n".join(["张三", *counts.split(), "共三", "计一二"])).rows
        self.assertEqual([row.nickname for row in rows if not row.not_taken], ["张三", "共三", "计一二"])


class HiddenRows(TestCase):
    def test_rows_that_a_workbook_hides_are_named(self):
        self.assertEqual(read_roster(xlsx(("群昵称",), ("张三",))).report.hidden_rows, ())
        content = laid_out([("群昵称",), ("张三",), ("李四",)], lambda s: setattr(s.row_dimensions[3], "hidden", True))
        self.assertEqual(read_roster(content).report.hidden_rows, (3,))
        self.assertIn("3", row_messages.sums(read_roster(content).report)[-1])


class PastedTwice(TestCase):
    def test_the_whole_list_twice_is_told_and_makes_no_newcomers(self):
        group = make_group("销售群")
        lines = ["韦经理", "一路向阳", "海阔天空", "小鱼"]
        apply(group, "\n".join(lines))
        roster = bring(group, "\n".join(lines * 2))
        self.assertEqual((roster.batch.counts["joined"], roster.batch.counts["unchanged"]), (0, 4))
        reasons = [row.reason for row in staging.kept_plan(roster).rows if row.change == "rejected"]
        self.assertEqual(reasons, ["stands_twice"] * 4)

    def test_a_part_that_overlaps(self):
        lines = [f"人{n}" for n in range(20)]
        self.assertEqual(nicknames("\n".join(lines[:12] + lines[8:])), lines)

    def test_two_people_of_one_nickname_stay_two(self):
        self.assertEqual(nicknames("甲\n🌹\n乙\n丙\n🌹\n丁"), ["甲", "🌹", "乙", "丙", "🌹", "丁"])


class Signups(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部")
        for name in ("甲一", "乙二", "丙三"):
            make_employee(name, cls.sales)

    ENTRIES = "1. 销售部-甲一（带家属2人）\n2. 销售部-乙二+1\n3. 销售部-丙三，请假"

    def test_a_remark_is_no_part_of_the_nickname_whoever_it_is(self):
        for entries in (self.ENTRIES, self.ENTRIES.replace("一", "壹").replace("二", "贰").replace("三", "叁")):
            found = members(HEAD + entries)
            self.assertEqual([row.remark for row in found], ["（带家属2人）", "+1", "请假"])
        self.assertEqual(nicknames(HEAD + self.ENTRIES), ["销售部-甲一", "销售部-乙二", "销售部-丙三"])

    def test_it_renames_nobody_and_raises_no_matter_about_nicknames(self):
        group = make_group("销售群", self.sales)
        apply(group, "销售部-甲一\n销售部-乙二\n销售部-丙三")
        before = names(group)
        apply(group, HEAD + self.ENTRIES.replace("销售部-", "") + "\n4. 新人 2份", mode=PARTIAL)
        self.assertEqual(names(group), before | {"新人"})
        self.assertFalse(Flag.objects.filter(kind="MISNAMED").exists())
        self.assertEqual(present(group)["销售部-甲一"].nickname, "销售部-甲一")


class NumbersKeptNowhere(TestCase):
    TEXT = "张三\n13800138000\n李四 138-0013-8001\n110101199003074512\n6222021234567890123\n10001"

    def test_a_line_of_nothing_else_is_listed_masked_and_in_a_nickname_it_is_cut_out(self):
        found = read_roster(self.TEXT)
        self.assertEqual([row.nickname for row in found.rows if not row.not_taken], ["张三", "李四", "10001"])
        refused = [(row.nickname, row.not_taken) for row in found.rows if row.not_taken]
        self.assertEqual(refused[0], ("138****8000", "personal_number"))
        self.assertEqual([why for _text, why in refused], ["personal_number"] * 3)
        self.assertEqual(found.report.sums["numbers_cut"], 1)

    def test_in_cells_and_in_json(self):
        table = "群昵称,微信昵称,wxid\n张三13800138000,阳光,wxid_1\n李四,13900139000,13900139000\n".encode()
        json = '[{"card": "张三13800138000", "user_id": 1, "nickname": "139 0013 9000"}]'
        for content in (table, json):
            kept = repr(read_roster(content))
            self.assertNotIn("00138000", kept)
            self.assertNotIn("00139000", kept)
            self.assertNotIn("0013 9000", kept)

    def test_nothing_of_them_is_stored(self):
        roster = bring(make_group("群"), self.TEXT)
        kept = f"{decompress_json(roster.batch.table)} {decompress_json(roster.batch.preview)} {roster.batch.options}"
        for number in ("0138000", "0013-8001", "19900307", "1234567890"):
            self.assertNotIn(number, kept)


class LongLines(TestCase):
    """What no nickname is long enough to be is refused by its length, before any pattern sees more than that."""

    def test_lines_built_to_hold_a_reader_up(self):
        for line in (
            "*" * 30_000 + "x",
            ":?" * 15_000,
            "(必填)" * 10_000,
            "1-1" + " " * 20_000 + "x",
            "销售部" * 5_000,
        ):
            for text in (f"张三\n{line}", f"{HEAD}1. 张三\n2. {line}"):
                found = read_roster(text)
                self.assertEqual(next(row.nickname for row in found.rows if not row.not_taken), "张三")
                self.assertLessEqual(max(len(row.nickname) for row in found.rows), LONGEST_NAME)

    def test_a_reader_asks_the_directory_of_short_texts_only_and_as_often_as_there_are_lines(self):
        for times in (10, 100, 1000):
            asked: list[int] = []

            def ask(text, asked=asked):
                asked.append(len(text))
                return False

            known = KnownAccounts(ask, ask)
            for text in (
                "销售部-张三、李四 王五\n" * times,
                HEAD + "1. 张三 a，b（c\n" * times,
                HEAD + "1. " + "张 " * times,
            ):
                asked.clear()
                rows_from_paste(text, known)
                self.assertLessEqual(len(asked), 12 * times + 12)
                self.assertLessEqual(max(asked), LONGEST_NAME)


class ShapesOfLists(TestCase):
    """Numbers, dots, blocks and cells that say how a list was laid out, and never who is in it."""

    @classmethod
    def setUpTestData(cls):
        sales = make_department("销售部")
        for name in ("张三", "王明", "徐攀", "李四"):
            make_employee(name, sales)

    def check(self, text, expected, not_taken=()):
        for content in (text, text.encode(), text.encode("gb18030")):
            found = read_roster(content, "名单.txt")
            self.assertEqual([row.nickname or row.real_name for row in found.rows if not row.not_taken], expected)
            self.assertEqual([row.nickname for row in found.rows if row.not_taken], list(not_taken))
            sums = found.report.sums
            told = sums["members"] + sums["headings"] + sums["not_taken"] + sums["joined"]
            self.assertEqual(sums["lines"] + sums["further"], told)

    def test_numbers_that_count_up(self):
        self.check("1 张三\n2 夜雨\n3 徐攀\n", ["张三", "夜雨", "徐攀"])
        self.check("1\n张三\n2\n夜雨\n3\n徐攀\n", ["张三", "夜雨", "徐攀"], ["1", "2", "3"])
        self.check(
            "销售部：\n1.张三\n2.夜雨\n财务部（1人）\n1.徐攀\n", ["张三", "夜雨", "徐攀"], ["销售部：", "财务部（1人）"]
        )

    def test_numbers_that_are_names_stay(self):
        self.check("张三\n1\n夜雨\n58\n", ["张三", "1", "夜雨", "58"])
        self.check("58 张三\n7 夜雨\n徐攀\n", ["58 张三", "7 夜雨", "徐攀"])

    def test_the_same_dot_before_every_line(self):
        self.check("- 张三\n- 夜雨\n- 徐攀\n", ["张三", "夜雨", "徐攀"])
        self.check("- 张三\n夜雨\n", ["- 张三", "夜雨"])

    def test_who_adds_themselves_without_a_number(self):
        self.check("#接龙\n周五\n\n1. 张三\n王明\n带孩子\n3. 夜雨\n4.\n徐攀\n", ["张三", "王明", "夜雨", "徐攀"])
        self.check("#接龙\n1\ufe0f\u20e3 张三\n2\ufe0f\u20e3 夜雨\n", ["张三", "夜雨"])

    def test_blocks_side_by_side(self):
        text = "序号,姓名,部门,,序号,姓名,部门\n1,张三,销售部,,3,王明,销售部\n2,徐攀,销售部,,,,\n"
        self.check(text, ["张三", "徐攀", "王明"])
        self.assertEqual({row.department for row in read_roster(text).rows}, {"销售部"})

    def test_names_in_all_cells(self):
        self.check("张三\t王明\n徐攀\t李四\n", ["张三", "徐攀", "王明", "李四"])
        self.check("张三\t张三\n王明\t王明\n", ["张三", "王明"])  # the group's nickname and the platform's

    def test_a_cell_that_ends_in_a_line_break(self):
        self.check('群昵称\n"张三\n"\n王明\n', ["张三", "王明"])

    def test_every_entry_of_a_json_list(self):
        self.check('{"data":[{"nickname":"张三"},{"nickname":null},null,"夜雨"]}', ["", ""], ["", ""])
        found = members('{"data":[{"nickname":"张三"},{"nickname":null},null,"夜雨"]}')
        self.assertEqual([row.platform_name for row in found], ["张三", "夜雨"])

    def test_headings_of_other_scripts(self):
        (row,) = members("群組暱稱\t微信暱稱\n張三\t小三")
        self.assertEqual((row.nickname, row.platform_name), ("張三", "小三"))
