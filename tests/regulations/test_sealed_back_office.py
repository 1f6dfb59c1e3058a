"""The back office by role, and row by row: what belongs to a sealed edition, or one in force, is only looked at."""

import re

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from groupadmin.core.models import AuditEvent
from groupadmin.directory import roles
from groupadmin.regulations import serialization, services
from groupadmin.regulations.admin import edition_of
from groupadmin.regulations.load import FOLDER, read_preset
from groupadmin.regulations.models import OffenceStep, Penalty, Regulation, RoleDuty
from tests.making import NOON, make_employee, make_user

CLOSED = ("sealed", "in force")


class BackOfficeCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.edition = Regulation(slug="hometown-association")
        serialization.write_regulation(cls.edition, read_preset(FOLDER / "hometown-association.toml"))
        cls.offence = cls.edition.offences.get(code="abuse")
        cls.step = cls.offence.steps.get(grave=False)
        cls.role = cls.edition.committee_roles.get()
        cls.hr = make_user(None, roles.HR, is_staff=True)
        cls.auditor = make_user(None, roles.AUDITOR, is_staff=True)
        cls.employee = make_user(make_employee())

    def setUp(self):
        self.pages = {
            "regulation": reverse("admin:regulations_regulation_change", args=[self.edition.pk]),
            "offence": reverse("admin:regulations_offence_change", args=[self.offence.pk]),
            "step": reverse("admin:regulations_offencestep_change", args=[self.step.pk]),
            "role": reverse("admin:regulations_committeerole_change", args=[self.role.pk]),
        }

    def log_in(self, user):
        self.client.force_login(user)
        self.client.post("/language/", {"language": "en"})

    def close(self, how):
        if how == "sealed":
            services.seal(self.edition, actor=None, at=NOON)
        else:
            services.publish(self.edition, published_on=timezone.localdate(), actor=None, at=timezone.now())


class ByRole(BackOfficeCase):
    def test_each_input_of_a_row_bears_the_name_of_its_column(self):
        self.log_in(self.hr)
        page = self.client.get(self.pages["regulation"]).content.decode()
        rows = re.findall(r"<(?:input|select|textarea)[^>]*name=\"[a-z_]+-\d+-[^>]*>", page)
        bare = [one for one in rows if "aria-label=" not in one and 'type="hidden"' not in one]
        self.assertTrue(rows)
        self.assertEqual(bare, [])

    def test_hr_opens_and_may_save_each_page_of_an_open_edition(self):
        self.log_in(self.hr)
        for name, url in self.pages.items():
            with self.subTest(name):
                page = self.client.get(url)
                self.assertEqual(page.status_code, 200)
                self.assertContains(page, 'name="_save"')

    def test_an_auditor_looks_and_saves_nothing(self):
        self.log_in(self.auditor)
        for name, url in self.pages.items():
            with self.subTest(name):
                page = self.client.get(url)
                self.assertEqual(page.status_code, 200)
                self.assertNotContains(page, 'name="_save"')
                self.assertEqual(self.client.post(url, {"title": "改"}).status_code, 403)
        self.assertEqual(Regulation.objects.get().title, "同乡会群管理办法")

    def test_an_employee_is_not_let_in(self):
        self.log_in(self.employee)
        for name, url in self.pages.items():
            with self.subTest(name):
                self.assertNotEqual(self.client.get(url).status_code, 200)

    def test_nobody_deletes_an_edition(self):
        for user in (self.hr, make_user(None, is_staff=True, is_superuser=True)):
            self.log_in(user)
            url = reverse("admin:regulations_regulation_delete", args=[self.edition.pk])
            self.assertEqual(self.client.post(url, {"post": "yes"}).status_code, 403)
        self.assertTrue(Regulation.objects.filter(pk=self.edition.pk).exists())

    def test_rows_are_added_on_their_editions_page_and_nowhere_else(self):
        self.log_in(self.hr)
        for model in ("offence", "offencestep", "committeerole"):
            with self.subTest(model):
                self.assertEqual(self.client.get(f"/admin/regulations/{model}/add/").status_code, 403)

    def test_the_table_of_contents_names_editions_alone(self):
        self.log_in(self.hr)
        page = self.client.get("/admin/regulations/")
        self.assertContains(page, "/admin/regulations/regulation/")
        self.assertNotContains(page, "/admin/regulations/offence")
        self.assertNotContains(page, "/admin/regulations/committeerole")


