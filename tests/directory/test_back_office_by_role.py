"""The back office by role: HR administrators and auditors look at people and departments and export them."""

import io

import openpyxl
from django.contrib.admin import site
from django.test import TestCase
from django.urls import reverse

from groupadmin.directory import roles
from groupadmin.directory.models import Department, Employee, User
from groupadmin.directory.roles import ByRole
from tests.directory.lists import HEADER, person, take
from tests.making import make_employee, make_user

TABLES = ("employee", "department", "user")
MAY = (roles.HR, roles.AUDITOR)


class Tables(TestCase):
    @classmethod
    def setUpTestData(cls):
        take(person("000101", "张三", post="=1+1"), person("000102", "李四", "总公司/工程部", status="离职"))
        cls.log_ins = {role: make_user(make_employee(), role) for role in roles.ALL}
        cls.log_ins["employee"] = make_user(make_employee())

    def get(self, who, address, data=None):
        """Ask as somebody; whoever may not come in is sent to the log-in, which refuses them in words."""
        self.client.force_login(self.log_ins[who])
        return self.client.get(address, data, follow=True)

    def test_the_lists_by_role(self):
        for who in self.log_ins:
            for table in TABLES:
                with self.subTest(who=who, table=table):
                    answer = self.get(who, f"/admin/directory/{table}/")
                    self.assertEqual(answer.status_code, 200 if who in MAY else 403)

    def test_the_administrator_finds_people_by_name_number_and_pinyin(self):
        for words, found in (("张三", 1), ("0001", 2), ("zhangs", 1), ("ls", 1), ("王五", 0)):
            with self.subTest(words):
                page = self.get(roles.HR, "/admin/directory/employee/", {"q": words})
                self.assertEqual(len(page.context["cl"].result_list), found)

    def test_filters_and_departments(self):
        page = self.get(roles.HR, "/admin/directory/employee/", {"status__exact": "LEFT"})
        self.assertEqual([one.name for one in page.context["cl"].result_list], ["李四"])
        page = self.get(roles.AUDITOR, "/admin/directory/department/", {"q": "工程"})
        self.assertEqual([one.path for one in page.context["cl"].result_list], ["总公司/工程部"])

    def test_one_row_can_be_opened_and_not_saved(self):
        row = Employee.objects.get(staff_no="000101")
        address = reverse("admin:directory_employee_change", args=[row.pk])
        for who in MAY:
            with self.subTest(who):
                self.assertNotContains(self.get(who, address), "_save")
                self.assertEqual(self.client.post(address, {"name": "别人"}).status_code, 403)
                self.assertEqual(self.client.post(address.replace("change", "delete")).status_code, 403)
        self.assertEqual(Employee.objects.get(pk=row.pk).name, "张三")

    def test_nobody_adds_or_deletes_anything_here(self):
        for table in TABLES:
            with self.subTest(table):
                self.assertEqual(self.get(roles.HR, f"/admin/directory/{table}/add/").status_code, 403)
        data = {"action": "delete_selected", "_selected_action": [Employee.objects.first().pk]}
        before = Employee.objects.count()
        self.client.post("/admin/directory/employee/", data)
        self.assertEqual(Employee.objects.count(), before)

    def test_the_list_costs_the_same_for_two_and_for_forty(self):
        def count():
            from django.db import connection
            from django.test.utils import CaptureQueriesContext

            with CaptureQueriesContext(connection) as queries:
                self.get(roles.HR, "/admin/directory/employee/")
            return len(queries)

        count()  # the first page after the start asks more
        at_first = count()
        take(*[person(f"2{number:03}", f"员工{number}", f"总公司/第{number}部") for number in range(40)])
        self.assertEqual(count(), at_first)


