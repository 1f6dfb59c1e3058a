"""Who may do what in the back office, by role."""

from django.contrib.admin import site
from django.contrib.auth.models import Group as AuthGroup
from django.template.loader import render_to_string
from django.test import TestCase

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.directory.models import Employee, User
from tests.making import make_employee, make_user


class Permissions(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.hr = make_user(None, roles.HR)
        cls.auditor = make_user(None, roles.AUDITOR)
        cls.employee = make_user(make_employee("甲"))
        cls.superuser = User.objects.create_superuser("root", "", "pw")

    def may(self, user, model):
        return {deed for deed in ("view", "add", "change", "delete") if user.has_perm(self.name(deed, model))}

    @staticmethod
    def name(deed, model):
        return f"{model._meta.app_label}.{deed}_{model._meta.model_name}"

    def test_hr_looks_adds_and_changes_but_deletes_nothing(self):
        self.assertEqual(self.may(self.hr, Employee), {"view", "add", "change"})

    def test_hr_only_looks_at_log_ins_and_records(self):
        self.assertEqual(self.may(self.hr, User), {"view"})
        self.assertEqual(self.may(self.hr, AuditEvent), {"view"})

    def test_hr_makes_no_roles(self):
        self.assertEqual(self.may(self.hr, AuthGroup), set())

    def test_an_auditor_looks(self):
        self.assertEqual(self.may(self.auditor, Employee), {"view"})
        self.assertEqual(self.may(self.auditor, AuditEvent), {"view"})

    def test_others_do_nothing(self):
        for user in (self.employee, make_user(None, roles.APPROVER), make_user(None, roles.CONFIDENTIALITY)):
            self.assertEqual(self.may(user, Employee), set())
            self.assertFalse(user.has_module_perms("directory"))

    def test_a_superuser_does_everything_and_nobody_who_is_switched_off_anything(self):
        self.assertEqual(self.may(self.superuser, Employee), {"view", "add", "change", "delete"})
        self.hr.is_active = False
        self.assertEqual(self.may(self.hr, Employee), set())


class Lists(TestCase):
    def test_the_four_roles_are_not_edited(self):
        self.assertFalse(site.is_registered(AuthGroup))

    def test_rows_carry_their_headings_for_a_phone(self):
        row = ['<td class="field-name">销售部</td>']
        facts = {"results": [row], "result_headers": [{"text": "department", "sortable": False}]}
        shown = render_to_string("admin/change_list_results.html", facts)
        self.assertIn('<td data-label="Department" class="field-name">销售部</td>', shown)
