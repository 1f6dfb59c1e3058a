"""A file that a job wrote: kept for a week, for who asked and nobody else, then dropped by the night."""

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from groupadmin.core import exports, housekeeping
from groupadmin.core.models import AuditEvent, ExportFile, Job
from groupadmin.directory import roles
from tests.making import NOON, make_user


def make_job(user, state=Job.State.DONE):
    return Job.objects.create(
        kind="write_ledger", state=state, created_at=NOON, requested_by_id=user.pk, requested_by_name=user.username
    )


class Kept(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user, cls.other = make_user(None, roles.AUDITOR), make_user(None, roles.HR)
        cls.job = make_job(cls.user)
        cls.file = exports.store_export(cls.job, file_name="ledger.xlsx", content=b"PK", at=NOON)

    def test_it_belongs_to_who_asked(self):
        self.assertEqual(exports.offered(self.job, to=self.user, at=NOON), self.file)
        for nobody in (self.other, AnonymousUser(), None):
            with self.subTest(nobody=nobody):
                self.assertIsNone(exports.offered(self.job, to=nobody, at=NOON))

    def test_it_stands_seven_days_and_not_a_second_longer(self):
        end = NOON + timedelta(days=7)
        for at, there in ((end - timedelta(seconds=1), True), (end, False), (end + timedelta(days=1), False)):
            with self.subTest(at=at):
                self.assertEqual(exports.offered(self.job, to=self.user, at=at) is not None, there)

    def test_a_job_that_runs_again_writes_its_file_anew(self):
        later = NOON + timedelta(hours=1)
        again = exports.store_export(self.job, file_name="ledger.xlsx", content=b"PK2", at=later)
        self.assertEqual((again.pk, ExportFile.objects.count()), (self.file.pk, 1))
        kept = ExportFile.objects.get()
        self.assertEqual((bytes(kept.content), kept.expires_at), (b"PK2", later + exports.KEEP))

    def test_the_night_drops_what_has_expired_and_nothing_else(self):
        fresh = make_job(self.other)
        exports.store_export(fresh, file_name="b.xlsx", content=b"PK", at=NOON + timedelta(days=5))
        self.assertEqual(housekeeping.forget_expired((NOON + timedelta(days=6)).date()).cleared, 0)
        self.assertEqual(housekeeping.forget_expired((NOON + timedelta(days=8)).date()).cleared, 1)
        self.assertEqual(ExportFile.objects.get().job, fresh)

    def test_a_forgotten_job_takes_its_file_along(self):
        self.job.delete()
        self.assertEqual(ExportFile.objects.count(), 0)


class Fetched(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user, cls.hr = make_user(None, roles.AUDITOR), make_user(None, roles.HR)
        cls.job = make_job(cls.user)
        exports.store_export(cls.job, file_name="ledger.xlsx", content=b"PK\x03\x04", at=timezone.now())
        cls.page, cls.url = reverse("job", args=[cls.job.pk]), reverse("job_file", args=[cls.job.pk])

    def test_who_asked_sees_the_way_to_it_and_gets_the_very_bytes(self):
        self.client.force_login(self.user)
        self.assertContains(self.client.get(self.page), self.url)
        answer = self.client.get(self.url)
        self.assertEqual(answer.content, b"PK\x03\x04")
        self.assertEqual(answer.headers["Content-Disposition"], 'attachment; filename="ledger.xlsx"')
        noted = AuditEvent.objects.get(action="export.fetched")
        self.assertEqual(noted.actor_id, self.user.pk)

    def test_hr_sees_that_the_job_is_done_but_not_its_file(self):
        self.client.force_login(self.hr)
        self.assertNotContains(self.client.get(self.page), self.url)
        self.assertEqual(self.client.get(self.url).status_code, 404)

    def test_once_expired_it_is_gone_for_everybody(self):
        ExportFile.objects.update(expires_at=timezone.now())
        self.client.force_login(self.user)
        self.assertNotContains(self.client.get(self.page), self.url)
        self.assertEqual(self.client.get(self.url).status_code, 404)

    def test_a_job_without_a_file_offers_none(self):
        plain = make_job(self.user)
        self.client.force_login(self.user)
        self.assertEqual(self.client.get(reverse("job_file", args=[plain.pk])).status_code, 404)
        self.assertNotContains(self.client.get(reverse("job", args=[plain.pk])), "btn-primary")
