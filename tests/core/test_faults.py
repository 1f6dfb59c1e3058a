"""A full disk, a busy database, one that is away: a sentence for people, and nothing half-written."""

import errno
import sqlite3
import tempfile
from pathlib import Path
from unittest import mock

from django.db import OperationalError, connection, transaction
from django.test import TestCase
from django.utils import translation

from groupadmin.core import errors, jobs
from groupadmin.core.models import AuditEvent, Job
from tests.core.test_jobs import make_job


class FaultsInWords(TestCase):
    def setUp(self):
        self.enterContext(translation.override("en"))

    def test_a_full_disk_of_the_queue_or_of_the_data_folder(self):
        self.assertIn("disk of the server is full", errors.sentence(OSError(errno.ENOSPC, "no space")))
        self.assertIsNone(errors.sentence(FileNotFoundError(errno.ENOENT, "not there")))

    def test_a_really_full_sqlite_database(self):
        with tempfile.TemporaryDirectory() as folder:
            small = sqlite3.connect(Path(folder, "small.sqlite3"))
            small.execute("PRAGMA max_page_count = 3")
            small.execute("CREATE TABLE t (x)")
            with self.assertRaises(sqlite3.OperationalError) as full:
                small.execute("INSERT INTO t SELECT zeroblob(100000)")
            small.close()
        problem = OperationalError(str(full.exception))
        self.assertIn("disk of the server is full", errors.sentence(problem))

    def test_postgresql_by_its_own_codes(self):
        for code, words in (("53100", "is full"), ("40P01", "is busy"), ("57P01", "does not answer")):
            problem = OperationalError("something in the server's own language")
            problem.__cause__ = Exception()
            problem.__cause__.sqlstate = code
            with self.subTest(code):
                self.assertIn(words, errors.sentence(problem))

    def test_a_page_that_meets_one_says_so_without_asking_the_database_again(self):
        problem = OperationalError("database is locked")
        with (
            mock.patch("groupadmin.console.views.connection.cursor", side_effect=problem),
            self.assertLogs("groupadmin.core.middleware", "ERROR"),
            self.assertNumQueries(0),
        ):
            answer = self.client.get("/healthz")
        self.assertEqual((answer.status_code, answer["Retry-After"]), (503, "60"))
        with translation.override("zh-hans"):
            self.assertContains(answer, str(errors.BUSY), status_code=503)

    def test_a_mistake_of_ours_has_no_excuse(self):
        self.assertIsNone(errors.sentence(ZeroDivisionError()))

    def test_a_job_that_meets_a_full_disk_says_so_and_has_written_nothing(self):
        def half_way(job, progress):
            with transaction.atomic():
                AuditEvent.objects.create(
                    at=job.created_at, actor_name="x", action="half.written", subject_type="", subject_id=""
                )
                raise OperationalError("database or disk is full")

        job = make_job(language="en")
        with mock.patch("tests.worker.handlers.steps", half_way), self.assertLogs("groupadmin.core.jobs"):
            jobs.run(job.pk)
        job.refresh_from_db()
        self.assertEqual(job.state, Job.State.FAILED)
        self.assertIn("make room, then do it again", job.error)
        self.assertFalse(AuditEvent.objects.exists())
        self.assertTrue(connection.is_usable())
