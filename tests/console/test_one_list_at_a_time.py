"""While a list of somebody's is being read, their next one is refused by a sentence, whatever it is; others go on."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.urls import reverse

from groupadmin.core.isolation import one_read_per_user
from groupadmin.core.models import ImportBatch
from groupadmin.directory import roles
from tests.directory.lists import HEADER, person
from tests.making import make_group, make_user
from tests.register.ledgers import csv_ledger, row
from tests.sheets import csv


@override_settings(READER_WAIT_SECONDS=0)
class OneListAtATime(TestCase):
    def setUp(self):
        self.user, self.other = make_user(None, roles.HR), make_user(None, roles.HR)
        self.lists = (
            (reverse("directory_import"), csv(HEADER, person("1", "李四"))),
            (reverse("register_import"), csv_ledger([row("甲群")])),
            (reverse("roster_new", args=[make_group().code]), csv(("群昵称", "wxid"), ("路人", "wxid_1"))),
        )

    def bring(self, user, url, content):
        self.client.force_login(user)
        data = {"file": SimpleUploadedFile("名单.csv", content), "mode": "update", "text": ""}
        if "roster" in url:
            data["mode"] = "PARTIAL"
        return self.client.post(url, data)

    def test_of_each_kind(self):
        for url, content in self.lists:
            with self.subTest(url):
                with one_read_per_user(self.user):
                    refused = self.bring(self.user, url, content)
                    self.assertContains(refused, "还在读取", status_code=422)
                    self.assertEqual(self.bring(self.other, url, content).status_code, 302)
                self.assertEqual(self.bring(self.user, url, content).status_code, 302)
        self.assertEqual(ImportBatch.objects.count(), 6)
