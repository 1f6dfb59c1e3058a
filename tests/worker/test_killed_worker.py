"""A worker is killed in the middle, the queue loses its message: each job is done once, and nothing is lost."""

import signal
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from django.test import TransactionTestCase
from django.utils import timezone

from groupadmin.core import jobs
from groupadmin.core.models import AuditEvent, Job
from tests.worker.running import RealWorker, wait_until


@pytest.mark.worker
class AWorkerProcess(TransactionTestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.diary = Path(folder.name, "diary")

    def ask(self, *, steps=1, seconds=0.0):
        payload = {"diary": str(self.diary), "steps": steps, "seconds": seconds}
        return jobs.enqueue("steps", payload, actor=None, at=timezone.now())

    def state(self, job):
        job.refresh_from_db()
        return job.state

    def written(self):
        return self.diary.read_text() if self.diary.exists() else ""

    def test_does_a_job_that_a_page_asked_for(self):
        job = self.ask(steps=3)
        with RealWorker():
            wait_until(lambda: self.state(job) == Job.State.DONE, what="the job")
        self.assertEqual((job.attempt, job.result, job.progress_done), (1, {"steps": 3}, 3))

    def test_killed_in_the_middle_its_job_is_done_once_by_the_next(self):
        job = self.ask(steps=6, seconds=0.5)
        with RealWorker() as worker:
            wait_until(lambda: "step 2" in self.written(), what="the third step")
            worker.signal(signal.SIGKILL)
            self.assertEqual(self.state(job), Job.State.RUNNING)
            worker.start()
            wait_until(lambda: self.state(job) == Job.State.DONE, what="the second attempt")
        self.assertEqual(job.attempt, 2)
        self.assertEqual(AuditEvent.objects.filter(action="steps.done").count(), 1)

    def test_killed_under_a_long_lease_its_job_goes_on_as_soon_as_another_worker_is_there(self):
        job = self.ask(steps=6, seconds=0.5)
        with RealWorker(JOB_LEASE_SECONDS="3600", TICK_SECONDS="3600") as worker:
            wait_until(lambda: "step 2" in self.written(), what="the third step")
            worker.signal(signal.SIGKILL)
            worker.start()
            wait_until(lambda: self.state(job) == Job.State.DONE, what="the second attempt")
        self.assertEqual(job.attempt, 2)
        self.assertEqual(AuditEvent.objects.filter(action="steps.done").count(), 1)

    def test_told_to_end_in_the_middle_it_leaves_the_job_to_the_next(self):
        job = self.ask(steps=40, seconds=0.2)
        with RealWorker() as worker:
            wait_until(lambda: "step 2" in self.written(), what="the third step")
            worker.process.send_signal(signal.SIGTERM)
            worker.signal(signal.SIGKILL)
            worker.start()
            wait_until(lambda: self.state(job) == Job.State.DONE, what="the next attempt")
        self.assertEqual(AuditEvent.objects.filter(action="steps.done").count(), 1)

    def test_a_step_longer_than_the_lease_is_no_death(self):
        job = self.ask(steps=1, seconds=5)
        with RealWorker():
            wait_until(lambda: self.state(job) == Job.State.DONE, what="the long step")
        self.assertEqual((job.attempt, self.written().count("step 0")), (1, 1))

    def test_a_job_whose_message_is_lost_is_sent_again(self):
        with self.captured_messages():
            job = self.ask()
        Job.objects.update(send_again_at=timezone.now())
        with RealWorker():
            wait_until(lambda: self.state(job) == Job.State.DONE, what="the lost job")
        self.assertEqual(job.attempt, 1)

    def captured_messages(self):
        """The queue is away: what is sent meanwhile reaches nobody."""
        from unittest import mock

        return mock.patch.object(jobs.current_app, "send_task", side_effect=ConnectionError("away"))

    def test_the_missed_night_is_made_up_for_at_the_first_tick(self):
        with RealWorker(NIGHTLY_HOUR="0"):
            wait_until(lambda: Job.objects.filter(kind="run_sweeps", state=Job.State.DONE).exists(), what="the night")
        self.assertEqual(Job.objects.filter(kind="run_sweeps").count(), 1)
        self.assertTrue(settings.NIGHTLY_SWEEPS)
