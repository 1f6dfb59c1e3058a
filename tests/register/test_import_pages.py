"""HR brings the ledger in the browser: file, preview, confirmation, errors, undo; long files as jobs."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.urls import reverse
from openpyxl import load_workbook

from groupadmin.core import jobs
from groupadmin.core.models import ImportBatch, Job
from groupadmin.directory import roles
from groupadmin.groups.models import Group
from tests.making import make_user
from tests.register.ledgers import csv_ledger, row

LINES = [row("甲群", 用途="报价"), row("乙群", 群主="没有人"), row("丙群")]


class BringingTheLedger(TestCase):
    def setUp(self):
        self.client.force_login(make_user(None, roles.HR))

    def bring(self, content=None, name="台账.csv"):
        file = SimpleUploadedFile(name, csv_ledger(LINES) if content is None else content)
        return self.client.post(reverse("register_import"), {"file": file})

    def go(self, step, batch):
        return self.client.post(reverse(f"register_import_{step}", args=[batch.pk]), follow=True)

    def test_the_whole_way(self):
        answer = self.bring()
        batch = ImportBatch.objects.get()
        self.assertRedirects(answer, reverse("register_import_batch", args=[batch.pk]))
        page = self.client.get(reverse("register_import_batch", args=[batch.pk]))
        self.assertContains(page, "甲群")
        self.assertContains(page, "没有人")
        self.assertEqual(Group.objects.count(), 0)
        self.go("confirm", batch)
        self.assertEqual(set(Group.objects.values_list("name", flat=True)), {"甲群", "丙群"})
        self.go("undo", batch)
        self.assertEqual(Group.objects.count(), 0)
        batch.refresh_from_db()
        self.assertEqual(batch.state, ImportBatch.State.UNDONE)

    def test_the_error_file_is_the_user_s_own_sheet_with_row_and_reason(self):
        self.bring()
        batch = ImportBatch.objects.get()
        answer = self.client.get(reverse("register_import_errors", args=[batch.pk]))
        lines = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
        self.assertEqual(len(lines), 2)
        self.assertEqual(lines[1][2], "乙群")
        self.assertEqual(lines[1][-2], 3)
        self.assertIn("没有人", lines[1][-1])

    def test_a_file_of_bad_rows_alone_is_not_called_what_we_know_and_can_be_brought_again(self):
        self.bring(csv_ledger([row("乙群", 群主="没有人")]))
        page = self.client.get(reverse("register_import_batch", args=[ImportBatch.objects.get().pk]))
        self.assertNotContains(page, "没有变化")
        self.assertContains(page, "重新上传文件")

    def test_no_errors_no_error_file(self):
        self.bring(csv_ledger([row("甲群")]))
        batch = ImportBatch.objects.get()
        self.assertEqual(self.client.get(reverse("register_import_errors", args=[batch.pk])).status_code, 404)

    def test_a_wrong_file_is_refused_with_a_sentence(self):
        for content in (b"%PDF-1.4 x", b"PK\x03\x04broken", "姓名,工号\n张三,1\n".encode(), b"\0\0\0"):
            with self.subTest(content=content):
                answer = self.bring(content)
                self.assertEqual(answer.status_code, 422)
                self.assertTrue(answer.context["form"].errors["file"])
        self.assertEqual(ImportBatch.objects.count(), 0)

    def test_thrown_away(self):
        self.bring()
        batch = ImportBatch.objects.get()
        self.go("discard", batch)
        self.go("confirm", batch)
        batch.refresh_from_db()
        self.assertEqual((batch.state, Group.objects.count()), (ImportBatch.State.DISCARDED, 0))

    def test_confirming_twice_writes_once(self):
        self.bring()
        batch = ImportBatch.objects.get()
        self.go("confirm", batch)
        self.go("confirm", batch)
        self.assertEqual(Group.objects.count(), 2)

    def test_the_same_file_again_says_so(self):
        self.bring()
        first = ImportBatch.objects.get()
        self.go("confirm", first)
        self.bring()
        second = ImportBatch.objects.first()
        page = self.client.get(reverse("register_import_batch", args=[second.pk]))
        self.assertEqual(page.context["before"], first)
        self.assertEqual(page.context["counts"]["unchanged"], 2)

    def test_markup_in_a_cell_is_text(self):
        self.bring(csv_ledger([row("<script>alert(1)</script>")]))
        page = self.client.get(reverse("register_import_batch", args=[ImportBatch.objects.get().pk]))
        self.assertNotContains(page, "<script>alert")

    @override_settings(IMPORT_ROWS_IN_REQUEST=2)
    def test_a_long_file_becomes_jobs_that_survive_a_reload(self):
        self.bring()
        batch = ImportBatch.objects.get()
        url = reverse("register_import_batch", args=[batch.pk])
        self.assertContains(self.client.get(url), "progress")
        jobs.run(batch.job_id)
        batch.refresh_from_db()
        self.assertEqual((batch.state, batch.counts["created"]), (ImportBatch.State.PLANNED, 2))
        self.go("confirm", batch)
        batch.refresh_from_db()
        self.assertEqual((batch.state, Group.objects.count()), (ImportBatch.State.APPLYING, 0))
        piece = self.client.get(url, headers={"HX-Request": "true"})
        self.assertNotIn("HX-Redirect", piece.headers)
        jobs.run(batch.job_id)
        batch.refresh_from_db()
        self.assertEqual((batch.state, Group.objects.count()), (ImportBatch.State.APPLIED, 2))
        self.assertEqual(Job.objects.filter(state=Job.State.DONE).count(), 2)
        self.assertEqual(batch.applied_by_name, batch.requested_by_name)

    @override_settings(IMPORT_ROWS_IN_REQUEST=2)
    def test_a_job_that_runs_twice_writes_once(self):
        self.bring()
        batch = ImportBatch.objects.get()
        jobs.run(batch.job_id)
        self.go("confirm", batch)
        batch.refresh_from_db()
        jobs.run(batch.job_id)
        Job.objects.filter(pk=batch.job_id).update(state=Job.State.QUEUED, attempt=0)
        jobs.run(batch.job_id)
        self.assertEqual(Group.objects.count(), 2)