class Closed(BackOfficeCase):
    def test_every_page_is_shown_without_an_input_and_refuses_a_save(self):
        for how in CLOSED:
            self.close(how)
            self.log_in(make_user(None, is_staff=True, is_superuser=True))
            for name, url in self.pages.items():
                with self.subTest(f"{how} {name}"):
                    page = self.client.get(url)
                    self.assertEqual(page.status_code, 200)
                    self.assertNotContains(page, 'name="_save"')
                    self.assertNotContains(page, 'name="title"')
                    self.assertNotContains(page, "empty-form")
                    self.assertEqual(self.client.post(url, {}).status_code, 403)

    def test_its_rows_are_not_deleted_either(self):
        self.close("sealed")
        self.log_in(make_user(None, is_staff=True, is_superuser=True))
        for name in ("offence", "step", "role"):
            with self.subTest(name):
                url = self.pages[name].replace("/change/", "/delete/")
                self.assertEqual(self.client.post(url, {"post": "yes"}).status_code, 403)
        self.assertEqual(self.edition.offences.count(), 21)
        self.assertEqual(self.edition.committee_roles.count(), 1)

    def test_nothing_is_told_as_an_edit(self):
        self.close("sealed")
        self.log_in(self.hr)
        for url in self.pages.values():
            self.client.post(url, {"title": "改"})
        self.assertFalse(AuditEvent.objects.filter(action="regulation.edited").exists())
        self.assertIsNone(Regulation.objects.get().edited_at)

    def test_the_copy_of_a_sealed_edition_is_edited_again(self):
        self.close("sealed")
        copy = services.new_edition(self.edition, actor=self.hr, at=NOON)
        self.log_in(self.hr)
        page = self.client.get(reverse("admin:regulations_regulation_change", args=[copy.pk]))
        self.assertContains(page, 'name="_save"')

    def test_the_page_leads_to_what_is_open_and_to_the_regulation(self):
        self.log_in(self.hr)
        page = self.client.get(self.pages["regulation"])
        self.assertContains(page, 'href="/regulations/hometown-association/1/blanks/"')
        self.assertContains(page, 'href="/regulations/hometown-association/1/"')
        self.assertContains(page, "Most members")
        self.assertContains(page, "Length of residence")


class Deleting(BackOfficeCase):
    def test_hr_deletes_no_row_and_a_superusers_deletion_is_told(self):
        url = self.pages["offence"].replace("/change/", "/delete/")
        self.log_in(self.hr)
        self.assertEqual(self.client.post(url, {"post": "yes"}).status_code, 403)
        root = make_user(None, is_staff=True, is_superuser=True)
        self.log_in(root)
        self.client.post(url, {"post": "yes"})
        self.assertFalse(self.edition.offences.filter(code="abuse").exists())
        self.assertFalse(OffenceStep.objects.filter(offence_id=self.offence.pk).exists())
        event = AuditEvent.objects.get(action="regulation.edited")
        self.assertEqual(event.detail["deleted"], "谩骂、攻击")
        self.assertEqual(event.actor_name, root.username)


class WhoseRow(BackOfficeCase):
    def test_a_row_of_any_depth_knows_its_edition(self):
        rows = (
            self.edition,
            self.edition.clauses.first(),
            self.offence,
            self.step,
            Penalty.objects.filter(step=self.step).first(),
            self.role,
            RoleDuty.objects.filter(role=self.role).first(),
        )
        for row in rows:
            with self.subTest(type(row).__name__):
                self.assertEqual(edition_of(row), self.edition)

    def test_nothing_and_a_strange_row_belong_to_none(self):
        self.assertIsNone(edition_of(None))
        self.assertIsNone(edition_of(self.hr))
