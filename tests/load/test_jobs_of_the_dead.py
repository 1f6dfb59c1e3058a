"""Whose job is whose: a process that has ended loses its jobs at once, a slow one keeps them, faults that pass return.

The processes are real ones; no clock decides, since the moment is an argument.
"""

import os
import subprocess
import sys
from datetime import timedelta
from unittest import mock

from django.db import InterfaceError, OperationalError
from django.test import TestCase, override_settings
from django.utils import timezone

from groupadmin.core import jobs
from groupadmin.core.models import Job
from tests.core.test_jobs import make_job
from tests.making import NOON

SECOND = timedelta(seconds=1)
WAITS = "import sys; sys.stdin.read()"


class AProcess:
    """Another process of this machine, called by the name that a job would bear; ended when the body is."""

    def __enter__(self):
        self.process = subprocess.Popen([sys.executable, "-c", WAITS], stdin=subprocess.PIPE)
        number = self.process.pid
        self.name = f"{jobs.machine()} {number} {jobs._began(number)}"
        return self

    def __exit__(self, *problem):
        self.end()

    def end(self):
        self.process.kill()
        self.process.stdin.close()
        self.process.wait()


class WhoHoldsAJob(TestCase):
    def held_by(self, holder, **facts):
        facts = {"lease_until": NOON + 3600 * SECOND, "attempt": 1} | facts
        return make_job(state=Job.State.RUNNING, holder=holder, **facts)

    def test_this_process_knows_itself_and_is_alive(self):
        self.assertTrue(jobs.is_alive(jobs.this_process()))
        self.assertFalse(jobs.is_gone(jobs.this_process()))

    def test_a_process_that_has_ended_is_gone_and_one_that_waits_to_be_buried_too(self):
        with AProcess() as other:
            self.assertFalse(jobs.is_gone(other.name))
            other.process.kill()
            os.waitid(os.P_PID, other.process.pid, os.WEXITED | os.WNOWAIT)
            self.assertTrue(jobs.is_gone(other.name))
            other.end()
            self.assertTrue(jobs.is_gone(other.name))

    def test_of_another_machine_and_of_nobody_nothing_is_known(self):
        for holder in ("", "another-boot/pid:[4026531836] 1 1", f"elsewhere {os.getpid()} 5"):
            with self.subTest(holder):
                self.assertFalse(jobs.is_gone(holder))
                self.assertFalse(jobs.is_alive(holder))

    def test_another_process_under_the_same_number_is_not_the_same(self):
        machine, number, _began = jobs.this_process().split(" ")
        self.assertTrue(jobs.is_gone(f"{machine} {number} 1"))

    def test_a_claim_says_who_holds_the_job(self):
        job = make_job()
        jobs.claim(job.pk, at=NOON)
        self.assertEqual(Job.objects.get(pk=job.pk).holder, jobs.this_process())

    def test_the_tick_sends_the_job_of_a_dead_process_at_once_whatever_its_lease(self):
        with AProcess() as other:
            job = self.held_by(other.name)
            Job.objects.filter(pk=job.pk).update(send_again_at=NOON + 3600 * SECOND)
            with mock.patch.object(jobs, "send", return_value=True) as send:
                self.assertEqual(jobs.reap(at=NOON), 0)
                other.end()
                self.assertEqual(jobs.reap(at=NOON), 1)
            send.assert_called_once_with(job.pk)
        self.assertEqual(jobs.claim(job.pk, at=NOON).attempt, 2)

    def test_a_message_that_comes_before_the_tick_finds_the_job_free_too(self):
        with AProcess() as other:
            job = self.held_by(other.name)
            self.assertIsNone(jobs.claim(job.pk, at=NOON))
            other.end()
            self.assertEqual(jobs.claim(job.pk, at=NOON).attempt, 2)

    def test_a_process_that_is_merely_slow_keeps_its_job_for_a_minute_more(self):
        with AProcess() as other:
            job = self.held_by(other.name, lease_until=NOON)
            self.assertIsNone(jobs.claim(job.pk, at=NOON + 30 * SECOND))
            self.assertEqual(jobs.claim(job.pk, at=NOON + 61 * SECOND).attempt, 2)

    def test_elsewhere_only_the_lease_counts(self):
        job = self.held_by("another-boot/pid:[4026531836] 1 1", lease_until=NOON)
        self.assertIsNone(jobs.claim(job.pk, at=NOON))
        self.assertEqual(jobs.claim(job.pk, at=NOON + SECOND).attempt, 2)

    def test_where_the_system_tells_nothing_the_lease_counts(self):
        jobs.machine.cache_clear()
        self.addCleanup(jobs.machine.cache_clear)
        with mock.patch.object(jobs, "PROC", jobs.PROC / "nothing"):
            self.assertEqual(jobs.this_process(), "")


class AFaultThatPasses(TestCase):
    def run_into(self, problem, **facts):
        job = make_job(**facts)
        with (
            mock.patch("tests.worker.handlers.steps", side_effect=problem),
            mock.patch.object(jobs, "PATIENCE", (0,)),
        ):
            jobs.run(job.pk)
        job.refresh_from_db()
        return job

    def test_gives_the_job_back_to_be_done_a_little_later(self):
        for problem in (OperationalError("database is locked"), InterfaceError("connection already closed")):
            with self.subTest(str(problem)):
                job = self.run_into(problem)
                self.assertEqual((job.state, job.error, job.holder), (Job.State.QUEUED, "", ""))
                self.assertLessEqual(job.send_again_at, timezone.now() + jobs.COME_BACK)

    def test_is_not_tried_for_ever(self):
        job = self.run_into(OperationalError("database is locked"), attempt=2)
        self.assertEqual(job.state, Job.State.FAILED)
        self.assertTrue(job.error)

    def test_a_full_disk_does_not_pass_by_itself_and_is_told(self):
        job = self.run_into(OSError(28, "No space left on device"))
        self.assertEqual(job.state, Job.State.FAILED)


class AnOlderWorker(TestCase):
    """It meets a job of a newer release: it leaves it to others, says so, and takes nothing from it."""

    def test_leaves_a_kind_it_does_not_know_to_a_worker_that_does(self):
        job = make_job(payload={"diary": os.devnull})
        Job.objects.filter(pk=job.pk).update(created_at=timezone.now())
        with override_settings(JOB_HANDLERS={}), self.assertLogs("groupadmin.core.jobs", "WARNING"):
            jobs.run(job.pk)
        left = Job.objects.get(pk=job.pk)
        self.assertEqual((left.state, left.attempt), (Job.State.QUEUED, 0))
        self.assertTrue(left.error)
        self.assertLessEqual(left.send_again_at, timezone.now() + jobs.COME_BACK)
        jobs.run(job.pk)
        done = Job.objects.get(pk=job.pk)
        self.assertEqual((done.state, done.error, done.attempt), (Job.State.DONE, "", 1))
