"""Lists as they come: workbook, CSV, JSON, paste, 接龙; what must not be kept is dropped and named."""

import io
import json

from django.test import TestCase, override_settings
from openpyxl import Workbook, load_workbook

from groupadmin.core import file_errors
from groupadmin.core.imports import decompress_json
from groupadmin.core.models import AuditEvent, ColumnMapping, ImportBatch
from members.imports import applying, staging
from members.imports.staging import kept_rows
from members.rosters.roster_file import ChatNotAList, JsonCutShort, NobodyNamed, NoMembersInIt, read_roster
from tests.making import NOON, make_employee, make_group
from tests.rosters.lists import PARTIAL, bring, csv, names


def workbook(*rows) -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


class NumbersBesideNames(TestCase):
    """Names with their telephone numbers and no heading: the numbers are nobody's nickname, and are kept nowhere."""

    LINES = ("张三,13800000000", "李四,13900000000", "王五,")

    @classmethod
    def setUpTestData(cls):
        cls.group = make_group("销售群")
        for name in ("张三", "李四", "王五"):
            make_employee(name)

    def test_in_a_file(self):
        rows = [tuple(line.split(",")) for line in self.LINES]
        for content in ("\n".join(self.LINES).encode(), workbook(*rows)):
            found = read_roster(content, "名单.csv")
            self.assertEqual([(row.nickname, row.platform_name) for row in found.rows], [(row[0], "") for row in rows])
            self.assertEqual(found.dropped, ("(2)",))
            self.assertNotIn("3900000000", str(found.table))

    def test_in_a_wide_file_that_waits_for_its_columns(self):
        found = read_roster("\n".join(f"{line},甲,乙,丙" for line in self.LINES).encode(), "名单.csv")
        self.assertTrue(found.wants_columns)
        self.assertEqual(found.dropped, ("(2)",))
        self.assertNotIn("00000000", str(found.table))

    def test_in_a_paste(self):
        found = read_roster("\n".join(self.LINES).replace(",", "\t"))
        self.assertEqual(
            [(row.nickname, row.platform_name) for row in found.rows], [("张三", ""), ("李四", ""), ("王五", "")]
        )
        self.assertNotIn("00000000", str(found))

    def test_nothing_of_them_is_in_the_batch_or_its_events(self):
        roster = bring(self.group, "\n".join(self.LINES).encode())
        applying.apply_plan(roster=roster, actor=None, at=NOON)
        batch = ImportBatch.objects.get(pk=roster.batch_id)
        kept = (
            f"{decompress_json(batch.table)} {decompress_json(batch.preview)} {batch.options} {batch.dropped_columns}"
        )
        self.assertNotIn("00000000", kept + str(list(AuditEvent.objects.values())))


class Shapes(TestCase):
    def nicknames(self, content, name=""):
        return [row.nickname or row.platform_name for row in read_roster(content, name).rows if not row.not_taken]

    def test_a_workbook_whatever_it_is_called(self):
        content = workbook(
            ["群成员列表"], ["群昵称", "微信昵称", "wxid"], ["销售部-甲", "a", "wxid_1"], ["乙", "b", "wxid_2"]
        )
        self.assertEqual(self.nicknames(content, "名单.csv"), ["销售部-甲", "乙"])

    def test_csv_of_chinese_windows_and_of_excel(self):
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
            self.assertEqual(self.nicknames("群昵称,wxid\n甲,wxid_1\n".encode(encoding), "a.csv"), ["甲"])

    def test_json_of_a_tool(self):
        content = json.dumps(
            [{"card": "甲", "nickname": "a", "user_id": 10001, "role": "owner", "sex": "male"}]
        ).encode()
        found = read_roster(content, "members.json")
        self.assertEqual((found.rows[0].nickname, found.rows[0].role, found.dropped), ("甲", "OWNER", ("sex",)))

    def test_names_by_line_and_several_in_one(self):
        for name in ("张三", "李四"):
            make_employee(name)
        self.assertEqual(self.nicknames("甲\n乙\n张三、李四"), ["甲", "乙", "张三", "李四"])

    def test_a_text_file_of_names(self):
        self.assertEqual(self.nicknames("销售部-甲\n销售部-乙\n".encode(), "名单.txt"), ["销售部-甲", "销售部-乙"])

    def test_a_signup_list_in_a_file_is_one(self):
        found = read_roster("#接龙\n\n1. 甲\n2. 乙".encode(), "接龙.txt")
        self.assertTrue(found.signup)
        self.assertEqual(len(found.rows), 2)

    def test_row_numbers_are_the_files_own(self):
        content = workbook(["导出"], [], ["群昵称", "wxid"], ["甲", "wxid_1"], [], ["乙", "wxid_2"])
        self.assertEqual(
            [(row.number, row.not_taken) for row in read_roster(content, "a.xlsx").rows],
            [(1, "above_heading"), (4, ""), (6, "")],
        )

    def test_what_must_not_be_kept_is_dropped_and_named(self):
        group = make_group()
        roster = bring(group, csv("甲,13800000000,男,wxid_1", header="群昵称,手机号,性别,wxid"))
        self.assertEqual(roster.batch.dropped_columns, ["手机号", "性别"])
        from groupadmin.core.imports import decompress_json

        self.assertNotIn("13800000000", str(decompress_json(roster.batch.table)))

    def test_nul_bytes_in_a_file_are_refused_and_in_a_value_left_out(self):
        with self.assertRaises(file_errors.Unreadable):
            read_roster(b"\xe7\xbe\xa4,wxid\n\x00\x00,1\n", "a.csv")
        self.assertEqual(self.nicknames('[{"card": "a\\u0000b", "user_id": 1}]'), ["ab"])
        self.assertEqual(self.nicknames("甲\x00\n乙"), ["甲", "乙"])

    def test_a_conversation_is_no_list(self):
        for spoken in (
            "2026-03-12 10:00:00 张三\n好\n\n",
            "张三 2026/3/12 10:00\n好\n好\n",
            "张三 3月12日 上午10:00\n收到\n",
        ):
            with self.assertRaises(ChatNotAList):
                read_roster(spoken * 3)
        self.assertEqual(
            self.nicknames("张三\n李四 3月12日 10:00 生日\n王五\n赵六"),
            ["张三", "李四 3月12日 10:00 生日", "王五", "赵六"],
        )

    def test_names_with_the_time_they_joined_are_no_conversation(self):
        self.assertEqual(len(read_roster("张三 2026-03-12 10:00\n李四 2026-03-12 11:00\n").rows), 2)

    def test_json_that_breaks_off_is_said_to(self):
        with self.assertRaises(JsonCutShort):
            read_roster(b'[{"card": "a", "user_id": 1}, {"car', "members.json")

    def test_empty_and_nobody_in_it(self):
        for content, error in ((b"", file_errors.EmptyFile), ("，，，", NoMembersInIt), ('{"a": 1}', NoMembersInIt)):
            with self.assertRaises(error):
                read_roster(content, "a.csv")

    @override_settings(UPLOAD_MAX_ROWS=100)
    def test_a_million_rows_are_refused_with_the_limit(self):
        for content in ("群昵称\n" + "甲\n" * 1000, ("群昵称,wxid\n" + "甲,1\n" * 1000).encode()):
            with self.assertRaises(file_errors.TooManyRows) as refused:
                read_roster(content, "a.csv")
            self.assertIn("100", str(refused.exception))

    @override_settings(UPLOAD_MAX_ROWS=100)
    def test_rows_are_counted_whatever_parts_them(self):
        for end in ("\r", "\r\n", "\x0b", "\x0c", "\x85", "\u2028"):
            with self.subTest(end), self.assertRaises(file_errors.TooManyRows):
                read_roster(f"群昵称{end}" + f"甲{end}" * 1000)

    @override_settings(UPLOAD_MAX_BYTES=1024 * 1024)
    def test_a_file_too_big_is_refused_unread(self):
        with self.assertRaises(file_errors.TooBig):
            read_roster(b"x" * (1024 * 1024 + 1), "a.csv")


