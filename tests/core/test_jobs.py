"""Long work: one worker at a time, an answer on the row in the language of who asked, no job tried for ever."""

import tempfile
from datetime import timedelta
from pathlib import Path
from unittest import mock

from django.db import IntegrityError, transaction
from django.test import TestCase, TransactionTestCase
from django.utils import timezone, translation

from groupadmin.core import jobs
from groupadmin.core.heartbeat import InlineProgress
from groupadmin.core.jobs import LeaseLost
from groupadmin.core.models import AuditEvent, Job
from tests.making import NOON, make_user

LATER = NOON + timedelta(hours=1)


def make_job(kind: str = "steps", **facts) -> Job:
    facts.setdefault("requested_by_name", "tests")
    return Job.objects.create(kind=kind, created_at=NOON, send_again_at=NOON, **facts)


class AskingForAJob(TestCase):
    def test_writes_the_row_and_sends_its_number_only_after_the_commit(self):
        with mock.patch.object(jobs, "send") as send, self.captureOnCommitCallbacks(execute=True):
            job = jobs.enqueue("steps", {"diary": "x"}, actor=None, at=NOON)
            send.assert_not_called()
        send.assert_called_once_with(job.pk)
        self.assertEqual((job.state, job.requested_by_name, job.sends), (Job.State.QUEUED, "console", 1))

    def test_of_an_unknown_kind_is_refused_before_anything_is_written(self):
        with self.assertRaises(KeyError):
            jobs.enqueue("no such kind", {}, actor=None, at=NOON)
        self.assertFalse(Job.objects.exists())

    def test_while_the_queue_is_away_loses_nothing(self):
        away = mock.patch.object(jobs.current_app, "send_task", side_effect=ConnectionError("refused"))
        with away, self.assertLogs("groupadmin.core.jobs", "WARNING"), self.captureOnCommitCallbacks(execute=True):
            job = jobs.enqueue("steps", {}, actor=None, at=NOON)
        self.assertEqual(Job.objects.get(pk=job.pk).state, Job.State.QUEUED)

    def test_that_is_under_way_already_returns_that_one(self):
        first = jobs.enqueue("run_sweeps", {}, actor=None, at=NOON, once="night")
        self.assertEqual(jobs.enqueue("run_sweeps", {}, actor=None, at=LATER, once="night"), first)
        Job.objects.update(state=Job.State.DONE)
        self.assertNotEqual(jobs.enqueue("run_sweeps", {}, actor=None, at=LATER, once="night"), first)

    def test_the_database_itself_holds_only_one_at_a_time(self):
        make_job(once="night")
        with self.assertRaises(IntegrityError), transaction.atomic():
            make_job(once="night")
        make_job(once="")
        make_job(once="")

    def test_shows_its_progress_to_who_asked_and_to_nobody_else(self):
        asker, other = make_user(), make_user()
        job = jobs.enqueue("steps", {}, actor=asker, at=NOON)
        self.assertEqual(list(jobs.requested_by(asker)), [job])
        self.assertEqual(list(jobs.requested_by(other)), [])
        self.assertEqual(list(jobs.requested_by(None)), [])


class ClaimingAJob(TestCase):
    def test_is_for_one_worker(self):
        job = make_job()
        self.assertEqual(jobs.claim(job.pk, at=NOON).attempt, 1)
        self.assertIsNone(jobs.claim(job.pk, at=NOON))

    def test_that_two_read_at_the_same_moment_goes_to_one(self):
        job = make_job()

        def meanwhile_another_takes_it():
            Job.objects.filter(pk=job.pk).update(attempt=1)
            return timedelta(seconds=60)

        # The lease is asked for between reading the row and taking it.
        with mock.patch.object(jobs, "lease", side_effect=meanwhile_another_takes_it):
            self.assertIsNone(jobs.claim(job.pk, at=NOON))

    def test_whose_worker_is_gone_is_the_second_attempt(self):
        job = make_job()
        jobs.claim(job.pk, at=NOON)
        self.assertEqual(jobs.claim(job.pk, at=LATER).attempt, 2)

    def test_that_killed_three_workers_fails_instead_of_a_fourth(self):
        job = make_job(state=Job.State.RUNNING, lease_until=NOON, attempt=3)
        self.assertIsNone(jobs.claim(job.pk, at=LATER))
        job.refresh_from_db()
        self.assertEqual(job.state, Job.State.FAILED)
        self.assertNotEqual(job.error, "")
        self.assertEqual(job.finished_at, LATER)

    def test_that_is_finished_or_unknown_is_nothing(self):
        self.assertIsNone(jobs.claim(make_job(state=Job.State.DONE).pk, at=LATER))
        self.assertIsNone(jobs.claim(0, at=LATER))

    def test_a_running_job_without_a_lease_cannot_be(self):
        job = make_job()
        with self.assertRaises(IntegrityError), transaction.atomic():
            Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING)


