"""What a person reads while the database is busy or away: a sentence, and the form they filled in, to be sent again."""

from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError
from django.test import Client, TestCase
from django.urls import reverse

from members.models import Membership
from tests.making import make_employee, make_group, make_membership, make_user

LOCKED = OperationalError("database is locked")


class AFormWhileTheDatabaseIsBusy(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.group = make_group("销售群")
        owner = make_employee("甲")
        make_membership(cls.group, owner, role=Membership.Role.OWNER)
        cls.owner = make_user(owner)

    def setUp(self):
        self.visitor = Client(raise_request_exception=False)
        self.visitor.force_login(self.owner)
        self.address = reverse("roster_new", args=[self.group.code])

    def post(self, problem=LOCKED, **form):
        with mock.patch("members.access.group_for", side_effect=problem):
            return self.visitor.post(self.address, form, headers={"Referer": f"http://testserver{self.address}"})

    def test_comes_back_with_what_was_filled_in_and_a_button(self):
        page = self.post(text="甲\n乙 <b>\n", mode="FULL")
        self.assertEqual(page.status_code, 503)
        self.assertContains(page, "数据库", status_code=503)
        self.assertContains(page, 'value="甲\n乙 &lt;b&gt;\n"', status_code=503)
        self.assertContains(page, f'action="{self.address}"', status_code=503)
        self.assertEqual(page.content.count(b'name="csrfmiddlewaretoken"'), 1)

    def test_says_of_a_file_that_it_has_to_be_chosen_again_and_leads_back(self):
        page = self.post(file=SimpleUploadedFile("名单.csv", b"x"), mode="FULL")
        self.assertContains(page, f'href="http://testserver{self.address}"', status_code=503)
        self.assertNotContains(page, "<form", status_code=503)

    def test_never_shows_a_password(self):
        page = self.post(password="geheim-geheim")
        self.assertNotContains(page, "geheim", status_code=503)

    def test_leads_to_no_other_host(self):
        with mock.patch("members.access.group_for", side_effect=LOCKED):
            page = self.visitor.post(
                self.address, {"file": SimpleUploadedFile("a.csv", b"x")}, headers={"Referer": "https://else.example/"}
            )
        self.assertNotContains(page, "else.example", status_code=503)

    def test_a_connection_that_was_cut_reads_the_same(self):
        self.assertContains(self.post(InterfaceError("connection already closed")), "数据库", status_code=503)

    def test_a_page_whose_reader_cannot_be_looked_up_says_so_too(self):
        with mock.patch("django.contrib.auth.middleware.get_user", side_effect=LOCKED):
            page = self.visitor.get("/")
        self.assertContains(page, "数据库", status_code=503)

    def test_a_mistake_of_ours_stays_one(self):
        with self.assertLogs("django.request", "ERROR"):
            page = self.post(ZeroDivisionError())
        self.assertEqual(page.status_code, 500)
