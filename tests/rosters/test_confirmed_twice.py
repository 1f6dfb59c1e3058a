"""An import that is confirmed twice: by the same hand it is told once, by another hand that somebody was first."""

from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse

from groupadmin.core.models import ImportBatch
from groupadmin.directory import roles
from members.imports import staging
from tests.directory.lists import HEADER, person
from tests.making import NOON, make_department, make_employee, make_group, make_user
from tests.register.ledgers import csv_ledger, row
from tests.sheets import csv


class ConfirmedTwice(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.first, cls.second = make_user(None, roles.HR), make_user(None, roles.HR)
        cls.group = make_group("销售群", make_department("销售部"))
        make_employee("张三")

    def urls(self):
        """Return the confirming address of a waiting import of each kind."""
        self.client.force_login(self.first)
        staff = SimpleUploadedFile("花名册.csv", csv(HEADER, person("1", "李四")))
        self.client.post(reverse("directory_import"), {"file": staff, "mode": "update"})
        yield reverse("directory_import_confirm", args=[ImportBatch.objects.latest("pk").pk])
        ledger = SimpleUploadedFile("台账.csv", csv_ledger([row("甲群")]))
        self.client.post(reverse("register_import"), {"file": ledger})
        yield reverse("register_import_confirm", args=[ImportBatch.objects.latest("pk").pk])
        roster = staging.stage_roster(
            group=self.group, content="张三\n王五", mode="FULL", taken_at=NOON, actor=self.first, at=NOON
        )
        yield reverse("roster_confirm", args=[self.group.code, roster.batch_id])

    def complaints(self, user, url):
        client = self.client_class()  # one that has no message left to read
        client.force_login(user)
        answer = client.post(url)
        self.assertEqual(answer.status_code, 302)
        return [str(message) for message in get_messages(answer.wsgi_request) if message.level_tag == "error"]

    def test_of_each_kind(self):
        for url in self.urls():
            with self.subTest(url):
                self.assertEqual(self.complaints(self.first, url), [])
                self.assertEqual(self.complaints(self.first, url), [], "the second click of the same hand")
                self.assertEqual(len(self.complaints(self.second, url)), 1, "somebody else is told who was first")
