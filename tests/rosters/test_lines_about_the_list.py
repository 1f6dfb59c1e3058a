"""Lines that tell of the list, of the chat or of who has left: no members by themselves, and never passed over."""

from datetime import timedelta
from pathlib import Path

from django.test import TestCase
from django.urls import reverse

from groupadmin.core.question_forms import NeedsAnswer
from members.imports import commands, staging
from members.models import Membership
from members.rosters import row_messages
from members.rosters.roster_file import read_roster
from tests.making import NOON, make_department, make_employee, make_group, make_user
from tests.rosters.lists import FULL, PARTIAL, apply, bring, csv, names, present
from tests.sheets import xlsx

FIXTURES = Path(__file__).parents[1] / "fixtures"
LATER = NOON + timedelta(days=1)


def members(content, name=""):
    return [row.nickname for row in read_roster(content, name).rows if not row.not_taken]


def not_taken(content, name=""):
    return {row.nickname: row.not_taken for row in read_roster(content, name).rows if row.not_taken}


class AboutTheList(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.office = make_department("办公室")
        cls.owner = make_employee("周志强", cls.office)
        for name in ("张三", "李四"):
            make_employee(name, cls.office)
        cls.group = make_group("办公群", cls.office)
        header = "群昵称,wxid,角色"
        apply(cls.group, csv("李四,w1,群主", "周志强,w2,", "张三,w3,", header=header), mode=FULL)

    def test_signatures_and_days_are_no_members(self):
        lines = ("制表：周志强", "填表人：周志强", "填表人 周志强", "审核：李四", "统计日期：2026-03-01", "以下空白")
        found = not_taken("\n".join(["张三", *lines, "李四"]))
        self.assertEqual(found, dict.fromkeys(lines, "form_line"))

    def test_nor_is_what_the_app_tells(self):
        lines = (
            '"周志强"通过扫描二维码加入群聊',
            '你邀请"张三"加入了群聊',
            '"李四"修改群名为"办公群"',
            '你将"张三"移出了群聊',
            '"李四"已成为新群主',
            "“张三”拍了拍“李四”",
        )
        text = "\n".join([lines[0], "张三", *lines[1:], "李四"])
        self.assertEqual(members(text), ["张三", "李四"])
        self.assertEqual(not_taken(text), dict.fromkeys(lines, "chat_notice"))
        self.assertEqual(members(f'{lines[0]}\n张三\n李四修改群名为"办公群"'), ["张三"])

    def test_neither_takes_anybodys_place_or_who_owns_the_group(self):
        text = '周志强\n张三\n李四\n制表：周志强\n"周志强"已成为新群主\n你邀请"张三"加入了群聊'
        apply(self.group, text, mode=FULL, at=LATER)
        self.assertEqual(names(self.group), {"周志强", "张三", "李四"})
        self.assertEqual((Membership.objects.count(), present(self.group)["李四"].role), (3, "OWNER"))

    def test_their_reason_is_told(self):
        roster = bring(self.group, '张三\n"周志强"通过扫描二维码加入群聊', mode=PARTIAL, at=LATER)
        (row,) = [row for row in staging.kept_plan(roster).rows if row.reason == "chat_notice"]
        self.assertIn("群里的动态", row_messages.reason(row.reason, row.reason_facts))

    def test_the_upper_row_of_a_heading_is_nobody(self):
        for upper in (("成员信息", "入群情况"), ("成员信息", ""), ("成员信息", "成员信息")):
            content = xlsx(upper, ("群昵称", "入群时间"), ("张三", "2026-01-01"))
            with self.subTest(upper):
                self.assertEqual(members(content, "名单.xlsx"), ["张三"])
                self.assertEqual(list(not_taken(content, "名单.xlsx").values()), ["above_heading"])

    def test_of_old_files_it_is_told_that_only_values_are_read(self):
        for name in ("old_excel.xls", "open_office.ods"):
            report = read_roster((FIXTURES / name).read_bytes(), name).report
            self.assertTrue(any("只读取" in one for one in row_messages.sums(report)), name)
        report = read_roster(xlsx(("群昵称", "姓名"), ("张三", "张三")), "名单.xlsx").report
        self.assertFalse(any("只读取" in one for one in row_messages.sums(report)))


class SaidToHaveLeft(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.group = make_group("办公群", make_department("办公室"))

    def asked(self, content):
        with self.assertRaises(NeedsAnswer) as asked:
            bring(self.group, content)
        (question,) = asked.exception.questions
        return question.facts["names"]

    def test_below_a_title(self):
        titles = ("二、已退群人员", "已退群", "已退群人员：", "（二）退群成员（1人）", "以下人员已退群", "离职人员")
        titles += ("未进群人员", "（以下为待进群人员）")
        for title in titles:
            with self.subTest(title):
                self.assertEqual(self.asked(f"一、在群人员\n张三\n{title}\n李四"), "李四")

    def test_up_to_the_next_title(self):
        self.assertEqual(self.asked("已退群人员\n李四\n在群人员\n张三"), "李四")

    def test_below_a_title_of_a_table(self):
        for title in ("二、已退群人员,", "二,已退群人员", "已退群,"):
            with self.subTest(title):
                self.assertEqual(self.asked(csv("张三,w1", title, "李四,w2")), "李四")

    def test_in_a_column(self):
        cases = {
            "是否在群": ("是", "否"),
            "是否退群": ("否", "是"),
            "退群时间": ("", "2026-01-01"),
            "在群状态": ("在群", "已退群"),
            "备注名": ("同事", "已退群"),
            "是否已进群": ("是", "否"),
            "进群情况": ("已进", "未进"),
            "状态": ("在群", "未进群"),
        }
        for heading, (here, gone) in cases.items():
            with self.subTest(heading):
                self.assertEqual(self.asked(csv(f"张三,{here}", f"李四,{gone}", header=f"群昵称,{heading}")), "李四")

    def test_behind_a_name(self):
        self.assertEqual(self.asked("张三\n李四（已退群）\n王五-已退群"), "李四（已退群）、王五-已退群")
        self.assertEqual(self.asked("张三\n李四（未进群）"), "李四（未进群）")

    def test_a_column_that_says_so_of_nobody_asks_nothing(self):
        bring(self.group, csv("张三,是,", "李四,是,无", header="群昵称,是否在群,退群时间"))

    def test_the_answer_counts(self):
        text = "张三\n已退群人员\n李四"
        roster = bring(self.group, text, answers={"gone": "gone"})
        rows = {row.nickname: row.reason for row in staging.kept_plan(roster).rows if row.reason == "said_gone"}
        self.assertEqual(rows, {"李四": "said_gone"})
        apply(self.group, text, answers={"gone": "gone"})
        self.assertEqual(names(self.group), {"张三"})
        apply(self.group, text, answers={"gone": "here"}, at=LATER)
        self.assertEqual(names(self.group), {"张三", "李四"})

    def test_the_page_asks_and_takes_the_answer(self):
        boss = make_employee("赵一")
        Membership.objects.create(
            group=self.group, employee=boss, identity="EMPLOYEE", role="OWNER", nickname="赵一", nickname_key="赵一",
            first_seen_at=NOON, last_seen_at=NOON,
        )  # fmt: skip
        self.client.force_login(make_user(boss))
        form = {"text": "张三\n已退群人员\n李四", "mode": PARTIAL}
        page = self.client.post(reverse("roster_new", args=[self.group.code]), form)
        self.assertContains(page, "answer-gone", status_code=422)
        self.assertContains(page, "已经退群", status_code=422)
        page = self.client.post(reverse("roster_new", args=[self.group.code]), form | {"answer-gone": "gone"})
        self.assertEqual(page.status_code, 302)

    def test_the_command_too(self):
        facts = {"mode": PARTIAL, "taken_at": None, "dry_run": False, "override_reason": "", "at": NOON}
        content = "张三\n已退群人员\n李四".encode()
        with self.assertRaises(NeedsAnswer):
            commands.import_roster(self.group, content, "名单.txt", **facts)
        commands.import_roster(self.group, content, "名单.txt", answers={"gone": "gone"}, **facts)
        self.assertEqual(names(self.group), {"张三"})
