"""A long ledger is written by a job: the page says how far it is, and who asked fetches it afterwards."""

import io
from unittest import mock

from django.test import TestCase, override_settings
from django.urls import reverse
from openpyxl import load_workbook

from groupadmin.core import jobs
from groupadmin.core.models import AuditEvent, ExportFile, Job
from groupadmin.directory import roles
from members.register import register_sheet, register_sheet_job, services
from members.register.planning import plan_register
from tests.making import NOON, TODAY, make_department, make_group, make_user


@override_settings(LEDGER_ROWS_IN_REQUEST=3)
class ALongLedger(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.sales = make_department("销售部")
        for number in range(4):
            make_group(f"群{number}", cls.sales, code=f"A{number}", platform="QQ" if number == 3 else "WECHAT")
        cls.auditor = make_user(None, roles.AUDITOR)

    def setUp(self):
        self.client.force_login(self.auditor)

    def ask(self, **query):
        return self.client.get(reverse("ledger_xlsx"), query)

    def fetched(self, job):
        content = self.client.get(reverse("job_file", args=[job.pk])).content
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        return content, [line[1] for line in sheet.iter_rows(values_only=True)]

    def test_up_to_the_limit_it_comes_in_the_request(self):
        answer = self.ask(platform="WECHAT")
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.content.startswith(b"PK"))
        self.assertEqual(Job.objects.count(), 0)

    def test_above_it_the_page_leads_to_the_job_and_then_to_the_file(self):
        answer = self.ask()
        job = Job.objects.get()
        self.assertRedirects(answer, reverse("job", args=[job.pk]))
        self.assertEqual(AuditEvent.objects.filter(action="ledger.exported").count(), 0)
        self.assertEqual(self.client.get(reverse("job_file", args=[job.pk])).status_code, 404)
        jobs.run(job.pk)
        job.refresh_from_db()
        self.assertEqual((job.state, job.result["groups"]), (Job.State.DONE, 4))
        self.assertEqual((job.progress_done, job.progress_total), (4, 4))
        content, codes = self.fetched(job)
        self.assertEqual([code for code in codes if code in {"A0", "A1", "A2", "A3"}], ["A0", "A1", "A2", "A3"])
        self.assertEqual(
            plan_register(services.read_register(content, "台账.xlsx"), today=TODAY).counts()["unchanged"], 4
        )

    def test_it_is_noted_in_the_name_of_who_asked_with_the_filters(self):
        self.ask(department="销售部", order="code")
        jobs.run(Job.objects.get().pk)
        event = AuditEvent.objects.get(action="ledger.exported")
        self.assertEqual(event.actor_name, str(self.auditor))
        self.assertEqual(event.detail["filters"], {"department": "销售部", "order": "code"})
        self.assertEqual((event.detail["form"], event.detail["groups"]), ("xlsx", 4))

    def test_the_filters_go_along(self):
        make_group("别处", make_department("工程部"), code="B1")
        self.ask(department="销售部")
        job = Job.objects.get()
        jobs.run(job.pk)
        _content, codes = self.fetched(job)
        self.assertNotIn("B1", codes)

    def test_asked_twice_it_is_one_job_and_asked_otherwise_another(self):
        first, again, other = self.ask(), self.ask(), self.ask(department="销售部")
        self.assertEqual(first.headers["Location"], again.headers["Location"])
        self.assertNotEqual(first.headers["Location"], other.headers["Location"])
        self.assertEqual(Job.objects.count(), 2)

    def test_two_people_get_one_each(self):
        self.ask()
        self.client.force_login(make_user(None, roles.HR))
        self.ask()
        self.assertEqual(Job.objects.values("requested_by_id").distinct().count(), 2)

    def test_nobody_else_fetches_it_and_another_auditor_does_not_see_the_job(self):
        self.ask()
        job = Job.objects.get()
        jobs.run(job.pk)
        for role, page in ((roles.AUDITOR, 404), (roles.HR, 200), (roles.CONFIDENTIALITY, 404)):
            with self.subTest(role=role):
                self.client.force_login(make_user(None, role))
                self.assertEqual(self.client.get(reverse("job", args=[job.pk])).status_code, page)
                self.assertEqual(self.client.get(reverse("job_file", args=[job.pk])).status_code, 404)

    def test_it_speaks_the_language_of_who_asked(self):
        for language, title in (("en", "Group number"), ("zh-hans", "群编号")):
            with self.subTest(language=language):
                Job.objects.all().delete()
                self.client.post(reverse("choose_language"), {"language": language})
                self.ask()
                job = Job.objects.get()
                jobs.run(job.pk)
                self.assertIn(title, self.fetched(job)[1])

    def test_a_worker_that_died_after_writing_leaves_one_file(self):
        self.ask()
        job = Job.objects.get()
        jobs.run(job.pk)
        Job.objects.update(state=Job.State.QUEUED)
        jobs.run(job.pk)
        self.assertEqual(ExportFile.objects.count(), 1)

    def test_who_has_lost_the_role_meanwhile_gets_no_file(self):
        job = register_sheet_job.ask_for({}, actor=self.auditor, at=NOON)
        self.auditor.groups.clear()
        jobs.run(job.pk)
        job.refresh_from_db()
        self.assertEqual((job.state, ExportFile.objects.count()), (Job.State.FAILED, 0))

    def test_who_loses_the_role_afterwards_fetches_it_no_more(self):
        job = register_sheet_job.ask_for({}, actor=self.auditor, at=NOON)
        jobs.run(job.pk)
        fetch = reverse("job_file", args=[job.pk])
        self.assertEqual(self.client.get(fetch).status_code, 200)
        fetched = AuditEvent.objects.get(action="export.fetched")
        self.assertEqual((fetched.actor_id, fetched.detail["job"]), (self.auditor.pk, job.pk))
        self.auditor.groups.clear()
        self.assertEqual(self.client.get(fetch).status_code, 404)
        self.assertNotContains(self.client.get(reverse("job", args=[job.pk])), fetch)
        self.assertEqual(AuditEvent.objects.filter(action="export.fetched").count(), 1)

    def test_whoever_has_no_right_makes_no_job(self):
        for role in (roles.APPROVER, None):
            with self.subTest(role=role):
                self.client.force_login(make_user(None, *([role] if role else [])))
                self.assertEqual(self.ask().status_code, 403)
        self.assertEqual(Job.objects.count(), 0)

    def test_progress_is_told_as_it_goes(self):
        told = []
        job = register_sheet_job.ask_for({}, actor=self.auditor, at=NOON)
        with mock.patch.object(register_sheet, "TELL_EVERY", 2):
            register_sheet_job.write_sheet(job, lambda done, total: told.append((done, total)))
        self.assertEqual(told, [(0, 4), (2, 4), (4, 4), (4, 4)])
