"""The register in the back office can be looked at and exported, and by no form changed."""

from django.test import TestCase
from django.urls import reverse

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from tests.making import make_department, make_group, make_regulation, make_user


class TheBackOffice(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.group = make_group("=群", make_department("销售部"), code="A1", regulation=make_regulation())
        cls.root = make_user(None, is_superuser=True, is_staff=True)

    def setUp(self):
        self.client.force_login(self.root)

    def test_every_table_can_be_looked_at(self):
        for table in ("group", "groupname", "pledge", "announcement", "dissolution"):
            with self.subTest(table=table):
                self.assertEqual(self.client.get(reverse(f"admin:groups_{table}_changelist")).status_code, 200)

    def test_nothing_is_added_changed_or_deleted_even_by_a_superuser(self):
        self.assertEqual(self.client.get(reverse("admin:groups_group_add")).status_code, 403)
        change = reverse("admin:groups_group_change", args=[self.group.pk])
        self.assertEqual(self.client.get(change).status_code, 200)
        self.assertEqual(self.client.post(change, {"name": "别名"}).status_code, 403)
        delete = reverse("admin:groups_group_delete", args=[self.group.pk])
        self.assertEqual(self.client.post(delete, {"post": "yes"}).status_code, 403)
        self.assertEqual(Group.objects.get().name, "=群")

    def test_the_list_costs_the_same_at_five_and_fifty_rows(self):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        def cost(count):
            for _ in range(count):
                make_group("", make_department(), regulation=make_regulation())
            with CaptureQueriesContext(connection) as caught:
                self.client.get(reverse("admin:groups_group_changelist"))
            return len(caught)

        self.assertEqual(cost(5), cost(50))

    def test_an_export_is_noted_and_its_formulas_are_harmless(self):
        url = reverse("admin:groups_group_export")
        fields = {f"groupresource_{name}": "on" for name in ("code", "name", "department__path")}
        answer = self.client.post(url, {"format": "0", "resource": "", **fields})
        self.assertEqual(answer.status_code, 200)
        self.assertIn("A1", answer.content.decode())
        self.assertNotIn(",=群", answer.content.decode())
        self.assertEqual(AuditEvent.objects.get(action="backoffice.exported").detail["rows"], 1)

    def test_an_employee_does_not_come_in(self):
        self.client.force_login(make_user(None, roles.APPROVER))
        self.assertIn(self.client.get(reverse("admin:groups_group_changelist")).status_code, (302, 403))
