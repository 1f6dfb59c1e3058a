"""A job in each of its states: who may take it, who is told of its end, when its number is sent again."""

from datetime import timedelta
from unittest import mock

from django.test import TestCase, override_settings
from django.utils import translation

from groupadmin.core import imports, jobs, tasks
from groupadmin.core.models import ImportBatch, Job
from tests.core.test_jobs import make_job
from tests.making import NOON, make_user

State = Job.State
SECOND = timedelta(seconds=1)


class WhoMayTakeAJob(TestCase):
    def test_the_waiting_and_the_abandoned_and_no_other(self):
        cases = {
            "waits": (State.QUEUED, None, True),
            "is held for another second": (State.RUNNING, NOON + SECOND, False),
            "is held until this very moment": (State.RUNNING, NOON, False),
            "was let go a second ago": (State.RUNNING, NOON - SECOND, True),
            "is done": (State.DONE, None, False),
            "has failed": (State.FAILED, None, False),
        }
        for words, (state, lease, free) in cases.items():
            job = make_job(state=state, lease_until=lease)
            with self.subTest(words):
                self.assertEqual(jobs.claim(job.pk, at=NOON) is not None, free)
                self.assertEqual(Job.objects.get(pk=job.pk).attempt, int(free))

    @override_settings(JOB_LEASE_SECONDS=90)
    def test_holds_it_for_the_lease_of_the_settings_and_is_sent_again_only_then(self):
        job = make_job()
        jobs.claim(job.pk, at=NOON)
        job.refresh_from_db()
        self.assertEqual((job.lease_until, job.send_again_at), (NOON + timedelta(seconds=90),) * 2)
        self.assertEqual((job.state, job.started_at), (State.RUNNING, NOON))

    @override_settings(JOB_MAX_ATTEMPTS=2)
    def test_is_tried_as_often_as_the_settings_say(self):
        job = make_job()
        for hour in (1, 2):
            self.assertEqual(jobs.claim(job.pk, at=NOON + timedelta(hours=hour)).attempt, hour)
        self.assertIsNone(jobs.claim(job.pk, at=NOON + timedelta(hours=3)))
        self.assertEqual(Job.objects.get(pk=job.pk).state, State.FAILED)


class GivingUp(TestCase):
    def give_up(self, language):
        job = make_job(state=State.RUNNING, lease_until=NOON, attempt=3)
        batch = imports.stage_batch(
            "ROSTER", file_name="a", content_hash="", table=[], dropped_columns=[], options={}, actor=None, at=NOON
        )
        ImportBatch.objects.filter(pk=batch.pk).update(state=ImportBatch.State.APPLYING, job=job)
        with translation.override(language):
            jobs.claim(job.pk, at=NOON + SECOND)
        job.refresh_from_db()
        batch.refresh_from_db()
        return job, batch

    def test_lets_the_import_be_confirmed_once_more_and_says_why(self):
        job, batch = self.give_up("en")
        self.assertEqual(batch.state, ImportBatch.State.PLANNED)
        self.assertEqual(batch.error, job.error)
        self.assertIn("nothing was written", job.error)
        self.assertIsNone(job.lease_until)

    def test_says_so_in_chinese(self):
        job, _batch = self.give_up("zh-hans")
        self.assertNotIn("worker", job.error)
        self.assertTrue(any("一" <= letter <= "鿿" for letter in job.error))

    def test_loses_against_a_worker_that_took_it_a_moment_before(self):
        job = make_job(state=State.RUNNING, lease_until=NOON, attempt=3)
        Job.objects.filter(pk=job.pk).update(lease_until=NOON + timedelta(hours=2), attempt=4)
        jobs._give_up(job, at=NOON + SECOND, error="too late")
        self.assertEqual(Job.objects.get(pk=job.pk).state, State.RUNNING)


class TheEndOfAJob(TestCase):
    def test_of_a_refused_import_is_told_to_its_batch_in_the_language_of_who_asked(self):
        job = make_job("refuse", language="en")
        batch = imports.stage_batch(
            "ROSTER", file_name="a", content_hash="", table=[], dropped_columns=[], options={}, actor=None, at=NOON
        )
        ImportBatch.objects.filter(pk=batch.pk).update(job=job)
        jobs.run(job.pk)
        batch.refresh_from_db()
        self.assertEqual((batch.state, batch.error), ("FAILED", "Not on a Sunday; choose another day."))

    def test_comes_once_a_second_run_of_the_same_number_does_nothing(self):
        job = make_job("refuse")
        jobs.run(job.pk)
        ended = Job.objects.get(pk=job.pk).finished_at
        jobs.run(job.pk)
        self.assertEqual(Job.objects.get(pk=job.pk).finished_at, ended)

    def test_frees_the_process_for_the_next_even_after_a_mistake(self):
        with self.assertLogs("groupadmin.core.jobs", "ERROR"):
            jobs.run(make_job("break").pk)
        self.assertEqual(jobs._here, set())

    def test_of_an_unknown_number_is_silence(self):
        self.assertIsNone(jobs.run(10**9))