class UnknownHeadings(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.group = make_group()

    CONTENT = csv("甲,x1,13800000000", "乙,x2,13900000000", header="Wer,Konto,手机")

    def test_a_list_nobody_understands_waits_for_its_columns(self):
        roster = bring(self.group, self.CONTENT, mode=PARTIAL)
        self.assertTrue(staging.wants_columns(roster))
        staging.name_columns(roster=roster, chosen={0: "nickname", 1: "account_key"}, actor=None, at=NOON)
        self.assertEqual([row.account_key for row in kept_rows(roster)], ["x1", "x2"])
        self.assertEqual(roster.batch.dropped_columns, ["手机"])
        applying.apply_plan(roster=roster, actor=None, at=NOON)
        self.assertEqual(names(self.group), {"甲", "乙"})

    def test_the_next_list_of_the_layout_is_read_by_itself(self):
        roster = bring(self.group, self.CONTENT)
        staging.name_columns(roster=roster, chosen={0: "nickname"}, actor=None, at=NOON)
        self.assertEqual(ColumnMapping.objects.count(), 1)
        again = bring(self.group, csv("丙,x3,", header="Wer,Konto,手机"))
        self.assertFalse(staging.wants_columns(again))
        self.assertEqual([row.nickname for row in kept_rows(again)], ["丙"])

    def test_a_column_must_say_who_it_is(self):
        roster = bring(self.group, self.CONTENT)
        with self.assertRaises(NobodyNamed):
            staging.name_columns(roster=roster, chosen={1: "role"}, actor=None, at=NOON)
        self.assertTrue(staging.wants_columns(roster))

    def test_of_a_wide_list_without_headings_the_first_member_is_kept(self):
        make_employee("赵一")
        roster = bring(self.group, "赵一,x1,甲组,早班\n乙,x2,甲组,晚班\n".encode())
        self.assertTrue(staging.wants_columns(roster))
        staging.name_columns(roster=roster, chosen={0: "nickname", 1: "account_key"}, actor=None, at=NOON)
        self.assertEqual([(row.number, row.nickname) for row in kept_rows(roster)], [(1, "赵一"), (2, "乙")])

    def test_it_can_be_thrown_away(self):
        roster = bring(self.group, self.CONTENT)
        staging.discard_roster(roster=roster, actor=None, at=NOON)
        self.assertEqual((roster.batch.state, roster.batch.table), ("DISCARDED", None))


class LinesNotTaken(TestCase):
    def test_they_come_back_as_a_sheet_with_number_and_reason(self):
        roster = bring(make_group(), csv("甲,wxid_1", "甲,wxid_1", "长" * 200 + ",wxid_3", "乙,wxid_2"))
        self.assertEqual(roster.batch.counts["rejected"], 2)
        book = load_workbook(io.BytesIO(staging.error_file(roster)))
        rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
        self.assertEqual([row[2] for row in rows[1:]], [3, 4])
        self.assertIn("2", rows[1][3])

    def test_no_file_when_all_were_taken(self):
        self.assertIsNone(staging.error_file(bring(make_group(), csv("甲,wxid_1"))))

    def test_a_pasted_list_has_one_too(self):
        roster = bring(make_group(), "甲\n" + "长" * 200)
        self.assertIsNotNone(staging.error_file(roster))