class Exports(TestCase):
    @classmethod
    def setUpTestData(cls):
        take(person("000101", "张三"), person("000102", "李四", "总公司/工程部"))
        cls.hr = make_user(None, roles.HR)

    def export(self, table, *names, form="0"):
        self.client.force_login(self.hr)
        fields = {"format": form, "resource": "", f"{table}resource_id": ""}
        chosen = {f"{table}resource_{name}": "on" for name in names}
        return self.client.post(f"/admin/directory/{table}/export/", fields | chosen)

    def test_people_with_their_zeros(self):
        sent = self.export("employee", "staff_no", "name", "department__path", "status")
        lines = sent.content.decode("utf-8-sig").splitlines()
        self.assertEqual(lines[0], "staff_no,name,department__path,status")
        self.assertEqual(set(lines[1:]), {"000101,张三,总公司/销售部,ACTIVE", "000102,李四,总公司/工程部,ACTIVE"})

    def test_departments(self):
        sent = self.export("department", "path", "is_active").content.decode("utf-8-sig")
        self.assertEqual(sent.splitlines()[0], "path,is_active")
        self.assertEqual({line.split(",")[0] for line in sent.splitlines()[1:]}, set(self.paths()))

    def paths(self):
        return Department.objects.values_list("path", flat=True)

    def test_by_role(self):
        for role in roles.ALL:
            for table in ("employee", "department"):
                with self.subTest(role=role, table=table):
                    self.client.force_login(make_user(None, role))
                    answer = self.client.get(f"/admin/directory/{table}/export/", follow=True)
                    self.assertEqual(answer.status_code, 200 if role in MAY else 403)

    def test_hashes_of_passwords_leave_by_no_door(self):
        self.client.force_login(self.hr)
        page = self.client.get("/admin/directory/user/")
        self.assertNotContains(page, "export")
        self.assertNotContains(self.client.get(f"/admin/directory/user/{self.hr.pk}/change/"), self.hr.password)

    def test_the_page_that_asks_what_to_export_names_the_columns(self):
        self.client.force_login(self.hr)
        page = self.client.get("/admin/directory/employee/export/")
        for name in ("staff_no", "department__path", "hired_on"):
            self.assertContains(page, f"employeeresource_{name}")
        self.assertNotContains(page, "employeeresource_pinyin")


class ThePermissionsBehind(TestCase):
    """Asked as Django asks: ``app.deed_model``."""

    def answers(self, user, *asked):
        return [ByRole().has_perm(user, one) for one in asked]

    def test_by_role_and_deed(self):
        asked = ("directory.view_employee", "groups.change_group", "groups.delete_group", "regulations.add_regulation")
        for who, may in (
            ((roles.HR,), [True, True, False, True]),
            ((roles.AUDITOR,), [True, False, False, False]),
            ((roles.APPROVER,), [False, False, False, False]),
            ((roles.CONFIDENTIALITY,), [False, False, False, False]),
            ((), [False, False, False, False]),
            ((roles.AUDITOR, roles.HR), [True, True, False, True]),
        ):
            with self.subTest(who):
                self.assertEqual(self.answers(make_user(None, *who), *asked), may)

    def test_log_ins_and_the_ground_floor_can_only_be_looked_at(self):
        hr = make_user(None, roles.HR)
        asked = ("directory.view_user", "directory.change_user", "core.view_auditevent", "core.change_auditevent")
        self.assertEqual(self.answers(hr, *asked), [True, False, True, False])

    def test_what_is_not_ours_is_not_answered_for(self):
        hr = make_user(None, roles.HR)
        self.assertEqual(self.answers(hr, "auth.view_group", "sessions.view_session", "rubbish", ""), [False] * 4)
        self.assertFalse(ByRole().has_module_perms(hr, "auth"))
        self.assertTrue(ByRole().has_module_perms(hr, "members"))

    def test_whoever_is_locked_does_not_come_in_at_all(self):
        user = make_user(None, roles.HR)
        self.assertTrue(roles.may_enter(user))
        user.is_active = False
        self.assertFalse(roles.may_enter(User(is_active=False, is_staff=True)))
        self.assertFalse(roles.may_enter(user))

    def test_every_table_of_the_directory_that_can_be_seen_is_one_of_the_three(self):
        shown = {model._meta.model_name for model in site._registry if model._meta.app_label == "directory"}
        self.assertEqual(shown, set(TABLES))


class ErrorFiles(TestCase):
    def test_the_error_file_is_a_workbook_with_the_user_s_headings(self):
        from tests.directory.lists import stage

        batch = stage(person("000101", "张三", status="飞升"))
        self.client.force_login(make_user(None, roles.HR))
        sent = self.client.get(reverse("directory_import_errors", args=[batch.pk]))
        self.assertIn("xlsx", sent.headers["Content-Disposition"])
        sheet = openpyxl.load_workbook(io.BytesIO(sent.content)).active
        self.assertEqual([cell.value for cell in sheet[1]][: len(HEADER)], list(HEADER))
        self.assertEqual(sheet["A2"].value, "000101")
