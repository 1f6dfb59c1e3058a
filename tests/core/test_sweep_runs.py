"""The night's walk: in its order, each sweep for itself, one row a night, made up for when missed."""

from datetime import date, datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo

from django.test import TestCase, override_settings

from groupadmin.core import sweeps, tasks
from groupadmin.core.models import AuditEvent, Job, SweepRun
from groupadmin.core.sweeps import Sweep, SweepResult
from tests.making import NOON, TODAY

HERE = "tests.core.test_sweep_runs"
SHANGHAI = ZoneInfo("Asia/Shanghai")
walked: list[str] = []


def first(today: date) -> SweepResult:
    walked.append("first")
    return SweepResult(raised=2, cleared=1)


def broken(today: date) -> SweepResult:
    Job.objects.create(kind="half written", requested_by_name="tests", created_at=NOON)
    raise ZeroDivisionError("a mistake of ours")


def last(today: date) -> SweepResult:
    walked.append("last")
    Job.objects.create(kind="written", requested_by_name="tests", created_at=NOON)
    return SweepResult(raised=1)


MORNING = (Sweep("first", "the first", first), Sweep("broken", "the broken", broken))
EVENING = (Sweep("last", "the last", last),)


@override_settings(NIGHTLY_SWEEPS=[f"{HERE}.MORNING", f"{HERE}.EVENING"])
class TheWalk(TestCase):
    def setUp(self):
        walked.clear()

    def walk(self, *names, **facts):
        with self.assertLogs("groupadmin.core.sweeps") if not names else mock.MagicMock():
            return sweeps.run_all(names, today=TODAY, **facts)

    def test_goes_in_the_order_of_the_list_and_one_failure_does_not_stop_the_others(self):
        runs = self.walk()
        self.assertEqual(walked, ["first", "last"])
        self.assertEqual((runs[0].name, runs[0].raised, runs[0].cleared), ("first", 2, 1))
        self.assertIn("ZeroDivisionError", SweepRun.objects.get(name="broken").error)

    def test_rolls_back_what_a_failing_sweep_had_written(self):
        self.walk()
        self.assertEqual(list(Job.objects.values_list("kind", flat=True)), ["written"])

    def test_again_on_the_same_day_updates_the_same_row(self):
        self.walk("last")
        self.walk("last")
        self.assertEqual(SweepRun.objects.filter(name="last", on=TODAY).count(), 1)
        sweeps.run_all(["last"], today=TODAY + timedelta(days=1))
        self.assertEqual(SweepRun.objects.filter(name="last").count(), 2)

    def test_dry_reports_and_leaves_nothing(self):
        runs = self.walk("last", dry_run=True)
        self.assertEqual(runs[0].raised, 1)
        self.assertFalse(SweepRun.objects.exists() or Job.objects.exists() or AuditEvent.objects.exists())

    def test_of_an_unknown_sweep_names_those_there_are(self):
        with self.assertRaises(sweeps.UnknownSweep) as refused:
            self.walk("nonsense")
        self.assertIn("first, broken, last", str(refused.exception))

    def test_leaves_an_event_and_tells_its_progress(self):
        told = []
        self.walk("first", "last", progress=lambda done, total: told.append((done, total)))
        self.assertEqual(told, [(0, 2), (1, 2), (2, 2)])
        self.assertEqual(AuditEvent.objects.get().detail["sweeps"], ["first", "last"])

    def test_as_a_job_is_for_the_day_it_was_asked_for(self):
        job = Job(kind="run_sweeps", payload={"on": "2026-03-01", "sweeps": ["last"]})
        answer = sweeps.run_job(job, lambda done, total: None)
        self.assertEqual(answer["on"], "2026-03-01")
        self.assertEqual(SweepRun.objects.get().on, date(2026, 3, 1))


class TheNightBegins(TestCase):
    def at(self, hour, minute=0, day=12):
        return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)

    def test_at_its_hour_and_not_before(self):
        self.assertIsNone(sweeps.enqueue_nightly(self.at(1, 59)))
        self.assertEqual(sweeps.enqueue_nightly(self.at(2)).payload, {"on": "2026-03-12"})

    def test_once_a_night_however_often_the_tick_asks(self):
        for minute in range(5):
            sweeps.enqueue_nightly(self.at(2, minute))
        Job.objects.update(state=Job.State.DONE)
        self.assertIsNone(sweeps.enqueue_nightly(self.at(23, 59)))
        self.assertEqual(Job.objects.count(), 1)
        self.assertIsNotNone(sweeps.enqueue_nightly(self.at(2, day=13)))

    def test_later_when_the_console_was_off_at_that_hour(self):
        self.assertEqual(sweeps.enqueue_nightly(self.at(9, 30)).payload, {"on": "2026-03-12"})

    def test_not_again_the_same_night_when_it_failed(self):
        sweeps.enqueue_nightly(self.at(2))
        Job.objects.update(state=Job.State.FAILED)
        self.assertIsNone(sweeps.enqueue_nightly(self.at(2, 15)))

    def test_by_the_schedule_and_by_the_tick(self):
        with mock.patch("django.utils.timezone.now", return_value=self.at(3)), mock.patch("groupadmin.core.jobs.send"):
            tasks.nightly_sweeps()
            tasks.tick()
        self.assertEqual(Job.objects.filter(kind="run_sweeps").count(), 1)
