"""The ledger to print: the office's heading, its columns in its order, by number, page by page, and noted."""

from datetime import date
from unittest import mock

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.groups import documents
from members.models import Flag, Membership
from members.register import column_words, register_sheet
from tests.making import NOON, TODAY, make_department, make_employee, make_group, make_membership, make_user

CHINESE_HEADINGS = (
    "群编号 群名称 平台 群类别 用途 所属部门 群主 副群主 管理员 群人数 外部人数 建群日期 审批单号 "
    "责任书签订日期 群公告 涉密级别 最近核查日期 核查结果 计划解散日期 状态 解散日期 备注"
)


class ThePrintPage(TestCase):
    @classmethod
    def setUpTestData(cls):
        sales = make_department("销售部")
        cls.late = make_group("乙群", sales, code="B2", roster_taken_at=NOON, headcount=30, headcount_outside=2)
        cls.first = make_group(
            "甲群",
            sales,
            code="A10",
            purpose="报价",
            approval_no="2026-7",
            created_on=date(2020, 1, 31),
            planned_end_on=date(2026, 12, 31),
            secrecy="SENSITIVE",
            note="备",
        )
        make_group("丁群", code="A9", platform="QQ", category="PROJECT")
        owner = make_employee("张三", sales, staff_no="000123")
        make_membership(cls.first, owner, role=Membership.Role.OWNER)
        make_membership(cls.first, None, "王老师", role=Membership.Role.DEPUTY, identity="OUTSIDER")
        make_membership(cls.first, None, "小李", role=Membership.Role.ADMIN)
        documents.sign_pledge(
            cls.first, signer_name="张三", text_version="1", signed_on=date(2026, 2, 1), actor=None, at=NOON
        )
        documents.post_announcement(cls.first, text="公告", posted_on=TODAY, actor=None, at=NOON)
        for subject in ("group", "employee:1"):
            Flag.objects.create(
                kind=Flag.Kind.ROSTER_OLD, group=cls.late, subject=subject, raised_on=TODAY, due_on=TODAY
            )
        cls.officer = make_user(None, roles.CONFIDENTIALITY)

    def setUp(self):
        self.client.force_login(self.officer)

    def page(self, **query):
        return self.client.get(reverse("ledger"), query)

    def lines(self, **query):
        page = self.page(**query)
        return [dict(zip(page.context["headings"], row, strict=True)) for row in page.context["sheet"].lines]

    def test_title_who_filled_it_in_and_as_of_when(self):
        page = self.page()
        self.assertEqual(page.context["title"], "工作群管理台账")
        day = timezone.localdate().isoformat()
        for fact in ("单位：销售部", f"截至日期：{day}", f"制表人：{self.officer}"):
            self.assertContains(page, f"<span>{fact}</span>", html=True)
        for words_of_the_foot in ("审核人：", "审核日期：", "盖章："):
            self.assertContains(page, words_of_the_foot)

    def test_the_columns_stand_in_the_office_s_order(self):
        self.assertEqual(self.page().context["headings"], CHINESE_HEADINGS.split())

    def test_the_groups_stand_by_number(self):
        self.assertEqual([line["群编号"] for line in self.lines()], ["A10", "A9", "B2"])
        self.assertEqual([line["群编号"] for line in self.lines(order="worst")], ["A10", "A9", "B2"])

    def test_every_cell_of_a_well_kept_group(self):
        line = self.lines()[0]
        self.assertEqual(
            line,
            {
                "群编号": "A10",
                "群名称": "甲群",
                "平台": "微信",
                "群类别": "部门",
                "用途": "报价",
                "所属部门": "销售部",
                "群主": "张三(000123)",
                "副群主": "王老师(外部)",
                "管理员": "小李(未识别)",
                "群人数": "",
                "外部人数": "",
                "建群日期": "2020-01-31",
                "审批单号": "2026-7",
                "责任书签订日期": "2026-02-01",
                "群公告": "有",
                "涉密级别": "敏感",
                "最近核查日期": "",
                "核查结果": "",
                "计划解散日期": "2026-12-31",
                "状态": "使用中",
                "解散日期": "",
                "备注": "备",
            },
        )

    def test_what_was_checked_says_when_and_with_what_result(self):
        line = self.lines()[2]
        self.assertEqual((line["最近核查日期"], line["核查结果"], line["状态"]), ("2026-03-12", "待办 2 项", "待核查"))
        self.assertEqual((line["群人数"], line["外部人数"], line["群公告"]), ("30", "2", "无"))
        Flag.objects.all().delete()
        self.assertEqual(self.lines()[2]["核查结果"], "无问题")

    def test_a_dormant_group_is_called_so_before_it_is_called_late(self):
        Flag.objects.filter(subject="group").update(kind=Flag.Kind.STALE)
        self.assertEqual(self.lines()[2]["状态"], "僵尸")

    def test_a_long_one_is_shown_page_by_page_and_says_which_part_it_is(self):
        for most, pages in ((1, 3), (2, 2), (3, 1), (4, 1)):
            with self.subTest(most=most), mock.patch.object(register_sheet, "PRINTED_AT_ONCE", most):
                seen, places, after = [], [], ""
                while True:
                    page = self.page(after=after) if after else self.page()
                    sheet = page.context["sheet"]
                    self.assertLessEqual(len(sheet.lines), most)
                    self.assertEqual((sheet.page.total, sheet.is_part), (3, pages > 1))
                    places.append(sheet.before)
                    seen += [line[0] for line in sheet.lines]
                    after = sheet.page.after
                    if not after:
                        break
                    self.assertContains(page, f"after={after}")
                self.assertEqual(seen, ["A10", "A9", "B2"])
                self.assertEqual(places, [most * number for number in range(pages)])

    def test_one_goes_back_to_where_one_was(self):
        with mock.patch.object(register_sheet, "PRINTED_AT_ONCE", 2):
            first = self.page().context["sheet"]
            later = self.page(after=first.page.after).context["sheet"]
            self.assertEqual(self.page(before=later.page.before).context["sheet"].lines, first.lines)

    def test_lines_are_numbered_through_all_pages(self):
        with mock.patch.object(register_sheet, "PRINTED_AT_ONCE", 2):
            self.assertContains(self.page(after="A9"), '<td class="number">3</td>', html=True)

    def test_each_look_is_noted_with_its_number_of_groups(self):
        self.page(platform="QQ")
        event = AuditEvent.objects.get(action="ledger.exported")
        self.assertEqual(event.detail, {"form": "print", "groups": 1, "filters": {"platform": "QQ"}})
        self.assertEqual(event.actor_name, str(self.officer))

    def test_nothing_found_offers_a_way_back(self):
        page = self.page(q="没有这样的群")
        self.assertContains(page, reverse("register"))
        self.assertNotContains(page, "<table")

    def test_in_english_headings_and_words_are_english(self):
        self.client.post(reverse("choose_language"), {"language": "en"})
        line = self.lines()[0]
        self.assertEqual((line["Platform"], line["Status"], line["Announcement"]), ("WeChat", "In-use", "Yes"))
        self.assertEqual((line["Deputy owners"], line["Admins"]), ("王老师(outside)", "小李(not identified)"))

    def test_the_cost_is_the_same_for_five_and_for_fifty(self):
        def cost():
            from django.db import connection
            from django.test.utils import CaptureQueriesContext

            with CaptureQueriesContext(connection) as caught:
                self.page()
            return len(caught)

        cost()
        few = cost()
        for number in range(50):
            make_group(f"群{number}")
        self.assertEqual(cost(), few)

    def test_every_printed_column_is_one_of_the_ledger(self):
        self.assertLessEqual(set(register_sheet.PRINTED), set(column_words.BY_FIELD))
