"""The pulse of a running job: progress and lease reach the row, a missed beat is no death, a lost lease is the end."""

from threading import Event
from unittest import mock

from django.db import DatabaseError
from django.test import TestCase, TransactionTestCase, override_settings
from django.utils import timezone

from groupadmin.core import heartbeat, jobs
from groupadmin.core.heartbeat import InlineProgress, LeaseLost, Progress
from groupadmin.core.models import Job
from tests.core.test_jobs import make_job
from tests.making import NOON


class ProgressOfAJob(TestCase):
    def setUp(self):
        self.job = jobs.claim(make_job().pk, at=NOON)

    def row(self) -> Job:
        return Job.objects.get(pk=self.job.pk)

    def test_brings_figures_and_a_new_lease_to_the_row(self):
        progress = Progress(self.job)
        progress(3, 10)
        self.assertEqual(self.row().progress_done, 0, "telling alone asks the database nothing")
        progress.write()
        row = self.row()
        self.assertEqual((row.progress_done, row.progress_total), (3, 10))
        self.assertGreater(row.lease_until, timezone.now())
        self.assertEqual(row.send_again_at, row.lease_until)

    def test_telling_costs_no_query_however_often(self):
        progress = Progress(self.job)
        with self.assertNumQueries(0):
            for done in range(1000):
                progress(done, 1000)

    def test_is_lost_when_another_worker_the_end_or_the_reaper_took_the_row(self):
        takings = {
            "another attempt": {"attempt": 2},
            "the end": {"state": Job.State.DONE},
            "given up": {"state": Job.State.FAILED},
        }
        for words, taken in takings.items():
            Job.objects.filter(pk=self.job.pk).update(state=Job.State.RUNNING, attempt=1)
            Job.objects.filter(pk=self.job.pk).update(**taken)
            progress = Progress(self.job)
            progress(1, 2)
            progress.write()
            with self.subTest(words), self.assertRaises(LeaseLost):
                progress(2, 2)
            self.assertEqual(self.row().progress_done, 0)

    def test_inside_a_transaction_is_written_at_once(self):
        with heartbeat.heartbeat(self.job) as progress:
            self.assertIsInstance(progress, InlineProgress)
            progress(1, 4)
            self.assertEqual((self.row().progress_done, self.row().progress_total), (1, 4))

    def test_work_within_a_request_tells_nobody(self):
        with self.assertNumQueries(0):
            self.assertIsNone(heartbeat.no_progress(1, 2))

    @override_settings(JOB_LEASE_SECONDS=45)
    def test_the_lease_is_the_one_of_the_settings(self):
        self.assertEqual(heartbeat.lease().total_seconds(), 45)

    def test_a_database_that_is_busy_costs_a_beat_and_not_the_job(self):
        progress = Progress(self.job)
        with (
            mock.patch.object(heartbeat, "held", side_effect=DatabaseError("database is locked")),
            self.assertLogs("groupadmin.core.heartbeat", "INFO") as said,
        ):
            self.assertFalse(heartbeat._try_to_write(progress))
        self.assertIn("missed a beat: database is locked", said.output[0])
        self.assertFalse(progress.lost.is_set())
        self.assertTrue(heartbeat._try_to_write(progress))

    def beats(self, progress, *, waits):
        stop = mock.Mock(spec=Event)
        stop.wait.side_effect = [False] * waits + [True]
        with (
            mock.patch.object(heartbeat, "connection"),
            mock.patch.object(heartbeat, "_try_to_write", return_value=True) as write,
        ):
            heartbeat._beat(progress, stop)
        return write.call_count

    @override_settings(JOB_LEASE_SECONDS=20)
    def test_beats_when_there_is_news_and_else_four_times_a_lease(self):
        silent, busy = Progress(self.job), Progress(self.job)
        self.assertEqual(self.beats(silent, waits=20), 2, "ten silent seconds")
        busy(1, 2)
        self.assertEqual(self.beats(busy, waits=3), 1, "one piece of news")

    def test_beats_no_more_once_the_lease_is_lost(self):
        progress = Progress(self.job)
        progress(1, 2)
        progress.lost.set()
        self.assertEqual(self.beats(progress, waits=9), 0)


class OutsideATransaction(TransactionTestCase):
    def test_what_was_told_last_is_on_the_row_when_the_body_ends(self):
        job = jobs.claim(make_job().pk, at=timezone.now())
        with heartbeat.heartbeat(job) as progress:
            self.assertNotIsInstance(progress, InlineProgress)
            progress(7, 9)
        self.assertEqual(Job.objects.get(pk=job.pk).progress_done, 7)

    def test_a_body_that_breaks_ends_its_thread_too(self):
        job = jobs.claim(make_job().pk, at=timezone.now())
        with (
            mock.patch.object(heartbeat, "Thread") as thread,
            self.assertRaises(ZeroDivisionError),
            heartbeat.heartbeat(job),
        ):
            raise ZeroDivisionError
        thread.return_value.start.assert_called_once()
        thread.return_value.join.assert_called_once()

    def test_a_lease_lost_at_the_end_is_told_even_then(self):
        job = jobs.claim(make_job().pk, at=timezone.now())
        with self.assertRaises(LeaseLost), heartbeat.heartbeat(job) as progress:
            progress(1, 1)
            Job.objects.filter(pk=job.pk).update(attempt=5)
