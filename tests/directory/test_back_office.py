"""The back office shows the directory, exports people, and changes nothing."""

from django.test import TestCase
from django.urls import reverse

from groupadmin.directory import roles
from groupadmin.directory.models import Employee
from tests.directory.lists import person, take
from tests.making import make_user


class BackOffice(TestCase):
    def setUp(self):
        take(person("000101", "张三"))
        self.client.force_login(make_user(None, roles.HR))

    def test_lists_and_forms_open_and_search(self):
        for name in ("employee", "department", "user"):
            page = self.client.get(reverse(f"admin:directory_{name}_changelist"), {"q": "zs"})
            self.assertEqual(page.status_code, 200)
        page = self.client.get(reverse("admin:directory_employee_change", args=[Employee.objects.get().pk]))
        self.assertContains(page, "000101")
        self.assertNotContains(page, 'name="_save"')

    def test_nothing_is_changed_here(self):
        address = reverse("admin:directory_employee_change", args=[Employee.objects.get().pk])
        self.assertEqual(self.client.post(address, {"name": "李四"}).status_code, 403)
        self.assertEqual(self.client.get(reverse("admin:directory_employee_add")).status_code, 403)

    def test_people_are_exported_with_their_department_and_no_log_in_is(self):
        address = reverse("admin:directory_employee_export")
        fields = {"format": "0", "resource": "", "employeeresource_id": ""}
        names = ("staff_no", "name", "department__path")
        sent = self.client.post(address, fields | {f"employeeresource_{name}": "on" for name in names})
        self.assertContains(sent, "总公司/销售部")
        self.assertContains(sent, "000101")
        self.assertEqual(self.client.get("/admin/directory/user/export/").status_code, 302)
