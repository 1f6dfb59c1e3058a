"""The workbooks to fill in: headings that are read, an example nobody takes for a line, lines that come back."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from openpyxl import load_workbook

from groupadmin.core.models import ImportBatch
from groupadmin.directory import importing, roles
from groupadmin.directory.headers import STAFF
from groupadmin.directory.headers import TEMPLATE as STAFF_FIELDS
from groupadmin.directory.models import Employee
from groupadmin.groups.models import Group
from members.identity.headers import ALIASES
from members.imports.forms import TEMPLATE as MEMBER_FIELDS
from members.models import Membership
from members.register.column_words import HEADERS
from members.register.column_words import TEMPLATE as REGISTER_FIELDS
from tests.making import make_department, make_employee, make_group, make_user


class ToFillIn(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.hr = make_user(None, roles.HR)
        cls.sales = make_department("销售部")
        cls.group = make_group("销售群", cls.sales, code="G00001")

    def setUp(self):
        self.client.force_login(self.hr)

    def book(self, address, language="zh-hans"):
        self.client.post("/language/", {"language": language})
        return load_workbook(BytesIO(self.client.get(address).content))

    def filled(self, address, **cells):
        """Return the workbook of an address with one line filled in, as an upload."""
        book = self.book(address)
        sheet = book.worksheets[0]
        headings = {cell.value: cell.column for cell in sheet[3]}
        for heading, value in cells.items():
            sheet.cell(4, headings[heading]).value = value
        content = BytesIO()
        book.save(content)
        return SimpleUploadedFile("名单.xlsx", content.getvalue())

    def test_have_headings_that_are_read_and_an_example_of_every_column_that_asks_for_one(self):
        for address, fields, reads in (
            ("/people/import/template.xlsx", STAFF_FIELDS, STAFF.field),
            ("/groups/import/template.xlsx", REGISTER_FIELDS, HEADERS.field),
            (
                "/groups/G00001/roster/template.xlsx",
                MEMBER_FIELDS,
                lambda name: any(name in all for all in ALIASES.values()),
            ),
        ):
            for language in ("zh-hans", "en"):
                first, explained = self.book(address, language).worksheets
                headings = [cell.value for cell in first[3]]
                with self.subTest(address, language=language):
                    self.assertEqual(headings, [field.heading for field in fields])
                    self.assertTrue(all(map(reads, headings)))
                    self.assertEqual([row[0] for row in explained.values][3:], headings)
                    self.assertTrue(all(row[1] for row in list(explained.values)[3:]))
                    self.assertEqual({cell.number_format for cell in first[4]}, {"@"}, "zeros of numbers stay")

    def test_the_examples_are_right(self):
        for fields in (STAFF_FIELDS, REGISTER_FIELDS, MEMBER_FIELDS):
            self.assertTrue(all(field.example for field in fields[1:3]))
        self.staged(reverse("directory_import"), "/people/import/template.xlsx", STAFF_FIELDS, mode=importing.UPDATE)
        page = self.client.get(f"/people/import/{ImportBatch.objects.get().pk}/")
        self.assertEqual(len(page.context["problems"]), 0)
        self.assertContains(page, "张三")

    def staged(self, address, template, fields, **facts):
        file = self.filled(template, **{field.heading: field.example for field in fields if field.example})
        return self.client.post(address, {"file": file} | facts, follow=True)

    def test_a_staff_list_comes_back_without_the_example(self):
        file = self.filled("/people/import/template.xlsx", 工号="000777", 姓名="李四", 部门="销售部")
        self.client.post(reverse("directory_import"), {"file": file, "mode": importing.UPDATE})
        batch = ImportBatch.objects.get()
        self.client.post(reverse("directory_import_confirm", args=[batch.pk]))
        self.assertEqual(list(Employee.objects.values_list("staff_no", "name")), [("000777", "李四")])

    def test_a_register_comes_back_without_the_example(self):
        make_employee("张三", self.sales, staff_no="000123")
        make_employee("李四", self.sales, staff_no="000124")
        file = self.filled(
            "/groups/import/template.xlsx", 群名称="新群", 群主="张三(000123)", 群类别="部门", 群公告="有"
        )
        self.client.post(reverse("register_import"), {"file": file})
        batch = ImportBatch.objects.get()
        self.client.post(reverse("register_import_confirm", args=[batch.pk]))
        self.assertEqual(set(Group.objects.values_list("name", flat=True)), {"销售群", "新群"})

    def test_a_member_list_comes_back_without_the_example(self):
        make_employee("李四", self.sales, staff_no="000124")
        file = self.filled("/groups/G00001/roster/template.xlsx", 群昵称="销售部-李四", 群内角色="群主")
        self.client.post(reverse("roster_new", args=["G00001"]), {"file": file, "mode": "PARTIAL"})
        batch = ImportBatch.objects.get()
        self.client.post(reverse("roster_confirm", args=["G00001", batch.pk]))
        self.assertEqual(list(Membership.objects.values_list("nickname", "role")), [("销售部-李四", "OWNER")])

    def test_an_empty_one_says_so_and_takes_nobody(self):
        self.client.post("/language/", {"language": "zh-hans"})
        for address, facts in (
            (reverse("directory_import"), {"mode": importing.UPDATE}),
            (reverse("register_import"), {}),
        ):
            template = address + "template.xlsx"
            page = self.client.post(address, {"file": self.filled(template)} | facts, follow=True)
            self.assertFalse(ImportBatch.objects.filter(state="APPLIED").exists(), page.content[:100])
        self.assertFalse(Employee.objects.exists())
