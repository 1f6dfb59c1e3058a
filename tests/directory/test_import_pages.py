"""HR brings the staff list by page: preview, confirm, result, undo, error file, and the job behind a long one."""

from unittest import mock

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.urls import reverse

from groupadmin.core import jobs
from groupadmin.core.models import ImportBatch, Job
from groupadmin.directory import roles
from groupadmin.directory.models import Employee
from tests.directory.lists import HEADER, person, take
from tests.making import make_employee, make_user
from tests.sheets import cells_of, csv


class Pages(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.hr = make_user(None, roles.HR)

    def setUp(self):
        self.client.force_login(self.hr)

    def bring(self, *rows, header=HEADER, mode="update", **more):
        file = SimpleUploadedFile("花名册.csv", csv(header, *rows))
        return self.client.post(reverse("directory_import"), {"file": file, "mode": mode, **more})

    def go(self, name, *args, **data):
        return self.client.post(reverse(f"directory_import_{name}", args=args), data, follow=True)


class TheWayIn(Pages):
    def test_preview_confirm_result_undo(self):
        response = self.bring(
            person("1", "张三", post="经理"), person("2", "<script>x</script>"), person("3", "", hired="昨天")
        )
        batch = ImportBatch.objects.get()
        self.assertRedirects(response, reverse("directory_import_batch", args=[batch.pk]))
        page = self.client.get(response.url)
        self.assertContains(page, "&lt;script&gt;x&lt;/script&gt;")
        self.assertContains(page, "昨天")
        self.assertContains(page, "总公司/销售部")
        self.assertEqual(Employee.objects.count(), 0)
        self.go("confirm", batch.pk)
        self.assertEqual(Employee.objects.count(), 2)
        done = self.client.get(response.url)
        self.assertContains(done, reverse("directory_import_undo", args=[batch.pk]))
        self.go("undo", batch.pk)
        self.assertEqual(Employee.objects.count(), 0)

    def test_the_error_file_is_the_user_s_own_sheet(self):
        self.bring(person("1", "张三"), person("2", "", hired="昨天"))
        batch = ImportBatch.objects.get()
        content = self.client.get(reverse("directory_import_errors", args=[batch.pk])).content
        header, *rows = cells_of(content)
        self.assertEqual(header[: len(HEADER)], list(HEADER))
        self.assertEqual((len(rows), rows[0][len(HEADER)]), (1, 3))
        self.assertIn("昨天", rows[0][-1])

    def test_unknown_headings_are_asked_and_remembered(self):
        header = ("编码", "谁", "在哪")
        page = self.bring(("1", "张三", "甲部"), header=header)
        self.assertContains(page, 'value="编码"', status_code=422)
        said = {"heading-1": "编码", "field-1": "staff_no", "heading-2": "谁", "field-2": "name"}
        self.assertEqual(self.bring(("1", "张三", "甲部"), header=header, **said).status_code, 302)
        self.assertEqual(self.bring(("2", "李四", "甲部"), header=header).status_code, 302)

    def test_an_unreadable_file_is_told_on_the_page(self):
        file = SimpleUploadedFile("x.xlsx", b"%PDF-1.7")
        page = self.client.post(reverse("directory_import"), {"file": file, "mode": "full"})
        self.assertContains(page, "x.xlsx", status_code=422)
        self.assertRegex(page.content.decode(), r'<input[^>]*value="full"[^>]*checked', "the other fields stay")
        self.assertEqual(ImportBatch.objects.count(), 0)

    def test_the_same_file_again_says_so(self):
        for _n in range(2):
            self.bring(person("1", "张三"))
            self.go("confirm", ImportBatch.objects.latest("id").pk)
        first = ImportBatch.objects.earliest("id")
        self.bring(person("1", "张三"))
        page = self.client.get(reverse("directory_import_batch", args=[ImportBatch.objects.latest("id").pk]))
        self.assertContains(page, f"#{first.pk + 1}")

    def test_the_brake_asks_for_a_reason(self):
        take(*[person(str(n), f"员工{n}") for n in range(10)])
        self.bring(person("0", "员工0"), mode="full")
        batch = ImportBatch.objects.latest("id")
        self.go("confirm", batch.pk)
        self.assertEqual(Employee.objects.filter(status="LEFT").count(), 0)
        self.go("confirm", batch.pk, override_reason="分立")
        self.assertEqual(Employee.objects.filter(status="LEFT").count(), 9)

    def test_a_moved_base_says_who_and_compares_again(self):
        take(person("1", "张三"))
        self.bring(person("1", "张三", post="经理"))
        batch = ImportBatch.objects.latest("id")
        take(person("1", "张三", post="总监"))
        self.assertContains(self.go("confirm", batch.pk), "张三 (1)")
        self.go("again", batch.pk)
        self.go("confirm", batch.pk)
        self.assertEqual(Employee.objects.get().post, "经理")

    def test_thrown_away(self):
        self.bring(person("1", "张三"))
        batch = ImportBatch.objects.get()
        self.go("discard", batch.pk)
        batch.refresh_from_db()
        self.assertEqual((batch.state, Employee.objects.count()), ("DISCARDED", 0))
        self.assertContains(self.client.get(reverse("directory_imports")), "花名册.csv")

    def test_pages_of_differences(self):
        self.bring(*[person(f"{n:03}", f"员工{n:03}") for n in range(130)])
        batch = ImportBatch.objects.get()
        address = reverse("directory_import_batch", args=[batch.pk])
        self.assertNotContains(self.client.get(address), "员工120")
        self.assertContains(self.client.get(address + "?part=created&from=100"), "员工120")


@override_settings(IMPORT_ROWS_IN_REQUEST=2)
class LongLists(Pages):
    def setUp(self):
        super().setUp()
        sending = mock.patch("groupadmin.core.jobs.send", return_value=True)
        sending.start()
        self.addCleanup(sending.stop)

    def test_a_worker_plans_and_applies_and_the_page_watches(self):
        with self.captureOnCommitCallbacks(execute=True):
            self.bring(*[person(str(n), f"员工{n}") for n in range(5)])
        batch = ImportBatch.objects.get()
        address = reverse("directory_import_batch", args=[batch.pk])
        watched = reverse("job", args=[batch.job_id])
        self.assertContains(self.client.get(address), watched)
        self.assertNotIn("HX-Refresh", self.client.get(watched, headers={"HX-Request": "true"}).headers)
        jobs.run(batch.job_id)
        self.assertEqual(self.client.get(watched, headers={"HX-Request": "true"}).headers["HX-Refresh"], "true")
        self.assertContains(self.client.get(address), "员工4")
        self.go("confirm", batch.pk)
        batch.refresh_from_db()
        self.assertEqual((batch.state, Employee.objects.count()), ("APPLYING", 0))
        self.assertEqual(Job.objects.get(pk=batch.job_id).kind, "apply_import")
        jobs.run(batch.job_id)
        batch.refresh_from_db()
        self.assertEqual((batch.state, Employee.objects.count()), ("APPLIED", 5))
        self.assertEqual(batch.applied_by_name, str(self.hr))

    def test_a_refusal_in_the_worker_leaves_the_list_waiting_with_the_reason(self):
        self.bring(*[person(str(n), f"员工{n}") for n in range(5)])
        batch = ImportBatch.objects.get()
        jobs.run(batch.job_id)
        self.go("confirm", batch.pk)
        take(person("3", "别人"))
        batch.refresh_from_db()
        jobs.run(batch.job_id)
        batch.refresh_from_db()
        self.assertEqual((batch.state, Employee.objects.count()), ("PLANNED", 1))
        self.assertIn("3", batch.error)

    def test_another_s_job_is_nobody_s_business(self):
        self.bring(*[person(str(n), f"员工{n}") for n in range(5)])
        watched = reverse("job", args=[ImportBatch.objects.get().job_id])
        self.client.force_login(make_user())
        self.assertEqual(self.client.get(watched).status_code, 404)


class NobodyButHr(TestCase):
    def test_every_page(self):
        take(person("1", "张三"))
        number = ImportBatch.objects.get().pk
        names = ("batch", "confirm", "again", "discard", "undo", "errors")
        addresses = [reverse(f"directory_import_{name}", args=[number]) for name in names]
        addresses += [
            reverse("directory_import"),
            reverse("accounts"),
            reverse("accounts_new"),
            reverse("department_new"),
        ]
        for role in (None, roles.APPROVER, roles.CONFIDENTIALITY, roles.AUDITOR):
            self.client.force_login(make_user(make_employee(), *([role] if role else [])))
            for address in addresses:
                self.assertEqual(self.client.get(address).status_code, 403, (role, address))
                self.assertEqual(self.client.post(address).status_code, 403, (role, address))