class RunningAJob(TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.diary = Path(folder.name, "diary")

    def run_one(self, kind: str, **facts) -> Job:
        job = make_job(kind, payload={"diary": str(self.diary), "steps": 2}, **facts)
        jobs.run(job.pk)
        job.refresh_from_db()
        return job

    def test_ends_with_its_result_and_full_progress(self):
        job = self.run_one("steps")
        self.assertEqual((job.state, job.result, job.error), (Job.State.DONE, {"steps": 2}, ""))
        self.assertEqual((job.progress_done, job.progress_total), (2, 2))
        self.assertIsNotNone(job.finished_at)

    def test_that_is_refused_says_why_with_its_code(self):
        job = self.run_one("refuse")
        self.assertEqual(job.state, Job.State.FAILED)
        self.assertEqual(job.error, "Not on a Sunday; choose another day.")
        self.assertEqual(job.result["code"], "not_today")

    def test_that_breaks_shows_people_no_traceback(self):
        with self.assertLogs("groupadmin.core.jobs", "ERROR") as logged:
            job = self.run_one("break", language="en")
        self.assertEqual(job.state, Job.State.FAILED)
        self.assertNotIn("ZeroDivision", job.error)
        self.assertIn("operator", job.error)
        self.assertIn("a mistake of ours", logged.output[0])

    def test_of_a_kind_that_nobody_knows_for_a_day_fails_and_does_not_hang(self):
        job = make_job(kind="a kind of the last release")
        Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(days=2))
        jobs.run(job.pk)
        job.refresh_from_db()
        self.assertEqual(job.state, Job.State.FAILED)
        self.assertTrue(job.error)

    def test_speaks_the_language_of_who_asked(self):
        heard = []
        with mock.patch("tests.worker.handlers.steps", side_effect=lambda *_: heard.append(translation.get_language())):
            self.run_one("steps", language="en")
            self.run_one("steps")
        self.assertEqual(heard, ["en", "zh-hans"])

    def test_twice_at_once_in_one_process_happens_once(self):
        job = make_job(payload={"diary": str(self.diary)})
        with mock.patch.object(jobs, "_here", {job.pk}):
            jobs.run(job.pk)
        self.assertEqual(Job.objects.get(pk=job.pk).state, Job.State.QUEUED)

    def test_taken_over_by_another_worker_stops_and_writes_nothing(self):
        job = make_job()
        held = jobs.claim(job.pk, at=NOON)
        jobs.claim(job.pk, at=LATER)
        progress = InlineProgress(held)
        progress(1, 3)
        with self.assertRaises(LeaseLost):
            progress(2, 3)
        jobs._finish(held, Job.State.DONE, result={"late": True})
        self.assertEqual(Job.objects.get(pk=job.pk).result, {})


class TheReaper(TestCase):
    def reap(self, at, took=True):
        with mock.patch.object(jobs, "send", return_value=took) as send:
            jobs.reap(at=at)
        return [call.args[0] for call in send.call_args_list]

    def test_sends_again_what_lost_its_message_or_its_worker(self):
        waiting = make_job(sends=1)
        dead = make_job(state=Job.State.RUNNING, lease_until=NOON, attempt=1)
        make_job(state=Job.State.DONE)
        self.assertEqual(set(self.reap(LATER)), {waiting.pk, dead.pk})

    def test_leaves_alone_what_was_sent_a_moment_ago(self):
        job = make_job()
        Job.objects.update(send_again_at=LATER)
        self.assertEqual(self.reap(LATER), [])
        self.assertEqual(self.reap(LATER + timedelta(seconds=1)), [job.pk])

    def test_does_not_flood_a_queue_that_is_merely_slow(self):
        make_job(sends=1)
        ticks = [NOON + timedelta(seconds=15 * n) for n in range(1, 241)]
        sent = sum(len(self.reap(tick)) for tick in ticks)
        self.assertLessEqual(sent, 11, "an hour of ticks")
        self.assertGreaterEqual(sent, 6)

    def test_stops_at_the_first_refusal_of_the_queue_and_keeps_all_for_later(self):
        made = [make_job().pk for _ in range(3)]
        self.assertEqual(len(self.reap(LATER, took=False)), 1)
        self.assertEqual(set(self.reap(LATER)), set(made))


class ForgettingJobs(TestCase):
    def test_drops_what_ended_three_months_ago_and_nothing_that_waits(self):
        old = NOON - timedelta(days=91)
        make_job(state=Job.State.DONE, finished_at=old)
        kept = [make_job(state=Job.State.FAILED, finished_at=NOON - timedelta(days=89)), make_job()]
        self.assertEqual(jobs.forget_finished(NOON), 1)
        self.assertEqual(set(Job.objects.all()), set(kept))


class APulseOutsideTransactions(TransactionTestCase):
    def test_brings_progress_to_the_row_while_the_work_goes_on(self):
        with tempfile.TemporaryDirectory() as folder:
            job = jobs.enqueue(
                "steps", {"diary": f"{folder}/diary", "steps": 3, "seconds": 0.7}, actor=None, at=timezone.now()
            )
            seen = []
            real = Job.objects.filter
            with mock.patch(
                "groupadmin.core.heartbeat.held", side_effect=lambda job: seen.append(1) or real(pk=job.pk)
            ):
                jobs.run(job.pk)
        self.assertGreaterEqual(len(seen), 2)
        job.refresh_from_db()
        self.assertEqual((job.state, job.progress_done), (Job.State.DONE, 3))
        self.assertEqual(AuditEvent.objects.filter(action="steps.done").count(), 1)