class SendingAgain(TestCase):
    def waits(self, sends):
        job = make_job(sends=sends)
        with mock.patch.object(jobs, "send", return_value=True):
            jobs.reap(at=NOON + SECOND)
        job.refresh_from_db()
        return (job.send_again_at - NOON - SECOND).total_seconds(), job.sends

    def test_waits_twice_as_long_each_time_up_to_ten_minutes(self):
        self.assertEqual(self.waits(0), (30, 1))
        self.assertEqual(self.waits(1), (60, 2))
        self.assertEqual(self.waits(3), (240, 4))
        self.assertEqual(self.waits(5), (600, 6))
        self.assertEqual(self.waits(30), (600, 31))

    def test_takes_the_longest_waiting_first_and_a_bounded_number_at_a_tick(self):
        late, later = make_job(), make_job()
        Job.objects.filter(pk=late.pk).update(send_again_at=NOON - timedelta(hours=1))
        with mock.patch.object(jobs, "REAP_AT_ONCE", 1), mock.patch.object(jobs, "send", return_value=True) as send:
            self.assertEqual(jobs.reap(at=NOON + SECOND), 1)
        send.assert_called_once_with(late.pk)
        self.assertEqual(Job.objects.get(pk=later.pk).sends, 0)

    def test_says_whether_the_queue_took_it_and_logs_what_it_said(self):
        with mock.patch.object(jobs.current_app, "send_task") as queue:
            self.assertTrue(jobs.send(7))
        queue.assert_called_once_with("core.run_job", args=[7], retry=False)
        refused = mock.patch.object(jobs.current_app, "send_task", side_effect=OSError("connection refused"))
        with refused, self.assertLogs("groupadmin.core.jobs", "WARNING") as said:
            self.assertFalse(jobs.send(7))
        self.assertIn("job 7 waits for the queue to come back: connection refused", said.output[0])

    def test_the_workers_door_is_one_call(self):
        with mock.patch.object(jobs, "run") as run:
            tasks.run_job(17)
        run.assert_called_once_with(17)


class WhoAsked(TestCase):
    def test_stands_on_the_row_with_the_language_of_the_page(self):
        asker = make_user(username="clerk")
        with translation.override("en"):
            job = jobs.enqueue("steps", {"a": 1}, actor=asker, at=NOON)
        self.assertEqual((job.requested_by_id, job.requested_by_name, job.language), (asker.pk, "clerk", "en"))
        self.assertEqual(job.send_again_at, NOON + jobs.PICK_UP)

    def test_somebody_not_logged_in_has_no_jobs(self):
        from django.contrib.auth.models import AnonymousUser

        make_job()
        self.assertEqual(list(jobs.requested_by(AnonymousUser())), [])

    def test_of_two_different_once_words_both_run(self):
        first = jobs.enqueue("run_sweeps", {}, actor=None, at=NOON, once="night")
        second = jobs.enqueue("run_sweeps", {}, actor=None, at=NOON, once="by hand")
        self.assertNotEqual(first.pk, second.pk)


class Forgetting(TestCase):
    def test_counts_ninety_days_from_the_end_to_the_second(self):
        make_job(state=State.DONE, finished_at=NOON)
        self.assertEqual(jobs.forget_finished(NOON + timedelta(days=90)), 0)
        self.assertEqual(jobs.forget_finished(NOON + timedelta(days=90) + SECOND), 1)

    def test_keeps_the_batch_whose_job_is_forgotten(self):
        job = make_job(state=State.FAILED, finished_at=NOON)
        batch = imports.stage_batch(
            "ROSTER", file_name="a", content_hash="", table=[], dropped_columns=[], options={}, actor=None, at=NOON
        )
        ImportBatch.objects.filter(pk=batch.pk).update(job=job)
        jobs.forget_finished(NOON + timedelta(days=91))
        batch.refresh_from_db()
        self.assertIsNone(batch.job_id)
