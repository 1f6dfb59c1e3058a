"""An address of the back office narrows a list by the filters it shows and by nothing else; looks are on the trail."""

from django.contrib.admin import site
from django.test import TestCase
from django.urls import reverse

from groupadmin.core.back_office import BackOfficeAdmin
from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.directory.models import Employee, User
from tests.making import make_department, make_employee, make_group, make_user

WAYS = ("", "__regex", "__iregex", "__startswith", "__contains", "__in", "__lt", "__range", "__isnull")


def lists():
    """Yield every table of the back office with the address of its list."""
    for model, its_admin in site._registry.items():
        yield model, its_admin, reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


class Lookups(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.auditor = make_user(make_employee("审计员", make_department("审计部")), roles.AUDITOR)
        cls.boss = User.objects.create_superuser("root", "", "correct horse battery")

    def test_every_table_has_the_common_ground(self):
        self.assertEqual(
            [model for model, its_admin, _url in lists() if not isinstance(its_admin, BackOfficeAdmin)], []
        )

    def test_the_hash_of_a_password_cannot_be_asked_for(self):
        self.client.force_login(self.auditor)
        for asked in ("password__regex", "password__startswith", "employee__user__password__regex", "password"):
            with self.subTest(asked):
                answer = self.client.get("/admin/directory/user/", {"username": "root", asked: "^pbkdf2"})
                self.assertEqual(answer.status_code, 400)
        self.assertEqual(
            self.client.get("/admin/directory/employee/", {"user__password__regex": "^p"}).status_code, 400
        )

    def test_no_column_of_any_table_is_asked_for_unless_a_filter_declares_it(self):
        self.client.force_login(self.boss)
        for model, its_admin, url in lists():
            shown = {its_admin._asked_by(one) for one in its_admin.list_filter}
            for field in model._meta.get_fields():
                for way in WAYS:
                    asked = f"{field.name}{way}"
                    if field.name in shown and way in ("", "__lt", "__isnull"):
                        continue
                    with self.subTest(f"{url}?{asked}"):
                        self.assertEqual(self.client.get(url, {asked: "^(a"}).status_code, 400)

    def test_rows_are_named_by_their_number_only(self):
        self.client.force_login(self.boss)
        for model, _its_admin, url in lists():
            names = [field.name for field in model._meta.get_fields(include_hidden=True) if field.name != "id"]
            for asked in (*names, "no_such"):
                with self.subTest(f"{url}?_to_field={asked}"):
                    self.assertEqual(self.client.get(url, {"_to_field": asked, "_popup": "1"}).status_code, 400)

    def test_nothing_completes_names_out_of_sight_of_the_trail(self):
        self.client.force_login(self.boss)
        for model, _its_admin, _url in lists():
            for field in (one for one in model._meta.fields if one.is_relation):
                asked = {"term": "审", "app_label": model._meta.app_label, "model_name": model._meta.model_name}
                answer = self.client.get("/admin/autocomplete/", asked | {"field_name": field.name})
                self.assertEqual(answer.status_code, 404)

    def test_an_export_is_narrowed_no_further_than_its_list(self):
        self.client.force_login(self.auditor)
        for url in ("/admin/directory/employee/export/", "/admin/groups/group/export/"):
            answer = self.client.get(url, {"memberships__employee__user__password__regex": "^p"})
            self.assertEqual(answer.status_code, 400)

    def test_the_filters_of_the_lists_work(self):
        self.client.force_login(self.auditor)
        hr = User.groups.field.related_model.objects.get(name=roles.HR)
        for asked in ({"is_active__exact": "1"}, {"groups__id__exact": str(hr.pk)}, {"q": "0"}, {"o": "1"}):
            with self.subTest(asked):
                self.assertEqual(self.client.get("/admin/directory/user/", asked).status_code, 200)
        for asked in ({"status__exact": "LEFT"}, {"is_manager__exact": "1"}, {"status__exact": "LEFT", "q": "z"}):
            with self.subTest(asked):
                self.assertEqual(self.client.get("/admin/directory/employee/", asked).status_code, 200)


class OnTheTrail(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.person = make_employee("张三", make_department("销售部"))
        make_group("销售群")
        cls.auditor = make_user(None, roles.AUDITOR)

    def setUp(self):
        self.client.force_login(self.auditor)

    def last(self, action):
        return AuditEvent.objects.filter(action=action, actor_id=self.auditor.pk).first()

    def take_out(self, table, resource, *columns):
        fields = {"format": "0", "resource": "", f"{resource}_id": ""} | {
            f"{resource}_{name}": "on" for name in columns
        }
        return self.client.post(f"/admin/{table}/export/", fields)

    def test_who_takes_the_people_out_is_noted(self):
        self.assertContains(self.take_out("directory/employee", "employeeresource", "name"), "张三")
        noted = self.last("backoffice.exported")
        self.assertEqual((noted.subject_type, noted.detail), ("directory.employee", {"form": "csv", "rows": 1}))

    def test_who_takes_groups_or_departments_out_is_noted(self):
        self.take_out("groups/group", "groupresource", "code")
        self.assertEqual(self.last("backoffice.exported").subject_type, "groups.group")
        self.take_out("directory/department", "departmentresource", "path")
        self.assertEqual(self.last("backoffice.exported").subject_type, "directory.department")

    def test_a_look_at_one_person_is_noted(self):
        self.client.get(reverse("admin:directory_employee_change", args=[self.person.pk]))
        noted = self.last("backoffice.viewed")
        self.assertEqual((noted.subject_type, noted.subject_id), ("directory.employee", str(self.person.pk)))

    def test_a_look_at_nobody_is_not(self):
        self.client.get(reverse("admin:directory_employee_change", args=[Employee.objects.latest("pk").pk + 1]))
        self.assertIsNone(self.last("backoffice.viewed"))

    def test_a_search_is_noted_without_what_was_typed(self):
        self.client.get("/admin/directory/employee/", {"q": "张三"})
        noted = self.last("backoffice.searched")
        self.assertNotIn("张三", f"{noted.subject_label}{noted.detail}")
