"""Bad lists and unlucky moments: each is told, and nothing is lost, doubled or half-written."""

from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.test import TestCase, override_settings
from django.urls import reverse

from groupadmin.core import import_kinds, imports, jobs
from groupadmin.core.models import AuditEvent, ImportBatch, Job
from groupadmin.directory import importing, roles
from groupadmin.directory.models import Department, Employee, User
from tests.directory.lists import AT, HEADER, LATER, apply, everybody, person, stage, take
from tests.making import make_user
from tests.sheets import archive, csv, xlsx


class FilesThatAreRefused(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.hr = make_user(None, roles.HR)

    def setUp(self):
        self.client.force_login(self.hr)

    def bring(self, content, name="花名册.xlsx", **data):
        file = SimpleUploadedFile(name, content)
        return self.client.post(reverse("directory_import"), {"file": file, "mode": "update"} | data)

    def test_each_is_told_beside_the_field_and_nothing_is_staged(self):
        good = xlsx(HEADER, person("1", "张三"))
        for name, content in {
            "空的.xlsx": b"",
            "空白.csv": b" \r\n",
            "名单.pdf": b"%PDF-1.7",
            "照片.png": b"\x89PNG\r\n\x1a\n",
            "说明.docx": archive(word__document_xml="<x/>"),
            "断了.xlsx": good[: len(good) // 2],
            "断了.csv": csv(("工号", "姓名"), ("1", "张三"))[:-1],
            "乱码.csv": b"\xff\xff\xff" + "工号,姓名".encode() * 9,
            "零.csv": "工号,姓名\n1,张\0三".encode(),
            "炸弹.xlsx": archive(xl__workbook_xml="<x/>", xl__worksheets__sheet1_xml=b"0" * (40 * 1024 * 1024)),
            "没有表头.csv": csv(("甲", "乙"), ("1", "2")),
        }.items():
            with self.subTest(name):
                page = self.bring(content, name)
                self.assertEqual(page.status_code, 422)
                self.assertTrue(page.context["form"].errors["file"])
                self.assertContains(page, 'role="alert"', status_code=422)
        self.assertEqual((ImportBatch.objects.count(), Employee.objects.count(), Job.objects.count()), (0, 0, 0))

    def test_without_a_file_and_with_a_mode_nobody_knows(self):
        page = self.client.post(reverse("directory_import"), {"mode": "update"})
        self.assertEqual((page.status_code, list(page.context["form"].errors)), (422, ["file"]))
        page = self.bring(csv(HEADER, person("1", "张三")), mode="replace everything")
        self.assertEqual((page.status_code, list(page.context["form"].errors)), (422, ["mode"]))
        self.assertFalse(ImportBatch.objects.exists())

    def test_a_list_of_bad_rows_alone_changes_nothing_and_offers_its_error_file(self):
        self.bring(csv(HEADER, person("", ""), person("1", "", status="飞升")), "坏.csv")
        batch = ImportBatch.objects.get()
        page = self.client.get(reverse("directory_import_batch", args=[batch.pk]))
        self.assertContains(page, reverse("directory_import_errors", args=[batch.pk]))
        self.assertTrue(page.context["is_empty"])
        self.client.post(reverse("directory_import_confirm", args=[batch.pk]))
        self.assertEqual(Employee.objects.count(), 0)

    def test_a_script_in_every_cell_is_shown_as_text(self):
        script = "<script>alert(1)</script>"
        self.bring(csv(HEADER, person("1", script, script, post=script, status=script)), f"{script}.csv")
        page = self.client.get(reverse("directory_import_batch", args=[ImportBatch.objects.get().pk]))
        self.assertNotContains(page, script)
        self.assertContains(page, "&lt;script&gt;alert(1)")

    def test_addresses_with_rubbish_in_them(self):
        batch = stage(person("1", "张三"))
        address = reverse("directory_import_batch", args=[batch.pk])
        for query in ("?from=-1", "?from=x", "?from=99999", "?part=rubbish", "?part=left&from=5"):
            with self.subTest(query):
                self.assertEqual(self.client.get(address + query).status_code, 200)
        for query in ("?after=x", "?before=-1", f"?after={'9' * 40}"):
            with self.subTest(query):
                self.assertEqual(self.client.get(reverse("directory_imports") + query).status_code, 200)
                self.assertEqual(self.client.get(reverse("departments") + query).status_code, 200)


class UnluckyMoments(TestCase):
    def setUp(self):
        take(person("1", "张三"))
        self.before = everybody()

    def test_the_disk_is_full_in_the_middle(self):
        batch = stage(person("1", "张三", post="经理"), person("2", "李四", "总公司/新部"))
        events = AuditEvent.objects.count()
        with (
            mock.patch("groupadmin.directory.writing.lock_leavers", side_effect=DatabaseError("disk is full")),
            self.assertRaises(DatabaseError),
        ):
            apply(batch, at=LATER)
        batch.refresh_from_db()
        self.assertEqual((batch.state, everybody(), batch.undo), ("PLANNED", self.before, None))
        self.assertFalse(Department.objects.filter(name="新部").exists())
        self.assertEqual(AuditEvent.objects.count(), events)
        apply(batch, at=LATER)
        self.assertEqual(Employee.objects.count(), 2)

    def test_two_at_once_with_the_same_preview_write_once(self):
        batch = stage(person("2", "李四"))
        first, second = (ImportBatch.objects.get(pk=batch.pk) for _n in range(2))
        apply(first, at=LATER)
        with self.assertRaises(imports.BatchHasMoved):
            apply(second, at=LATER)
        self.assertEqual(AuditEvent.objects.filter(action="directory.imported", subject_id=batch.pk).count(), 1)

    def test_thrown_away_by_one_while_another_confirms(self):
        batch = stage(person("2", "李四"))
        other = ImportBatch.objects.get(pk=batch.pk)
        imports.discard_batch(other, actor=None, at=LATER)
        with self.assertRaises(imports.BatchHasMoved):
            apply(batch, at=LATER)
        self.assertEqual(everybody(), self.before)

    def test_a_preview_whose_records_have_expired_writes_nothing(self):
        batch = stage(person("2", "李四"))
        self.assertEqual(imports.purge_expired(batch.expires_at), 0)
        self.assertGreaterEqual(imports.purge_expired(batch.expires_at.replace(year=2027)), 1)
        batch.refresh_from_db()
        self.assertIsNone(importing.plan_of(batch))


@override_settings(IMPORT_ROWS_IN_REQUEST=1)
class TheWorkerInTheMiddle(TestCase):
    def setUp(self):
        sending = mock.patch("groupadmin.core.jobs.send", return_value=True)
        sending.start()
        self.addCleanup(sending.stop)
        self.hr = make_user(None, roles.HR)
        self.batch = importing.stage_directory(
            content=csv(HEADER, person("1", "张三"), person("2", "李四")),
            file_name="花名册.csv", mode="update", actor=self.hr, at=AT,
        )  # fmt: skip

    def plan(self):
        jobs.run(import_kinds.start_planning(self.batch, actor=self.hr, at=AT).pk)
        self.batch.refresh_from_db()

    def test_planning_is_asked_for_once_however_often_the_button_is_pressed(self):
        first = import_kinds.start_planning(self.batch, actor=self.hr, at=AT)
        self.assertEqual(import_kinds.start_planning(self.batch, actor=self.hr, at=AT).pk, first.pk)
        self.assertEqual(Job.objects.count(), 1)

    def test_a_second_attempt_finds_the_work_done(self):
        self.plan()
        job = importing.start_applying(self.batch, actor=self.hr, at=AT)
        jobs.run(job.pk)
        Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
        jobs.run(job.pk)
        job.refresh_from_db()
        self.assertEqual((job.state, Employee.objects.count()), ("DONE", 2))
        self.assertEqual(AuditEvent.objects.filter(action="directory.imported").count(), 1)

    def test_a_fault_while_applying_leaves_the_list_waiting(self):
        self.plan()
        job = importing.start_applying(self.batch, actor=self.hr, at=AT)
        with mock.patch("groupadmin.directory.writing.write_plan", side_effect=RuntimeError("killed")):
            jobs.run(job.pk)
        self.batch.refresh_from_db()
        job.refresh_from_db()
        self.assertEqual((self.batch.state, job.state, Employee.objects.count()), ("PLANNED", "FAILED", 0))
        self.assertTrue(self.batch.error)
        jobs.run(importing.start_applying(self.batch, actor=self.hr, at=AT).pk)
        self.batch.refresh_from_db()
        self.assertEqual((self.batch.state, self.batch.error, Employee.objects.count()), ("APPLIED", "", 2))

    def test_a_fault_while_planning_is_told_on_the_list_and_no_preview_is_there(self):
        with mock.patch("groupadmin.directory.importing.plan_table", side_effect=RuntimeError("killed")):
            self.plan()
        self.assertEqual((self.batch.state, importing.plan_of(self.batch)), ("FAILED", None))
        self.client.force_login(self.hr)
        page = self.client.get(reverse("directory_import_batch", args=[self.batch.pk]))
        self.assertContains(page, self.batch.error)

    def test_who_asked_has_lost_the_role_meanwhile(self):
        self.plan()
        job = importing.start_applying(self.batch, actor=self.hr, at=AT)
        User.objects.get(pk=self.hr.pk).groups.clear()
        jobs.run(job.pk)
        self.batch.refresh_from_db()
        self.assertEqual((self.batch.state, Employee.objects.count()), ("PLANNED", 0))

    def test_a_worker_s_refusals_are_known_before_it_is_asked(self):
        self.plan()
        ImportBatch.objects.filter(pk=self.batch.pk).update(counts=self.batch.counts | {"present": 100, "left": 60})
        self.batch.refresh_from_db()
        with self.assertRaises(importing.BrakeOn):
            importing.start_applying(self.batch, actor=self.hr, at=AT)
        self.batch.counts["errors"] = 1
        with self.assertRaises(importing.NotClean):
            importing.start_applying(self.batch, actor=self.hr, at=AT, only_if_clean=True)
        self.assertEqual(Job.objects.filter(kind="apply_import").count(), 0)
