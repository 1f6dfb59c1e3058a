"""Headings as offices write them: explained in brackets, two counts in one, merged down, or unknown to everybody."""

import io
from datetime import date

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse

from groupadmin.directory import roles
from groupadmin.groups.models import Group
from tests.making import make_department, make_user
from tests.register.ledgers import bring_in, csv_ledger, xlsx_ledger


class HeadingsOfTheOffice(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.company = make_department("总公司")
        cls.sales = make_department("销售部", cls.company)

    def test_what_a_heading_explains_in_brackets(self):
        header = ("群名称", "群类别(部门/项目/临时/客户/对外)", "状态（使用中/待核查/僵尸/已解散）", "解散日期")
        bring_in(csv_ledger([("甲群", "项目", "已解散", "2025.3.1"), ("乙群", "客户", "僵尸", "")], header))
        rows = Group.objects.order_by("code").values_list("name", "category", "status", "dissolved_on")
        self.assertEqual(
            list(rows),
            [("甲群", "PROJECT", "DISSOLVED", date(2025, 3, 1)), ("乙群", "CUSTOMERS", "ACTIVE", None)],
        )

    def test_two_counts_in_one_cell(self):
        header = ("群名称", "群人数", "在册/外部人数")
        rows = [("甲群", "20", "18/2"), ("乙群", "6", "6人/0人"), ("丙群", "5", "")]
        bring_in(csv_ledger(rows, header))
        found = Group.objects.order_by("code").values_list("headcount", "headcount_outside")
        self.assertEqual(list(found), [(20, 2), (6, 0), (5, None)])

    def test_a_department_merged_over_its_groups(self):
        book = openpyxl.load_workbook(
            io.BytesIO(xlsx_ledger([("甲群", "销售部"), ("乙群", None), ("丙群", None)], ("群名称", "所属部门")))
        )
        book.active.merge_cells("B2:B3")
        out = io.BytesIO()
        book.save(out)
        bring_in(out.getvalue(), file_name="台账.xlsx")
        found = Group.objects.order_by("code").values_list("name", "department__name")
        self.assertEqual(list(found), [("甲群", "销售部"), ("乙群", "销售部"), ("丙群", None)])

    def test_columns_nobody_knows_are_named_before_confirming(self):
        self.client.force_login(make_user(None, roles.HR))
        content = csv_ledger([("甲群", "是", "13800000000")], ("群名称", "有无机器人", "手机号"))
        page = self.client.post(
            reverse("register_import"), {"file": SimpleUploadedFile("台账.csv", content)}, follow=True
        )
        self.assertEqual(page.context["reading"]["report"].unread_columns, ("有无机器人",))
        self.assertContains(page, "有无机器人")
